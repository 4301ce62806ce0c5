"""A list of seats: read, checked as a whole, all faults of all rows together; and the workbook to fill in."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes, words
from safecommunity.governance.models import Agency, Body, Membership
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

WIDTHS = {"post": 120, "person": 60, "paper": 120}


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = "".join(heading.split()).replace("*", "").lower()
    fields = codes.load("lists")["seats"]
    return next((str(field) for field, said in fields.items() if plain in str(said).split()), "")


def written() -> dict[str, str]:
    """Our heading of each field."""
    return {str(field): str(said).split()[0] for field, said in codes.load("lists")["seats"].items()}


def parts() -> dict[str, str]:
    """What a part may be called: our words in every language of the office, and the code."""
    told = codes.load("lists")["parts"]
    return {word: str(code) for code, said in told.items() for word in (str(code), *str(said).split())}


def check(
    given: sheets.List, bodies: Iterable[Body], agencies: Iterable[Agency], today: date
) -> Checked[dict[str, Any]]:
    """Every seat of the list with all faults. Raises Unreadable where needed columns lack."""
    found = {name for name in map(known, given.headings) if name}
    titles = written()
    sheets.need(given, found, {name: titles[name] for name in ("body", "part", "post", "starts")})
    by_name = {one.name: one for one in bodies}
    by_agency = {name.name: one for one in agencies for name in one.names.all()}
    items: list[dict[str, Any]] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, known)
    for line in rows:
        item, wrong = _row(line, by_name, by_agency, today)
        faults += wrong
        items.append(item)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(
    line: Line, bodies: dict[str, Body], agencies: dict[str, Agency], today: date
) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    body, part = bodies.get(line["body"]), parts().get(line["part"], "")
    if body is None:
        faults.append(line.fault("body", _("the name of a body of this street; the template lists them")))
    if not part:
        faults.append(line.fault("part", _(", ").join(words.part(one) for one in Membership.Part.values)))
    starts = sheets.day(line["starts"])
    if starts is None or starts > today or (body is not None and starts < body.starts):
        first = body.starts if body is not None else "2000-01-01"
        allowed = _("a day from %(first)s to %(last)s") % {"first": first, "last": today}
        faults.append(line.fault("starts", allowed))
    for name, most in WIDTHS.items():
        if len(line[name]) > most or (name == "post" and not line[name]):
            allowed = _("%(least)s to %(most)s characters") % {"least": int(name == "post"), "most": most}
            faults.append(line.fault(name, allowed))
    agency = agencies.get(line["agency"])
    if line["agency"] and agency is None:
        faults.append(line.fault("agency", _("the name of an agency of this street, or empty")))
    texts = {name: line[name] for name in WIDTHS}
    return {"body": body, "part": part, "starts": starts, "agency": agency, **texts}, faults


def fields_of(bodies: Iterable[Body], seats: Iterable[Membership]) -> list[dict[str, Any]]:
    """The bodies with who sits in them, to be gone on with; a body without anybody stands there with an empty row."""
    by_body: dict[int, list[Membership]] = {}
    for seat in seats:
        by_body.setdefault(seat.body_id, []).append(seat)
    told = codes.load("lists")["parts"]
    rows: list[dict[str, Any]] = []
    for one in bodies:
        for seat in by_body.get(one.pk, []):
            agency = seat.agency.names.last() if seat.agency is not None else None
            rows.append({
                "body": one.name, "part": str(told[seat.part]).split()[0], "post": seat.post, "person": seat.person,
                "agency": agency.name if agency else "", "starts": seat.starts.isoformat(), "paper": seat.paper,
            })  # fmt: skip
        if one.pk not in by_body:
            rows.append({"body": one.name, "starts": one.starts.isoformat()})
    return rows


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row a seat. Body, part, post and the day since are needed; a name may be left out."),
        _("Parts: %(parts)s") % {"parts": _(", ").join(words.part(one) for one in Membership.Part.values)},
        _("A seat with the same body, part, post, name and day stays as it is; the list may be sent again."),
    ]


def filled_rows(given: sheets.List) -> sheets.List:
    """Without rows that name a body only: the template's empty ones."""
    wanted = {at for at, one in enumerate(given.headings) if known(one) in ("part", "post", "person")}
    rows = tuple((n, cells) for n, cells in given.rows if any(at < len(cells) and cells[at] for at in wanted))
    return sheets.List(given.name, given.headings, rows)
