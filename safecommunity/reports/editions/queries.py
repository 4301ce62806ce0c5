"""Reading editions: what stands open of a place (asked by everybody), and the desk of who publishes."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from safecommunity.reports.editions.rights import Rights
from safecommunity.reports.models import Edition

LEVELS = ("province", "city", "district", "street")
MOST_SHOWN = 200


@dataclass(frozen=True)
class Mark:
    """An edition as its neighbours know it: no numbers, only what became of it."""

    number: int
    withdrawn: bool
    checksum: str
    published_at: datetime
    withdrawn_at: datetime | None
    reason: str
    name: str
    years: tuple[int, ...]
    label: str

    @property
    def changed_at(self) -> datetime:
        """When its address last said something else."""
        return self.withdrawn_at or self.published_at


def shelf(pid: str) -> list[Mark]:
    """All editions of a place, newest first: one query, whoever asks."""
    rows = Edition.objects.filter(place__pid=pid).order_by("-number")
    told = rows.values_list(
        "number", "state", "checksum", "published_at", "withdrawn_at", "reason", "place__name",
        "content__years", "content__label",
    )  # fmt: skip
    return [
        Mark(n, state == Edition.State.WITHDRAWN, check, at, gone, why, name, tuple(years or ()), label or "")
        for n, state, check, at, gone, why, name, years, label in told
    ]


def content(pid: str, number: int) -> dict[str, Any]:
    """What an edition tells; only asked for one that stands."""
    found: dict[str, Any] = Edition.objects.values_list("content", flat=True).get(
        place__pid=pid, number=number, state=Edition.State.PUBLISHED
    )
    return found


@dataclass(frozen=True)
class Open:
    """A place that has an edition."""

    pid: str
    name: str
    level: str
    number: int
    published_at: datetime
    years: tuple[int, ...]
    label: str


def open_places() -> list[Open]:
    """Places with their newest edition that stands, from province to street: one query."""
    rows = (
        Edition.objects.filter(state=Edition.State.PUBLISHED)
        .order_by("place__order", "place__name", "place_id", "-number")
        .values_list(
            "place__pid", "place__name", "place__level", "number", "published_at", "content__years", "content__label",
        )
    )  # fmt: skip
    found: dict[str, Open] = {}
    for pid, name, level, number, at, years, label in rows:
        found.setdefault(pid, Open(pid, name, level, number, at, tuple(years or ()), label or ""))
    return sorted(
        found.values(), key=lambda one: LEVELS.index(one.level) if one.level in LEVELS else len(LEVELS)
    )


def anything_open() -> bool:
    """Whether any place opened its figures."""
    return Edition.objects.filter(state=Edition.State.PUBLISHED).exists()


def editions(rights: Rights) -> QuerySet[Edition]:
    """Editions on the desk of a reader, newest first."""
    return Edition.objects.filter(rights.seen()).select_related("place").defer("content")


def one(rights: Rights, pid: str) -> Edition | None:
    """One of them."""
    return editions(rights).filter(pid=pid).first()
