"""A list of residents: one number a row (long), or one place a row with a column for each sex and age (wide)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from safecommunity.places import queries
from safecommunity.places.actions import Residents
from safecommunity.places.importing import words
from safecommunity.places.importing.words import BOTH, FEMALE, MALE, ages, band, sex_name
from safecommunity.places.models import Place
from safecommunity.places.offices import Book
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

WIDE = re.compile(r"n:(\d):(\d+):(\d*)")
OLDEST_YEAR = 1949
YEAR = chr(0x5E74)  # the character written behind a year
Cell = tuple[int, int, int | None]


@dataclass(frozen=True)
class Table:
    """The residents of one place at the end of one year."""

    place: Place
    year: int
    source: str
    cells: tuple[Residents, ...]

    def of(self, sex: int) -> list[Residents]:
        """Its cells of one sex, the whole first."""
        return sorted((c for c in self.cells if c.sex == sex), key=lambda c: (not _is_whole(c), c.age_low))

    def total(self, sex: int = BOTH) -> int | None:
        """Everybody of a sex as far as the table says it."""
        own = self.of(sex)
        if own and _is_whole(own[0]):
            return own[0].count
        if own and _tiles(own):
            return sum(cell.count for cell in own)
        men, women = (self.total(MALE), self.total(FEMALE)) if sex == BOTH else (None, None)
        return men + women if men is not None and women is not None else None

    @property
    def households(self) -> int | None:
        """Households, where told."""
        return next((cell.households for cell in self.cells if cell.households is not None), None)


def _is_whole(cell: Residents) -> bool:
    return cell.age_low == 0 and cell.age_high is None


def _tiles(cells: list[Residents]) -> bool:
    """Whether bands run from 0 on without gap to an open end."""
    reach = 0
    for cell in sorted(cells, key=lambda c: c.age_low):
        if cell.age_low != reach:
            return False
        if cell.age_high is None:
            return True
        reach = cell.age_high + 1
    return False


def known(heading: str) -> str:
    """The field of a heading; of a wide list “n:sex:from:to”; "" for what is not read."""
    if told := words.field("population", heading):
        return told
    cell = words.wide(heading)
    return "" if cell is None else f"n:{cell[0]}:{cell[1]}:{'' if cell[2] is None else cell[2]}"


def check(given: sheets.List, book: Book, today: date) -> Checked[Table]:
    """Every table the list holds, with all faults of all rows. Raises Unreadable where needed columns lack."""
    rows = sheets.lines(given, known)
    fields = {name for name in map(known, given.headings) if name}
    where = {"code": _("place code")} if "name" not in fields else {}
    sheets.need(given, fields, {**where, "year": _("year"), "source": _("source")})
    if "count" not in fields and not any(WIDE.fullmatch(name) for name in fields):
        sheets.need(given, fields, {"count": _("people")})
    collected: dict[tuple[str, int], dict[Cell, tuple[int, Line]]] = {}
    told: dict[tuple[str, int], tuple[str, int | None]] = {}
    faults: list[Fault] = []
    for line in rows:
        faults += _take(line, book, today, collected, told)
    faults += _overlaps(collected)
    tables = tuple(
        Table(book.places[pid], year, told[pid, year][0], _cells(cells, told[pid, year][1]))
        for (pid, year), cells in collected.items()
    )
    faults.sort(key=lambda fault: fault.row)
    return Checked(len(rows), tables, tuple(faults), () if faults else tuple(questions(tables)))


def _take(
    line: Line,
    book: Book,
    today: date,
    collected: dict[tuple[str, int], dict[Cell, tuple[int, Line]]],
    told: dict[tuple[str, int], tuple[str, int | None]],
) -> list[Fault]:
    """One row into the tables; what is wrong with it."""
    place, faults = book.find(line["code"] or line["name"]), []
    if place is None:
        allowed = _("a code or name of a place you keep; the template lists them")
        faults.append(line.fault("code" if "code" in line.columns else "name", allowed))
    year = sheets.whole_number(line["year"].rstrip(YEAR))
    if year is None or not OLDEST_YEAR <= year <= today.year:
        faults.append(line.fault("year", _("a year from 1949 to %(last)s") % {"last": today.year}))
    if not line["source"] or len(line["source"]) > 200:
        faults.append(line.fault("source", _("where the numbers come from, up to 200 characters")))
    households = sheets.whole_number(line["households"])
    if line["households"] and households is None:
        faults.append(line.fault("households", _("a whole number, or empty")))
    numbers, wrong = _numbers(line)
    faults += wrong
    if faults or place is None or year is None:
        return faults
    key = place.pid, year
    before = told.setdefault(key, (line["source"], households))
    if before[0] != line["source"]:
        faults.append(_twice(line, "source", before[0][:60]))
    if before[1] is None and households is not None:
        told[key] = before[0], households
    elif households is not None and households != before[1]:
        faults.append(_twice(line, "households", before[1]))
    cells = collected.setdefault(key, {})
    for field, cell, count in numbers:
        if cell in cells:
            faults.append(
                line.fault(
                    field, _("this number stands in row %(row)s already") % {"row": cells[cell][1].number}
                )
            )
        else:
            cells[cell] = count, line
    return faults


def _twice(line: Line, field: str, before: object) -> Fault:
    return line.fault(field, _("one for a place and year: “%(before)s” came before") % {"before": before})


def _numbers(line: Line) -> tuple[list[tuple[str, Cell, int]], list[Fault]]:
    """The numbers of a row: of every wide column that is filled in, or of its sex and age."""
    found: list[tuple[str, Cell, int]] = []
    faults: list[Fault] = []
    for field in line.columns:
        wide = WIDE.fullmatch(field)
        if (not wide and field != "count") or (wide and not line[field]):
            continue
        count = sheets.whole_number(line[field])
        if count is None:
            faults.append(line.fault(field, _("a whole number of people")))
            continue
        if wide:
            cell = int(wide[1]), int(wide[2]), int(wide[3]) if wide[3] else None
        else:
            sex, years = words.sex(line["sex"]), ages(line["age"])
            if sex is None:
                faults.append(line.fault("sex", _("man, woman or both")))
            if years is None:
                faults.append(line.fault("age", _("a band as 0-4 or 85+, or all ages")))
            if sex is None or years is None:
                continue
            cell = sex, *years
        found.append((field, cell, count))
    if not found and not faults:
        faults.append(line.fault("count", _("at least one number of people")))
    return found, faults


def _overlaps(collected: Mapping[tuple[str, int], Mapping[Cell, tuple[int, Line]]]) -> Iterable[Fault]:
    """Bands of one sex that share ages: which of them is meant cannot be known."""
    for cells in collected.values():
        for sex in (BOTH, MALE, FEMALE):
            bands = sorted((c for c in cells if c[0] == sex and c[1:] != (0, None)), key=lambda c: c[1])
            for first, second in pairwise(bands):
                if first[2] is None or second[1] <= first[2]:
                    line = cells[second][1]
                    field = (
                        "age"
                        if "age" in line.columns
                        else f"n:{sex}:{second[1]}:{'' if second[2] is None else second[2]}"
                    )
                    says = _("bands that share no ages: %(first)s and %(second)s do")
                    yield line.fault(field, says % {"first": band(*first[1:]), "second": band(*second[1:])})


def _cells(cells: Mapping[Cell, tuple[int, Line]], households: int | None) -> tuple[Residents, ...]:
    ordered = sorted(cells, key=lambda c: (c[0], c[1:] != (0, None), c[1]))
    return tuple(
        Residents(cells[c][0], c[0], c[1], c[2], households if not at else None)
        for at, c in enumerate(ordered)
    )


def questions(tables: Iterable[Table]) -> list[str]:
    """What does not add up: within a table, and between a place and the places beneath it."""
    found = list(tables)
    asked = [says for table in found for says in _within(table)]
    return asked + _between(found)


def _within(table: Table) -> Iterable[str]:
    name = {"place": table.place.name, "year": table.year}
    for sex in (BOTH, MALE, FEMALE):
        own = table.of(sex)
        if len(own) > 1 and _is_whole(own[0]):
            parts = sum(cell.count for cell in own[1:])
            if parts != own[0].count:
                says = _(
                    "%(place)s %(year)s, %(sex)s: the ages add up to %(parts)s, the total says %(total)s"
                )
                yield says % {
                    **name,
                    "sex": sex_name(sex),
                    "parts": f"{parts:,}",
                    "total": f"{own[0].count:,}",
                }
        bands = own[1:] if own and _is_whole(own[0]) else own
        if bands and not _tiles(bands):
            says = _("%(place)s %(year)s, %(sex)s: the ages leave a gap or have no open end; no rates by age")
            yield says % {**name, "sex": sex_name(sex)}
    men, women, both = table.total(MALE), table.total(FEMALE), table.total(BOTH)
    if men is not None and women is not None and both is not None and men + women != both:
        says = _("%(place)s %(year)s: %(men)s men and %(women)s women are not %(both)s together")
        yield says % {**name, "men": f"{men:,}", "women": f"{women:,}", "both": f"{both:,}"}
    if table.households and both is not None and table.households > both:
        says = _("%(place)s %(year)s: more households (%(households)s) than people (%(both)s)")
        yield says % {**name, "households": f"{table.households:,}", "both": f"{both:,}"}


def _between(tables: list[Table]) -> list[str]:
    """A place and the sum of the places beneath it, each from the list or else from the record."""
    asked: list[str] = []
    for year in sorted({table.year for table in tables}):
        new = {t.place.pid: t.total() for t in tables if t.year == year}
        parents = {t.place.parent.pid for t in tables if t.year == year and t.place.parent is not None}
        tops = sorted(parents | set(new))
        on_record = queries.population_tables(tops, year)
        names = queries.names(tops)
        for pid in tops:
            kids = on_record.children.get(pid, ())
            whole = new.get(pid) or _recorded(on_record, pid, year)
            parts = [new.get(kid) or _recorded(on_record, kid, year) for kid in kids]
            if whole is None or not parts or any(part is None for part in parts):
                continue
            together = sum(part or 0 for part in parts)
            if together != whole:
                says = _(
                    "%(place)s %(year)s: %(whole)s people, the %(k)s places beneath it have %(parts)s together"
                )
                asked.append(says % {
                    "place": names.get(pid, pid), "year": year, "whole": f"{whole:,}", "k": len(kids),
                    "parts": f"{together:,}",
                })  # fmt: skip
    return asked


def _recorded(tables: queries.PopulationTables, pid: str, year: int) -> int | None:
    """What a place's own table of this very year says."""
    versions = [version for of_year, version in tables.tables.get(pid, {}) if of_year == year]
    found = tables.people(pid, year) if versions else None
    return found.count if found else None


def pack(tables: Iterable[Table]) -> list[object]:
    """Tables as plain data."""
    return [
        [
            t.place.pid,
            t.year,
            t.source,
            [[c.count, c.sex, c.age_low, c.age_high, c.households] for c in t.cells],
        ]
        for t in tables
    ]


def unpack(data: list[list[object]], book: Book) -> list[Table]:
    """The tables again; those of places that are no longer kept are left out."""
    return [
        Table(book.places[str(pid)], int(str(year)), str(source), tuple(Residents(*cell) for cell in cells))  # type: ignore[attr-defined]
        for pid, year, source, cells in data
        if pid in book.places
    ]


def template_columns(*, wide: bool) -> list[str]:
    """Headings of the template, in Chinese: the reader takes other languages too."""
    head, sexes = words.written("population"), words.written("sexes")
    first = [head[name] for name in ("code", "name", "year")]
    if not wide:
        return [*first, *(head[name] for name in ("sex", "age", "count", "households", "source"))]
    bands = ["0", "1-4", *(f"{low}-{low + 4}" for low in range(5, 85, 5)), "85+"]
    numbers = [f"{sexes[sex]}{one}" for sex in ("1", "2") for one in bands]
    return [*first, head["households"], sexes["0"], *numbers, head["source"]]


def template_rows(found: Iterable[Place], book: Book, year: int, *, wide: bool) -> list[list[object]]:
    """One row a place, or the total of each place; the numbers stay empty."""
    if wide:
        return [[book.code(one.pid), one.name, year] for one in found]
    both = words.written("sexes")["0"]
    return [[book.code(one.pid), one.name, year, both, both] for one in found]


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _(
            "One row a place and year; leave out what you do not have. The whole without ages is enough for a rate."
        ),
        _("Ages as 0-4 or 85+; the bands of one sex share no ages and reach to an open end."),
        _("Both forms are read: a column for each sex and age, or columns for sex, age and people."),
        _(
            "A number sent again replaces the table of that place and year; the old one is kept as an earlier version."
        ),
    ]
