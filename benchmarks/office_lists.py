"""Lists of the office's rooms: every declared filter and order, within a scope, against Django's own paginator.

    python benchmarks/office_lists.py [rows ...] [--only tasks,letters] [--keep FOLDER]      by default 10,000 1,000,000

Printed for each size: the list alone (scope, rows and total: median of nine turns, of this process's processor and by
the clock, its queries), and how many times as much `django.core.paginator` (COUNT(*), OFFSET) takes of the processor
for the same rows in the same run. Aim: 50 ms, 10 queries, flat from ten thousand to a million. Rows are made in the
database by doubling a few thousand drawn ones.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import office_papers, register
from benchmarks.office_rows import days, laid, where

SIZES = (10_000, 1_000_000)
SCOPES = ("district", "street", "community")


def build(rows: int, only: Iterable[str]) -> dict[str, str]:
    """Places, people and the rows of every list asked for."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    ids = register._ground()
    for name in only:
        BUILDERS[name](rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ids


def _tasks(rows: int) -> None:
    from safecommunity.governance.models import Task

    draw, places = np.random.default_rng(31), where()

    def one(n: int) -> dict[str, Any]:
        due = days(draw)
        return {
            "ref": uuid.uuid4().hex, "place_id": places[n % len(places)], "title": f"示例任务 {n}", "source": "own",
            "starts": due - timedelta(days=20), "due": due, "done_on": due if n % 10 else None, "by": "clerk",
            "at": register.NOW,
        }  # fmt: skip

    laid(Task, rows, one)


def _outreach(rows: int) -> None:
    from safecommunity.outreach import codes
    from safecommunity.outreach.models import Entry

    draw, places, kinds = np.random.default_rng(32), where(), list(codes.kinds().values())
    settings = ["", *codes.words("settings")]

    def one(n: int) -> dict[str, Any]:
        kind = kinds[n % len(kinds)]
        return {
            "ref": uuid.uuid4().hex, "kind": kind.id, "group": kind.group, "quantity": n % 300 + 1,
            "happened_on": days(draw), "source": "import", "place_id": places[n % len(places)], "entered_by": "clerk",
            "entered_at": register.NOW, "setting": settings[n % len(settings)], "reached": n % 100,
        }  # fmt: skip

    laid(Entry, rows, one)


def _opinions(rows: int) -> None:
    from safecommunity.governance.models import Opinion
    from safecommunity.governance.opinions import words

    draw, places, channels = np.random.default_rng(33), where(), list(words.channels())

    def one(n: int) -> dict[str, Any]:
        on, answered = days(draw), n % 10 > 0
        return {
            "ref": uuid.uuid4().hex, "receipt": uuid.uuid4().hex[:16], "place_id": places[n % len(places)],
            "channel": channels[n % len(channels)], "received_on": on, "text": "示例意见",
            "due": on + timedelta(days=20),
            "first_due": on + timedelta(days=20), "answered_on": on if answered else None,
            "first_answered_on": on if answered else None, "reply": "已办" if answered else "",
            "satisfied": ("yes", "no", "")[n % 3] if answered else "", "by": "clerk", "at": register.NOW,
        }  # fmt: skip

    laid(Opinion, rows, one)


def _hours(rows: int) -> None:
    from datetime import date
    from datetime import time as clock

    from safecommunity.governance.models import Service, VolunteerTeam
    from safecommunity.governance.volunteers import words

    draw, whats = np.random.default_rng(34), list(words.ids("whats"))
    teams = VolunteerTeam.objects.bulk_create([
        VolunteerTeam(place_id=place, kind="night_watch", name=f"示例队 {place}", starts=date(2015, 1, 1), by="clerk",
                      at=register.NOW)
        for place in where()
    ])  # fmt: skip

    def one(n: int) -> dict[str, Any]:
        team = teams[n % len(teams)]
        return {
            "ref": uuid.uuid4().hex, "team": team, "place_id": team.place_id, "on": days(draw), "begins": clock(20),
            "ends": clock(22), "minutes": 120, "people": n % 8 + 1, "what": whats[n % len(whats)], "by": "clerk",
            "at": register.NOW,
        }  # fmt: skip

    laid(Service, rows, one)


def _units(rows: int) -> None:
    from datetime import date

    from safecommunity.places.models import SocialUnit

    places, kinds = where(), SocialUnit.Kind.values

    def one(n: int) -> dict[str, Any]:
        return {
            "name": f"示例单位 {n}", "kind": kinds[n % len(kinds)], "place_id": places[n % len(places)],
            "starts": date(2020, 1, 1),
        }  # fmt: skip

    laid(SocialUnit, rows, one)


def _improvements(rows: int) -> None:
    from safecommunity.governance.models import Improvement

    draw, places, sources = np.random.default_rng(36), where(), Improvement.Source.values

    def one(n: int) -> dict[str, Any]:
        on, done, closed = days(draw), n % 10 > 0, n % 10 > 1
        due = on + timedelta(days=30)
        return {
            "pid": uuid.uuid4().hex[:16], "ref": uuid.uuid4().hex, "place_id": places[n % len(places)],
            "kind": "corrective", "source": sources[n % len(sources)], "found_on": on, "found": f"示例不符合 {n}",
            "action": "整改", "who": "示例安全办", "first_due": due, "due": due, "done_on": due if done else None,
            "checked_on": due if closed else None, "checked_by": "示例岗位" if closed else "",
            "effective": True if closed else None, "by": "clerk", "at": register.NOW,
        }  # fmt: skip

    laid(Improvement, rows, one)


def _support(rows: int) -> None:
    from safecommunity.governance.models import Support

    draw, places, kinds = np.random.default_rng(37), where(), Support.Kind.values

    def one(n: int) -> dict[str, Any]:
        return {
            "pid": uuid.uuid4().hex[:16], "ref": uuid.uuid4().hex, "place_id": places[n % len(places)],
            "giver": "示例单位", "kind": kinds[n % len(kinds)], "what": f"示例支持 {n}", "amount": n % 90 + 1,
            "unit": "people", "starts": days(draw), "by": "clerk", "at": register.NOW,
        }  # fmt: skip

    laid(Support, rows, one)


BUILDERS: dict[str, Callable[[int], None]] = {
    "tasks": _tasks, "outreach": _outreach, "opinions": _opinions, "hours": _hours, "units": _units,
    "improvements": _improvements, "support": _support, **office_papers.BUILDERS,
}  # fmt: skip


def _sources() -> dict[str, Callable[[Any, dict[str, str]], Any]]:
    """For each list: the table of a reader with what a page is given."""
    from safecommunity.governance import rights
    from safecommunity.governance.improvements import queries as improvements
    from safecommunity.governance.improvements.views import Improvements
    from safecommunity.governance.opinions import queries as opinions
    from safecommunity.governance.opinions.views.office import Opinions
    from safecommunity.governance.queries import work
    from safecommunity.governance.support import queries as support
    from safecommunity.governance.support.views import SupportList
    from safecommunity.governance.views.tasks import Tasks
    from safecommunity.governance.volunteers import queries as volunteers
    from safecommunity.governance.volunteers.views.hours import Services
    from safecommunity.outreach.queries import ledger
    from safecommunity.outreach.queries.rights import Rights as Outreach
    from safecommunity.outreach.views.ledger import Entries
    from safecommunity.places import offices
    from safecommunity.places import queries as places
    from safecommunity.places.offices import Office
    from safecommunity.places.views.units import Units

    def beneath(reader: Any) -> list[Any]:
        return list(places.children(reader.place_scopes()[0]))

    return {
        "tasks": lambda reader, given: Tasks(
            work.listed(rights.Rights(reader)), given, beneath(reader), reader.pid
        ),
        "outreach": lambda reader, given: Entries(ledger.within(Outreach(reader)), given),
        "opinions": lambda reader, given: Opinions(opinions.listed(rights.Rights(reader)), given),
        "hours": lambda reader, given: Services(volunteers.listed(rights.Rights(reader)), given),
        "units": lambda reader, given: Units(offices.listed(Office(reader)), given, beneath(reader)),
        "improvements": lambda reader, given: Improvements(improvements.listed(rights.Rights(reader)), given),
        "support": lambda reader, given: SupportList(support.listed(rights.Rights(reader)), given),
        **office_papers.sources(),
    }


def measure(ids: dict[str, str], only: Iterable[str]) -> list[dict[str, Any]]:
    """A line for each list, scope, filter (each value it offers first and last) and order it declares."""
    from django.core.paginator import Paginator

    from safecommunity.accounts.reader import Held, Reader

    found, sources = [], _sources()
    for name in sources:
        for scope in SCOPES if name.split()[0] in only else ():
            reader = Reader("clerk", "clerk", "", (Held("clerk", ids[scope]),), "demo")
            for given in _asked(sources[name](reader, {})):

                def alone(given: dict[str, str] = given, name: str = name, reader: Any = reader) -> int:
                    table = sources[name](reader, given)
                    return len(table.page.rows) + table.total[0]

                def peer(given: dict[str, str] = given, name: str = name, reader: Any = reader) -> int:
                    table = sources[name](reader, given)
                    rows = table._narrowed(table.paged.plainly if table.paged else table.source)
                    rows = rows.order_by(*table.chosen.order.fields)
                    shown = Paginator(rows, table.size).page(1)
                    return len(shown.object_list) + shown.paginator.count

                clock, busy, queries = timed(alone)
                began = time.process_time()  # once: of a million rows the peer takes seconds
                peer()
                theirs = 1000 * (time.process_time() - began)
                label = " ".join((name, scope, *(f"{k}={v}" for k, v in given.items())))
                line = {"what": label, "ms": busy, "clock": clock, "queries": queries, "ratio": theirs / busy}
                found.append(line)
    return found


def timed(work: Callable[[], Any], times: int = 9) -> tuple[float, float, int]:
    """Median milliseconds by the clock and of this process's processor, and the queries of one turn."""
    taken = []

    def turn() -> None:
        began = time.process_time()
        work()
        taken.append(1000 * (time.process_time() - began))

    clock, _least, queries = register.measured(turn, times)
    return clock, statistics.median(taken[-times:]), queries


def _asked(table: Any) -> Iterable[dict[str, str]]:
    filters = {one.name: [value for value, _title in one.options()] for one in table.filters}
    for name, order in table.pairs:
        values = filters.get(name, [])
        for value in dict.fromkeys([*values[:1], *values[-1:]]) if name else ("",):
            yield {**({name: value} if name else {}), "order": order}


def main(
    script: str = __file__,
    builders: dict[str, Callable[[int], None]] = BUILDERS,
    make: Callable[[int, Iterable[str]], dict[str, str]] = build,
    look: Callable[[dict[str, str], Iterable[str]], list[dict[str, Any]]] = measure,
) -> None:
    """The command line of a benchmark of lists; by default of this one."""
    options = argparse.ArgumentParser(
        description=sys.modules["__main__"].__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("rows", type=int, nargs="*", default=list(SIZES))
    options.add_argument("--only", default=",".join(builders), help="lists, divided by commas")
    options.add_argument("--keep", type=Path, help="folder in which what was built is kept")
    options.add_argument("--do", choices=("build", "measure"), help=argparse.SUPPRESS)
    options.add_argument("--in", dest="inside", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    only = given.only.split(",")
    if given.do:
        register.prepare(given.inside)
        kept = given.inside / "ids.json"
        if given.do == "build":
            kept.write_text(json.dumps(make(given.rows[0], only)))
        else:
            register.say(json.dumps(look(json.loads(kept.read_text()), only)))
        return
    with tempfile.TemporaryDirectory() as name:
        report(
            [
                (rows, _one(script, rows, (given.keep or Path(name)) / str(rows), given.only))
                for rows in given.rows
            ]
        )


def _one(script: str, rows: int, folder: Path, only: str) -> list[dict[str, Any]]:
    """Build in one process, measure in the next."""

    def child(what: str) -> str:
        command = [sys.executable, script, str(rows), "--only", only, "--do", what, "--in", str(folder)]
        done = subprocess.run(
            command, env=register.environment(folder), cwd=register.ROOT, stdout=subprocess.PIPE, text=True, check=True
        )  # fmt: skip
        return done.stdout

    if not (folder / "ids.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        child("build")
        register.say(f"{rows:,} rows of each list built in {time.perf_counter() - began:.0f} s")
    lines: list[dict[str, Any]] = json.loads(child("measure").splitlines()[-1])
    return lines


def report(found: list[tuple[int, list[dict[str, Any]]]]) -> None:
    """A table: a line for each way of asking, columns for each size."""
    register.say(" " * 60 + "".join(f"{rows:>16,} rows: processor, clock" for rows, _lines in found))
    for line in found[0][1]:
        cells = [one for _rows, lines in found for one in lines if one["what"] == line["what"]]
        said = "".join(
            f"{one['ms']:8.1f} ms {one.get('clock', 0):8.1f} ms {one['queries']:3d} q {one['ratio']:8.1f} ×"
            for one in cells
        )
        register.say(f"{line['what'][:60]:60s}{said}")


if __name__ == "__main__":
    main()
