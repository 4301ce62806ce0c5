"""The list with its map, a new entry on a phone with or without network, the workbook."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards.models import UNASSESSED, Risk
from safecommunity.hazards.risks import actions, drawing, importing, queries, tables
from safecommunity.hazards.risks.forms import RiskForm
from safecommunity.hazards.risks.rights import Rights, of_request
from safecommunity.hazards.risks.slots import FIGURES
from safecommunity.hazards.templatetags.hazards import risk
from safecommunity.hazards.views.listing import _place_choices
from safecommunity.indicators import catalogue
from safecommunity.places.models import Place
from safecommunity.shell import own_forms, workbooks
from safecommunity.shell.offline import is_offline
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table
from safecommunity.shell.templatetags.shell import clock


def need(request: HttpRequest) -> Rights:
    """The reader's rights where the register is open to him."""
    held = of_request(request)
    if held is None or not held.opens:
        raise PermissionDenied
    return held


def mark(rank: int) -> Any:
    """The mark of a colour with its word; words alone where nothing is assessed."""
    color = tables.color(rank)
    return risk(color) if color else format_html('<span class="tag ask">{}</span>', tables.rank_name(rank))


def _what(one: Risk) -> Any:
    where = " ".join(filter(None, (one.place.name, one.unit.name if one.unit else "", one.spot)))
    return format_html("{}<small>{}</small>", one.title, where)


def _clock(one: Risk) -> Any:
    if one.ends is not None:
        return ""
    told = clock(one.due, timezone.localdate())
    return format_html('<span class="clock {}">{}</span>', told["kind"], told["text"])


def _ranks() -> list[tuple[str, str]]:
    return [(str(rank), tables.rank_name(rank)) for rank in range(1, UNASSESSED + 1)]


class Risks(Table):
    """Entries of the register, the worst first."""

    name = "risks"
    caption = gettext_lazy("Risk register")
    empty = gettext_lazy("Risks appear here as soon as somebody enters one.")
    keep = ("place", "period", "gone")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("risk", args=[one.pid])),
        Column("color", gettext_lazy("Risk"), lambda one: mark(one.rank), kind="html"),
        Column("what", gettext_lazy("Source of danger"), _what, kind="html", wide=True, head=True),
        Column("setting", gettext_lazy("Setting"), lambda one: settings.setting_name(one.setting)),
        Column("exposed", gettext_lazy("People exposed"), "exposed", num=True),
        Column("who", gettext_lazy("Who answers for it"), "who"),
        Column("due", gettext_lazy("Next assessment"), "due", kind="day"),
        Column("clock", gettext_lazy("Clock"), _clock, kind="html"),
    )
    filters = (
        Filter("color", gettext_lazy("Risk"), _ranks, "rank"),
        Filter("setting", gettext_lazy("Setting"),
               lambda: [(one, settings.setting_name(one)) for one in settings.settings()], "setting"),
        Filter("class", gettext_lazy("GB/T 13861 class"),
               lambda: [(one, codes.class_name(one)) for one in codes.classes()], "klass"),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("overdue"))],
               lambda rows, _value: queries.overdue(rows, timezone.localdate())),
        Filter("community", gettext_lazy("Community"), _place_choices, queries.inside),
    )  # fmt: skip
    orders = (
        Order("worst", gettext_lazy("worst first"), ("rank", "pk")),
        Order("due", gettext_lazy("by day"), ("due", "pk")),
        Order("recent", gettext_lazy("newest first"), ("-starts", "-pk")),
    )
    pairs = (
        ("", "worst"), ("", "due"), ("", "recent"), ("color", "worst"), ("color", "due"), ("setting", "worst"),
        ("class", "worst"), ("clock", "due"), ("community", "worst"), ("community", "due"),
    )  # fmt: skip


def table_of(request: HttpRequest, held: Rights) -> tuple[Risks, choice.Choice | None]:
    """The list a request asks for, of the chosen place; without the switch for who reads no figures."""
    gone = request.GET.get("gone") == "1"
    if not held.reader.place_scopes("figures", *choice.READS):
        return Risks(queries.risks(held, gone=gone), request.GET), None
    chosen = choice.current(request, timezone.localdate())
    found = queries.listed(held, chosen.place.pid, gone=gone)
    return Risks(found.rows, request.GET, most=found.most), chosen


def _top(held: Rights, chosen: choice.Choice | None) -> str:
    """The place whose map is drawn."""
    if chosen is not None:
        return chosen.place.pid
    own = held.reader.place_scopes()
    return own[0] if own else ""


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, its figures, and the four-colour map with the table it is drawn from."""
    held, today = need(request), timezone.localdate()
    table, chosen = table_of(request, held)
    top = _top(held, chosen)
    shares = queries.by_community(held, top, today) if top else []
    context: dict[str, Any] = {
        "table": table, "finds": held.finds, "keeps": held.keeps, "gone": request.GET.get("gone") == "1",
        "shares": [(one, [(tables.color(n + 1), str(n + 1), many) for n, many in enumerate(one.ranks)])
                   for one in shares if len(shares) > 1 or one.all],
        "map": drawing.drawn(shares, today) if len(shares) > 1 else None, "ranks": _ranks(), "sources": sources(),
        "marks": codes.COLORS, "own_forms": own_forms.forms(importing.OWN, importing.own_place(held)),
    }  # fmt: skip
    if chosen is not None:
        told = figures.compute_many(
            [catalogue.get(one) for one in FIGURES], chosen.place.pid, chosen.period, now=timezone.now()
        )
        context["figures"] = [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told]
    return render(request, "hazards/risks/list.html", context)


def sources() -> list[str]:
    """Where the tables come from, as users see it."""
    return [str(codes.load(name)["source"]) for name in ("risks", "risk", "gb_t_13861", "accident_types")]


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list as a workbook, as it is read in again; or in a district's own form."""
    held = need(request)
    table, _chosen = table_of(request, held)
    table.source = table.source.prefetch_related("assessments")
    asked = request.GET.get("form", "")
    if asked:
        own = own_forms.form(importing.OWN, importing.own_place(held), asked)
        if own is None:
            raise Http404
        return importing.as_workbook(
            own_forms.filled(own, (importing.filled(one) for one in table.records())), own.name
        )
    more = {
        "number": _("Number"),
        "color": _("Risk"),
        "score": _("Risk score"),
        "method": _("Method"),
        "due": _("Next assessment"),
    }
    heads = [*importing.written().values(), *more.values()]
    rows = ([*importing.filled(one).values(), *_more(one)] for one in table.records())
    total, cut = table.total
    sheet = workbooks.Sheet(_("Risk register"), heads, rows, None if cut else total)
    return workbooks.answer(
        request, name=_("Risk register"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _more(one: Risk) -> list[Any]:
    return [one.number, tables.rank_name(one.rank), one.score, tables.method_name(one.method), one.due]


def asked(held: Rights) -> dict[str, Any]:
    """What the form of an entry offers."""
    return {"places": held.places(), "units": queries.units_near(held)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new entry; on a phone it waits for the network."""
    held = of_request(request)
    if held is None or not held.finds:
        raise PermissionDenied
    near = asked(held)
    places: list[Place] = near["places"]
    show_place(request, places[0].pid if places else "")
    if request.method != "POST":
        return _new(request, held, RiskForm(initial={"client_id": uuid.uuid4().hex}, **near))
    form = RiskForm(request.POST, **near)
    if not form.is_valid():
        return _new(request, held, form, status=422)
    try:
        made, _fresh = actions.record_risk(
            reader=held.reader,
            values=form.values(),
            at=timezone.now(),
            client_id=form.cleaned_data["client_id"],
        )
    except actions.Refused as reason:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return _new(request, held, form, status=422)
    if is_offline(request):
        return JsonResponse({"number": made.number}, status=201)
    return redirect(f"{reverse('risk_new')}?saved={made.pid}")


def _new(request: HttpRequest, held: Rights, form: RiskForm, status: int = 200) -> HttpResponse:
    if status != 200 and is_offline(request):
        return JsonResponse({"errors": said(form.errors)}, status=status)
    saved = request.GET.get("saved", "")
    context = {
        "form": form, "saved": queries.one(held, saved) if saved else None,
        "recent": [(one, mark(one.rank)) for one in queries.recent(held)],
    }  # fmt: skip
    return render(request, "hazards/risks/new.html", context, status=status)


def said(errors: Mapping[str, Any]) -> list[str]:
    """All that a form refuses, as plain words."""
    return [str(reason) for found in errors.values() for reason in found]
