"""One spelling for reading: full-width and traditional characters become plain ones, each in its own place.

The plain text has the same length as the text, so that what is found in it can be marked in the paper itself.
"""

import functools
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
WIDE_COMMA = re.compile(r"(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
WIDE_POINT = re.compile(r"(?<=[０-９])．(?=[０-９])")
SIGNS = {
    "％": "%",
    "﹪": "%",
    "（": "(",
    "）": ")",
    "〈": "(",
    "：": ":",
    "∶": ":",
    "／": "/",
    "＝": "=",
    "＋": "+",
}
DASHES = "—–－―~～‐‑−"
SPACES = "\u3000\u00a0\u2002\u2003\u2009"


@functools.cache
def _signs() -> dict[int, str]:
    """Signs and letters only: what every text needs."""
    table = {ord(one): other for one, other in SIGNS.items()}
    table |= {ord(one): "-" for one in DASHES} | {ord(one): " " for one in SPACES}
    table |= {0xFF10 + n: str(n) for n in range(10)}
    for first, plain in ((0xFF21, "A"), (0xFF41, "a")):
        table |= {first + n: chr(ord(plain) + n) for n in range(26)}
    return table


@functools.cache
def _characters() -> dict[int, str]:
    """Traditional characters by their code."""
    lines = (HERE / "traditional.txt").read_text("utf-8").splitlines()
    return {ord(one): other for one, other in zip(lines[1], lines[2], strict=True)}


def plain(text: str) -> str:
    """The text in plain characters, sign by sign; its length does not change."""
    if max(text, default="") >= "０" or "，" in text:
        text = WIDE_POINT.sub(".", WIDE_COMMA.sub(",", text))
    return text.translate(_signs()).translate(_characters())
