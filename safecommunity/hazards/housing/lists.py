"""Dwellings as a list: out as they stand, in again; one that stands there already stays as it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.ground import by_word
from safecommunity.hazards.housing import actions, queries, words
from safecommunity.hazards.housing.actions.entering import checked
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.housing.views.common import need
from safecommunity.hazards.housing.views.listing import fields_of
from safecommunity.hazards.rights import FINDERS, ROOM
from safecommunity.places.models import Place
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList
from safecommunity.shell.sheets import Checked, Fault, Line

CODES = words.CODES
LISTS = {
    "structure": "structures", "ownership": "ownerships", "use": "uses", "intensity": "intensities", "fire": "fires"
}  # fmt: skip
NUMBERS = ("built", "storeys", "area", "people")
NEEDED = ("place", "spot", "structure", "storeys")
MOST_OUT = 20_000
Row = dict[str, Any]


def ground(request: HttpRequest, **_named: str) -> Ground:
    """Who sends it: who enters dwellings."""
    held = need(request, enters=True)
    top = next(iter(held.reader.place_scopes(ROOM, *FINDERS)), "")
    return Ground(held.reader.pid, top, held, reverse("housing"), _("Dwellings"))


def check(given: sheets.List, base: Ground, today: date) -> Checked[Row]:
    """Every row with all faults. Raises Unreadable where needed columns lack."""
    held: Rights = base.what
    written = CODES.written()
    sheets.need(given, {CODES.field_of(one) for one in given.headings}, {one: written[one] for one in NEEDED})
    known, seen = by_word(held.near()), {}  # type: dict[str, Place], dict[tuple[int, str], int]
    items: list[Row] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, CODES.field_of)
    for line in rows:
        made, wrong = _row(line, known, today)
        if made is not None and not wrong:
            key = (made["values"]["place"].pk, made["values"]["spot"])
            if key in seen:
                wrong = [line.fault("spot", _("stands in row %(row)s already") % {"row": seen[key]})]
            seen.setdefault(key, line.number)
        faults += wrong
        if made is not None and not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, known: Mapping[str, Place], today: date) -> tuple[Row | None, list[Fault]]:
    wrong: list[Fault] = []
    values: dict[str, Any] = {"spot": line["spot"], "place": known.get(line["place"])}
    if values["place"] is None:
        wrong.append(line.fault("place", _("a name or code of a place you may enter dwellings for")))
    for name, listed in LISTS.items():
        values[name] = CODES.code_of(listed, line[name])
        if line[name] and not values[name]:
            wrong.append(line.fault(name, CODES.labels(listed, CODES.all(listed))))
    values["use"] = values["use"] or "home"
    for name in NUMBERS:
        values[name] = sheets.whole_number(line[name]) if line[name] else None
        if line[name] and values[name] is None:
            wrong.append(line.fault(name, _("a whole number")))
    said = line["ring_beam"].casefold()
    values["ring_beam"] = {
        _("yes").casefold(): "yes",
        "yes": "yes",
        _("no").casefold(): "no",
        "no": "no",
    }.get(said, "")
    if said and not values["ring_beam"]:
        wrong.append(line.fault("ring_beam", f"{_('yes')}、{_('no')}"))
    row = {"values": values, **_screened(line, today, wrong)}
    if not wrong:
        try:
            checked(values, today)
        except actions.Refused as reason:
            wrong.append(line.fault(reason.field, str(reason)))
    return row, wrong


def _screened(line: Line, today: date, wrong: list[Fault]) -> dict[str, Any]:
    """A screening that stands on an old paper: day and grade together."""
    on, grade = sheets.day(line["screened_on"]), line["screened"].strip().upper()[:1]
    if bool(line["screened_on"]) != bool(line["screened"]):
        wrong.append(line.fault("screened", _("day and grade together, or both empty")))
    elif line["screened"] and grade not in words.GRADES:
        wrong.append(line.fault("screened", "A、B、C、D"))
    elif line["screened_on"] and (on is None or not date(2000, 1, 1) <= on <= today):
        wrong.append(line.fault("screened_on", _("a day up to today")))
    return {"screened": grade, "screened_on": on}


def store(items: Sequence[Row], base: Ground, name: str, at: datetime) -> str:
    """Keep them; the words to tell."""
    new, known = actions.import_dwellings(reader=base.what.reader, rows=items, at=at, file_name=name)
    return _("%(stored)s lines stored, %(known)s were on record already") % {"stored": new, "known": known}


def rows(base: Ground) -> Iterable[Mapping[str, Any]]:
    """The register by the fields of the list."""
    found = (
        queries.dwellings(base.what).prefetch_related("ratings").order_by("place_id", "spot", "pk")[:MOST_OUT]
    )
    for one in found:
        last = next((line for line in reversed(list(one.ratings.all())) if line.kind == "screen"), None)
        yield fields_of(one) | {
            "screened_on": last.on.isoformat() if last else "", "screened": last.grade if last else ""
        }  # fmt: skip


def notes(_base: Ground) -> list[str]:
    """How to fill it in."""
    return [
        _("One row a dwelling. Place, house number, structure and storeys are needed; nobody's name."),
        _("Structures: %(which)s") % {"which": CODES.labels("structures", CODES.all("structures"))},
        _("Day and grade of a screening are copied from old paper; a qualified person confirms them here."),
        _("The same row sent again is not stored twice."),
    ]


DWELLINGS = OfficeList(
    code="dwellings", title=gettext_lazy("Dwellings"), heading=gettext_lazy("Import dwellings"),
    lead=gettext_lazy("All errors are told together; a dwelling that is on the register stays as it is."),
    addresses=("housing_import", "housing_template"), ground=ground, written=CODES.written, check=check, store=store,
    rows=rows, notes=notes, known=CODES.field_of, refuses=(actions.Refused,),
)  # fmt: skip
