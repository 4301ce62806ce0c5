"""What each quantity is about: the words of its clause, its time, whose it is, its n, and what it is a part of."""

import functools
import re
from bisect import bisect_right

from safecommunity.indicators.reading import dates
from safecommunity.indicators.reading.dates import When
from safecommunity.indicators.reading.numerals import ARABIC, number
from safecommunity.indicators.reading.quantity import Quantity
from safecommunity.indicators.reading.words import any_of, words

STOPS = "，。；;！？!?\n\t"
LONGEST, NOUN = 30, 14
FAR = 160  # signs a sentence is looked back
MOST_PARTS = 40
HEADING = re.compile(
    r"(?m)^[ \t]*(?:[一二三四五六七八九十]{1,3}[、.]|[(][一二三四五六七八九十]{1,3}[)])[ ]?([^，。\n]{2,24})"
)
LISTED = re.compile(r"\s?(?:[、，,]|和|及|与)\s?")
RANK = re.compile(r"(?:第|末位|前|后|排名|居)\s?$")
CLEAN = re.compile(r"[\s“”\"()《》<>\[\]*·]+")


class Sentences:
    """Where the sentences and clauses of a text begin and end, for questions in logarithmic time."""

    def __init__(self, plain: str) -> None:
        self.plain = plain
        self._full = [0, *(m.end() for m in re.finditer(r"[。！？!?\n\t；;]", plain))]
        self._part = [0, *(m.end() for m in re.finditer(rf"[{STOPS}]", plain))]
        self._lines = [0, *(m.end() for m in re.finditer("\n", plain))]

    def sentence(self, at: int) -> int:
        """The start of the sentence."""
        return self._full[bisect_right(self._full, at) - 1]

    def clause(self, at: int) -> int:
        """The start of the clause."""
        return self._part[bisect_right(self._part, at) - 1]

    def line(self, at: int) -> int:
        """The start of the line."""
        return self._lines[bisect_right(self._lines, at) - 1]

    def line_number(self, at: int) -> int:
        """Which line it is."""
        return bisect_right(self._lines, at)


def describe(plain: str, found: list[Quantity], times: list[When]) -> None:
    """Give each quantity its words, time, scope, kind and whether it is a target."""
    sentences = Sentences(plain)
    headings = [(match.start(), match[1]) for match in HEADING.finditer(plain)]
    starts = [at for at, _title in headings]
    last_scope, last_line = "", -1
    for index, one in enumerate(found):
        clause, sentence = (
            max(at, one.start - FAR) for at in (sentences.clause(one.start), sentences.sentence(one.start))
        )
        one.subject = _subject(plain, found, index, clause, sentence)
        one.after = "" if one.share else _noun(plain, one.end)
        one.when = dates.before(times, one.start, sentence) or dates.before(
            times, one.start, sentences.line(one.start)
        )
        scope = _scope(plain[sentence : one.start])
        line = sentences.line_number(one.start)
        if not scope and line == last_line:
            scope = last_scope
        one.scope, last_scope, last_line = scope, scope, line
        _kind(plain, one, clause)
        before = found[index - 1] if index else None
        if (
            before
            and before.kind == "change"
            and one.unit == before.unit
            and LISTED.fullmatch(plain[before.end : one.start])
        ):
            one.kind, one.falls = "change", before.falls
        place = bisect_right(starts, one.start) - 1
        heading = headings[place][1] if place >= 0 else ""
        one.target = _target(plain[sentence : one.start], heading)


@functools.cache
def _leave_out() -> re.Pattern[str]:
    return re.compile(rf"(?:{any_of(words()['leave_out'])})+$")


def _subject(plain: str, found: list[Quantity], index: int, clause: int, sentence: int) -> str:
    """The words before it in its clause, without those before an earlier number, and without filling words."""
    one = found[index]
    start = clause
    if index and found[index - 1].end > start:
        between = plain[found[index - 1].end : one.start]
        # 面积150平方公里、14个村: the noun behind the earlier number belongs to it, what follows a comma is ours
        start = (
            found[index - 1].end + max(between.rfind("、"), between.rfind("("), between.rfind(")"), -1) + 1
        )
    text = _trim(plain[start : one.start])
    if len(text) < 2 and start == clause and clause > sentence:
        previous = max(plain.rfind(stop, sentence, clause - 1) for stop in STOPS)
        text = _trim(plain[max(previous + 1, sentence) : clause - 1])
    return text[-LONGEST:]


def _trim(text: str) -> str:
    text = CLEAN.sub("", text)
    return _leave_out().sub("", text).strip("、，:,;和及与.的")


def _noun(plain: str, at: int) -> str:
    """The thing that is counted, right behind the number."""
    found = re.match(r"[ ]?([\u4e00-\u9fff“”\"]{1,40})", plain[at : at + 60])
    if not found:
        return ""
    text = re.split(r"[和及与，、占由从]|以上|左右|以内|参加|组成", found[1].strip('“”"'))[0]
    return CLEAN.sub("", text)[:NOUN]


def _scope(text: str) -> str:
    """Whose number it is, as the nearest word says."""
    best, at = "", -1
    for level, some in words()["scopes"].items():
        for word in some:
            if (place := text.rfind(word)) > at:
                best, at = level, place
    return best


def _kind(plain: str, one: Quantity, clause: int) -> None:
    if one.kind in ("set", "cell"):
        return
    head = plain[max(clause, one.start - 12) : one.start]
    if (
        one.low
        and (plain[one.low - 1 : one.low] == "第" or RANK.search(head))
        and one.unit in ("家", "名", "位", "个")
    ):
        one.kind = "rank"
        return
    changed = re.search(
        rf"(?:{any_of(words()['changes'])})(?:了|约|近|超过?|不少于|分别|幅度|比例|率)?\s?$", head
    )
    before_list = re.search(rf"(?:{any_of(words()['changes'])})(?:了|分别)*[\d.、，和及与%约近]*$", head)
    if one.unit == "个百分点" or changed or (before_list and one.unit in ("个百分点",)):
        word = (changed or before_list or re.search("(升|降|减|增)", head) or [""])[0]
        one.kind = "change"
        one.falls = bool(re.search("[降减低少短落滑]", word)) if word else None


def _target(before: str, heading: str) -> bool:
    """A task or a hope, no result."""
    data = words()
    return (
        re.search(data["target"], before) is not None
        or re.search(data["heading_target"], heading) is not None
    )


N_OF = re.compile(r"[(（]?\s?[nN]\s?=\s?(\d[\d,]*)")
OF_ALL = re.compile(
    rf"({ARABIC})\s?(?:人|名|户|份|家|例|个|处)[^，。；、\d]{{0,12}}?(?:中|里)[^。；\d]{{0,16}}$"
)
FRACTION = re.compile(r"^\s?[(](\d[\d,]*)\s?/\s?(\d[\d,]*)[)]")
RESPONDENTS = re.compile("有效问卷|有效样本|有效应答|回收")


FEW = r"[^，。；\d]"
WHO = "(?:人|名|户|份|位|个|例)"
AGES = r"(?:\d{1,2}周?岁及?以[上下])?"
DONE = "(?:进行了?|开展了?|接受)?"


@functools.cache
def _asked() -> re.Pattern[str]:
    return re.compile(rf"{words()['survey']}{FEW}{{0,10}}?[:为共]?\s?(\d[\d,]*)\s?(?:余)?{WHO}")


@functools.cache
def _asked_after() -> re.Pattern[str]:
    return re.compile(rf"(\d[\d,]*)\s?{WHO}{AGES}{FEW}{{0,12}}?{DONE}{FEW}{{0,8}}?{words()['survey']}")


def samples(plain: str, found: list[Quantity]) -> None:
    """The n of each percentage where the paper states it: beside it, of a survey in its paragraph, or as k of n."""
    sentences = Sentences(plain)
    known: dict[int, list[tuple[int, int]]] = {}
    for index, one in enumerate(found):
        if not one.share:
            continue
        if beside := FRACTION.match(plain[one.end : one.end + 40]):
            one.counted, one.n = _whole(beside[1]), _whole(beside[2])
            continue
        near = N_OF.search(plain[one.end : one.end + 16]) if plain[one.end : one.end + 1] == "(" else None
        if near:
            one.n = _whole(near[1])
            continue
        line = sentences.line(one.start)
        if line not in known:
            end = plain.find("\n", line)
            known[line] = _surveys(plain, line, end if end >= 0 else len(plain))
        one.n = _asked_of(known[line], one, sentences)
        _of_all(plain, found, index, max(sentences.sentence(one.start), one.start - FAR))


def _surveys(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """(where, how many) of the surveys of a paragraph: those who answered count before those who were asked."""
    told = [
        match for pattern in (_asked(), _asked_after(), N_OF) for match in pattern.finditer(plain, start, end)
    ]
    answered = [one for one in told if RESPONDENTS.search(one[0])]
    found = ((one.start(), _whole(one[1])) for one in answered or told)
    return sorted((at, n) for at, n in found if n is not None)


def _asked_of(surveys: list[tuple[int, int]], one: Quantity, sentences: Sentences) -> int | None:
    """The survey before a percentage in its paragraph, or else the one behind it in its sentence."""
    index = bisect_right(surveys, one.start, key=lambda each: each[0])
    if index:
        return surveys[index - 1][1]
    same = index < len(surveys) and sentences.sentence(surveys[index][0]) == sentences.sentence(one.start)
    return surveys[index][1] if same else None


def _of_all(plain: str, found: list[Quantity], index: int, sentence: int) -> None:
    """320人中有145人，占45.3%: both counts stand in the sentence."""
    one = found[index]
    if not index or not re.search(r"占(?:比)?[^。；\d]{0,8}$", plain[max(0, one.low - 12) : one.low]):
        return
    part = found[index - 1]
    if "分别" in plain[part.end : one.low]:
        return  # shares told in order are not of the last count
    if (
        part.start < sentence
        or part.unit in ("%", "元")
        or part.qualifier != "exact"
        or part.value.denominator != 1
    ):
        return
    if part.part_of is not None and found[part.part_of].value.denominator == 1:
        whole_one = found[part.part_of]
        if whole_one.qualifier == "exact" and whole_one.value >= part.value and whole_one.kind == "number":
            one.n, one.counted = int(whole_one.value), int(part.value)
        return
    whole = OF_ALL.search(plain[max(sentence, part.start - 40) : part.low])
    if whole and (n := number(whole[1])) is not None and n >= part.value and n.denominator == 1:
        one.n, one.counted = int(n), int(part.value)


def _whole(text: str) -> int | None:
    digits = text.replace(",", "")
    return int(digits) if digits.isdigit() and 0 < len(digits) < 10 else None


PARTS = re.compile(r"^[^。；\n]{0,14}?(?:[(，,]|[，,]\s?)其中[,，]?")


def parts(plain: str, found: list[Quantity]) -> None:
    """其中: the numbers after it, to the end of the bracket or sentence, are parts of the one before it."""
    lows = [one.low for one in found]
    for match in re.finditer("其中", plain):
        at = match.start()
        index = bisect_right(lows, at) - 1
        if index < 0 or at - found[index].end > 24 or re.search("[。；\n\t]", plain[found[index].end : at]):
            continue
        whole = found[index]
        inside = "(" in plain[whole.end : at]
        stop = re.compile("[)。\n；]" if inside else "[。\n；]").search(plain, at, at + 2 * FAR)
        end = stop.start() if stop else min(len(plain), at + 2 * FAR)
        for later in range(index + 1, min(len(found), index + 1 + MOST_PARTS)):
            part = found[later]
            if part.low >= end:
                break
            if not inside and re.search("[，,]", plain[at + 3 : part.low]) and part.unit != whole.unit:
                break
            if part.unit == whole.unit and part.kind == "number":
                part.part_of = index
