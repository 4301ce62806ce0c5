"""Lists of risks, inspections, people, dwellings, projects, emergency work and claims: every declared filter and order.

    python benchmarks/loop_lists.py [rows ...] [--only risks,log] [--keep FOLDER]      by default 10,000 and 1,000,000

Aim: a list in 50 ms and 10 queries at any size. Each list is asked as its page asks it, by the office of a district, a
street and a community: for every filter its first and last value, in every order, with the total. Printed is processor
time (median of five turns), so that others on the machine do not count; the peer is `django.core.paginator` (COUNT(*),
OFFSET) over the same rows, once. Some registers are sensibly smaller than a million and are built as large as a
district of ten streets could have them in ten years: `LARGEST`.
"""

import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import office_lists, register
from benchmarks.office_rows import days, laid, where

LARGEST = {"projects": 20_000, "plans": 50_000, "claims": 100_000, "resources": 200_000}
OFFICES = ("district", "street", "community")


def build(rows: int, only: Iterable[str]) -> dict[str, str]:
    """Places, one office of each level, and the rows of every list asked for."""
    from django.core.management import call_command
    from django.db import connection

    call_command("migrate", verbosity=0)
    ids = register._ground()
    _offices(ids)
    for name in only:
        LISTS[name].build(min(rows, LARGEST.get(name, rows)))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return ids


def _offices(ids: dict[str, str]) -> None:
    from datetime import date

    from safecommunity.accounts.models import Scope, User

    for level in OFFICES:
        user = User.objects.create(username=level, pid=level, display_name=level, created_at=register.NOW)
        Scope.objects.create(user=user, role="chief", place=ids[level], starts=date(2020, 1, 1))


def _base(n: int, places: list[int]) -> dict[str, Any]:
    return {"place_id": places[n % len(places)], "by": "clerk", "at": register.NOW}


def _risks(rows: int) -> None:
    from safecommunity.governance import codes
    from safecommunity.hazards.models import Risk

    draw, places, settings = np.random.default_rng(41), where(), list(codes.settings())

    def one(n: int) -> dict[str, Any]:
        rank, starts, gone = (5, 4, 4, 3, 3, 3, 2, 4, 3, 1)[n % 10], days(draw), n % 20 == 0
        looked = {} if rank == 5 else {"assessed_on": starts, "score": 40.0, "method": "lec"}
        return {
            **_base(n, places), "title": f"示例危险源 {n}", "setting": settings[n % len(settings)], "starts": starts,
            "rank": rank, "due": register.LAST + timedelta(days=int(draw.integers(-40, 360))),
            "ends": starts + timedelta(days=90) if gone else None, "exposed": n % 90, **looked,
        }  # fmt: skip

    laid(Risk, rows, one, ("ref",))


def _inspections(rows: int) -> None:
    from safecommunity.hazards.models import Inspection, InspectionRound

    draw, places = np.random.default_rng(42), where()
    rounds = InspectionRound.objects.bulk_create([
        InspectionRound(place_id=place, title=f"示例检查 {place}", setting="work", checklist="work",
                        checklist_title="示例检查表", version=1, starts=register.FIRST, until=register.LAST, by="clerk",
                        at=register.NOW)
        for place in places
    ])  # fmt: skip

    def one(n: int) -> dict[str, Any]:
        rank, day = (0, 0, 0, 0, 0, 0, 0, 0, 1, 2)[n % 10], days(draw)
        if rank == 1:
            day = register.LAST + timedelta(days=int(draw.integers(-30, 90)))
        done = {"done_on": day, "checked": 20, "failed": n % 4} if rank == 0 else {}
        return {
            **_base(n, places), "round": rounds[n % len(rounds)], "spot": f"示例场所 {n}", "rank": rank, "until": day,
            "day": day, "year": day.year, **done,
        }  # fmt: skip

    laid(Inspection, rows, one)


def _people(rows: int) -> None:
    from django.db import connection

    from safecommunity.hazards.models import VulnerablePerson
    from safecommunity.hazards.people import words

    draw, places, groups = (
        np.random.default_rng(43),
        where(),
        [code for code, _ in words.CODES.choices("groups")],
    )

    def one(n: int) -> dict[str, Any]:
        starts, gone = days(draw), n % 12 == 0
        return {
            **_base(n, places), "sex": n % 2 + 1, "born": 1930 + n % 60, "visit_days": 30, "starts": starts,
            "next_visit": register.LAST + timedelta(days=int(draw.integers(-10, 60))),
            "consent_until": register.LAST + timedelta(days=int(draw.integers(-60, 700))),
            "ends": register.LAST if gone else None, "left": "moved" if gone else "",
        }  # fmt: skip

    laid(VulnerablePerson, rows, one)
    with connection.cursor() as cursor:
        for order, group in enumerate(groups):
            cursor.execute(
                'INSERT INTO hazards_vulnerablegroup (ref, person_id, "group", "order") '
                "SELECT lower(hex(randomblob(16))), id, %s, 0 FROM hazards_vulnerableperson WHERE id %% %s = %s",
                [group, len(groups), order],
            )


def _housing(rows: int) -> None:
    from safecommunity.hazards.housing import words
    from safecommunity.hazards.models import Dwelling

    draw, places = np.random.default_rng(44), where()
    structures = [code for code, _ in words.CODES.choices("structures")]

    def one(n: int) -> dict[str, Any]:
        state = ("unscreened", "screened", "screened", "confirmed", "confirmed", "retrofitted")[n % 6]
        return {
            **_base(n, places), "spot": f"示例 {n} 号", "structure": structures[n % len(structures)],
            "storeys": n % 3 + 1, "built": 1960 + n % 60, "use": "home", "people": n % 6,
            "starts": days(draw), "state": state,
            "grade": "" if state == "unscreened" else "ABCCDB"[n % 5],
        }  # fmt: skip

    laid(Dwelling, rows, one, ("spot",))


def _projects(rows: int) -> None:
    from django.db import connection

    from safecommunity.governance import codes as governance
    from safecommunity.places.models import Place
    from safecommunity.programmes import codes
    from safecommunity.programmes.models import Measure, Milestone, Project, ProjectAim

    draw, settings = np.random.default_rng(45), list(governance.settings())
    streets = list(Place.objects.filter(level="street").values_list("pk", flat=True))
    states = ("idea", "approved", "running", "running", "finished", "finished", "finished", "stopped")

    def one(n: int) -> dict[str, Any]:
        state, starts = states[n % len(states)], days(draw)
        until = starts + timedelta(days=200)
        return {
            **_base(n, streets), "title": f"示例项目 {n}", "setting": settings[n % len(settings)],
            "problem": "示例问题", "starts": starts, "until": until, "state": state,
            "started_on": starts if state in ("running", "finished") else None,
            "ended_on": until if state in ("finished", "stopped") else None,
        }  # fmt: skip

    laid(Project, rows, one)
    keys = list(Project.objects.values_list("pk", flat=True))
    measures, ages = [code for code, _ in codes.choices("measures")], [str(age) for age, _ in codes.ages()]
    Measure.objects.bulk_create(
        (Measure(project_id=key, kind=measures[key % len(measures)], side="people", what="示例措施") for key in keys),
        batch_size=500,
    )  # fmt: skip
    Milestone.objects.bulk_create(
        (Milestone(project_id=key, title="示例节点", who="示例岗位", first_due=days(draw), due=days(draw),
                   done_on=register.LAST if n else None, by="clerk", at=register.NOW)
         for key in keys for n in range(3)),
        batch_size=500,
    )  # fmt: skip
    aims = (("age", ages), ("sex", ["1", "2"]))
    ProjectAim.objects.bulk_create(
        (ProjectAim(project_id=key, what=what, code=listed[key % len(listed)])
         for key in keys for what, listed in aims),
        batch_size=500,
    )  # fmt: skip
    assert connection.vendor == "sqlite", "the benchmark builds on SQLite"


def _plans(rows: int) -> None:
    from safecommunity.emergency import codes
    from safecommunity.emergency.models import EmergencyPlan, PlanVersion
    from safecommunity.emergency.models.plans import NEVER

    draw, places = np.random.default_rng(46), where()
    kinds, dangers = ([code for code, _ in codes.choices(one)] for one in ("plan_kinds", "dangers"))

    def one(n: int) -> dict[str, Any]:
        draft, starts = n % 20 == 0, days(draw)
        ended = not draft and n % 9 == 0
        return {
            **_base(n, places), "title": f"示例预案 {n}", "kind": kinds[n % len(kinds)],
            "danger": dangers[n % len(dangers)], "before": n % 3 == 0, "during": True,
            "after": n % 4 == 0, "starts": None if draft else starts,
            "ends": register.LAST if ended else None,
            "review_due": NEVER if draft else starts + timedelta(days=1095),
        }  # fmt: skip

    laid(EmergencyPlan, rows, one)
    keys = EmergencyPlan.objects.filter(starts__isnull=True).values_list("pk", flat=True)
    PlanVersion.objects.bulk_create(
        (PlanVersion(plan_id=key, number=1, drafted_by="clerk", drafted_on=register.LAST) for key in keys),
        batch_size=500,
    )


def _drills(rows: int) -> None:
    from safecommunity.emergency import codes
    from safecommunity.emergency.models import Drill

    draw, places = np.random.default_rng(47), where()
    forms, dangers = ([code for code, _ in codes.choices(one)] for one in ("drill_forms", "dangers"))

    def one(n: int) -> dict[str, Any]:
        state, on = (
            ("done", "done", "done", "done", "done", "done", "done", "planned", "cancelled", "withdrawn")[
                n % 10
            ],
            days(draw),
        )
        if state == "planned":
            on = register.LAST + timedelta(days=int(draw.integers(-30, 90)))
        return {
            **_base(n, places), "title": f"示例演练 {n}", "form": forms[n % len(forms)],
            "danger": dangers[n % len(dangers)], "state": state, "on": on, "planned_on": on,
            "done_on": on if state == "done" else None, "people": n % 200,
        }  # fmt: skip

    laid(Drill, rows, one)


def _resources(rows: int) -> None:
    from safecommunity.emergency.models import Resource

    draw, places = np.random.default_rng(48), where()

    def one(n: int) -> dict[str, Any]:
        kind = ("team", "shelter", "stock", "stock", "stock")[n % 5]
        much = {
            "team": {"people": 12},
            "shelter": {"capacity": 300},
            "stock": {"quantity": 20, "measure": "piece"},
        }
        return {
            **_base(n, places), "kind": kind, "sort": "other", "name": f"示例资源 {n}", "starts": days(draw),
            "due": register.LAST + timedelta(days=int(draw.integers(-20, 360))), "before": n % 3 == 0,
            "after": n % 4 == 0, "condition": "few" if n % 15 == 0 else "ok",
            "ends": register.LAST if n % 25 == 1 else None, **much[kind],
        }  # fmt: skip

    laid(Resource, rows, one, ("name",))


def _log(rows: int) -> None:
    from datetime import UTC, datetime

    from safecommunity.emergency import codes
    from safecommunity.emergency.models import DutyEntry

    draw, places, kinds = np.random.default_rng(49), where(), [code for code, _ in codes.choices("log_kinds")]

    def one(n: int) -> dict[str, Any]:
        on = days(draw)
        return {
            **_base(n, places), "on": on, "happened_at": datetime(on.year, on.month, on.day, n % 24, tzinfo=UTC),
            "kind": kinds[n % len(kinds)], "says": f"示例记录 {n}", "state": "reversed" if n % 50 == 0 else "live",
        }  # fmt: skip

    laid(DutyEntry, rows, one)


def _claims(rows: int) -> None:
    from safecommunity.figures.models import Claim
    from safecommunity.places.models import Place

    pids = list(
        Place.objects.filter(level__in=("district", "street", "community")).values_list("pid", flat=True)
    )

    def one(n: int) -> dict[str, Any]:
        return {
            "place": pids[n % len(pids)], "title": f"示例书面数据 {n}", "value": n % 900, "printed": str(n % 900),
            "unit": "人", "document": "示例文件", "by": "clerk", "entered_at": register.NOW,
            "state": "reversed" if n % 50 == 0 else "live",
        }  # fmt: skip

    laid(Claim, rows, one)


@dataclass(frozen=True)
class List:
    """A list: how its rows are laid, where its page is, its table as the page makes it of a request."""

    build: Callable[[int], None]
    page: str
    table: Callable[[Any], Any]


def _table(room: str) -> Callable[[Any], Any]:
    """`table_of` of a room's views with the rights of a reader."""

    def of(request: Any) -> Any:
        from importlib import import_module

        views, rights = (import_module(f"safecommunity.{name}") for name in (room.split(" ")))
        found = views.table_of(request, rights.Rights(request.reader))
        return found[0] if isinstance(found, tuple) else found

    return of


def _claims_of(request: Any) -> Any:
    from safecommunity.figures.checker.rights import Rights
    from safecommunity.figures.claims import queries
    from safecommunity.figures.claims.views import Claims

    return Claims(queries.claims(Rights(request.reader)), request.GET)


LISTS = {
    "risks": List(_risks, "/risks/", _table("hazards.risks.views.register hazards.risks.rights")),
    "inspections": List(
        _inspections, "/inspections/", _table("hazards.inspections.views.listing hazards.inspections.rights")
    ),
    "people": List(_people, "/vulnerable/", _table("hazards.people.views.listing hazards.people.rights")),
    "housing": List(_housing, "/housing/", _table("hazards.housing.views.listing hazards.housing.rights")),
    "projects": List(_projects, "/projects/", _table("programmes.views.listing programmes.rights")),
    "plans": List(_plans, "/emergency/plans/", _table("emergency.plans.views emergency.rights")),
    "drills": List(_drills, "/emergency/drills/", _table("emergency.drills.views emergency.rights")),
    "resources": List(
        _resources, "/emergency/resources/", _table("emergency.resources.views emergency.rights")
    ),
    "log": List(_log, "/emergency/log/", _table("emergency.duty.views.log emergency.rights")),
    "claims": List(_claims, "/claims/", _claims_of),
}


def measure(ids: dict[str, str], only: Iterable[str]) -> list[dict[str, Any]]:
    """A line for each list, office, filter and order."""
    from benchmarks.hazard_lists import asked_again

    found = []
    for name in only:
        for who in OFFICES:
            client, declared = register.browser(who), LISTS[name]
            like = register.shown(client, declared.page).wsgi_request
            for given in office_lists._asked(declared.table(asked_again(like, declared.page))):
                address = f"{declared.page}?{'&'.join(f'{key}={value}' for key, value in given.items())}"

                def alone(like: Any = like, address: str = address, declared: List = declared) -> int:
                    table = declared.table(asked_again(like, address))
                    return len(table.page.rows) + int(table.total[0])

                median, _least, queries = register.measured(alone, 5, time.process_time)
                label = " ".join((name, who, *(f"{k}={v}" for k, v in given.items())))
                table = declared.table(asked_again(like, address))
                found.append(
                    {"what": label, "ms": median, "queries": queries, "ratio": _peer(table) / median}
                )
                if median > SLOW:
                    sys.stderr.write(f"{label:60s} {median:10.1f} ms {queries:3d} queries\n")
    return found


SLOW = 50.0


def _peer(table: Any) -> float:
    """Milliseconds the paginator takes for the same rows, once."""
    from django.core.paginator import Paginator

    began = time.process_time()
    rows = table._filtered().order_by(*table.chosen.order.fields)
    shown = Paginator(rows, table.size).page(1)
    _seen = len(shown.object_list) + shown.paginator.count
    return 1000 * (time.process_time() - began)


if __name__ == "__main__":
    office_lists.main(__file__, {name: one.build for name, one in LISTS.items()}, build, measure)
