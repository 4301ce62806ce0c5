"""Pinyin initials of names and titles, which nobody wrote down beforehand.

Common characters stand in GB 2312 level 1 in the order of their pinyin, so the first letter follows
from the code's range; rarer characters give nothing and are found by typing them.
"""

from bisect import bisect_right
from functools import lru_cache

# First code of each letter in GB 2312 level 1 (rows 16 to 55); i, u and v begin no syllable.
STARTS = (
    (0xB0A1, "a"), (0xB0C5, "b"), (0xB2C1, "c"), (0xB4EE, "d"), (0xB6EA, "e"), (0xB7A2, "f"), (0xB8C1, "g"),
    (0xB9FE, "h"), (0xBBF7, "j"), (0xBFA6, "k"), (0xC0AC, "l"), (0xC2E8, "m"), (0xC4C3, "n"), (0xC5B6, "o"),
    (0xC5BE, "p"), (0xC6DA, "q"), (0xC8BB, "r"), (0xC8F6, "s"), (0xCBFA, "t"), (0xCDDA, "w"), (0xCEF4, "x"),
    (0xD1B9, "y"), (0xD4D1, "z"),
)  # fmt: skip
CODES = [code for code, _letter in STARTS]
LAST = 0xD7F9


@lru_cache(maxsize=4096)
def initials(text: str) -> str:
    """“示中社区” → “szsq”; letters and digits stay."""
    return "".join(_letter(char) for char in text)


def _letter(char: str) -> str:
    if char.isascii():
        return char.lower() if char.isalnum() else ""
    try:
        pair = char.encode("gb2312")
    except UnicodeEncodeError:
        return ""
    code = int.from_bytes(pair, "big")
    return STARTS[bisect_right(CODES, code) - 1][1] if CODES[0] <= code <= LAST else ""
