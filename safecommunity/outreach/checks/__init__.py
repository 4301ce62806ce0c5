"""What a line of the ledger may say. Every reason of refusal is told at once, in the reader's language."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.outreach import codes
from safecommunity.places.models import Place
from safecommunity.shell.errors import Refused as RefusedRequest
from safecommunity.shell.forms import came

EARLIEST = date(1990, 1, 1)
MOST = 9_999_999
LONGEST = {"title": 120, "spot": 80, "held_by": 80, "binder": 60}
LISTED = ("qualifier", "reached_qualifier", "setting", "audience", "enters")
LIST_OF = {
    "qualifier": "qualifiers", "reached_qualifier": "qualifiers", "setting": "settings", "audience": "audiences",
    "enters": "enters",
}  # fmt: skip
COLUMNS = ("kind", "happened_on", "place", "quantity", "reached", *LISTED, *LONGEST)


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, or that a person should look at again."""

    field: str
    message: str


class Refused(RefusedRequest):
    """Nothing is written; `findings` name every reason."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("；".join(finding.message for finding in self.findings))

    @classmethod
    def because(cls, message: str, fieldname: str = "") -> "Refused":
        """A refusal with a single reason."""
        return cls([Finding(fieldname, message)])


class NotYours(Refused):
    """The person may not write this, or not here."""


class AsksAgain(Refused):
    """Nothing is wrong for certain; it is stored once a person has looked again."""


def heading(name: str) -> str:
    """What a field is called."""
    return {
        "kind": _("Kind"), "happened_on": _("Day"), "place": _("Place"), "quantity": _("How many"),
        "reached": _("People reached"), "qualifier": _("Exactly or about"), "setting": _("Setting"),
        "audience": _("Audience"), "enters": _("Five enterings"), "title": _("Subject"), "spot": _("Where exactly"),
        "held_by": _("Organised by"), "binder": _("Binder"), "reached_qualifier": _("Exactly or about"),
    }.get(name, name)  # fmt: skip


def says(name: str, what: object, allowed: str) -> str:
    """A refusal of one field: what came, what is allowed."""
    return _("%(field)s: got %(came)s; allowed: %(allowed)s") % {
        "field": heading(name), "came": came(what) or "—", "allowed": allowed,
    }  # fmt: skip


def checked(values: Mapping[str, Any], today: date) -> tuple[dict[str, Any], list[Finding]]:
    """The columns of a line from what was sent, and all that is wrong with it. One query, for the place."""
    place = values.get("place")
    if isinstance(place, str):
        place = Place.objects.filter(pid=place[:16]).first()
    return read(values, place, today)


def read(values: Mapping[str, Any], place: Place | None, today: date) -> tuple[dict[str, Any], list[Finding]]:
    """The same for a place that is known already; no query."""
    found: list[Finding] = []
    made: dict[str, Any] = {"place": place}
    kind = str(values.get("kind") or "")
    if kind not in codes.kinds():
        found.append(Finding("kind", says("kind", kind, _("a kind of the list"))))
    else:
        made |= {"kind": kind, "group": codes.kinds()[kind].group}
    if place is None:
        found.append(Finding("place", says("place", values.get("place") or "", _("a place of the list"))))
    day = values.get("happened_on")
    if not isinstance(day, date) or not EARLIEST <= day <= today:
        allowed = _("%(first)s to %(last)s") % {"first": EARLIEST.isoformat(), "last": today.isoformat()}
        found.append(Finding("happened_on", says("happened_on", day or "", allowed)))
    made["happened_on"] = day
    _numbers(values, made, found)
    _lists(values, made, found)
    for name, most in LONGEST.items():
        made[name] = str(values.get(name) or "").strip()
        if len(made[name]) > most:
            allowed = _("up to %(most)s characters") % {"most": most}
            found.append(Finding(name, says(name, made[name], allowed)))
    return made, found


def _numbers(values: Mapping[str, Any], made: dict[str, Any], found: list[Finding]) -> None:
    for name, lowest, needed in (("quantity", 1, True), ("reached", 0, False)):
        number = values.get(name)
        if number is None and not needed:
            made[name] = None
        elif not isinstance(number, int) or isinstance(number, bool) or not lowest <= number <= MOST:
            allowed = _("%(first)s to %(last)s") % {"first": lowest, "last": f"{MOST:,}"}
            found.append(Finding(name, says(name, "" if number is None else number, allowed)))
        else:
            made[name] = number


def _lists(values: Mapping[str, Any], made: dict[str, Any], found: list[Finding]) -> None:
    for name in LISTED:
        value = str(values.get(name) or ("exact" if name.endswith("qualifier") else ""))
        known: Collection[str] = codes.words(LIST_OF[name])
        if value and value not in known:
            allowed = "、".join(label for _id, label in codes.choices(LIST_OF[name]))
            found.append(Finding(name, says(name, value, allowed)))
        made[name] = value
