"""Reads: dwellings as a reader may see them, what waits to be confirmed, what a least-cost plan starts from."""

from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.housing.words import UNSAFE
from safecommunity.hazards.models import Defect, Dwelling, Retrofit, RetrofitOption
from safecommunity.places import queries as places
from safecommunity.places.narrowing import Narrowed, narrowed

MOST = 20
PHOTOS = "dwelling_defect"


def dwellings(rights: Rights) -> QuerySet[Dwelling]:
    """Dwellings of the register open to the reader."""
    return Dwelling.objects.filter(rights.seen(), ends__isnull=True).select_related("place")


def listed(rights: Rights, pid: str) -> Narrowed:
    """Those of a place, for lists of any length."""
    every = Dwelling.objects.filter(ends__isnull=True).select_related("place")
    return narrowed(every, rights.look_paths, pid) or Narrowed(inside(dwellings(rights), pid))


def one(rights: Rights, pid: str) -> Dwelling | None:
    """One, if it is open to the reader; also where it left the register."""
    return Dwelling.objects.filter(rights.seen(), pid=pid[:16]).select_related("place").first()


def inside(found: QuerySet[Any], pid: str) -> QuerySet[Any]:
    """Those of a place and below it."""
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def unsafe(found: QuerySet[Dwelling]) -> QuerySet[Dwelling]:
    """Those of grade C or D as it stands."""
    return found.filter(grade__in=UNSAFE)


def to_confirm(rights: Rights) -> list[Dwelling]:
    """Screened dwellings a qualified person still has to see, those in most danger first."""
    found = Dwelling.objects.filter(ends__isnull=True, state=Dwelling.State.SCREENED)
    mine = Q(place__pid__in=rights.office | rights.confirms_in)
    return list(found.filter(mine).select_related("place").order_by("-grade", "pk")[:MOST])


def to_accept(rights: Rights) -> list[Retrofit]:
    """Works that are done and not accepted yet."""
    found = Retrofit.objects.filter(accepted_on__isnull=True, withdrawn_on__isnull=True)
    found = found.filter(place__pid__in=rights.office | rights.confirms_in)
    return list(found.select_related("dwelling__place").order_by("done_on", "pk")[:MOST])


def options_for(pid: str) -> QuerySet[RetrofitOption]:
    """Ways to strengthen the unsafe dwellings of a place, with what they cost: what a least-cost plan chooses from."""
    found = RetrofitOption.objects.filter(
        withdrawn_on__isnull=True, dwelling__ends__isnull=True, dwelling__grade__in=UNSAFE
    )
    return (
        found.filter(dwelling__place_id__in=places.keys_under(places.open_paths([pid]).values()))
        .select_related("dwelling__place")
        .order_by("dwelling_id", "cost", "pk")
    )


def may_open(reader: Any, ref: str) -> bool:
    """Photos of a defect are open to who may open the dwelling."""
    rights = Rights(reader)
    return Defect.objects.filter(
        pid=ref, dwelling__in=Dwelling.objects.filter(rights.seen()).values("pk")
    ).exists()


def place_for(reader: Any, ref: str) -> str | None:
    """Where photos of a defect may be added: by who screens there."""
    found = Defect.objects.filter(pid=ref, fixed_on__isnull=True).select_related("dwelling__place").first()
    if found is None or not Rights(reader).may_enter(found.dwelling):
        return None
    return found.dwelling.place.pid
