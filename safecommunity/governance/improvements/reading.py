"""A list of corrective and preventive actions: what goes out comes back in, all that is wrong with it together."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.improvements import words
from safecommunity.governance.models import Improvement
from safecommunity.shell import sheets

Rows = list[dict[str, Any]]
LONG = {"found": 300, "cause": 300, "action": 300, "who": 120, "where": 120, "result": 300, "checked_by": 120,
        "source_says": 200}  # fmt: skip


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {
        "found_on": _("Found on"), "source": _("Found by"), "source_says": _("Number or day of that record"),
        "kind": _("Kind"), "setting": _("Setting"), "where": _("Where"), "found": _("What is not as it should be"),
        "cause": _("Cause"), "action": _("What is done about it"), "who": _("Who answers for it"),
        "due": _("To be done by"), "done_on": _("Done on"), "result": _("What came of it"),
        "checked_on": _("Verified on"), "checked_by": _("Verified by"),
    }  # fmt: skip


def read(content: bytes, name: str, today: date) -> tuple[Rows, list[str]]:
    """(rows for the action, faults) of a list. Raises Unreadable where the file as a whole cannot be read."""
    known = {sheets.text(title): field for field, title in headings().items()}
    given = sheets.read(content, name, lambda cell: known.get(cell.strip(), ""))
    columns = {known.get(one.strip(), "") for one in given.headings}
    wanted = ("found_on", "source", "found", "action", "who", "due")
    sheets.need(given, columns, {field: headings()[field] for field in wanted})
    rows: Rows = []
    faults: list[str] = []
    for line in sheets.lines(given, lambda cell: known.get(cell.strip(), "")):
        if not line["found"]:
            continue
        row, wrong = _row(line, today)
        if wrong:
            said = [f"{headings()[field]} “{line[field][:30]}”" for field in wrong]
            faults.append(f"{line.number}: {_(', ').join(said)}")
        else:
            rows.append(row)
    return rows, faults


def _row(line: sheets.Line, today: date) -> tuple[dict[str, Any], list[str]]:
    """One row as the action takes it, and the fields that cannot be."""
    kinds = {words.kind(one): one for one in Improvement.Kind.values} | {"": "corrective"}
    sources = {words.source(one): one for one in Improvement.Source.values}
    settings = {codes.setting_name(one): one for one in codes.settings()} | {"": "", _("none"): ""}
    days = {name: sheets.day(line[name]) for name in ("found_on", "due", "done_on", "checked_on")}
    found: dict[str, Any] = {
        "kind": kinds.get(line["kind"]), "source": sources.get(line["source"]),
        "setting": settings.get(line["setting"]), "meeting": None, **days, **{name: line[name] for name in LONG},
    }  # fmt: skip
    on, due, done, checked = days["found_on"], days["due"], days["done_on"], days["checked_on"]
    wrong = [name for name in ("kind", "source", "setting") if found[name] is None]
    wrong += [name for name, most in LONG.items() if len(line[name]) > most]
    wrong += [name for name in ("action", "who") if not line[name]]
    wrong += ["found_on"] if on is None or not date(1990, 1, 1) <= on <= today else []
    wrong += ["due"] if due is None or (on is not None and due < on) else []
    wrong += (
        ["done_on"]
        if (line["done_on"] and done is None) or (done and not (on or done) <= done <= today)
        else []
    )
    late = checked is not None and (done is None or not done <= checked <= today)
    wrong += ["checked_on"] if (line["checked_on"] and checked is None) or late else []
    wrong += (
        ["checked_by"] if checked and (not line["checked_by"] or line["checked_by"] == line["who"]) else []
    )
    return found, list(dict.fromkeys(wrong))
