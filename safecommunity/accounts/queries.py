"""Reads about people. Reach in places and units is unfolded by the caller: places live above this room."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safecommunity.accounts.actions import token_digest
from safecommunity.accounts.models import Device, Enrolment, Role, Scope, User
from safecommunity.accounts.reader import Reader

# A chief looks after people who see no names and decide nothing; the others are the administrator's,
# because whoever sets up a person's phone could use it.
MANAGED_BY_CHIEF = (Role.GRID, Role.CLERK, Role.AGENCY, Role.UNIT)


def manageable_roles(reader: Reader) -> tuple[str, ...]:
    """Roles this reader may give."""
    if reader.has(Role.ADMIN):
        return tuple(Role.values)
    return tuple(MANAGED_BY_CHIEF) if reader.has(Role.CHIEF) else ()


def users_within(
    reader: Reader, *, places: Iterable[str] = (), units: Iterable[str] = (), today: date | None = None
) -> QuerySet[User]:
    """People this reader looks after: an administrator all, a chief those whose every scope is in reach.

    Who holds the sensitive right is the administrator's: a chief who can give him a password could read as him.

    `places` and `units` are the ids in the reader's reach, already unfolded downwards.
    """
    people = User.objects.prefetch_related("scopes", "devices").order_by("username")
    if reader.has(Role.ADMIN):
        return people
    if not reader.has(Role.CHIEF):
        return people.none()
    current = Scope.objects.filter(Q(ends=None) | Q(ends__gt=today)) if today else Scope.objects.all()
    inside = Q(place__in=list(places)) | (Q(place="") & Q(unit__in=list(units)))
    mine = current.filter(inside, role__in=MANAGED_BY_CHIEF, sensitive=False)
    other = current.exclude(pk__in=mine.values("pk"))
    return people.filter(pk__in=mine.values("user")).exclude(pk__in=other.values("user"))


def user(pid: str) -> User | None:
    """A person by permanent id."""
    return User.objects.filter(pid=pid).first()


def reviewers(*, places: Iterable[str], today: date) -> list[User]:
    """People who may be asked to review: the role today, at one of these places or nowhere in particular, by name."""
    held = Scope.objects.filter(Q(ends=None) | Q(ends__gt=today), starts__lte=today, role=Role.REVIEWER)
    held = held.filter(Q(place__in=list(places)) | Q(place=""))
    return list(
        User.objects.filter(pk__in=held.values("user"), is_active=True).order_by("display_name", "pk")[:300]
    )


def names(pids: Iterable[str]) -> dict[str, str]:
    """Display names by permanent id, for lists and histories; what the computer did by itself is said so."""
    wanted = set(pids)
    found = dict(User.objects.filter(pid__in=wanted).values_list("pid", "display_name"))
    ours = {"operator": _("on the server, by command"), "keeper": _("the system")}
    return found | {pid: says for pid, says in ours.items() if pid in wanted}


def demo_users() -> list[User]:
    """The people offered on the front page of a demo, in order."""
    return list(
        User.objects.filter(is_demo=True, is_active=True)
        .prefetch_related("scopes")
        .order_by("demo_order", "pk")
    )


def device_by_cookie(cookie: str) -> Device | None:
    """The device a cookie belongs to; None for a forged, unknown or revoked one."""
    pid, _, token = cookie.partition(".")
    if not token or len(cookie) > 200:
        return None
    found = (
        Device.objects.select_related("user")
        .filter(pid=pid, token=token_digest(token), revoked_at=None)
        .first()
    )
    return found if found and found.user.is_active else None


def device_is_known(pid: str) -> bool:
    """Is this phone still enrolled?"""
    return Device.objects.filter(pid=pid, revoked_at=None).exists()


def open_enrolment(token: str, now: datetime) -> Enrolment | None:
    """The invitation behind a QR code, while it is open."""
    found = Enrolment.objects.select_related("user").filter(digest=token_digest(token)).first()
    return found if found and found.is_open(now) and found.user.is_active else None
