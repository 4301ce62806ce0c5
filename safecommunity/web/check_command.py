"""`safecommunity check`: the integrity rules N1 to N16 over all rooms; exit status 1 where an open one is an error."""

import argparse
import json
from datetime import datetime
from typing import Any

from safecommunity.web.commands import Refused, out


def add(commands: Any) -> None:
    """The words of the command."""
    check = commands.add_parser(
        "check",
        help="run the integrity rules N1 to N16 and say what does not add up; status 1 where errors are open",
    )
    check.add_argument(
        "--place", default="", help="code or permanent id of a place: it and below (default: all)"
    )
    check.add_argument("--rule", default="", help="one rule, e.g. N12 (default: all)")
    check.add_argument(
        "--example", action="store_true", help="the ten sample papers instead of this installation's data"
    )
    check.add_argument("--format", choices=["text", "json"], default="text", help="how to answer")


def run(options: argparse.Namespace, now: datetime) -> int:
    """Exit status 0 nothing wrong, 1 errors."""
    from safecommunity.figures.checker.rules import rules

    rule = options.rule.strip().upper()
    if rule and rule not in rules():
        raise Refused(f"--rule: got {options.rule!r}; allowed: {', '.join(rules())}")
    rows = _example(rule) if options.example else _found(options.place, rule, now)
    if options.format == "json":
        out(json.dumps(rows, ensure_ascii=False))
    else:
        for row in rows:
            where = f" [{row['place']}]" if row.get("place") else ""
            out(f"{row['rule']} {row['level']}{where} {row['says']}")
        errors = sum(1 for row in rows if row["level"] == "error")
        out(f"{len(rows)} findings, {errors} of them errors")
    return 1 if any(row["level"] == "error" for row in rows) else 0


def _example(rule: str) -> list[dict[str, Any]]:
    from safecommunity.figures.checker.rules import rules
    from safecommunity.figures.claims import example, sentences

    return [
        {"rule": of, "level": rules()[of].level, "key": one.key, "says": sentences.SAY[of](one.said)}
        for of, one in example.findings()
        if not rule or of == rule
    ]


def _found(code: str, rule: str, now: datetime) -> list[dict[str, Any]]:
    from safecommunity.figures.checker import actions, queries
    from safecommunity.figures.models import Finding
    from safecommunity.places import queries as places

    place = places.by_code(code) if code else None
    if code and place is None:
        raise Refused(f"--place: got {code!r}, which no place bears; allowed: a code or permanent id")
    actions.run_checks(by="operator", at=now, rule=rule, fresh=True)
    found = Finding.objects.filter(state=Finding.State.OPEN)
    if rule:
        found = found.filter(rule=rule)
    if place is not None:
        found = queries.of_place(found, place.pid)
    rows = list(found.order_by("check_code", "pk"))
    names = places.names({one.place for one in rows})
    order = {one: number for number, one in enumerate(_rules())}
    rows.sort(key=lambda one: (order[one.rule], one.pk))
    return [
        {
            "rule": one.rule, "level": one.level, "place": names.get(one.place, ""), "says": queries.sentence(one),
            "finding": one.pid, "records": one.links, "first_seen": one.first_seen.isoformat(),
        }
        for one in rows
    ]  # fmt: skip


def _rules() -> list[str]:
    from safecommunity.figures.checker.rules import rules

    return list(rules())
