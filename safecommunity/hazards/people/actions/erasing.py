"""Leaving the register: what names a person is destroyed with its key, what was counted stays."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.models import CareVisit, Consent, VulnerableBox, VulnerableKey, VulnerablePerson
from safecommunity.hazards.people import words
from safecommunity.hazards.people.actions.common import locked, log, standing, step
from safecommunity.hazards.people.rights import Rights


def destroy(person: VulnerablePerson, by: str, at: datetime) -> None:
    """Key and box go; so does every word somebody may have written about the person, and the link to a house."""
    VulnerableKey.objects.filter(person=person).delete()
    VulnerableBox.objects.filter(person=person).delete()
    CareVisit.objects.filter(person=person).update(note="", client_id=None)
    Consent.objects.filter(person=person).update(paper="")
    person.help, person.who, person.client_id, person.dwelling = "", "", None, None
    person.erased_at = at
    step(person, "erased", by, at)


def take_off(person: VulnerablePerson, why: str, by: str, at: datetime) -> None:
    """Off the register from today; entered by mistake: from the beginning."""
    person.ends = person.starts if why == "mistaken" else timezone.localdate(at)
    person.left = why
    destroy(person, by, at)
    person.save()


@transaction.atomic
def leave_register(*, reader: Reader, person: VulnerablePerson, why: str, at: datetime) -> VulnerablePerson:
    """Moved, died, not needed any more, entered by mistake: the purpose is over, so the name goes too."""
    found = standing(locked(Rights(reader), person))
    if why not in ("moved", "died", "better", "mistaken"):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Why"), "came": why[:30]}, "why")
    step(found, "left", reader.pid, at, why)
    take_off(found, why, reader.pid, at)
    log("leave_register", found, reader.pid, at, why=why)
    return found


@transaction.atomic
def erase_person(*, reader: Reader, person: VulnerablePerson, at: datetime) -> VulnerablePerson:
    """On request: key and plain text are destroyed, the fact stays. Twice is once."""
    found = locked(Rights(reader), person, erasing=True)
    if found.erased_at is not None:
        return found
    if found.ends is None:
        take_off(found, "erased", reader.pid, at)
    else:
        destroy(found, reader.pid, at)
        found.save()
    log("erase_person", found, reader.pid, at)
    return found


def lapsed(today_at: datetime) -> list[VulnerablePerson]:
    """Entries whose consent ran out so long ago that they are to be erased."""
    last = timezone.localdate(today_at) - words.erase_after()
    found = VulnerablePerson.objects.select_for_update(of=("self",)).filter(
        ends__isnull=True, consent_until__lt=last
    )
    return list(found.select_related("place")[:500])
