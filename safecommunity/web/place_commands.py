"""`safecommunity places load`: the shipped divisions, or a list of one's own as .csv, .xlsx or .yaml."""

import argparse
import csv
import io
import json
from datetime import datetime
from typing import Any

from safecommunity.web.commands import Refused, out

FIELDS = ("code", "name", "level", "parent", "from", "to", "becomes", "label", "area")


def load(options: argparse.Namespace, now: datetime) -> int:
    """Exit status 0 done, 1 refused with every faulty row."""
    if options.file is None:
        return _shipped(options, now)
    if options.within:
        raise Refused("--within: belongs to the shipped divisions; allowed: either a file or --within")
    return _list(options, now)


def _shipped(options: argparse.Namespace, now: datetime) -> int:
    from safecommunity.places import actions

    if options.dry_run:
        raise Refused("--dry-run: belongs to a list of one's own; allowed: with a file")
    try:
        made = actions.load_divisions(within=options.within, by="operator", at=now)
    except actions.Refused as reason:
        raise Refused(str(reason)) from reason
    _answer(options, {"new": made}, f"{made} places made")
    return 0


def _list(options: argparse.Namespace, now: datetime) -> int:
    from safecommunity.places import actions
    from safecommunity.places.importing import tree
    from safecommunity.shell import sheets
    from safecommunity.shell.containers import Unreadable

    try:
        given = sheets.read(_content(options), options.file.name, tree.known)
        checked = tree.check(given, tree.Standing.of(tree.codes_in(given), None, ()))
    except Unreadable as reason:
        raise Refused(str(reason)) from reason
    if checked.faults:
        faults = [vars(fault) for fault in checked.faults]
        lines = [
            f"row {f.row} {f.letter} {f.column}: got {f.came!r}; allowed: {f.allowed}" for f in checked.faults
        ]
        _answer(options, {"read": checked.rows, "stored": 0, "errors": faults}, "\n".join(lines))
        return 1
    if options.dry_run:
        done = dict.fromkeys(("new", "renamed", "moved", "ended", "became", "same"), 0)
        for row in checked.items:
            for change in row.changes or ("same",):
                done[change] += 1
        shown = [f"{row.code} {row.name}: {', '.join(row.changes)}" for row in checked.items if row.changes]
        _answer(options, {"read": checked.rows, "dry_run": True, **done}, "\n".join([*shown, _words(done)]))
        return 0
    try:
        done = actions.load_places(
            rows=checked.items, system=options.system, source=options.file.name, file_name=options.file.name, top="",
            by="operator", at=now,
        )  # fmt: skip
    except actions.Refused as reason:
        raise Refused(str(reason)) from reason
    _answer(options, {"read": checked.rows, "dry_run": False, **done}, _words(done))
    return 0


def _words(done: dict[str, int]) -> str:
    return ", ".join(f"{n} {name}" for name, n in done.items() if n) or "nothing to do"


def _content(options: argparse.Namespace) -> bytes:
    """The file's bytes; YAML, a list of mappings, is written as the table it stands for."""
    if not options.file.is_file():
        raise Refused(f"file: got {options.file}; allowed: an existing .csv, .xlsx or .yaml file")
    content = bytes(options.file.read_bytes())
    if options.file.suffix.lower() not in (".yaml", ".yml"):
        return content
    import yaml

    try:
        told = yaml.load(content, Loader=yaml.BaseLoader)  # noqa: S506 - the plainest loader: texts, lists, mappings
    except (yaml.YAMLError, UnicodeDecodeError) as reason:
        raise Refused(f"{options.file.name}: not YAML: {reason}") from reason
    rows = told.get("places") if isinstance(told, dict) else told
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused(f"{options.file.name}: allowed: a list of places, each with {', '.join(FIELDS)}")
    unknown = sorted({str(name) for row in rows for name in row} - set(FIELDS))
    if unknown:
        raise Refused(f"{options.file.name}: got {', '.join(unknown)}; allowed: {', '.join(FIELDS)}")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(FIELDS)
    writer.writerows([_cell(row.get(name, "")) for name in FIELDS] for row in rows)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    return ";".join(_cell(one) for one in value) if isinstance(value, list) else str(value)


def _answer(options: argparse.Namespace, data: dict[str, Any], text: str) -> None:
    out(json.dumps(data, ensure_ascii=False) if options.format == "json" else text)
