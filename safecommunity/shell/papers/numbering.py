"""Numbers of headings: 一、 （一） 1. （1） in Chinese papers (GB/T 9704-2012, 7.3.3), 1 1.1 1.1.1 in English ones."""

from collections.abc import Iterable, Iterator

from safecommunity.shell.papers.value import Block, Heading

DIGITS = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number below one hundred as it is written in headings.

    >>> chinese(3), chinese(10), chinese(12), chinese(20), chinese(47)
    ('三', '十', '十二', '二十', '四十七')
    """
    if not 0 < number < 100:
        raise ValueError(f"number of a heading: got {number}, allowed are 1 to 99")
    tens, ones = divmod(number, 10)
    if not tens:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def label(counts: list[int], language: str) -> str:
    """What stands before a heading whose levels are counted so far."""
    if language == "en":
        return ".".join(str(n) for n in counts) + " "
    n = counts[-1]
    return (f"{chinese(n)}、", f"（{chinese(n)}）", f"{n}. ", f"（{n}）")[len(counts) - 1]


def numbered(blocks: Iterable[Block], language: str) -> Iterator[tuple[Block, str]]:
    """Each block with its number; only headings have one."""
    counts: list[int] = []
    for block in blocks:
        if not isinstance(block, Heading) or not block.numbered:
            yield block, ""
            continue
        counts = [*counts, 0, 0, 0][: block.level]
        counts[-1] += 1
        yield block, label([n or 1 for n in counts], language)
