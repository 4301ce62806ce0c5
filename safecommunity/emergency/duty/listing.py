"""Lists of duty: people who take turns, and lines of old logs, in; the log out."""

from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.emergency import codes
from safecommunity.emergency.duty import actions
from safecommunity.emergency.importing import Ground, Listing, Row, code, day, words
from safecommunity.emergency.models import DutyEntry
from safecommunity.emergency.refusal import EARLIEST
from safecommunity.shell.sheets import Fault, Line


def read_person(line: Line, found: Ground, wrong: list[Fault]) -> Row:
    """Somebody who takes turns."""
    starts = day(line, "starts", EARLIEST, found.today, wrong, needed=False)
    return {
        "name": words(line, "name", 40, wrong, needed=True), "leads": codes.said_yes(line["leads"]),
        "post": words(line, "post", 60, wrong), "phone": words(line, "phone", 30, wrong),
        "place": found.place(line, wrong), "starts": starts or found.today,
    }  # fmt: skip


PEOPLE = Listing(
    kind="duty", title=gettext_lazy("People who take turns"), needed=("name", "place"), read=read_person,
    back="duty_roster", shown_as=("leads", "post", "place", "starts"),
    shown=lambda row: ["✓" if row["leads"] else "", row["post"], row["place"].name, row["starts"].isoformat()],
    notes=lambda: [
        _("One row a person in the order of turns. Name and place are needed."),
        _("Names and phones are sealed as they come in; no list gives them out."),
    ],
    store=lambda reader, rows, at, name: actions.import_people(reader=reader, rows=rows, at=at, file_name=name),
)  # fmt: skip


def read_entry(line: Line, found: Ground, wrong: list[Fault]) -> Row:
    """A line of an old log."""
    on = day(line, "day", EARLIEST.replace(year=1990), found.today, wrong)
    clock = clock_of(line["time"])
    if clock is None:
        wrong.append(line.fault("time", _("a time as 20:00, or empty")))
    moment = (
        timezone.make_aware(datetime.combine(on, clock)) if on is not None and clock is not None else None
    )
    if moment is not None and moment > timezone.now():
        wrong.append(line.fault("time", _("a time that has passed")))
    return {
        "happened_at": moment, "kind": code(line, "kind", "log_kinds", wrong, empty="report"),
        "place": found.place(line, wrong), "says": words(line, "says", 300, wrong, needed=True),
        "heard_from": words(line, "heard_from", 60, wrong), "did": words(line, "did", 300, wrong),
        "passed_to": words(line, "passed_to", 80, wrong), "binder": words(line, "binder", 60, wrong, needed=True),
    }  # fmt: skip


def clock_of(text: str) -> time | None:
    """20:00 or nothing (midnight); None where it is neither."""
    parts = text.replace("：", ":").split(":")
    if not text:
        return time(0)
    if len(parts) not in (2, 3) or not all(
        part.isascii() and part.isdigit() and len(part) < 3 for part in parts
    ):
        return None
    hour, minute = int(parts[0]), int(parts[1])
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(one: DutyEntry) -> datetime:
    """When it happened, as offices read it."""
    return timezone.localtime(one.happened_at)


def fields_of(one: DutyEntry) -> dict[str, Any]:
    """A stored line by the fields of the list."""
    return {
        "day": one.on.isoformat(), "time": f"{moment(one):%H:%M}", "kind": codes.label("log_kinds", one.kind),
        "place": one.place.name, "says": one.says, "heard_from": one.heard_from, "did": one.did,
        "passed_to": one.passed_to, "binder": one.binder,
    }  # fmt: skip


LOG = Listing(
    kind="log",
    title=gettext_lazy("Duty log"),
    needed=("day", "place", "says", "binder"),
    read=read_entry,
    back="duty_log",
    shown_as=("day", "time", "kind", "place", "says", "heard_from", "did", "binder"),
    shown=lambda row: [
        f"{timezone.localtime(row['happened_at']):%Y-%m-%d}",
        f"{timezone.localtime(row['happened_at']):%H:%M}",
        codes.label("log_kinds", row["kind"]),
        row["place"].name,
        row["says"],
        row["heard_from"],
        row["did"],
        row["binder"],
    ],
    notes=lambda: [
        _("One row a line of an old log. Day, place, what happened and the binder are needed."),
        _("Kinds: %(kinds)s") % {"kinds": "、".join(label for _c, label in codes.choices("log_kinds"))},
        _("Today's lines are written on the page; a list is for old books."),
    ],
    store=lambda reader, rows, at, name: actions.import_entries(
        reader=reader, rows=rows, at=at, file_name=name
    ),
)
