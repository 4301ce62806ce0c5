"""A list of lines, .xlsx or .csv: every fault of every row together; the same row sent again is the same line."""

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.outreach import codes
from safecommunity.outreach.checks import COLUMNS, heading, read
from safecommunity.outreach.models import Entry
from safecommunity.places.models import Place, PlaceCode
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

FIELDS = {"day": "happened_on"}
LISTS = {
    "qualifier": "qualifiers",
    "setting": "settings",
    "audience": "audiences",
    "enters": "enters",
    "kind": "kinds",
}
NUMBERS = ("quantity", "reached")
MOST_ROWS = 3000  # what was found travels in the page, sealed, until it is stored


def known(title: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = "".join(title.split()).replace("*", "").lower()
    return codes.headings().get(plain, "")


class Ground:
    """Places a reader may name, by name, code and permanent id. Two queries."""

    def __init__(self, places: Iterable[Place], today: date) -> None:
        self.today, self.places = today, {place.pid: place for place in places}
        self.names: dict[str, list[Place]] = {}
        for place in self.places.values():
            self.names.setdefault(place.name, []).append(place)
        keys = {place.pk: place for place in self.places.values()}
        for code, pk in PlaceCode.objects.filter(place_id__in=keys).values_list("code", "place_id"):
            self.names.setdefault(code, []).append(keys[pk])

    def find(self, said: str) -> Place | None:
        """A place that is named without doubt."""
        found = {place.pk: place for place in self.names.get(said, ())}
        return next(iter(found.values())) if len(found) == 1 else self.places.get(said)


def check(given: sheets.List, ground: Ground) -> Checked[dict[str, Any]]:
    """Every line of the list. Raises Unreadable where needed columns lack or there are too many rows."""
    if len(given.rows) > MOST_ROWS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise sheets.Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ROWS})
    fields = {name for name in map(known, given.headings) if name}
    needed = {
        "day": heading("happened_on"),
        "kind": heading("kind"),
        "place": heading("place"),
        "quantity": heading("quantity"),
    }
    sheets.need(given, fields, needed)
    items: list[dict[str, Any]] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, known)
    for line in rows:
        made, wrong = _row(line, ground)
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, ground: Ground) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    values: dict[str, Any] = {name: line[name] for name in ("title", "spot", "held_by", "binder")}
    day = sheets.day(line["day"])
    if day is None:
        faults.append(line.fault("day", _("a day as 2020-01-01")))
    values["happened_on"] = day
    quantity, qualifier = split(line["quantity"])
    values["quantity"], values["qualifier"] = quantity, qualifier
    if quantity is None:
        faults.append(
            line.fault("quantity", _("a whole number, also with a word for more, nearly or at least"))
        )
    reached, about = split(line["reached"])
    values["reached"], values["reached_qualifier"] = reached, about
    if line["reached"] and reached is None:
        faults.append(line.fault("reached", _("a whole number, or empty")))
    for name, listed in LISTS.items():
        said = codes.said(listed).get(line[name].lower(), "") if line[name] else ""
        if line[name] and not said:
            faults.append(line.fault(name, "、".join(label for _id, label in codes.choices(listed))))
        if said or name != "qualifier":
            values[name] = said
    if not line["kind"]:
        faults.append(line.fault("kind", "、".join(label for _id, label in codes.choices("kinds"))))
    place = ground.find(line["place"])
    if place is None:
        faults.append(line.fault("place", _("a name or code of a place you may enter lines for")))
    if faults:
        return {}, faults
    made, found = read(values, place, ground.today)
    columns = {"happened_on": "day"}
    return made, [line.fault(columns.get(one.field, one.field), one.message) for one in found]


def split(text: str) -> tuple[int | None, str]:
    """A number as people write it, with ten thousands, units and words for more or nearly → number and qualifier."""
    words = codes.written_numbers()
    said = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    qualifier = "exact"
    for word, code in words.qualifiers.items():
        if word in said:
            said, qualifier = said.replace(word, ""), code
    times = 1
    for unit in (*words.units, ""):
        if unit and said.endswith(unit):
            said = said.removesuffix(unit)
            break
    if said.endswith(words.ten_thousands):
        said, times = said[:-1], 10_000
    try:
        number = float(said) * times
    except ValueError:
        return None, "exact"
    whole = round(number) if abs(number) < 10**9 else -1
    return (whole, qualifier) if abs(number - whole) < 1e-6 and whole >= 0 else (None, "exact")


def keyed(items: Iterable[Mapping[str, Any]]) -> list[tuple[str, Mapping[str, Any]]]:
    """Each line with an id made of what it says; a line that stands twice in the list is two lines."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        text = json.dumps(
            [str(one[name]) if name != "place" else one[name].pid for name in COLUMNS], ensure_ascii=False
        )
        digest = hashlib.sha256(text.encode()).hexdigest()[:40]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"list-{digest}-{seen[digest]}", one))
    return found


def fields_of(entry: Entry) -> dict[str, Any]:
    """A stored line by the fields of a list, as it would be sent in again."""
    listed = {
        name: codes.label(words, getattr(entry, name)) if getattr(entry, name) else ""
        for name, words in LISTS.items()
        if name != "qualifier"
    }
    exact = entry.qualifier in ("", "exact")
    return listed | {
        "day": entry.happened_on.isoformat(), "place": entry.place.name, "quantity": entry.quantity,
        "qualifier": "" if exact else codes.label("qualifiers", entry.qualifier),
        "reached": "" if entry.reached is None else entry.reached, "title": entry.title, "spot": entry.spot,
        "held_by": entry.held_by, "binder": entry.binder,
    }  # fmt: skip


def pack(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Lines as plain data."""
    return [
        {k: v.pid if k == "place" else v.isoformat() if isinstance(v, date) else v for k, v in one.items()}
        for one in items
    ]


def unpack(data: Iterable[Mapping[str, Any]], ground: Ground) -> list[dict[str, Any]]:
    """The lines again; those of places no longer in reach are left out."""
    return [
        {**one, "place": ground.places[one["place"]], "happened_on": date.fromisoformat(one["happened_on"])}
        for one in data
        if one["place"] in ground.places
    ]


def shown(items: Iterable[Mapping[str, Any]]) -> list[list[str]]:
    """What was found, for the page."""
    return [
        [
            one["happened_on"].isoformat(), codes.label("kinds", one["kind"]), one["place"].name, one["title"],
            codes.amount(one["kind"], one["quantity"], one["qualifier"]),
            "" if one["reached"] is None else f"{one['reached']:,}",
            one["binder"],
        ]
        for one in items
    ]  # fmt: skip


def shown_headings() -> list[str]:
    """Over what was found."""
    return [
        heading(name) for name in ("happened_on", "kind", "place", "title", "quantity", "reached", "binder")
    ]


def notes(places: Iterable[Place], today: date) -> list[str]:
    """How to fill it in, with an example."""
    named = list(places)[:1]
    place = named[0].name if named else ""
    example = [today.isoformat(), codes.label("kinds", "leaflet"), place, "200", "", "150"]
    return [
        _("One row a line. Day, kind, place and how many are needed."),
        _("Kinds: %(kinds)s") % {"kinds": "、".join(label for _id, label in codes.choices("kinds"))},
        _("Numbers may carry a word for more, nearly or at least: the word is kept, the number is added."),
        _("Lines copied from old paper name its binder; they are labelled."),
        _("The same row sent again is not stored twice."),
        " | ".join(example),
    ]
