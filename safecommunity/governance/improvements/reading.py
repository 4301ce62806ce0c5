"""A list of corrective and preventive actions: what goes out comes back in, all that is wrong with it together."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.improvements import words
from safecommunity.governance.models import Improvement
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import Words, in_every_language
from safecommunity.shell.sheets import Checked, Fault, Line

EARLIEST = date(1990, 1, 1)
NEED = ("found_on", "source", "found", "action", "who", "due")
DAYS = ("found_on", "due", "done_on", "checked_on")
LONG = {"found": 300, "cause": 300, "action": 300, "who": 120, "where": 120, "result": 300, "checked_by": 120,
        "source_says": 200}  # fmt: skip


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {
        "found_on": _("Found on"), "source": _("Found by"), "source_says": _("Number or day of that record"),
        "kind": _("Kind"), "setting": _("Setting"), "where": _("Where"), "found": _("What is not as it should be"),
        "cause": _("Cause"), "action": _("What is done about it"), "who": _("Who answers for it"),
        "due": _("To be done by"), "done_on": _("Done on"), "result": _("What came of it"),
        "checked_on": _("Verified on"), "checked_by": _("Verified by"),
    }  # fmt: skip


def check(given: sheets.List, today: date) -> Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows. Raises Unreadable where needed columns lack."""
    kinds = in_every_language(
        lambda: {one: words.kind(one) for one in Improvement.Kind.values}, {"": "corrective"}
    )
    sources = in_every_language(lambda: {one: words.source(one) for one in Improvement.Source.values})
    settings = in_every_language(
        lambda: {"": _("none"), **{one: codes.setting_name(one) for one in codes.settings()}}, {"": ""}
    )
    meant = {"kind": kinds, "source": sources, "setting": settings}
    rows = [line for line in lists.lines(given, headings, NEED) if line["found"]]
    return lists.checked(rows, lambda line: _row(line, meant, today))


def _row(line: Line, meant: dict[str, Words], today: date) -> tuple[dict[str, Any], list[Fault]]:
    """One row as the action takes it, and what cannot be taken."""
    days = {name: sheets.day(line[name]) for name in DAYS}
    coded = {name: known.get(line[name], None) for name, known in meant.items()}
    found: dict[str, Any] = {"meeting": None, **coded, **days, **{name: line[name] for name in LONG}}
    comma = _(", ")
    listed = {
        "kind": comma.join(words.kind(one) for one in Improvement.Kind.values),
        "source": comma.join(words.source(one) for one in Improvement.Source.values),
        "setting": comma.join(codes.setting_name(one) for one in codes.settings()),
    }
    faults = lists.faults_of(line, {name: (coded[name] is None, says) for name, says in listed.items()})
    for name, most in LONG.items():
        least = int(name in ("action", "who"))
        if not least <= len(line[name]) <= most:
            faults.append(
                line.fault(name, _("%(least)s to %(most)s characters") % {"least": least, "most": most})
            )
    return found, faults + _days(line, days, today)


def _days(line: Line, days: dict[str, date | None], today: date) -> list[Fault]:
    """The days in their order: found, due, done, verified by somebody else."""
    on, due, done, seen = (days[name] for name in DAYS)
    span = _("a day from %(first)s to %(last)s")
    first, after = on or EARLIEST, done or on or EARLIEST
    by = line["checked_by"]
    return lists.faults_of(line, {
        "found_on": (on is None or not EARLIEST <= on <= today, span % {"first": EARLIEST, "last": today}),
        "due": (due is None or due < first, _("a day from %(first)s on") % {"first": first}),
        "done_on": (line["done_on"] and (done is None or not first <= done <= today),
                    span % {"first": first, "last": today}),
        "checked_on": (line["checked_on"] and (seen is None or done is None or not after <= seen <= today),
                       _("a day on which it was done already, up to %(last)s") % {"last": today}),
        "checked_by": (line["checked_on"] and (not by or by == line["who"]), _("somebody else than who did it")),
    })  # fmt: skip


def fields_of(one: Improvement) -> dict[str, Any]:
    """A record by the fields of a list, as it would be sent in again."""
    closed = bool(one.effective)
    days = {
        "found_on": one.found_on,
        "due": one.due,
        "done_on": one.done_on,
        "checked_on": one.checked_on if closed else None,
    }
    return {
        **{name: getattr(one, name) for name in LONG}, **{name: day and day.isoformat() for name, day in days.items()},
        "source": words.source(one.source), "kind": words.kind(one.kind),
        "setting": codes.setting_name(one.setting) if one.setting else "",
        "checked_by": one.checked_by if closed else "",
    }  # fmt: skip


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _(
            "One row a finding. Day, where it was found, what is wrong, what is done, who and by when are needed."
        ),
        _("Found by: %(which)s")
        % {"which": _(", ").join(words.source(one) for one in Improvement.Source.values)},
        _("The same row sent again is not stored twice."),
    ]
