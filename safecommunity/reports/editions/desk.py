"""The desk: editions that were made, a new one with its preview, withdrawing one."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.indicators import lineage
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.editions import actions, composing, formats, offers, queries, showing
from safecommunity.reports.editions.offers import Chosen, Wanted
from safecommunity.reports.editions.rights import need
from safecommunity.reports.models import Edition
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Order, Table


def public_address(one: Edition, language: str = settings.LANGUAGE_CODE) -> str:
    """Where everybody reads it."""
    return reverse("open_edition", args=[language, one.place.pid, one.number])


def state_text(one: Edition) -> str:
    """Whether it stands."""
    return _("withdrawn") if one.state == Edition.State.WITHDRAWN else _("open to everybody")


class Editions(Table):
    """Editions, newest first."""

    name = "editions"
    caption = gettext_lazy("Editions for everybody")
    empty = gettext_lazy("No edition yet. Choose figures and years, look at the preview, then open them.")
    columns = (
        Column("place", gettext_lazy("Place"), "place.name", link=lambda one: reverse("edition", args=[one.pid]),
               wide=True, head=True),
        Column("number", gettext_lazy("Edition"), "number", num=True),
        Column("state", gettext_lazy("State"), lambda one: state_text(one)),
        Column("published", gettext_lazy("Opened"), "published_at", kind="moment"),
        Column("purpose", gettext_lazy("What for"), "purpose"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-published_at", "-pk")),)
    pairs = (("", "recent"),)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """What was opened, and the way to a new edition for who answers for the place of the switch."""
    held = need(request)
    chosen = choice.current(request, timezone.localdate())
    context = {
        "table": Editions(queries.editions(held), request.GET), "place": chosen.place,
        "publishes": held.publishes(chosen.place) and offers.on_grid(chosen.place),
    }  # fmt: skip
    return render(request, "reports/editions/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose figures and years of the place of the switch; look at them as everybody would; open them."""
    held, now = need(request), timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    if not held.publishes(chosen.place):
        raise PermissionDenied
    given = request.POST if request.method == "POST" else request.GET
    wanted = _wanted(given, chosen.place)
    context: dict[str, Any] = {**_form(wanted, given, chosen.place, now), "problem": "", "refusals": []}
    status = 200
    if request.method == "POST":
        try:
            made = actions.publish_edition(
                reader=held.reader,
                wanted=wanted,
                seen=given.get("seen", "")[:64],
                purpose=given.get("purpose", ""),
                at=now,
            )
            return redirect("edition", made.pid)
        except actions.Refused as reason:
            context["problem"], status = str(reason), 422
        except composing.Refused as reason:
            context["refusals"], status = reason.reasons, 422
    if (given.get("preview") or request.method == "POST") and offers.on_grid(chosen.place):
        context |= _preview(wanted, now, context)
        status = 422 if context["refusals"] or context["problem"] else status
    return render(request, "reports/editions/new.html", context, status=status)


def _wanted(given: QueryDict, place: Place) -> Wanted:
    """What a form asks for; what is not offered is left out, and the page shows what was understood."""
    known = offers.offers()
    chosen = [
        Chosen(code, by if (by := given.get(f"by-{code}", "")) in known[code].splits else "")
        for code in known if code in given.getlist("figure")
    ]  # fmt: skip
    years = sorted(
        {int(year) for year in given.getlist("year") if year.isascii() and year.isdigit() and len(year) == 4}
    )
    note = " ".join(given.get("note", "").split())[: actions.MOST_NOTE]
    return Wanted(place, tuple(years), tuple(chosen), given.get("beneath") == "1", note)


def _form(wanted: Wanted, given: QueryDict, place: Place, now: Any) -> dict[str, Any]:
    language = get_language() or "zh-hans"
    chosen = {one.code: one.by for one in wanted.chosen}
    begun = not given.get("preview") and not given.getlist("figure")
    years = offers.years(place, timezone.localdate(now)) if offers.on_grid(place) else []
    rows = [
        {
            "code": one.code, "title": one.definition.title(language), "counts": one.definition.counts_text(language),
            "on": one.code in chosen,
            "splits": [
                (name, lineage.column_label(name, language), chosen.get(one.code) == name) for name in one.splits
            ],
        }
        for one in offers.offers().values()
    ]  # fmt: skip
    kids = [kid for kid in places.children(place.pid) if offers.on_grid(kid)]
    return {
        "place": place, "on_grid": offers.on_grid(place), "rows": rows, "kids": kids, "begun": begun,
        "years": [(year, year in wanted.years or (begun and year == years[0])) for year in years],
        "beneath": wanted.beneath or begun, "note": wanted.note,
        "purpose": given.get("purpose", "")[: actions.MOST_PURPOSE],
        "most_purpose": actions.MOST_PURPOSE, "most_note": actions.MOST_NOTE,
    }  # fmt: skip


def _preview(wanted: Wanted, now: Any, context: dict[str, Any]) -> dict[str, Any]:
    """The numbers as everybody would see them, with the checksum of what is shown."""
    if context["refusals"]:
        return {}
    if not wanted.chosen or not wanted.years:
        return {"problem": context["problem"] or _("Choose at least one figure and one year.")}
    try:
        content = composing.composed(wanted, now=now)
    except composing.Refused as reason:
        return {"refusals": reason.reasons}
    language = get_language() or "zh-hans"
    asked = [("figure", one.code) for one in wanted.chosen] + [
        (f"by-{one.code}", one.by) for one in wanted.chosen
    ]
    asked += [("year", str(year)) for year in wanted.years] + [("note", wanted.note)]
    asked += [("beneath", "1")] if wanted.beneath else []
    return {
        "content": content, "sections": showing.sections(content, language), "limits": formats.limits(content),
        "asked": asked, "seen": composing.checksum(content),
    }  # fmt: skip


def _asked(request: HttpRequest, pid: str) -> tuple[Any, Edition]:
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One edition: its addresses, its charts to show elsewhere, what became of it."""
    held, found = _asked(request, pid)
    language = get_language() or "zh-hans"
    names = people.names({found.published_by, found.withdrawn_by} - {""})
    stands = found.state == Edition.State.PUBLISHED
    content = queries.content(found.place.pid, found.number) if stands else None
    drawn = [one for part in showing.sections(content, language) for one in part.pictures] if content else []
    args = [language, found.place.pid, found.number]
    context = {
        "edition": found, "stands": stands, "withdraws": stands and held.publishes(found.place),
        "addresses": [(title, public_address(found, code)) for code, title in settings.LANGUAGES],
        "charts": [
            (one.title, request.build_absolute_uri(reverse("open_embed", args=[*args, one.name])),
             reverse("open_chart", args=[*args, one.name]))
            for one in drawn
        ],
        "by": names.get(found.published_by, ""), "gone_by": names.get(found.withdrawn_by, ""),
        "publishes": held.publishes(found.place), "most_reason": actions.MOST_REASON, "state": state_text(found),
        "again": f"{reverse('edition_new')}?{urlencode({'place': found.place.pid})}",
    }  # fmt: skip
    return render(request, "reports/editions/page.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Take it back, with a reason everybody can read."""
    held, found = _asked(request, pid)
    if not held.publishes(found.place):
        raise PermissionDenied
    try:
        actions.withdraw_edition(
            reader=held.reader, edition=found, reason=request.POST.get("reason", ""), at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("edition", found.pid)
