"""Finding the quantities of a plain text: one pass over its numerals, each judged by what stands around it."""

import functools
import re
from collections.abc import Iterable
from fractions import Fraction

from safecommunity.indicators.reading.dates import When
from safecommunity.indicators.reading.numerals import (
    ARABIC,
    CHINESE,
    DIGITS,
    decimals,
    number,
    spread,
    step,
)
from safecommunity.indicators.reading.outside import MARKS, OUTSIDE
from safecommunity.indicators.reading.quantity import Quantity
from safecommunity.indicators.reading.words import any_of, idioms, qualifiers, unit_pattern, words

ENDS = '，。；、;！？!?\n\t”"）)(（：:'
SIZES = "[十百千万亿]{0,4}"
ONE = rf"(?:(?<![\d.]){ARABIC}[ ]?{SIZES}(?:{ARABIC}[百千万亿]{{1,4}}){{0,3}}|{CHINESE})"
SET = re.compile(r"(?<=[“\"])([二三四五六七八九十]{1,2}|\d{1,2})([进个大级项员包支])([^”\"\d]{0,6})(?=[”\"])")
GREAT = re.compile(r"(?<![一二三四五六七八九十百千第最])([二三四五六七八九十]{1,2})大(?=[\u4e00-\u9fff]{2})")
LEVELS = re.compile(r"([二两三四五六])级(?=联动|网络|管理网|体系|联防|责任)")
BARE_MONEY = re.compile(rf"(?<=[“\"])({ARABIC}[万亿]+)(?=[”\"])")
BEFORE_BARE = re.compile(
    r"(?:为|达到?|共计?|合计|总计|累计|仅|近|约|超过?|突破|至|到|不足|逾|人数|总数|数量|起数|[:=])[ ]?$"
)
WINDOW = 12
MORE_AFTER = ("年", "天", "元", "倍", "公里", "小时", "个月", "岁", "米", "亩")  # 3年多, 5元多


@functools.cache
def _token() -> re.Pattern[str]:
    unit = unit_pattern()
    more = "(?:余|多|来|几)"
    end = rf"{ONE}(?:{more}(?:[百千万亿]+)?)?"
    return re.compile(
        rf"(?P<parts>[一二三四五六七八九十百千万]+)分之(?P<of>{ARABIC}|{CHINESE})(?P<psize>)"
        rf"|(?P<vague>{any_of(words()['vague'])})(?P<vunit>万?{unit})"
        rf"|(?P<half>一半|半数)"
        rf"|(?P<a>{ONE})(?P<amore>{more}(?P<asize>[百千万亿]+)?)?[ ]?(?P<aunit>%|‰|{unit})?"
        rf"(?:[ ]?(?P<sep>-{{1,2}}|至|到)[ ]?(?P<b>{end})[ ]?(?P<bunit>%|‰|/10万|{unit})|"
        rf"(?P<late>余|多)?[ ]?(?P<per>/[ ]?10万|:1(?!\d))?(?P<unit2>(?<=[余多]){unit})?)"
        rf"(?P<half2>半(?![年数月]))?"
    )


def scan(plain: str, times: Iterable[When]) -> list[Quantity]:
    """Every quantity in reading order, without what it is about."""
    dead = _dead(plain, times)
    found: list[Quantity] = _sets(plain, dead)
    taken = {at for one in found for at in range(one.low, one.high)}
    for match in _token().finditer(plain):
        if any(dead[match.start() : match.start() + 1]) or match.start() in taken:
            continue
        made = _made(plain, match, dead)
        if made is not None:
            found.append(made)
    found.sort(key=lambda one: one.low)
    return _inherited(plain, found)


def _dead(plain: str, times: Iterable[When]) -> bytearray:
    """A mark on each sign that belongs to a date, a number of a document, a phone, a heading or an idiom."""
    dead = bytearray(len(plain))
    for one in times:
        dead[one.start : one.end] = b"\x01" * (one.end - one.start)
    for pattern in (OUTSIDE, MARKS, idioms()):
        for match in pattern.finditer(plain):
            dead[match.start() : match.end()] = b"\x01" * (match.end() - match.start())
    return dead


def _sets(plain: str, dead: bytearray) -> list[Quantity]:
    """So many, by name: “五进”, 六大网络, 三级联动; and amounts alone in quotation marks."""
    found = []
    for pattern in (SET, GREAT, LEVELS):
        for match in pattern.finditer(plain):
            value = number(match[1])
            if value is None or dead[match.start()]:
                continue
            dead[match.start() : match.end()] = b"\x01" * len(match[0])
            unit = match[2] if pattern is SET else plain[match.end(1) : match.end(1) + 1]
            if pattern is SET and unit == "个" and match[3][:1] == "一":
                unit = "个一"
            found.append(Quantity(match.start(), match.end(), match.start(), match.end(1), value, unit, match[1],
                                  kind="set"))  # fmt: skip
    for match in BARE_MONEY.finditer(plain):
        value = number(match[1])
        if value is not None:
            span = (match.start(), match.end()) * 2
            found.append(Quantity(*span, value, "", match[1], step(match[1])))
    return found


def _made(plain: str, match: re.Match[str], dead: bytearray) -> Quantity | None:
    """The quantity of one match; None where it counts nothing."""
    if match["parts"]:
        return _fraction(plain, match)
    if match["vague"]:
        low, high = words()["vague"][match["vague"]]
        unit, times = _unit(match["vunit"])
        return Quantity(
            *match.span(), match.start(), match.end("vague"), Fraction(low) * times, unit, match["vague"],
            Fraction(low) * times, Fraction(high) * times, "range",
        )  # fmt: skip
    if match["half"]:
        made = Quantity(
            *match.span(), *match.span(), Fraction(50), "%", match["half"], Fraction(1), kind="share"
        )
        return _worded(plain, made)
    return _number(plain, match, dead)


def _fraction(plain: str, match: re.Match[str]) -> Quantity | None:
    """百分之三十七, 千分之八点六, 三分之一."""
    parts, of = number(match["parts"]), number(match["of"])
    if not parts or of is None:
        return None
    unit, size = ("‰", Fraction(1000)) if parts == 1000 else ("%", Fraction(100))
    end = match.end()
    value, shown = of * size / parts, Fraction(1, 10 ** decimals(match["of"]))
    if parts not in (100, 1000, 10000):
        shown = Fraction(1)
    made = Quantity(match.start(), end, match.start(), end, value, unit, match[0], shown * size / (parts if parts in (
        100, 1000, 10000) else 100), kind="share")  # fmt: skip
    tail = re.match(r"[-至到](?:百分之)?(" + CHINESE + ")", plain[end : end + 12])
    if tail and (upper := number(tail[1])) is not None and upper > of:
        made.upper, made.qualifier, made.end = upper * size / parts, "range", end + tail.end()
    return _worded(plain, made)


def _unit(text: str) -> tuple[str, Fraction]:
    """(unit in its one name, what the value is multiplied with)."""
    text = (text or "").replace(" ", "")
    times = Fraction(1)
    if text[:1] == "万" and len(text) > 1:
        text, times = text[1:], Fraction(10000)
    return words()["units"]["same"].get(text, text), times


def _number(plain: str, match: re.Match[str], dead: bytearray) -> Quantity | None:
    text = match["a"].strip()
    value = number(text)
    if value is None or len(text) > 30:
        return None
    chinese = not text[0].isdigit()
    if match["asize"]:
        for one in match["asize"]:
            value *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[one]
    raw = match["aunit"] or match["unit2"] or (match["per"] or "").replace(" ", "")
    made = Quantity(match.start(), match.end(), match.start("a"), match.end("a"), value, "", match["a"].strip(),
                    _shown(match, text))  # fmt: skip
    if match["amore"] or match["late"]:
        made.qualifier = "gt"
    if match["b"]:
        return _range(plain, match, made, chinese)
    if match["per"] == ":1" and match["aunit"]:
        return None
    if chinese and not _counts_chinese(plain, match, text, raw):
        return None
    return _with_unit(plain, match, made, raw, chinese, dead)


def _shown(match: re.Match[str], text: str) -> Fraction:
    size = step(text)
    for one in match["asize"] or "":
        size *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[one]
    if match["amore"] or match["late"]:  # 70余万: the next ten thousands; 三十余: the next ten
        while (
            match["a"].strip()
            and size
            and (number(text) or 0) * _asize(match) % (size * 10) == 0
            and size < 10**9
        ):
            size *= 10
    return size


def _asize(match: re.Match[str]) -> int:
    size = 1
    for one in match["asize"] or "":
        size *= {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}[one]
    return size


def _range(plain: str, match: re.Match[str], made: Quantity, chinese: bool) -> Quantity | None:
    """400-500个, 4万至5万元, 30%-40%, 三至五名."""
    end_text = re.sub("[余多来几]", "", match["b"]).strip()
    upper = number(end_text)
    first, last = _unit(match["aunit"] or "")[0], _unit(match["bunit"])[0]
    before = plain[max(0, match.start() - WINDOW) : match.start()]
    if re.search(r"[由从自][^，。；、]{0,10}$", before) and match["aunit"] and match["sep"] in ("到", "至"):
        upper = None  # before and after, no range
    if upper is None or (first and first != last):
        made.high = match.end("a")
        return _cut(plain, match, made)
    if not first and not re.search("[万亿]", match["a"]) and (size := re.search(r"[万亿]+$", end_text)):
        grown = number(match["a"].strip() + size[0]) if match["a"].strip()[0].isdigit() else None
        if grown is not None and grown <= upper and made.value * 1 < upper / 100:
            made.value = grown  # 4-5万: both are
    if made.value > upper or (chinese and match["bunit"] in words()["never_chinese"]):
        return None
    made.upper, made.unit, made.qualifier, made.high = upper, last, "range", match.end("b")
    made.printed = plain[match.start("a") : match.end("b")].strip()
    return _finished(plain, made)


def _cut(plain: str, match: re.Match[str], made: Quantity) -> Quantity | None:
    """The first number of what is no range; the second is found again behind it."""
    if not match["aunit"]:
        return None
    made.end = match.end("aunit")
    made.unit = _unit(match["aunit"])[0]
    return _finished(plain, made)


def _counts_chinese(plain: str, match: re.Match[str], text: str, unit: str) -> bool:
    """Whether a Chinese numeral counts something: only with a unit, and 一 only where it is no article."""
    data, at, end = words(), match.start(), match.end("aunit") if match["aunit"] else match.end()
    if not unit or unit in data["never_chinese"]:
        return False
    head = plain[max(0, at - WINDOW) : at]
    if head[-1:] in tuple("第星周之几数每") or (head[-1:] in DIGITS and head[-1:]):
        return False
    if len(text) == 1 and text in "百千万亿零〇" and not re.search(r"(?:近|上|约|逾|超|超过|成|突破)$", head):
        return False
    follows = plain[end : end + 4]
    needs = tuple(data["chinese_needs"].get(unit, ()))
    if needs and text in ("一", "两", "二", "三", "四", "八") and follows and not follows.startswith(needs):
        return False
    if unit in data["only_chinese_before_end"] and not _end_of_words(plain, at, end):
        return False
    if unit == "成" and (number(text) or 0) > 10:
        return False
    return text != "一" or _counts_one(head, unit)


def _end_of_words(plain: str, at: int, end: int) -> bool:
    """三乡三镇, 七站八所: another numeral stands beside it, or the phrase ends."""
    behind = plain[end : end + 1]
    chained = re.search(r"[一二两三四五六七八九十][乡镇村县社街校班站所队门]$", plain[max(0, at - 2) : at])
    return (
        behind in DIGITS
        or behind in ENDS
        or behind in tuple("和及与的")
        or behind == "十"
        or chained is not None
    )


def _counts_one(head: str, unit: str) -> bool:
    """一 counts after words like 每 and 至少, and before things one does not say “a” of."""
    data = words()
    if re.search(rf"(?:{data['one_never']})$", head + "一"):
        return False
    clause = re.split(f"[{ENDS}]", head)[-1]
    if re.search(r"[每这那某任哪同另首]$", clause):
        return False
    return unit in data["one_always"] or re.search(data["one_after"], clause) is not None


def _with_unit(
    plain: str, match: re.Match[str], made: Quantity, raw: str, chinese: bool, dead: bytearray
) -> Quantity | None:
    unit, times = _unit(raw)
    place_like = not chinese and unit in words()["only_chinese_before_end"]
    if place_like and not _end_of_words(plain, match.start(), match.end()):
        return None
    if unit == "成":
        if made.value > 10:
            return None
        unit, times = "%", Fraction(10)
        made.step = made.step * 10
    made.unit = unit
    made.value *= times
    if match["half2"] and unit in ("年", "天", "小时", "个月", "倍"):
        made.value += Fraction(1, 2)
        made.step = Fraction(1, 2)
    elif match["half2"]:
        made.end -= 1
    if (neighbours := spread(made.printed)) and chinese:
        made.value, made.upper, made.qualifier = neighbours[0] * times, neighbours[1] * times, "range"
    if unit == "年" and made.value > 1900:
        return None
    if not unit and not _bare(plain, match, made, dead):
        return None
    return _finished(plain, made)


def _bare(plain: str, match: re.Match[str], made: Quantity, dead: bytearray) -> bool:
    """A number without a unit counts where a word says so, or where its unit comes with the next of its list."""
    text, head = made.printed, plain[max(0, match.start() - WINDOW) : match.start()]
    made.end = match.end("amore") if match["amore"] else match.end("a")
    behind = plain[made.end : made.end + 8]
    if (head[-1:] in "._-/" and head) or re.match(r"[ ]?[-_/:]|[A-Za-z]|号|[版型届]|\.\d", behind):
        return False
    if re.match(r"[ ]?(?:[、，,]|和|及|与|或)[ ]?\d", behind):
        made.inherits = True
        return True
    if re.search("[万亿]", text) and text[0].isdigit():
        return not (made.end < len(dead) and dead[made.end])
    year = re.fullmatch(r"(?:19|20)\d\d", text) is not None
    if year or (len(text) >= 7 and "," not in text and "." not in text):
        return False
    if re.search(r"(?:由|从|自)(?:原来|原先|最初|过去)?的?[ ]?$", head):
        made.inherits = True
        return True
    return BEFORE_BARE.search(head) is not None


def _finished(plain: str, made: Quantity) -> Quantity:
    if made.unit in ("%", "‰"):
        made.kind = "share"
    return _worded(plain, made)


def _worded(plain: str, made: Quantity) -> Quantity:
    """Its qualifier, from the words before and behind it; they belong to what is marked."""
    behind = plain[made.end : made.end + 6].lstrip(" ")
    data = words()
    found = ""
    for meaning, some in data["after"].items():
        for word in some:
            if behind.startswith(word) and (not found or meaning == "ge"):
                if word in ("多", "余") and made.unit not in (
                    "年",
                    "天",
                    "元",
                    "倍",
                    "公里",
                    "小时",
                    "个月",
                    "岁",
                    "米",
                    "亩",
                ):
                    continue
                if made.qualifier in ("exact", "gt"):
                    made.qualifier, found = meaning, word
    if found:
        made.end = plain.index(found, made.end) + len(found)
    head = plain[max(0, made.start - WINDOW) : made.start].rstrip(" ")
    for word, meaning in qualifiers():
        if head.endswith(word) and not _other_word(head, word, plain, made):
            if made.qualifier in ("exact", "gt") or meaning in ("lt", "le"):
                made.qualifier = meaning
            made.start -= (
                len(plain[made.start - WINDOW if made.start > WINDOW else 0 : made.start])
                - len(head)
                + len(word)
            )
            break
    else:
        _near(head, made)
    return made


def _other_word(head: str, word: str, plain: str, made: Quantity) -> bool:
    """近 of 附近, 约 of 节约, 近三年 (the last three years), 上 of 以上."""
    if word in ("近", "约", "超", "上", "高达", "控制在"):
        earlier = head[: -len(word)][-1:]
        if earlier and earlier in words()["not_approx_after"]:
            return True
    if word == "上":
        return made.printed not in ("百", "千", "万")
    return word == "近" and made.unit in ("年", "周", "天", "个月") and made.value < 30


def _near(head: str, made: Quantity) -> None:
    """至少举办两场: the word stands some signs before. 不到平均的一半 likewise."""
    clause = re.split(f"[{ENDS}]", head)[-1]
    if made.qualifier != "exact":
        return
    for meaning, some in words()["near"].items():
        if any(word in clause[-8:] for word in some) and not re.search(r"\d", clause):
            made.qualifier = meaning
            return
    if made.kind == "share" and re.search(r"不到|不足", clause) and made.printed in ("一半", "半数"):
        made.qualifier = "lt"


def _inherited(plain: str, found: list[Quantity]) -> list[Quantity]:
    """12.5、9.8和4个百分点: what has no unit takes that of the next in its list; what finds none counts nothing."""
    kept: list[Quantity] = []
    unit: tuple[str, str] = ("", "")
    upto = -1
    for one in reversed(found):
        if one.inherits and not one.unit:
            between = plain[one.end : upto] if 0 <= upto - one.end <= 24 else None
            listed = between is not None and re.fullmatch(r"[ ]?(?:[、，,]|和|及|与|或)[ ]?", between)
            turned = between is not None and re.search(r"[由从自]", plain[max(0, one.start - 6) : one.start])
            if not (unit[0] and (listed or turned)):
                continue
            one.unit, one.kind = unit
        kept.append(one)
        unit, upto = (one.unit, one.kind), one.start
    return kept[::-1]
