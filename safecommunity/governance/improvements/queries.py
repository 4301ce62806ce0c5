"""Corrective and preventive actions as a reader may see them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from safecommunity.governance.models import Improvement, Meeting
from safecommunity.governance.rights import Rights
from safecommunity.places import scopes
from safecommunity.places.models import Place


def improvements(rights: Rights) -> QuerySet[Improvement]:
    """Those of the reader's places, newest first."""
    found = Improvement.objects.filter(rights.seen()).select_related("place", "meeting")
    return found.order_by("-found_on", "-pk")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length."""
    return scopes.Within(Improvement.objects.select_related("place", "meeting"), rights.seen_paths())


def one(rights: Rights, pid: str) -> Improvement | None:
    """One, if it is open to the reader."""
    return improvements(rights).filter(pid=pid).first()


def in_state(found: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    """Those in a state; late is told by the clock."""
    if state == "dropped":
        return found.filter(dropped_on__isnull=False)
    live = found.filter(dropped_on__isnull=True)
    if state == "closed":
        return live.filter(effective=True)
    if state == "check":
        return live.filter(done_on__isnull=False).exclude(effective=True)
    waiting = live.filter(done_on__isnull=True)  # what is not done is not effective: a constraint holds that
    # said as what it is not, so that the index of the list's order is walked, not that of the day
    return waiting.exclude(due__gte=today) if state == "late" else waiting


def waiting(rights: Rights, most: int) -> list[Improvement]:
    """What is to be done or to be verified, by day."""
    found = Improvement.objects.filter(rights.seen(), dropped_on__isnull=True).exclude(effective=True)
    return list(found.select_related("place").order_by("due", "pk")[:most])


def meetings(place: Place) -> list[Meeting]:
    """Meetings something may have been found at: the last of a place."""
    found = Meeting.objects.filter(body__place=place, withdrawn_at__isnull=True).select_related("body")
    return list(found.order_by("-on", "-pk")[:40])


def may_open(reader: Any, ref: str) -> bool:
    """Photos are open to who may open what they prove."""
    return Improvement.objects.filter(Rights(reader).seen(), pid=ref).exists()
