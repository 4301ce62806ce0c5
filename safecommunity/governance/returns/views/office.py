"""The office that asks: its forms, sending one down, and the board of each period with who came and the sums."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.governance.models import ReturnCall, ReturnForm
from safecommunity.governance.returns import actions, forms_known, numbers, periods, queries
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.sheets import unit_words
from safecommunity.governance.returns.spec import PERIODS, Spec
from safecommunity.governance.returns.views.common import done, heads, language, lines, need, state
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import workbooks
from safecommunity.shell.sheets import day
from safecommunity.shell.slots import show_place

MOST_UNITS = 300


def office(request: HttpRequest) -> Hands:
    """Somebody whose office asks for returns."""
    held = need(request)
    if not held.issuing:
        raise PermissionDenied
    return held


def words(spec: Spec) -> dict[str, Any]:
    """What a form is, in words."""
    at = language()
    return {
        "title": spec.title(at), "period": period_text(spec.period), "fills": fills_text(spec),
        "basis": spec.basis, "source": spec.source, "rows": len(spec.rows), "key": spec.key,
    }  # fmt: skip


def period_text(period: str) -> str:
    """How often a form is due, in words."""
    return {
        "month": _("monthly"),
        "quarter": _("quarterly"),
        "half_year": _("half-yearly"),
        "year": _("yearly"),
    }[period]


def fills_text(spec: Spec) -> str:
    """Who fills a form, in words."""
    kinds = {
        "place": _("places below"),
        "unit": _("facilities and units"),
        "agency": spec.agency_name(language()),
    }
    return kinds[spec.fills]


@login_required
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Shipped forms with their basis, one's own, and what was sent down."""
    held = office(request)
    known = {form.key: form for form in queries.forms(held)}
    now = periods.index_of(timezone.localdate())
    shipped = [{**words(one), "form": known.get(one.key)} for one in forms_known.presets()]
    own = [
        {**words(forms_known.spec_of(form)), "form": form}
        for form in known.values()
        if form.owner_id is not None
    ]
    calls = [
        {"call": call, **words(forms_known.spec_of(call.form)),
         "rounds": [one for one in queries.rounds(call) if one[1] < now][:1],
         "from": periods.label(call.first, call.first)} for call in queries.calls(held)[:50]
    ]  # fmt: skip
    return render(request, "governance/returns/forms.html", {"shipped": shipped, "own": own, "calls": calls})


def _spec(held: Hands, key: str) -> tuple[Spec, ReturnForm | None]:
    """A form this office may send down: its own, or a shipped one."""
    form = next((one for one in queries.forms(held) if one.key == key), None)
    spec = forms_known.preset(key) or (forms_known.spec_of(form) if form else None)
    if spec is None:
        raise Http404
    return spec, form


@login_required
@require_safe
def form(request: HttpRequest, key: str) -> HttpResponse:
    """One form as it will be filled in, with its checks."""
    held = office(request)
    spec, found = _spec(held, key)
    at = language()
    context = {
        "spec": spec, **words(spec), "form": found, "lines": lines(spec, {}), "heads": heads(spec),
        "single": len(spec.columns) == 1, "checks": [check_text(spec, check, at) for check in spec.checks],
        "own": found is not None and found.owner_id is not None, "codes": len(spec.cells),
    }  # fmt: skip
    return render(request, "governance/returns/form.html", context)


def check_text(spec: Spec, check: Any, at: str) -> str:
    """A check in words."""
    names = {row.key: row.title(at) for row in spec.rows}
    names |= {column.key: column.title(at) for column in spec.columns}
    left, right = (" + ".join(names[key] for key in side) for side in (check.left, check.right))
    return f"{left} {({'<=': '≤', '>=': '≥'}).get(check.op, '=')} {right}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, key: str) -> HttpResponse:
    """Choose who fills a form, from when on, and send it down."""
    held = office(request)
    spec, found = _spec(held, key)
    asked = request.POST.get("issuer") or request.GET.get("issuer") or held.issuing[0].pid
    issuer = next((one for one in held.issuing if one.pid == asked), None)
    if issuer is None:
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        try:
            call = _send(request, held, spec, found, issuer)
        except actions.NotYours as refused:
            raise PermissionDenied(str(refused)) from refused
        except actions.Refused as refused:
            problem = str(refused)
        else:
            return redirect("return_call", call.pid)
    today = timezone.localdate()
    last = periods.beginning(spec.period, periods.index_of(today)) - 1
    context = {
        **words(spec), "spec": spec, "issuer": issuer, "issuers": held.issuing, "choices": _choices(spec, issuer),
        "from": f"{last // 12}-{last % 12 + 1:02d}", "problem": problem, "given": request.POST,
        "chosen": request.POST.getlist("filler"),
        "due": periods.due_day(last, spec.working_days), "days": spec.working_days,
    }  # fmt: skip
    return render(request, "governance/returns/send.html", context, status=422 if problem else 200)


def _send(
    request: HttpRequest, held: Hands, spec: Spec, found: ReturnForm | None, issuer: Place
) -> ReturnCall:
    given = request.POST
    first, until = day(given.get("from", "")), day(given.get("until", ""))
    if first is None or (given.get("until") and until is None):
        says = _("From and until: got “%(came)s”; allowed: a month such as 2026-10")
        raise actions.Refused(says % {"came": f"{given.get('from', '')[:20]} {given.get('until', '')[:20]}"})
    now = timezone.now()
    return actions.send_preset(
        reader=held.reader, spec=spec, form=found, issuer=issuer, note=given.get("note", ""), at=now,
        fillers=[(spec.fills, pid) for pid in given.getlist("filler")], first=periods.index_of(first),
        until=periods.index_of(until) if until else None,
    )  # fmt: skip


def _choices(spec: Spec, issuer: Place) -> list[tuple[str, str]]:
    """Who could fill the form: places below, facilities, or the agency (with or without an organisation)."""
    if spec.fills == "place":
        return [(one.pid, one.name) for one in queries.children(issuer, timezone.localdate())]
    inside = places.subtrees([issuer.pid])[issuer.pid]
    units = SocialUnit.objects.filter(place__pid__in=inside).select_related("place")
    today = timezone.localdate()
    kinds = ["health", "school", "venue", "firm", "site", "other"] if spec.fills == "unit" else ["public"]
    units = (
        units.filter(kind__in=kinds)
        .exclude(ends__lte=today)
        .order_by("-reports_injuries", "place__order", "order")
    )
    found = [(one.pid, f"{one.name}（{one.place.name}）") for one in units[:MOST_UNITS]]
    if spec.fills == "agency":
        return [
            (
                issuer.pid,
                _("%(agency)s, without an organisation of the register")
                % {"agency": spec.agency_name(language())},
            ),
            *found,
        ]
    return found


def _call(request: HttpRequest, pid: str) -> tuple[Hands, ReturnCall, queries.Round | None]:
    held = office(request)
    call = queries.call(held, pid)
    if call is None:
        raise Http404
    show_place(request, call.issuer.pid)
    known = [first for first, _last, _asked, _came in queries.rounds(call)]
    text = request.GET.get("first", "")
    asked = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
    if asked is not None and asked not in known:
        raise Http404
    over = [first for first in known if first < periods.index_of(timezone.localdate())]
    first = asked if asked is not None else next(iter(over or known), None)
    return held, call, queries.round_of(call, first) if first is not None else None


@login_required
@require_safe
def call(request: HttpRequest, pid: str) -> HttpResponse:
    """One period: who was asked, who came, what they add up to; what is missing is not zero."""
    held, found, shown = _call(request, pid)
    spec, today = forms_known.spec_of(found.form), timezone.localdate()
    rows = shown.rows if shown else ()
    values = numbers.summed(spec, (part.values or {} for part in rows))
    context = {
        "call": found, **words(spec), "round": shown, "lines": lines(spec, values), "heads": heads(spec),
        "single": len(spec.columns) == 1,
        "rounds": [
            {"first": first, "label": periods.label(first, last), "asked": asked, "came": came}
            for first, last, asked, came in queries.rounds(found)[:24]
        ],
        "fillers": [
            {"one": part.row, "name": queries.filler_name(part.row),
             "state": state(part.row, own=held.is_own_side(part.row)),
             "late": queries.days_late(part.row, today), "urge": held.may(part.row, "urge"),
             "at": part.version.at if part.version and part.values is not None else None} for part in rows
        ],
        "came": sum(part.values is not None for part in rows), "due": len(rows),
        "late": sum(queries.is_late(part.row, today) for part in rows),
    }  # fmt: skip
    return render(request, "governance/returns/call.html", context)


@login_required
@require_safe
def call_export(request: HttpRequest, pid: str) -> FileResponse:
    """The period as a table: a line for each filler, empty where nothing came, and the sum of what came."""
    _held, found, shown = _call(request, pid)
    spec = forms_known.spec_of(found.form)
    rows = shown.rows if shown else ()
    headings = [_("Filled by"), _("State"), *(spec.cell_title(cell, language()) for cell in spec.cells)]
    sheet = workbooks.Sheet(
        spec.title(language()),
        headings,
        list(_lines(spec, rows)),
        len(rows),
        [_("Empty: nothing came; it is not zero.")],
    )
    about = [(_("Place"), found.issuer.name), (_("Period"), shown.label if shown else "")]
    return workbooks.answer(
        request, name=f"{spec.title(language())} {shown.label if shown else ''}", about=about, sheets=[sheet],
        now=timezone.now(),
    )  # fmt: skip


def _lines(spec: Spec, rows: Iterable[queries.Part]) -> Iterable[list[Any]]:
    def number(cell: str, value: int | None) -> float | None:
        return None if value is None else value / 10 ** spec.decimals(cell)

    units = ["", _("Unit of measure"), *(unit_words(spec.unit(cell), language()) for cell in spec.cells)]
    yield units
    kept = list(rows)
    for part in kept:
        values = part.values or {}
        yield [
            queries.filler_name(part.row), state(part.row, own=False)["text"],
            *(number(cell, values.get(cell)) for cell in spec.cells),
        ]  # fmt: skip
    sums = numbers.summed(spec, (part.values or {} for part in kept))
    yield [_("Together"), "", *(number(cell, sums.get(cell)) for cell in spec.cells)]


@login_required
@require_POST
def urge_all(request: HttpRequest, pid: str) -> HttpResponse:
    """Urge everybody who is late with a period."""
    held, _found, shown = _call(request, pid)
    today = timezone.localdate()

    def act() -> None:
        for part in shown.rows if shown else ():
            if queries.is_late(part.row, today) and held.may(part.row, "urge"):
                actions.step(reader=held.reader, row=part.row, deed="urge", at=timezone.now())

    return done(request, act, "return_call", pid, says=_("Urged"))


@login_required
@require_POST
def end(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask no more."""
    held, found, _shown = _call(request, pid)
    return done(
        request, lambda: actions.end_call(reader=held.reader, call=found, at=timezone.now()), "return_call", pid,
        says=_("No further periods are asked for; what is owed stays owed"),
    )  # fmt: skip


__all__ = ["PERIODS", "call", "call_export", "end", "form", "forms", "send", "urge_all"]
