"""A list of organisations: who is there, from when, and which of them report injuries from which month."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.places.importing import words
from safecommunity.places.models import SocialUnit
from safecommunity.places.offices import Book
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    return words.field("units", heading)


def kind_name(kind: str) -> str:
    """The words of a kind."""
    return {
        "health": _("Health facility"), "school": _("School"), "firm": _("Firm"), "shop": _("Shop or market"),
        "site": _("Building site"), "venue": _("Public venue"), "public": _("Public body"), "other": _("Other"),
    }.get(kind, kind)  # fmt: skip


def kinds() -> list[tuple[str, str]]:
    """All kinds in their order."""
    return [(value, kind_name(value)) for value in SocialUnit.Kind.values]


def check(given: sheets.List, book: Book, _today: date) -> Checked[dict[str, Any]]:
    """Every organisation of the list, with all faults of all rows. Raises Unreadable where needed columns lack."""
    fields = {name for name in map(known, given.headings) if name}
    sheets.need(
        given, fields, {"name": _("name"), "kind": _("kind"), "code": _("place code"), "starts": _("from")}
    )
    items: list[dict[str, Any]] = []
    faults: list[Fault] = []
    seen: dict[tuple[str, str], int] = {}
    rows = sheets.lines(given, known)
    for line in rows:
        item, wrong = _row(line, book)
        key = (item["name"], line["code"])
        if not wrong and key in seen:
            wrong.append(line.fault("name", _("stands in row %(row)s already") % {"row": seen[key]}))
        seen.setdefault(key, line.number)
        faults += wrong
        items.append(item)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, book: Book) -> tuple[dict[str, Any], list[Fault]]:
    faults: list[Fault] = []
    place = book.find(line["code"])
    if place is None:
        faults.append(line.fault("code", _("a code or name of a place you keep; the template lists them")))
    if not 1 <= len(line["name"]) <= 120:
        faults.append(line.fault("name", _("a name of 1 to 120 characters")))
    said = {name: code for code, name in kinds()} | words.listed("kinds")
    kind = line["kind"] if line["kind"] in SocialUnit.Kind.values else said.get(line["kind"], "")
    if not kind:
        faults.append(line.fault("kind", _(", ").join(name for _code, name in kinds())))
    days = {name: _day(line, name, faults) for name in ("starts", "ends", "reports_from")}
    if days["starts"] is None and line["starts"] == "":
        faults.append(line.fault("starts", _("a day as 2020-01-01")))
    if days["starts"] and days["ends"] and days["ends"] <= days["starts"]:
        faults.append(line.fault("ends", _("a day after it began, %(starts)s") % {"starts": days["starts"]}))
    reports = words.answer(line["reports"])
    if reports is None:
        faults.append(line.fault("reports", _("yes or no")))
    people = sheets.whole_number(line["people"])
    if line["people"] and people is None:
        faults.append(line.fault("people", _("a whole number, or empty")))
    safety = _safety(line, faults)
    for name, most in (("industry", 60), ("responsible", 60), ("credit_code", 18)):
        if len(line[name]) > most:
            faults.append(line.fault(name, _("up to %(most)s characters") % {"most": most}))
    item: dict[str, Any] = {
        "name": line["name"], "kind": kind, "place": place, **days, "people": people, "industry": line["industry"],
        "responsible": line["responsible"], "credit_code": line["credit_code"],
        "reports_injuries": bool(reports or days["reports_from"]),
    }  # fmt: skip
    if {"has_body", "full_time", "part_time"} & set(line.columns):
        item["safety"] = safety
    # what the list has no column for stays as the register has it
    optional = {"ends", "people", "industry", "responsible", "credit_code", "reports_from"}
    gone = {name for name in optional if name not in line.columns}
    if "reports" not in line.columns and "reports_from" not in line.columns:
        gone.add("reports_injuries")
    return {name: value for name, value in item.items() if name not in gone}, faults


def _safety(line: Line, faults: list[Fault]) -> tuple[bool, int, int]:
    """Whether there is a safety body, and how many are full-time and part-time."""
    body = words.answer(line["has_body"])
    if body is None:
        faults.append(line.fault("has_body", _("yes or no")))
    staff = []
    for name in ("full_time", "part_time"):
        number = sheets.whole_number(line[name]) if line[name] else 0
        if number is None:
            faults.append(line.fault(name, _("a whole number, or empty")))
        staff.append(number or 0)
    return bool(body), staff[0], staff[1]


def _day(line: Line, name: str, faults: list[Fault]) -> date | None:
    found = sheets.day(line[name])
    if line[name] and found is None:
        allowed = _("a month as 2026-03") if name == "reports_from" else _("a day as 2020-01-01")
        faults.append(line.fault(name, allowed))
    return found.replace(day=1) if found and name == "reports_from" else found


def pack(items: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows as plain data."""
    return [
        {k: v.pid if k == "place" else v.isoformat() if isinstance(v, date) else v for k, v in one.items()}
        for one in items
    ]


def unpack(data: Iterable[Mapping[str, Any]], book: Book) -> list[dict[str, Any]]:
    """The rows again; those of places that are no longer kept are left out."""
    days = ("starts", "ends", "reports_from")
    return [
        {
            k: book.places[v] if k == "place" else date.fromisoformat(v) if k in days and v else v
            for k, v in one.items()
        }
        for one in data
        if one["place"] in book.places
    ]


def written() -> dict[str, str]:
    """Our heading of each field."""
    return words.written("units")


def template_columns() -> list[str]:
    """Headings of the template, in Chinese: the reader takes other languages too."""
    return list(words.written("units").values())


def template_rows(found: Iterable[SocialUnit], book: Book) -> list[list[object]]:
    """The register as it stands, to be gone on with."""
    kinds_written, answers = words.written("kinds"), words.written("answers")
    return [
        [
            one.name, kinds_written[one.kind], book.code(one.place.pid), one.starts.isoformat(), str(one.ends or ""),
            answers["yes" if one.reports_injuries else "no"], f"{one.reports_from:%Y-%m}" if one.reports_from else "",
            one.people if one.people is not None else "", one.industry, one.responsible, one.credit_code,
            *_staff(one, answers),
        ]
        for one in found
    ]  # fmt: skip


def _staff(one: SocialUnit, answers: dict[str, str]) -> list[object]:
    said = list(one.safety.all())
    last = said[-1] if said else None
    return [answers["yes"], last.full_time, last.part_time] if last and last.has_body else [
        answers["no"] if last else "", last.full_time if last else "", last.part_time if last else ""]  # fmt: skip


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _("One row an organisation. Name, kind, place code and the day it began are needed."),
        _("Kinds: %(kinds)s") % {"kinds": _(", ").join(name for _code, name in kinds())},
        _("Who reports injuries: yes, with the first month that is owed, as 2026-03; empty: since it began."),
        _("An organisation of the same name in the same place is corrected, not doubled."),
    ]
