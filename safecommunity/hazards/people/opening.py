"""Whether a name opens: under a consent that holds for that purpose, or, in an emergency, by a law that is declared."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.hazards.models import Consent, VulnerablePerson
from safecommunity.hazards.people.rights import Rights
from safecommunity.hazards.people.words import CODES, erase_after, renew_ahead
from safecommunity.shell.numbers import day


def held_by(people: Iterable[VulnerablePerson]) -> dict[int, Consent]:
    """The consent that counts of each, by key: the one that lasts longest of those not withdrawn."""
    found = Consent.objects.filter(person__in=[one.pk for one in people], withdrawn_on__isnull=True)
    return {line.person_id: line for line in found.order_by("until", "pk")}


def alone(purpose: str) -> bool:
    """Whether names are opened for it one person at a time, and never as a list."""
    return bool(CODES.all("opened_for")[purpose].get("alone"))


def why_closed(
    rights: Rights, one: VulnerablePerson, held: Consent | None, purpose: str, law: str, today: date
) -> str:
    """Why a name stays closed for a purpose, in words; "" where it opens."""
    told = {"number": one.number, "purpose": CODES.label("opened_for", purpose)}
    if one.ends is not None:
        return _("%(number)s left the register on %(day)s") % {"number": one.number, "day": day(one.ends)}
    if purpose == "renew":
        return _not_asked_now(rights, one, today)
    if held is None or held.until < today:
        says = _("%(number)s: the consent ran out; allowed: that the worker of the place asks for it again")
        return says % told
    needs = CODES.all("opened_for")[purpose].get("needs", "")
    if needs and needs not in held.purposes and not (purpose == "emergency" and law):
        if purpose == "emergency":
            return (
                _("%(number)s did not agree to “%(purpose)s”; allowed: with the case of the law declared")
                % told
            )
        return (
            _("%(number)s did not agree to “%(purpose)s”; allowed: what was agreed to, or to ask again")
            % told
        )
    return ""


def _not_asked_now(rights: Rights, one: VulnerablePerson, today: date) -> str:
    if not rights.may_keep(one):
        return _("%(number)s: consent is asked for again by the worker of the place") % {"number": one.number}
    first, last = one.consent_until - renew_ahead(), one.consent_until + erase_after()
    if not first <= today <= last:
        says = _("%(number)s: consent is asked for again from %(first)s to %(last)s")
        return says % {"number": one.number, "first": day(first), "last": day(last)}
    return ""


def purposes(rights: Rights, one: VulnerablePerson, today: date) -> list[tuple[str, str]]:
    """What one name may be opened for today; an emergency also where only the law opens it."""
    held = held_by([one]).get(one.pk)
    return [
        (code, title)
        for code, title in CODES.choices("opened_for")
        if not why_closed(rights, one, held, code, "any", today)
    ]


def list_purposes() -> list[tuple[str, str]]:
    """What the names of a list may be opened for."""
    return [(code, title) for code, title in CODES.choices("opened_for") if not alone(code)]
