"""Reads: people of the register without names, in view or to be asked again; who is due a visit."""

from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual

from safecommunity.accounts.fields import secret_digest
from safecommunity.hazards.models import VulnerableBox, VulnerableGroup, VulnerablePerson
from safecommunity.hazards.people import words
from safecommunity.hazards.people.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.places.narrowing import Narrowed, narrowed

MOST = 20
STATES = ("view", "due", "renew", "expired", "left")


def people(rights: Rights) -> QuerySet[VulnerablePerson]:
    """People of the places open to the reader, whatever their state."""
    found = VulnerablePerson.objects.filter(rights.seen())
    return found.select_related("place").prefetch_related("groups")


def one(rights: Rights, pid: str) -> VulnerablePerson | None:
    """One entry, if it is open to the reader."""
    return people(rights).filter(pid=pid[:16]).first()


def listed(rights: Rights, pid: str) -> Narrowed:
    """Those of a place whatever their state, for lists of any length."""
    every = VulnerablePerson.objects.select_related("place").prefetch_related("groups")
    return narrowed(every, rights.look_paths, pid) or Narrowed(inside(people(rights), pid))


def in_view_listed(found: QuerySet[VulnerablePerson], today: date) -> QuerySet[VulnerablePerson]:
    """The same as `in_view`; the day of the consent is tested, so that an index of the order is walked."""
    held = Coalesce("consent_until", Value(date.min, DateField()))
    return found.filter(GreaterThanOrEqual(held, today), ends__isnull=True)


def in_view(found: QuerySet[VulnerablePerson], today: date) -> QuerySet[VulnerablePerson]:
    """Those on the register with a consent that holds: all the office goes by."""
    return found.filter(ends__isnull=True, consent_until__gte=today)


def in_state(found: QuerySet[VulnerablePerson], state: str, today: date) -> QuerySet[VulnerablePerson]:
    """One of STATES; expired ones stand in no other list."""
    if state == "left":
        return found.filter(ends__isnull=False)
    if state == "expired":
        return found.filter(ends__isnull=True, consent_until__lt=today)
    if state == "renew":
        return found.filter(ends__isnull=True, consent_until__lte=today + words.renew_ahead())
    if state == "due":
        return in_view(found, today).filter(next_visit__lte=today)
    return in_view(found, today)


def of_group(found: QuerySet[VulnerablePerson], group: str) -> QuerySet[VulnerablePerson]:
    """Those of a group, whichever place it has among theirs."""
    return found.filter(Exists(VulnerableGroup.objects.filter(person=OuterRef("pk"), group=group)))


def inside(found: QuerySet[VulnerablePerson], pid: str) -> QuerySet[VulnerablePerson]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def due(rights: Rights, today: date) -> list[VulnerablePerson]:
    """Whom the worker should visit: due today or before, the longest first."""
    found = in_view(VulnerablePerson.objects.filter(rights.kept()), today).filter(next_visit__lte=today)
    return list(found.select_related("place").prefetch_related("groups").order_by("next_visit", "pk")[:MOST])


def to_renew(rights: Rights, today: date) -> list[VulnerablePerson]:
    """Whom the worker should ask again: consent runs out soon or has."""
    found = in_state(VulnerablePerson.objects.filter(rights.kept()), "renew", today)
    return list(
        found.select_related("place").prefetch_related("groups").order_by("consent_until", "pk")[:MOST]
    )


def overdue(rights: Rights, today: date) -> list[VulnerablePerson]:
    """For the chief: visits that are past their day."""
    found = in_view(VulnerablePerson.objects.filter(rights.seen()), today).filter(next_visit__lt=today)
    return list(found.select_related("place").prefetch_related("groups").order_by("next_visit", "pk")[:MOST])


def same_identity(
    id_number: str, pids: frozenset[str], but: VulnerablePerson | None = None
) -> VulnerablePerson | None:
    """Somebody else than `but` with this identity number on the registers of these places; of others nobody is told."""
    digest = secret_digest(id_number, "identity")
    if not digest:
        return None
    found = VulnerableBox.objects.filter(
        digest=digest, person__ends__isnull=True, person__place__pid__in=pids
    )
    if but is not None:
        found = found.exclude(person=but)
    box = found.select_related("person").first()
    return box.person if box is not None else None


def dwellings(places_open: list[Place]) -> QuerySet[Any]:
    """Dwellings of these places a person may be linked to."""
    from safecommunity.hazards.models import Dwelling

    return Dwelling.objects.filter(place__in=places_open, ends__isnull=True).order_by("place_id", "spot")
