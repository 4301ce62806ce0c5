"""Consent asked again, and withdrawn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.models import Consent, VulnerablePerson
from safecommunity.hazards.people.actions import checking, erasing, names
from safecommunity.hazards.people.actions.common import locked, log, standing, step
from safecommunity.hazards.people.rights import Rights


@transaction.atomic
def renew_consent(
    *, reader: Reader, person: VulnerablePerson, consent: Mapping[str, Any], at: datetime
) -> VulnerablePerson:
    """Somebody agreed again: a new consent beside the old ones; the entry is in view again."""
    found = standing(locked(Rights(reader), person))
    agreed = checking.consent(consent, found.born, names.fields(found), timezone.localdate(at), found.starts)
    Consent.objects.create(person=found, by=reader.pid, at=at, **agreed)
    found.consent_until = agreed["until"]
    found.save(update_fields=["consent_until"])
    step(found, "consent", reader.pid, at, f"{agreed['on']} – {agreed['until']}")
    log("renew_consent", found, reader.pid, at, until=str(agreed["until"]))
    return found


@transaction.atomic
def withdraw_consent(*, reader: Reader, person: VulnerablePerson, at: datetime) -> VulnerablePerson:
    """Somebody takes consent back: off the register at once, and what names the person is destroyed."""
    found = standing(locked(Rights(reader), person, erasing=True))
    today = timezone.localdate(at)
    found.consents.filter(withdrawn_on__isnull=True).update(withdrawn_on=today)
    step(found, "withdrawn", reader.pid, at)
    erasing.take_off(found, "withdrawn", reader.pid, at)
    log("withdraw_consent", found, reader.pid, at)
    return found
