"""Support as a reader may see it."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from safecommunity.governance.models import PlanItem, Support
from safecommunity.governance.rights import Rights
from safecommunity.places import scopes
from safecommunity.places.models import Place


def support(rights: Rights) -> QuerySet[Support]:
    """Support of the reader's places, newest first."""
    found = Support.objects.filter(rights.seen()).select_related("place", "agency", "item__plan")
    return found.prefetch_related("agency__names").order_by("-starts", "-pk")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length."""
    found = Support.objects.select_related("place", "agency", "item__plan").prefetch_related("agency__names")
    return scopes.Within(found, rights.seen_paths())


def one(rights: Rights, pid: str) -> Support | None:
    """One entry, if it is open to the reader."""
    return support(rights).filter(pid=pid).first()


def may_open(reader: Any, ref: str) -> bool:
    """The proof of support is open to who may open the entry."""
    return Support.objects.filter(Rights(reader).seen(), pid=ref).exists()


def items(place: Place, today: date) -> list[PlanItem]:
    """Items support may be for: of the plans of a place that run or ended within two years."""
    found = PlanItem.objects.filter(
        plan__place=place, plan__withdrawn_on__isnull=True, dropped_on__isnull=True,
        plan__until__gte=date(today.year - 1, 1, 1),
    )  # fmt: skip
    return list(found.select_related("plan").order_by("-plan__starts", "number")[:300])
