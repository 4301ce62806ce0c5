"""A year's self-assessments of many places by one standard: how totals lie, what is weak most often, which verdicts.

Counts are made by the database over whatever number of grades; a fixed number of queries. Only rounds that were handed
in are counted, so that unfinished work is not judged; of a place that handed in twice the later one counts.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet

from safecommunity.accreditation.models import Mark, Round, Sheet
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.queries.rounds import rounds
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards import Element, Item, Standard
from safecommunity.places import queries as places
from safecommunity.places.models import Place

STEPS = 10  # classes of the distribution, each a tenth of the full score
WEAK = Fraction(1, 2)  # of a grade that brings less than half of its part
MOST_ITEMS = 15
MOST_KEYS = 5000


@dataclass(frozen=True)
class Weak:
    """An item over all places: the share of its points reached, and how many grades of each part were weak."""

    item: Item
    element: Element
    reached: Fraction
    weak: int
    graded: int
    by_part: tuple[tuple[str, int], ...]

    @property
    def often(self) -> float:
        """Share of its grades that are weak, 0 to 1."""
        return self.weak / self.graded if self.graded else 0.0


@dataclass(frozen=True)
class Year:
    """What a year's rounds come to. `other_editions` were handed in by another edition and are not in the counts."""

    standard: Standard
    sheet: Sheet
    places: int
    open: int
    other_editions: int
    classes: tuple[int, ...]
    middle: tuple[float, float, float] | None
    verdicts: tuple[tuple[str, int], ...]
    weakest: tuple[Weak, ...]


def of_year(rights: Rights, place: Place, code: str, year: int) -> QuerySet[Round]:
    """Rounds of a standard and year at or below a place, as far as they are open to the reader."""
    seen = rights.seen_under(place)
    if seen is None:
        return Round.objects.none()
    return Round.objects.filter(seen, code=code, year=year, kind=Round.Kind.SELF).select_related("place")


class Handed(NamedTuple):
    """A round that counts."""

    pk: int
    place_id: int
    sheet_id: int
    points: Decimal
    verdict: str
    state: str


@dataclass(frozen=True)
class Counted:
    """The rounds that count: the latest handed in of each place, by the edition most places used."""

    chosen: list[Handed]
    open: int
    other_editions: int
    passed_over: list[int]
    all: QuerySet[Round]

    @property
    def keys(self) -> QuerySet[Round, int] | list[int]:
        """Database keys of the rounds that count: themselves where they are few, which spares the database looking
        for them again with each question; a subquery, short however many they are, where they are many."""
        if len(self.chosen) <= MOST_KEYS:
            return [one.pk for one in self.chosen]
        found = self.all.filter(state=Round.State.HANDED_IN)
        if not self.chosen:
            return found.none().values_list("pk", flat=True)
        found = found.filter(sheet_id=self.chosen[0].sheet_id).exclude(pk__in=self.passed_over)
        return found.order_by().select_related(None).values_list("pk", flat=True)


def counted(rights: Rights, place: Place, code: str, year: int) -> Counted:
    """Which rounds count: one query."""
    found = of_year(rights, place, code, year)
    latest: dict[int, Handed] = {}
    handed_in, still_open = [], 0
    rows = found.order_by("number", "pk").select_related(None).values_list(*Handed._fields)
    for one in map(Handed._make, rows):
        if one.state == Round.State.HANDED_IN:
            latest[one.place_id] = one
            handed_in.append(one.pk)
        else:
            still_open += 1
    by_sheet = Counter(one.sheet_id for one in latest.values())
    most = max(by_sheet, key=lambda pk: (by_sheet[pk], pk)) if by_sheet else None
    chosen = [one for one in latest.values() if one.sheet_id == most]
    keep = {one.pk for one in chosen}
    return Counted(
        chosen, still_open, len(latest) - len(chosen), [pk for pk in handed_in if pk not in keep], found
    )


def of_place(rights: Rights, place: Place, code: str, year: int) -> Year | None:
    """The year of a standard below a place; None where nothing was handed in."""
    held = counted(rights, place, code, year)
    if not held.chosen:
        return None
    sheet = Sheet.objects.get(pk=held.chosen[0].sheet_id)
    standard = sheets.of_sheet(sheet)
    most = sum((standard.points_of(one) for one in standard.items()), Fraction(0))
    totals = sorted(float(one.points) for one in held.chosen)
    verdicts = Counter(one.verdict for one in held.chosen)
    return Year(
        standard, sheet, len(held.chosen), held.open, held.other_editions, _classes(totals, float(most)),
        _middle(totals) if most else None,
        tuple((one.code, verdicts[one.code]) for one in standard.verdicts),
        _weakest(standard, held),
    )  # fmt: skip


def _classes(totals: Iterable[float], most: float) -> tuple[int, ...]:
    """Places by tenths of the full score; the full score itself is in the last."""
    found = [0] * STEPS
    for total in totals if most else ():
        found[min(STEPS - 1, int(STEPS * total / most + 1e-9))] += 1
    return tuple(found)


def _middle(totals: list[float]) -> tuple[float, float, float]:
    """A quarter, a half and three quarters of the places stand below these."""
    last = len(totals) - 1

    def at(share: float) -> float:
        low = int(share * last)
        high = min(low + 1, last)
        return totals[low] + (totals[high] - totals[low]) * (share * last - low)

    return at(0.25), at(0.5), at(0.75)


def weak_grades(standard: Standard) -> tuple[str, ...]:
    """Grades that bring less than half of a part; of criteria whatever is not met."""
    shares = {one.code: one.share for one in standard.grades}
    return tuple(code for code in standard.grade_codes if shares.get(code, Fraction(code == "met")) < WEAK)


def _weakest(standard: Standard, held: Counted) -> tuple[Weak, ...]:
    """Items whose grades are weak most often, the first of them; one query over all their grades."""
    found = Mark.objects.filter(round__in=held.keys).order_by()
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for item, part, grade, n in found.values_list("item", "part", "grade").annotate(n=Count("pk")):
        counts.setdefault(item, Counter())[part, grade] = n
    shares = {one.code: one.share for one in standard.grades}
    points = {one.code: one.points for one in standard.parts}
    below = weak_grades(standard)
    lines = []
    for item in standard.items():
        given = counts.get(item.id, Counter())
        graded = sum(given.values())
        if not graded:
            continue
        most = sum((points.get(part, Fraction(1)) * n for (part, _grade), n in given.items()), Fraction(0))
        got = sum(
            (points.get(part, Fraction(1)) * shares.get(grade, Fraction(grade == "met")) * n
             for (part, grade), n in given.items()), Fraction(0),
        )  # fmt: skip
        by_part = tuple(
            (part, sum(n for (p, grade), n in given.items() if p == part and grade in below))
            for part in standard.part_codes
        )
        weak = sum(n for _part, n in by_part)
        lines.append(Weak(item, standard.element_of[item.id], got / most, weak, graded, by_part))
    lines.sort(key=lambda one: (-one.often, one.reached))
    return tuple(one for one in lines if one.weak)[:MOST_ITEMS]


def of_item(rights: Rights, place: Place, code: str, year: int, item: str) -> QuerySet[Mark]:
    """Grades of one item in the rounds that count, for the list of places behind a weak item."""
    held = counted(rights, place, code, year)
    return Mark.objects.filter(round__in=held.keys, item=item)


def grades(keys: list[Any]) -> QuerySet[Mark]:
    """These grades with their rounds; the text of the sheet is not read along."""
    found = Mark.objects.filter(pk__in=keys).select_related("round__place", "round__sheet")
    return found.defer("round__sheet__data")


def years(rights: Rights, place: Place, code: str) -> list[int]:
    """Years in which anything was handed in below a place by a standard, newest first."""
    paths = places.open_paths([place.pid]).values()
    found = rounds(rights).filter(
        code=code, kind=Round.Kind.SELF, state=Round.State.HANDED_IN, place_id__in=places.keys_under(paths)
    )
    return list(found.order_by("-year").values_list("year", flat=True).distinct()[:50]) if paths else []
