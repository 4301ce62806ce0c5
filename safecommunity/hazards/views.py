"""Pages: found and put right on a phone, the list, one hazard with the steps open to the reader, the workbook."""

import uuid
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
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import actions as stored
from safecommunity.files import queries as files
from safecommunity.governance import codes as settings
from safecommunity.hazards import actions, codes, loop, queries, words
from safecommunity.hazards.forms import QuickForm, StepForm
from safecommunity.hazards.models import ENDED, Hazard
from safecommunity.hazards.rights import Rights, of_request
from safecommunity.hazards.slots import title
from safecommunity.hazards.templatetags.hazards import risk
from safecommunity.indicators import catalogue
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table
from safecommunity.shell.templatetags.shell import clock

FIGURES = (
    "hazards.found", "hazards.closed", "hazards.fix_rate", "hazards.on_time", "hazards.overdue", "hazards.recurrence",
)  # fmt: skip
MOST_PHOTOS = 6


def need(request: HttpRequest) -> Rights:
    """The reader's rights where the list is open to him."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    return held


def photos_of(request: HttpRequest, name: str) -> list[stored.Looked]:
    """Photos sent with a form. Raises Refused for what is none or too much."""
    sent = request.FILES.getlist(name)
    if len(sent) > MOST_PHOTOS:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise actions.Refused(says % {"came": len(sent), "most": MOST_PHOTOS}, name)
    found = []
    for one in sent:
        try:
            looked = stored.looked_at(one.read(stored.MOST + 1), one.name or "photo")
        except stored.Refused as reason:
            raise actions.Refused(f"{one.name}: {reason}", name) from reason
        if looked.picture is None:
            raise actions.Refused(
                _("%(name)s is no photo; allowed: JPEG, PNG, WebP") % {"name": one.name}, name
            )
        found.append(looked)
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def quick(request: HttpRequest) -> HttpResponse:
    """Two photos, place, words: twenty seconds, with or without network."""
    held = of_request(request)
    if held is None or not held.finds:
        raise PermissionDenied
    near = held.places()
    request.shown_place = near[0].pid if near else ""  # type: ignore[attr-defined]
    asked: dict[str, Any] = {"places": near, "units": queries.units_near(held)}
    if request.method != "POST":
        return _quick(request, held, QuickForm(initial={"client_id": uuid.uuid4().hex}, **asked))
    form = QuickForm(request.POST, **asked)
    if not form.is_valid():
        return _quick(request, held, form, status=422)
    try:
        made, _new = actions.record_hazard(
            reader=held.reader, values=form.values(), at=timezone.now(), client_id=form.cleaned_data["client_id"],
            on_the_spot=form.on_the_spot, before=photos_of(request, "before"), after=photos_of(request, "after"),
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return _quick(request, held, form, status=422)
    if request.headers.get("X-Offline") == "1":
        return JsonResponse({"number": made.number}, status=201)
    return redirect(f"{reverse('hazard_quick')}?saved={made.pid}")


def _quick(request: HttpRequest, held: Rights, form: QuickForm, status: int = 200) -> HttpResponse:
    if status != 200 and request.headers.get("X-Offline") == "1":
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=status)
    saved = request.GET.get("saved", "")
    context = {
        "form": form, "saved": queries.one(held, saved) if saved else None, "recent": queries.recent(held),
        "colors": codes.COLORS, "color": form["color"].value() or "yellow",
    }  # fmt: skip
    return render(request, "hazards/quick.html", context, status=status)


def _clock(one: Hazard) -> Any:
    today = timezone.localdate()
    if one.state in ENDED or one.fixed_on is not None:
        if one.on_the_spot:
            return format_html('<span class="tag ok">{}</span>', _("same day"))
        in_time = one.fixed_on is not None and one.fixed_on <= one.first_due
        return format_html('<span class="tag ok">{}</span>', _("in time")) if in_time else ""
    told = clock(one.due, today)
    return format_html('<span class="clock {}">{}</span>', told["kind"], told["text"])


def _place_choices() -> list[tuple[str, str]]:
    from safecommunity.places.models import Level, Place

    found = Place.objects.filter(level=Level.COMMUNITY).order_by("order", "pk")
    return [(one.pid, one.name) for one in found[:600]]


class Hazards(Table):
    """Hazards, newest first or by day."""

    name = "hazards"
    caption = gettext_lazy("Hazards")
    empty = gettext_lazy("Hazards appear here as soon as somebody finds one.")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("hazard", args=[one.pid])),
        Column("color", gettext_lazy("Risk"), lambda one: risk(one.color), kind="html"),
        Column("what", gettext_lazy("Hazard and place"), lambda one: _what(one), kind="html", wide=True, head=True),
        Column("state", gettext_lazy("State"), lambda one: words.states()[one.state]),
        Column("who", gettext_lazy("Who puts it right"), lambda one: one.who or (one.unit.name if one.unit else "")),
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("clock", gettext_lazy("Clock"), _clock, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()), "state"),
        Filter("color", gettext_lazy("Risk"), lambda: [(one, codes.colour_name(one)) for one in codes.COLORS], "color"),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("overdue")), ("open", _("open"))],
               lambda rows, value: queries.overdue(rows, timezone.localdate()) if value == "late"
               else queries.going(rows)),
        Filter("community", gettext_lazy("Community"), _place_choices, queries.inside),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-found_on", "-pk")),
        Order("due", gettext_lazy("by day"), ("due", "pk")),
    )
    pairs = tuple(
        (one, order) for one in ("", "state", "color", "clock", "community") for order in ("recent", "due")
    )


def _what(one: Hazard) -> Any:
    where = f"{one.place.name} {one.spot}".strip()
    again = format_html(' <span class="tag bad">{}</span>', _("again")) if one.again_id else ""
    return format_html("{}{}<small>{}</small>", title(one), again, where)


def table_of(request: HttpRequest, held: Rights) -> tuple[Hazards, choice.Choice | None]:
    """The list a request asks for, of the chosen place; a grid worker's community without the switch."""
    found = queries.hazards(held)
    if not held.reader.place_scopes("figures", *choice.READS):
        return Hazards(found, request.GET), None
    chosen = choice.current(request, timezone.localdate())
    return Hazards(queries.inside(found, chosen.place.pid), request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, with the figures of the chosen place and period over it."""
    held, today, now = need(request), timezone.localdate(), timezone.now()
    table, chosen = table_of(request, held)
    context: dict[str, Any] = {"table": table, "finds": held.finds, "sources": _sources()}
    if chosen is not None:
        told = figures.compute_many(
            [catalogue.get(one) for one in FIGURES], chosen.place.pid, chosen.period, now=now
        )
        days = (chosen.period.start, chosen.period.end)
        inside = queries.inside(queries.hazards(held), chosen.place.pid).filter(found_on__range=days)
        context |= {
            "figures": [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told],
            "pace": queries.pace(inside, today),
        }  # fmt: skip
    return render(request, "hazards/list.html", context)


def _sources() -> list[str]:
    return [codes.load(name)["source"] for name in ("risk", "gb_t_13861", "kinds")]


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    table, _chosen = table_of(request, need(request))
    heads = [_("Number"), _("Risk"), _("Level of the hazard"), _("Hazard"), _("Place"), _("Where exactly"),
             _("Social unit"),
             _("Setting"), _("GB/T 13861 class"), _("Found on"), _("Put right on the spot"), _("State"),
             _("Who puts it right"), _("First due"), _("Due"), _("Put right on"), _("How it was put right"),
             _("Closed on"), _("Overdue")]  # fmt: skip
    rows = [_cells(one) for one in table.records()]
    sheet = workbooks.Sheet(_("Hazards"), heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Hazards"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _cells(one: Hazard) -> list[Any]:
    late = one.fixed_on is None and one.state not in ENDED and one.due < timezone.localdate()
    return [
        one.number, codes.colour_name(one.color), codes.label(codes.levels(), one.level), title(one), one.place.name,
        one.spot, one.unit.name if one.unit else "", settings.setting_name(one.setting) if one.setting else "",
        codes.class_name(one.klass), one.found_on, _("yes") if one.on_the_spot else _("no"), words.states()[one.state],
        one.who, one.first_due, one.due, one.fixed_on, one.fixed, one.closed_on, _("yes") if late else _("no"),
    ]  # fmt: skip


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Hazard]:
    held = of_request(request)
    if held is None or not (held.looks or held.units):
        raise PermissionDenied
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    request.shown_place = found.place.pid  # type: ignore[attr-defined]
    return held, found


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One hazard: photos, what happened, and the steps open to the reader."""
    held, found = _asked(request, pid)
    return _page(request, held, found)


def _page(request: HttpRequest, held: Rights, one: Hazard, wrong: StepForm | None = None) -> HttpResponse:
    open_now = loop.open_deeds(held, one)
    main = loop.main_of(one, open_now)
    steps = list(one.steps.all())
    names = people.names({step.by for step in steps})
    deeds = [
        {"code": deed, "title": words.deed(deed), "main": deed == main, "photos": deed in ("submit", "assess"),
         "form": wrong if wrong is not None and wrong.deed == deed else StepForm(hazard=one, deed=deed)}
        for deed in open_now
    ]  # fmt: skip
    context: dict[str, Any] = {
        "one": one, "title": title(one), "kind": codes.label(codes.kinds(), one.kind),
        "deeds": sorted(deeds, key=lambda deed: not deed["main"]),
        "wrong": wrong,
        "klass": codes.class_name(one.klass), "level": codes.label(codes.levels(), one.level),
        "setting": settings.setting_name(one.setting) if one.setting else "", "state": words.states()[one.state],
        "before": files.attachments(held.reader, queries.BEFORE, one.pid), "ended": one.state in ENDED,
        "after": files.attachments(held.reader, queries.AFTER, one.pid), "today": timezone.localdate(),
        "running": one.state not in ENDED and one.fixed_on is None,
        "steps": [(words.step(step.what), step, names.get(step.by, "")) for step in steps],
        "five": [(codes.label(codes.five(), name), said) for name, said in one.five.items()],
        "method": codes.methods().get(one.method), "lists": held.looks, "classes": codes.load("gb_t_13861")["source"],
        "risk_source": codes.load("risk")["source"], "adds": queries.place_for(held.reader, one.pid) is not None,
    }  # fmt: skip
    return render(request, "hazards/one.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """One deed of the loop."""
    held, found = _asked(request, pid)
    if deed not in loop.DEEDS:
        raise Http404
    form = StepForm(request.POST, hazard=found, deed=deed)
    if form.is_valid():
        try:
            actions.take_step(
                reader=held.reader, hazard=found, deed=deed, values=form.values(), at=timezone.now(),
                photos=photos_of(request, "photos"),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("hazard", pid)
    return _page(request, held, found, form)
