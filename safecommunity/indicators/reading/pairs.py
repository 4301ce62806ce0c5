"""Before and after: 由45.4%上升到81.5%, 分别由A、B上升到C、D; each side's list in order, with what each is about."""

import functools
import re
from bisect import bisect_left

from safecommunity.indicators.reading.context import FAR, Sentences
from safecommunity.indicators.reading.dates import When
from safecommunity.indicators.reading.quantity import Mismatch, Pair, Quantity
from safecommunity.indicators.reading.words import any_of, words

LIST = re.compile(r"\s?(?:[、，,]|和|及|与|以及)\s?")
HOW = "(?:又|已|则|均|分别|逐步|逐年|大幅度?|明显|显著|稳步|相应|快速)?(?:地)?"
LEFT_GAP = re.compile(rf"(?:以上|左右|[(][^()]{{0,20}}[)]|的?水平|[,，])?{HOW}")
ANCHOR = re.compile(r"[由从自][^，。；]{0,16}$")
MIXED = re.compile(r"、[^由从自、，。；\d]{0,4}")
NAMES = re.compile(r"[、]|以及|和|及|与")
MOST = 40
KNOWING = "(?:知晓|掌握|认知|合格|覆盖|参与|满意|整改|正确)*"
MEASURE = re.compile(rf"(?:的[^的]{{1,8}}|{KNOWING}(?:率|比例|比率|占比|数|量|度|人次|起))$")


@functools.cache
def _verb() -> re.Pattern[str]:
    data = words()
    both = any_of((*data["rises"], *data["falls"], *data["turns"]))
    return re.compile(
        rf"(?P<word>{both})(?P<to>了?[到至为成])?|(?P<arrow>→|->|⇒)|(?P<bare>[升增涨降减](?P<bto>[到至为])|[到至])"
    )


def pairs(plain: str, found: list[Quantity], times: list[When]) -> tuple[list[Pair], list[Mismatch]]:
    """Every before/after pair, and the lists that do not match."""
    sentences = Sentences(plain)
    ends = {one.end: index for index, one in enumerate(found)}
    made: list[Pair] = []
    uneven: list[Mismatch] = []
    used: set[int] = set()
    for verb in _verb().finditer(plain):
        left = _left(plain, found, ends, verb.start())
        if left is None or left[-1] in used:
            continue
        right = _right(plain, found, left[-1] + 1, verb.end(), times)
        if not right or not _fits(plain, verb, found, left, right):
            continue
        k = min(len(left), len(right))
        if len(left) != len(right) and k > 1:
            uneven.append(Mismatch(found[left[0]].start, found[right[-1]].end, len(left), len(right)))
        elif len(left) != len(right) and "分别" in plain[max(0, found[left[0]].start - 12) : verb.start()]:
            uneven.append(Mismatch(found[left[0]].start, found[right[-1]].end, len(left), len(right)))
            continue
        left = left[-k:] if len(right) == 1 else left[:k]
        names = _subjects(plain, sentences, found, left)
        word = verb["word"] or verb["bare"] or ""
        for name, before, after in zip(names, left, right[:k], strict=True):
            made.append(Pair(before, after, name, word, _rises(word), *_when(plain, found, before, after, sentences,
                                                                              times)))  # fmt: skip
            used.update((before, after))
            found[before].subject = found[after].subject = name
            found[before].after = found[after].after
            for index in (before, after):
                if found[index].kind == "change":
                    found[index].kind = "share" if found[index].unit in ("%", "‰") else "number"
    return made, uneven


def _left(plain: str, found: list[Quantity], ends: dict[int, int], at: int) -> list[int] | None:
    """The run of numbers that ends right before the word."""
    for gap in range(0, 16):
        index = ends.get(at - gap)
        if index is None:
            continue
        if not LEFT_GAP.fullmatch(plain[at - gap : at]):
            return None
        run = [index]
        while run[0] and _joined(plain, found[run[0] - 1], found[run[0]]) and len(run) < MOST:
            run.insert(0, run[0] - 1)
        return run
    return None


def _joined(plain: str, one: Quantity, other: Quantity) -> bool:
    between = plain[one.end : other.start]
    if one.unit == other.unit:
        return LIST.fullmatch(between) is not None
    return MIXED.fullmatch(between) is not None  # 12起、死亡3人


def _right(plain: str, found: list[Quantity], index: int, at: int, times: list[When]) -> list[int]:
    """The run that begins right behind the word; a time may stand between (下降到2024年的26起)."""
    if index >= len(found) or found[index].start < at - 3 or found[index].start - at > 18:
        return []
    between = plain[at : max(at, found[index].start)]
    for one in times[bisect_left(times, at, key=lambda time: time.start) :][:3]:
        if at <= one.start and one.end <= found[index].start:
            between = plain[at : one.start] + plain[one.end : found[index].start]
            break
    between = re.sub(r"(?:目前|现在|现今|如今|当前|后来)", "", between)
    if re.fullmatch(r"了?[到至为成]?[的约近]?\s?的?", between) is None:
        return []
    run = [index]
    while run[-1] + 1 < len(found) and _joined(plain, found[run[-1]], found[run[-1] + 1]) and len(run) < MOST:
        run.append(run[-1] + 1)
    return run


def _fits(plain: str, verb: re.Match[str], found: list[Quantity], left: list[int], right: list[int]) -> bool:
    """Same unit, and a sign that it is a pair: 由/从 before, or 到/至/为 in the word."""
    first = found[left[0]]
    k = 1 if len(right) == 1 else min(len(left), len(right))
    before = left[-k:] if len(right) == 1 else left[:k]
    if (
        any(found[one].unit != found[other].unit for one, other in zip(before, right, strict=False))
        or first.kind == "set"
    ):
        return False
    anchored = ANCHOR.search(plain[max(0, first.start - 20) : first.start]) is not None
    if verb["bare"] and not verb["bto"]:
        return anchored
    goes = bool(verb["to"] or verb["arrow"] or verb["bto"]) or (verb["word"] or "")[-1:] in (
        "到",
        "至",
        "为",
        "成",
    )
    return anchored or goes


def _rises(word: str) -> bool | None:
    data = words()
    if word in data["rises"] or word[:1] in ("升", "增", "涨"):
        return True
    if word in data["falls"] or word[:1] in ("降", "减"):
        return False
    return None


def _subjects(plain: str, sentences: Sentences, found: list[Quantity], left: list[int]) -> list[str]:
    """What each pair is about: the text before 由, its list in order where there are as many names as numbers."""
    first = found[left[0]]
    start = max(sentences.clause(first.start), first.start - FAR)
    if left[0] and found[left[0] - 1].end > start:
        start = found[left[0] - 1].end
    head = plain[start : first.start]
    head = re.sub(r"(?:分别|各|均|已)?[由从自][^由从自]{0,18}$", "", head)
    head = re.sub(r"(?:分别|各|均)$", "", re.sub(r"[\s“”\"]+", "", head)).strip("、，,:和及与)")
    if not head and start:
        earlier = plain[max(sentences.sentence(first.start), start - FAR) : start]
        head = re.split(r"[，,]", earlier.strip("，, "))[-1]
    names = [one for one in NAMES.split(head) if one]
    k = len(left)
    if len({found[index].unit for index in left}) > 1:
        return [head[-40:], *(_own_name(plain, found, index) for index in left[1:])]
    if k == 1 or len(names) < k:
        return [head[-40:]] * k
    names = names[-k:] if len(names) > k else names
    front, tail = _frame(names)
    return [_whole_name(name, place, k, front, tail)[-40:] for place, name in enumerate(names)]


def _own_name(plain: str, found: list[Quantity], index: int) -> str:
    """死亡 of 12起、死亡3人."""
    return plain[found[index - 1].end : found[index].start].strip("、 ") or found[index].unit


def _frame(names: list[str]) -> tuple[str, str]:
    """What all names share: the group before the first (居民对…), the measure behind the last (…知晓率)."""
    front = re.match(r".{1,16}?(?:的|对|懂得|掌握)", names[0])
    tail = re.search(
        r"(?:的[^的]{1,8}|(?:知晓|掌握|认知|合格|覆盖|参与|满意|整改|正确)*(?:率|比例|比率|占比|数|量|度|人次|起))$",
        names[-1],
    )
    own = [re.search(r"(?:率|比例|比率|占比|数|量|度)$", name) for name in names[:-1]]
    return (front[0] if front else ""), ("" if any(own) or tail is None else tail[0].lstrip("的"))


def _whole_name(name: str, place: int, k: int, front: str, tail: str) -> str:
    head = front if place and not name.startswith(front) else ""
    end = tail if place < k - 1 and not name.endswith(tail) else ""
    return f"{head}{name}{end}"


def _when(
    plain: str, found: list[Quantity], before: int, after: int, sentences: Sentences, times: list[When]
) -> tuple[str, str]:
    """When before and when after, where the sentence says it."""
    start = max(sentences.sentence(found[before].start), found[before].start - FAR)
    earlier, later = "", ""
    for one in times[bisect_left(times, start, key=lambda time: time.start) :]:
        if one.clock:
            continue
        if one.start > found[after].start:
            break
        if one.end <= found[before].start:
            close = found[before].start - one.end <= 3
            compared = plain.startswith("相比", one.end) or plain[max(0, one.start - 1) : one.start] in (
                "较",
                "比",
            )
            earlier = one.text if close or compared else earlier
            later = later if close or compared else (later or one.text)
        elif one.start >= found[before].end:
            later = one.text
    return earlier, later
