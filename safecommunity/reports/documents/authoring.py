"""An author's words in place of a composed paragraph. Which of its numbers are our figures is settled when he writes
and kept by figure, not by digits: when records move, the one that moved is told, and no other takes its place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from safecommunity.indicators.reading.document import read
from safecommunity.shell.papers import Run, Said

Known = Sequence[tuple[str, str]]  # (a number as composed, the key of its figure), in the paragraph's order


def written(said: str) -> tuple[str, ...]:
    """The ways a composed number may stand in an author's text: whole, or without its brackets."""
    return tuple(dict.fromkeys((said, re.split(r"[（ ]", said, maxsplit=1)[0])))


def _at(number: str) -> str:
    # 9 is not the 9 of 2019, of 95 or of 9.5
    return rf"(?<![\d.,]){re.escape(number)}(?![\d%]|[.,]\d)"


def uses(text: str, known: Known) -> list[dict[str, str]]:
    """Our numbers in an author's text, in its order: each with the figure it stands for."""
    offered = [(form, key) for said, key in known for form in written(said) if form not in ("", "—")]
    if not offered:
        return []
    pattern = "|".join(_at(form) for form in sorted({form for form, _key in offered}, key=len, reverse=True))
    left, found = list(offered), []
    for match in re.finditer(pattern, text):
        number = match.group()
        chosen = next((one for one in left if one[0] == number), None)
        if chosen is not None:
            # the other way to write the same number is used up with it
            left = [one for one in left if one[1] != chosen[1] or number not in written(one[0])]
        else:
            chosen = next(one for one in offered if one[0] == number)
        found.append({"text": number, "key": chosen[1]})
    return found


def marked(
    text: str, kept: Sequence[Mapping[str, Any]], today: Mapping[str, Said]
) -> tuple[list[Run], list[str]]:
    """The text with its numbers: figures of ours with their sources, those that moved, and claims; and what moved.

    `today`: what each figure of the paragraph says now, by key.
    """
    spots: list[tuple[int, int, Said]] = []
    stale, last = [], 0
    for use in kept:
        match = re.compile(_at(use["text"])).search(text, last)
        if match is None:
            continue
        now = today.get(use["key"])
        moved = now is None or use["text"] not in written(now.text)
        if moved:
            stale.append(use["text"])
        source = now.source if now is not None else 0
        spots.append((*match.span(), Said(use["text"], source, "differs" if moved else "")))
        last = match.end()
    for one in read(text).quantities:
        digits = text[one.low : one.high].rstrip()
        high = one.low + len(digits)
        if digits and not any(start < high and one.low < end for start, end, _said in spots):
            spots.append((one.low, high, Said(digits, 0, "claim")))
    return list(_runs(text, sorted(spots, key=lambda spot: spot[:2]))), stale


def _runs(text: str, spots: Sequence[tuple[int, int, Said]]) -> Iterator[Run]:
    last = 0
    for start, end, said in spots:
        if start < last:
            continue
        if start > last:
            yield text[last:start]
        yield said
        last = end
    if last < len(text):
        yield text[last:]


def lines(runs: Sequence[Run]) -> list[tuple[Run, ...]]:
    """The runs of each line: what an author wrote as several paragraphs stays several."""
    made: list[list[Run]] = [[]]
    for run in runs:
        if isinstance(run, str):
            first, *others = run.split("\n")
            made[-1].append(first)
            made += [[other] for other in others]
        else:
            made[-1].append(run)
    return [
        tuple(run for run in line if run != "") for line in made if any(run not in ("", " ") for run in line)
    ]
