"""What the numbers of one paper have wrong by themselves, with no look at records."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from safecommunity.epi import printed
from safecommunity.epi.errors import EpiError
from safecommunity.indicators.reading.quantity import Grid, Quantity, Reading
from safecommunity.indicators.reading.words import words

LARGEST_N = 20_000
MOST_ASKED = 400  # percentages of which the smallest n is looked for
SAME_LEAST = 4  # signs of two subjects that are the same thing
CLOSE = Fraction(1, 1000)


@dataclass(frozen=True)
class Problem:
    """One thing that does not hold; `marks` are the places of its quantities, `said` plain data for the sentence.

    kind: no_n, impossible, counted, over, parts, part, total, shares, two_values, direction, uneven.
    """

    kind: str
    marks: tuple[int, ...]
    said: dict[str, Any] = field(default_factory=dict, hash=False)


def problems(reading: Reading) -> list[Problem]:
    """All of them, in the order of the paper."""
    found = [
        *_shares(reading), *_directions(reading), *_parts(reading), *_tables(reading), *_sums_of_shares(reading),
        *_two_values(reading), *_uneven(reading),
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.marks[:1])


def exact(value: Fraction) -> str:
    """A fraction as people write it, up to four decimals."""
    if value.denominator == 1:
        return str(value.numerator)
    return f"{round(float(value), 4):g}" if abs(value) < 10**6 else f"{round(float(value), 2)}"


def percentage(one: Quantity) -> str | None:
    """The digits of a percentage as printed; None for ‰, for Chinese fractions and for more than 100."""
    if (
        one.unit != "%"
        or not re.fullmatch(r"\d+(?:\.\d+)?", one.printed.replace(",", ""))
        or not 0 <= one.value <= 100
    ):
        decimals = one.value.denominator
        whole = one.unit == "%" and 0 <= one.value <= 100 and one.printed.startswith("百分之")
        return str(Decimal(one.value.numerator) / Decimal(decimals)) if whole else None
    return one.printed.replace(",", "")


def smallest(one: Quantity) -> int | None:
    """The fewest answers that print it."""
    text = percentage(one)
    if text is None:
        return None
    try:
        return printed.smallest_n(percentages=[text], rounding="either", largest=LARGEST_N).n
    except EpiError:
        return None


def _shares(reading: Reading) -> Iterator[Problem]:
    asked = 0
    for index, one in enumerate(reading.quantities):
        if not one.share or one.qualifier == "range":
            continue
        if one.unit == "%" and one.value > 100 and not one.target:
            yield Problem("over", (index,), {"value": exact(one.value)})
            continue
        if one.n is None:
            if not one.target and one.qualifier == "exact":
                asked += 1
                yield Problem("no_n", (index,), {"least": smallest(one) if asked <= MOST_ASKED else None})
            continue
        yield from _grim(index, one)


def _grim(index: int, one: Quantity) -> Iterator[Problem]:
    """A percentage its n cannot print, or that is not the count beside it."""
    text = percentage(one)
    if text is None or not one.n or one.qualifier != "exact" or one.target:
        return
    try:
        fits = printed.possible_numerators(percentage=text, n=one.n, rounding="either")
    except EpiError:
        return
    if not fits:
        yield Problem("impossible", (index,), {"value": text, "n": one.n, "least": smallest(one)})
    elif one.counted is not None and one.counted not in fits:
        share = exact(Fraction(one.counted * 100, one.n))
        yield Problem(
            "counted", (index,), {"value": text, "n": one.n, "counted": one.counted, "share": share}
        )


def _directions(reading: Reading) -> Iterator[Problem]:
    for pair in reading.pairs:
        before, after = reading.quantities[pair.before], reading.quantities[pair.after]
        if pair.rises is None or before.value == after.value:
            continue
        if pair.rises != (after.value > before.value):
            yield Problem("direction", (pair.before, pair.after), {
                "word": pair.word, "before": exact(before.value), "after": exact(after.value), "unit": after.unit,
                "subject": pair.subject,
            })  # fmt: skip


def _parts(reading: Reading) -> Iterator[Problem]:
    """其中: parts that are more than the whole, or that are all told and do not add up to it."""
    groups: dict[int, list[int]] = {}
    for index, one in enumerate(reading.quantities):
        if one.part_of is not None:
            groups.setdefault(one.part_of, []).append(index)
    for whole_at, members in groups.items():
        whole = reading.quantities[whole_at]
        told = [reading.quantities[index] for index in members]
        if any(one.upper is not None for one in (whole, *told)):
            continue
        together = sum((one.value for one in told), Fraction())
        room = (
            (whole.step + sum((one.step for one in told), Fraction())) / 2 if whole.step > 1 else Fraction()
        )
        said = {"whole": exact(whole.value), "together": exact(together), "unit": whole.unit, "n": len(told)}
        closed = not re.search(words()["open_list"], reading.plain[whole.end : told[-1].end + 6]) and all(
            one.qualifier == "exact" for one in told
        )
        if any(one.value > whole.value + room for one in told) and whole.qualifier in ("exact", "le", "lt"):
            yield Problem("part", (whole_at, *members), said)
        elif (whole.qualifier == "exact" and together > whole.value + room) or (
            whole.qualifier == "exact"
            and len(told) > 1
            and whole.value / 2 <= together < whole.value - room
            and closed
        ):
            yield Problem("parts", (whole_at, *members), said)


def _tables(reading: Reading) -> Iterator[Problem]:
    for grid in reading.tables:
        yield from _columns(reading, grid)
        yield from _rows(reading, grid)


def _is_total(text: str) -> bool:
    return text.replace(" ", "").lower().rstrip(":：") in {one.replace(" ", "") for one in words()["totals"]}


def _columns(reading: Reading, grid: Grid) -> Iterator[Problem]:
    """A total line that is not the sum of the lines above it, since the total line before."""
    start = 1
    for row, texts in enumerate(grid.texts):
        if not any(_is_total(text) for text in texts[:2]):
            continue
        for column in range(len(texts)):
            above = [grid.numbers[r, column] for r in range(start, row) if (r, column) in grid.numbers]
            yield from _total(reading, grid.numbers.get((row, column)), above)
        start = row + 1


def _rows(reading: Reading, grid: Grid) -> Iterator[Problem]:
    """A total column that is not the sum of its line."""
    if not grid.texts:
        return
    for column, text in enumerate(grid.texts[0]):
        if not _is_total(re.sub(r"[(].*", "", text)):
            continue
        for row in range(1, len(grid.texts)):
            cells = [at for (r, c), at in grid.numbers.items() if r == row and c != column]
            unit = reading.quantities[grid.numbers[row, column]].unit if (row, column) in grid.numbers else ""
            same = [at for at in cells if reading.quantities[at].unit == unit]
            yield from _total(reading, grid.numbers.get((row, column)), same)


def _total(reading: Reading, whole_at: int | None, members: list[int]) -> Iterator[Problem]:
    if whole_at is None or len(members) < 2:
        return
    whole, told = reading.quantities[whole_at], [reading.quantities[at] for at in members]
    if whole.share or any(one.share or one.unit != whole.unit for one in told):
        return
    together = sum((one.value for one in told), Fraction())
    room = sum((one.step for one in (whole, *told) if one.step != 1), Fraction()) / 2
    if abs(together - whole.value) > room:
        yield Problem("total", (whole_at, *members), {
            "whole": exact(whole.value), "together": exact(together), "unit": whole.unit, "n": len(told),
        })  # fmt: skip


SHARES_OF_ALL = re.compile(r"构成比|分别占|各占|占比分别")


def _sums_of_shares(reading: Reading) -> Iterator[Problem]:
    """分别占: shares of one whole that are more than all of it."""
    run: list[int] = []
    for index, one in enumerate(reading.quantities):
        if run and not _next_share(reading, run[-1], index):
            yield from _all_shares(reading, run)
            run = []
        if one.share and one.unit == "%":
            run.append(index)
    yield from _all_shares(reading, run)


def _next_share(reading: Reading, before: int, index: int) -> bool:
    one, other = reading.quantities[before], reading.quantities[index]
    return (
        other.share
        and re.fullmatch(r"[、，,和及与\s]{1,3}", reading.plain[one.end : other.start]) is not None
    )


def _all_shares(reading: Reading, run: list[int]) -> Iterator[Problem]:
    if len(run) < 2:
        return
    first = reading.quantities[run[0]]
    if not SHARES_OF_ALL.search(reading.plain[max(0, first.start - 12) : first.start]):
        return
    told = [reading.quantities[at] for at in run]
    together = sum((one.value for one in told), Fraction())
    if together > 100 + sum((one.step for one in told), Fraction()) / 2:
        yield Problem("shares", tuple(run), {"together": exact(together), "n": len(told)})


LEADING = re.compile(
    r"^(?:全(?:省|市|区|县|镇|街道|街|乡|村|社区)|[我本](?:省|市|区|县|镇|街道|街|乡|村|社区)|辖区内?|境内)+"
)


def _core(one: Quantity) -> str:
    return LEADING.sub("", re.sub(r"[\d，。、；:（）()“”\"\s]+", "", one.about))


def _two_values(reading: Reading) -> Iterator[Problem]:
    """The same words, unit, time and scope with two values."""
    before = {pair.before for pair in reading.pairs}
    groups: dict[tuple[str, str, str, bool], list[int]] = {}
    for index, one in enumerate(reading.quantities):
        core = _core(one)
        if (
            index in before
            or one.kind not in ("number", "share")
            or len(core) < SAME_LEAST
            or one.part_of is not None
        ):
            continue
        when = one.when.text if one.when else ""
        groups.setdefault((core, one.unit, when if when else one.scope, one.target), []).append(index)
    for members in groups.values():
        told = [reading.quantities[at] for at in members]
        if len(told) > 1 and any(not _agree(told[0], one) for one in told[1:]):
            yield Problem("two_values", tuple(members), {
                "values": [exact(one.value) for one in told], "unit": told[0].unit, "subject": _core(told[0]),
            })  # fmt: skip


def _agree(one: Quantity, other: Quantity) -> bool:
    """Whether two numbers may be one: within the rounding of the rougher one, or where a word leaves it open."""
    if one.qualifier != "exact" or other.qualifier != "exact":
        low = min(one.value, other.value)
        return abs(one.value - other.value) <= max(one.step, other.step, low / 10)
    return abs(one.value - other.value) <= max(one.step, other.step) / 2


def _uneven(reading: Reading) -> Iterator[Problem]:
    """分别 with lists of other lengths."""
    for one in reading.uneven:
        marks = tuple(
            i for i, q in enumerate(reading.quantities) if one.start <= q.start and q.end <= one.end
        )
        yield Problem("uneven", marks, {"named": one.named, "told": one.told})
