"""Each number of a paper held against the figures its reader may see, and against what is entered from papers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from typing import Any

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.figures.checker import rules
from safecommunity.figures.models import Claim
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.indicators.reading import linking
from safecommunity.indicators.reading.judging import judge
from safecommunity.indicators.reading.plain import plain
from safecommunity.indicators.reading.problems import Problem, exact, problems
from safecommunity.indicators.reading.quantity import Quantity, Reading
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.models import PaperMark

NOT_COMPARED = ("set", "change", "rank")
WHOSE = {
    "province": ("province",), "city": ("city",), "district": ("district",), "street": ("street",),
    "community": ("community",),
}  # fmt: skip
GRAVEST = ("impossible", "counted", "direction", "parts", "part", "total", "over", "shares", "two_values", "uneven",
           "no_n")  # fmt: skip
V = PaperMark.Verdict


@dataclass
class Marked:
    """One number on its way to becoming a row."""

    one: Quantity
    code: str = ""
    linked_by: str = ""
    matched: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    place: str = ""
    period: Period | None = None
    verdict: str = V.OPEN
    figure: dict[str, Any] = field(default_factory=dict)
    problems: list[dict[str, Any]] = field(default_factory=list)
    claim: str = ""

    @property
    def problem(self) -> str:
        """The gravest kind of what is wrong with it by itself."""
        kinds = {one["kind"] for one in self.problems}
        return next((kind for kind in GRAVEST if kind in kinds), "")


def marks(
    reading: Reading,
    *,
    reader: Any,
    place: Place,
    period: Period,
    now: datetime,
    chosen: Mapping[int, tuple[str, str]],
) -> list[Marked]:
    """Every number with its figure, verdict and problems. `chosen`: (figure, who chose it) by place in the paper."""
    linker = linking.Linker(CATALOGUE.everything())
    above = _above(place)
    made = [
        _linked(index, one, linker, place, above, period, chosen)
        for index, one in enumerate(reading.quantities)
    ]
    for each in problems(reading):
        _noted(made, each)
    _compare(made, reader, now)
    _claimed(made, place.pid)
    return made


def again(
    one: Quantity, code: str, by: str, *, reader: Any, place: Place, period: Period, now: datetime
) -> Marked:
    """One number with another figure, or none, as somebody chose."""
    made = _linked(
        0, one, linking.Linker(CATALOGUE.everything()), place, _above(place), period, {0: (code, by)}
    )
    _compare([made], reader, now)
    _claimed([made], place.pid)
    return made


def _above(place: Place) -> dict[str, str]:
    return {each.level: each.pid for each in places.ancestors(place.pid)}


def _linked(
    index: int,
    one: Quantity,
    linker: linking.Linker,
    place: Place,
    above: Mapping[str, str],
    period: Period,
    chosen: Mapping[int, tuple[str, str]],
) -> Marked:
    made = Marked(one, place=place.pid, period=period)
    found = linker.suggest(one)
    made.offered = tuple(each.code for each in found)
    if index in chosen:
        made.code, made.linked_by = chosen[index]
        made.matched = next((each.matched for each in found if each.code == made.code), ())
    elif found:
        made.code, made.matched = found[0].code, found[0].matched
    if one.scope and place.level not in WHOSE[one.scope]:
        made.place = next((above[level] for level in WHOSE[one.scope] if level in above), place.pid)
    if one.when is not None and one.when.period:
        try:
            made.period = Period.parse(one.when.period)
        except IndicatorError:
            made.period = period
    return made


def _noted(made: list[Marked], each: Problem) -> None:
    for index in each.marks:
        made[index].problems.append({"kind": each.kind, "said": each.said, "marks": list(each.marks)[:30]})


def _compare(made: Iterable[Marked], reader: Any, now: datetime) -> None:
    """Compute what may be seen, place and period at a time, and judge."""
    groups: dict[tuple[str, Period], list[Marked]] = {}
    open_to: dict[str, bool] = {}
    for each in made:
        if not each.code or each.period is None or (each.one.kind in NOT_COMPARED and not each.linked_by):
            each.verdict = V.TARGET if each.one.target and each.code else V.OPEN
            continue
        if each.place not in open_to:
            open_to[each.place] = choice.may_read(reader, each.place)
        if not open_to[each.place]:
            each.verdict = V.HIDDEN
            continue
        groups.setdefault((each.place, each.period), []).append(each)
    fresh = True
    for (pid, period), some in groups.items():
        wanted = {each.code: _definition(each.code) for each in some}
        known = {code: one for code, one in wanted.items() if one is not None}
        found = _figures(list(known.values()), pid, period, now, fresh)
        fresh = False
        for each in some:
            _judge(each, found.get(each.code))


def _definition(code: str) -> Definition | None:
    try:
        return CATALOGUE.get(code)
    except IndicatorError:
        return None


def _figures(
    definitions: list[Definition], pid: str, period: Period, now: datetime, fresh: bool
) -> dict[str, tuple[Figure, bool]]:
    """(figure, whether its records know this year) by code."""
    ground = figures.ground_of(pid, period.end.year)
    try:
        found = figures.compute_many(
            definitions, pid, period, now=now, fresh=fresh, ground=ground, with_received=False
        )
    except (IndicatorError, LookupError):
        return {}
    years: dict[str, set[int]] = {}
    answer = {}
    for one in found:
        fact = one.definition.fact
        if fact not in years:
            years[fact] = {year for year, _n in figures.years_on_record(one.definition, ground.trees[pid])}
        known = any(year in years[fact] for year in range(period.start.year, period.end.year + 1))
        answer[one.definition.code] = (one, known)
    return answer


def _judge(each: Marked, found: tuple[Figure, bool] | None) -> None:
    if found is None or found[0].value is None or not (found[1] or found[0].n):
        each.verdict = V.TARGET if each.one.target else V.NONE
        if found is not None:
            each.figure = {"key": str(found[0].key), "place": each.place}
        return
    figure = found[0]
    computed = Fraction(figure.value or 0).limit_denominator(10**9) * linking.size_of(figure.definition)
    said = judge(each.one, computed, Fraction(str(rules.limit("approx_share"))))
    each.figure = {
        "key": str(figure.key), "place": each.place, "value": float(computed), "n": figure.n,
        "denominator": figure.denominator, "difference": exact(said.difference),
        "low": exact(said.low) if said.low is not None else "",
        "high": exact(said.high) if said.high is not None else "",
        "share": exact(abs(said.difference) * 100 / abs(computed)) if computed else "",
    }  # fmt: skip
    if each.one.target:
        each.verdict = V.TARGET
    else:
        each.verdict = V.CONFIRMED if said.confirmed else V.DIFFERS


def _claimed(made: Iterable[Marked], pid: str) -> None:
    """Numbers that are entered as claims of this place already: the same value and unit under like words."""
    known: dict[tuple[str, str], list[Claim]] = {}
    for claim in Claim.objects.filter(place=pid, state=Claim.State.LIVE, value__isnull=False).order_by("-pk")[
        :5000
    ]:
        known.setdefault((exact(Fraction(claim.value)), plain(claim.unit)), []).append(claim)  # type: ignore[arg-type]
    for each in made:
        about = set(each.one.about)
        for claim in known.get((exact(each.one.value), each.one.unit), ()):
            title = set(plain(claim.title))
            if len(title & about) >= max(2, len(title) // 2):
                each.claim = claim.pid
                break
