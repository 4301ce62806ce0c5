"""The list of records a reader may open, with declared filters."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.accounts.models import Role
from safecommunity.figures import choice
from safecommunity.indicators.errors import PeriodError
from safecommunity.indicators.period import Period
from safecommunity.injuries import codes
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries import months, rows, scope
from safecommunity.injuries.queries.rights import OFFICE, ROOM, Rights
from safecommunity.injuries.queries.scope import Listed
from safecommunity.injuries.views.common import need
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import COUNT_LIMIT, MOST_WALKED, Column, Filter, Order, Table


def _severity(report: Report) -> str:
    return codes.label("severity", report.severity)


def _who(report: Report) -> str:
    return " · ".join(part for part in (codes.label("sex", report.sex), rows.band_text(report)) if part)


def _where(report: Report) -> str:
    kind = codes.label("place", report.place_kind)
    return " · ".join(part for part in (kind, report.occurrence.name if report.occurrence else "") if part)


def _facility(report: Report) -> str:
    return report.unit.name if report.unit else rows.option_label("source", SOURCE_NUMBER[report.source])


SOURCE_NUMBER = {"card": 1, "quick": 2, "import": 3}


def _state(report: Report) -> str:
    if report.state == Report.State.WITHDRAWN:
        return _("withdrawn")
    return "" if report.is_primary else _("joined")


def _url(report: Report) -> str:
    return reverse("injury", args=[report.injury.ref])


def states() -> list[tuple[str, Any]]:
    """States a list can be narrowed to."""
    return [("live", _("stands")), ("withdrawn", _("withdrawn"))]


def causes() -> list[tuple[str, str]]:
    """Causes with their numbers."""
    return [(str(option.code), f"{option.code} {option.label}") for option in codes.card().options("cause")]


class Reports(Table):
    """Injury records, newest first; places come from the page's switch, not from a filter of millions."""

    name = "injuries"
    caption = gettext_lazy("Injury records")
    empty = gettext_lazy("Cards appear here as soon as they are saved.")
    columns = (
        Column("day", gettext_lazy("Day"), "injury_on", kind="day"),
        Column("no", gettext_lazy("Card number"), "card_no", link=_url, wide=True, head=True),
        Column("who", gettext_lazy("Person"), _who),
        Column("cause", gettext_lazy("Cause"), rows.category),
        Column("where", gettext_lazy("Place of injury"), _where),
        Column("severity", gettext_lazy("Severity"), _severity),
        Column("unit", gettext_lazy("Facility"), _facility),
        Column("state", gettext_lazy("State"), _state),
    )
    orders = (Order("recent", gettext_lazy("newest first"), ("-injury_on", "-pk")),)
    pairs = (("", "recent"), ("cause", "recent"), ("unit", "recent"), ("state", "recent"))

    def __init__(self, found: Listed, given: Any, units: list[SocialUnit]) -> None:
        keys = {unit.pid: unit.pk for unit in units}
        named = [(unit.pid, unit.name) for unit in units]
        self.filters = (  # type: ignore[misc]
            Filter("cause", _("Cause"), causes, "cause"),
            Filter("unit", _("Facility"), named, lambda rows, pid: rows.filter(unit_id=keys[pid])),
            Filter("state", _("State"), states, "state"),
        )
        self.read = rows.printed
        self.most = COUNT_LIMIT if found.few else MOST_WALKED
        super().__init__(found.found, given)


def table_of(request: HttpRequest) -> tuple[Reports, Place | None, str, Rights]:
    """The list a reader asks for, its place and the words of its period; for the page and for its export."""
    held = need(request)
    if not held.reader.has(Role.FACILITY, Role.GRID, *OFFICE):
        raise PermissionDenied
    place, period = _chosen(request, held)
    path = ""
    if place is not None:
        show_place(request, place.pid)
        path = places.open_paths([place.pid])[place.pid]
    found = scope.listed(held, path, (period.start, period.end) if period else None)
    label = period.label(get_language() or "zh-hans") if period else ""
    return Reports(found, request.GET, months.units_of(held)), place, label, held


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Records within the reader's rights; place and period as chosen in the frame, where there is one."""
    table, place, label, held = table_of(request)
    context = {"table": table, "place": place, "period": label, "held": held}
    return render(request, "injuries/list.html", context)


def _chosen(request: HttpRequest, held: Rights) -> tuple[Place | None, Period | None]:
    """Who reads numbers sees the records of the place and period of the switch; others their own, of all times."""
    if held.reader.place_scopes("figures", *choice.READS):
        chosen = choice.current(request, timezone.localdate())
        return chosen.place, chosen.period
    return _place(request, held), _period(request)


def _place(request: HttpRequest, held: Rights) -> Place | None:
    """The place asked for; it must lie within the reader's office. Own records need no place."""
    asked = request.GET.get("place", "")
    if not asked:
        return None
    place = places.by_code(asked)
    if place is None or not places.within(held.reader, place.pid, ROOM, *OFFICE):
        raise PermissionDenied(_("Place: it is not within your area"))
    return place


def _period(request: HttpRequest) -> Period | None:
    asked = request.GET.get("period", "")
    if not asked:
        return None
    try:
        return Period.parse(asked)
    except PeriodError as reason:
        says = _("Period: got “%(came)s”; allowed: 2026, 2026-05 or 2026-01..2026-10.")
        raise Refused(says % {"came": asked[:40]}) from reason
