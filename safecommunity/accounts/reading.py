"""A list of people: read with all faults of all rows together. A phone number stands in no fault and never goes out."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from safecommunity.accounts.actions import NEEDS_PLACE, NEEDS_UNIT
from safecommunity.accounts.fields import normalise_phone, secret_digest
from safecommunity.accounts.models import Role, User
from safecommunity.shell import lists, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.lists import Words, in_every_language
from safecommunity.shell.sheets import Checked, Fault, Line

NEED = ("username", "display_name", "role")
EARLIEST, AHEAD = date(2000, 1, 1), timedelta(days=366)
MOST_ROWS = 300  # a first password is made for each, slowly on purpose


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {
        "display_name": _("Name"), "username": _("User name"), "role": _("Role"), "place": _("Place of duty"),
        "unit": _("Unit of duty"), "sector": _("Sector of the agency"), "phone": _("Phone"), "starts": _("From"),
    }  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What a row may give, by label and id; people this reader looks after by user name."""

    roles: tuple[str, ...]
    places: Mapping[str, str]
    units: Mapping[str, str]
    sectors: Mapping[str, str]
    people: Mapping[str, User]


def by_word(choices: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids by id, and by label where only one bears it; of indented labels the words."""
    given = [(pid, label.strip()) for pid, label in choices]
    many = Counter(label for _pid, label in given)
    return {pid: pid for pid, _label in given} | {label: pid for pid, label in given if many[label] == 1}


def check(given: sheets.List, ground: Ground, today: date) -> Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows. Raises Unreadable where needed columns lack."""
    if len(given.rows) > MOST_ROWS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ROWS})
    roles = in_every_language(
        lambda: {one: str(Role(one).label) for one in Role.values}, {one: one for one in Role.values}
    )
    rows = lists.lines(given, headings, NEED)
    names = {line["username"].casefold() for line in rows}
    digests = {secret_digest(line["phone"], "phone") for line in rows} - {""}
    known = _Known(names, digests)
    words = tuple(Words(one) for one in (ground.places, ground.units, ground.sectors))
    return lists.checked(rows, lambda line: _row(line, ground, roles, words, known, today))


class _Known:
    """Who bears the names and phones of a list already, on record or in an earlier row; two queries."""

    def __init__(self, names: set[str], digests: set[str]) -> None:
        self.taken = {
            name.casefold() for name in User.objects.values_list("username", flat=True) if name.casefold() in names
        }  # fmt: skip
        self.phones = {
            digest: name.casefold()
            for digest, name in User.objects.filter(phone_digest__in=digests).values_list(
                "phone_digest", "username"
            )
        }
        self.rows: dict[str, tuple[int, str]] = {}


def _row(
    line: Line, ground: Ground, roles: Words, words: tuple[Words, ...], known: _Known, today: date
) -> tuple[dict[str, Any], list[Fault]]:
    role = roles.get(line["role"])
    place, unit, sector = (found.get(line[name]) for found, name in zip(words, WHERE, strict=True))
    starts = sheets.day(line["starts"]) if line["starts"] else today
    comma, last = _(", "), today + AHEAD
    faults = lists.faults_of(line, {
        "display_name": (not 1 <= len(line["display_name"]) <= 60,
                         _("1 to %(most)s characters") % {"most": 60}),
        "role": (role not in ground.roles, comma.join(str(Role(one).label) for one in ground.roles)),
        "place": ((line["place"] and not place) or (not place and role in NEEDS_PLACE),
                  _("a place you look after, by its name; where several bear it by its id")),
        "unit": ((line["unit"] and not unit) or (not unit and role in NEEDS_UNIT),
                 _("a unit you look after, by its name")),
        "sector": (line["sector"] and (not sector or role != Role.AGENCY),
                   _("of an agency's person: %(sectors)s")
                   % {"sectors": comma.join(one for one in ground.sectors if one != ground.sectors[one])}),
        "starts": (starts is None or not EARLIEST <= starts <= last,
                   _("a day from %(first)s to %(last)s, or empty for today") % {"first": EARLIEST, "last": last}),
    })  # fmt: skip
    user, wrong = _person(line, ground, known)
    return {
        "user": user, "username": line["username"], "display_name": line["display_name"], "role": role,
        "place": place if role not in NEEDS_UNIT else "", "unit": unit, "sector": sector, "starts": starts,
        "phone": normalise_phone(line["phone"]),
    }, faults + wrong  # fmt: skip


WHERE = ("place", "unit", "sector")


def _person(line: Line, ground: Ground, known: _Known) -> tuple[User | None, list[Fault]]:
    """Who is meant: somebody on record or somebody new; and what does not fit."""
    name, faults = line["username"].casefold(), []
    user = ground.people.get(name)
    try:
        for validator in User._meta.get_field("username").validators:
            validator(line["username"])
    except ValidationError as reason:
        faults.append(line.fault("username", " ".join(reason.messages)))
    if user is None and name in known.taken:
        faults.append(line.fault("username", _("a user name that is free; this one is somebody else's")))
    if user is not None and not user.is_active:
        faults.append(line.fault("username", _("somebody whose account is open; this one is closed")))
    row, said = known.rows.setdefault(name, (line.number, line["display_name"]))
    if user is not None and user.display_name != line["display_name"]:
        allowed = _("%(name)s, who bears this user name on record") % {"name": user.display_name}
        faults.append(line.fault("display_name", allowed))
    elif said != line["display_name"]:
        faults.append(
            line.fault("display_name", _("%(name)s, as row %(row)s says") % {"name": said, "row": row})
        )
    return user, faults + _phone(line, name, known)


def _phone(line: Line, name: str, known: _Known) -> list[Fault]:
    """What is wrong with a phone; the number itself is never told."""
    if not line["phone"]:
        return []
    digits, hidden = normalise_phone(line["phone"]), _("%(n)s characters") % {"n": len(line["phone"])}
    if not 7 <= len(digits) <= 15:
        return [line.fault("phone", _("a phone number of 7 to 15 digits, or empty"), hidden)]
    owner = known.phones.setdefault(secret_digest(digits, "phone"), name)
    if owner != name:
        return [line.fault("phone", _("a phone that nobody else has"), hidden)]
    return []


def fields_of(row: Mapping[str, Any], sectors: Mapping[str, str]) -> list[dict[str, Any]]:
    """A person by the fields of a list, a row for each role; the phone stays here."""
    user = row["user"]
    return [
        {
            "display_name": user.display_name, "username": user.username,
            "role": str(Role(held["scope"].role).label), "place": "" if held["scope"].unit else held["where"],
            "unit": held["where"] if held["scope"].unit else "",
            "sector": sectors.get(held["scope"].sector, held["scope"].sector),
            "starts": held["scope"].starts.isoformat(),
        }
        for held in row["scopes"]
    ]  # fmt: skip


def notes(ground: Ground) -> list[str]:
    """How to fill it in."""
    return [
        _("One row a person and role; somebody with two roles has two rows with the same user name."),
        _("Roles: %(roles)s") % {"roles": _(", ").join(str(Role(one).label) for one in ground.roles)},
        _("Who is on record stays as he is; a role he holds already stays; the list may be sent again."),
        _("Phones go in and never out: the column is empty here."),
    ]
