"""A list of risks, as it is exported or in a district's own form: every fault of every row together."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes as settings
from safecommunity.hazards import codes, lists
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.hazards.models import Risk
from safecommunity.hazards.risks import queries, tables, words
from safecommunity.hazards.risks.actions.entries import EARLIEST, LIMITS, MOST_EXPOSED
from safecommunity.hazards.risks.rights import OFFICE, ROOM, Rights
from safecommunity.places.models import Place, PlaceCode, SocialUnit
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

OWN = "risks"
NEED = ("place", "title", "setting")
MOST_ROWS = 3000  # what was found travels in the page, sealed, until it is stored
FACTORS = ("L", "E", "C", "S")
as_workbook = lists.as_workbook


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = _plain(heading)
    told = codes.load("risks")["headings"]
    return next((field for field, said in told.items() if plain in _plain(said).split()), "")


def _plain(text: str) -> str:
    return re.sub(r"[*:().]", "", unicodedata.normalize("NFKC", str(text))).casefold().strip()


def written() -> dict[str, str]:
    """Our heading of each field."""
    return {str(field): str(said).split()[0] for field, said in codes.load("risks")["headings"].items()}


def own_place(held: Rights) -> str:
    """Whose own forms these are: of the first place whose register is kept."""
    return next(iter(held.reader.place_scopes(ROOM, *OFFICE)), "")


class Ground:
    """Places and units rows may name, by name and code. Three queries."""

    def __init__(self, held: Rights, today: date) -> None:
        self.today = today
        self.places: dict[str, list[Place]] = {}
        there = {place.pk: place for place in held.places()}
        for place in there.values():
            self.places.setdefault(place.name, []).append(place)
        for code, pk in PlaceCode.objects.filter(place_id__in=there).values_list("code", "place_id"):
            self.places.setdefault(code, []).append(there[pk])
        self.units: dict[str, list[SocialUnit]] = {}
        for unit in queries.units_near(held):
            self.units.setdefault(unit.name, []).append(unit)
        self.by_pid: dict[str, Any] = {place.pid: place for place in there.values()}
        self.by_pid |= {unit.pid: unit for found in self.units.values() for unit in found}


def check_list(given: sheets.List, ground: Ground) -> Checked[dict[str, Any]]:
    """Every row with all faults. Raises Unreadable where needed columns lack or there are too many rows."""
    if len(given.rows) > MOST_ROWS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise sheets.Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ROWS})
    sheets.need(given, {known(one) for one in given.headings}, {one: written()[one] for one in NEED})
    items: list[dict[str, Any]] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, known)
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
        if len(made[name]) > most or (name == "title" and not made[name]):
            says = _("%(least)s to %(most)s characters")
            wrong.append(line.fault(name, says % {"least": int(name == "title"), "most": f"{most:,}"}))
    places = {place.pk: place for place in ground.places.get(line["place"], ())}
    made["place"] = next(iter(places.values())) if len(places) == 1 else None
    if made["place"] is None:
        wrong.append(line.fault("place", _("a name or code of a place of this office")))
    made["unit"] = _unit(line, ground, made["place"], wrong)
    made["where"] = Risk.Where.UNIT if made["unit"] is not None else Risk.Where.PLACE
    _codes(line, made, wrong)
    made["exposed"] = sheets.whole_number(line["exposed"]) if line["exposed"] else None
    if line["exposed"] and (made["exposed"] is None or made["exposed"] > MOST_EXPOSED):
        wrong.append(line.fault("exposed", _("a whole number, or empty")))
    made["starts"] = sheets.day(line["starts"]) if line["starts"] else ground.today
    if made["starts"] is None or not EARLIEST <= made["starts"] <= ground.today:
        wrong.append(line.fault("starts", _("a day up to today")))
    _assessment(line, made, ground.today, wrong)
    return made


def _unit(line: Line, ground: Ground, place: Place | None, wrong: list[Fault]) -> SocialUnit | None:
    if not line["unit"]:
        return None
    found = ground.units.get(line["unit"], [])
    here = [one for one in found if place is None or one.place_id == place.pk] or found
    if len(here) != 1:
        wrong.append(line.fault("unit", _("the name of one unit of the register of this office")))
        return None
    return here[0]


def _codes(line: Line, made: dict[str, Any], wrong: list[Fault]) -> None:
    """Setting, class and accident type by their words or codes."""
    named = {code: set(told.values()) | {code} for code, told in settings.settings().items()}
    made["setting"] = next((code for code, said in named.items() if line["setting"] in said), "")
    if not made["setting"]:
        wrong.append(line.fault("setting", "、".join(settings.setting_name(one) for one in named)))
    for name, group in (("klass", codes.classes()), ("accident", tables.accidents())):
        said = line[name]
        code = said.split(" ")[0]
        if name == "accident" and code.isdigit():
            code = code.zfill(2)
        found = code if code in group else next((c for c, one in group.items() if said in one["label"]), "")
        made[name] = found if said else ""
        if said and not found:
            wrong.append(line.fault(name, _("a code or name of its list, or empty")))


def _assessment(line: Line, made: dict[str, Any], today: date, wrong: list[Fault]) -> None:
    """L and S, or L, E and C: then it is assessed; none of them: it is not."""
    given = {name: line[name] for name in FACTORS if line[name]}
    made["method"] = "" if not given else "lec" if "E" in given or "C" in given else "ls"
    made["factors"], made["assessed_on"] = given, sheets.day(line["assessed_on"])
    if not given:
        return
    if line["assessed_on"] and made["assessed_on"] is None:
        wrong.append(line.fault("assessed_on", _("a day up to today")))
    made["assessed_on"] = made["assessed_on"] or made["starts"] or today
    if made["starts"] and not made["starts"] <= made["assessed_on"] <= today:
        wrong.append(line.fault("assessed_on", _("a day from the day it entered the register up to today")))
    try:
        tables.scored(made["method"], given, ())
    except ValueError as reason:
        wrong.append(line.fault("L", str(reason)))


def keyed(items: Iterable[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Each row with a key of what it is about: the same source of danger at the same spot is one."""
    found: dict[str, dict[str, Any]] = {}
    for one in items:
        about = [one["place"].pid, one["unit"].pid if one["unit"] else "", one["spot"], one["title"]]
        digest = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:40]
        found.setdefault(f"risk-{digest}", one)
    return list(found.items())


def pack(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as plain data."""
    return [
        {name: value.pid if isinstance(value, Place | SocialUnit) else value.isoformat() if isinstance(value, date)
         else value for name, value in one.items()}
        for one in items
    ]  # fmt: skip


def unpack(data: Iterable[Mapping[str, Any]], ground: Ground) -> list[dict[str, Any]]:
    """The rows again. Raises Refused where a place or unit has gone out of reach meanwhile."""
    found = []
    for one in data:
        row = dict(one)
        for name in ("place", "unit"):
            row[name] = ground.by_pid.get(one[name]) if one[name] else None
            if one[name] and row[name] is None:
                raise Refused(_("A place or unit of the list is not open to you any more; send it again"))
        for name in ("starts", "assessed_on"):
            row[name] = date.fromisoformat(one[name]) if one[name] else None
        found.append(row)
    return found


def shown(items: Sequence[Mapping[str, Any]]) -> lists.Grid:
    """What was found, for the page."""
    said = words.fields()
    heads = [said[name] for name in ("place", "unit", "spot", "title", "setting", "exposed")] + [_("Risk")]
    rows = []
    for one in items:
        rank = tables.scored(one["method"], one["factors"], ()).rank if one["method"] else 5
        rows.append([
            one["place"].name, one["unit"].name if one["unit"] else "", one["spot"], one["title"],
            settings.setting_name(one["setting"]), one["exposed"] if one["exposed"] is not None else "",
            tables.rank_name(rank),
        ])  # fmt: skip
    return heads, rows


def filled(one: Risk) -> dict[str, Any]:
    """An entry as a row of the list."""
    last = next(reversed(one.assessments.all()), None)  # prefetched: a list of thousands is two queries
    factors = last.factors if last is not None else {}
    return {
        "place": one.place.name, "unit": one.unit.name if one.unit else "", "spot": one.spot, "title": one.title,
        "setting": settings.setting_name(one.setting), "klass": codes.class_name(one.klass),
        "accident": tables.accident_name(one.accident), "exposed_who": one.exposed_who,
        "exposed": one.exposed if one.exposed is not None else "", "controls": one.controls, "measures": one.measures,
        "who": one.who, "starts": one.starts.isoformat(), **{name: factors.get(name, "") for name in FACTORS},
        "assessed_on": one.assessed_on.isoformat() if one.assessed_on else "",
    }  # fmt: skip


def template(held: Rights) -> bytes:
    """The workbook to fill in."""
    notes = [
        _("One row a source of danger. Place, source of danger and setting are needed."),
        _("Settings: %(all)s")
        % {"all": "、".join(settings.setting_name(one) for one in settings.settings())},
        _("With L and S, or L, E and C, a row is assessed; the score and the colour are computed."),
        _("Nobody's name: a post, a body, a group."),
        _("The same source of danger at the same spot is not stored twice."),
    ]
    return sheets.template(_("Risk register"), list(written().values()), [], notes)
