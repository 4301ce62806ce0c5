"""People of the register as a list in. What names somebody is read, sealed, and said nowhere: not in a fault either.

The list is stored at once or not at all, so that nothing of it waits in a page, a session or a file. Out goes the same
list without names.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.ground import by_word
from safecommunity.hazards.people import actions, queries, words
from safecommunity.hazards.people.actions import checking
from safecommunity.hazards.people.rights import Rights
from safecommunity.hazards.people.views.common import need
from safecommunity.places.models import Place
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList
from safecommunity.shell.sheets import Checked, Fault, Line

CODES = words.CODES
NEEDED = ("groups", "place", "sex", "born", "name", "consent_on")
HIDDEN = "•••"
MOST_OUT = 20_000
Row = dict[str, Any]


def ground(request: HttpRequest, **_named: str) -> Ground:
    """Who sends it: a worker of the place."""
    held = need(request, keeps=True)
    # no place, so no form of a district's own: a list without a head would offer a person's row as its headings
    return Ground(held.reader.pid, "", held, reverse("vulnerable"), _("People at higher risk"))


def check(given: sheets.List, base: Ground, today: date) -> Checked[Row]:
    """Every row with its faults; what names people is not repeated. Raises Unreadable where needed columns lack."""
    held: Rights = base.what
    written = CODES.written()
    sheets.need(given, {CODES.field_of(one) for one in given.headings}, {one: written[one] for one in NEEDED})
    known, seen = by_word(held.places()), {}  # type: dict[str, Place], dict[str, int]
    items: list[Row] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, CODES.field_of)
    for line in rows:
        made, wrong = _row(line, known, today)
        number = str(made["secret"].get("id_number") or "")
        if number and not wrong and seen.setdefault(number, line.number) != line.number:
            wrong = [fault(line, "id_number", _("stands in row %(row)s already") % {"row": seen[number]})]
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def fault(line: Line, name: str, allowed: str) -> Fault:
    """A fault of a row; what stands in a column that names people is never repeated."""
    hidden = name in words.PERSONAL and line[name]
    return line.fault(name, allowed, HIDDEN if hidden else None)


def _row(line: Line, known: Mapping[str, Place], today: date) -> tuple[Row, list[Fault]]:
    wrong: list[Fault] = []
    place = known.get(line["place"])
    if place is None:
        wrong.append(fault(line, "place", _("a name or code of a place you keep the register of")))
    told: dict[str, Any] = {}
    for name, listed in (("groups", "groups"), ("needs", "needs")):
        told[name] = CODES.codes_of(listed, line[name])
        if told[name] is None:
            wrong.append(fault(line, name, CODES.labels(listed, CODES.all(listed))))
    sex = {title.casefold(): int(code) for code, title in words.sexes()} | {"1": 1, "2": 2, "m": 1, "f": 2}
    for name in ("born", "visit_days"):
        told[name] = sheets.whole_number(line[name]) if line[name] else None
        if line[name] and told[name] is None:
            wrong.append(fault(line, name, _("a whole number")))
    values = {
        "place": place, "sex": sex.get(line["sex"].casefold()), "help": line["help"], "who": line["who"], **told
    }  # fmt: skip
    secret = {name: line[name] for name in words.PERSONAL}
    agreed = _consent(line, today, wrong)
    if not wrong:
        wrong = _refused(line, values, secret, agreed, today)
    key = "|".join([place.pid if place else "", str(values["born"]), *secret.values()])
    return {"values": values, "secret": secret, "consent": agreed, "key": key}, wrong


def _consent(line: Line, today: date, wrong: list[Fault]) -> dict[str, Any]:
    on = sheets.day(line["consent_on"])
    until = sheets.day(line["consent_until"]) if line["consent_until"] else None
    for name, day in (("consent_on", on), ("consent_until", until)):
        if line[name] and day is None:
            wrong.append(fault(line, name, _("a day as 2020-01-01")))
    if until is None and on is not None and on <= today:
        until = on + timedelta(days=words.consent_days())
    found: dict[str, Any] = {"on": on, "until": until, "purposes": ["visits", "moving"]}
    for name, first in (("how", "paper"), ("giver", "self")):
        found[name] = CODES.code_of(f"{name}s", line[name]) if line[name] else first
        if not found[name]:
            wrong.append(fault(line, name, CODES.labels(f"{name}s", CODES.all(f"{name}s"))))
    return found


def _refused(
    line: Line, values: Mapping[str, Any], secret: Mapping[str, Any], agreed: Mapping[str, Any], today: date
) -> list[Fault]:  # fmt: skip
    """What a form would refuse too, each at its column."""
    columns = {"on": "consent_on", "until": "consent_until"}
    found: list[Fault] = []
    row: dict[str, Any] = {}
    named: dict[str, str] = {}
    try:
        row, _groups = checking.entry(values, today)
        named = checking.personal(secret, row)
    except actions.Refused as reason:
        found.append(fault(line, columns.get(reason.field, reason.field), str(reason)))
    try:
        checking.consent(agreed, row.get("born") or today.year, named or secret, today)
    except actions.Refused as reason:
        if row or reason.field != "giver":
            found.append(fault(line, columns.get(reason.field, reason.field), str(reason)))
    return found


def store(items: Sequence[Row], base: Ground, name: str, at: datetime) -> str:
    """Keep them; the words to tell."""
    new, known = actions.import_people(reader=base.what.reader, rows=items, at=at, file_name=name)
    return _("%(stored)s lines stored, %(known)s were on record already") % {"stored": new, "known": known}


def rows(base: Ground) -> Iterable[Mapping[str, Any]]:
    """The register without names."""
    for one in queries.people(base.what).filter(ends__isnull=True).order_by("pk")[:MOST_OUT]:
        yield {
            "groups": words.groups(one), "place": one.place.name, "sex": words.sex(one.sex), "born": one.born,
            "consent_until": one.consent_until.isoformat(), "visit_days": one.visit_days,
            "needs": CODES.labels("needs", one.needs), "who": one.who,
        }  # fmt: skip


def notes(_base: Ground) -> list[str]:
    """How to fill it in."""
    return [
        _(
            "One row a person who agreed. Groups, place, sex, year of birth, name and day of consent are needed."
        ),
        _("Groups: %(which)s") % {"which": CODES.labels("groups", CODES.all("groups"))},
        _("Where no end of the consent is told it ends after %(days)s days.")
        % {"days": words.consent_days()},
        _("Names are sealed when the list is stored; destroy the file afterwards."),
        _("The same row sent again is not stored twice."),
    ]


PEOPLE = OfficeList(
    code="vulnerable", title=gettext_lazy("People at higher risk"),
    heading=gettext_lazy("Import people at higher risk"),
    lead=gettext_lazy(
        "All errors are told together, none repeats what names somebody; the list is stored at once or not at all."
    ),
    addresses=("vulnerable_import", "vulnerable_template"), ground=ground, written=CODES.written, check=check,
    store=store, rows=rows, notes=notes, known=CODES.field_of, empty=lambda _base: [], refuses=(actions.Refused,),
)  # fmt: skip
