"""Resources and whom to call, as a reader may see them; what has to be looked at."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.emergency import codes
from safecommunity.emergency.models import Contact, Network, Resource
from safecommunity.emergency.resources import words
from safecommunity.emergency.rights import Rights
from safecommunity.places.models import Pin, Place

MOST_ON_MAP = 500


def resources(held: Rights) -> QuerySet[Resource]:
    """Those open to the reader."""
    return Resource.objects.filter(held.seen()).select_related("place", "unit")


def every() -> QuerySet[Resource]:
    """All of them with what lists print, for who may look at the whole of a place."""
    return Resource.objects.select_related("place", "unit")


def one(held: Rights, pid: str) -> Resource | None:
    """One resource, if it is open to the reader."""
    return resources(held).select_related("agency").filter(pid=pid[:16]).first()


def in_state(found: QuerySet[Resource], state: str, today: date) -> QuerySet[Resource]:
    """Resources that stand somewhere."""
    there = found.filter(ends__isnull=True)
    return {
        "there": there, "late": there.filter(due__lt=today), "bad": there.exclude(condition="ok"),
        "ended": found.filter(ends__isnull=False),
    }[state]  # fmt: skip


def due(held: Rights, today: date, most: int = 20) -> list[Resource]:
    """What the office has to look at soon, or should have, the oldest first."""
    soon = today + timedelta(days=codes.clock("stock_soon_days"))
    found = Resource.objects.filter(held.kept(), ends__isnull=True, due__lte=soon)
    return list(found.select_related("place").order_by("due", "pk")[:most])


def out_of_order(held: Rights, most: int = 20) -> list[Resource]:
    """What the last look found too few, broken or expired."""
    found = Resource.objects.filter(held.kept(), ends__isnull=True).exclude(condition="ok")
    return list(found.select_related("place").order_by("-pk")[:most])


@dataclass(frozen=True)
class Called:
    """A contact as the reader may know it."""

    contact: Contact
    name: str
    phone: str


def contacts(held: Rights, of: Resource | Network) -> list[Called]:
    """Whom to call now, who answers first on top; an auditor sees posts without names."""
    opened = held.knows_names(of.place)
    rows = of.contacts.filter(ends__isnull=True).select_related("named")
    return [Called(row, *(words.called(row) if opened else ("", ""))) for row in rows]


def contact_of(held: Rights, pid: str) -> Contact | None:
    """One contact of the office's resources and networks."""
    found = Contact.objects.filter(held.kept("resource__place") | held.kept("network__place"), pid=pid[:16])
    return found.select_related("resource__place", "network__place").first()


def offered(held: Rights, place: Place) -> list[Resource]:
    """What a network of a place may hold: what is there now in the office's places."""
    return list(resources(held).filter(held.kept(), ends__isnull=True).order_by("kind", "name", "pk")[:500])


def on_map(found: QuerySet[Resource], today: date) -> list[tuple[Resource, float, float]]:
    """Resources with a point on the ground: their own, or the pin of their social unit. Two queries."""
    rows = list(
        found.filter(ends__isnull=True).filter(Q(x__isnull=False) | Q(unit__isnull=False))[:MOST_ON_MAP]
    )
    units = {row.unit_id for row in rows if row.x is None}
    pins = Pin.objects.filter(unit__in=units, plan__isnull=True, starts__lte=today)
    spots: dict[int | None, tuple[float, float]] = {
        pin.unit_id: (pin.x, pin.y) for pin in pins.filter(Q(ends__isnull=True) | Q(ends__gt=today))
    }
    placed = []
    for row in rows:
        spot = (row.x, row.y) if row.x is not None and row.y is not None else spots.get(row.unit_id)
        if spot is not None:
            placed.append((row, spot[0], spot[1]))
    return placed


def may_open(reader: Any, ref: str) -> bool:
    """Photos are open to who may open the resource."""
    return one(Rights(reader), ref) is not None


def place_for(reader: Any, ref: str) -> str | None:
    """The office adds photos."""
    held = Rights(reader)
    found = one(held, ref)
    return found.place.pid if found is not None and held.keeps_of(found.place) else None
