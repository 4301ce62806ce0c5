"""Tables in a text: lines whose cells are parted by tabs. Cells of digits are quantities of their row and column."""

import re
from collections.abc import Iterator
from fractions import Fraction

from safecommunity.indicators.reading.numerals import ARABIC, number, step
from safecommunity.indicators.reading.quantity import Grid, Quantity
from safecommunity.indicators.reading.words import unit_pattern, words

CELL = re.compile(rf"\s*(-?{ARABIC}\s?[万亿]?)\s?(%|‰)?\s*")
IN_BRACKETS = re.compile(r"[(]\s?(?:单位[:]\s?)?(万?[\u4e00-\u9fff%‰/0-9]{1,6})\s?[)]")
UNIT_LINE = re.compile(r"单位[:]\s?(万?[\u4e00-\u9fff%]{1,6})")
ORDER = re.compile(r"序号|编号|年份|年度|代码|电话|日期|时间|月份")
LEAST_COLUMNS = 2


def blocks(plain: str) -> Iterator[tuple[int, int, list[list[tuple[int, str]]]]]:
    """(start, end, rows of (place, text)) of each run of lines with tabs."""
    rows: list[list[tuple[int, str]]] = []
    at = begin = 0
    for line in [*plain.split("\n"), None]:
        if line is not None and "\t" in line:
            if not rows:
                begin = at
            place, cells = at, []
            for cell in line.split("\t"):
                cells.append((place, cell))
                place += len(cell) + 1
            rows.append(cells)
        elif rows:
            yield begin, at, rows
            rows = []
        at += len(line) + 1 if line is not None else 0


def grids(plain: str, found: list[Quantity]) -> list[tuple[Grid, list[Quantity]]]:
    """Each table with the quantities of its cells of digits; cells with words are read like any text."""
    made = []
    taken = {one.low for one in found}
    for start, end, rows in blocks(plain):
        texts = tuple(tuple(text.strip() for _place, text in row) for row in rows)
        whole = UNIT_LINE.search(plain[max(0, start - 60) : start])
        numbers: dict[tuple[int, int], int] = {}
        cells: list[Quantity] = []
        for r, row in enumerate(rows):
            for c, (place, text) in enumerate(row):
                one = _cell(text, place, r, c, texts, whole[1] if whole else "")
                if one is not None and one.low not in taken:
                    numbers[r, c] = len(cells)
                    cells.append(one)
        made.append((Grid(start, end, texts, numbers), cells))
    return made


def _cell(
    text: str, place: int, row: int, column: int, texts: tuple[tuple[str, ...], ...], whole: str
) -> Quantity | None:
    match = CELL.fullmatch(text)
    if match is None or row == 0:
        return None
    head = _head(texts, row, column)
    if ORDER.search(head) or (column == 0 and not match[2]):
        return None
    value = number(match[1].replace("-", ""))
    if value is None:
        return None
    label = next((one for one in texts[row][:column] if one and not CELL.fullmatch(one)), "")
    unit = match[2] or _unit(head) or _unit(label) or whole
    times = Fraction(1)
    if unit[:1] == "万" and len(unit) > 1:
        unit, times = unit[1:], Fraction(10000)
    unit = words()["units"]["same"].get(unit, unit)
    low = place + match.start(1)
    name = "".join(re.sub(r"[(][^()]*[)]", "", one) for one in (label, head))
    sign = -1 if "-" in match[1] else 1
    return Quantity(
        low, place + len(text.rstrip()), low, place + match.end(1), sign * value * times, unit, match[1].strip(),
        step(match[1].strip("- ")) * times, kind="share" if unit in ("%", "‰") else "cell", subject=name[:40],
    )  # fmt: skip


def _head(texts: tuple[tuple[str, ...], ...], row: int, column: int) -> str:
    """The nearest words above a cell."""
    for above in range(row - 1, -1, -1):
        text = texts[above][column] if column < len(texts[above]) else ""
        if text and not CELL.fullmatch(text):
            return text
    return ""


def _unit(text: str) -> str:
    found = IN_BRACKETS.search(text)
    if found is None:
        return ""
    unit = found[1]
    return unit if unit in ("%", "‰") or re.fullmatch(f"万?{unit_pattern()}", unit) else ""
