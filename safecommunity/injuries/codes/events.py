"""Events as data: kinds, accident types by version, and what follows from the numbers: the grade and the clocks.

Nobody types a grade: it is the gravest one that deaths, serious injuries or direct loss reach.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import yaml

from safecommunity.injuries.codes import HERE, Text

UNKNOWN = -1
WIDTH = 100  # a type in facts: number of the version times this, plus its code


@dataclass(frozen=True)
class Kind:
    """What sort of event; `graded` ones have a grade and reporting clocks."""

    id: str
    code: int
    label: Text
    graded: bool
    rereport_days: int


@dataclass(frozen=True)
class Type:
    """One accident type of one version of the standard."""

    version: str
    code: int
    number: int
    label: Text
    from_1986: tuple[int, ...] = ()

    @property
    def key(self) -> str:
        """How forms write it: version and code."""
        return f"{self.version}-{self.code}"


@dataclass(frozen=True)
class Version:
    """One version of the list of types and the days it is accepted on."""

    id: str
    title: str
    starts: date | None
    until: date | None
    note: Text | None
    types: Mapping[int, Type]
    rereport_days: Mapping[int, int] = field(default_factory=dict)

    def accepts(self, day: date) -> bool:
        """Whether an event of this day may be classified by this version; `until` is the first day it may not."""
        return (self.starts is None or self.starts <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class Grade:
    """A grade with its lower thresholds: people dead, people seriously hurt, direct loss in yuan."""

    code: int
    label: Text
    deaths: int
    serious: int
    loss: Decimal

    def reached_by(self, deaths: int, serious: int, loss: Decimal) -> str:
        """The measure that reaches this grade, "" if none does; being ordinary needs none."""
        if deaths >= self.deaths:
            return "deaths"
        if serious >= self.serious:
            return "serious"
        return "loss" if loss >= self.loss else ""


@lru_cache
def _data() -> Mapping[str, Any]:
    return yaml.safe_load((HERE / "events.yaml").read_text(encoding="utf-8"))


@lru_cache
def kinds() -> Mapping[str, Kind]:
    """Kinds by id, in the order shown."""
    return {
        one["id"]: Kind(
            one["id"], one["c"], Text(one["label"]), one["graded"], int(one.get("rereport_days", 0))
        )
        for one in _data()["kinds"]
    }


@lru_cache
def versions() -> Mapping[str, Version]:
    """Versions of the list of types, oldest first."""
    found = {}
    for one in _data()["versions"]:
        types = {
            line["c"]: Type(
                one["id"],
                line["c"],
                one["number"] * WIDTH + line["c"],
                Text(line["label"]),
                tuple(line.get("from_1986", ())),
            )
            for line in one["types"]
        }
        found[one["id"]] = Version(
            one["id"], one["title"], one.get("starts"), one.get("until"),
            Text(one["note"]) if "note" in one else None, types, one.get("rereport_days", {}),
        )  # fmt: skip
    return found


def versions_on(day: date) -> list[Version]:
    """Versions that an event of this day may be classified by."""
    return [version for version in versions().values() if version.accepts(day)]


def type_of(version: str, code: int | None) -> Type | None:
    """One type, or None where there is none."""
    known = versions().get(version)
    return known.types.get(code) if known and code is not None else None


def type_by_number(number: int) -> Type | None:
    """The type a fact's number stands for."""
    return next(
        (one for version in versions().values() for one in version.types.values() if one.number == number),
        None,
    )


def bridge(one: Type) -> list[Type]:
    """The 1986 types a later type came from, for tables over the change; many to many."""
    old = versions()["1986"].types
    return [old[code] for code in one.from_1986]


@lru_cache
def grades() -> tuple[Grade, ...]:
    """Grades from the gravest down."""
    return tuple(
        Grade(one["c"], Text(one["label"]), one["deaths"], one["serious"], Decimal(one["loss"]))
        for one in _data()["grades"]["items"]
    )


def grade_of(kind: str, *, deaths: int, serious: int, loss: Decimal | None) -> Grade | None:
    """The grade the numbers reach; None for kinds that have none. A loss nobody knows reaches nothing."""
    if not kinds()[kind].graded:
        return None
    return next(grade for grade in grades() if grade.reached_by(deaths, serious, loss or Decimal(0)))


def grade_label(code: int | None) -> str:
    """The words of a grade."""
    return next((str(grade.label) for grade in grades() if grade.code == code), "")


def rule() -> str:
    """The regulation the grades come from."""
    return str(_data()["grades"]["rule"])


def basis() -> tuple[str, str]:
    """What thresholds and clocks rest on, and the sentence that says so."""
    return str(_data()["grades"]["basis"]), str(Text(_data()["grades"]["note"]))


def first_report_due(known: datetime) -> datetime:
    """Until when the unit reports to the county authority."""
    return known + timedelta(hours=_data()["clocks"]["first_report_hours"])


def upward_due(reported: datetime) -> datetime:
    """Until when the level that was told tells the next one."""
    return reported + timedelta(hours=_data()["clocks"]["upward_hours"])


def casualties_due(kind: str, version: str, code: int | None, happened: datetime) -> datetime:
    """Until when a change of casualties is reported again: sooner for fires and road traffic."""
    known = versions().get(version)
    days = known.rereport_days.get(code or 0) if known else None
    return happened + timedelta(days=days or kinds()[kind].rereport_days)


def investigation_due(happened: datetime) -> datetime:
    """Until when the investigation report is handed in, without an extension."""
    return happened + timedelta(days=_data()["clocks"]["investigation_days"])


def reply_due(grade: int, handed_in: datetime) -> datetime:
    """Until when the government replies to the investigation report."""
    return handed_in + timedelta(days=_data()["clocks"]["reply_days"][grade])


def _labels(name: str) -> Mapping[str, Text]:
    return {one["id"]: Text(one["label"]) for one in _data()[name]}


@lru_cache
def steps() -> Mapping[str, Text]:
    """What may be noted about an event's way through the authorities."""
    return _labels("steps")


@lru_cache
def sources() -> Mapping[str, Text]:
    """Who told of an event."""
    return _labels("sources")
