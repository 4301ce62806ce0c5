"""A batch of rows → columns ready for the database, the keys that make each row once, and all that is wrong.

The card's own checks decide (injuries/checks); here they are asked column by column. Option numbers, places, texts and
times are right by the way they were read; the cross-checks run as masks over the whole batch and only rows they
speak about are looked at one by one.
"""

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import zip_longest
from typing import Any

import numpy as np
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.columns import Table
from safecommunity.engine.mask import compile_mask
from safecommunity.injuries import checks, codes
from safecommunity.injuries.checks import identity
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.importing import fields
from safecommunity.injuries.importing.columns import Columns, Time
from safecommunity.injuries.importing.container import letter
from safecommunity.injuries.importing.ground import Ground
from safecommunity.injuries.importing.plan import Asked, Batch, Originals, Plan, Wrong, shown
from safecommunity.injuries.importing.reading import Row
from safecommunity.injuries.importing.values import Bad, Cell, text_of

IDENTIFYING = (
    "name", "id_number", "phone", "sex", "age_years", "age_months", "injury_time", "residence", "occurrence", "cause",
    "place_kind", "activity", "intent", "nature", "body_part",
)  # fmt: skip
NAMING = ("name", "id_number", "phone")


class RowReader:
    """Reads a list batch by batch; remembers which keys have been met from the top on."""

    def __init__(
        self, plan: Plan, ground: Ground, *, now: datetime, originals: "Originals | None" = None
    ) -> None:
        self.plan, self.ground, self.now, self.originals = plan, ground, now, originals
        zone = timezone.get_default_timezone()
        self.today = now.astimezone(zone).date()
        self.seen: Counter[int] = Counter(originals.seen if originals else ())
        self.columns = Columns(
            ground=ground, now=now, zone=zone, strict=not plan.backfill, repairs=plan.repairs
        )
        self.fields = {one: at for at, one in enumerate(plan.chosen) if one in fields.fields()}
        self.key_column = next((at for at, name in enumerate(plan.names) if name == fields.ROW_KEY), None)
        self.target = ground.target
        self.cases = Cases()
        key = sha256(b"safecommunity list\0" + settings.FIELD_KEY.encode()).digest().ljust(64, b"\0")
        self._inner, self._outer = (sha256(bytes(byte ^ pad for byte in key)) for pad in (0x36, 0x5C))

    # ---- one batch

    def read(self, rows: Sequence[Row], start: int) -> Batch:
        """Convert and check rows. Nothing is written."""
        columns = _columns(rows)
        nothing: list[Cell] = [""] * len(rows)
        cells = {
            name: list(columns[at]) if at < len(columns) else nothing[:] for name, at in self.fields.items()
        }
        self._typed_corrections(rows, cells)
        keys = None
        if self.key_column is not None:
            keys = columns[self.key_column] if self.key_column < len(columns) else nothing
        if keys is not None and self.originals is not None:
            self.originals.restore(cells, keys)
        wrong: list[Wrong] = []
        values, bad = self._read_columns(rows, cells, wrong)
        _visits_of_the_day(values)
        self._too_wide(rows, wrong, bad)
        self._identities(rows, cells, values, wrong, bad)
        batch = Batch(start, start + len(rows), [number for number, _cells in rows], values, [], [], [])
        self._cross(batch, cells, wrong, bad)
        batch.digests = self._digests(values, cells, bad)
        batch.keys = self._keys(batch, cells, wrong, bad)
        twice = set(batch.repeated)
        batch.good = [at for at in range(len(rows)) if at not in bad and at not in twice]
        batch.wrong = sorted(wrong, key=lambda one: one.row)
        return batch

    def _typed_corrections(self, rows: Sequence[Row], cells: dict[str, list[Cell]]) -> None:
        if not self.plan.cells:
            return
        places = {number: at for at, (number, _cells) in enumerate(rows)}
        for where, text in self.plan.cells.items():
            number, _colon, name = where.partition(":")
            at = places.get(int(number))
            if at is not None and name in cells:
                cells[name][at] = text

    def _read_columns(
        self, rows: Sequence[Row], cells: Mapping[str, list[Cell]], wrong: list[Wrong]
    ) -> tuple[dict[str, list[Any]], set[int]]:
        known, values, bad = fields.fields(), {}, set()
        for name in self.fields:
            if name == "injury_hour":
                continue
            if name == "injury_time" and "injury_hour" in cells:
                found = self.columns.times_with_hours(cells[name], cells["injury_hour"])
            else:
                found = self.columns.read(known[name], cells[name])
            if self.columns.may_be_bad(name):
                for at, value in enumerate(found):
                    if isinstance(value, Bad):
                        bad.add(at)
                        found[at] = None
                        wrong.append(self._wrong(rows[at][0], name, cells[name][at], value))
            values[name] = found
        if "age" in values:
            ages = values.pop("age")
            values["age_years"] = [age and age[0] if age is not None else None for age in ages]
            told = [age[1] if age is not None else None for age in ages]
            months = values.get("age_months")
            values["age_months"] = (
                told
                if months is None
                else [m if m is not None else t for m, t in zip(months, told, strict=True)]
            )
        self._months(rows, values, wrong, bad)
        return values, bad

    def _months(
        self, rows: Sequence[Row], values: dict[str, list[Any]], wrong: list[Wrong], bad: set[int]
    ) -> None:
        """Months and years must be the same age; months alone give the years."""
        months = values.get("age_months")
        if months is None:
            return
        years = values.setdefault("age_years", [None] * len(months))
        for at, told in enumerate(months):
            if told is None:
                continue
            if years[at] is None:
                years[at] = told // 12
            elif told // 12 != years[at]:
                bad.add(at)
                says = _("months of the same age; %(years)s years came with %(months)s months")
                reason = Bad(says % {"years": years[at], "months": told})
                name = "age_months" if "age_months" in self.fields else "age"
                wrong.append(self._wrong(rows[at][0], name, told, reason))

    def _wrong(self, row: int, name: str, came: Cell, reason: Bad) -> Wrong:
        column = self.fields.get(name)
        heading = self.plan.names[column] if column is not None and column < len(self.plan.names) else ""
        return Wrong(
            row, letter(column) if column is not None else "", heading or str(fields.fields().get(name, name)), name,
            shown(name, came), reason.allowed[:300], "" if name in fields.HIDDEN else reason.fix[:120],
        )  # fmt: skip

    def _too_wide(self, rows: Sequence[Row], wrong: list[Wrong], bad: set[int]) -> None:
        """More cells than headings: a separator stands inside an answer, and everything behind it is shifted."""
        wide = len(self.plan.names)
        for at, (number, cells) in enumerate(rows):
            if len(cells) > wide and any(text_of(cell) for cell in cells[wide:]):
                bad.add(at)
                allowed = _("%(wide)s cells, one for each heading") % {"wide": wide}
                came = _("%(cells)s cells") % {"cells": len(cells)}
                wrong.append(Wrong(number, letter(wide), _("Row"), "", came, allowed))

    # ---- identity numbers and cross-checks

    def _identities(
        self, rows: Sequence[Row], cells: Mapping[str, list[Cell]], values: dict[str, list[Any]], wrong: list[Wrong],
        bad: set[int],
    ) -> None:  # fmt: skip
        """Read each number; it tells sex and age where the list leaves them empty. Contradictions are questions."""
        numbers = values.get("id_number")
        if numbers is None:
            return
        size = len(numbers)
        sexes = values.setdefault("sex", [None] * size)
        years = values.setdefault("age_years", [None] * size)
        months = values.setdefault("age_months", [None] * size)
        times = values["injury_time"]
        for at, number in enumerate(numbers):
            if number is None:
                continue
            try:
                known = identity.read(number, self.today)
                hurt = times[at].day if times[at] is not None else self.today
                if known.born > hurt:
                    says = _("a birth before the injury on %(day)s")
                    raise identity.IdentityRefused(says % {"day": hurt})
            except identity.IdentityRefused as reason:
                bad.add(at)
                wrong.append(self._wrong(rows[at][0], "id_number", number, Bad(str(reason))))
                continue
            numbers[at] = known.number
            if sexes[at] is None:
                sexes[at] = known.sex
            if years[at] is None:
                years[at] = known.age(hurt)
                if years[at] < 1:
                    months[at] = known.months(hurt)
        self._drop_filled(rows, values, wrong, bad)

    def _drop_filled(
        self, rows: Sequence[Row], values: Mapping[str, list[Any]], wrong: list[Wrong], bad: set[int]
    ) -> None:
        """Sex and age that the identity number told are not missing any more."""
        numbers = {number: at for at, (number, _cells) in enumerate(rows)}
        told = {"sex": "sex", "age": "age_years"}
        filled = [
            one for one in wrong
            if one.field in told and not one.came and values[told[one.field]][numbers[one.row]] is not None
        ]  # fmt: skip
        for one in filled:
            wrong.remove(one)
        still = {one.row for one in wrong}
        for one in filled:
            if one.row not in still:
                bad.discard(numbers[one.row])

    def _cross(
        self, batch: Batch, cells: Mapping[str, list[Cell]], wrong: list[Wrong], bad: set[int]
    ) -> None:
        table = _table(batch.values, len(batch.numbers))
        firing: dict[int, list[tuple[str, str]]] = {}
        for rule, (level, when, expect) in codes.conditions().items():
            mask = compile_mask(when, table)
            holds = compile_mask(expect, table)
            if mask is None:
                mask = np.ones(table.size, dtype=np.bool_)
            if holds is None:
                continue
            for at in np.flatnonzero(mask & ~holds).tolist():
                if at not in bad:
                    firing.setdefault(at, []).append((rule, level))
        for at, rules in firing.items():
            if all(level != "error" for _rule, level in rules):
                batch.asked += [Asked(batch.numbers[at], rule, "") for rule, _level in rules]
                continue
            bad.add(at)
            for finding in checks.cross_checks(self.values_of(batch.values, at)):
                if finding.refuses:
                    came = cells[finding.field][at] if finding.field in cells else ""
                    wrong.append(self._wrong(batch.numbers[at], finding.field, came, Bad(finding.message)))

    def values_of(self, values: Mapping[str, list[Any]], at: int) -> dict[str, Any]:
        """One row as the card's checks take it."""
        row = {name: column[at] for name, column in values.items() if column[at] is not None}
        for name in ("injury_time", "visit_time"):
            if name in row:
                if name == "injury_time":
                    row["precision"] = "date" if row[name].by_day else "hour"
                row[name] = row[name].at
        return row

    # ---- what makes a row once

    def _digest(self, text: str) -> str:
        """HMAC-SHA256 (RFC 2104, section 2), its two keyed halves prepared once: a row takes half the time."""
        inner, outer = self._inner.copy(), self._outer.copy()
        inner.update(text.encode("utf-8", "backslashreplace"))
        outer.update(inner.digest())
        return outer.hexdigest()

    def _digests(
        self, values: Mapping[str, list[Any]], cells: Mapping[str, list[Cell]], bad: set[int]
    ) -> list[str]:
        """Keyed digest of everything a row says."""
        names = sorted(values)
        plain = [_spelt(name, values[name]) for name in names]
        digest = self._digest
        if not plain:
            return []
        made = [digest("\x1f".join(row)) for row in zip(*plain, strict=True)]
        for at in bad:  # what could not be read still tells one bad row from another
            made[at] = digest(made[at] + "\x1f".join(text_of(cells[name][at]) for name in sorted(cells)))
        return made

    def _keys(
        self, batch: Batch, cells: Mapping[str, list[Cell]], wrong: list[Wrong], bad: set[int]
    ) -> list[str]:
        """What makes each row once: facility and case number, else a digest of who it was.

        Rows that name nobody are told apart by all they say; rows alike to the letter are counted from the top, so
        that the same list read again meets the same keys. Rows that cannot be taken do not count.
        """
        values, size = batch.values, len(batch.numbers)
        owner = self.target.owner
        none: list[Any] = [None] * size
        units, cases = values.get("unit") or none, values.get("case_no") or none
        plain = [_spelt(name, values[name]) for name in IDENTIFYING if name in values]
        texts = ["\x1f".join(row) for row in zip(*plain, strict=True)]
        named = [values[name] for name in NAMING if name in values]
        known = [any(row) for row in zip(*named, strict=True)] if named else [False] * size
        keys = []
        for at in range(size):
            if cases[at] is not None:
                keys.append(f"list:{units[at] or owner}:no:{cases[at]}")
                self._case_once(batch, at, keys[-1], cells, wrong, bad)
            elif at in bad:
                keys.append("")
            else:
                made = (
                    self._digest(f"{units[at] or ''}\x1f{texts[at]}")[:32]
                    if known[at]
                    else batch.digests[at][:32]
                )
                mark = int(made[:16], 16)
                self.seen[mark] += 1
                keys.append(f"list:{owner}:row:{made}-{self.seen[mark]}")
        return keys

    def _case_once(
        self,
        batch: Batch,
        at: int,
        key: str,
        cells: Mapping[str, list[Cell]],
        wrong: list[Wrong],
        bad: set[int],
    ) -> None:
        """A case number stands once in a list; twice with the same content is a repetition, else an error."""
        content = int(batch.digests[at][:16], 16)
        first = self.cases.first(key, batch.numbers[at], content)
        if first is None:
            return
        if first[1] == content:
            if at not in bad:
                batch.repeated.append(at)
            return
        bad.add(at)
        allowed = _("each number once; row %(row)s bears it with other content") % {"row": first[0]}
        wrong.append(self._wrong(batch.numbers[at], "case_no", cells["case_no"][at], Bad(allowed)))


class Cases:
    """Case numbers met in a list, with the row and the content of each: some hundred bytes, not a row."""

    def __init__(self) -> None:
        self.met: dict[int, int] = {}
        self.numbers, self.contents = array("q"), array("Q")

    def first(self, key: str, number: int, content: int) -> tuple[int, int] | None:
        """Row and content of the first row with this key; None where it is this one, which is remembered."""
        at = self.met.setdefault(hash(key), len(self.numbers))
        if at == len(self.numbers):
            self.numbers.append(number)
            self.contents.append(content)
            return None
        return None if self.numbers[at] == number else (self.numbers[at], self.contents[at])


def _columns(rows: Sequence[Row]) -> list[tuple[Cell, ...]]:
    """The cells of a batch by column; where a row is shorter than others its cells are empty."""
    return list(zip_longest(*(cells for _number, cells in rows), fillvalue=""))


def _visits_of_the_day(values: dict[str, list[Any]]) -> None:
    """A visit told by its day only was not before the injury of the same day: it counts from that hour on."""
    visits = values.get("visit_time")
    if visits is None:
        return
    for at, visit in enumerate(visits):
        if visit is not None and visit.by_day:
            hurt = values["injury_time"][at]
            if hurt is not None and hurt.day == visit.day:
                visits[at] = hurt


def _spelt(name: str, column: Sequence[Any]) -> list[str]:
    if name in ("injury_time", "visit_time"):
        return ["" if one is None else one.spelt for one in column]
    if column and isinstance(next((one for one in column if one is not None), None), str):
        return [one or "" for one in column]
    words = {one: "" if one is None else str(one) for one in set(column)}
    return list(map(words.__getitem__, column))


def _table(values: Mapping[str, list[Any]], size: int) -> Table:
    """The rows as the rules see them: whole numbers, unknown is -1."""
    arrays: dict[str, Any] = {}
    unknown = np.full(size, -1, dtype=np.int64)
    for name in (*codes.LISTS, "age_years"):
        column = values.get(name)
        arrays[name] = (
            unknown
            if column is None
            else np.array([-1 if one is None else one for one in column], dtype=np.int64)
        )
    early, days = unknown, unknown
    if "visit_time" in values and size:
        hurt = np.array([_hours(one) for one in values["injury_time"]], dtype=np.int64)
        visit = np.array([_hours(one) for one in values["visit_time"]], dtype=np.int64)
        both = (hurt != NEVER) & (visit != NEVER)
        by_day = np.array([one is not None and one.by_day for one in values["injury_time"]])
        hurt_day = np.array([one.ordinal if one else 0 for one in values["injury_time"]], dtype=np.int64)
        visit_day = np.array([one.ordinal if one else 0 for one in values["visit_time"]], dtype=np.int64)
        before = np.where(by_day, visit_day < hurt_day, visit < hurt)
        early = np.where(both, before.astype(np.int64), -1)
        days = np.where(both, np.maximum(0, -(-(visit - hurt) // 24)), -1)
    arrays["visit_before_injury"], arrays["days_to_visit"] = early, days
    arrays["icd10_conflict"] = _conflicts(values, size)
    return Table(np.empty(size, dtype="S1"), arrays, {})


def _conflicts(values: Mapping[str, list[Any]], size: int) -> Any:
    """What of each row contradicts its ICD-10 code; nothing where none is given."""
    given = values.get("icd10")
    if given is None:
        return np.zeros(size, dtype=np.int64)
    none: list[Any] = [None] * size
    answers = zip(given, values.get("cause") or none, values.get("intent") or none, strict=True)
    return np.array(
        [icd10.conflict(code or "", cause, intent) for code, cause, intent in answers], dtype=np.int64
    )


NEVER = -(10**9)


def _hours(one: Time | None) -> int:
    return NEVER if one is None else one.hours
