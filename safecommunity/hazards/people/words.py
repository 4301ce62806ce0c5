"""Codes of the register, and what is said about an entry."""

from datetime import date, timedelta
from functools import lru_cache

from django.utils.translation import gettext as _

from safecommunity.hazards.codes.listed import Listed
from safecommunity.hazards.models import VulnerablePerson

CODES = Listed("vulnerable")
PERSONAL = ("name", "id_number", "phone", "address", "guardian", "guardian_phone")


@lru_cache
def consent_days() -> int:
    """How long a consent lasts unless said otherwise."""
    return int(CODES.one("consent_days"))


@lru_cache
def longest() -> timedelta:
    """The longest time somebody may agree for."""
    return timedelta(days=int(CODES.one("longest_days")))


@lru_cache
def renew_ahead() -> timedelta:
    """How long before its end a consent is listed for renewal."""
    return timedelta(days=int(CODES.one("renew_ahead_days")))


@lru_cache
def erase_after() -> timedelta:
    """How long an entry waits for a new consent before it is erased."""
    return timedelta(days=int(CODES.one("erase_after_days")))


def visit_days(groups: list[str]) -> int:
    """How often to visit somebody of these groups unless said otherwise: as the strictest of them."""
    listed = CODES.all("groups")
    return min(int(listed[one]["visit_days"]) for one in groups)


def sexes() -> list[tuple[str, str]]:
    """Male, female."""
    return [("1", _("Male")), ("2", _("Female"))]


def sex(code: int) -> str:
    """A sex in words."""
    return dict(sexes()).get(str(code), "")


def personal() -> dict[str, str]:
    """What the fields that name somebody are called."""
    return {
        "name": _("Name"), "id_number": _("Identity number"), "phone": _("Phone"), "address": _("Address"),
        "guardian": _("Guardian or contact"), "guardian_phone": _("Phone of the contact"),
    }  # fmt: skip


def groups(one: VulnerablePerson) -> str:
    """The groups somebody belongs to, in words."""
    return CODES.labels("groups", [line.group for line in one.groups.all()])


def age(one: VulnerablePerson, today: date) -> int:
    """Age this year: no day of birth is kept."""
    return max(0, today.year - one.born)


def state(one: VulnerablePerson, today: date) -> tuple[str, str]:
    """(words, tone) of an entry today."""
    if one.ends is not None:
        return _("left the register"), ""
    if one.consent_until < today:
        return _("consent ran out"), "bad"
    if one.next_visit < today:
        return _("visit overdue"), "bad"
    if one.consent_until <= today + renew_ahead():
        return _("ask for consent again"), "ask"
    return _("looked after"), "ok"


def step(code: str) -> str:
    """What was done."""
    return {
        "entered": _("entered"), "changed": _("changed"), "consent": _("consent was given"),
        "withdrawn": _("consent was withdrawn"), "visited": _("was visited"), "left": _("left the register"),
        "erased": _("what names the person was erased"), "opened": _("name was opened"),
    }.get(code, code)  # fmt: skip
