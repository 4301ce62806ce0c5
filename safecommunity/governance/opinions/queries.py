"""Reads: opinions as the office and its workers may see them; what the holder of a receipt or code may see."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.accounts.models import Role
from safecommunity.governance.models import Agency, Opinion, OpinionBox
from safecommunity.governance.opinions import words
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import OFFICE, Rights
from safecommunity.places import queries as places
from safecommunity.places import scopes

MOST = 20
STATES = ("open", "late", "answered", "unsatisfied", "withdrawn")
LOOKS = (Role.CLERK, Role.CHIEF, Role.AUDITOR, Role.GRID)


def opinions(rights: Rights) -> QuerySet[Opinion]:
    """Opinions of the reader's places: of the office all, of a worker those of his places, of an agency its own."""
    seen = rights.seen() if rights.reader.has(*LOOKS) else Q(pk__in=[])
    for pid, sector in rights.sectors:
        seen |= Q(agency__place__pid=pid, agency__sector=sector)
    found = Opinion.objects.filter(seen)
    return found.select_related("place", "agency__place").prefetch_related("agency__names")


def listed(rights: Rights) -> scopes.Within:
    """The same for a list of any length."""
    roots = rights.seen_paths() if rights.reader.has(*LOOKS) else []
    found = Opinion.objects.select_related("place", "agency__place").prefetch_related("agency__names")
    own = Q(pk__in=[])
    for pid, sector in rights.sectors:
        own |= Q(place__pid=pid, sector=sector)
    agencies = Agency.objects.filter(own).values_list("pk", flat=True) if rights.sectors else ()
    return scopes.Within(found, roots, [Q(agency=key) for key in agencies])


def opinion_of(rights: Rights, ref: str) -> Opinion | None:
    """One opinion, if it is open to the reader."""
    return opinions(rights).select_related("contact", "task", "box").filter(ref=ref[:32]).first()


def in_state(found: QuerySet[Any], state: str, today: date) -> QuerySet[Any]:
    """Opinions in a state; overdue is computed."""
    if state == "withdrawn":
        return found.filter(withdrawn_at__isnull=False)
    stands = found.filter(withdrawn_at__isnull=True)
    if state == "answered":
        return stands.filter(answered_on__isnull=False)
    if state == "unsatisfied":
        return stands.filter(satisfied="no")
    waiting = stands.filter(answered_on__isnull=True)
    return waiting.filter(due__lt=today) if state == "late" else waiting


def opens(rights: Rights) -> bool:
    """Whether the pages of opinions are for this reader: office, worker, auditor, or an agency's own people."""
    return rights.reader.has(*LOOKS) or bool(rights.sectors)


def answers(rights: Rights, one: Opinion) -> bool:
    """Whether the reader may answer: the office, or the agency it was sorted to."""
    agency = one.agency
    return keeps(rights, one) or (agency is not None and rights.of_sector(agency.place, agency.sector))


def waiting(rights: Rights) -> list[Opinion]:
    """What waits for a reply in the office's places, or was sorted to the reader's agency; oldest clock first."""
    seen = Q(place_id__in=places.keys_under(paths)) if (paths := rights.paths(OFFICE)) else Q(pk__in=[])
    for pid, sector in rights.sectors:
        seen |= Q(agency__place__pid=pid, agency__sector=sector)
    found = Opinion.objects.filter(seen, answered_on__isnull=True, withdrawn_at__isnull=True)
    return list(found.select_related("place").order_by("due", "pk")[:MOST])


def who_of(one: Opinion) -> str:
    """The agency that answers, by its present name, or the post or body; "" where it is not sorted."""
    if one.agency is not None:
        names = list(one.agency.names.all())
        return (names[-1].name if names else "") + (f" · {one.who}" if one.who else "")
    return one.who


def agencies(rights: Rights) -> list[tuple[str, str]]:
    """Agencies of the reader's office: permanent id and present name."""
    found = Agency.objects.filter(rights.seen(), ends__isnull=True).prefetch_related("names")
    return [(one.pid, names[-1].name) for one in found if (names := list(one.names.all()))]


def agency(rights: Rights, pid: str) -> Agency | None:
    """One agency of the reader's office."""
    return Agency.objects.filter(rights.seen(), pid=pid[:16]).first() if pid else None


# -- the residents' side -------------------------------------------------------------------------


def box_by_code(code: str) -> OpinionBox | None:
    """The open box behind a code."""
    return OpinionBox.objects.select_related("place").filter(code=code[:16], closed_at__isnull=True).first()


def by_receipt(receipt: str) -> Opinion | None:
    """What the holder of a receipt asks about."""
    return Opinion.objects.select_related("place", "agency").filter(receipt=receipt[:16].lower()).first()


def boxes(rights: Rights) -> list[OpinionBox]:
    """Boxes of the reader's places, open ones first."""
    found = list(OpinionBox.objects.filter(rights.seen()).select_related("place"))
    return sorted(found, key=lambda one: (one.closed_at is not None, one.place.order, one.pk))


def published(place_pid: str, most: int = 50) -> list[Opinion]:
    """What a place has made public, newest first, in the office's words."""
    found = Opinion.objects.filter(
        place__pid__in=places.subtree(place_pid), public_at__isnull=False, withdrawn_at__isnull=True
    )
    return list(found.select_related("place").order_by("-received_on", "-pk")[:most])


# -- the clock -----------------------------------------------------------------------------------


def keeps(rights: Rights, one: Opinion) -> bool:
    """Whether the reader's office handles it, and may see how the resident is reached."""
    return one.place.pid in rights.office_reach


def may_open(reader: Any, ref: str) -> bool:
    """Photos of an opinion are open to who may open it."""
    return opinions(Rights(reader)).filter(ref=ref).exists()


def place_for(reader: Any, ref: str) -> str | None:
    """Where the office adds a scan."""
    rights = Rights(reader)
    one = opinions(rights).filter(ref=ref).first()
    return one.place.pid if one is not None and keeps(rights, one) else None


def days_for(one: Opinion) -> int:
    """Working days the office gave itself in the first round."""
    return workdays.between(one.received_on, one.first_due) or words.reply_days()
