"""Sessions, certificates and who must hold one, as a reader may see them."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from safecommunity.outreach.models import Attendance, Certificate, Obligation, Session
from safecommunity.outreach.queries.rights import Rights
from safecommunity.places import queries as places
from safecommunity.places import scopes
from safecommunity.places.models import SocialUnit, UnitSafety

SOON = 60


def sessions(held: Rights) -> QuerySet[Session]:
    """Sessions of the reader's office."""
    if not held.office_paths:
        return Session.objects.none()
    inside = places.keys_under(held.office_paths)
    return Session.objects.filter(place_id__in=inside).select_related("place")


def listed(held: Rights, first: date | None = None, last: date | None = None) -> scopes.Within:
    """The same, of some days, for a list of any length."""
    found = Session.objects.select_related("place")
    if first is not None and last is not None:
        found = found.filter(happened_on__range=(first, last))
    return scopes.Within(found, held.office_paths)


def session_of(held: Rights, ref: str) -> Session | None:
    """One session of the reader's office."""
    return sessions(held).filter(ref=ref[:32]).first()


def signable(code: str, at: datetime, *, lock: bool = False) -> Session | None:
    """The session whose sign-in page has this code, while it is open."""
    found = Session.objects.filter(sign_code=code[:32], sign_until__gt=at, withdrawn_at__isnull=True).exclude(
        sign_code=""
    )
    found = found.select_for_update(of=("self",)) if lock else found
    return found.select_related("place").first()


def attendances(session: Session) -> list[Attendance]:
    """Who signed, with names where they were not erased."""
    return list(session.attendances.select_related("trainee__named"))


def certificates(held: Rights) -> QuerySet[Certificate]:
    """Certificates of units of the reader's office."""
    if not held.office_paths:
        return Certificate.objects.none()
    inside = places.keys_under(held.office_paths)
    return Certificate.objects.filter(unit__place_id__in=inside).select_related(
        "unit__place", "trainee__named", "session"
    )


def listed_certificates(held: Rights) -> scopes.Within:
    """The same for a list of any length: by the units of those who hold them."""
    found = Certificate.objects.select_related("unit__place", "trainee__named", "session")
    return scopes.Within(found, held.office_paths, by="unit_id", keys=places.units_under)


def certificate_of(held: Rights, pid: str) -> Certificate | None:
    """One certificate of the reader's office."""
    return certificates(held).filter(pid=pid[:16]).first()


def expiring(held: Rights, today: date, within: int = SOON) -> QuerySet[Certificate]:
    """Certificates that have run out or will soon, of posts nobody renewed meanwhile."""
    until = today + timedelta(days=within)
    found = certificates(held).filter(
        withdrawn_at__isnull=True, expires_on__lte=until, expires_on__gt=today - timedelta(days=365)
    )
    return found.order_by("expires_on", "pk")


def name_of(certificate: Certificate) -> str:
    """Who holds it; empty where the person was erased."""
    named = getattr(certificate.trainee, "named", None)
    return named.name if named else ""


def obliged(units: Iterable[SocialUnit], today: date) -> dict[tuple[int, str], int]:
    """How many of each unit must hold a certificate for a post: one head, and the safety staff of the register."""
    there = [unit for unit in units if unit.starts <= today and (unit.ends is None or unit.ends > today)]
    staff = {
        row.unit_id: row.staff
        for row in UnitSafety.objects.filter(unit__in=there, starts__lte=today).order_by("starts", "pk")
    }
    found = {(unit.pk, "head"): 1 for unit in there}
    return found | {(unit.pk, "safety"): staff[unit.pk] for unit in there if staff.get(unit.pk)}


def lacking(held: Rights, year: int) -> QuerySet[Obligation]:
    """Posts with fewer certificates than are due."""
    from django.db.models import F

    if not held.office_paths:
        return Obligation.objects.none()
    inside = places.keys_under(held.office_paths)
    found = Obligation.objects.filter(place_id__in=inside, year=year, certified__lt=F("obliged"))
    return found.select_related("unit", "place").order_by("place__order", "unit__name", "pk")
