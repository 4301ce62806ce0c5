"""The register that `lists.py` and `overview.py` measure: one fictional district with any number of cards.

Rows are drawn from a fixed seed and written straight into the tables of the real models (the import has a benchmark
of its own), with their journal; the store is compacted as the keeper would. Measure in a process that did not build.
"""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
SIZES = tuple(map(int, os.environ.get("BENCH_SIZES", "10000 100000 1000000").split()))
STREETS, COMMUNITIES, GRIDS = 10, 20, 3
FIRST, LAST = date(2022, 1, 1), date(2026, 11, 22)
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
BATCH = 5000
OWN = 500  # one report in so many is a quick report of the village recorder
CODES = {"sex": 2, "cause": 12, "place_kind": 8, "activity": 7, "intent": 3, "nature": 8, "body_part": 6,
         "severity": 3, "outcome": 3}  # fmt: skip
PEOPLE = (
    ("cdc", "district"),
    ("chief", "street"),
    ("clerk", "community"),
    ("facility", "street"),
    ("grid", "grid"),
)


def environment(folder: Path) -> dict[str, str]:
    """Where a process of this benchmark finds its data."""
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return {
        **kept, "SAFECOMMUNITY_HOME": str(folder / "home"), "SAFECOMMUNITY_KEYS": str(folder / "keys"),
        "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "safecommunity.web.settings",
    }  # fmt: skip


def prepare(folder: Path) -> None:
    """Start Django on this folder."""
    os.environ.update(environment(folder))
    import django

    django.setup()


def build(rows: int) -> dict[str, str]:
    """Places, people, cards, journal and store; returns the permanent ids that matter."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    ids = _ground()
    _cards(rows)
    _events(rows // 10)
    _sealed()
    _compacted()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ids


def _compacted() -> None:
    from safecommunity.figures import registry, stores

    for fact in registry.facts():
        stores.store(fact.schema.name).compact()
    stores.forget()


def _ground() -> dict[str, str]:
    from safecommunity.indicators import ages
    from safecommunity.places import actions
    from safecommunity.places.actions import Residents

    def place(name: str, level: str, above: Any = None, order: int = 0) -> Any:
        return actions.create_place(
            name=name, level=level, parent=above, order=order, by="benchmark", at=NOW, starts=date(2020, 1, 1),
            label="" if above else "simulated",
        )  # fmt: skip

    def unit(name: str, where: Any) -> None:
        actions.register_unit(
            name=name, kind="health", place=where, starts=date(2020, 1, 1), reports_injuries=True, by="benchmark",
            at=NOW,
        )  # fmt: skip

    cells = [Residents(100 + band.code, sex, band.lower, band.upper) for sex in (1, 2) for band in ages.BANDS]
    district = place("示例区", "district")
    for number in range(STREETS):
        street = place(f"示例街道 {number}", "street", district, number)
        unit(f"示例医院 {number}", street)
        for inner in range(COMMUNITIES):
            community = place(f"示例社区 {number}-{inner}", "community", street, inner)
            actions.set_population(
                place=community, year=2025, cells=cells, source="simulated", by="benchmark", at=NOW
            )
            for grid in range(GRIDS):
                place(f"第 {grid + 1} 网格", "grid", community, grid)
            if inner < 3:
                unit(f"示例门诊部 {number}-{inner}", community)
    return _people(district)


def _people(district: Any) -> dict[str, str]:
    """One person of each role, and the ids of the scopes they hold."""
    from safecommunity.accounts.models import Scope, User
    from safecommunity.places.models import Place, SocialUnit

    street = Place.objects.filter(parent=district).earliest("order")
    community = Place.objects.filter(parent=street).earliest("order")
    unit = SocialUnit.objects.get(place=street)
    grid = Place.objects.filter(parent=community).earliest("order")
    ids = {
        "district": district.pid,
        "street": street.pid,
        "community": community.pid,
        "grid": grid.pid,
        "unit": unit.pid,
    }
    for role, level in PEOPLE:
        user = User.objects.create(username=role, pid=role, display_name=role, created_at=NOW)
        Scope.objects.create(
            user=user, role=role, place=ids[level], unit=unit.pid if role == "facility" else "",
            starts=date(2020, 1, 1), sensitive=role == "cdc",
        )  # fmt: skip
    return ids


def _cards(rows: int) -> None:
    """Cards as an import would leave them, in the order they came in: an injury each, one event a batch."""
    from safecommunity.injuries.models import Report

    draw = np.random.default_rng(20)
    drawn = _drawn(draw, rows)
    with without_indexes(Report):
        _batches(draw, drawn, rows)


def _batches(draw: np.random.Generator, drawn: dict[str, list[Any]], rows: int) -> None:
    from django.db import transaction

    from safecommunity.injuries.models import Injury, Report
    from safecommunity.journal.models import AuditEvent, Change

    for start in range(0, rows, BATCH):
        numbers = range(start, min(rows, start + BATCH))
        refs = {number: uuid.UUID(bytes=draw.bytes(16), version=4).hex for number in numbers}
        with transaction.atomic():
            event = AuditEvent.objects.create(
                at=NOW, by="benchmark", action="bulk_record", kind="injury_batch", ref=refs[start],
            )  # fmt: skip
            _insert(Injury, ("id", "ref"), ((n + 1, refs[n]) for n in numbers))
            _insert(Report, *_reports(drawn, numbers))
            _insert(Change, ("event_id", "fact", "ref", "op"),
                    ((event.pk, "injury", refs[n], "upsert") for n in numbers))  # fmt: skip


def _events(rows: int) -> None:
    """Events of the same days and places; one in a thousand waits to be reported, one in a thousand was withdrawn."""
    from django.db import transaction

    from safecommunity.injuries.models import Event
    from safecommunity.journal.models import AuditEvent, Change
    from safecommunity.places.models import Place

    draw, kinds = np.random.default_rng(21), ("accident", "fire", "security", "near_miss")
    where = list(
        Place.objects.filter(level__in=("community", "grid")).order_by("pk").values_list("pk", flat=True)
    )
    span = int((LAST - FIRST).total_seconds() // 3600)

    def made(number: int) -> Any:
        kind = kinds[int(draw.integers(0, 4))]
        lot = int(draw.integers(0, 1000))
        state = (
            "withdrawn"
            if lot == 0
            else "due"
            if lot == 1 and kind in kinds[:2]
            else "closed"
            if lot < 950
            else "running"
        )
        happened = datetime(FIRST.year, 1, 1, tzinfo=UTC) + timedelta(hours=int(draw.integers(0, span)))
        return Event(
            number=f"SG-{number:09d}", kind=kind, title=f"示例事件 {number}", happened=happened, entered_by="benchmark",
            place_id=where[int(draw.integers(0, len(where)))], grade=4 if kind in kinds[:2] else None, state=state,
            withdrawn_at=NOW if state == "withdrawn" else None, entered_at=NOW,
        )  # fmt: skip

    for start in range(0, rows, BATCH):
        some = [made(number) for number in range(start, min(rows, start + BATCH))]
        with transaction.atomic():
            log = AuditEvent.objects.create(
                at=NOW, by="benchmark", action="bulk_record", kind="event", ref=some[0].ref
            )
            Event.objects.bulk_create(some, batch_size=500)
            changed = ((log.pk, "event", one.ref, "delete" if one.withdrawn_at else "upsert") for one in some)
            _insert(Change, ("event_id", "fact", "ref", "op"), changed)


def _drawn(draw: np.random.Generator, rows: int) -> dict[str, list[Any]]:
    from safecommunity.places.models import Place, SocialUnit

    units = list(SocialUnit.objects.order_by("pk"))
    homes = list(Place.objects.filter(level="community").order_by("pk").values_list("pk", flat=True))
    chosen = draw.integers(0, len(units), rows).tolist()
    found: dict[str, list[Any]] = {
        name: draw.integers(1, top + 1, rows).tolist() for name, top in CODES.items()
    }
    found["unit_id"] = [units[i].pk for i in chosen]
    found["place_id"] = [units[i].place_id for i in chosen]
    found["residence_id"] = [homes[i] for i in draw.integers(0, len(homes), rows).tolist()]
    found["occurrence_id"] = [homes[i] for i in draw.integers(0, len(homes), rows).tolist()]
    found["age_years"] = draw.integers(0, 95, rows).tolist()
    found["withdrawn"] = (draw.random(rows) < 0.002).tolist()
    days = np.sort(draw.integers(0, (LAST - FIRST).days + 1, rows) + draw.integers(-10, 1, rows)).clip(0)
    found["injury_on"] = [FIRST + timedelta(days=int(day)) for day in days]
    found["hour"] = draw.integers(0, 24, rows).tolist()
    return found


def _reports(
    drawn: dict[str, list[Any]], numbers: Iterable[int]
) -> tuple[tuple[str, ...], Iterator[tuple[Any, ...]]]:
    """Columns and rows of the table of reports."""
    from safecommunity.injuries.models import Report

    copied = (*CODES, "unit_id", "place_id", "residence_id", "occurrence_id", "age_years")
    fixed: dict[str, Any] = {}
    for one in Report._meta.concrete_fields:
        if not one.primary_key and one.column not in copied:
            default = one.get_default()
            fixed[one.column] = "{}" if default == {} else "[]" if default == [] else default
    fixed |= {
        "source": "import",
        "entered_by": "benchmark",
        "entered_at": NOW.isoformat(" "),
        "digest": "0" * 64,
    }

    def values(n: int) -> dict[str, Any]:
        """Most columns of all rows are the same; the rest is written over them."""
        day, cause, intent = drawn["injury_on"][n], drawn["cause"][n], drawn["intent"][n]
        moment = datetime(day.year, day.month, day.day, drawn["hour"][n], tzinfo=UTC) - timedelta(hours=8)
        gone = drawn["withdrawn"][n]
        return {
            **fixed, **{name: drawn[name][n] for name in copied}, "id": n + 1, "pid": f"b{n:09d}",
            "card_no": f"YS-{n:09d}", "injury_id": n + 1, "own_injury_id": n + 1, "injury_on": day.isoformat(),
            "injury_time": moment.replace(tzinfo=None).isoformat(" "), "source_key": f"benchmark:{n}",
            "sensitive": cause == 12 or intent in (2, 3), "state": "withdrawn" if gone else "live",
            "is_primary": not gone,
            **({"source": "quick", "entered_by": "grid"} if n % OWN == 3 else {}),
        }  # fmt: skip

    names = tuple(values(next(iter(numbers))))
    return names, (tuple(values(n).values()) for n in numbers)


@contextmanager
def without_indexes(model: Any) -> Iterator[None]:
    """Rows are written first and indexed afterwards: a million of them take minutes less."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size = -262144")
        cursor.execute("PRAGMA wal_autocheckpoint = 65536")
        asked = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name = %s"
        )
        cursor.execute(asked, [model._meta.db_table])
        indexes = cursor.fetchall()
        for name, _sql in indexes:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
    yield
    with connection.cursor() as cursor:
        for _name, sql in indexes:
            cursor.execute(sql)


def _insert(model: Any, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> None:
    from django.db import connection

    quote, columns = connection.ops.quote_name, list(columns)
    names, marks = ", ".join(map(quote, columns)), ", ".join(["%s"] * len(columns))
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(statement, rows)


def _sealed() -> None:
    from safecommunity.journal import actions

    while actions.seal(now=NOW):
        continue


# -- measuring ---------------------------------------------------------------------------------------


def browser(who: str) -> Any:
    """A browser of one of the people."""
    from django.contrib.auth import get_user_model
    from django.test import Client
    from django.test.utils import setup_test_environment

    if not hasattr(browser, "ready"):
        setup_test_environment()
        browser.ready = True  # type: ignore[attr-defined]
    client = Client()
    client.force_login(get_user_model().objects.get(username=who))
    session = client.session
    session["signed_in_by"] = "demo"
    session.save()
    return client


def shown(client: Any, address: str) -> Any:
    """A page as a browser gets it; anything but a page is an error."""
    answer = client.get(address)
    if answer.status_code != 200:
        raise RuntimeError(f"{address}: {answer.status_code}")
    return answer


def drained(client: Any, address: str) -> int:
    """Reads a download to its end; bytes read."""
    answer = shown(client, address)
    return sum(len(piece) for piece in answer.streaming_content)


def recorded(community: str) -> None:
    """One more card, entered now by the quick form's action for a community."""
    from safecommunity.accounts.reader import Held, Reader
    from safecommunity.injuries import actions

    worker = Reader("grid", "grid", scopes=(Held("grid", place=community),), signed_in_by="demo")
    actions.record_quick_report(
        reader=worker, at=NOW, client_id=uuid.uuid4().hex,
        values={"sex": 1, "age_years": 8, "injury_time": NOW - timedelta(hours=3), "cause": 11, "place_kind": 5,
                "occurrence": community, "residence": community},
    )  # fmt: skip


def measured(
    work: Callable[[], Any], times: int = 9, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float, int]:
    """(median, least) in milliseconds and the number of queries of one turn; the first turn warms up.

    Where others work on the machine, `time.process_time` counts what this process alone took.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    work()
    with CaptureQueriesContext(connection) as asked:
        work()
    queries, taken = len(asked), []
    for _turn in range(times):
        began = clock()
        work()
        taken.append(1000 * (clock() - began))
    return statistics.median(taken), min(taken), queries


def peak() -> float:
    """Most memory this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(
    script: str,
    measure: Callable[[dict[str, str]], list[dict[str, Any]]],
    doc: str,
    make: Callable[[int], dict[str, str]] = build,
) -> list[Any]:
    """For every size: build in one process, measure in the next. `--keep FOLDER` keeps what was built."""
    import argparse

    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("rows", type=int, nargs="*", default=list(SIZES))
    options.add_argument("--keep", type=Path, help="folder in which the registers built are kept")
    options.add_argument("--do", choices=("build", "refresh", "measure"), help=argparse.SUPPRESS)
    options.add_argument("--in", dest="inside", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.do:
        _inside(given, measure, make)
        return []
    found = []
    with tempfile.TemporaryDirectory() as name:
        for rows in given.rows:
            folder = (given.keep or Path(name)) / str(rows)
            if not (folder / "ids.json").exists():
                folder.mkdir(parents=True, exist_ok=True)
                began = time.perf_counter()
                _child(script, rows, folder, "build")
                say(f"{rows:,} cards built in {time.perf_counter() - began:.0f} s")
            elif given.keep:
                _child(script, rows, folder, "refresh")
            found.append((rows, json.loads(_child(script, rows, folder, "measure").splitlines()[-1])))
    return found


def _child(script: str, rows: int, folder: Path, what: str) -> str:
    command = [sys.executable, script, str(rows), "--do", what, "--in", str(folder)]
    done = subprocess.run(
        command, env=environment(folder), cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout


def _inside(
    given: Any,
    measure: Callable[[dict[str, str]], list[dict[str, Any]]],
    make: Callable[[int], dict[str, str]],
) -> None:
    prepare(given.inside)
    if given.do == "build":
        (given.inside / "ids.json").write_text(json.dumps(make(given.rows[0])))
        return
    if given.do == "refresh":  # what was kept may be of an older day
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        _compacted()
        return
    say(json.dumps(measure(json.loads((given.inside / "ids.json").read_text()))))
