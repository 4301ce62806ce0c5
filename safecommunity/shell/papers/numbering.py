"""Numbers of headings in Chinese papers by GB/T 9704-2012, 7.3.3; 1 1.1 1.1.1 in English ones."""

from collections.abc import Iterable, Iterator

from safecommunity.shell.papers.data import frame
from safecommunity.shell.papers.value import Block, Heading


def chinese(number: int) -> str:
    """A number below one hundred as it is written in headings.

    >>> chinese(3), chinese(10), chinese(12), chinese(20), chinese(47)
    ('三', '十', '十二', '二十', '四十七')
    """
    if not 0 < number < 100:
        raise ValueError(f"number of a heading: got {number}, allowed are 1 to 99")
    digits, (tens, ones) = str(frame()["digits"]), divmod(number, 10)
    if not tens:
        return digits[ones]
    return ("" if tens == 1 else digits[tens]) + str(frame()["ten"]) + (digits[ones] if ones else "")


def label(counts: list[int], language: str) -> str:
    """What stands before a heading whose levels are counted so far."""
    if language == "en":
        return ".".join(str(n) for n in counts) + " "
    pattern = str(frame()["labels"][len(counts) - 1])
    return pattern.format(n=chinese(counts[-1]), a=counts[-1])


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
