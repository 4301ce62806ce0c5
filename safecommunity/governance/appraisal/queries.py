"""Appraisals as a reader may see them: the office and the auditor all, a party its own, others what is published."""

from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.appraisal.spec import Spec
from safecommunity.governance.models import (
    Appraisal,
    AppraisalObjection,
    AppraisalParty,
    AppraisalResult,
    AppraisalSheet,
)
from safecommunity.places.models import Place


def visible(seat: Seat) -> QuerySet[Appraisal]:
    """Appraisals open to the reader, newest first."""
    mine = AppraisalParty.objects.filter(seat.own_parties(), dropped_on__isnull=True)
    found = Appraisal.objects.filter(
        Q(place__pid__in=seat.look_reach)
        | Q(place__pid__in=seat.above_reach, state__in=SHOWN)
        | Q(pk__in=mine.values("appraisal"))
    )
    return found.select_related("place").order_by("-year", "place__order", "kind")


def has_any(seat: Seat) -> bool:
    """Whether there is anything for this reader."""
    return visible(seat).exists()


def one(seat: Seat, pid: str) -> Appraisal | None:
    """One appraisal, if it is open to the reader."""
    return visible(seat).filter(pid=pid).first()


def parties(appraisal: Appraisal) -> list[AppraisalParty]:
    """Its parties in their order."""
    found = appraisal.parties.select_related("place", "agency", "community", "unit", "appraisal__place")
    return list(found.order_by("order", "pk"))


def party(seat: Seat, pid: str) -> AppraisalParty | None:
    """One party: the office's and the auditor's any, everybody else's own."""
    found = AppraisalParty.objects.filter(
        Q(appraisal__place__pid__in=seat.look_reach) | (seat.own_parties() & Q(dropped_on__isnull=True)),
        pid=pid,
    )
    return found.select_related("place", "agency", "community", "unit", "appraisal__place").first()


def objection(seat: Seat, pid: str) -> AppraisalObjection | None:
    """One objection, for the office that replies."""
    found = AppraisalObjection.objects.filter(pid=pid, party__appraisal__place__pid__in=seat.look_reach)
    return found.select_related("party__appraisal__place").first()


def result(appraisal: Appraisal) -> AppraisalResult | None:
    """What stands as published: the last edition."""
    return appraisal.results.order_by("-edition").first()


def own_sheet(place: Place, kind: str) -> AppraisalSheet | None:
    """The office's own sheet of a kind, its newest version."""
    return AppraisalSheet.objects.filter(place=place, kind=kind).order_by("-version").first()


def sheet_of(place: Place, kind: str) -> tuple[Spec, str]:
    """The sheet a new appraisal would use and what it is called: own@version, else shipped@1."""
    own = own_sheet(place, kind)
    if own is not None:
        return specs.of_data(own.spec), f"own@{own.version}"
    return specs.shipped(kind), "shipped@1"


def waiting_objections(appraisal: Appraisal) -> int:
    """Objections that wait for a reply."""
    return AppraisalObjection.objects.filter(party__appraisal=appraisal, upheld__isnull=True).count()


def struck(place: Place, item: str, first: int, last: int) -> list[AppraisalParty]:
    """Parties of a place, and the place as a party, that a published appraisal of these years struck by a veto."""
    rows = AppraisalParty.objects.filter(
        Q(appraisal__place=place) | Q(place=place) | Q(community=place), dropped_on__isnull=True,
        appraisal__state__in=SHOWN, appraisal__year__range=(first, last), marks__item=item, marks__points__lt=0,
    )  # fmt: skip
    return list(rows.select_related("appraisal").order_by("appraisal__year", "order", "pk")[:20])


def may_open(reader: Any, pid: str) -> bool:
    """Whether an appraisal opens for a reader."""
    return one(Seat(reader), pid) is not None
