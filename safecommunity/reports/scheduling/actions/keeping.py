"""Setting schedules up, changing, pausing and resuming them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.reports.documents.kinds import kinds
from safecommunity.reports.documents.rights import NotYours, Rights
from safecommunity.reports.models import Schedule, SchedulePlace, ScheduleRun
from safecommunity.reports.scheduling import days, queries
from safecommunity.shell.errors import Refused as Said


class Refused(Said):
    """A schedule that cannot be; the text is for whoever asked. `findings`: the same by field."""

    def __init__(self, findings: Mapping[str, str]) -> None:
        super().__init__(" ".join(findings.values()))
        self.findings = dict(findings)


@dataclass(frozen=True)
class Asked:
    """What a form asks for."""

    kind: str
    language: str
    every: str
    lag: int
    day: int
    rule: str
    outcome: str
    roles: tuple[str, ...]
    mail: bool
    places: tuple[str, ...]


@transaction.atomic
def keep_schedule(
    *,
    reader: Reader,
    place: Place,
    asked: Asked,
    at: datetime,
    schedule: Schedule | None = None,
    revision: int = 0,
) -> Schedule:
    """A new schedule of an office, or another setting of one. It is written with the rights of who set it last.

    What became due before today is not made up for, of a new schedule or of a new setting; what was made stays made.
    """
    rights = Rights(reader)
    rights.need(place)
    chosen = _chosen(rights, place, asked)
    held = schedule
    if held is None:
        held = Schedule(place=place, starts=timezone.localdate(at))
    else:
        held = _held(held, revision)
        if held.place_id != place.pk:
            raise NotYours(f"{held.pid}: of another office")
    held.kind, held.language, held.every, held.lag = asked.kind, asked.language, asked.every, asked.lag
    held.day, held.rule, held.outcome = asked.day, asked.rule, asked.outcome
    held.roles, held.mail, held.by, held.at = list(asked.roles), asked.mail, reader.pid, at
    held.revision += 1
    held.save()
    held.places.all().delete()
    SchedulePlace.objects.bulk_create([SchedulePlace(schedule=held, place=one) for one in chosen])
    # another span or another place has no rows yet: what was due before today is not made up for
    _pass_over(held, held.starts, _("became due before the schedule was set so"), at)
    _log("keep_schedule", held, reader.pid, at, document=held.kind, every=held.every, places=len(chosen))
    return held


def _pass_over(held: Schedule, first: date, says: str, at: datetime) -> int:
    """Say of what became due since a day and before today that it is not made up for; how many periods."""
    today = timezone.localdate(at)
    found = days.due(held.every, lag=held.lag, day=held.day, rule=held.rule, first=first, today=today)
    missed = [(period, when) for period, when in found if when < today]
    ScheduleRun.objects.bulk_create(
        [
            ScheduleRun(schedule=held, place=one.place, period=str(period), due_on=when, reason=says, at=at,
                        state=ScheduleRun.State.SKIPPED, next_at=at, ended_at=at)
            for one in held.places.select_related("place") for period, when in missed
        ],
        ignore_conflicts=True,
    )  # fmt: skip
    return len(missed)


def _chosen(rights: Rights, place: Place, asked: Asked) -> list[Place]:
    """The places asked for; refused with every field that is wrong."""
    found = _wrong(asked)
    offered = {one.pid: one for one in queries.places_to_choose(rights, place)}
    chosen = [offered[pid] for pid in dict.fromkeys(asked.places) if pid in offered]
    if not chosen or len(chosen) < len(set(asked.places)):
        found["places"] = _("Places: choose at least one of the list")
    if asked.outcome == Schedule.Outcome.FINAL and any(not rights.decides(one) for one in chosen):
        found["outcome"] = _("Final at once: allowed for who makes documents of these places final")
    if found:
        raise Refused(found)
    return chosen


def _wrong(asked: Asked) -> dict[str, str]:
    found: dict[str, str] = {}
    kind = kinds().get(asked.kind)
    if kind is None:
        found["kind"] = _("Kind of document: got “%(came)s”; allowed: one of the list") % {
            "came": asked.kind[:40]
        }
    else:
        if asked.language not in kind.languages:
            says = _("Language: got “%(came)s”; allowed: %(allowed)s")
            found["language"] = says % {"came": asked.language[:20], "allowed": "、".join(kind.languages)}
        if asked.every not in queries.spans(kind):
            found["every"] = _("How often: this kind is written once a year")
    if asked.every not in days.MONTHS:
        found["every"] = _("How often: got “%(came)s”; allowed: month, quarter or year") % {
            "came": asked.every[:20]
        }
    if asked.rule not in Schedule.Rule.values:
        found["rule"] = _("Where offices do not work: allowed is one of the list")
    most = days.MOST_NTH if asked.rule == Schedule.Rule.NTH else 31
    for name, value, low, high, title in (
        ("day", asked.day, 1, most, _("Day")), ("lag", asked.lag, 1, days.MOST_LAG, _("Months after the period")),
    ):  # fmt: skip
        if not low <= value <= high:
            says = _("%(field)s: got %(came)s; allowed: %(low)s to %(high)s")
            found[name] = says % {"field": title, "came": value, "low": low, "high": high}
    if asked.outcome not in Schedule.Outcome.values:
        found["outcome"] = _("Draft or final: allowed is one of the two")
    if set(asked.roles) - set(queries.TOLD):
        found["roles"] = _("Who is told: allowed is one of the list")
    return found


def _held(schedule: Schedule, revision: int) -> Schedule:
    """The schedule, locked; refused where somebody changed it meanwhile."""
    held = Schedule.objects.select_for_update(of=("self",)).select_related("place").get(pk=schedule.pk)
    if held.revision != revision:
        raise Refused({"": _("Somebody else changed this meanwhile; look at it again.")})
    return held


@transaction.atomic
def pause_schedule(*, reader: Reader, schedule: Schedule, revision: int, at: datetime) -> Schedule:
    """Write nothing until it is resumed; what waits to be written is passed over."""
    Rights(reader).need(schedule.place)
    held = _held(schedule, revision)
    if held.paused_on is None:
        held.paused_on = timezone.localdate(at)
        held.revision += 1
        held.save(update_fields=["paused_on", "revision"])
        passed = held.runs.filter(state=ScheduleRun.State.WAITING).update(
            state=ScheduleRun.State.SKIPPED, ended_at=at, reason=_("waited when the schedule was paused")
        )
        _log("pause_schedule", held, reader.pid, at, passed_over=passed)
    return held


@transaction.atomic
def resume_schedule(*, reader: Reader, schedule: Schedule, revision: int, at: datetime) -> Schedule:
    """Go on. What became due while it was paused is passed over, and the log says so."""
    Rights(reader).need(schedule.place)
    held = _held(schedule, revision)
    if held.paused_on is None:
        return held
    missed = _pass_over(
        held, max(held.paused_on, held.starts), _("became due while the schedule was paused"), at
    )
    held.paused_on = None
    held.revision += 1
    held.save(update_fields=["paused_on", "revision"])
    _log("resume_schedule", held, reader.pid, at, passed_over=missed)
    return held


def _log(action: str, one: Schedule, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="schedule", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail)
    )
