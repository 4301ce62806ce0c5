"""A card as JSON, read into the values the card's own checks judge. Nothing here decides; it never raises."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.queries.checking import Finding, shorten, title

MOST = 500
PARTS = ("client_id", "card_version", "confirmed", "values")
TIMES = ("injury_time", "visit_time")
PLACES = ("unit", "residence", "occurrence")
OTHERS = ("age_years", "age_months", "precision", "lives_elsewhere", "address", "phone", "narrative", "icd10")
SECRET = frozenset({"name", "id_number", "address", "phone", "narrative"})
PID = re.compile(r"[A-Za-z0-9_-]{1,40}", re.ASCII)
MOMENT = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d(?::\d\d(?::\d\d(?:\.\d{1,6})?)?)?(?:Z|[+-]\d\d:?\d\d)?)?", re.ASCII
)
YEARS = range(1900, 2200)


def fields() -> tuple[str, ...]:
    """Names a card may carry: those of its page."""
    own = [item.id for item in codes.card().items if item.kind not in ("age", "address")]
    return tuple(dict.fromkeys([*own, *OTHERS, *PLACES]))


@dataclass(frozen=True)
class Card:
    """One card as sent: its values in the default version's codes, and what could not even be read."""

    client_id: str
    values: dict[str, Any]
    version: str = codes.DEFAULT
    confirmed: tuple[str, ...] = ()
    as_written: dict[str, int] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict)

    def context(self, name: str) -> dict[str, Any]:
        """What came and what is allowed, where it can be said without telling who it was."""
        told: dict[str, Any] = {}
        came = self.raw.get(name)
        if name not in SECRET and came is not None:
            told["came"] = shorten(came)
        if name in codes.LISTS:
            told["allowed"] = sorted(codes.card(self.version).codes(codes.LISTS[name]))
        return told


def read(data: Any) -> Card:
    """Read one card; what is wrong with its frame is kept as findings."""
    if not isinstance(data, Mapping):
        says = _("Card: got %(came)s; allowed: an object with %(allowed)s")
        shown = {"came": shorten(type(data).__name__), "allowed": ", ".join(PARTS)}
        return Card("", {}, findings=(Finding("type", "error", "", says % shown),))
    found = [_unknown(name, PARTS) for name in data if name not in PARTS]
    client_id = data.get("client_id")
    if not isinstance(client_id, str) or not client_id:
        says = _("client_id: got %(came)s; allowed: a text of 1 to 64 characters, another one for each card")
        found.append(Finding("required", "error", "client_id", says % {"came": shorten(client_id)}))
        client_id = ""
    version = _version(data.get("card_version", codes.DEFAULT), found)
    confirmed = _confirmed(data.get("confirmed", []), found)
    raw = data.get("values")
    if not isinstance(raw, Mapping):
        says = _("values: got %(came)s; allowed: an object of the card's answers")
        found.append(Finding("type", "error", "values", says % {"came": shorten(raw)}))
        raw = {}
    values, written = _values(raw, version, found)
    return Card(client_id, values, version, confirmed, written, tuple(found), raw)


def _unknown(name: Any, allowed: tuple[str, ...]) -> Finding:
    says = _("Unknown field: got %(came)s; allowed: %(allowed)s")
    shown = {"came": shorten(name), "allowed": ", ".join(allowed)}
    return Finding("unknown", "error", shorten(name), says % shown)


def _version(came: Any, found: list[Finding]) -> str:
    if isinstance(came, str) and came in codes.FILES:
        return came
    says = _("card_version: got %(came)s; allowed: %(allowed)s")
    shown = {"came": shorten(came), "allowed": ", ".join(codes.FILES)}
    found.append(Finding("option", "error", "card_version", says % shown))
    return codes.DEFAULT


def _confirmed(came: Any, found: list[Finding]) -> tuple[str, ...]:
    known = {rule.id for rule in codes.rules() if rule.level == "ask"} | {"ID_SEX", "ID_AGE"}
    if isinstance(came, list) and all(isinstance(one, str) and one in known for one in came):
        return tuple(sorted(set(came)))
    says = _("confirmed: got %(came)s; allowed: a list of %(allowed)s")
    shown = {"came": shorten(came), "allowed": ", ".join(sorted(known))}
    found.append(Finding("option", "error", "confirmed", says % shown))
    return ()


def _values(
    raw: Mapping[str, Any], version: str, found: list[Finding]
) -> tuple[dict[str, Any], dict[str, int]]:
    values: dict[str, Any] = {}
    written: dict[str, int] = {}
    allowed = fields()
    for name, came in raw.items():
        if name not in allowed:
            found.append(_unknown(name, allowed))
        elif came is None or came == "":
            continue
        elif name in codes.LISTS:
            _option(name, came, version, values, written, found)
        elif name in TIMES:
            values[name] = _moment(came)
        elif name in PLACES:
            _pid(name, came, values, found)
        elif name == "lives_elsewhere":
            _flag(name, came, values, found)
        else:
            values[name] = came
    if isinstance(raw.get("injury_time"), str) and len(raw["injury_time"]) == len("2026-11-22"):
        values.setdefault("precision", "date")
    return values, written


def _option(
    name: str, came: Any, version: str, values: dict[str, Any], written: dict[str, int], found: list[Finding]
) -> None:
    """A number of the card's version, stored in the codes of the default one."""
    card = codes.card(version)
    allowed = sorted(card.codes(codes.LISTS[name]))
    if isinstance(came, bool) or not isinstance(came, int) or came not in allowed:
        says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
        shown = {"field": title(name), "came": shorten(came), "allowed": ", ".join(map(str, allowed))}
        found.append(Finding("option", "error", name, says % shown))
        values[name] = -1  # not empty: it came, and it was wrong
        return
    stored = card.stored(codes.LISTS[name], name, came)
    if stored != {name: came}:
        written[name] = came
    for other, code in stored.items():
        if other == name or other not in values:
            values[other] = code


def _moment(came: Any) -> Any:
    """A moment with its zone (without one: of the office); what is none stays as it came, for the checks to refuse."""
    if not isinstance(came, str) or not MOMENT.fullmatch(came):
        return came
    try:
        if len(came) == len("2026-11-22"):
            moment = datetime.combine(date.fromisoformat(came), time())
        else:
            moment = datetime.fromisoformat(came)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.get_default_timezone())
        return moment if moment.year in YEARS else came
    except (ValueError, OverflowError):
        return came


def _pid(name: str, came: Any, values: dict[str, Any], found: list[Finding]) -> None:
    if isinstance(came, str) and PID.fullmatch(came):
        values[name] = came
        return
    says = _("%(field)s: got %(came)s; allowed: a permanent id from the list of places")
    found.append(Finding("type", "error", name, says % {"field": title(name), "came": shorten(came)}))


def _flag(name: str, came: Any, values: dict[str, Any], found: list[Finding]) -> None:
    if isinstance(came, bool):
        values[name] = came
        return
    says = _("%(field)s: got %(came)s; allowed: true or false")
    found.append(Finding("type", "error", name, says % {"field": name, "came": shorten(came)}))
