"""Whether two reports may tell of one injury, and why: named reasons with points, no hidden weights.

A pair is proposed when the identity numbers agree and the times lie within a day; or, from different
sources or facilities, when sex, age (± 1), time (rule Q9), a place and the cause agree. Two different
identity numbers never make a pair. Reports whose hour is not known are matched by identity only.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from safecommunity.injuries import codes

IDENTITY = "identity"
# Reasons and their points. They only put the surest pairs first; a person decides every one.
POINTS = {
    IDENTITY: 100, "time": 15, "day": 5, "sex_age": 10, "sex_age_near": 5, "residence": 10, "occurrence": 10,
    "cause": 10, "sources": 5, "facilities": 5,
}  # fmt: skip
SAME_PERSON = timedelta(hours=24)
UNKNOWN_CAUSES = (None, 99)


@dataclass(frozen=True)
class Area:
    """A place at community level with what it lies in, so that a grid meets its community and its street."""

    pk: int
    parent: int | None

    def meets(self, other: "Area | None") -> bool:
        """The same community, or one inside the other."""
        return other is not None and (
            self.pk == other.pk or self.parent == other.pk or other.parent == self.pk
        )


@dataclass(frozen=True)
class Side:
    """What of a report is compared; nobody's name."""

    pk: int
    injury: int
    source: str
    unit: int | None
    digest: str
    sex: int | None
    age: int | None
    time: datetime
    hour_known: bool
    day: date
    residence: Area | None
    occurrence: Area | None
    cause: int | None

    @property
    def comparable(self) -> bool:
        """Enough is known to compare it without an identity number."""
        return self.hour_known and self.sex is not None and self.age is not None


def within() -> timedelta:
    """How far apart two times of one injury may lie (rule Q9)."""
    return timedelta(hours=codes.review()["Q9"]["hours"])


def reasons(one: Side, other: Side) -> tuple[str, ...]:
    """Why these two may be one injury, strongest first; nothing where they are not proposed."""
    if one.injury == other.injury or (one.digest and other.digest and one.digest != other.digest):
        return ()
    agree = _agreeing(one, other)
    if IDENTITY in agree:
        return agree if abs(one.time - other.time) <= SAME_PERSON else ()
    apart = {"sources", "facilities"} & set(agree)
    if not apart or not (one.comparable and other.comparable) or not _compatible(one.cause, other.cause):
        return ()
    person = {"sex_age", "sex_age_near"} & set(agree)
    place = {"residence", "occurrence"} & set(agree)
    return agree if "time" in agree and person and place else ()


def _agreeing(one: Side, other: Side) -> tuple[str, ...]:
    near = one.hour_known and other.hour_known and abs(one.time - other.time) <= within()
    years = abs(one.age - other.age) if one.age is not None and other.age is not None else None
    sex = one.sex is not None and one.sex == other.sex
    tests = {
        IDENTITY: bool(one.digest) and one.digest == other.digest,
        "time": near,
        "day": not near and one.day == other.day,
        "sex_age": sex and years == 0,
        "sex_age_near": sex and years == 1,
        "residence": one.residence is not None and one.residence.meets(other.residence),
        "occurrence": one.occurrence is not None and one.occurrence.meets(other.occurrence),
        "cause": one.cause not in UNKNOWN_CAUSES and one.cause == other.cause,
        "sources": one.source != other.source,
        "facilities": one.source == other.source and one.unit != other.unit,
    }
    return tuple(name for name, holds in tests.items() if holds)


def _compatible(one: int | None, other: int | None) -> bool:
    return one == other or one in UNKNOWN_CAUSES or other in UNKNOWN_CAUSES


def strength(found: tuple[str, ...]) -> int:
    """Sum of the points."""
    return sum(POINTS[name] for name in found)
