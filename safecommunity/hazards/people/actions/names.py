"""Opening names: for a purpose the person agreed to, and on the record first."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import personal
from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import VulnerableBox, VulnerableKey, VulnerablePerson
from safecommunity.hazards.people import opening, words
from safecommunity.hazards.people.actions.common import KIND
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal import actions as journal

MOST = 500


@transaction.atomic
def open_names(
    *, reader: Reader, people: Sequence[VulnerablePerson], purpose: str, at: datetime, law: str = ""
) -> dict[int, dict[str, str]]:
    """Log who opens whose names for what, then answer with them: {key of the person: fields}.

    `law`: which case of the law opens names in an emergency that nobody agreed to. Raises NotYours outside the reader's
    places, Refused for a purpose that is none or that a consent does not cover.
    """
    rights, today = Rights(reader), timezone.localdate(at)
    _check_asked(purpose, law, len(people))
    held = opening.held_by(people)
    for one in people:
        if not rights.may_open(one):
            raise NotYours(f"{one.pid}: names are open to the worker of the place and its chief")
        if says := opening.why_closed(rights, one, held.get(one.pk), purpose, law, today):
            raise Refused(says, "purpose")
    if people:
        detail = {"purpose": purpose, "people": [one.pid for one in people]}
        journal.record(
            by=reader.pid, action="open_name", kind=KIND, ref=people[0].pid, place=people[0].place.pid, at=at,
            detail=detail | ({"law": law} if purpose == "emergency" and law else {}),
        )  # fmt: skip
    return _fields(people)


def _check_asked(purpose: str, law: str, count: int) -> None:
    if not words.CODES.knows("opened_for", purpose):
        raise Refused(_("Choose what you open the name for"), "purpose")
    if law and not words.CODES.knows("laws", law):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Case of the law"), "came": law[:20]}, "law")
    if count > MOST:
        says = _("Names: got %(came)s at once; allowed: up to %(most)s")
        raise Refused(says % {"came": count, "most": MOST})
    if count > 1 and opening.alone(purpose):
        _refuse_list(purpose)


def _refuse_list(purpose: str) -> None:
    says = _("“%(purpose)s”: names are opened for it one at a time, on the page of the person")
    raise Refused(says % {"purpose": words.CODES.label("opened_for", purpose)}, "purpose")


@transaction.atomic
def open_list(
    *, reader: Reader, people: Sequence[VulnerablePerson], purpose: str, at: datetime, law: str = ""
) -> tuple[list[VulnerablePerson], dict[int, dict[str, str]]]:
    """Names of a list to take along: (whose names opened, {key: fields}). Who did not agree to it stays closed.

    Raises Refused for a purpose that is asked one at a time, and where nobody of the list agreed.
    """
    rights, today = Rights(reader), timezone.localdate(at)
    _check_asked(purpose, law, len(people))
    if opening.alone(purpose):
        _refuse_list(purpose)
    held = opening.held_by(people)
    agreed = [
        one for one in people
        if not opening.why_closed(rights, one, held.get(one.pk), purpose, law, today)
    ]  # fmt: skip
    if people and not agreed:
        says = _("Nobody of this list agreed to “%(purpose)s” by a consent that holds")
        raise Refused(says % {"purpose": words.CODES.label("opened_for", purpose)}, "purpose")
    return agreed, open_names(reader=reader, people=agreed, purpose=purpose, at=at, law=law)


def _fields(people: Sequence[VulnerablePerson]) -> dict[int, dict[str, str]]:
    keys = [one.pk for one in people]
    pids = {one.pk: one.pid for one in people}
    opened = dict(VulnerableKey.objects.filter(person__in=keys).values_list("person_id", "key"))
    boxes = dict(VulnerableBox.objects.filter(person__in=keys).values_list("person_id", "sealed"))
    return {
        key: personal.unseal(opened[key], box, f"vulnerable.{pids[key]}")
        for key, box in boxes.items()
        if key in opened
    }


def fields(one: VulnerablePerson) -> dict[str, str]:
    """What names one person, inside a write; {} where it was erased. Not for pages: they open names."""
    return _fields([one]).get(one.pk, {})
