"""What numbers on paper can have wrong by themselves: N1 to N4 and N6 to N9, N13 to N15.

Pure functions of what is told. Each yields `Found`s whose `said` is plain data; `sentences.py` makes the words.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from safecommunity.epi import printed
from safecommunity.epi.errors import EpiError
from safecommunity.figures.checker import rules
from safecommunity.figures.checker.registry import Found
from safecommunity.figures.claims.told import Told, at_other_times, grouped, lies_in

MOST_LINKS = 30
LARGEST_N = 20_000  # nobody in a street asks more; any n from 10,000 up prints two decimals
Tolds = Sequence[Told]


def _found(key: str, about: Tolds, /, **said: object) -> Found:
    return Found(key, about[0].place, said, tuple(one.link for one in about[:MOST_LINKS]))


def n1_share_without_n(tolds: Tolds) -> Iterator[Found]:
    """A percentage whose n the paper does not say; with the fewest people that can print it (GRIM, solved for n)."""
    for one in tolds:
        if not one.percentage:
            continue
        lacks = one.out_of is None or (one.kind == "pair" and one.earlier_of is None)
        if lacks:
            least = _least(one.printed) if one.out_of is None else None
            before = _least(one.earlier_printed) if one.kind == "pair" and one.earlier_of is None else None
            yield _found(
                one.key, [one], what="pair" if one.kind == "pair" else "share", least=least, least_before=before,
                before=one.earlier_printed, **one.shown,
            )  # fmt: skip


def _least(percentage: str) -> int | None:
    try:
        return printed.smallest_n(percentages=[percentage], rounding="either", largest=LARGEST_N).n
    except EpiError:
        return None


def n2_parts(tolds: Tolds) -> Iterator[Found]:
    """Parts that do not add up to their total, or of which one is larger than the whole."""
    known = {one.key: one for one in tolds}
    for (key,), parts in grouped(tolds, "part_of").items():
        total = known.get(key)
        if total is None or total.value is None:
            continue
        told = [one for one in parts if one.value is not None and one.unit == total.unit]
        together = sum((one.value or Decimal() for one in told), Decimal())
        if total.all_parts and len(told) == len(parts) and not _agrees(together, total):
            yield _found(
                f"sum:{key}", [total, *told], what="sum", together=str(together),
                parts=[one.shown for one in told], **total.shown,
            )  # fmt: skip
        elif not total.all_parts:
            for one in told:
                if (
                    one.value is not None
                    and one.value > (total.upper or total.value)
                    and total.qualifier == "exact"
                ):
                    yield _found(f"part:{one.key}", [total, one], what="part", part=one.shown, **total.shown)


def _agrees(number: Decimal, total: Told) -> bool:
    """Whether a number is what a total with its word may mean."""
    value = total.value or Decimal()
    if total.qualifier == "exact" or total.qualifier == "planned":
        return number == value
    if total.qualifier in ("approx", "near"):
        return abs(number - value) <= value * Decimal(str(rules.limit("approx_share")))
    if total.qualifier == "range":
        return value <= number <= (total.upper or value)
    return number >= value


def n3_scope(tolds: Tolds) -> Iterator[Found]:
    """Numbers without unit, scope or period; several numbers under one word, of other scopes or of the same one."""
    for field in ("unit", "scope", "period"):
        lacking = [
            one for one in tolds
            if not getattr(one, field) and one.value is not None and not (field == "unit" and one.percentage)
        ]  # fmt: skip
        for (document,), some in grouped(lacking, "document").items():
            yield _found(
                f"lacks:{field}:{some[0].place}:{document}"[:160], some, what="lacks", field=field, document=document,
                n=len(some), of=sum(1 for one in tolds if one.document == document and one.value is not None),
                some=[one.shown for one in some[:5]],
            )  # fmt: skip
    for (document, topic), some in grouped(_numbers(tolds), "document", "topic").items():
        yield from _one_word(document, topic, some)


def _numbers(tolds: Tolds) -> list[Told]:
    return [one for one in tolds if one.kind == "number" and one.value is not None and not one.part_of]


def _one_word(document: str, topic: str, some: list[Told]) -> Iterator[Found]:
    scopes = {one.scope for one in some}
    if len(some) < 2:
        return
    if len(scopes) == len(some):
        key = f"scopes:{some[0].place}:{document}:{topic}"
        yield _found(
            key[:160], some, what="scopes", topic=topic, document=document, some=[one.shown for one in some]
        )
        return
    for scope in sorted(scopes):
        same = [one for one in some if one.scope == scope]
        if len({one.value for one in same}) > 1 and not any(at_other_times(same[0], one) for one in same[1:]):
            key = f"word:{same[0].place}:{document}:{topic}:{scope}"
            yield _found(key[:160], same, what="word", topic=topic, document=document, scope=scope,
                         some=[one.shown for one in same])  # fmt: skip


def n4_above(tolds: Tolds) -> Iterator[Found]:
    """A total that is smaller than what places beneath it are told to have together."""
    for (topic,), some in grouped(_numbers(tolds), "topic").items():
        for total in some:
            inside = [
                one for one in some
                if lies_in(one, total) and not at_other_times(one, total) and one.target == total.target
            ]  # fmt: skip
            outermost = [one for one in inside if not any(lies_in(one, other) for other in inside)]
            together = sum((one.value or Decimal() for one in outermost), Decimal())
            if outermost and total.value is not None and together > (total.upper or total.value):
                yield _found(
                    total.key, [total, *outermost], topic=topic, together=str(together),
                    parts=[one.shown for one in outermost[:10]], **total.shown,
                )  # fmt: skip


def n6_listed(tolds: Tolds) -> Iterator[Found]:
    """A number of things of which other many are named, or names without their part in another list."""
    for one in tolds:
        if one.kind != "list" or one.value is None:
            continue
        names = [line.partition("=")[0].strip() for line in one.listed]
        if len(names) != int(one.value) and not (
            one.qualifier in ("ge", "gt") and len(names) >= int(one.value)
        ):
            yield _found(one.key, [one], what="count", listed=names, n=len(names), **one.shown)
        if one.against:
            whose = [line.partition("=")[2].strip() for line in one.listed]
            alone = [name for name, of in zip(names, whose, strict=True) if of not in one.against]
            idle = [name for name in one.against if name not in whose]
            if alone or idle:
                yield _found(
                    f"match:{one.key}", [one], what="match", alone=alone, idle=idle, n=len(names),
                    others=len(one.against), **one.shown,
                )  # fmt: skip


def n7_word(tolds: Tolds) -> Iterator[Found]:
    """A word beside the number in the paper's sentence that was not kept with the number."""
    for one in tolds:
        if one.qualifier != "exact" or one.value is None:
            continue
        word, code = word_in(one.quote or one.title)
        if code:
            yield _found(
                one.key, [one], said_word=word, expected=code, quote=one.quote or one.title, **one.shown
            )


def word_in(text: str) -> tuple[str, str]:
    """(word, what it is stored as) of the first number in a sentence that has one beside it."""
    words = rules.qualifiers()
    number = words["number"]
    before = "|".join(sorted(words["before"], key=len, reverse=True))
    if match := re.search(rf"(?<![{words['not_after']}])({before})\s*{number}", text):
        return match[1], words["before"][match[1]]
    if match := re.search(rf"{words['digits']}\s?({'|'.join(words['after'])})", text):
        return match[1], words["after"][match[1]]
    if match := re.search(rf"{number}[^0-9{words['stops']}]{{0,4}}?({'|'.join(words['at_end'])})", text):
        return match[1], words["at_end"][match[1]]
    return "", ""


def n8_instrument(tolds: Tolds) -> Iterator[Found]:
    """Before and after that were not asked alike, or of which nobody says how they were asked."""
    pairs = [one for one in tolds if one.kind == "pair"]
    for (document,), some in grouped(pairs, "document").items():
        place = some[0].place
        silent = [one for one in some if not (one.tool and one.earlier_tool)]
        if silent:
            yield _found(f"silent:{place}:{document}"[:160], silent, what="silent", document=document, n=len(silent),
                         of=len(some))  # fmt: skip
        places = sorted({_decimals(text) for one in some for text in (one.earlier_printed, one.printed)})
        if len(places) > 1:
            yield _found(
                f"decimals:{place}:{document}"[:160], some, what="decimals", document=document, places=places
            )
    for one in pairs:
        if one.tool and one.earlier_tool and one.tool != one.earlier_tool:
            yield _found(
                one.key, [one], what="tools", tool=one.tool, earlier_tool=one.earlier_tool, **one.shown
            )


def _decimals(text: str) -> int:
    return len(text.partition(".")[2])


def n9_grim(tolds: Tolds) -> Iterator[Found]:
    """A percentage that cannot come from the n beside it."""
    for one in tolds:
        if not one.percentage:
            continue
        for text, n, when in (
            (one.printed, one.out_of, "after"),
            (one.earlier_printed, one.earlier_of, "before"),
        ):
            if n and not _possible(text, n):
                yield _found(
                    f"{when}:{one.key}", [one], what=when, n=n, came=text, least=_least(text), **one.shown
                )
        if (
            one.counted is not None
            and one.out_of
            and one.kind == "share"
            and _possible(one.printed, one.out_of)
        ):
            fits = printed.possible_numerators(percentage=one.printed, n=one.out_of, rounding="either")
            if one.counted not in fits:
                yield _found(f"counted:{one.key}", [one], what="counted", n=one.out_of, came=one.printed,
                             counted=one.counted, **one.shown)  # fmt: skip


def _possible(text: str, n: int) -> bool:
    try:
        return printed.percentage_possible(percentage=text, n=n, rounding="either")
    except EpiError:
        return True  # growth above 100 % is no share


def n13_per_head(tolds: Tolds) -> Iterator[Found]:
    """More a head than anybody can believe, of two numbers of one paper; other scopes are said."""
    for bound in rules.per_head().values():
        for (document,), some in grouped(_numbers(tolds), "document").items():
            for one in (each for each in some if each.topic in bound.topics):
                for heads in (each for each in some if each.topic in bound.per and each.value):
                    a_head = float(one.value or 0) / float(heads.value or 1)
                    if not bound.low <= a_head <= bound.high:
                        yield _found(
                            f"{one.key}:{heads.key}", [one, heads], bound=bound.id, a_head=round(a_head, 1),
                            document=document, many=one.shown, heads=heads.shown, same=one.scope == heads.scope,
                        )  # fmt: skip


def n14_rank(tolds: Tolds) -> Iterator[Found]:
    """A rank, or what follows from one, without its uncertainty."""
    for one in tolds:
        if one.kind == "rank":
            yield _found(one.key, [one], **one.shown)


def n15_population(tolds: Tolds) -> Iterator[Found]:
    """Several populations in one paper, with shares of which nobody knows to which of them they belong."""
    people = rules.per_head()["reached_per_resident"].per
    for (document,), some in grouped(tolds, "document").items():
        populations = [one for one in some if one.topic in people and one.value is not None]
        shares = [
            one for one in some if one.kind == "share" and one.topic.startswith(people) and one.out_of is None
        ]
        if len({one.value for one in populations}) > 1:
            for one in (each for each in shares if each.topic not in people):
                yield _found(
                    one.key, [one, *populations], document=document,
                    populations=[each.shown for each in populations], **one.shown,
                )  # fmt: skip


RULES = (
    ("N1", n1_share_without_n), ("N2", n2_parts), ("N3", n3_scope), ("N4", n4_above), ("N6", n6_listed),
    ("N7", n7_word), ("N8", n8_instrument), ("N9", n9_grim), ("N13", n13_per_head), ("N14", n14_rank),
    ("N15", n15_population),
)  # fmt: skip


def everything(tolds: Iterable[Told]) -> Iterator[tuple[str, Found]]:
    """(rule, finding) of all of them; what needs records, N10, is asked elsewhere."""
    known = list(tolds)
    for rule, find in RULES:
        for found in find(known):
            yield rule, found
