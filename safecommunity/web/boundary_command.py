"""`safecommunity places boundaries FILE`: outlines from a GeoJSON file, matched by code or name."""

import argparse
import json
from datetime import datetime
from pathlib import Path
from typing import Any


def add(acts: "argparse._SubParsersAction[Any]") -> None:
    """The words of the command."""
    one = acts.add_parser("boundaries", help="take outlines of places from a GeoJSON file")
    one.add_argument(
        "file", type=Path, help="a FeatureCollection or a Feature, longitude and latitude in degrees"
    )
    one.add_argument(
        "--place",
        required=True,
        help="code or permanent id of the place they lie in; matched are it and those below",
    )
    one.add_argument(
        "--datum", required=True, choices=["cgcs2000", "gcj02", "bd09"],
        help="datum of the file; cgcs2000 is also WGS-84. Everything is kept in CGCS2000",
    )  # fmt: skip
    one.add_argument("--source", default="", help="who drew the outlines (default: the name of the file)")
    one.add_argument(
        "--from", dest="starts", default="", metavar="DAY", help="valid from, as 2026-01-01 (default: today)"
    )
    one.add_argument("--dry-run", action="store_true", help="read and match, store nothing")
    one.add_argument("--format", choices=["table", "json"], default="table", help="how to answer")


def run(options: argparse.Namespace, now: datetime) -> int:
    """Carry it out; exit status 1 where a feature was refused or belongs nowhere."""
    from django.utils import timezone

    from safecommunity.places import queries as places
    from safecommunity.places.boundaries import actions, queries, reading
    from safecommunity.places.boundaries.forms import day_of
    from safecommunity.web.commands import Refused, out

    place = places.by_code(options.place)
    if place is None:
        raise Refused(
            f"--place: got {options.place!r}, which no place bears; allowed: a code or permanent id"
        )
    if not options.file.is_file():
        raise Refused(f"file: got {options.file}; allowed: an existing .geojson or .json file")
    try:
        found = reading.read(options.file.read_bytes(), options.datum)
        matched = reading.matched(found.good, queries.words_of(queries.targets(place)))
        shapes = {matched[one.number]: one for one in found.good if one.number in matched}
        outlines = {
            pid: actions.Outline(one.shape, one.tolerance) for pid, one in shapes.items() if one.shape
        }
        changed = 0
        if not options.dry_run and outlines:
            changed = actions.replace_boundaries(
                place=place, outlines=outlines, datum=options.datum, by="operator", at=now,
                starts=day_of(options.starts) if options.starts else timezone.localdate(now),
                source=options.source or options.file.name,
            )  # fmt: skip
    except (reading.Unreadable, actions.Refused) as reason:
        raise Refused(str(reason)) from reason
    told = {
        "read": len(found.features), "matched": len(outlines), "changed": changed, "outside_china": found.outside,
        "unmatched": [one.number for one in found.good if one.number not in matched],
        "problems": [{"feature": number, "says": says} for number, says in found.problems],
    }  # fmt: skip
    if options.format == "json":
        out(json.dumps(told, ensure_ascii=False))
    else:
        for name in ("read", "matched", "changed", "outside_china"):
            out(f"{name}: {told[name]}")
        out("unmatched: " + (", ".join(str(number) for number in told["unmatched"]) or "none"))  # type: ignore[attr-defined]
        for number, says in found.problems:
            out(f"feature {number}: {says}")
    return 1 if found.problems or told["unmatched"] else 0
