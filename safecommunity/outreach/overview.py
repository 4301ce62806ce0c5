"""The overview of outreach: figures, kinds by month, places, the five enterings and the weekly duties. Every number
opens its rows; nothing is computed here but sums of lines."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.outreach import codes
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import charts

CARDS = (
    "outreach.materials", "outreach.posters", "outreach.banners", "outreach.boards", "outreach.films",
    "outreach.lectures", "outreach.lessons", "outreach.arts", "outreach.reached", "services.given",
    "outreach.installed", "outreach.events",
)  # fmt: skip
BY_PLACE = (
    "outreach.materials",
    "outreach.events",
    "outreach.reached",
    "services.given",
    "outreach.installed",
)
LINES = "outreach.lines"
MOST_MONTHS = 12
WEEKS = 8


@dataclass(frozen=True)
class Look:
    """Where, when, and the ground figures are computed on."""

    place: Place
    period: Period
    now: datetime
    ground: figures.Ground

    @classmethod
    def of(cls, place: Place, period: Period, now: datetime) -> "Look":
        """Made once a page."""
        return cls(place, period, now, figures.ground_of(place.pid, period.start.year))

    def url(
        self,
        code: str,
        period: Period | None = None,
        dimensions: Iterable[tuple[str, int]] = (),
        pid: str = "",
    ) -> str:
        """The page that opens the rows of a figure."""
        known = catalogue.get(code)
        key = FigureKey(code, known.version, pid or self.place.pid, period or self.period, tuple(dimensions))
        return reverse("figure", args=[str(key)]) + "#rows"


def cards(look: Look) -> list[dict[str, Any]]:
    """The figures of the room for this place and period."""
    wanted = [catalogue.get(code) for code in CARDS]
    found = figures.compute_many(wanted, look.place.pid, look.period, now=look.now, ground=look.ground)
    return [{"figure": one, "url": reverse("figure", args=[one.key])} for one in found]


def months_of(look: Look) -> list[int]:
    """The months shown: of the period up to today, the last twelve."""
    shown = look.period.to_date(timezone.localdate(look.now)) or look.period
    return list(shown.months)[-MOST_MONTHS:]


def kinds(look: Look) -> list[dict[str, Any]]:
    """Lines by kind and month, and the quantity of each kind in its own unit."""
    months = months_of(look)
    shown = Period(months[0], months[-1])
    lines = catalogue.get(LINES)
    counted = figures.counts_by(lines, look.place.pid, shown, "kind", "year", "month", ground=look.ground)
    # quantities of one kind add up in its unit; of several kinds they are never added
    quantity = replace(lines, kind="total", quantity="quantity")
    sums = figures.counts_by(quantity, look.place.pid, shown, "kind", ground=look.ground)
    rows = []
    for word in codes.kinds().values():
        cells = [(counted.get((word.code, month // 12, month % 12 + 1), 0), month) for month in months]
        total = sum(n for n, _month in cells)
        if not total:
            continue
        dims = (("kind", word.code),)
        rows.append({
            "label": word.label, "group": codes.label("groups", word.group), "total": total,
            "url": look.url(LINES, shown, dims), "quantity": int(sums.get(word.code, 0)), "unit": word.unit_label,
            "cells": [(n, look.url(LINES, Period(month, month), dims)) for n, month in cells],
        })  # fmt: skip
    return rows


def by_place(look: Look) -> list[dict[str, Any]]:
    """The parts of the place beside each other; one count a figure."""
    parts = places.children(look.place.pid)
    if not parts:
        return []
    ground = figures.ground_of(look.place.pid, look.period.start.year, also=[part.pid for part in parts])
    columns = []
    for code in BY_PLACE:
        found = figures.compute_places(
            catalogue.get(code), [part.pid for part in parts], look.period, now=look.now, ground=ground
        )
        columns.append((code, found))
    return [
        {
            "name": part.name,
            "cells": [
                (int(found[part.pid].value or 0), look.url(code, pid=part.pid)) for code, found in columns
            ],
        }
        for part in parts
    ]


def entering(look: Look) -> list[dict[str, Any]]:
    """The five enterings (五进): lines of each."""
    counted = figures.counts_by(
        catalogue.get(LINES), look.place.pid, look.period, "enters", ground=look.ground
    )
    return [
        {
            "label": word.label,
            "n": int(counted.get(word.code, 0)),
            "url": look.url(LINES, None, (("enters", word.code),)),
        }
        for word in codes.words("enters").values()
    ]


def weekly(look: Look) -> tuple[list[str], list[dict[str, Any]]]:
    """The weekly duties (四个一) over the last weeks: how many lines each week."""
    today = min(timezone.localdate(look.now), look.period.end)
    monday = today - timedelta(days=today.weekday())
    weeks = [monday - timedelta(weeks=back) for back in reversed(range(WEEKS))]
    first, last = weeks[0], weeks[-1] + timedelta(days=6)
    shown = Period(first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)
    counted = figures.counts_by(
        catalogue.get(LINES), look.place.pid, shown, "kind", "week", ground=look.ground
    )
    rows = []
    for duty in codes.words("weekly").values():
        kind = codes.kinds()[duty.kinds[0]].code
        cells = []
        for week in weeks:
            number = week.isocalendar().week
            n = int(counted.get((kind, number), 0))
            cells.append((n, look.url(LINES, shown, (("kind", kind), ("week", number)))))
        rows.append({"label": duty.label, "cells": cells, "done": sum(1 for n, _url in cells if n)})
    return [f"{week:%m-%d}" for week in weeks], rows


def month_chart(look: Look, language: str, width: int) -> charts.Spec | None:
    """Lines by month as bars; None where there is nothing to draw."""
    months = months_of(look)
    counted = figures.months_of(
        catalogue.get(LINES), look.place.pid, Period(months[0], months[-1]), ground=look.ground
    )
    if not any(counted.values()):
        return None
    return charts.month_bars(
        [charts.Month(month % 12 + 1, n) for month, n in counted.items()], language, width
    )
