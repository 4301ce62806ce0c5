"""The dashboard of a place: thin; every number is a figure."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.accreditation import words
from safecommunity.figures import choice, stores
from safecommunity.figures.checker import words as checker_words
from safecommunity.figures.choice import BadChoice
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import PeriodError
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.dashboards import around, shape
from safecommunity.reports.dashboards.beside import beside
from safecommunity.reports.dashboards.cards import Deck
from safecommunity.reports.dashboards.shape import ROOM, may_open
from safecommunity.reports.look import Look
from safecommunity.shell.slots import show_place


@dataclass(frozen=True)
class Asked:
    """Whose numbers of when, and whether the reader reads them as they are entered or only what was handed in."""

    place: Place
    period: Period
    live: bool


def _asked(request: HttpRequest, today: date) -> Asked:
    reader = reader_of(request)
    above = reader.place_scopes(ROOM, Role.SUPERVISOR)
    asked = request.GET.get("place", "")
    supervised = bool(above) and (
        not choice.reads(reader)
        or (
            asked
            and not choice.may_read(reader, asked)
            and places.within(reader, asked, ROOM, Role.SUPERVISOR)
        )
        or not asked
    )
    if not supervised:
        chosen = choice.current(request, today)
        return Asked(chosen.place, chosen.period, True)
    place = places.by_code(asked) if asked else places.place(above[0])
    if place is None:
        raise BadChoice(_("Place: got “%(came)s”; allowed: a place from the list.") % {"came": asked[:40]})
    if not places.within(reader, place.pid, ROOM, Role.SUPERVISOR):
        raise PermissionDenied
    show_place(request, place.pid)
    return Asked(place, _period(request.GET.get("period", ""), today), choice.may_read(reader, place.pid))


def _period(asked: str, today: date) -> Period:
    try:
        return Period.parse(asked) if asked else Period.of_year(today.year)
    except PeriodError as reason:
        raise BadChoice(
            _("Period: got “%(came)s”; allowed: 2026, 2026-05 or 2026-01..2026-10.") % {"came": asked[:40]}
        ) from reason


@login_required
@require_safe
def dashboard(request: HttpRequest) -> HttpResponse:
    """What a chief of this level asks on Monday morning."""
    reader, now = reader_of(request), timezone.now()
    today = timezone.localdate(now)
    if not may_open(reader):
        raise PermissionDenied
    if "from" in request.GET or "to" in request.GET:
        return _own_months(request)
    asked = _asked(request, today)
    look = Look(asked.place, asked.period, now, get_language() or "zh-hans")
    for fact in {catalogue.get(code).fact for code in shape.codes()}:
        stores.store(fact).refresh()
    deck = Deck(look, lambda code: asked.live or choice.told_above(code), rows=asked.live)
    groups = deck.groups() if look.begun else []
    reach = places.reach(choice.Opened(reader))
    supervises = places.reach(reader, ROOM, Role.SUPERVISOR)

    def may(pid: str, code: str) -> bool:
        return pid in reach or (pid in supervises and choice.told_above(code))

    start = request.GET.get("start", "")
    table = beside(
        look,
        may,
        lambda pid: pid in reach,
        lambda pid: pid in reach or pid in supervises,
        int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 0,
    )
    context: dict[str, Any] = {
        "place": look.place, "period": look.period, "period_label": look.period.label(look.language), "now": now,
        "today": today, "begun": look.begun, "groups": groups, "left_out": deck.left_out, "live": asked.live,
        "beside": table, "heads": _heads(table, look.language), "query": _query(asked),
        "links": {group.page: f"{reverse(group.page)}?{_query(asked)}" for group in groups},
        "periods": _periods(asked, today), "work": around.work(request, reader, today),
        "findings": _findings(around.findings(request, look.place)),
        **_months(around.handed_in(reader, look.place, today), today),
        **_titles(around.titles(reader, look.place, today)),
        "coverage": around.coverage(reader, look.place, now, today) if look.place.level != "street" else [],
    }  # fmt: skip
    return render(request, "reports/dashboards/page.html", context)


def _findings(found: list[tuple[str, int]] | None) -> list[tuple[str, str, int]]:
    """Rules with what they say and how many findings stand open."""
    return [(rule, checker_words.rule(rule).title, n) for rule, n in found or ()]


def _months(found: Any, today: date) -> dict[str, Any]:
    """The months of the streets, and which of them are late."""
    late = found.overdue(today) if found is not None else []
    return {"months": found, "overdue": late[: around.SHOWN], "overdue_all": len(late)}


def _titles(found: Any) -> dict[str, Any]:
    """Applications by stage, and those that are stuck, in words."""
    if found is None:
        return {"board": None, "lanes": [], "stuck": []}
    stuck = [(one, words.title_of(one.level), words.stage(one.stage)) for one in found.stuck[: around.SHOWN]]
    lanes = [(words.stage(stage), len(some)) for stage, some in found.lanes if some]
    return {"board": found, "lanes": lanes, "stuck": stuck}


def _query(asked: Asked) -> str:
    return urlencode({"place": asked.place.pid, "period": str(asked.period)})


def _heads(table: Any, language: str) -> list[tuple[str, str]]:
    """Titles and units of the columns."""
    return [(one.title(language), one.unit_label(language)) for one in table.columns] if table else []


def _periods(asked: Asked, today: date) -> list[tuple[str, str, bool]]:
    """This month, quarter and year, and the year before: (title, address, chosen)."""
    first = today.year * 12 + (today.month - 1) // 3 * 3
    offered = (
        (_("This month"), Period.of_month(today)), (_("This quarter"), Period(first, first + 2)),
        (_("This year"), Period.of_year(today.year)), (_("Last year"), Period.of_year(today.year - 1)),
    )  # fmt: skip
    return [
        (title, "?" + urlencode({"place": asked.place.pid, "period": str(period)}), period == asked.period)
        for title, period in offered
    ]


def _own_months(request: HttpRequest) -> HttpResponse:
    """Months somebody typed become a period; the address then says it as every other page does."""
    begin, end = (request.GET.get(name, "").strip()[:7] for name in ("from", "to"))
    text = begin if begin == end or not end else f"{begin}..{end}"
    period = _period(text or "?", timezone.localdate())
    given = {"place": request.GET["place"]} if request.GET.get("place") else {}
    return redirect(f"{reverse('dashboard')}?{urlencode({**given, 'period': str(period)})}")
