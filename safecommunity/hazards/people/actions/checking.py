"""What an entry and a consent may say. What names somebody is never repeated in a refusal."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.accounts.fields import normalise_identity, normalise_phone
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.models import Dwelling
from safecommunity.hazards.people import words
from safecommunity.hazards.people.actions.common import EARLIEST, day_in, text
from safecommunity.places.models import Place

OLDEST = 130
GUARDIAN_UNDER = 14  # Personal Information Protection Law, article 31; only the year of birth is known here
MOST = {"name": 40, "id_number": 18, "phone": 20, "address": 100, "guardian": 40, "guardian_phone": 20}
WEIGHTS, LETTERS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"


@dataclass(frozen=True)
class Entry:
    """What was checked: the row, its groups, what names the person, the consent."""

    row: dict[str, Any]
    groups: list[str]
    secret: dict[str, str]
    consent: dict[str, Any] = field(default_factory=dict)


def listed(came: Any, name: str, title: str, field_name: str, *, least: int = 0) -> list[str]:
    """Codes of a list without doubles."""
    found = list(dict.fromkeys(came or ()))
    if len(found) < least or any(not words.CODES.knows(name, one) for one in found):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": title, "came": ", ".join(found)[:30] or "—"}, field_name)
    return found


def code(came: Any, name: str, title: str) -> str:
    """One code of a list."""
    return listed([str(came or "")], f"{name}s", title, name, least=1)[0]


def entry(values: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[str]]:
    """The columns of a row and the groups. Raises Refused with the field."""
    place = values.get("place")
    if not isinstance(place, Place):
        raise Refused(_("%(field)s: nothing was chosen") % {"field": _("Where")}, "place")
    groups = listed(values.get("groups"), "groups", _("Group at higher risk"), "groups", least=1)
    sex = values.get("sex")
    if sex not in (1, 2):
        raise Refused(_("%(field)s: nothing was chosen") % {"field": _("Sex")}, "sex")
    born = number(values.get("born"), today.year - OLDEST, today.year, _("Year of birth"), "born")
    days = values.get("visit_days") or words.visit_days(groups)
    dwelling = values.get("dwelling")
    if dwelling is not None and (not isinstance(dwelling, Dwelling) or dwelling.ends is not None):
        raise Refused(_("%(field)s: got “%(came)s”; allowed: one of the list") % {
            "field": _("Dwelling"), "came": str(dwelling)[:30]}, "dwelling")  # fmt: skip
    return {
        "place": place, "sex": sex, "born": born, "dwelling": dwelling,
        "needs": listed(values.get("needs"), "needs", _("Needs"), "needs"),
        "help": text(values.get("help"), 200, _("What help"), "help"),
        "who": text(values.get("who"), 60, _("Who visits"), "who"),
        "visit_days": number(days, 1, 365, _("A visit every so many days"), "visit_days"),
    }, groups  # fmt: skip


def number(came: Any, low: int, high: int, title: str, field_name: str) -> int:
    """A whole number in a range."""
    if not isinstance(came, int) or not low <= came <= high:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        shown = str(came)[:20] if came not in (None, "") else "—"
        raise Refused(says % {"field": title, "came": shown, "first": low, "last": high}, field_name)
    return came


def personal(given: Mapping[str, Any], row: Mapping[str, Any]) -> dict[str, str]:
    """What names somebody, in one spelling; a name is needed. No refusal repeats what came."""
    titles, found = words.personal(), {}
    for name, most in MOST.items():
        came = " ".join(str(given.get(name) or "").replace("\x00", "").split())
        if name == "id_number":
            came = normalise_identity(came)
        if name.endswith("phone") and came:
            came = normalise_phone(came) or "?"
        if len(came) > most:
            says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
            raise Refused(says % {"field": titles[name], "came": len(came), "most": most}, name)
        found[name] = came
    if not found["name"]:
        raise Refused(_("%(field)s: nothing was entered") % {"field": titles["name"]}, "name")
    for name in ("phone", "guardian_phone"):
        if found[name] and not 7 <= len(found[name]) <= 13:
            says = _("%(field)s: allowed are 7 to 13 digits, or empty (what came is not repeated here)")
            raise Refused(says % {"field": titles[name]}, name)
    _identity(found["id_number"], row)
    return found


def _identity(came: str, row: Mapping[str, Any]) -> None:
    """An identity number that can be one, of somebody of this year and sex."""
    if not came:
        return
    title = words.personal()["id_number"]
    sound = re.fullmatch(r"\d{17}[\dX]", came, re.ASCII) is not None
    if not sound or LETTERS[sum(int(d) * w for d, w in zip(came, WEIGHTS, strict=False)) % 11] != came[17]:
        says = _("%(field)s: allowed are 18 characters with the right last one, or empty "
                 "(what came is not repeated here)")  # fmt: skip
        raise Refused(says % {"field": title}, "id_number")
    if int(came[6:10]) != row["born"] or int(came[16]) % 2 != row["sex"] % 2:
        raise Refused(
            _("%(field)s: year of birth or sex in it are others than those entered") % {"field": title},
            "id_number",
        )


def consent(
    given: Mapping[str, Any], born: int, secret: Mapping[str, str], today: date, earliest: date = EARLIEST
) -> dict[str, Any]:
    """How, when, by whom and for what somebody agreed, and until when."""
    purposes = listed(given.get("purposes"), "purposes", _("What for"), "purposes", least=1)
    on = day_in(given.get("on"), earliest, today, _("Consent given on"), "on")
    last = on + words.longest()
    until = day_in(given.get("until"), max(on, today), last, _("Consent until"), "until")
    giver = code(given.get("giver"), "giver", _("Who agreed"))
    if today.year - born <= GUARDIAN_UNDER and (giver != "guardian" or not secret.get("guardian")):
        says = _("Who agreed: for somebody under %(age)s a guardian agrees, and is entered as the contact")
        raise Refused(says % {"age": GUARDIAN_UNDER}, "giver")
    return {
        "purposes": purposes, "how": code(given.get("how"), "how", _("How consent was given")), "giver": giver,
        "on": on, "until": until, "paper": text(given.get("paper"), 60, _("Where the paper is kept"), "paper"),
    }  # fmt: skip
