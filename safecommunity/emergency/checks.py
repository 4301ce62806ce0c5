"""The integrity rules over emergency work: a drill told by two bodies (N5), entered in a burst before a visit (N11)."""

from collections.abc import Callable, Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy

from safecommunity.emergency.drills import queries as drills
from safecommunity.emergency.duty import queries as duty
from safecommunity.emergency.models import Drill, DutyEntry, PlanVersion
from safecommunity.emergency.plans import queries as plans
from safecommunity.emergency.resources import queries as resources
from safecommunity.figures.checker.helpers import by_log, daily
from safecommunity.figures.checker.registry import (
    Asked,
    Entered,
    Entries,
    Gathering,
    Opener,
    register_entries,
    register_gatherings,
    register_opener,
)
from safecommunity.journal import queries as journal

CHUNK = 2000
TOLD = ("record_drill", "finish_drill")


def drills_held(_asked: Asked) -> Iterator[Gathering]:
    """Drills that count, as several groups may tell of one; two lines of drills have a queue of their own."""
    rows = Drill.objects.filter(state=Drill.State.DONE).order_by("pk")
    for ref, title, place, on, by, people in rows.values_list(
        "pid", "title", "place__pid", "on", "by", "people"
    ).iterator(chunk_size=CHUNK):
        yield Gathering("drill", ref, title, place, on, by, people, judged=True)


def _drills(since: date) -> Iterator[Entered]:
    """By the day they were told as held: many were planned before. What names its binder is backfill."""
    rows = Drill.objects.filter(state=Drill.State.DONE, binder="")
    return by_log(rows, "place__pid", "done_on", journal.days_done("drill", TOLD, since))


def _log(since: date) -> Iterator[Entered]:
    rows = DutyEntry.objects.filter(state=DutyEntry.State.LIVE, corrects__isnull=True, binder="")
    return daily(rows, "place__pid", "on", "at", since)


def _plan_of(ref: str) -> str:
    """The page of the plan a version is of."""
    pid = PlanVersion.objects.filter(pid=ref).values_list("plan__pid", flat=True).first()
    return reverse("emergency_plan", args=[pid or ref])


def _page_of(address: str) -> Callable[[str], str]:
    return lambda ref: reverse(address, args=[ref])


def register() -> None:
    """Called once by the room when it starts."""
    register_gatherings("drills", drills_held)
    register_entries(Entries("drill", gettext_lazy("Drills"), _drills))
    register_entries(Entries("duty_entry", gettext_lazy("Duty log"), _log))
    for kind, page, may_open, title in (
        ("drill", _page_of("drill"), drills.may_open, gettext_lazy("Drill")),
        ("duty_entry", _page_of("duty_entry"), duty.may_open, gettext_lazy("Duty log")),
        ("emergency_plan", _plan_of, plans.may_open, gettext_lazy("Emergency plan")),
        ("resource", _page_of("resource"), resources.may_open, gettext_lazy("Resource")),
    ):
        register_opener(kind, Opener(page, may_open, title))
