"""`safecommunity standards`: check a file, list what is in force, how far a place's records answer them."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any

from safecommunity.accreditation import bringing
from safecommunity.accreditation.queries import evidence, sheets
from safecommunity.accreditation.standards import BadStandard, crosswalk
from safecommunity.accreditation.standards.shape import FIRM
from safecommunity.places import queries as places
from safecommunity.web.commands import Refused, out

REACH = 80  # percent of the items read in their source


def run(options: argparse.Namespace, now: datetime) -> int:
    """Dispatch; exit status 1 where a file does not hold together."""
    if options.act == "check":
        return _check(Path(options.file))
    if options.act == "coverage":
        return _coverage(options, now)
    for one in sheets.in_force().values():
        out(f"{one.key}: {one.title.get('en') or one.title['zh-hans']}, {len(one.by_id)} items")
    return 0


def _check(path: Path) -> int:
    """Everything wrong with a file, one line each."""
    try:
        made = bringing.from_yaml(path.read_bytes())
    except OSError as reason:
        raise Refused(f"{path}: {reason.strerror}") from reason
    except BadStandard as wrong:
        for problem in wrong.problems:
            out(problem)
        return 1
    told = crosswalk.problems([*(s for s in sheets.in_force().values() if s.id != made.id), made])
    for problem in told:
        out(problem)
    out(f"{made.key}: {len(made.elements)} elements, {len(made.by_id)} items")
    return 1 if told else 0


def _coverage(options: argparse.Namespace, now: datetime) -> int:
    """Items with automatic evidence by the basis of their text; the headline is of items read in their source."""
    place = places.by_code(options.place)
    if place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    told: list[dict[str, Any]] = []
    for line in evidence.coverage(place, options.year or now.year, now):
        firm = [row for row in line["rows"] if row["basis"] in FIRM]
        answered, items = (sum(row[name] for row in firm) for name in ("answered", "items"))
        told.append({
            "standard": line["standard"].key, "read": {"answered": answered, "items": items},
            "by_basis": {row["basis"]: [row["answered"], row["items"]] for row in line["rows"]},
        })  # fmt: skip
    whole = [sum(one["read"][name] for one in told) for name in ("answered", "items")]
    if options.format == "json":
        out(json.dumps({"place": place.pid, "standards": told, "read": whole}, ensure_ascii=False))
        return 0
    for one in told:
        by = ", ".join(f"{basis} {n}/{of}" for basis, (n, of) in one["by_basis"].items())
        out(f"{one['standard']}: {by}")
    share = 100 * whole[0] / whole[1] if whole[1] else 0.0
    out(f"items read in their source: {whole[0]} of {whole[1]} ({share:.1f} %; reach {REACH} %)")
    return 0
