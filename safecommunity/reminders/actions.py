"""Writing: what a person wishes, the digests of a day, and their way out."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.reminders import addresses, channels
from safecommunity.reminders.digest import Digest, digest_of
from safecommunity.reminders.models import Message, Wish
from safecommunity.reminders.queries import wish_of

BACK_OFF = (300, 900, 3600, 3 * 3600)  # seconds after the first, second … failure
MOST_TRIES = len(BACK_OFF) + 1
HELD = timedelta(minutes=10)  # who has not come back by then is lost
SAME_AGAIN = timedelta(days=7)
MOST_AT_ONCE = 200
State = Message.State


class Refused(Exception):
    """What cannot be kept, field by field, in words."""

    def __init__(self, findings: Mapping[str, str]) -> None:
        super().__init__(" ".join(findings.values()))
        self.findings = dict(findings)


@transaction.atomic
def set_wishes(*, reader: Reader, values: Mapping[str, Any], at: datetime) -> Wish:
    """Keep how somebody wants to be reminded. An address that is not given stays as it is kept; "" erases it."""
    found: dict[str, str] = {}
    wish = Wish.objects.select_for_update().filter(user=reader.pid).first() or Wish(user=reader.pid)
    for channel in addresses.CHANNELS:
        if channel in values:
            given = str(values[channel] or "").strip()
            if given and (problem := addresses.problem(channel, given)):
                found[channel] = problem
            else:
                setattr(wish, channel, addresses.normal(channel, given))
        on = bool(values.get(f"by_{channel}"))
        if on and not getattr(wish, channel) and channel not in found:
            found[channel] = _("An address is needed for this channel")
        setattr(wish, f"by_{channel}", on)
    hour, days = values.get("hour", wish.hour), values.get("days", wish.days)
    if not isinstance(hour, int) or not 0 <= hour <= 23:
        found["hour"] = _("Hour: got %(came)s; allowed: 0 to 23") % {"came": hour}
    if days not in Wish.Days.values:
        found["days"] = _("Days: got %(came)s; allowed: one of the list") % {"came": str(days)[:20]}
    if found:
        raise Refused(found)
    wish.hour, wish.days, wish.late_only, wish.changed_at = hour, days, bool(values.get("late_only")), at
    wish.save()
    on_now = [one for one in addresses.CHANNELS if getattr(wish, f"by_{one}")]
    journal.record(
        by=reader.pid, action="set_reminders", kind="reminders", ref=reader.pid, at=at,
        detail={"channels": on_now, "hour": hour, "days": days},
    )  # fmt: skip
    return wish


def make_digests(*, by: str, at: datetime) -> int:
    """Today's digests of everybody whose hour has come; each person and channel once a day. Returns how many."""
    return sum(_queued(user, channel, told, by=by, at=at) for user, channel, told in _due(at))


def to_make(*, at: datetime) -> int:
    """How many messages `make_digests` would make now."""
    return sum(1 for _one in _due(at))


def _due(at: datetime) -> Iterator[tuple[str, str, Digest]]:
    """Person, channel and what to tell, of everybody whose hour has come and who was not told today."""
    now = timezone.localtime(at)
    on = channels.known()
    for wish in Wish.objects.filter(hour__lte=now.hour).order_by("pk"):
        if wish.days == Wish.Days.WORK and now.weekday() > 4:
            continue
        done = set(Message.objects.filter(user=wish.user, day=now.date()).values_list("channel", flat=True))
        wanted = [one for one in on if getattr(wish, f"by_{one}") and one not in done]
        user = User.objects.filter(pid=wish.user, is_active=True).first() if wanted else None
        if user is None:
            continue
        with translation.override(user.language or "zh-hans"):
            told = digest_of(user, now.date(), late_only=wish.late_only)
        if told is not None:
            yield from ((user.pid, one, told) for one in wanted if not _said(user.pid, one, told, now.date()))


def _said(user: str, channel: str, told: Digest, day: date) -> bool:
    """Whether the last message said just the same, within a week."""
    last = Message.objects.filter(user=user, channel=channel).exclude(state=State.GIVEN_UP).first()
    return last is not None and last.digest == told.key and last.day > day - SAME_AGAIN


def _queued(user: str, channel: str, told: Digest, *, by: str, at: datetime) -> int:
    day = timezone.localdate(at)
    with transaction.atomic():
        made, new = Message.objects.get_or_create(
            user=user, channel=channel, day=day,
            defaults={
                "subject": told.subject[:200], "text": told.text, "lines": told.lines, "late": told.late,
                "digest": told.key, "next_at": at, "made_at": at,
            },
        )  # fmt: skip
        if new:
            _log("make_reminder", made, by, at)
    return int(new)


def _log(action: str, message: Message, by: str, at: datetime, **more: Any) -> None:
    journal.record(
        by=by, action=action, kind="reminder", ref=message.pid, at=at,
        detail={"to": message.user, "channel": message.channel, "lines": message.lines, "late": message.late, **more},
    )  # fmt: skip


def deliver(*, by: str, at: datetime) -> dict[str, int]:
    """Send what waits: each message is taken, sent outside of any transaction, and its outcome kept.

    A process that dies between sending and noting leaves a message nobody knows the fate of; it is not sent again.
    """
    lost = Message.objects.filter(state=State.SENDING, next_at__lte=at)
    for message in lost[:MOST_AT_ONCE]:
        _ended(message, State.UNKNOWN, by, at, _says="the program ended while sending")
    told = {"sent": 0, "later": 0, "given_up": 0}
    waiting = Message.objects.filter(state=State.WAITING, next_at__lte=at).order_by("next_at", "pk")
    for message in list(waiting[:MOST_AT_ONCE]):
        taken = Message.objects.filter(pk=message.pk, state=State.WAITING, next_at=message.next_at).update(
            state=State.SENDING, next_at=at + HELD, tries=F("tries") + 1
        )
        if not taken:
            continue  # another process was faster
        message.refresh_from_db()
        told[_go(message, by, at)] += 1
    return told


def _go(message: Message, by: str, at: datetime) -> str:
    wish = wish_of(message.user)
    off = wish is None or not getattr(wish, f"by_{message.channel}")
    address = "" if wish is None else str(getattr(wish, message.channel))
    outcome = (
        channels.refused("switched off meanwhile")
        if off
        else channels.send(message.channel, address, message.subject, message.text)
    )
    if outcome.sent:
        message.sent_at = at
        _ended(message, State.SENT, by, at)
        return "sent"
    over = message.day < timezone.localdate(at)  # tomorrow's digest tells it anew
    if outcome.later is None or message.tries >= MOST_TRIES or over:
        _ended(message, State.GIVEN_UP, by, at, _says=outcome.says)
        return "given_up"
    wait = max(outcome.later, BACK_OFF[message.tries - 1])
    _ended(message, State.WAITING, by, at, _says=outcome.says, _next=at + timedelta(seconds=wait))
    return "later"


@transaction.atomic
def _ended(
    message: Message, state: str, by: str, at: datetime, _says: str = "", _next: datetime | None = None
) -> None:
    message.state, message.error = state, _says[:200]
    message.next_at = _next or message.next_at
    message.save(update_fields=["state", "error", "next_at", "sent_at"])
    if state != State.WAITING:
        _log(
            f"reminder_{state}",
            message,
            by,
            at,
            tries=message.tries,
            **({"why": message.error} if _says else {}),
        )
