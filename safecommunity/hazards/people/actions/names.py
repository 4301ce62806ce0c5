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
from safecommunity.hazards.people import words
from safecommunity.hazards.people.actions import checking
from safecommunity.hazards.people.actions.common import KIND
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal import actions as journal

MOST = 500


@transaction.atomic
def open_names(
    *, reader: Reader, people: Sequence[VulnerablePerson], purpose: str, at: datetime
) -> dict[int, dict[str, str]]:
    """Log who opens whose names for what, then answer with them: {key of the person: fields}.

    Raises NotYours outside the reader's places, Refused for a purpose that is none or that a consent does not cover.
    """
    rights, today = Rights(reader), timezone.localdate(at)
    if not words.CODES.knows("opened_for", purpose):
        raise Refused(_("Choose what you open the name for"), "purpose")
    if len(people) > MOST:
        says = _("Names: got %(came)s at once; allowed: up to %(most)s")
        raise Refused(says % {"came": len(people), "most": MOST})
    for one in people:
        if not rights.may_open(one):
            raise NotYours(f"{one.pid}: names are open to the worker of the place and its chief")
        if purpose == "visit" and not _agreed(one, today):
            says = _("%(number)s did not agree to be visited, or the consent ran out; allowed: to ask again")
            raise Refused(says % {"number": one.number}, "purpose")
    if people:
        journal.record(
            by=reader.pid, action="open_name", kind=KIND, ref=people[0].pid, place=people[0].place.pid, at=at,
            detail={"purpose": purpose, "people": [one.pid for one in people]},
        )  # fmt: skip
    return _fields(people)


def _agreed(one: VulnerablePerson, today: object) -> bool:
    held = checking.holds(one)
    return held is not None and held.until >= today and "visits" in held.purposes  # type: ignore[operator]


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
