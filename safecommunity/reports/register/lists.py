"""The register as a list: what goes out as a workbook comes back in, and a district's own form is read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.reports.models import RegisterEntry
from safecommunity.reports.register import actions, words
from safecommunity.reports.register.rights import of_request
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import Ground, OfficeList
from safecommunity.shell.sheets import Fault, Line
from safecommunity.shell.slots import show_place

NEED = ("direction", "serial", "title", "agency", "day")


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    named = actions.titles()
    order = ("direction", "code", "serial", "number", "title", "agency", "to", "subject", "dated", "day", "secrecy",
             "holder", "note")  # fmt: skip
    return {name: named[name] for name in order}


def _ground(request: HttpRequest) -> Ground:
    held = of_request(request)
    if held is None or not held.offices:
        raise PermissionDenied
    place = held.offices[0]
    show_place(request, place.pid)
    return Ground(held.reader.pid, place.pid, (held, place), reverse("register"), _("Register of papers"))


def _check(given: sheets.List, _ground: Ground, today: date) -> sheets.Checked[dict[str, Any]]:
    rows = [line for line in lists.lines(given, headings, NEED) if line["title"] or line["serial"]]
    directions = lists.in_every_language(words.directions)
    secrecies = lists.in_every_language(words.secrecies)
    found = lists.checked(rows, lambda line: _row(line, directions, secrecies, today))
    return sheets.Checked(found.rows, found.items, (*found.faults, *_twice(rows, found.items)))


def _row(
    line: Line, directions: lists.Words, secrecies: lists.Words, today: date
) -> tuple[dict[str, Any], list[Fault]]:
    """One row as the action takes it, and what cannot be taken."""
    told: dict[str, Any] = {name: line[name] for name in headings()}
    told["direction"] = directions.get(line["direction"], line["direction"])
    told["secrecy"] = secrecies.get(line["secrecy"], line["secrecy"]) if line["secrecy"] else "open"
    told["day"], told["dated"] = sheets.day(line["day"]), sheets.day(line["dated"] or line["day"])
    told["holder"] = line["holder"] or _("in the archive")
    serial = line["serial"]
    sound = serial.isascii() and serial.isdecimal() and 1 <= int(serial[:9]) <= actions.MOST_SERIAL
    faults = lists.faults_of(line, {
        "serial": (not sound, _("a whole number from 1 to %(most)s") % {"most": actions.MOST_SERIAL}),
        "day": (told["day"] is None, _("a day such as 2026-03-01")),
        "dated": (told["dated"] is None, _("a day such as 2026-03-01")),
    })  # fmt: skip
    if not faults:
        try:
            actions.check(actions.cleaned(told), today)
        except actions.Refused as reason:
            faults.append(line.fault(reason.field or "title", str(reason)))
    return told, faults


def _twice(rows: Sequence[Line], items: Sequence[dict[str, Any]]) -> list[Fault]:
    """A number that stands twice in the list, with two titles."""
    seen: dict[tuple[Any, ...], str] = {}
    faults = []
    for line, told in zip(rows, items, strict=True):
        year = told["day"].year if told["day"] else 0
        key = (told["direction"], told["code"] if told["direction"] == "out" else "", year, told["serial"])
        if seen.setdefault(key, told["title"]) != told["title"]:
            faults.append(
                line.fault("serial", _("each number once a year; it stands above with another title"))
            )
    return faults


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    held, place = ground.what
    new = actions.import_papers(reader=held.reader, place=place, rows=items, file_name=name, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


def _rows(ground: Ground) -> list[dict[str, Any]]:
    _held, place = ground.what
    rows = RegisterEntry.objects.filter(place=place, cancelled_on__isnull=True).order_by("day", "pk")
    return [fields_of(one) for one in rows[: sheets.MOST_ROWS]]


def fields_of(one: RegisterEntry) -> dict[str, Any]:
    """An entry by the fields of a row."""
    told: dict[str, Any] = {name: getattr(one, name) for name in headings()}
    return told | {"direction": words.directions()[one.direction], "secrecy": words.secrecy(one.secrecy)}


def _notes(_ground: Ground) -> list[str]:
    return [
        _("Serial number: the number within the year; what stands in the register already stays as it is."),
        _("Secrecy: %(allowed)s. State secrets are not taken.")
        % {"allowed": "、".join(words.secrecies().values())},
        _("Day of the paper: empty means the day it was sent or received."),
    ]


REGISTER = OfficeList(
    code="register", title=gettext_lazy("Register of papers"), heading=gettext_lazy("Import a register of papers"),
    lead=gettext_lazy("An old register with the numbers it had. It may be sent again: nothing is stored twice."),
    addresses=("register_import", "register_template"), ground=_ground, written=headings, check=_check, store=_store,
    rows=_rows, notes=_notes, refuses=(actions.Refused,),
)  # fmt: skip
