"""How well a paper is read: quantities and pairs found, held against an answer key."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.quantity import Quantity


@dataclass(frozen=True)
class Expected:
    """One quantity of a key: its words in the text, value, unit and word beside it."""

    at: str
    value: Fraction
    upper: Fraction | None
    unit: str
    qualifier: str


@dataclass(frozen=True)
class ExpectedPair:
    """One pair of a key: a word its subject holds, before and after."""

    subject: str
    before: Fraction
    after: Fraction


@dataclass
class Score:
    """Counts of one paper; `missed` and `extra` name what is wrong."""

    name: str
    expected: int = 0
    found: int = 0
    right: int = 0
    right_found: int = 0
    pairs_expected: int = 0
    pairs_found: int = 0
    pairs_right: int = 0
    words_right: int = 0
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Of the quantities of the key."""
        return self.right / self.expected if self.expected else 1.0

    @property
    def precision(self) -> float:
        """Of the quantities found."""
        return self.right_found / self.found if self.found else 1.0

    @property
    def pair_recall(self) -> float:
        """Of the pairs of the key."""
        return self.pairs_right / self.pairs_expected if self.pairs_expected else 1.0

    @property
    def pair_precision(self) -> float:
        """Of the pairs found."""
        return self.pairs_right / self.pairs_found if self.pairs_found else 1.0


def together(scores: Iterable[Score]) -> Score:
    """All papers as one."""
    total = Score("all")
    for one in scores:
        for name in ("expected", "found", "right", "right_found", "pairs_expected", "pairs_found", "pairs_right",
                     "words_right"):  # fmt: skip
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.missed += one.missed
        total.extra += one.extra
    return total


def _value(text: str) -> Fraction:
    return Fraction(text.strip())


def key_of(lines: Iterable[str]) -> list[Expected]:
    """A key written as lines of: words | value or from..to | unit | word beside it."""
    made = []
    for line in lines:
        at, value, unit, qualifier = (part.strip() for part in line.split("|"))
        low, _dots, high = value.partition("..")
        made.append(Expected(at, _value(low), _value(high) if high else None, unit, qualifier))
    return made


def pairs_of(lines: Iterable[str]) -> list[ExpectedPair]:
    """A key of pairs written as lines of: subject | before | after."""
    made = []
    for line in lines:
        subject, before, after = (part.strip() for part in line.split("|"))
        made.append(ExpectedPair(subject, _value(before), _value(after)))
    return made


def score(
    name: str, text: str, key: Sequence[Expected], pairs: Sequence[ExpectedPair], also: Sequence[str] = ()
) -> Score:
    """Read a text and hold it against its key, which is in reading order.

    A quantity is right where its digits stand in the words of the key and value, upper end and unit are the same.
    A pair is right where subject, before and after are. `also`: words in which something may be found or not.
    """
    reading = read(text)
    made = Score(name, expected=len(key), pairs_expected=len(pairs))
    free = {
        at for words in also for found in re.finditer(re.escape(words), text) for at in range(*found.span())
    }
    left = [one for one in reading.quantities if one.low not in free]
    made.found = len(left)
    place = 0
    for one in key:
        at = text.find(one.at, place)
        if at < 0:
            raise ValueError(f"key of {name}: {one.at!r} does not stand in the text after place {place}")
        place = at + len(one.at)
        match = next((q for q in left if at <= q.low < place and _same(q, one)), None)
        if match is None:
            made.missed.append(f"{one.at} = {one.value} {one.unit}")
            continue
        left.remove(match)
        made.right += 1
        made.right_found += 1
        made.words_right += match.qualifier == one.qualifier
        if match.qualifier != one.qualifier:
            made.extra.append(f"word of {one.at}: {match.qualifier} for {one.qualifier}")
    made.extra += [f"{text[q.start : q.end]} = {q.value} {q.unit} ({q.kind})" for q in left]
    _pairs(made, reading.pairs, reading.quantities, pairs, text)
    return made


def _same(found: Quantity, one: Expected) -> bool:
    near = abs(found.value - one.value) <= Fraction(1, 10**6)
    return near and found.unit == one.unit and found.upper == one.upper


def _pairs(
    made: Score,
    found: Sequence[object],
    quantities: Sequence[Quantity],
    key: Sequence[ExpectedPair],
    text: str,
) -> None:
    left = list(found)
    made.pairs_found = len(left)
    from safecommunity.indicators.reading.plain import plain

    for one in key:
        match = next(
            (
                pair for pair in left
                if plain(one.subject) in pair.subject  # type: ignore[attr-defined]
                and quantities[pair.before].value == one.before and quantities[pair.after].value == one.after  # type: ignore[attr-defined]
            ),
            None,
        )  # fmt: skip
        if match is None:
            made.missed.append(f"pair {one.subject}: {one.before} to {one.after}")
        else:
            left.remove(match)
            made.pairs_right += 1
    made.extra += [f"pair {pair.subject}" for pair in left]  # type: ignore[attr-defined]
