"""Objecting to a decision on public notice, and deciding on the objection."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.actions.applications import held, log
from safecommunity.accreditation.actions.refusal import NotYours, Refused
from safecommunity.accreditation.models import Application, Objection, ObjectionContact, PublicNotice
from safecommunity.accreditation.queries import objections, offices
from safecommunity.accreditation.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.shell.numbers import day

ANYBODY = "public"
MOST = 500  # of one notice


@transaction.atomic
def object_to(
    *, notice: PublicNotice, text: str, contact: str, client_id: str, at: datetime, by: str = ANYBODY
) -> Objection:  # fmt: skip
    """Anybody objects while the decision is on notice; the same form sent twice is one objection."""
    one = held(
        notice.application
    )  # the application first, as every move does: two at once wait, none is torn apart
    fresh = PublicNotice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    again = Objection.objects.filter(client_id=client_id).first() if client_id else None
    if again is not None and again.notice_id == fresh.pk:
        return again
    if objections.office(one, fresh.stay.turn_role) is None:
        says = _("Nobody here but %(place)s itself could decide on it; please object to the deciding office")
        raise Refused(says % {"place": one.place.name}, rule="objection.own_place")
    if fresh.ended_on is not None:
        raise Refused(_("This notice is over; the office decided on %(day)s") % {"day": day(fresh.ended_on)})
    if timezone.localdate(at) > fresh.ends_on:
        says = _("Objections were taken until %(day)s")
        raise Refused(says % {"day": day(fresh.ends_on)}, rule="objection.in_time")
    text, contact = text.strip(), contact.strip()
    if not 5 <= len(text) <= 1000:
        says = _("Objection: got %(came)s characters; allowed: 5 to 1000")
        raise Refused(says % {"came": len(text)}, "text")
    if len(contact) > 60:
        raise Refused(
            _("Contact: got %(came)s characters; allowed: up to 60") % {"came": len(contact)}, "contact"
        )
    if fresh.objections.count() >= MOST:
        raise Refused(_("No more objections can be taken here; please go to the office itself"))
    made = Objection.objects.create(
        notice=fresh, text=text, client_id=None if again else client_id or None, at=at
    )
    if contact:
        ObjectionContact.objects.create(objection=made, contact=contact)
    log("object_to_decision", one, by, at, objection=made.pid)
    return made


@transaction.atomic
def decide_objection(
    *, reader: Reader, objection: Objection, upheld: bool, answer: str, at: datetime
) -> Objection:
    """The deciding office upholds or dismisses an objection, with an answer the objector reads."""
    one = held(objection.notice.application)
    fresh = (
        Objection.objects.select_for_update(of=("self",)).select_related("notice__stay").get(pk=objection.pk)
    )
    _decides(reader, one, fresh)
    if fresh.notice.ended_on is not None:
        raise Refused(_("This notice is over"), rule="objection.notice_over")
    if fresh.state != Objection.State.OPEN:
        raise Refused(_("This objection is decided already"), rule="objection.decided")
    answer = answer.strip()
    if not 2 <= len(answer) <= 500:
        says = _("Answer: got %(came)s characters; allowed: 2 to 500")
        raise Refused(says % {"came": len(answer)}, "answer")
    fresh.state = Objection.State.UPHELD if upheld else Objection.State.DISMISSED
    fresh.answer, fresh.decided_on, fresh.decided_by = answer, timezone.localdate(at), reader.pid
    fresh.save(update_fields=["state", "answer", "decided_on", "decided_by"])
    log("decide_objection", one, reader.pid, at, objection=fresh.pid, upheld=upheld)
    return fresh


def _decides(reader: Reader, one: Application, held: Objection) -> None:
    """Refuse who does not sit in the deciding office, the applying place itself, and its own people."""
    role = held.notice.stay.turn_role
    if not offices.sits(Rights(reader), one, role, offices.office_of(one.place, role)):
        raise NotYours(f"{one.pid}: not the deciding office")
    rule, says = objections.why_not(one, role, reader)
    if rule:
        raise Refused(says, rule=rule)


@transaction.atomic
def open_contact(*, reader: Reader, objection: Objection, purpose: str, at: datetime) -> str:
    """How to reach who objected, for the deciding office while the notice lasts; on the record first, with what for."""
    one = held(objection.notice.application)
    fresh = Objection.objects.select_related("notice__stay", "contact").get(pk=objection.pk)
    _decides(reader, one, fresh)
    if fresh.notice.ended_on is not None:
        raise Refused(_("This notice is over"), rule="objection.notice_over")
    if not hasattr(fresh, "contact"):
        raise Refused(_("Who objected left no way to be reached"))
    purpose = purpose.strip()
    if not 2 <= len(purpose) <= 200:
        says = _("What for: got %(came)s characters; allowed: 2 to 200")
        raise Refused(says % {"came": len(purpose)}, "purpose")
    journal.record(
        by=reader.pid, action=objections.OPENED, kind=objections.KIND, ref=fresh.pid, place=one.place.pid, at=at,
        detail={"purpose": purpose, "application": one.pid},
    )  # fmt: skip
    return str(fresh.contact.contact)
