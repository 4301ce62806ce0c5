"""Self-assessments of 1,000 units with 1,200,000 grades: list, one row, tree, analytics, workbook, places.

    python benchmarks/assessments.py [units] [--keep FOLDER] [--peer FOLDER]      by default 1,000

`--peer` names a folder with openpyxl (`pip install --target FOLDER openpyxl`); without it the workbook has no peer.

One process builds by statements over whole tables (10 districts, `units` streets of nine communities, for each street
eight years of the national sheet with fifty items in three parts), the next one measures. Beside every line stands how
long the plain way takes in the same run: Django's paginator (COUNT, OFFSET), its objects one by one, openpyxl.
What is answered is compared with the plain way first. Aims: a list of 100 rows 50 ms and 10 queries, one row saved
30 ms, the item tree of a unit 150 ms and 12 queries, analytics and the programme board of 1,000 units 0.3 s, the
workbook of a unit 0.6 s, the tree of 10,000 places 0.2 s and 3 queries.
"""

import argparse
import importlib.util
import io
import itertools
import json
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import register

UNITS, DISTRICTS, COMMUNITIES = 1000, 10, 9
YEARS = tuple(range(2019, 2027))
CODE = "cn-national"
SHARES = (0.42, 0.36, 0.17, 0.05)  # of a, b, c, d


def build(units: int) -> dict[str, str]:
    """Places, one person of each kind, rounds and their grades."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    ids = _ground(units)
    _rounds()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ids


def _ground(units: int) -> dict[str, str]:
    from safecommunity.places.models import Place, PlacePath, new_pid

    def laid(level: str, above: list[Any], each: int, name: str) -> list[Any]:
        made = Place.objects.bulk_create(
            [Place(pid=new_pid(), name=f"{name} {n}-{k}", level=level, parent=one, order=k)
             for n, one in enumerate(above) for k in range(each)], batch_size=500,
        )  # fmt: skip
        for one in made:
            paths[one.pk] = f"{paths[one.parent_id]}{one.pid}/"
        return made

    city = Place.objects.create(pid=new_pid(), name="示例市", level="city", label="simulated")
    paths = {city.pk: f"/{city.pid}/"}
    districts = laid("district", [city], DISTRICTS, "示例区")
    streets = laid("street", districts, units // DISTRICTS, "示例街道")
    laid("community", streets, COMMUNITIES, "示例社区")
    PlacePath.objects.bulk_create(
        [PlacePath(place_id=pk, path=path, starts=date(2015, 1, 1)) for pk, path in paths.items()], batch_size=500
    )  # fmt: skip
    return {"city": city.pid, "district": districts[0].pid, "street": streets[0].pid}


def _rounds() -> None:
    """Rounds of all streets and years: of a year one in ten is still being scored."""
    from django.db import transaction

    from safecommunity.accreditation.actions.sheets import keep_sheet
    from safecommunity.accreditation.models import Mark, Round
    from safecommunity.accreditation.queries import sheets
    from safecommunity.places.models import Place, new_pid

    draw, standard = np.random.default_rng(7), sheets.in_force()[CODE]
    with transaction.atomic():
        sheet = keep_sheet(standard, by="benchmark", at=register.NOW)
    streets = list(Place.objects.filter(level="street").order_by("pk").values_list("pk", flat=True))
    rounds = [
        Round(pid=new_pid(), ref=uuid.uuid4().hex, place_id=street, sheet=sheet, code=CODE, year=year, number=1,
              items=50, begun=50, graded=50, state="open" if year == YEARS[-1] and n % 10 == 9 else "handed_in",
              opened_on=date(year, 1, 5), by="benchmark", at=register.NOW,
              handed_in_on=None if year == YEARS[-1] and n % 10 == 9 else date(year, 11, 5))
        for year in YEARS for n, street in enumerate(streets)
    ]  # fmt: skip
    cells = [(item, part) for item in standard.by_id for part in standard.part_codes]
    points = {part.code: float(part.points) for part in standard.parts}
    worth = np.array([points[part] for _item, part in cells])
    share = np.array([float(grade.share) for grade in standard.grades])
    # some items are harder than others, so that there is something to find
    hard = draw.uniform(0, 1, len(cells))
    grades = draw.choice(4, size=(len(rounds), len(cells)), p=SHARES)
    grades = np.minimum(3, grades + (draw.uniform(size=grades.shape) < 0.3 * hard))
    totals = (share[grades] * worth).sum(axis=1)
    for one, total in zip(rounds, totals, strict=True):
        one.points = Decimal(str(round(float(total), 4)))
        one.verdict = "pass" if total >= 100 else "extend" if total >= 75 else "fail"
    Round.objects.bulk_create(rounds, batch_size=500)
    keys = list(Round.objects.order_by("pk").values_list("pk", flat=True))
    codes, rows = standard.grade_codes, zip(keys, grades, strict=True)
    with register.without_indexes(Mark):
        while some := list(itertools.islice(rows, 200)):
            register._insert(
                Mark, ("round_id", "item", "part", "grade", "reason", "gap", "edition", "by", "at"),
                ((key, item, part, codes[g], "抽查了会议纪要和签到", "缺核对记录" if g > 2 else "", 1, "benchmark",
                  register.NOW)
                 for key, line in some for (item, part), g in zip(cells, line, strict=True)),
            )  # fmt: skip


Line = tuple[str, Callable[[], Any], Callable[[], Any] | None]
# the usual way to a title and how long each stage takes in the mean
STAGES = {"filing": 30, "building": 400, "assessment": 20, "recommendation": 25, "review": 30, "site": 25, "notice": 12,
          "named": 0}  # fmt: skip


def _applications() -> None:
    """Of each street one application at a stage of its own, of every second one more; with every stay they passed."""
    from datetime import timedelta

    from django.db import transaction

    from safecommunity.accreditation import codes
    from safecommunity.accreditation.actions.procedures import keep_procedure
    from safecommunity.accreditation.models import Application, Stay
    from safecommunity.accreditation.models.applications import NEVER
    from safecommunity.places.models import Place, new_pid

    draw, today = np.random.default_rng(11), register.NOW.date()
    kept = {}
    with transaction.atomic():
        for code in ("cn-municipal", "cn-provincial"):
            kept[code] = keep_procedure(codes.procedures()[code], by="benchmark", at=register.NOW)
    streets = list(Place.objects.filter(level="street").order_by("pk").values_list("pk", flat=True))
    plan = [(street, "cn-municipal") for street in streets] + [
        (street, "cn-provincial") for street in streets[::2]
    ]
    made, ways = [], []
    for street, code in plan:
        passed = list(STAGES)[: int(draw.integers(1, len(STAGES) + 1))]
        days = [int(draw.exponential(STAGES[stage])) + 1 for stage in passed]
        since = today - timedelta(days=int(draw.integers(0, 60)))
        entered = [since]
        for took in reversed(days[:-1]):
            entered.insert(0, entered[0] - timedelta(days=took))
        named = entered[-1] if passed[-1] == "named" else None
        due = None if named else since + timedelta(days=STAGES[passed[-1]])
        made.append(Application(
            pid=new_pid(), ref=uuid.uuid4().hex, place_id=street, level=code[3:], procedure=kept[code], number=1,
            state=passed[-1], stage=passed[-1], entered_on=since, opened_on=entered[0], filed_on=entered[0],
            due_on=due, due_sort=due or NEVER, named_on=named, by="benchmark", at=register.NOW,
            term_ends=named + timedelta(days=1826) if named else None,
        ))  # fmt: skip
        ways.append(list(zip(passed, entered, [*entered[1:], None], strict=True)))
    Application.objects.bulk_create(made, batch_size=500)
    Stay.objects.bulk_create(
        [Stay(application=one, number=n, state=stage, stage=stage, entered_on=on, entered_at=register.NOW, left_on=left)
         for one, way in zip(made, ways, strict=True) for n, (stage, on, left) in enumerate(way, 1)], batch_size=500,
    )  # fmt: skip


def _board_lines(ids: dict[str, str]) -> list[Line]:
    """The programme board of the whole and of one district: the same queries, whatever lies below."""
    from safecommunity.accreditation.models import Application
    from safecommunity.accreditation.queries import board
    from safecommunity.accreditation.rights import Rights
    from safecommunity.places import queries as places
    from safecommunity.places.models import Place

    if not Application.objects.exists():  # a folder that was kept before there were any
        _applications()
    above, today = _reader("supervisor", ids["city"]), register.NOW.date()

    def of(pid: str) -> Callable[[], int]:
        def ours() -> int:
            places.remember()  # as a request does
            try:
                place = Place.objects.get(pid=pid)
                return len(board.of_place(Rights(above), place, today).standing)
            finally:
                places.remember(False)

        return ours

    def plain() -> int:
        """Each street asked for its applications, each of them for its stays."""
        found = 0
        for street in Place.objects.filter(level="street"):
            for one in Application.objects.filter(place=street, closed_on__isnull=True):
                found += bool(list(one.stays.all()))
        return found

    streets = Place.objects.filter(level="street").count()
    return [(f"board of {streets:,} streets", of(ids["city"]), plain),
            (f"board of a district of {streets // DISTRICTS:,}", of(ids["district"]), None)]  # fmt: skip


def _reader(role: str, pid: str) -> Any:
    from safecommunity.accounts.reader import Held, Reader

    return Reader(role, role, "zh-hans", (Held(role, pid),), "demo")


def _lines(ids: dict[str, str]) -> list[Line]:
    """Every question: ours, and the plain way to the same answer."""
    return [*_list_lines(ids), *_item_lines(ids), *_year_lines(ids), *_place_lines(ids), *_board_lines(ids)]


def _list_lines(ids: dict[str, str]) -> list[Line]:
    from django.core.paginator import Paginator

    from safecommunity.accreditation.models import Mark
    from safecommunity.accreditation.queries import rounds, year
    from safecommunity.accreditation.rights import Rights
    from safecommunity.accreditation.views.rounds import Rounds
    from safecommunity.accreditation.views.year import Grades
    from safecommunity.places import queries as places

    class Hundred(Rounds):
        size = 100

    class HundredGrades(Grades):
        size = 100

    lines: list[Line] = []
    above = _reader("supervisor", ids["city"])
    for given in ({}, {"code": CODE}, {"state": "handed_in"}):

        def ours(given: dict[str, str] = given) -> int:
            table = Hundred(rounds.rounds(Rights(above)), given)
            return len(table.page.rows) + table.total[0]

        def plain(given: dict[str, str] = given) -> int:
            found = rounds.rounds(Rights(above)).filter(**given).order_by("-year", "-pk")
            page = Paginator(found, 100).page(1)
            return len(page.object_list) + page.paginator.count

        said = " ".join(f"{k}={v}" for k, v in given.items())
        lines.append((f"list of 100 rounds {said}", ours, plain))
    city = places.place(ids["city"])

    def grades() -> int:
        table = HundredGrades(year.of_item(Rights(above), city, CODE, YEARS[-1], "13"), {})
        return len(table.page.rows) + table.total[0]

    def paginated() -> int:
        found = Mark.objects.filter(
            round__code=CODE, round__year=YEARS[-1], round__state="handed_in", item="13"
        ).select_related("round__place").order_by("-pk")  # fmt: skip
        page = Paginator(found, 100).page(1)
        return len(page.object_list) + page.paginator.count

    lines.append(("list of 100 grades of an item, 1,000 units", grades, paginated))
    return lines


def _item_lines(ids: dict[str, str]) -> list[Line]:
    from safecommunity.accreditation import actions
    from safecommunity.accreditation.models import Mark, Round
    from safecommunity.accreditation.queries import rounds
    from safecommunity.accreditation.rights import Rights
    from safecommunity.accreditation.views.showing import of_tree

    clerk = _reader("clerk", ids["street"])
    kept = Round.objects.get(place__pid=ids["street"], year=YEARS[-1])
    Round.objects.filter(pk=kept.pk).update(state="open", handed_in_on=None)
    turn = itertools.count()

    def save() -> None:
        n = next(turn)
        stands = {one.part: one.edition for one in kept.marks.filter(item="13")}
        given = {
            part: actions.Given("ab"[n % 2], f"第 {n} 次核对", "", stands[part])
            for part in ("trace", "effect")
        }
        actions.mark_item(reader=clerk, round=kept, item="13", given=given, at=register.NOW)

    def save_plain() -> None:
        """Objects one by one: no history, no audit event, no total."""
        for one in Mark.objects.filter(round=kept, item="13"):
            one.reason = f"第 {next(turn)} 次核对"
            one.full_clean()
            one.save()

    def tree() -> int:
        found = rounds.one(Rights(clerk), kept.pid)
        assert found is not None
        return len(of_tree(rounds.tree(found))["branches"])

    def tree_plain() -> int:
        """An object for each grade, asked for item by item."""
        one = Round.objects.get(pk=kept.pk)
        items = sorted({mark.item for mark in one.marks.all()})
        for item in items:
            list(one.marks.filter(item=item))
        return len(one.sheet.data["elements"])

    return [("one row saved (total, history, audit)", save, save_plain), ("item tree of a unit", tree, tree_plain),
            ("workbook of a unit", lambda: _workbook(kept),
             (lambda: _workbook_plain(kept)) if importlib.util.find_spec("openpyxl") else None)]  # fmt: skip


def _workbook(one: Any) -> int:
    """The bytes of the export's view."""
    from django.test import RequestFactory

    from safecommunity.accreditation.models import Round
    from safecommunity.accreditation.queries import rounds
    from safecommunity.accreditation.views.rounds import book
    from safecommunity.shell import workbooks

    found = Round.objects.select_related("place", "sheet").get(pk=one.pk)
    about, sheet = book(found, rounds.tree(found))
    request = RequestFactory().get("/")
    answer = workbooks.answer(request, name="x", about=about, sheets=[sheet], now=register.NOW)
    length = len(b"".join(answer.streaming_content))
    answer.close()
    assert length > 5000
    return len(list(sheet.rows))


def _workbook_plain(one: Any) -> int:
    import openpyxl

    from safecommunity.accreditation.models import Mark

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    by_item: dict[str, list[Any]] = {}
    for mark in Mark.objects.filter(round=one.pk):
        by_item.setdefault(mark.item, [mark.item]).extend([mark.grade, mark.reason, mark.gap])
    for row in by_item.values():
        sheet.append(row)
    book.save(io.BytesIO())
    return len(by_item)


def _year_lines(ids: dict[str, str]) -> list[Line]:
    from safecommunity.accreditation.models import Mark
    from safecommunity.accreditation.queries import year
    from safecommunity.accreditation.rights import Rights
    from safecommunity.places import queries as places

    above = _reader("supervisor", ids["city"])
    city = places.place(ids["city"])

    def ours() -> Any:
        found = year.of_place(Rights(above), city, CODE, YEARS[-1])
        assert found is not None
        return [(one.item.id, one.weak) for one in found.weakest]

    def plain() -> Any:
        """Every grade as an object, counted in Python."""
        weak: Counter[str] = Counter()
        found = Mark.objects.filter(round__code=CODE, round__year=YEARS[-1], round__state="handed_in")
        for mark in found.select_related("round"):
            weak[mark.item] += mark.grade in "cd"
        want = ours()
        return [(item, weak[item]) for item, _n in want]

    return [(f"analytics of {UNITS:,} units", ours, plain)]


def _place_lines(ids: dict[str, str]) -> list[Line]:
    from safecommunity.accreditation.queries import board
    from safecommunity.accreditation.rights import Rights
    from safecommunity.places import queries as places
    from safecommunity.places.models import Place

    above = _reader("supervisor", ids["city"])

    def ours() -> int:
        places.remember()  # as a request does: where the reader's places lie is read once
        try:
            return len(board.tree(Rights(above)))
        finally:
            places.remember(False)

    def plain() -> int:
        """Children asked for place by place."""

        def beneath(one: Any) -> int:
            return 1 + sum(beneath(child) for child in one.children.all())

        return beneath(Place.objects.get(pid=ids["city"]))

    return [("tree of 10,000 places with their rounds", ours, plain)]


def measure(ids: dict[str, str]) -> list[dict[str, Any]]:
    """Times, queries and the plain way's time."""
    found = []
    for what, ours, plain in _lines(ids):
        if plain is not None:
            assert ours() == plain(), f"{what}: {ours()} is not {plain()}"
        median, _least, queries = register.measured(ours)
        spent = time.process_time()
        for _turn in range(5):
            ours()
        spent = 200 * (time.process_time() - spent)
        began = time.perf_counter()
        if plain is not None:
            plain()
        theirs = 1000 * (time.perf_counter() - began)
        found.append({"what": what, "ms": median, "spent": spent, "queries": queries, "peer": theirs})
    return [*found, {"what": "", "memory": register.peak()}]


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("units", type=int, nargs="?", default=UNITS)
    options.add_argument("--keep", type=Path, help="folder in which what was built is kept")
    options.add_argument("--peer", type=Path, help="folder in which openpyxl is installed")
    options.add_argument("--do", choices=("build", "measure"), help=argparse.SUPPRESS)
    options.add_argument("--in", dest="inside", type=Path, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.do:
        if given.peer:
            sys.path.append(str(given.peer))
        register.prepare(given.inside)
        kept = given.inside / "ids.json"
        if given.do == "build":
            kept.write_text(json.dumps(build(given.units)))
        else:
            register.say(json.dumps(measure(json.loads(kept.read_text()))))
        return
    with tempfile.TemporaryDirectory() as name:
        folder = given.keep or Path(name)
        lines = _both(given.units, folder, given.peer)
    register.say(f"{'':46s}{'ours':>12s}{'processor':>13s}{'queries':>9s}{'plain way':>14s}")
    for one in lines[:-1]:
        theirs = f"{one['peer']:11.1f} ms" if one["peer"] else ""
        register.say(
            f"{one['what']:46s}{one['ms']:9.1f} ms{one['spent']:10.1f} ms{one['queries']:9d}{theirs:>14s}"
        )
    register.say(f"most memory {lines[-1]['memory']:.0f} MB")


def _both(units: int, folder: Path, peer: Path | None) -> list[dict[str, Any]]:
    """Build in one process, measure in the next."""

    def child(what: str) -> str:
        command = [sys.executable, __file__, str(units), "--do", what, "--in", str(folder)]
        command += ["--peer", str(peer)] if peer else []
        done = subprocess.run(
            command, env=register.environment(folder), cwd=register.ROOT, stdout=subprocess.PIPE, text=True, check=True
        )  # fmt: skip
        return done.stdout

    if not (folder / "ids.json").exists():
        folder.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        child("build")
        register.say(
            f"{units:,} units and {units * len(YEARS) * 150:,} grades built in {time.perf_counter() - began:.0f} s"
        )
    found: list[dict[str, Any]] = json.loads(child("measure").splitlines()[-1])
    return found


if __name__ == "__main__":
    main()
