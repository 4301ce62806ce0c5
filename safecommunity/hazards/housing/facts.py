"""The facts `dwelling` (one row a year) and `retrofit` (one row a work). No house number, no coordinates.

A year is told as its last day was; this year as it is now.
"""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.figures.sources import Source, Standing, Yearly, as_at, publish
from safecommunity.hazards.housing import words
from safecommunity.hazards.housing.actions.entering import KEPT
from safecommunity.hazards.housing.judging import judged
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.models import Dwelling, Retrofit
from safecommunity.shell.numbers import day, number

CODES = words.CODES
SCREENS = ((lazy("Dwellings"), "housing"),)
LISTS = {
    "structure": "structures", "dwelling_grade": "grades", "dwelling_use": "uses", "seismic_zone": "intensities",
    "fire_use": "fires", "retrofit_measure": "measures", "retrofit_money": "moneys",
}  # fmt: skip
FLAGS = ("screened", "confirmed", "unsafe", "retrofitted", "retrofit_accepted")
BANDS = (1949, 1980, 1990, 2000, 2010)  # built before; 5: later


def _schema(name: str, ints: str, codes: str, counted: str, version: int = 1) -> FactSchema:
    columns = (
        *(Column(one, "int") for one in ("year", "month", *ints.split())),
        *(Column(one, "code") for one in codes.split()), Column("place", "place"),
    )  # fmt: skip
    return FactSchema(
        name=name, version=version, columns=columns, count_columns=("year", "place", *counted.split())
    )


DWELLING = _schema(
    "dwelling", "people",
    "structure dwelling_grade dwelling_use seismic_zone fire_use built_band screened confirmed unsafe retrofitted",
    "structure dwelling_grade screened confirmed unsafe retrofitted fire_use",
    version=2,  # a screening never betters what was confirmed; structure and people as they were in the year
)  # fmt: skip
WORK = _schema(
    "retrofit", "cost subsidy", "retrofit_measure retrofit_money retrofit_accepted", "month retrofit_accepted"
)


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name in FLAGS:
        return _("yes") if value else _("no")
    if name == "built_band":
        if value < 0:
            return _("not known")
        if value == len(BANDS):
            return _("%(year)s and later") % {"year": BANDS[-1]}
        return _("before %(year)s") % {"year": BANDS[value]}
    listed = LISTS.get(name)
    if listed:
        return CODES.label_of(listed, value) or (
            _("not graded") if name == "dwelling_grade" else _("not told")
        )
    return str(value)


def seen(reader: Any) -> Q:
    """Condition on dwellings open to a reader."""
    return Rights(reader).seen()


def band(built: int | None) -> int:
    """The span of years a dwelling was built in."""
    if built is None:
        return -1
    return next((at for at, before in enumerate(BANDS) if built < before), len(BANDS))


def row(one: Standing) -> dict[str, Any]:
    """A dwelling in one year."""
    house: Dwelling = one.record
    told = judged(house.ratings.all(), house.retrofits.all(), one.day)
    was = {name: as_at(house, name, one.day) for name in KEPT}
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "place": was["place"], "people": was["people"],
        "structure": CODES.number("structures", was["structure"]),
        "dwelling_grade": CODES.number("grades", told.grade), "dwelling_use": CODES.number("uses", was["use"]),
        "seismic_zone": CODES.number("intensities", was["intensity"]), "fire_use": CODES.number("fires", was["fire"]),
        "built_band": band(was["built"]), "screened": int(told.screened), "confirmed": int(told.confirmed),
        "unsafe": int(told.grade in words.UNSAFE), "retrofitted": int(told.retrofitted),
    }  # fmt: skip


def cells(one: Standing) -> tuple[str, ...]:
    """A dwelling as a figure's page lists it."""
    house: Dwelling = one.record
    told = judged(house.ratings.all(), house.retrofits.all(), one.day)
    return (
        house.number, house.place.name, house.spot, CODES.label("structures", as_at(house, "structure", one.day)),
        words.grade(told.grade) or _("not graded"), words.states()[told.state],
    )  # fmt: skip


def work_row(one: Retrofit) -> dict[str, Any]:
    """A work in the month it was done."""
    return {
        "ref": one.ref, "year": one.done_on.year, "month": one.done_on.month, "place": one.place.pid,
        "cost": one.cost, "subsidy": one.subsidy, "retrofit_measure": CODES.number("measures", one.measure),
        "retrofit_money": CODES.number("moneys", one.source), "retrofit_accepted": int(one.accepted_on is not None),
    }  # fmt: skip


def dwellings() -> QuerySet[Dwelling]:
    """Every dwelling that ever was on the register, with its judgements."""
    return Dwelling.objects.select_related("place").prefetch_related("ratings", "retrofits")


def works() -> QuerySet[Retrofit]:
    """Works that stand."""
    return Retrofit.objects.filter(withdrawn_on__isnull=True).select_related("place", "dwelling")


def _accepted(on: date | None) -> str:
    return day(on) if on is not None else _("not accepted yet")


FACTS = (
    publish(
        Yearly(
            DWELLING, dwellings, row, seen,
            lambda: (_("Number"), _("Place"), _("House number or where it stands"), _("Structure"), _("Grade"),
                     _("State")),
            cells, lambda one: reverse("dwelling", args=[one.record.pid]), label,
        ),
        ("hazards.Dwelling", "hazards.Rating", "hazards.Retrofit"), SCREENS,
    ),
    publish(
        Source(
            WORK, works, work_row, seen,
            lambda: (_("Done on"), _("Number"), _("Place"), _("Measure"), _("Cost (yuan)"), _("Accepted on")),
            lambda one: (day(one.done_on), one.dwelling.number, one.place.name, CODES.label("measures", one.measure),
                         number(one.cost), _accepted(one.accepted_on)),
            lambda one: reverse("dwelling", args=[one.dwelling.pid]), label,
        ),
        ("hazards.Retrofit",), SCREENS,
    ),
)  # fmt: skip
