"""Putting a document into the right hands: a line in the product for everybody, mail for who wishes it.

A mail names the document and carries a link; it holds no number of it and nobody's data. It goes to the address a
person has given for reminders, where he has switched mail on and the operator has set it up.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.indicators.period import Period
from safecommunity.journal import actions as journal
from safecommunity.reminders import channels
from safecommunity.reminders.actions import BACK_OFF, HELD, MOST_TRIES
from safecommunity.reminders.queries import wish_of
from safecommunity.reports.documents.kinds import kinds
from safecommunity.reports.models import Document, ScheduleNotice, ScheduleRun
from safecommunity.reports.scheduling import queries

CHANNEL = "mail"
MOST_AT_ONCE = 200
Mail = ScheduleNotice.Mail


def tell(*, run: ScheduleRun, document: Document, by: str, at: datetime) -> int:
    """A notice for everybody who is to know; called within the write that ends the run. Returns how many."""
    users = queries.to_be_told(run, document, queries.today_of(at))
    rows = [
        ScheduleNotice(run=run, user=user.pid, at=at, next_at=at,
                       mail=Mail.WAITING if run.schedule.mail and _wants_mail(user.pid) else Mail.NONE)
        for user in users
    ]  # fmt: skip
    ScheduleNotice.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _wants_mail(user: str) -> bool:
    wish = wish_of(user)
    return bool(CHANNEL in channels.known() and wish is not None and wish.by_mail and wish.mail)


@transaction.atomic
def see_notice(*, reader: Reader, notice: ScheduleNotice, at: datetime) -> None:
    """Somebody has looked at what he was told."""
    done = ScheduleNotice.objects.filter(pk=notice.pk, user=reader.pid, seen_at__isnull=True).update(
        seen_at=at
    )
    if done:
        _log("see_schedule_notice", notice, reader.pid, at)


def deliver(*, by: str, at: datetime) -> dict[str, int]:
    """Send what waits. Each mail is taken first and sent outside of any transaction; one whose sender died before it
    could note the outcome is not sent a second time."""
    for lost in ScheduleNotice.objects.filter(mail=Mail.SENDING, next_at__lte=at)[:MOST_AT_ONCE]:
        _ended(lost, Mail.UNKNOWN, by, at, "the program ended while sending")
    told = {"sent": 0, "later": 0, "given_up": 0}
    waiting = ScheduleNotice.objects.filter(mail=Mail.WAITING, next_at__lte=at).order_by("next_at", "pk")
    for notice in list(waiting[:MOST_AT_ONCE]):
        taken = ScheduleNotice.objects.filter(pk=notice.pk, mail=Mail.WAITING, next_at=notice.next_at).update(
            mail=Mail.SENDING, next_at=at + HELD, tries=F("tries") + 1
        )
        if taken:
            told[_send(notice.pk, by, at)] += 1
    return told


def _send(pk: int, by: str, at: datetime) -> str:
    notice = ScheduleNotice.objects.select_related("run__schedule__place", "run__place", "run__document").get(
        pk=pk
    )
    wish, user = wish_of(notice.user), people.user(notice.user)
    if wish is None or user is None or not user.is_active or not wish.by_mail:
        outcome = channels.refused("switched off meanwhile")
    else:
        with translation.override(user.language or "zh-hans"):
            subject, text = written(notice.run)
        outcome = channels.send(CHANNEL, wish.mail, subject, text)
    if outcome.sent:
        _ended(notice, Mail.SENT, by, at)
        return "sent"
    if outcome.later is None or notice.tries >= MOST_TRIES:
        _ended(notice, Mail.GIVEN_UP, by, at, outcome.says)
        return "given_up"
    wait = max(outcome.later, BACK_OFF[notice.tries - 1])
    _ended(notice, Mail.WAITING, by, at, outcome.says, at + timedelta(seconds=wait))
    return "later"


def written(run: ScheduleRun) -> tuple[str, str]:
    """(subject, text) of a mail: which document it is, whether it is a draft, and where it opens."""
    language = translation.get_language() or "zh-hans"
    kind = kinds().get(run.schedule.kind)
    told = {
        "what": kind.title(language) if kind is not None else run.schedule.kind, "place": run.place.name,
        "period": Period.parse(run.period).label(language),
    }  # fmt: skip
    document = run.document
    final = document is not None and document.state == Document.State.FINAL
    says = (
        _("%(place)s, %(period)s: %(what)s is written and final.")
        if final
        else _("%(place)s, %(period)s: %(what)s is written, a draft to look at.")
    )
    where = reverse("document", args=[document.pid]) if document is not None else reverse("documents")
    link = f"{settings.PUBLIC_ADDRESS}{where}" if settings.PUBLIC_ADDRESS else _("Documents, in the product")
    return f"{told['what']} · {told['place']} · {told['period']}", f"{says % told}\n{link}\n"


@transaction.atomic
def _ended(
    notice: ScheduleNotice, state: str, by: str, at: datetime, says: str = "", again: datetime | None = None
) -> None:
    ScheduleNotice.objects.filter(pk=notice.pk).update(
        mail=state, error=says[:200], next_at=again or notice.next_at
    )
    if state != Mail.WAITING:
        _log(
            f"schedule_mail_{state}",
            notice,
            by,
            at,
            tries=notice.tries,
            **({"why": says[:200]} if says else {}),
        )


def _log(action: str, notice: ScheduleNotice, by: str, at: datetime, **detail: object) -> None:
    run = ScheduleRun.objects.select_related("place").get(pk=notice.run_id)
    journal.record(
        by=by, action=action, kind="schedule", ref=notice.pid, place=run.place.pid, at=at, detail=dict(detail)
    )
