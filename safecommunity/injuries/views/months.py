"""Monthly reports of facilities: who has reported which month, hand in, accept, return, urge."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts.models import Role
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.injuries import actions
from safecommunity.injuries.models import FacilityMonth
from safecommunity.injuries.queries import months as queries
from safecommunity.injuries.queries.rights import OFFICE, Rights
from safecommunity.injuries.views.common import need
from safecommunity.places import queries as places
from safecommunity.places.models import SocialUnit
from safecommunity.shell import workbooks
from safecommunity.shell.slots import show_place

MOST_MONTHS = 24


@dataclass(frozen=True)
class Sheet:
    """Facilities × months as a reader looks at them."""

    units: list[SocialUnit]
    period: Period
    chosen: choice.Choice | None
    today: date
    cut: bool = False
    """whether the chosen period has more months than are shown"""

    @cached_property
    def lines(self) -> list[tuple[SocialUnit, list[queries.MonthCell]]]:
        """The months of the period."""
        return queries.matrix(self.units, self.period, self.today) if self.units else []

    @cached_property
    def recent(self) -> list[tuple[SocialUnit, list[queries.MonthCell]]]:
        """What may still be to do: in January December is due, whatever year the switch shows."""
        whole = queries.window(self.today)
        if self.chosen is None or not self.period.first <= whole.last + 1 <= self.period.last + 1:
            return self.lines
        first = min(whole.first, self.period.first)
        return queries.matrix(self.units, Period(first, whole.last), self.today) if self.units else []


def sheet_of(request: HttpRequest, held: Rights) -> Sheet:
    """The office looks at the place and period of the switch, a facility at its own last twelve months."""
    if not held.reader.has(Role.FACILITY, *OFFICE):
        raise PermissionDenied
    today, units = timezone.localdate(), queries.units_of(held)
    if not choice.reads(held.reader):
        if units:
            show_place(request, units[0].place.pid)
        return Sheet(units, queries.window(today), None, today)
    chosen = choice.current(request, today)
    inside = set(places.subtree(chosen.place.pid))
    shown = chosen.period.to_date(today) or chosen.period
    first = max(shown.first, shown.last - MOST_MONTHS + 1)
    return Sheet(
        [unit for unit in units if unit.place.pid in inside], Period(first, shown.last), chosen, today,
        first > shown.first,
    )  # fmt: skip


@login_required
@require_safe
def months(request: HttpRequest) -> HttpResponse:
    """Facilities × months. A facility sees its own line, the office all of the place it looks at."""
    held = need(request)
    sheet = sheet_of(request, held)
    cells = [cell for _unit, line in sheet.lines for cell in line if cell.owed]
    context = {
        # the newest month stands beside the names: it is the one with something to do
        "lines": [(unit, line[::-1]) for unit, line in sheet.lines],
        "month_labels": [queries.narrow_label(index) for index in reversed(sheet.period.months)],
        "today": sheet.today,
        "chosen": sheet.chosen,
        "period": sheet.chosen.period.label(get_language() or "zh-hans") if sheet.chosen else "",
        "cut": MOST_MONTHS if sheet.cut else 0,
        "own": held.own_units,
        "decides": bool(held.office_reach),
        "due": len(cells),
        "came": sum(cell.arrived for cell in cells),
        "work": [(unit, left) for unit, line in sheet.recent if (left := _left(unit, line, held))],
        "facilities": sum(any(cell.owed for cell in line) for _unit, line in sheet.lines),
        "shares": _shares(sheet.chosen) if sheet.chosen and sheet.units else [],
        "complete": sum(
            all(cell.arrived for cell in line if cell.owed) and any(cell.owed for cell in line)
            for _unit, line in sheet.lines
        ),
    }
    return render(request, "injuries/months.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The months shown as a workbook, one line for each facility and month owed or handed in."""
    sheet = sheet_of(request, need(request))
    about = []
    if sheet.chosen is not None:
        label = sheet.chosen.period.label(get_language() or "zh-hans")
        about = [(_("Place"), sheet.chosen.place.name), (_("Period"), label)]
    heads = [
        _("Facility"), _("Place"), _("Month"), _("State"), _("Declared"), _("On record"), _("Due day"),
        _("Day handed in"), _("Reminders"), _("Reason for returning it"),
    ]  # fmt: skip
    rows = [
        _exported(unit, cell)
        for unit, line in sheet.lines
        for cell in line
        if cell.owed or cell.row is not None
    ]
    content = workbooks.Sheet(_("Monthly reports"), heads, rows, None)
    return workbooks.answer(
        request, name=_("Monthly reports"), about=about, sheets=[content], now=timezone.now()
    )


def _exported(unit: SocialUnit, cell: queries.MonthCell) -> list[workbooks.Value]:
    row = cell.row
    return [
        unit.name, unit.place.name, f"{cell.year}-{cell.month:02d}", _state_text(cell.state),
        row.cards if row else None, cell.recorded, cell.due.isoformat(),
        timezone.localtime(row.submitted_at).strftime("%Y-%m-%d") if row and row.submitted_at else None,
        row.urged_times if row else 0, row.reason if row else "",
    ]  # fmt: skip


def _state_text(state: str) -> str:
    return {
        "accepted": _("✓ accepted"), "submitted": _("received"), "returned": _("returned"), "missing": _("missing"),
    }.get(state, "—")  # fmt: skip


def _shares(chosen: choice.Choice) -> list[dict[str, Any]]:
    """Completeness and timeliness of the place and period of the switch; each opens its months."""
    definitions = [catalogue.get("report.completeness"), catalogue.get("report.timeliness")]
    shown = figures.compute_many(definitions, chosen.place.pid, chosen.period, now=timezone.now())
    return [{"figure": figure, "url": reverse("figure", args=[figure.key])} for figure in shown]


def _left(unit: SocialUnit, line: list[queries.MonthCell], held: Rights) -> list[queries.MonthCell]:
    """Months of a facility with something to do for this reader, oldest first."""
    decides = held.may_decide_months(unit)
    return [
        cell for cell in line if (cell.owed and not cell.arrived) or (decides and cell.state == "submitted")
    ]


def _unit(pid: str) -> SocialUnit:
    unit = places.unit(pid)
    if unit is None:
        raise Http404
    return unit


def _done(request: HttpRequest, unit: str, index: int, deed: Callable[[], FacilityMonth]) -> HttpResponse:
    """Do it, and come back to the line; a refusal is shown there."""
    try:
        deed()
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        messages.error(request, str(refused))
    back = request.POST.get("next", "")
    if back == "todo":
        return redirect("/todo/")
    return redirect(f"{reverse('injury_months')}#m-{unit}-{index}")


def _number(text: str) -> int | str:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else text


@login_required
@require_POST
def submit(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """Hand in a month: the declared number, or zero with one tap."""
    held, owed = need(request), _unit(unit)
    cards = 0 if "zero" in request.POST else _number(request.POST.get("cards", "").strip())
    return _done(request, unit, index, lambda: actions.submit_month(
        reader=held.reader, unit=owed, year=index // 12, month=index % 12 + 1, cards=cards, at=timezone.now(),  # type: ignore[arg-type]
    ))  # fmt: skip


def _row(unit: str, index: int) -> FacilityMonth:
    row = FacilityMonth.objects.filter(unit__pid=unit, year=index // 12, month=index % 12 + 1).first()
    if row is None:
        raise Http404(_("Nothing was handed in for %(month)s") % {"month": queries.month_label(index)})
    return row


@login_required
@require_POST
def accept(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office takes it."""
    held, row = need(request), _row(unit, index)
    return _done(
        request, unit, index, lambda: actions.accept_month(reader=held.reader, row=row, at=timezone.now())
    )


@login_required
@require_POST
def send_back(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office returns it with a reason."""
    held, row, reason = need(request), _row(unit, index), request.POST.get("reason", "")
    return _done(
        request, unit, index,
        lambda: actions.return_month(reader=held.reader, row=row, reason=reason, at=timezone.now()),
    )  # fmt: skip


@login_required
@require_POST
def urge(request: HttpRequest, unit: str, index: int) -> HttpResponse:
    """The office asks for a missing month."""
    held, owed = need(request), _unit(unit)
    return _done(request, unit, index, lambda: actions.urge_month(
        reader=held.reader, unit=owed, year=index // 12, month=index % 12 + 1, at=timezone.now()
    ))  # fmt: skip
