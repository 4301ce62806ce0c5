"""Every write about people: who exists, what they may do, how they sign in. No secret enters the log."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from safecommunity.accounts.fields import normalise_phone, secret_digest
from safecommunity.accounts.models import Device, Enrolment, Role, Scope, User, new_pid
from safecommunity.journal.actions import record

ENROLMENT_LASTS = timedelta(minutes=15)
NEEDS_UNIT = frozenset({Role.FACILITY, Role.UNIT})
NEEDS_PLACE = frozenset({Role.GRID, Role.CDC, Role.CLERK, Role.CHIEF, Role.SUPERVISOR, Role.AGENCY})
LOCK_AFTER, LOCK_LASTS, REVOKE_AFTER = 5, timedelta(minutes=15), 10


class Refused(ValidationError):
    """An action that may not happen; the message is for the person at the screen."""


class PinOutcome(StrEnum):
    """What became of a PIN attempt."""

    RIGHT = "right"
    WRONG = "wrong"
    LOCKED = "locked"
    REVOKED = "revoked"


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str,
    by: str,
    at: datetime,
    password: str | None = None,
    language: str = "zh-hans",
    phone: str = "",
    demo_order: int = 0,
    demo_says: str = "",
    pid: str = "",
) -> User:
    """Make a person who may sign in; without a password only by phone or, in a demo, by one click.

    A person with `demo_says` is offered on the front page of a demo. Raises ValidationError with every
    field that does not fit.
    """
    user = User(
        pid=pid or new_pid(),
        username=username.strip(),
        display_name=display_name.strip(),
        language=language,
        phone=normalise_phone(phone),
        phone_digest=secret_digest(phone, "phone"),
        created_at=at,
        is_demo=bool(demo_says),
        demo_order=demo_order,
        demo_says=demo_says,
    )
    _put_password(user, password, given=by != user.pid)
    user.full_clean(exclude=["password"])
    if User.objects.filter(username__iexact=user.username).exists():
        raise ValidationError({"username": _("This user name is taken.")})
    user.save(force_insert=True)
    record(by=by, action="create_user", kind="user", ref=user.pid, at=at)
    return user


@transaction.atomic
def add_person(
    *,
    username: str,
    display_name: str,
    password: str,
    first: dict[str, Any],
    by: str,
    at: datetime,
    language: str = "zh-hans",
) -> User:
    """A person together with the first role, or neither; `first` holds the arguments of `grant_scope`."""
    user = create_user(
        username=username, display_name=display_name, password=password, language=language, by=by, at=at
    )
    grant_scope(user=user, by=by, at=at, **first)
    return user


@transaction.atomic
def set_password(*, user: User, password: str, by: str, at: datetime) -> None:
    """Set a password; one set by somebody else must be changed at the next sign-in."""
    _put_password(user, password, given=by != user.pid)
    user.save(update_fields=["password", "password_given"])
    record(by=by, action="set_password", kind="user", ref=user.pid, at=at)


def _put_password(user: User, password: str | None, *, given: bool) -> None:
    if password is None:
        user.set_unusable_password()
        return
    validate_password(password, user)
    user.set_password(password)
    user.password_given = given


@transaction.atomic
def set_language(*, user: User, language: str, by: str, at: datetime) -> None:
    """Remember the language a person reads."""
    user.language = language
    user.full_clean(exclude=["password"])
    user.save(update_fields=["language"])
    record(by=by, action="set_language", kind="user", ref=user.pid, at=at, detail={"language": language})


@transaction.atomic
def grant_scope(
    *,
    user: User,
    role: str,
    starts: date,
    by: str,
    at: datetime,
    place: str = "",
    unit: str = "",
    room: str = "",
    ends: date | None = None,
    sensitive: bool = False,
    sector: str = "",
) -> Scope:
    """Give a right for a time. Raises ValidationError for an unknown role or a wrong span."""
    if role not in Role.values:
        raise Refused(
            _("Role %(role)s is unknown; allowed: %(allowed)s."),
            params={"role": role, "allowed": ", ".join(Role.values)},
        )
    if ends is not None and ends < starts:
        raise Refused(
            _("The right ends on %(ends)s, before it starts on %(starts)s."),
            params={"ends": ends, "starts": starts},
        )
    if role in NEEDS_UNIT and not unit:
        raise Refused(
            _("The role %(role)s needs a unit; none was chosen."), params={"role": Role(role).label}
        )
    if role in NEEDS_PLACE and not place:
        raise Refused(
            _("The role %(role)s needs a place; none was chosen."), params={"role": Role(role).label}
        )
    if sector and role != Role.AGENCY:
        raise Refused(_("A sector belongs to the role %(role)s only."), params={"role": Role.AGENCY.label})
    scope = Scope.objects.create(
        user=user,
        sector=sector,
        role=role,
        place=place,
        unit=unit,
        room=room,
        starts=starts,
        ends=ends,
        sensitive=sensitive,
        granted_by=by,
    )
    detail = {
        "role": role,
        "unit": unit,
        "room": room,
        "starts": str(starts),
        "ends": str(ends or ""),
        "sensitive": sensitive,
        **({"sector": sector} if sector else {}),
    }
    record(by=by, action="grant_scope", kind="user", ref=user.pid, place=place, at=at, detail=detail)
    return scope


@transaction.atomic
def end_scope(*, scope: Scope, ends: date, by: str, at: datetime) -> None:
    """Let a right end on a day (the first day without it)."""
    if ends < scope.starts:
        raise Refused(
            _("The right ends on %(ends)s, before it starts on %(starts)s."),
            params={"ends": ends, "starts": scope.starts},
        )
    scope.ends = ends
    scope.save(update_fields=["ends"])
    detail = {"role": scope.role, "unit": scope.unit, "ends": str(ends)}
    record(
        by=by, action="end_scope", kind="user", ref=scope.user.pid, place=scope.place, at=at, detail=detail
    )


@transaction.atomic
def deactivate_user(*, user: User, by: str, at: datetime) -> None:
    """Close an account: no sign-in, open sessions read nothing, phones are revoked. The records stay."""
    if user.pid == by:
        raise Refused(_("You cannot deactivate yourself."))
    user.is_active = False
    user.save(update_fields=["is_active"])
    Device.objects.filter(user=user, revoked_at=None).update(revoked_at=at)
    Enrolment.objects.filter(user=user, used_at=None).update(used_at=at, token="")
    record(by=by, action="deactivate_user", kind="user", ref=user.pid, at=at)


@transaction.atomic
def start_enrolment(*, user: User, by: str, at: datetime) -> Enrolment:
    """Invite one phone; earlier invitations of the person stop working. `.token` is for the QR code."""
    if not user.is_active:
        raise Refused(_("This account is closed."))
    Enrolment.objects.filter(user=user, used_at=None).update(used_at=at, token="")
    token = secrets.token_urlsafe(24)
    enrolment = Enrolment.objects.create(
        user=user, by=by, digest=token_digest(token), token=token, made_at=at, expires_at=at + ENROLMENT_LASTS
    )
    record(
        by=by, action="start_enrolment", kind="user", ref=user.pid, at=at, detail={"enrolment": enrolment.pid}
    )
    return enrolment


@transaction.atomic
def invite_unit(*, unit: str, name: str, by: str, at: datetime, today: date) -> Enrolment:
    """Let a phone of an organisation answer for it: nobody's account and no password, only this invitation and a PIN.

    The organisation has one such account, whatever phones it uses; each invitation is for one phone.
    """
    username = f"unit-{unit}"
    user = User.objects.filter(username=username).first()
    if user is None:
        user = create_user(username=username, display_name=name[:60], by=by, at=at)
    held = Scope.objects.filter(user=user, role=Role.UNIT, unit=unit)
    if not any(scope.holds_on(today) for scope in held):
        grant_scope(user=user, role=Role.UNIT, unit=unit, starts=today, by=by, at=at)
    return start_enrolment(user=user, by=by, at=at)


@transaction.atomic
def enrol_device(*, token: str, pin: str, at: datetime, name: str = "") -> tuple[Device, str]:
    """Use an invitation: the phone gets a token (returned once), the person sets a PIN.

    Raises Refused for a used, expired or unknown invitation, or a PIN that is too easy.
    """
    check_pin(pin)
    enrolment = (
        Enrolment.objects.select_for_update()
        .select_related("user")
        .filter(digest=token_digest(token))
        .first()
    )
    if enrolment is None or not enrolment.is_open(at) or not enrolment.user.is_active:
        raise Refused(_("This code has been used or has expired. Ask for a new one."))
    enrolment.used_at, enrolment.token = at, ""
    enrolment.save(update_fields=["used_at", "token"])
    secret, pid = secrets.token_urlsafe(32), new_pid()
    device = Device.objects.create(
        pid=pid,
        user=enrolment.user,
        name=name[:60],
        token=token_digest(secret),
        pin=make_password(keyed_pin(pid, pin)),
        enrolled_at=at,
        last_used_at=at,
    )
    detail = {"enrolment": enrolment.pid, "device": device.pid, "invited_by": enrolment.by}
    record(by=device.user.pid, action="enrol_device", kind="user", ref=device.user.pid, at=at, detail=detail)
    return device, secret


@transaction.atomic
def try_pin(*, device: Device, pin: str, at: datetime) -> PinOutcome:
    """Check a PIN and count: five wrong lock the phone for a while, ten revoke it.

    The row is locked while the PIN is checked, so guesses sent at the same moment count one by one.
    """
    device = Device.objects.select_for_update().select_related("user").get(pk=device.pk)
    if device.revoked_at is not None or not device.user.is_active:
        return PinOutcome.REVOKED
    if device.is_locked(at):
        return PinOutcome.LOCKED
    if check_password(keyed_pin(device.pid, pin), device.pin):
        device.failures, device.locked_until, device.last_used_at = 0, None, at
        device.save(update_fields=["failures", "locked_until", "last_used_at"])
        return PinOutcome.RIGHT
    return _count_wrong_pin(device, at)


def _count_wrong_pin(device: Device, at: datetime) -> PinOutcome:
    device.failures += 1
    outcome = PinOutcome.WRONG
    if device.failures >= REVOKE_AFTER:
        outcome, device.revoked_at = PinOutcome.REVOKED, at
    elif device.failures % LOCK_AFTER == 0:
        outcome, device.locked_until = PinOutcome.LOCKED, at + LOCK_LASTS
    device.save(update_fields=["failures", "locked_until", "revoked_at"])
    detail = {"device": device.pid, "failures": device.failures, "outcome": outcome.value}
    record(by=device.user.pid, action="refuse_pin", kind="user", ref=device.user.pid, at=at, detail=detail)
    return outcome


@transaction.atomic
def revoke_device(*, device: Device, by: str, at: datetime) -> None:
    """Forget a phone; doing it twice changes nothing."""
    if device.revoked_at is not None:
        return
    device.revoked_at = at
    device.save(update_fields=["revoked_at"])
    record(
        by=by, action="revoke_device", kind="user", ref=device.user.pid, at=at, detail={"device": device.pid}
    )


@transaction.atomic
def record_sign_in(*, user: User, how: str, at: datetime) -> None:
    """Log that somebody came in, and by which proof: password, totp, device, demo."""
    record(by=user.pid, action="sign_in", kind="user", ref=user.pid, at=at, detail={"how": how})


@transaction.atomic
def record_sign_out(*, user: User, at: datetime) -> None:
    """Log that somebody left."""
    record(by=user.pid, action="sign_out", kind="user", ref=user.pid, at=at)


@transaction.atomic
def record_refused_sign_in(*, username: str, locked: bool, at: datetime) -> None:
    """Log a failed sign-in. What was typed is not kept: people type passwords into the wrong field."""
    known = User.objects.filter(username__iexact=username).only("pid").first()
    action = "lock_sign_in" if locked else "refuse_sign_in"
    record(by="", action=action, kind="user", ref=known.pid if known else "", at=at)


@transaction.atomic
def record_second_factor(*, user: User, change: str, at: datetime) -> None:
    """Log that a second factor was set up, proved again, renewed or removed."""
    record(by=user.pid, action="second_factor", kind="user", ref=user.pid, at=at, detail={"change": change})


def token_digest(token: str) -> str:
    """A random token is long enough for a plain fast hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def keyed_pin(device_pid: str, pin: str) -> str:
    """Six digits alone could be tried out on a stolen database; the key outside it prevents that."""
    return secret_digest(pin, f"pin of {device_pid}")


def check_pin(pin: str) -> None:
    """Raise Refused unless the PIN is six digits and neither repeated nor a run."""
    if len(pin) != 6 or not pin.isascii() or not pin.isdigit():
        raise Refused(_("The PIN has 6 digits."))
    steps = {(int(later) - int(earlier)) % 10 for earlier, later in pairwise(pin)}
    if steps <= {0} or steps <= {1} or steps <= {9} or pin[:3] == pin[3:] or pin[:2] * 3 == pin:
        raise Refused(_("This PIN is easy to guess. Choose one without repeats or runs."))


@transaction.atomic
def import_people(
    *, rows: Sequence[Mapping[str, Any]], by: str, at: datetime, file_name: str, place: str = ""
) -> tuple[list[User], int]:
    """People of a checked list with their roles: who is on record stays, a role held already stays, all or nothing.

    A row names a known `user` or, with `password`, somebody new; further rows of a user name are further roles.
    Returns who is new, and how many roles were given.
    """
    made: dict[str, User] = {}
    roles = 0
    today = timezone.localdate(at)
    for row in rows:
        name = row["username"].casefold()
        user = row["user"] or made.get(name)
        if user is None:
            user = made[name] = create_user(
                username=row["username"], display_name=row["display_name"], phone=row["phone"],
                password=row["password"], by=by, at=at,
            )  # fmt: skip
        held = {name: row[name] for name in ("role", "place", "unit", "sector")}
        standing = Scope.objects.filter(user=user, **held).filter(Q(ends=None) | Q(ends__gt=today))
        if not standing.exists():
            grant_scope(user=user, starts=row["starts"], by=by, at=at, **held)
            roles += 1
    record(
        by=by, action="import_people", kind="user", ref=place, place=place, at=at,
        detail={"file": file_name[:150], "people": len(made), "roles": roles},
    )  # fmt: skip
    return list(made.values()), roles
