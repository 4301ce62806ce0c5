"""From what was chosen to the content of an edition: only what may be told, in three languages, with its definitions.

A table is made and protected by `figures.public`; nothing here sees a hidden count.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from safecommunity.figures import actions as releases
from safecommunity.figures import public, registry, told
from safecommunity.figures import queries as figures
from safecommunity.indicators import disclosure, lineage
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.languages import LANGUAGES
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.reports.editions import offers
from safecommunity.reports.editions.offers import Chosen, Wanted

SCHEMA = 1
KEPT = ("n", "numerator", "denominator", "value", "lower", "upper")
Make = Callable[[public.Table], public.Table]


@dataclass(frozen=True)
class Refusal:
    """A table that cannot be told, and why, in the reader's words."""

    title: str
    year: int | None
    why: str


class Refused(Exception):
    """An edition that cannot be made as chosen; all reasons together."""

    def __init__(self, reasons: list[Refusal]) -> None:
        self.reasons = reasons
        super().__init__("; ".join(one.why for one in reasons))


def composed(wanted: Wanted, *, now: datetime, told_as: Make | None = None) -> dict[str, Any]:
    """The content of an edition. `told_as` makes a release of each table and gives it back as it was told; without it
    this is a preview. Raises Refused with every reason at once."""
    refusals = list(_clashes(wanted))
    shown = []
    for chosen in wanted.chosen:
        definition = offers.offers()[chosen.code].definition
        tables = []
        beneath = places.subtree(wanted.place.pid)
        known = set(wanted.years) & offers.on_record(definition, beneath)
        if not known:
            says = _("Nothing is on record in these years, so there is no number to tell.")
            refusals.append(Refusal(_title(definition), None, says))
        for year in sorted(known, reverse=True):
            try:
                tables.append(_table(definition, chosen, wanted, year, now, told_as))
            except _No as reason:
                refusals.append(Refusal(_title(definition), year, str(reason)))
        shown.append(
            {**_figure(definition, chosen, tables), "silent": sorted(set(wanted.years) - known, reverse=True)}
        )
    if refusals:
        raise Refused(refusals)
    label, source = places.label_of(wanted.place.pid)
    rule = disclosure.rule()
    return {
        "schema": SCHEMA,
        "place": {"id": wanted.place.pid, "name": wanted.place.name, "level": wanted.place.level},
        "years": sorted(wanted.years, reverse=True),
        "beneath": wanted.beneath,
        "note": wanted.note,
        "label": label,
        "label_source": source,
        "rule": {"id": rule.id, "threshold": rule.threshold},
        "figures": shown,
    }


def checksum(content: dict[str, Any]) -> str:
    """The checksum of what is told, however it is stored."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


class _No(Exception):
    """One table that cannot be told."""


def _title(definition: Definition) -> str:
    from django.utils.translation import get_language

    return definition.title(get_language() or "zh-hans")


def _clashes(wanted: Wanted) -> Iterator[Refusal]:
    """Figures that count the same records: two such tables would give hidden counts away."""
    definitions = [offers.offers()[one.code].definition for one in wanted.chosen]
    for one, other in combinations(definitions, 2):
        if told.may_share(one, other):
            says = _(
                "“%(one)s” and “%(other)s” count the same records; two tables of them would give hidden counts away. "
                "Choose one of the two."
            )
            yield Refusal(_title(one), None, says % {"one": _title(one), "other": _title(other)})


def _table(
    definition: Definition, chosen: Chosen, wanted: Wanted, year: int, now: datetime, told_as: Make | None
) -> dict[str, Any]:
    period, by = Period.of_year(year), ((chosen.by,) if chosen.by else ())
    beneath = places.subtree(wanted.place.pid)
    try:
        found = public.table(definition, wanted.place, period, by, now=now)
        found = told_as(found) if told_as is not None else found
    except told.ToldOtherwise as reason:
        raise _No(releases.told_otherwise(reason)) from reason
    except releases.Refused as reason:
        raise _No(str(reason)) from reason
    except IndicatorError as reason:
        says = _(
            "It cannot be told to everybody: allowed are whole years that have ended, up to %(most)s cells a table. "
            "Leave the split or the places beneath out."
        )
        raise _No(says % {"most": disclosure.rule().largest_table}) from reason
    got = figures.reported(
        definition.fact, beneath, period, now=timezone.localtime(now), definition=definition
    )
    return {
        "year": year,
        "received": {
            "due": got.facilities_due, "complete": got.facilities_complete,
            "months_due": got.months_due, "months_received": got.months_received,
        } if got else None,
        "lines": _lines(found, chosen, wanted),
    }  # fmt: skip


def _lines(found: public.Table, chosen: Chosen, wanted: Wanted) -> list[dict[str, Any]]:
    """What may be told of each place and part; places along the tree, in the order of their codes."""
    rows = [row for row in public.rows(found) if wanted.beneath or _whole(row, wanted)]
    order = _order({row["place"] for row in rows})
    kept = []
    by = chosen.by
    for row in sorted(
        rows, key=lambda row: (order[row["place"], row["own_only"]], _at(row[by] if by else public.TOTAL))
    ):
        line = {
            "place": row["place"], "name": row["place_name"], "own": row["own_only"],
            "part": row[chosen.by] if chosen.by else public.TOTAL, "hidden": bool(row["hidden"]),
            **{name: row.get(name) for name in KEPT},
        }  # fmt: skip
        kept.append(line)
    return kept


def _at(part: str) -> tuple[int, int]:
    """All first, then parts in the order of their codes, what is not known last."""
    if part == public.TOTAL:
        return (0, 0)
    return (1, int(part)) if int(part) >= 0 else (2, int(part))


def _whole(row: dict[str, Any], wanted: Wanted) -> bool:
    return row["place"] == wanted.place.pid and not row["own_only"]


def _order(pids: set[str]) -> dict[tuple[str, bool], tuple[Any, ...]]:
    """Where a place stands along the tree; what lies at a place itself and at none beneath it stands after those."""
    from safecommunity.places.models import Place

    paths = places.paths_of(pids)
    above = {pid for path in paths.values() for pid in path} | pids
    rows = Place.objects.filter(pid__in=above).values_list("pid", "order", "name")
    at = {pid: (order, name) for pid, order, name in rows}
    found = {}
    for pid in pids:
        way = tuple((0, *at[one]) for one in (paths.get(pid) or (pid,)))
        found[pid, False] = way
        found[pid, True] = (*way, (1, 0, ""))
    return found


def _figure(definition: Definition, chosen: Chosen, tables: list[dict[str, Any]]) -> dict[str, Any]:
    """A figure with its words: they are kept, so that an old edition says what it said."""
    parts = {line["part"] for table in tables for line in table["lines"]} - {public.TOTAL}
    return {
        "code": definition.code,
        "version": definition.version,
        "kind": definition.kind,
        "method": definition.interval,
        "direction": definition.direction,
        "formula_source": definition.source,
        "per": definition.per,
        "title": {one: definition.title(one) for one in LANGUAGES},
        "unit": {one: definition.unit_label(one) for one in LANGUAGES},
        "counts": {one: definition.counts_text(one) for one in LANGUAGES},
        "excludes": {one: definition.excludes_text(one) for one in LANGUAGES},
        "split": _split(definition, chosen.by, parts) if chosen.by else None,
        "tables": tables,
    }


def _split(definition: Definition, by: str, parts: set[str]) -> dict[str, Any]:
    say = registry.fact(definition.fact).option_label
    words: dict[str, dict[str, str]] = {part: {} for part in sorted(parts, key=int)}
    for language in LANGUAGES:
        with override(language):
            for part in words:
                words[part][language] = say(by, int(part)) if say else part
    return {
        "name": by, "title": {one: lineage.column_label(by, one) for one in LANGUAGES}, "parts": words,
    }  # fmt: skip
