"""Numbers as papers write them, in digits or in Chinese, as exact fractions."""

import re
from fractions import Fraction

DIGITS = {
    "零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
MYRIADS = {"万": 10**4, "亿": 10**8}
SCALES = {**TENS, **MYRIADS}
SHORT = {"廿": 20, "卅": 30}
ARABIC = r"(?:\d{1,3}(?:,\d{3}){1,6}(?!\d)|\d{1,20}(?!\d))(?:\.\d{1,15}(?!\d))?"
CHINESE = r"[零〇一二两三四五六七八九十百千万亿廿卅]{1,40}(?:点[零〇一二三四五六七八九]{1,15})?"
MIXED = re.compile(rf"({ARABIC})\s?([十百千万亿]*)")
NEIGHBOURS = re.compile(r"([一二两三四五六七八])([二三四五六七八九])([十百千万亿]*)")
LONGEST = 40


def number(text: str) -> Fraction | None:
    """The exact value of a numeral in plain characters: 3.4万, 1,204, 二十万, 一亿三千万, 八点六; None for others.

    Sizes may follow digits (1亿2000万). A numeral of digits alone (二〇二五) is read place by place.
    """
    text = text.strip().replace(" ", "")
    if not text or len(text) > LONGEST:
        return None
    if text[0] in "0123456789":
        return _mixed(text)
    whole, point, rest = text.partition("点")
    value = _chinese(whole)
    if value is None or (point and (not rest or any(one not in DIGITS for one in rest))):
        return None
    if point:
        value += Fraction(int("".join(str(DIGITS[one]) for one in rest)), 10 ** len(rest))
    return value


def _mixed(text: str) -> Fraction | None:
    """Digits with sizes behind them, largest first."""
    total, at = Fraction(), 0
    for found in MIXED.finditer(text):
        if found.start() != at:
            return None
        part = Fraction(found[1].replace(",", ""))
        for scale in found[2]:
            part *= SCALES[scale]
        total, at = total + part, found.end()
    return total if at == len(text) else None


def _chinese(text: str) -> Fraction | None:
    """A whole number in Chinese."""
    if not text or any(one not in DIGITS and one not in SCALES and one not in SHORT for one in text):
        return None
    if all(one in DIGITS for one in text):
        return Fraction(int("".join(str(DIGITS[one]) for one in text)))
    total = section = digit = 0
    last = 10  # a digit after 百 stands for tens where nothing follows it: 三百二 is 320
    for one in text:
        if one in DIGITS:
            digit, last = DIGITS[one], (1 if one in "零〇" else last)
        elif one in SHORT:
            section, digit, last = section + SHORT[one], 0, 10
        elif one in TENS:
            section, digit, last = section + (digit or 1) * TENS[one], 0, TENS[one]
        else:
            # 一亿三千万: what stands before 亿 is all of it, what stands before 万 only what came after 亿
            part = (section + digit) or (0 if total else 1)
            total = (total + part) * MYRIADS[one] if one == "亿" else total + part * MYRIADS[one]
            section, digit, last = 0, 0, MYRIADS[one]
    return Fraction(total + section + digit * (last // 10 if last >= 100 and digit else 1))


def spread(text: str) -> tuple[Fraction, Fraction] | None:
    """What two neighbouring digits mean: 三四十 is 30 to 40; None for everything else."""
    found = NEIGHBOURS.fullmatch(text)
    if found is None or DIGITS[found[1]] >= DIGITS[found[2]]:
        return None
    size = 1
    for scale in found[3]:
        size *= SCALES[scale]
    return Fraction(DIGITS[found[1]] * size), Fraction(DIGITS[found[2]] * size)


def decimals(text: str) -> int:
    """How many decimals the digits of a numeral show."""
    found = re.search(r"[.点]([0-9零〇一二三四五六七八九]+)", text)
    return len(found[1]) if found else 0


def step(text: str) -> Fraction:
    """The size of one in the last place shown: of 3.4万 it is 1,000, of 8600 it is 1, of 二十万 it is 10,000.

    Digits written out in full are told to the last one; sizes behind them say how far they are rounded.
    """
    size = Fraction(1)
    found = re.search(r"([万亿]+)$" if text[:1].isdigit() else r"([百千万亿]+)$", text.strip())
    for scale in found[1] if found else "":
        size *= SCALES[scale]
    return size / 10 ** decimals(text)
