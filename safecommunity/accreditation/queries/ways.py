"""The way of applications through their stages: how long each took and where it led. One query, merged by stage."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from typing import NamedTuple

from safecommunity.accreditation.models import Stay

NAMED, CLOSED = "named", "closed"
USUAL = 0.75  # whoever is in a stage longer than three quarters of all stays has been there longer than most


class Way(NamedTuple):
    """One application in one stage, from entering to leaving; `to` is the stage it went on to, empty while there."""

    application: int
    level: str
    stage: str
    entered: date
    left: date | None
    to: str

    def days(self, today: date) -> int:
        """How long it took, or has taken so far."""
        return max(0, ((self.left or today) - self.entered).days)


def ways(levels: Iterable[str] | None = None) -> list[Way]:
    """Every stay on the way to a first naming, of what was filed anywhere here; states of one stage are one stay.

    How long a stage takes is told from all of them, since one place alone has too few; nobody is named by it.
    """
    rows = Stay.objects.filter(application__filed_on__isnull=False)
    if levels is not None:
        rows = rows.filter(application__level__in=list(levels))
    values = rows.order_by("application_id", "number").values_list(
        "application_id", "application__level", "stage", "entered_on", "left_on"
    )
    found: list[Way] = []
    for application, stays in groupby(values, key=lambda row: row[0]):
        found += _of_one(application, list(stays))
    return found


def _of_one(application: int, stays: list[tuple[int, str, str, date, date | None]]) -> list[Way]:
    """The stages of one application in order, until it is named or closed."""
    merged: list[list] = []
    for _key, level, stage, entered, left in stays:
        if merged and merged[-1][1] == stage:
            merged[-1][3] = left
        else:
            merged.append([level, stage, entered, left])
        if stage in (NAMED, CLOSED):
            break
    found = []
    for n, (level, stage, entered, left) in enumerate(merged):
        if stage not in (NAMED, CLOSED):
            to = merged[n + 1][1] if n + 1 < len(merged) else ""
            found.append(Way(application, level, stage, entered, left if to else None, to))
    return found


class Usual(NamedTuple):
    """How long a stage usually takes: a half left within `half` days, three quarters within `most`, of `n` stays."""

    half: float | None
    most: float | None
    n: int


def usual(known: Iterable[Way], today: date) -> dict[tuple[str, str], Usual]:
    """By level and stage, those still there counted as there so far (Kaplan–Meier)."""
    from safecommunity.epi.durations import durations

    by: dict[tuple[str, str], list[Way]] = {}
    for one in known:
        by.setdefault((one.level, one.stage), []).append(one)
    found = {}
    for key, some in by.items():
        half, most = durations(
            days=[one.days(today) for one in some], finished=[bool(one.to) for one in some], shares=(0.5, USUAL),
            method="brookmeyer_crowley_log_log",
        )  # fmt: skip
        found[key] = Usual(half.estimate, most.estimate, len(some))
    return found
