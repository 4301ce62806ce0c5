"""Times in a paper: kept as the period of what stands beside them, never counted as quantities."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

C = "零〇一二三四五六七八九十"
DAY = rf"(?:(?:\d{{1,2}}|[{C}]{{1,3}})[日号](?!楼|桥|线|院|车))"
MONTH = rf"(?:(?:\d{{1,2}}|[{C}]{{1,2}})\s?月(?:份|上旬|中旬|下旬|初|底|末|中)?)"
NAMED = "(?:今年|去年|前年|明年|后年|本年|上年|当年|翌年|次年|今冬明春|上一冬春|同期)"
YEAR = rf"(?:(?:(?:19|20)\d\d|[一二][零〇九][零〇一二三四五六七八九]{{2}})\s?(?:年度|年)|{NAMED})"
ALONE = "(?:(?:第?[一二三四1-4]|本|上|下)个?季度|上半年|下半年|年初|年底|年末|年中|全年)"
PART = f"(?:{ALONE}|期间|伊始|以来|初|底|末)"
TIMES = re.compile(
    rf"(?:(?P<plan>[“\"]?(?:十[一二三四五六]五|(?<=[“\"])[八九]五)(?![类种个项人户名万千百])[”\"]?)(?:期间|时期|规划|末|初|伊始)?"
    rf"|第[一二三四五六七八九十]+个五年规划"
    rf"|(?P<years>(?:19|20)\d\d年?\s?[-至到]{{1,2}}\s?(?:19|20)\d\d)\s?(?:年度|年|(?![\d.,%]))"
    rf"|(?P<iso>(?:19|20)\d\d[-/.](?:0?[1-9]|1[0-2])(?:[-/.](?:0?[1-9]|[12]\d|3[01]))?(?![\d.%]))"
    rf"|(?P<months>(?:{YEAR}\s?)?\d{{1,2}}月?\s?[-至到]{{1,2}}\s?\d{{1,2}}\s?月(?:份)?)"
    rf"|(?P<full>{YEAR}\s?(?:{MONTH}|{PART})?\s?{DAY}?)"
    rf"|(?P<month>{MONTH}\s?{DAY}?)|(?P<day>{DAY})|(?P<part>{ALONE})"
    rf"|(?P<clock>\d{{1,2}}[:时点](?:\d{{1,2}}分?|整|许|半)?(?:[:]\d\d)?(?!\d)))"
)
FOUR = re.compile(r"(?:19|20)\d\d|[一二][零〇九][零〇一二三四五六七八九]{2}")
PLANS = {"八五": 1991, "九五": 1996, "十五": 2001, "十一五": 2006, "十二五": 2011, "十三五": 2016, "十四五": 2021,
         "十五五": 2026, "十六五": 2031}  # fmt: skip
DIGIT = {one: n for n, one in enumerate("零一二三四五六七八九")} | {"〇": 0}
QUARTERS = {one: n for n, one in enumerate("一二三四")} | {str(n + 1): n for n in range(4)}


@dataclass(frozen=True)
class When:
    """A time as the paper says it: where it stands, and the months it names where it names them."""

    start: int
    end: int
    text: str
    years: tuple[int, int] | None = None
    months: tuple[int, int] | None = None
    clock: bool = False

    @property
    def period(self) -> str:
        """As figure keys write it: 2024, 2024-05, 2011-01..2015-12; empty where the paper does not say the year."""
        if self.years is None:
            return ""
        first, last = self.years
        if self.months is None:
            return f"{first}" if first == last else f"{first}-01..{last}-12"
        low, high = self.months
        return (
            f"{first}-{low:02d}" if low == high and first == last else f"{first}-{low:02d}..{last}-{high:02d}"
        )


def times(plain: str) -> list[When]:
    """Every time in a plain text, in reading order."""
    found: list[When] = []
    year: int | None = None
    for match in TIMES.finditer(plain):
        if match["clock"] and not _is_clock(plain, match):
            continue
        one = _when(match, year)
        if one.years is not None and not match["plan"]:
            year = one.years[1]
        found.append(one)
    return found


def _is_clock(plain: str, match: re.Match[str]) -> bool:
    """8:30 and 9时 are clocks; 1.34:1 and 3点 of a list are not."""
    text, before = match[0], plain[max(0, match.start() - 1) : match.start()]
    if before.isdigit() or before in (".", ",", "第"):
        return False
    hour = int(re.match(r"\d+", text)[0])  # type: ignore[index]
    if ":" in text:
        return hour < 25 and re.fullmatch(r"\d{1,2}:[0-5]\d(?::\d\d)?", text) is not None
    return hour < 25 and not plain.startswith(("建议", "意见", "要求", "效", "间"), match.end())


def _when(match: re.Match[str], year: int | None) -> When:
    text = match[0].strip()
    at = match.start()
    end = at + len(match[0].rstrip())
    if match["clock"]:
        return When(at, end, text, clock=True)
    if match["plan"]:
        first = PLANS.get(match["plan"].strip('“”"'))
        return When(at, end, text, (first, first + 4) if first else None)
    named = [_year(one) for one in FOUR.findall(text)]
    if match["years"] and len(named) == 2:
        return When(at, end, text, (min(named), max(named)))
    if not named and re.search(NAMED, text):
        return When(at, end, text)
    known = named[0] if named else year
    months = _months(text, match)
    return When(at, end, text, (known, known) if known and (named or months) else None, months)


def _year(text: str) -> int:
    return int("".join(str(DIGIT.get(one, one)) for one in text)) if not text.isdigit() else int(text)


def _months(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    if found := re.search(r"([一二三四1-4])个?季度", text):
        first = QUARTERS[found[1]] * 3 + 1
        return first, first + 2
    if "上半年" in text:
        return 1, 6
    if "下半年" in text:
        return 7, 12
    tail = FOUR.sub("", text)
    if match["months"]:
        low, high = (int(one) for one in re.findall(r"\d{1,2}", tail)[:2])
        return (low, high) if 1 <= low <= high <= 12 else None
    if match["iso"]:
        month = int(re.split(r"[-/.]", text)[1])
        return month, month
    if found := re.search(rf"(\d{{1,2}}|[{C}]{{1,2}})\s?月", tail):
        month = int(found[1]) if found[1].isdigit() else _small(found[1])
        return (month, month) if 1 <= month <= 12 else None
    return None


def _small(text: str) -> int:
    """一 to 十二."""
    if text.startswith("十"):
        return 10 + (DIGIT.get(text[1:], 0) if text[1:] else 0)
    return 10 if text == "十" else DIGIT.get(text, 0)


def before(found: Sequence[When], at: int, start: int) -> When | None:
    """The nearest time before a place and not before a start; clocks are no periods."""
    index = bisect_right(found, at, key=lambda one: one.start) - 1
    while index >= 0 and found[index].start >= start:
        if not found[index].clock:
            return found[index]
        index -= 1
    return None
