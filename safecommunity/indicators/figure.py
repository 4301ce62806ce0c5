"""A figure: one value that says what it counts, where, when, from how many records, how surely.

A figure that could mislead cannot be built: no rate or percentage without n, no value outside
its interval, no count that is not whole.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import FigureError
from safecommunity.indicators.period import Period

DIVIDED = ("rate", "proportion", "ratio")
QUALIFIERS = ("", "gt", "approx", "ge")  # 余, 近, 以上: kept as the source wrote them
CLOSE = 1e-9  # a value and the division it comes from may differ by rounding only
# Figure keys stand in addresses; nothing in them needs escaping.
PLACE = re.compile(r"[A-Za-z0-9_-]+")
DIMENSION = re.compile(r"[a-z][a-z0-9_]*")
TEXT_VALUE = re.compile(r"[A-Za-z0-9_.+-]*")
NUMBER = re.compile(r"-?\d{1,18}", re.ASCII)

Dimension = tuple[str, int | str]


@dataclass(frozen=True, slots=True)
class FigureKey:
    """What a figure is, without its value: `injury.rate@1~<place>~2026-01..2026-10~sex=1`."""

    code: str
    version: int
    place: str
    period: Period
    dimensions: tuple[Dimension, ...] = ()

    def __post_init__(self) -> None:
        if not PLACE.fullmatch(self.place):
            raise FigureError(f"place of a figure: got {self.place!r}, allowed are letters, digits, - and _")
        object.__setattr__(self, "dimensions", tuple(sorted(self.dimensions)))
        names = [name for name, _ in self.dimensions]
        if len(set(names)) != len(names):
            raise FigureError(f"dimensions of a figure: got {', '.join(names)}, each is allowed once")
        for name, value in self.dimensions:
            if not DIMENSION.fullmatch(name) or (isinstance(value, str) and not TEXT_VALUE.fullmatch(value)):
                raise FigureError(
                    f"dimension of a figure: got {name}={value!r}, "
                    "allowed are numbers and texts of letters, digits and . _ + -"
                )

    def __str__(self) -> str:
        parts = [f"{self.code}@{self.version}", self.place, str(self.period)]
        if self.dimensions:
            parts.append(",".join(f"{name}={_written(value)}" for name, value in self.dimensions))
        return "~".join(parts)

    @classmethod
    def parse(cls, text: str) -> FigureKey:
        """The key a text writes; raises FigureError or PeriodError, both IndicatorError."""
        parts = text.split("~")
        code, at, version = parts[0].partition("@")
        if len(parts) not in (3, 4) or not code or not at or not NUMBER.fullmatch(version):
            raise FigureError(
                f"key of a figure: got {text!r}, allowed is code@version~place~period[~name=value,...]"
            )
        dimensions = []
        for part in parts[3].split(",") if len(parts) == 4 else ():
            name, equals, value = part.partition("=")
            if not equals:
                raise FigureError(f"dimension in a key: got {part!r}, allowed is name=value")
            dimensions.append((name, _read(value)))
        return cls(code, int(version), parts[1], Period.parse(parts[2]), tuple(dimensions))


def _written(value: int | str) -> str:
    # A text that looks like a number is marked, so that reading gives a text back.
    if isinstance(value, str) and NUMBER.fullmatch(value):
        return f"'{value}"
    return str(value)


def _read(value: str) -> int | str:
    if value.startswith("'"):
        return value[1:]
    return int(value) if NUMBER.fullmatch(value) else value


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an estimate came from a sample. `unstable`: why its publisher would call it unstable ("n", "estimate",
    "cv"), empty where he would not; `without_weight`: records of the same question that say nothing of the sample;
    `single`: strata of one sampling unit, whose error is told by its distance from the mean of all."""

    se: float | None
    cv: float | None
    strata: int
    clusters: int
    degrees_of_freedom: int
    single: int
    without_weight: int
    unstable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long the records of a duration took. `still_open` of them have not ended and count as open so far; a quarter
    is done by `lower_quartile`, three quarters by `upper_quartile`, None where that many were never done; `followed`
    is the longest any was looked at: a duration without a value is longer than that. `at_least` is the lower limit
    where no upper one can be told yet."""

    still_open: int
    lower_quartile: float | None
    upper_quartile: float | None
    followed: float | None
    at_least: float | None = None


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure. `n` is the number of records behind it; `numerator` and `denominator` are what was
    divided (person-years for a rate). `received` of `due` facility months (or returns) had come in;
    `seq` is the change number the counts were taken at; `sampling` belongs to
    estimates of a sample, `lengths` to durations. `value` is None where it cannot be told:
    a rate without population still says its n."""

    definition: Definition
    place: str
    period: Period
    value: float | None
    n: int
    seq: int
    computed_at: datetime
    dimensions: tuple[Dimension, ...] = ()
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    method: str = ""
    qualifier: str = ""
    received: int | None = None
    due: int | None = None
    sampling: Sampling | None = None
    lengths: Lengths | None = None
    _key: FigureKey = field(init=False, repr=False, compare=False)

    def __init_subclass__(cls, **_given: Any) -> None:
        raise FigureError(f"figure: got a kind of its own ({cls.__name__}), which could leave out its checks")

    def __post_init__(self) -> None:
        definition = self.definition
        key = FigureKey(definition.code, definition.version, self.place, self.period, self.dimensions)
        object.__setattr__(self, "dimensions", key.dimensions)
        object.__setattr__(self, "_key", key)
        for name, _ in key.dimensions:
            if name not in definition.dimensions:
                raise FigureError(
                    f"dimension of {definition.code}: got {name!r}, "
                    f"allowed are {', '.join(definition.dimensions)}"
                )
        if self.computed_at.tzinfo is None:
            raise FigureError(
                f"{self.key}: computed_at is {self.computed_at}, allowed is a time with its zone"
            )
        self._check_numbers()
        self._check_n()
        self._check_interval()
        self._check_received()

    def __setstate__(self, state: Any) -> None:
        """Copies and pickles go through the same checks as a new figure: what they bring is not believed."""
        names = [name for name in self.__dataclass_fields__ if name != "_key"]
        given = state if isinstance(state, list | tuple) else ()
        if len(given) != len(names):
            raise FigureError(f"figure: got {len(given)} stored values, allowed are {', '.join(names)}")
        for name, value in zip(names, given, strict=True):
            object.__setattr__(self, name, value)
        self.__post_init__()

    def __getstate__(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__dataclass_fields__ if name != "_key")

    def sure(self) -> Figure:
        """The figure itself, checked once more: asked by whatever stores, prints or sends one."""
        self.__post_init__()
        return self

    @property
    def key(self) -> str:
        """The readable address of the figure; `FigureKey.parse` reads it."""
        return str(self._key)

    @property
    def rows_path(self) -> str:
        """Where the records behind the figure open."""
        return f"/figures/{self.key}/rows/"

    def title(self, language: str) -> str:
        """The definition's title."""
        return self.definition.title(language)

    def unit_label(self, language: str) -> str:
        """The definition's unit."""
        return self.definition.unit_label(language)

    @property
    def is_complete(self) -> bool:
        """Everything due has come in; False also where nobody says what is due."""
        return self.due is not None and self.received == self.due

    def _refuse(self, what: str, came: object, allowed: str) -> FigureError:
        return FigureError(f"{self.key}: {what} is {came!r}, allowed is {allowed}")

    def _check_numbers(self) -> None:
        for name in ("value", "numerator", "denominator", "lower", "upper"):
            number = getattr(self, name)
            if number is None:
                continue
            if isinstance(number, bool) or not isinstance(number, int | float) or not math.isfinite(number):
                raise self._refuse(name, number, "a finite number or none")
        if self.qualifier not in QUALIFIERS:
            raise self._refuse("qualifier", self.qualifier, ", ".join(QUALIFIERS[1:]) + " or none")

    def _check_n(self) -> None:
        kind = self.definition.kind
        if self.n is None:
            raise self._refuse("n", None, f"the number of records behind a {kind}")
        if isinstance(self.n, bool) or not isinstance(self.n, int) or self.n < 0:
            raise self._refuse("n", self.n, "a whole number from 0 up")
        if self.value is None:
            return
        if kind == "weighted_total" and self.sampling is None:
            raise self._refuse("sampling", None, "how the estimate came from its sample")
        if kind == "duration" and (self.lengths is None or not 0 <= self.lengths.still_open < self.n):
            raise self._refuse(
                "lengths", self.lengths, "how many of its records are still open, fewer than all"
            )
        if kind == "count" and (self.value < 0 or self.value != int(self.value)):
            raise self._refuse("value", self.value, "a whole number from 0 up")
        if kind in ("total", "duration") and self.value < 0:
            raise self._refuse("value", self.value, "a number from 0 up")
        if kind in DIVIDED:
            self._check_division(self.value)

    def _check_division(self, value: float) -> None:
        part, whole = self.numerator, self.denominator
        if part is None or not whole or whole < 0 or part < 0:
            raise self._refuse("numerator / denominator", (part, whole), "a division by more than 0")
        more = (
            part > whole and not self.definition.over
        )  # two columns of returns may disagree: a rule says so
        if self.definition.kind == "proportion" and (more or not self.n):
            raise self._refuse("numerator of denominator, n", (part, whole, self.n), "a part of some records")
        told = self.definition.per * part / whole
        if not self.definition.standard and not math.isclose(value, told, rel_tol=CLOSE, abs_tol=CLOSE):
            raise self._refuse("value", value, f"{told}, which numerator and denominator give")

    def _check_interval(self) -> None:
        if (self.lower is None) != (self.upper is None):
            raise self._refuse("interval", (self.lower, self.upper), "both limits or none")
        if self.lower is None or self.upper is None:
            return
        if self.value is None or not self.lower <= self.value <= self.upper:
            raise self._refuse("interval", (self.lower, self.upper), f"limits around {self.value}")
        if not self.method:
            raise self._refuse("method", self.method, "the name of the method of the interval")

    def _check_received(self) -> None:
        if (self.received is None) != (self.due is None):
            raise self._refuse("received of due", (self.received, self.due), "both or none")
        if self.received is not None and self.due is not None and not 0 <= self.received <= self.due:
            raise self._refuse("received of due", (self.received, self.due), "0 up to what is due")
