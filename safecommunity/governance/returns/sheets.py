"""A return as a workbook: to look at, to fill in, and read back with everything that is wrong in it together.

The first column names the row by its key and is hidden; a district's own table is read by the words of its rows and
headings, as they were mapped once.
"""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.models import Return
from safecommunity.governance.returns import forms_known, numbers, queries
from safecommunity.governance.returns.spec import ONLY, Spec, Values
from safecommunity.governance.returns.words import words
from safecommunity.indicators.definition import UNITS
from safecommunity.indicators.languages import in_language
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.sheets import Fault
from safecommunity.shell.workbooks import safe

KEYS, ROWS, UNIT = (tuple(words()[name]) for name in ("key", "row", "unit"))


def unit_words(unit: str, language: str) -> str:
    """A unit of measure in words."""
    return in_language(UNITS[unit], language) if unit in UNITS else unit


def template(one: Return, values: Mapping[str, int], language: str) -> bytes:
    """The form with the numbers known so far, to be filled in and sent back."""
    import xlsxwriter

    spec, target = forms_known.spec_of(one.form), io.BytesIO()
    with xlsxwriter.Workbook(target, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        head = book.add_format({"bold": True, "bg_color": "#E9F3F0", "border": 1, "text_wrap": True})
        title, plain = book.add_format({"bold": True, "font_size": 14}), book.add_format({"border": 1})
        sheet = book.add_worksheet(_("Return")[:31])
        sheet.write_string(0, 1, safe(spec.title(language)), title)
        sheet.write_string(1, 1, safe(f"{queries.filler_name(one)}  {queries.label(one)}"))
        for at, heading in enumerate(_headings(spec, language)):
            sheet.write_string(2, at, safe(heading), head)
        for line, row in enumerate(spec.rows, 3):
            sheet.write_string(line, 0, row.key)
            sheet.write_string(line, 1, safe("　" * row.depth + row.title(language)), plain)
            sheet.write_string(line, 2, safe(unit_words(row.unit, language)), plain)
            for at, column in enumerate(spec.columns, 3):
                cell = f"{row.key}.{column.key}"
                if cell in values:
                    sheet.write_number(
                        line,
                        at,
                        float(numbers.written(values[cell], spec.decimals(cell), grouped=False)),
                        plain,
                    )
                else:
                    sheet.write_blank(line, at, None, plain)
        sheet.set_column(0, 0, 8, None, {"hidden": True})
        sheet.set_column(1, 1, 34)
        sheet.set_column(2, 2 + len(spec.columns), 13)
        sheet.freeze_panes(3, 2)
        _explain(book)
    return target.getvalue()


def _headings(spec: Spec, language: str) -> list[str]:
    def heading(column: Any) -> str:
        unit = f"（{unit_words(column.unit, language)}）" if column.unit else ""
        return column.title(language) + unit

    at = {"zh-hans": 0, "zh-hant": 1}.get(language, 2)
    return [KEYS[at], ROWS[at], UNIT[at], *(heading(column) for column in spec.columns)]


def _explain(book: Any) -> None:
    page = book.add_worksheet(_("How to fill in")[:31])
    page.set_column(0, 0, 100)
    notes = (
        _(
            "Fill in the white cells: numbers only. Where nothing happened enter 0; an empty cell is missing, not zero."
        ),
        _("Do not delete rows or columns, and do not enter formulas: copy the table and paste it as values."),
        _(
            "Send the file on the page of the return; what cannot be read is told all at once; nothing is stored then."
        ),
    )
    for number, note in enumerate(notes):
        page.write_string(number, 0, note)


@dataclass(frozen=True)
class Filled:
    """What a workbook says: its numbers, all that cannot be read, and rows and headings nobody knows."""

    values: Values
    faults: tuple[Fault, ...]
    unknown: tuple[str, ...]
    labels: tuple[str, ...]
    headings: tuple[str, ...]


def plain(text: str) -> str:
    """A label without what people put around it: spaces, numbering, colons, units in brackets."""
    text = text.strip().lstrip("　0123456789.、（）() ").rstrip("：: ")
    for bracket in ("（", "("):
        text = text.partition(bracket)[0]
    return text.replace(" ", "").replace("　", "")


def words_of(spec: Spec) -> dict[str, str]:
    """Labels of rows ("row:key") and columns ("column:key") in every language."""
    found: dict[str, str] = {}
    for kind, lines in (("row", spec.rows), ("column", spec.columns)):
        for line in lines:
            for title in line.titles.values():
                found.setdefault(plain(title), f"{kind}:{line.key}")
    return found


def read(content: bytes, name: str, spec: Spec, mapped: Mapping[str, str]) -> Filled:
    """Read a filled form or a district's own table; `mapped` gives its labels their rows and columns.

    Raises Unreadable where the file as a whole cannot be read.
    """
    meant = {**words_of(spec), **{plain(label): to for label, to in mapped.items()}}
    if len(spec.columns) == 1:
        meant |= {plain(word): f"column:{spec.columns[0].key}" for word in words()["numbers"]}
    keys = {row.key for row in spec.rows}

    def known(cell: str) -> str:
        text = plain(cell)
        to = meant.get(text, "")
        if to.startswith("column:"):
            return to
        return "named" if text in (*KEYS, *ROWS, *UNIT) else ""

    given = sheets.read(content, name, known)
    columns = _columns(spec, given.headings, meant)
    if not columns:
        says = _("%(file)s has no column of this form; its headings are: %(came)s")
        shown = _(", ").join(one for one in given.headings if one)[:200]
        raise Unreadable(says % {"file": name, "came": shown})
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    unknown: list[str] = []
    labels: list[str] = []
    for number, cells in given.rows:
        label, row = _row_of(cells, columns, meant, keys)
        if label:
            labels.append(label)
        if row == "":
            if label and any(_at(cells, at) for at in columns):
                unknown.append(label)
            continue
        if row is None:
            continue
        for at, column in columns.items():
            cell, text = f"{row}.{column}", _at(cells, at)
            if texts.get(cell) and text and texts[cell] != text:
                faults.append(Fault(number, sheets.letter(at), label, text[:60], _("each row once")))
            elif text:
                texts[cell] = text
                faults += _faulty(spec, cell, text, number, at, label)
    values, _wrong = numbers.parse_all(spec, texts)
    heads = tuple(one for one in given.headings if one)
    return Filled(values, tuple(faults), tuple(dict.fromkeys(unknown)), tuple(dict.fromkeys(labels)), heads)


def _faulty(spec: Spec, cell: str, text: str, number: int, at: int, label: str) -> list[Fault]:
    try:
        numbers.parse(text, spec.decimals(cell))
    except ValueError as reason:
        return [Fault(number, sheets.letter(at), label, text[:60], str(reason))]
    return []


def _columns(spec: Spec, headings: Sequence[str], meant: Mapping[str, str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for at, heading in enumerate(headings):
        to = meant.get(plain(heading), "")
        if to.startswith("column:") and to[7:] not in found.values():
            found[at] = to[7:]
    if not found and len(spec.columns) == 1:  # a table of one column of numbers: the last heading is it
        last = max((at for at, heading in enumerate(headings) if heading), default=0)
        return {last: ONLY if spec.columns[0].key == ONLY else spec.columns[0].key} if last else {}
    return found


def _row_of(
    cells: Sequence[str], columns: Mapping[int, str], meant: Mapping[str, str], keys: set[str]
) -> tuple[str, str | None]:
    """(label, key) of a line; key "" where its label is not known, None where the line says nothing."""
    label = ""
    for at, text in enumerate(cells):
        if at in columns or not text:
            continue
        if text in keys:
            return text, text
        to = meant.get(plain(text), "")
        if to.startswith("row:"):
            return text.strip(), to[4:]
        if to == "skip":
            return text.strip(), None
        label = label or (text.strip() if plain(text) else "")  # a running number names nothing
    return label, "" if label else None


def _at(cells: Sequence[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""
