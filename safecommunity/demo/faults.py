"""Faults no action makes, planted so that the checker has something to say of every rule. Simulated."""

from datetime import datetime

from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import BY, Ground
from safecommunity.figures import actions as held
from safecommunity.figures import queries as figures
from safecommunity.figures.models import Pin
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.places import actions as places
from safecommunity.places.actions import Residents
from safecommunity.places.models import Place, Population

WHERE = "DEMO-S05"
REPORT, BOOK = "示中社区年度简报（模拟）", "年度工作手册（模拟）"


def plant_faults(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """A report divided by two versions of one population (N15), and a held figure that was changed since (N16)."""
    place, clerk = ground.places[WHERE], readers["clerk"]
    year = now.year - 1
    _pin(place, "injury.rate", year, REPORT, clerk, now)
    _checked_again(place, year, now)
    _pin(place, "injury.rate", year, REPORT, clerk, now)
    changed = _pin(place, "injury.count", year, BOOK, clerk, now)
    changed.content = {
        **changed.content,
        "value": 1,
        "n": 1,
    }  # by somebody at the database, past every action
    changed.save(update_fields=["content"])
    return {"planted faults": 2}


def _pin(place: Place, code: str, year: int, purpose: str, clerk: Reader, now: datetime) -> Pin:
    (figure,) = figures.compute_many([catalogue.get(code)], place.pid, Period.of_year(year), now=now)
    return held.pin_figure(figure=figure, purpose=purpose, by=clerk.pid, at=now)


def _checked_again(place: Place, year: int, now: datetime) -> None:
    """The same residents from another office: a new version of the table, and the same figures."""
    rows = Population.objects.filter(place=place, year=year)
    newest = rows.order_by("-version").values_list("version", flat=True).first() or 1
    cells = [
        Residents(one.count, one.sex, one.age_low, one.age_high, one.households)
        for one in rows.filter(version=newest)
    ]
    places.set_population(place=place, year=year, cells=cells, source="派出所年报校核（模拟）", by=BY, at=now)
