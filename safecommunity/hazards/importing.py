"""The quarterly hazard table of agencies as a list: every fault of every row together; the same list twice is one."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes as settings
from safecommunity.hazards import codes, queries
from safecommunity.hazards.actions.finding import EARLIEST
from safecommunity.hazards.models import Hazard
from safecommunity.hazards.rights import OFFICE, ROOM, Rights
from safecommunity.places.models import Place, PlaceCode, SocialUnit
from safecommunity.shell import sheets
from safecommunity.shell.numbers import day
from safecommunity.shell.sheets import Checked, Fault, Line

OWN = "hazards"
NEED = ("found_on", "place", "kind")
MOST_ROWS = 3000  # what was found travels in the page, sealed, until it is stored
LIMITS = {"spot": 80, "what": 200, "who": 120, "fixed": 300, "binder": 60, "number": 60}
DAYS = ("found_on", "due", "fixed_on", "closed_on")


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = _plain(heading)
    told = codes.load("hazard_list")["headings"]
    return next((str(field) for field, said in told.items() if plain in _plain(said).split()), "")


def _plain(text: str) -> str:
    return re.sub(r"[*:().]", "", unicodedata.normalize("NFKC", str(text))).casefold().strip()


def written() -> dict[str, str]:
    """Our heading of each field."""
    return {str(field): str(said).split()[0] for field, said in codes.load("hazard_list")["headings"].items()}


def own_place(held: Rights) -> str:
    """Whose own forms these are: of the first place whose hazards are handled."""
    return next(iter(held.reader.place_scopes(ROOM, *OFFICE)), "")


class Ground:
    """Places and units rows may name: those of the reader's office. Three queries."""

    def __init__(self, held: Rights, today: date) -> None:
        self.today = today
        mine = {place.pk: place for place in Place.objects.filter(pid__in=held.office)}
        self.places: dict[str, set[Place]] = {}
        for place in mine.values():
            self.places.setdefault(place.name, set()).add(place)
        for code, pk in PlaceCode.objects.filter(place_id__in=mine).values_list("code", "place_id"):
            self.places.setdefault(code, set()).add(mine[pk])
        self.units: dict[str, list[SocialUnit]] = {}
        for unit in queries.units_near(held):
            self.units.setdefault(unit.name, []).append(unit)
        self.by_pid: dict[str, Any] = {place.pid: place for place in mine.values()}
        self.by_pid |= {unit.pid: unit for found in self.units.values() for unit in found}


def check(given: sheets.List, ground: Ground) -> Checked[dict[str, Any]]:
    """Every row with all faults. Raises Unreadable where needed columns lack or there are too many rows."""
    if len(given.rows) > MOST_ROWS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise sheets.Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ROWS})
    sheets.need(given, {known(one) for one in given.headings}, {one: written()[one] for one in NEED})
    rows, items, faults = sheets.lines(given, known), [], []
    for line in rows:
        wrong: list[Fault] = []
        made = _row(line, ground, wrong)
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, ground: Ground, wrong: list[Fault]) -> dict[str, Any]:
    made: dict[str, Any] = {name: " ".join(line[name].split()) for name in LIMITS}
    for name, most in LIMITS.items():
        if len(made[name]) > most:
            says = _("up to %(most)s characters") % {"most": most}
            wrong.append(line.fault(name, says, _("%(n)s characters") % {"n": len(made[name])}))
    _where(line, made, ground, wrong)
    made["kind"] = _of_list(line, "kind", codes.kinds(), wrong, needed=True)
    made["level"] = _of_list(line, "level", codes.levels(), wrong) or "general"
    made["klass"] = _of_list(line, "klass", codes.classes(), wrong)
    made["color"] = _of_list(line, "color", codes.load("risk")["colors"], wrong) or "yellow"
    made["setting"] = _setting(line, wrong)
    _days(line, made, ground.today, wrong)
    return made


def _where(line: Line, made: dict[str, Any], ground: Ground, wrong: list[Fault]) -> None:
    places = ground.places.get(line["place"], set())
    made["place"] = next(iter(places)) if len(places) == 1 else None
    if made["place"] is None:
        wrong.append(line.fault("place", _("a name or code of a place of this office")))
    made["unit"] = None
    if line["unit"]:
        found = ground.units.get(line["unit"], [])
        here = [one for one in found if one.place_id == getattr(made["place"], "pk", None)] or found
        if len(here) == 1:
            made["unit"] = here[0]
        else:
            wrong.append(line.fault("unit", _("the name of one unit of the register of this office")))


def _of_list(
    line: Line, name: str, group: Mapping[str, Any], wrong: list[Fault], *, needed: bool = False
) -> str:
    """A code by itself or by its words in any language; of a colour also its one character."""
    said = line[name].strip()
    if not said and not needed:
        return ""
    first = said.split(" ")[0] if name == "klass" else said
    for code, told in group.items():
        if first == code or said in told["label"] or said in told.get("mark", ()):
            return str(code)
    offered = "、".join(codes.said(told["label"]) for told in list(group.values())[:20])
    wrong.append(line.fault(name, offered if name != "klass" else _("a code or name of its list, or empty")))
    return ""


def _setting(line: Line, wrong: list[Fault]) -> str:
    said = line["setting"].strip()
    if not said:
        return ""
    for code, told in settings.settings().items():
        if said == code or said in told.values():
            return str(code)
    wrong.append(line.fault("setting", "、".join(settings.setting_name(one) for one in settings.settings())))
    return ""


def _days(line: Line, made: dict[str, Any], today: date, wrong: list[Fault]) -> None:
    """Days in their order; what is closed on paper names its binder, because no photo can prove it."""
    for name in DAYS:
        made[name] = sheets.day(line[name]) if line[name] else None
        if line[name] and made[name] is None:
            wrong.append(line.fault(name, _("a day such as 2026-11-23, or empty")))
    found = made["found_on"]
    if found is None or not EARLIEST <= found <= today:
        wrong.append(line.fault("found_on", _("a day up to today")))
        return
    last = found
    for name in ("fixed_on", "closed_on"):
        if made[name] is not None and not last <= made[name] <= today:
            says = _("a day from %(first)s to %(last)s") % {"first": day(last), "last": day(today)}
            wrong.append(line.fault(name, says))
        last = made[name] or last
    if made["due"] is not None and not (found <= made["due"] <= date(today.year + 5, 12, 31)):
        wrong.append(line.fault("due", _("a day from %(first)s to %(last)s") % {
            "first": day(found), "last": f"{today.year + 5}-12-31"}))  # fmt: skip
    if made["fixed_on"] and not made["fixed"]:
        wrong.append(line.fault("fixed", _("how it was put right, where a day of it is given")))
    if made["closed_on"] and not made["fixed_on"]:
        wrong.append(line.fault("fixed_on", _("the day it was put right, where it is closed")))
    if made["closed_on"] and not made["binder"]:
        wrong.append(
            line.fault("binder", _("the binder of the paper, where it is closed: there is no photo"))
        )
    if (made["due"] or made["fixed_on"]) and not made["who"]:
        wrong.append(line.fault("who", _("who puts it right, where a day is set")))


def keyed(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Each row with a key of what was found; the same row twice in one list is two hazards."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        unit = one["unit"].pid if one["unit"] is not None else ""
        said = [
            str(one["found_on"]),
            one["place"].pid,
            unit,
            *(one[n] for n in ("number", "spot", "kind", "what")),
        ]
        digest = hashlib.sha256(json.dumps(said).encode()).hexdigest()[:40]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"list-{digest}-{seen[digest]}", one))
    return found


def pack(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as plain data."""
    return [
        {k: v.isoformat() if isinstance(v, date) else getattr(v, "pid", v) for k, v in one.items()} for one in items
    ]  # fmt: skip


def unpack(data: Iterable[Mapping[str, Any]], ground: Ground) -> list[dict[str, Any]]:
    """The rows again; those of places no longer in reach are left out."""
    found = []
    for one in data:
        place, unit = ground.by_pid.get(one["place"]), ground.by_pid.get(one["unit"] or "")
        if place is not None and (unit is not None or not one["unit"]):
            days = {name: date.fromisoformat(one[name]) if one[name] else None for name in DAYS}
            found.append({**one, "place": place, "unit": unit, **days})
    return found


def shown(items: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    """What was found, for the page."""
    heads = written()
    names = (
        "found_on",
        "place",
        "unit",
        "spot",
        "kind",
        "what",
        "color",
        "who",
        "due",
        "fixed_on",
        "closed_on",
    )
    return [heads[name] for name in names], [[_said(name, one[name]) for name in names] for one in items]


def _said(name: str, value: Any) -> str:
    if name == "kind":
        return codes.label(codes.kinds(), value)
    if name == "color":
        return codes.colour_name(value)
    return day(value) if isinstance(value, date) else str(getattr(value, "name", value) or "")


def values_of(one: Hazard) -> dict[str, Any]:
    """A hazard by the fields of the list, for a district's own form."""
    return {
        "number": one.number, "found_on": day(one.found_on), "place": one.place.name,
        "unit": one.unit.name if one.unit else "", "spot": one.spot, "kind": codes.label(codes.kinds(), one.kind),
        "what": one.what, "color": codes.colour_name(one.color), "level": codes.label(codes.levels(), one.level),
        "klass": codes.class_name(one.klass), "setting": settings.setting_name(one.setting) if one.setting else "",
        "who": one.who, "due": day(one.due), "fixed": one.fixed, "fixed_on": day(one.fixed_on) if one.fixed_on else "",
        "closed_on": day(one.closed_on) if one.closed_on else "", "binder": one.binder,
    }  # fmt: skip


def template() -> bytes:
    """The workbook to fill in."""
    kinds = "、".join(codes.label(codes.kinds(), one) for one in codes.kinds())
    notes = [
        _(
            "One row a hazard. Day, place and kind are needed; who puts it right and by when, where that was said."
        ),
        _("Kinds: %(kinds)s") % {"kinds": kinds},
        _(
            "Old ones that are closed on paper name its binder; they are labelled as copied, because no photo is here."
        ),
        _("Leave out names of people. The same row sent again is not stored twice."),
    ]
    return sheets.template(_("Hazards"), list(written().values()), [], notes)
