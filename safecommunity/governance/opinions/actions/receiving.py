"""Receiving: entered by the office or a worker, or dropped by anybody behind a QR code."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes
from safecommunity.governance.actions.proof import File, attach
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Opinion, OpinionBox, OpinionContact, OpinionStep
from safecommunity.governance.opinions import words
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT, KIND = "opinion", "opinion"
SHORTEST, LONGEST = 4, 2000
MOST_CONTACT = 60
LATEST = timedelta(days=366)
PUBLIC = "resident"  # who dropped it: nobody we know
MOST_PHOTOS = 3


def check_text(text: str, field: str, least: int = 1, most: int = LONGEST) -> str:
    """A text without blanks around it. Raises Refused in words."""
    plain = text.strip()
    if not least <= len(plain) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": field, "came": len(plain), "least": least, "most": f"{most:,}"})
    return plain


def log(action: str, one: Opinion, by: str, at: datetime, *, op: str = "upsert", **detail: Any) -> None:
    """One audit event with the fact's change; what was said stands in no log."""
    journal.record(
        by=by, action=action, kind=KIND, ref=one.ref, place=one.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, one.ref, op)],
    )  # fmt: skip


def step(one: Opinion, what: str, by: str, at: datetime, note: str = "", on: date | None = None) -> None:
    """A line of the opinion's history."""
    OpinionStep.objects.create(
        opinion=one, what=what, on=on or timezone.localdate(at), note=note, by=by, at=at
    )


def _received(
    *, place: Place, channel: str, received_on: date, text: str, by: str, at: datetime, setting: str, contact: str,
    box: OpinionBox | None = None, binder: str = "", client_id: str = "",
) -> Opinion:  # fmt: skip
    text = check_text(text, _("What was said"), SHORTEST)
    if setting and setting not in codes.settings():
        raise Refused(_("Topic: got %(came)s; allowed: one of the list") % {"came": setting[:20]})
    contact = " ".join(contact.split())
    if len(contact) > MOST_CONTACT:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"field": _("How to reach you"), "came": len(contact), "most": MOST_CONTACT})
    due = workdays.after(received_on, words.reply_days())
    one = Opinion.objects.create(
        place=place, channel=channel, box=box, setting=setting, received_on=received_on, text=text, due=due,
        first_due=due, binder=binder.strip()[:60], client_id=client_id[:64] or None, by=by, at=at,
    )  # fmt: skip
    if contact:
        OpinionContact.objects.create(opinion=one, contact=contact)
    step(one, "received", by, at, on=received_on)
    log("record_opinion", one, by, at, channel=channel)
    return one


@transaction.atomic
def record_opinion(
    *, reader: Reader, place: Place, channel: str, received_on: date, text: str, at: datetime, setting: str = "",
    contact: str = "", binder: str = "", client_id: str = "", proofs: Sequence[File] = (),
) -> Opinion:  # fmt: skip
    """Entered by the office or a worker of the place; the same form sent twice is one opinion."""
    Rights(reader).need_work(place)
    if client_id and (sent := Opinion.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return sent
    if channel not in words.channels():
        raise Refused(_("Channel: got %(came)s; allowed: one of the list") % {"came": channel[:20] or "—"})
    today = timezone.localdate(at)
    first = date(2000, 1, 1) if binder.strip() else today - LATEST
    if not first <= received_on <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": _("Received on"), "came": received_on, "first": first, "last": today})
    one = _received(
        place=place, channel=channel, received_on=received_on, text=text, by=reader.pid, at=at, setting=setting,
        contact=contact, binder=binder, client_id=client_id,
    )  # fmt: skip
    attach(proofs, KIND, one.ref, place, reader.pid, at, received_on)
    return one


@transaction.atomic
def drop_opinion(
    *, token: str, text: str, at: datetime, setting: str = "", contact: str = "", client_id: str = "",
    photos: Sequence[File] = (),
) -> Opinion:  # fmt: skip
    """Somebody behind the QR code says something; `token` is the code of the box. Nobody is asked who he is."""
    box = OpinionBox.objects.select_related("place").filter(code=token[:16], closed_at__isnull=True).first()
    if box is None:
        raise Refused(_("This box was closed. Please go to your residents' committee."))
    if client_id and (sent := Opinion.objects.filter(client_id=client_id[:64], box=box, by=PUBLIC).first()):
        return sent
    if len(photos) > MOST_PHOTOS:
        says = _("Photos: got %(came)s; allowed: up to %(most)s")
        raise Refused(says % {"came": len(photos), "most": MOST_PHOTOS})
    if any(not one.media_type.startswith("image/") for one in photos):
        raise Refused(_("Photos: allowed are JPEG, PNG and WebP pictures"))
    today = timezone.localdate(at)
    one = _received(
        place=box.place, channel="qr", received_on=today, text=text, by=PUBLIC, at=at, setting=setting,
        contact=contact, box=box, client_id=client_id,
    )  # fmt: skip
    attach(photos, KIND, one.ref, box.place, PUBLIC, at, today)
    return one
