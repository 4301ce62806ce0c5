"""What becomes of an opinion: sorted, answered, satisfied or not, opened again, made public, made a task, withdrawn."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.actions.tasks import record_task
from safecommunity.governance.models import Agency, Opinion, OpinionContact
from safecommunity.governance.opinions import words
from safecommunity.governance.opinions.actions.receiving import PUBLIC, SHORTEST, check_text, log, step
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import Rights

MOST_ROUNDS = 9
TASK_DAYS = timedelta(days=14)


def _locked(reader: Reader | None, opinion: Opinion, *, agency: bool = False) -> Opinion:
    """The opinion as it stands, for its office (None: for the resident, who shows its receipt); with `agency` also for
    the people of the agency it was sorted to."""
    known = Opinion.objects.select_for_update(of=("self",)).select_related("place", "agency__place")
    one = known.get(pk=opinion.pk)
    rights = Rights(reader) if reader is not None else None
    own = agency and one.agency is not None and rights is not None
    if rights is not None and not (
        own and one.agency and rights.of_sector(one.agency.place, one.agency.sector)
    ):
        rights.need_office(one.place)
    if one.withdrawn_at is not None:
        raise Refused(_("This opinion was withdrawn"))
    return one


@transaction.atomic
def sort_opinion(
    *, reader: Reader, opinion: Opinion, at: datetime, agency: Agency | None = None, who: str = "", days: int = 0,
    setting: str = "",
) -> Opinion:  # fmt: skip
    """Who answers it, and within how many working days of its coming."""
    one = _locked(reader, opinion)
    if one.answered_on is not None:
        raise Refused(_("This opinion is answered; open it again first"))
    who = " ".join(who.split())
    if agency is None and not who:
        raise Refused(_("Who answers: choose an agency or name a post or body"))
    if len(who) > 120:
        raise Refused(_("Who answers: got %(came)s characters; allowed: up to 120") % {"came": len(who)})
    days = days or words.reply_days()
    if not 1 <= days <= words.most_days():
        says = _("Working days: got %(came)s; allowed: 1 to %(most)s")
        raise Refused(says % {"came": days, "most": words.most_days()})
    if setting and setting not in dict(words.settings()):
        raise Refused(_("Topic: got %(came)s; allowed: one of the list") % {"came": setting[:20]})
    begun = one.received_on if one.rounds == 1 else _last_opened(one)
    one.agency, one.who, one.due = agency, who, workdays.after(begun, days)
    one.setting = setting or one.setting
    one.first_due = one.due if one.rounds == 1 else one.first_due
    one.save(update_fields=["agency", "who", "due", "first_due", "setting"])
    step(one, "sorted", reader.pid, at, note=f"{who} · {days}" if who else str(days))
    log("sort_opinion", one, reader.pid, at, days=days)
    return one


def _last_opened(one: Opinion) -> date:
    last = one.steps.filter(what="reopened").last()
    return last.on if last is not None else one.received_on


@transaction.atomic
def answer_opinion(*, reader: Reader, opinion: Opinion, reply: str, on: date, at: datetime) -> Opinion:
    """The reply, on the day it was given; by the office, or by the agency it was sorted to."""
    one = _locked(reader, opinion, agency=True)
    if one.answered_on is not None:
        raise Refused(_("This opinion is answered; open it again first"))
    reply, first, today = check_text(reply, _("Reply"), SHORTEST), _last_opened(one), timezone.localdate(at)
    if not first <= on <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": _("Answered on"), "came": on, "first": first, "last": today})
    one.reply, one.answered_on, one.satisfied = reply, on, ""
    one.first_answered_on = one.first_answered_on or on
    one.save(update_fields=["reply", "answered_on", "satisfied", "first_answered_on"])
    step(one, "answered", reader.pid, at, note=reply, on=on)
    log("answer_opinion", one, reader.pid, at)
    return one


@transaction.atomic
def note_satisfaction(
    *, reader: Reader | None, opinion: Opinion, satisfied: bool, at: datetime, note: str = ""
) -> Opinion:
    """What the resident thinks of the reply: told to the office, or by himself with his receipt (reader None).

    A resident who is not satisfied opens it again by that, once; after that the office decides.
    """
    one = _locked(reader, opinion)
    by = reader.pid if reader is not None else PUBLIC
    if one.answered_on is None:
        raise Refused(_("There is no reply yet"))
    if one.satisfied and reader is None:
        raise Refused(_("You have told us already; thank you"))
    note = note.strip()[:500]
    one.satisfied = "yes" if satisfied else "no"
    one.save(update_fields=["satisfied"])
    step(one, "satisfied" if satisfied else "unsatisfied", by, at, note=note)
    log("note_satisfaction", one, by, at, satisfied=satisfied)
    if reader is None and not satisfied and one.rounds == 1:
        _again(one, by, at, note)
    return one


@transaction.atomic
def reopen_opinion(*, reader: Reader, opinion: Opinion, reason: str, at: datetime) -> Opinion:
    """The reply did not settle it: the clock runs anew, the first reply stays in the history."""
    one = _locked(reader, opinion)
    if one.answered_on is None:
        raise Refused(_("This opinion is open already"))
    if one.rounds >= MOST_ROUNDS:
        raise Refused(_("Opened again %(n)s times already; make it a task") % {"n": one.rounds - 1})
    _again(one, reader.pid, at, check_text(reason, _("Reason"), 1, 500))
    return one


def _again(one: Opinion, by: str, at: datetime, note: str) -> None:
    one.answered_on, one.rounds = None, one.rounds + 1
    one.due = workdays.after(timezone.localdate(at), words.reply_days())
    one.save(update_fields=["answered_on", "rounds", "due"])
    step(one, "reopened", by, at, note=note)
    log("reopen_opinion", one, by, at, round=one.rounds)


@transaction.atomic
def publish_opinion(*, reader: Reader, opinion: Opinion, text: str, reply: str, at: datetime) -> Opinion:
    """What everybody may read: written anew by the office, without names; empty takes it off."""
    one = _locked(reader, opinion)
    if not text.strip() and not reply.strip():
        one.public_text, one.public_reply, one.public_at = "", "", None
    else:
        if one.answered_on is None:
            raise Refused(_("Only what is answered is made public"))
        one.public_text = check_text(text, _("Public text"), SHORTEST)
        one.public_reply = check_text(reply, _("Public reply"), SHORTEST)
        kept = OpinionContact.objects.filter(opinion=one).first()
        if kept is not None and any(kept.contact in said for said in (one.public_text, one.public_reply)):
            raise Refused(_("The public copy holds what the resident gave to be reached by; leave it out"))
        one.public_at = at
    one.save(update_fields=["public_text", "public_reply", "public_at"])
    step(one, "published" if one.public_at else "hidden", reader.pid, at)
    log("publish_opinion" if one.public_at else "hide_opinion", one, reader.pid, at)
    return one


@transaction.atomic
def make_task(*, reader: Reader, opinion: Opinion, at: datetime) -> Opinion:
    """A task out of an opinion; it names the opinion's number, not what was said."""
    one = _locked(reader, opinion)
    if one.task_id is not None:
        return one
    today = timezone.localdate(at)
    title = _("See to opinion %(number)s") % {"number": one.number}
    due = max(one.due, today + TASK_DAYS)
    one.task = record_task(reader=reader, place=one.place, title=title, due=due, who=one.who, at=at)
    one.save(update_fields=["task"])
    step(one, "task", reader.pid, at)
    log("task_of_opinion", one, reader.pid, at, task=one.task.ref)
    return one


@transaction.atomic
def withdraw_opinion(*, reader: Reader, opinion: Opinion, reason: str, at: datetime) -> Opinion:
    """Out of the counts, with reason: entered twice, no opinion at all. It stays readable for the office."""
    one = _locked(reader, opinion)
    one.reason = check_text(reason, _("Reason"), 1, 200)
    one.withdrawn_at, one.public_at = at, None
    one.save(update_fields=["withdrawn_at", "reason", "public_at"])
    step(one, "withdrawn", reader.pid, at, note=one.reason)
    log("withdraw_opinion", one, reader.pid, at, op="delete")
    return one


@transaction.atomic
def redact_opinion(*, reader: Reader, opinion: Opinion, text: str, at: datetime) -> Opinion:
    """What was said, without what names somebody; the former text is destroyed."""
    one = _locked(reader, opinion)
    one.text = check_text(text, _("What was said"), SHORTEST)
    one.save(update_fields=["text"])
    step(one, "redacted", reader.pid, at)
    log("redact_opinion", one, reader.pid, at)
    return one


@transaction.atomic
def erase_contact(*, reader: Reader, opinion: Opinion, at: datetime) -> Opinion:
    """Forget how the resident may be reached."""
    one = Opinion.objects.select_for_update(of=("self",)).select_related("place").get(pk=opinion.pk)
    Rights(reader).need_office(one.place)
    if OpinionContact.objects.filter(opinion=one).exists():
        OpinionContact.objects.filter(opinion=one).delete()
        step(one, "erased", reader.pid, at)
        log("erase_contact", one, reader.pid, at)
    return one
