"""A definition names a figure once, as data: what is counted, against what, from which fact.

Definitions are never edited once released: a change is a new version, and the old one stays
in the catalogue so that figures computed by it can be computed again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from safecommunity.engine.conditions import EVERYTHING, Condition, from_data, to_data
from safecommunity.indicators import stability, standards
from safecommunity.indicators.ages import labels_within
from safecommunity.indicators.errors import DefinitionError
from safecommunity.indicators.languages import Texts, check_texts, in_language

KINDS = ("count", "total", "weighted_total", "proportion", "rate", "ratio", "duration", "score")
DIRECTIONS = ("lower", "higher", "neither")
BASES = ("", "aggregate_return", "stated")
DURATION = "duration"
DURATION_INTERVALS = ("brookmeyer_crowley", "brookmeyer_crowley_log_log")
INTERVALS = ("", "garwood", "fay_feuer", "linearised", *DURATION_INTERVALS)
STANDARDISED_INTERVALS = ("fay_feuer",)
POPULATION: Final = "population"
# Dimensions a population is known by: they choose a part of the denominator. Any other one
# (cause, say) splits the cases only, over the same person-years.
POPULATION_DIMENSIONS = ("sex", "age_band", "age_group")
CODE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9][a-z0-9_]*)+")

UNITS: dict[str, Texts] = {
    "injuries": {"zh-hans": "例", "zh-hant": "例", "en": "injuries"},
    "events": {"zh-hans": "起", "zh-hant": "起", "en": "events"},
    "deaths": {"zh-hans": "人", "zh-hant": "人", "en": "deaths"},
    "people": {"zh-hans": "人", "zh-hant": "人", "en": "people"},
    "person_times": {"zh-hans": "人次", "zh-hant": "人次", "en": "person-times"},
    "households": {"zh-hans": "户", "zh-hant": "戶", "en": "households"},
    "units": {"zh-hans": "家", "zh-hant": "家", "en": "organisations"},
    "unit_times": {"zh-hans": "家次", "zh-hant": "家次", "en": "checks of organisations"},
    "pieces": {"zh-hans": "个", "zh-hant": "個", "en": "pieces"},
    "items": {"zh-hans": "项", "zh-hant": "項", "en": "items"},
    "spots": {"zh-hans": "处", "zh-hant": "處", "en": "spots"},
    "copies": {"zh-hans": "份", "zh-hant": "份", "en": "copies"},
    "sheets": {"zh-hans": "张", "zh-hant": "張", "en": "sheets"},
    "strips": {"zh-hans": "条", "zh-hant": "條", "en": "banners"},
    "boards": {"zh-hans": "块", "zh-hant": "塊", "en": "boards"},
    "times": {"zh-hans": "次", "zh-hant": "次", "en": "times"},
    "sessions": {"zh-hans": "场次", "zh-hant": "場次", "en": "sessions"},
    "days": {"zh-hans": "天", "zh-hant": "天", "en": "days"},
    "working_days": {"zh-hans": "个工作日", "zh-hant": "個工作日", "en": "working days"},
    "years": {"zh-hans": "年", "zh-hant": "年", "en": "years"},
    "hours": {"zh-hans": "小时", "zh-hant": "小時", "en": "hours"},
    "vehicles": {"zh-hans": "辆", "zh-hant": "輛", "en": "vehicles"},
    "square_kilometres": {"zh-hans": "平方公里", "zh-hant": "平方公里", "en": "km²"},
    "kilometres": {"zh-hans": "公里", "zh-hant": "公里", "en": "km"},
    "yuan": {"zh-hans": "元", "zh-hant": "元", "en": "yuan"},
    "ten_thousand_yuan": {"zh-hans": "万元", "zh-hant": "萬元", "en": "10,000 yuan"},
    "streets": {"zh-hans": "个", "zh-hant": "個", "en": "streets and towns"},
    "per_100000_person_years": {
        "zh-hans": "每 10 万人年",
        "zh-hant": "每 10 萬人年",
        "en": "per 100,000 person-years",
    },
    "percent": {"zh-hans": "%", "zh-hant": "%", "en": "%"},
}

Denominator = Literal["population"] | Condition | None


@dataclass(frozen=True)
class Definition:
    """One named figure.

    numerator: the facts counted. denominator: "population" (person-time of residents), a condition
    on the same fact (a share), or None (a plain count). place_column: the column a figure's place
    filters. population_ages: whole ages the denominator takes, both included, None for no upper
    limit. standard: the standard population a rate is directly standardised to, "" for a crude one.
    direction: which way is better. interval: "" for a complete count. per: the size a rate
    is told for, 100 for a percentage. stability: the publisher's rule for unstable estimates, of a weighted total
    only. quantity: the whole-number column a total adds up, `per` times (0.01 for hundredths); its unknown values
    add nothing; a share with a quantity divides its total by that of `over`, a column of the same records.
    A duration's quantity is the whole days a record took, unknown while it is open; `open_since` is then the column of
    the day its clock began (days counted from 0001-01-01 as 1), unknown once it has ended.
    of_year: told for the whole year in which a period ends (what a register holds, what is due in a year).
    basis: aggregate_return where each record is a number somebody signed, stated where it is a number from a paper or
    register with its source; empty where each record is a thing that was recorded.
    counts, excludes: sentences for the reader.
    """

    code: str
    version: int
    titles: Texts = field(hash=False)
    unit: str
    kind: str
    fact: str
    numerator: Condition
    denominator: Denominator
    place_column: str
    dimensions: tuple[str, ...]
    direction: str
    interval: str
    per: float
    source: str
    counts: Texts = field(hash=False)
    excludes: Texts = field(hash=False)
    population_ages: tuple[int, int | None] | None = None
    standard: str = ""
    stability: str = ""
    quantity: str = ""
    basis: str = ""
    over: str = ""
    open_since: str = ""
    of_year: bool = False

    def __post_init__(self) -> None:
        if not CODE.fullmatch(self.code):
            raise DefinitionError(f"code of a definition: got {self.code!r}, allowed is like injury.rate")
        if self.version < 1:
            raise DefinitionError(f"version of {self.code}: got {self.version}, allowed is 1 and up")
        for name, value, allowed in (
            ("kind", self.kind, KINDS),
            ("direction", self.direction, DIRECTIONS),
            ("interval", self.interval, INTERVALS),
            ("basis", self.basis, BASES),
            ("unit", self.unit, tuple(UNITS)),
        ):
            if value not in allowed:
                raise DefinitionError(
                    f"{name} of {self.code}: got {value!r}, allowed are {', '.join(allowed)}"
                )
        for name, texts in (("titles", self.titles), ("counts", self.counts), ("excludes", self.excludes)):
            check_texts(f"{name} of {self.code}", texts)
        if not self.per > 0:
            raise DefinitionError(f"per of {self.code}: got {self.per!r}, allowed is a number above 0")
        self._check_denominator()

    def __setstate__(self, state: dict[str, Any]) -> None:
        """A copied or pickled definition is checked like a new one."""
        self.__dict__.update(state)
        self.__post_init__()

    def _check_denominator(self) -> None:
        if (self.unit == "percent") != (self.kind == "proportion"):
            raise DefinitionError(
                f"unit of {self.code}: got {self.unit!r} for a {self.kind}, allowed is percent for a proportion only"
            )
        divided = self.kind in ("rate", "proportion", "ratio")
        known = ("count", "total", "weighted_total", "rate", "proportion", "ratio")
        if self.kind in known and divided != (self.denominator is not None):
            raise DefinitionError(f"denominator of {self.code}: got {self.denominator!r} for a {self.kind}")
        if self.population_ages is not None:
            if self.denominator != POPULATION:
                raise DefinitionError(f"population_ages of {self.code}: allowed with a population only")
            labels_within(self.population_ages)
        self._check_standard()
        self._check_weighted()
        self._check_duration()
        if self.kind == DURATION:
            return
        added = self.kind == "total" or (self.kind == "proportion" and bool(self.over))
        if added != bool(self.quantity) or (self.over and self.kind != "proportion"):
            raise DefinitionError(
                f"quantity of {self.code}: got {self.quantity!r} over {self.over!r} for a {self.kind}, "
                "allowed is a column for a total, or two for a share, and for nothing else"
            )

    def _check_standard(self) -> None:
        if bool(self.standard) != (self.interval in STANDARDISED_INTERVALS):
            raise DefinitionError(
                f"interval of {self.code}: got {self.interval!r} for standard {self.standard!r}, "
                f"allowed with a standard only, and then one of: {', '.join(STANDARDISED_INTERVALS)}"
            )
        if not self.standard:
            return
        standards.get(self.standard)
        by_age = {"age_band", "age_group"} & set(self.dimensions)
        if self.denominator != POPULATION or self.population_ages or by_age:
            raise DefinitionError(
                f"standard of {self.code}: allowed for a rate of people of all ages that is not split by age"
            )

    def _check_weighted(self) -> None:
        weighted = self.kind == "weighted_total"
        if weighted != (self.interval == "linearised") or weighted != bool(self.stability):
            raise DefinitionError(
                f"interval and stability of {self.code}: got {self.interval!r} and {self.stability!r} for a "
                f"{self.kind}, allowed are linearised and a rule for a weighted_total only"
            )
        if weighted:
            stability.get(self.stability)

    def _check_duration(self) -> None:
        lasts = self.kind == DURATION
        if lasts != (self.interval in DURATION_INTERVALS) or lasts != bool(self.open_since):
            raise DefinitionError(
                f"interval and open_since of {self.code}: got {self.interval!r} and {self.open_since!r} for a "
                f"{self.kind}, allowed are {' or '.join(DURATION_INTERVALS)} and a column for a duration only"
            )
        if lasts and (not self.quantity or self.over or self.denominator is not None or self.per != 1):
            raise DefinitionError(
                f"duration {self.code}: got quantity {self.quantity!r}, over {self.over!r}, denominator "
                f"{self.denominator!r}, per {self.per!r}; allowed is a column of whole days and nothing else"
            )

    @property
    def summed(self) -> str:
        """The column whose values add up; the days of a duration do not."""
        return "" if self.kind == DURATION else self.quantity

    @property
    def key(self) -> str:
        """Code and version, as figure keys write them."""
        return f"{self.code}@{self.version}"

    @property
    def needs_population(self) -> bool:
        return self.denominator == POPULATION

    @property
    def population_age_groups(self) -> tuple[str, ...]:
        """Labels of the age groups that make up the denominator; empty for people of all ages."""
        return labels_within(self.population_ages) if self.population_ages else ()

    def title(self, language: str) -> str:
        return in_language(self.titles, language)

    def unit_label(self, language: str) -> str:
        return in_language(UNITS[self.unit], language)

    def counts_text(self, language: str) -> str:
        """What is counted, in a sentence."""
        return in_language(self.counts, language)

    def excludes_text(self, language: str) -> str:
        """What is not counted, in a sentence."""
        return in_language(self.excludes, language)

    def to_data(self) -> dict[str, Any]:
        """Plain data, fit for JSON; a pinned figure keeps it beside its value."""
        data = {name: getattr(self, name) for name in self.__dataclass_fields__}
        data["numerator"] = to_data(self.numerator)
        if self.denominator is not None and not isinstance(self.denominator, str):
            data["denominator"] = to_data(self.denominator)
        data["dimensions"] = list(self.dimensions)
        data["population_ages"] = list(self.population_ages) if self.population_ages else None
        for name in ("titles", "counts", "excludes"):
            data[name] = dict(data[name])
        return data

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Definition:
        """The definition that `to_data` wrote."""
        given = dict(data)
        unknown = set(given) - set(cls.__dataclass_fields__)
        if unknown:
            raise DefinitionError(
                f"definition as data: got {', '.join(sorted(unknown))}, "
                f"allowed are {', '.join(cls.__dataclass_fields__)}"
            )
        given["numerator"] = from_data(given.get("numerator", to_data(EVERYTHING)))
        if isinstance(given.get("denominator"), Mapping):
            given["denominator"] = from_data(given["denominator"])
        given["dimensions"] = tuple(given.get("dimensions", ()))
        ages = given.get("population_ages")
        given["population_ages"] = (ages[0], ages[1]) if ages else None
        return cls(**given)
