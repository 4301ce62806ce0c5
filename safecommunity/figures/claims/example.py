"""The sample papers as ten sets of claims, and what the checker says of them. Nothing of it is stored or counted."""

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from safecommunity.figures.checker.registry import Found
from safecommunity.figures.checker.rules import CODES
from safecommunity.figures.claims import outcomes, rules
from safecommunity.figures.claims.told import Told
from safecommunity.indicators.languages import in_language

LANGUAGES = ("zh-hans", "zh-hant", "en")


@dataclass(frozen=True)
class Paper:
    """One sample paper: its title and what it says."""

    id: str
    titles: Mapping[str, str] = field(hash=False)
    tolds: tuple[Told, ...]

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)


@functools.cache
def _data() -> Mapping[str, Any]:
    import yaml

    return yaml.safe_load((CODES / "example_claims.yaml").read_text("utf-8"))


def source(language: str) -> str:
    """Where the papers come from."""
    return in_language(_data()["source"], language)


@functools.cache
def papers() -> tuple[Paper, ...]:
    """All ten."""
    return tuple(
        Paper(doc["id"], _titles(doc), tuple(_told(doc, row) for row in doc["claims"]))
        for doc in _data()["documents"]
    )


def _titles(row: Mapping[str, Any]) -> dict[str, str]:
    return {name: str(row[name]) for name in LANGUAGES}


def _number(row: Mapping[str, Any], name: str) -> Decimal | None:
    return Decimal(row[name]) if name in row else None


def _told(doc: Mapping[str, Any], row: Mapping[str, Any]) -> Told:
    starts, ends = _span(str(row.get("period", "")))
    return Told(
        key=row["id"], title=str(row["zh-hans"]), kind=row["kind"], document=doc["id"], value=_number(row, "value"),
        upper=_number(row, "upper"), printed=str(row.get("printed") or row.get("value") or ""),
        unit=row.get("unit", ""), qualifier=row.get("qualifier", "exact"), target=row.get("target", False),
        topic=row.get("topic", ""), scope=row.get("scope", ""), reach=row.get("scope", ""), starts=starts, ends=ends,
        period=str(row.get("period") or row.get("earlier_when", "")),
        earlier=_number(row, "earlier"), earlier_printed=row.get("earlier", ""),
        earlier_when=row.get("earlier_when", ""), later_when=row.get("later_when", ""),
        listed=tuple(row.get("listed", ())), against=tuple(row.get("against", ())),
        direction=row.get("direction", ""), part_of=row.get("part_of", ""), all_parts=row.get("all_parts", False),
        titles=_titles(row),
    )  # fmt: skip


def _span(period: str) -> tuple[date | None, date | None]:
    """2011-2015 and 2012 as days; anything else stays words."""
    years = period.split("-")
    if len(years) <= 2 and all(len(year) == 4 and year.isdigit() for year in years):
        return date(int(years[0]), 1, 1), date(int(years[-1]), 12, 31)
    return None, None


@functools.cache
def findings() -> tuple[tuple[str, Found], ...]:
    """(rule, finding) of all papers; each paper is judged by itself. No records belong to them: N10 says so."""
    found: list[tuple[str, Found]] = []
    for paper in papers():
        found += rules.everything(paper.tolds)
        found += (("N10", one) for one in outcomes.n10_outcomes(paper.tolds, lambda _one: None))
    return tuple(sorted(found, key=lambda one: int(one[0][1:])))
