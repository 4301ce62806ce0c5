"""The answer key of the ten sample papers: which of its facts stand in the text as numerals, and their pairs."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.plain import plain
from safecommunity.indicators.reading.quantity import Quantity
from safecommunity.indicators.reading.scoring import Score

# what the key counted itself, or what the paper names without a numeral
NOT_PRINTED = {
    "D1.6": "two streets, named",
    "D3.1": "criteria counted",
    "D6.1": "principles counted",
    "D6.2": "phases, named",
    "D7.2": "settings counted",
    "D7.3": "departments counted",
    "D7.4": "sentences counted",
    "D9.26": "two pilots, named",
    "D10.7": "parts counted",
}
TIMES = ("年月", "月", "月（去年）", "月底", "月初")  # units of facts that are dates
YEARS = ("D4.4", "D5.1")
SUM_OF = {"D9.23": (3, 3)}  # 三乡三镇: the key adds both
UNITS = {"km2": "平方公里", "km": "公里"}
EMPTY = set("的数个一了和与及为在有是率比")


def documents(key: Mapping[str, Any], text: str) -> list[tuple[Mapping[str, Any], str]]:
    """Each paper of the key with its part of the text; papers begin with their title on a line of its own."""
    lines = text.splitlines(keepends=True)
    begins = []
    for one in key["documents"]:
        title = one["title"]["zh-Hant"]
        place = next((n for n, line in enumerate(lines) if line.strip() == title), None)
        if place is None:
            raise ValueError(f"text: no line {title!r}, which {one['id']} begins with")
        begins.append(place)
    ends = [*begins[1:], len(lines)]
    return [
        (one, "".join(lines[first + 1 : last]))
        for one, first, last in zip(key["documents"], begins, ends, strict=True)
    ]


def scores(key: Mapping[str, Any], text: str) -> list[Score]:
    """How well each paper is read. A quantity is right where value, upper end and what it is of agree with a fact."""
    return [_score(document, part) for document, part in documents(key, text)]


def dates_found(key: Mapping[str, Any], text: str) -> tuple[int, int]:
    """(found, of) facts that are dates: those are kept as times."""
    found = wanted = 0
    for document, part in documents(key, text):
        seen = " ".join(one.text for one in read(part).times)
        for fact in document.get("facts", ()):
            if fact["unit"] in TIMES or fact["id"] in YEARS:
                wanted += 1
                found += any(one in seen for one in _date_words(str(fact["value"])))
    return found, wanted


def _date_words(value: str) -> tuple[str, ...]:
    year, _dash, month = value.partition("-")
    if month:
        return (f"{year}年{int(month)}月",)
    digits = "零一二三四五六七八九十"
    small = int(year) <= 10
    return (f"{year}年", f"{year}月", *((f"{digits[int(year)]}月",) if small else ()))


def _score(document: Mapping[str, Any], text: str) -> Score:
    reading = read(text)
    items = document.get("awareness", {}).get("items", ())
    facts = [fact for fact in document.get("facts", ()) if _printed(fact)]
    made = Score(document["id"], expected=len(facts) + 2 * len(items), pairs_expected=len(items))
    in_pairs = {index for pair in reading.pairs for index in (pair.before, pair.after)}
    _pairs(made, reading.pairs, reading.quantities, items)
    left = [one for index, one in enumerate(reading.quantities) if index not in in_pairs]
    right: set[int] = set()
    for fact in facts:
        match = _match(fact, left, right)
        if match is None:
            made.missed.append(f"{fact['id']} {fact['zh']} = {fact['value']}")
            continue
        made.right += 1
        made.words_right += match.qualifier == fact["qualifier"]
        if match.qualifier != fact["qualifier"]:
            made.extra.append(f"word of {fact['id']}: {match.qualifier} for {fact['qualifier']}")
    stages = [str(one["year"]) for one in document.get("stages", ())]
    wrong = []
    for one in left:
        known = id(one) in right or any(_is(fact, one) for fact in facts)
        if not known and not (one.unit == "年" and str(one.value) in stages):
            wrong.append(one)
    made.found = len(reading.quantities)
    pair_values = {Fraction(str(item[name])) for item in items for name in ("before", "after")}
    bad_pairs = [i for i in in_pairs if reading.quantities[i].value not in pair_values]
    made.right += sum(
        any(reading.quantities[i].value == Fraction(str(item[name])) for i in in_pairs)
        for item in items for name in ("before", "after")
    )  # fmt: skip
    made.right_found = made.found - len(wrong) - len(bad_pairs)
    made.extra += [f"{text[one.start : one.end]} = {one.value} {one.unit} ({one.kind})" for one in wrong]
    return made


def _printed(fact: Mapping[str, Any]) -> bool:
    return not (
        fact["id"] in NOT_PRINTED or fact["value"] is None or fact["unit"] in TIMES or fact["id"] in YEARS
    )


def _match(fact: Mapping[str, Any], left: list[Quantity], right: set[int]) -> Quantity | None:
    """The first quantity that is this fact, and not another one already; all that are it are right."""
    fresh = [one for one in left if id(one) not in right and _is(fact, one)]
    if not fresh:
        return next((one for one in left if _is(fact, one)), None) if fact["id"] in SUM_OF else None
    right.add(id(fresh[0]))
    return fresh[0]


def _is(fact: Mapping[str, Any], one: Quantity) -> bool:
    """Whether a quantity is what a fact says: its value, and a word or unit in common."""
    value = fact["value"]
    low, high = value if isinstance(value, list) else (value, None)
    if fact["id"] in SUM_OF:
        return one.value in SUM_OF[fact["id"]] and one.unit in ("乡", "镇")
    stated = one.value if one.unit or not str(fact["unit"]).startswith("亿") else one.value / 10**8
    if stated != Fraction(str(low)) or (high is not None and one.upper != Fraction(str(high))):
        return False
    if not one.unit and str(fact["unit"]).startswith("亿"):
        return True
    of = plain(f"{fact['zh']}{fact['unit']}{UNITS.get(fact['unit'], '')}")
    unit = plain(one.unit)
    if unit and unit in of and unit not in ("个", "%"):
        return True
    words = set(one.about) | {one.unit[:1]}
    if set(one.after[:2]) & set(of) - EMPTY:
        return True
    return len((words & set(of)) - EMPTY - set("0123456789")) >= 2 or (unit != "" and unit == of[-1:])


def _pairs(made: Score, found: Any, quantities: list[Quantity], items: Any) -> None:
    """A pair is right where before and after are those of the item and its subject names it."""
    made.pairs_found = len(found)
    left = list(found)
    for item in items:
        name = plain(item["zh"]).partition("(")[0]
        match = next(
            (
                pair for pair in left
                if quantities[pair.before].value == Fraction(str(item["before"]))
                and quantities[pair.after].value == Fraction(str(item["after"])) and name[:3] in pair.subject
            ),
            None,
        )  # fmt: skip
        if match is None:
            made.missed.append(f"pair {item['id']} {item['zh']}")
        else:
            left.remove(match)
            made.pairs_right += 1
    made.extra += [f"pair {pair.subject}" for pair in left]
