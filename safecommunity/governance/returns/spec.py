"""What a return form says: its rows and columns with their units, its checks, its period, who fills and signs it.

A form is data. The same value stands in shipped YAML, in the database and in what an office designs on screen; a
change is a new version. Cells are named "row.column"; a value is a whole number of the unit's smallest step, so that
12.5 of two decimals is kept as 1250 and adds up exactly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from safecommunity.governance.returns.words import words
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language

PERIODS: Final = ("month", "quarter", "half_year", "year")
MONTHS_OF: Final = {"month": 1, "quarter": 3, "half_year": 6, "year": 12}
FILLS: Final = ("place", "unit", "agency")
OPERATORS: Final = ("=", "<=", ">=")
BASES: Final = ("read", "recalled", "own")
NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
MOST_ROWS, MOST_COLUMNS, MOST_CHECKS = 80, 12, 60
MOST_CELLS = 360  # a page with more of them could not be sent
MOST_DECIMALS = 3
LARGEST = 10**15  # of the smallest step; sums over a country still fit
LONGEST_TITLE = 80
ONLY = "n"  # the column of a form that has one only

Texts = dict[str, str]
Values = dict[str, int]


class SpecError(ValueError):
    """A form that contradicts itself; `problems` are all of it, each a sentence."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


def texts(given: Any) -> Texts:
    """A text in three languages, or one text for all of them."""
    if isinstance(given, Mapping):
        return {
            name: str(given.get(name) or given.get("zh-hans") or "") for name in ("zh-hans", "zh-hant", "en")
        }
    return dict.fromkeys(("zh-hans", "zh-hant", "en"), str(given or ""))


@dataclass(frozen=True)
class Row:
    """A line of the form. `depth` 1 is indented: “of these”. An optional line may stay empty."""

    key: str
    titles: Texts = field(hash=False)
    unit: str = ""
    decimals: int = 0
    depth: int = 0
    optional: bool = False

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)


@dataclass(frozen=True)
class Column:
    """A column of the form; its unit, where it has one, stands before the row's."""

    key: str
    titles: Texts = field(hash=False)
    unit: str = ""
    decimals: int = 0

    def title(self, language: str) -> str:
        """Its words."""
        return in_language(self.titles, language)


@dataclass(frozen=True)
class Check:
    """Left sum compared with right sum, of rows for every column or of columns for every row."""

    left: tuple[str, ...]
    op: str
    right: tuple[str, ...]
    across: str = "rows"

    @property
    def rule(self) -> str:
        """The integrity rule: parts add to the total (N2), or one number may not pass another."""
        return "N2" if self.op == "=" else "order"


@dataclass(frozen=True)
class Spec:
    """A return form."""

    key: str
    titles: Texts = field(hash=False)
    period: str
    fills: str
    rows: tuple[Row, ...]
    columns: tuple[Column, ...] = field(default_factory=lambda: (Column(ONLY, texts(words()["number"])),))
    checks: tuple[Check, ...] = ()
    agency: Texts = field(default_factory=lambda: texts(""), hash=False)
    sector: str = ""
    checked: bool = False
    working_days: int = 5
    basis: str = "own"
    source: str = ""
    notes: Texts = field(default_factory=lambda: texts(""), hash=False)

    def title(self, language: str) -> str:
        """The form's name."""
        return in_language(self.titles, language)

    def agency_name(self, language: str) -> str:
        """Whose table it is, of a form an agency fills."""
        return in_language(self.agency, language)

    @property
    def cells(self) -> tuple[str, ...]:
        """All cells, row by row."""
        return tuple(f"{row.key}.{column.key}" for row in self.rows for column in self.columns)

    def parts(self, cell: str) -> tuple[Row, Column]:
        """Row and column of a cell."""
        row, _, column = cell.partition(".")
        return next(r for r in self.rows if r.key == row), next(c for c in self.columns if c.key == column)

    def unit(self, cell: str) -> str:
        """The unit of a cell: N3, no number without one."""
        row, column = self.parts(cell)
        return column.unit or row.unit

    def decimals(self, cell: str) -> int:
        """Digits behind the point a cell is kept with."""
        row, column = self.parts(cell)
        return column.decimals if column.unit else row.decimals

    def optional(self, cell: str) -> bool:
        """Whether a cell may stay empty."""
        return self.parts(cell)[0].optional

    def cell_title(self, cell: str, language: str) -> str:
        """What a cell is called: its row, with its column where there are several."""
        row, column = self.parts(cell)
        if len(self.columns) == 1:
            return row.title(language)
        return f"{row.title(language)} · {column.title(language)}"

    @property
    def definitions_of(self) -> tuple[str, ...]:
        """Codes of the figures its cells feed, cell by cell."""
        return tuple(self.code(cell) for cell in self.cells)

    def code(self, cell: str) -> str:
        """The figure a cell feeds."""
        row, _, column = cell.partition(".")
        return f"return.{self.key}.{row}" if column == ONLY else f"return.{self.key}.{row}.{column}"

    def to_data(self) -> dict[str, Any]:
        """Plain data that `read` takes back."""
        return {
            "key": self.key, "title": self.titles, "period": self.period, "fills": self.fills,
            "agency": self.agency, **({"sector": self.sector} if self.sector else {}),
            "checked": self.checked, "working_days": self.working_days,
            "basis": self.basis, "source": self.source, "notes": self.notes,
            "columns": [
                {"key": c.key, "title": c.titles, "unit": c.unit, "decimals": c.decimals} for c in self.columns
            ],
            "rows": [
                {"key": r.key, "title": r.titles, "unit": r.unit, "decimals": r.decimals, "depth": r.depth,
                 "optional": r.optional} for r in self.rows
            ],
            "checks": [
                {"left": list(c.left), "op": c.op, "right": list(c.right), "across": c.across} for c in self.checks
            ],
        }  # fmt: skip


def read(data: Any) -> Spec:
    """The form that data describes. Raises SpecError with everything that is wrong with it."""
    if not isinstance(data, Mapping):
        raise SpecError([_wrong(_("Form"), type(data).__name__, _("a table with key, title and rows"))])
    try:
        spec = _build(data)
    except (TypeError, ValueError, KeyError, AttributeError) as reason:
        raise SpecError([_wrong(_("Form"), reason, _("a table with key, title and rows"))]) from reason
    problems = list(_problems(spec))
    if problems:
        raise SpecError(problems)
    return spec


def _build(data: Mapping[str, Any]) -> Spec:
    given: dict[str, Any] = {}
    if data.get("columns"):
        given["columns"] = tuple(
            Column(
                str(c["key"]), texts(c.get("title")), str(c.get("unit") or ""), int(c.get("decimals") or 0)
            )
            for c in data["columns"]
        )
    return Spec(
        key=str(data.get("key", "")), titles=texts(data.get("title")), period=str(data.get("period", "")),
        fills=str(data.get("fills", "")), agency=texts(data.get("agency")), sector=str(data.get("sector") or ""),
        checked=bool(data.get("checked")),
        working_days=int(data.get("working_days", 5)), basis=str(data.get("basis", "own")),
        source=str(data.get("source", "")), notes=texts(data.get("notes")),
        rows=tuple(
            Row(str(r["key"]), texts(r.get("title")), str(r.get("unit") or ""), int(r.get("decimals") or 0),
                int(r.get("depth") or 0), bool(r.get("optional")))
            for r in data.get("rows") or ()
        ),
        checks=tuple(
            Check(tuple(map(str, c["left"])), str(c["op"]), tuple(map(str, c["right"])),
                  str(c.get("across") or "rows"))
            for c in data.get("checks") or ()
        ),
        **given,
    )  # fmt: skip


def _wrong(what: Any, came: Any, allowed: Any) -> str:
    return _("%(what)s: got %(came)s; allowed: %(allowed)s") % {
        "what": what, "came": str(came)[:60] or "—", "allowed": allowed,
    }  # fmt: skip


def _problems(spec: Spec) -> Iterable[str]:
    if not NAME.fullmatch(spec.key):
        yield _wrong(_("Key of the form"), spec.key, _("small letters, digits and _ after a letter"))
    for name, value, allowed in (
        (_("Period"), spec.period, PERIODS), (_("Who fills"), spec.fills, FILLS), (_("Basis"), spec.basis, BASES),
    ):  # fmt: skip
        if value not in allowed:
            yield _wrong(name, value, ", ".join(allowed))
    if not 1 <= spec.working_days <= 60:
        yield _wrong(_("Working days until it is due"), spec.working_days, "1–60")
    if spec.fills == "agency" and not spec.agency["zh-hans"]:
        yield _wrong(_("Agency"), "", _("the name of the agency that fills the form"))
    if not 1 <= len(spec.titles["zh-hans"]) <= LONGEST_TITLE:
        yield _wrong(_("Title"), len(spec.titles["zh-hans"]), _("1 to 80 characters"))
    yield from _line_problems(_("Row"), spec.rows, MOST_ROWS)
    yield from _line_problems(_("Column"), spec.columns, MOST_COLUMNS)
    if len(spec.rows) * len(spec.columns) > MOST_CELLS:
        yield _wrong(_("Cells"), len(spec.rows) * len(spec.columns), f"1–{MOST_CELLS}")
    for row in spec.rows:
        if any(not (column.unit or row.unit) for column in spec.columns):
            yield _wrong(_("Unit of row %(row)s") % {"row": row.key}, "", ", ".join(UNITS))
    if len(spec.checks) > MOST_CHECKS:
        yield _wrong(_("Checks"), len(spec.checks), f"0–{MOST_CHECKS}")
    for number, check in enumerate(spec.checks, 1):
        yield from _check_problems(spec, number, check)


def _line_problems(what: str, lines: tuple[Row, ...] | tuple[Column, ...], most: int) -> Iterable[str]:
    keys = [line.key for line in lines]
    if not 1 <= len(lines) <= most:
        yield _wrong(what, len(lines), f"1–{most}")
    for twice in sorted({key for key in keys if keys.count(key) > 1}):
        yield _wrong(what, f"{twice} × 2", _("each key once"))
    for line in lines:
        name = f"{what} {line.key[:40]}"
        if not NAME.fullmatch(line.key):
            yield _wrong(name, line.key, _("small letters, digits and _ after a letter"))
        if not 1 <= len(line.titles["zh-hans"]) <= LONGEST_TITLE:
            yield _wrong(name, len(line.titles["zh-hans"]), _("1 to 80 characters"))
        if line.unit and line.unit not in UNITS:
            yield _wrong(name, line.unit, ", ".join(UNITS))
        if not 0 <= line.decimals <= MOST_DECIMALS:
            yield _wrong(name, line.decimals, f"0–{MOST_DECIMALS}")


def _check_problems(spec: Spec, number: int, check: Check) -> Iterable[str]:
    known = {r.key for r in spec.rows} if check.across == "rows" else {c.key for c in spec.columns}
    name = _("Check %(n)s") % {"n": number}
    if check.across not in ("rows", "columns"):
        yield _wrong(name, check.across, "rows, columns")
    if check.op not in OPERATORS:
        yield _wrong(name, check.op, ", ".join(OPERATORS))
    if not check.left or not check.right:
        yield _wrong(name, "", _("at least one line on each side"))
    strange = sorted({*check.left, *check.right} - known)
    if strange:
        yield _wrong(name, ", ".join(strange), ", ".join(sorted(known)))
