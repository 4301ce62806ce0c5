"""`safecommunity report … --all-streets`: one document for every street and town, by several processes, as one zip."""

import argparse
import shutil
import sys
from datetime import datetime
from typing import Any

from safecommunity.web.commands import Refused, out


def add(report: argparse.ArgumentParser) -> None:
    """The words for many."""
    report.add_argument(
        "--all-streets", action="store_true", help="for every street and town of the place, as one .zip"
    )
    report.add_argument(
        "--form", default="pdf", help="with --all-streets: form of each document (default: pdf)"
    )
    report.add_argument(
        "--processes", type=int, default=2, help="with --all-streets: how many work side by side"
    )
    report.add_argument("--resume", metavar="PID", default="", help="go on with a stopped one of these")


def run(options: argparse.Namespace, now: datetime) -> int:
    """Make them; 0 when the zip is there."""
    if options.out is None or options.out.suffix != ".zip":
        raise Refused(f"--out: got {str(options.out or '')!r}; allowed: a file ending in .zip")
    if not 1 <= options.processes <= 64:
        raise Refused(f"--processes: got {options.processes}; allowed: 1 to 64")
    from safecommunity.reports.bulk import making, queries
    from safecommunity.reports.models import Bulk

    bulk = _resumed(options, now) if options.resume else _begun(options, now)
    out(f"{bulk.pid}: {bulk.total} documents; stop with Ctrl-C, go on with --resume {bulk.pid}")
    try:
        state = making.build(bulk.pid, processes=options.processes, tell=_tell)
    except KeyboardInterrupt:
        _stop(bulk, now)
        raise Refused(f"stopped; go on with --resume {bulk.pid} --out {options.out}") from None
    bulk.refresh_from_db()
    if state != Bulk.State.DONE:
        raise Refused(f"{bulk.pid}: {bulk.reason or state}; go on with --resume {bulk.pid}")
    try:
        shutil.copyfile(queries.zip_of(bulk), options.out)
    except OSError as reason:
        raise Refused(f"{options.out}: {reason.strerror}") from reason
    missed = bulk.pieces.exclude(problem="").count()
    out(f"{options.out}: {bulk.total - missed} documents, {bulk.size} bytes, SHA-256 {bulk.sha256}")
    if missed:
        raise Refused(
            f"{missed} could not be made; the list in the zip says why; --resume {bulk.pid} tries them again"
        )
    return 0


def _begun(options: argparse.Namespace, now: datetime) -> Any:
    from safecommunity.places import queries as places
    from safecommunity.reports.bulk import actions, making
    from safecommunity.reports.documents.kinds import kinds

    place = places.by_code(options.place)
    if place is None:
        raise Refused(f"--place: got {options.place!r}; allowed: code or permanent id of a place")
    known = kinds().get(options.kind)
    language = options.language or (known.languages[0] if known else "")
    try:
        return actions.begin_bulk(
            reader=making.operator(place.pid), place=place, kind=options.kind, period=options.period,
            language=language, form=options.form, at=now,
        )  # fmt: skip
    except actions.Refused as reason:
        raise Refused(str(reason)) from reason


def _resumed(options: argparse.Namespace, now: datetime) -> Any:
    from safecommunity.reports.bulk import actions, making
    from safecommunity.reports.models import Bulk

    found = Bulk.objects.select_related("place").filter(pid=options.resume, by=making.COMMAND).first()
    if found is None:
        raise Refused(f"--resume: got {options.resume!r}; allowed: one begun by this command")
    try:
        actions.resume_bulk(reader=making.operator(found.place.pid), bulk=found, at=now)
    except actions.Refused as reason:
        raise Refused(str(reason)) from reason
    return found


def _stop(bulk: Any, now: datetime) -> None:
    from safecommunity.reports.bulk import actions, making

    actions.stop_bulk(reader=making.operator(bulk.place.pid), bulk=bulk, at=now)


def _tell(done: int, total: int) -> None:
    """How far it is, on one line of a screen."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{done} / {total}")
        sys.stderr.flush()
