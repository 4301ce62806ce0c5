"""Drills: planned, put off, cancelled, held with who came and how long it took, withdrawn, imported, signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.common import attach
from safecommunity.emergency.drills.actions.doubles import find_doubles
from safecommunity.emergency.models import Drill, DrillParty, DrillSign, DrillTiming
from safecommunity.emergency.publishing import yearly_changes
from safecommunity.emergency.refusal import NotYours, Refused, day, need, number, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.files import actions as files
from safecommunity.governance.models import Agency
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import SocialUnit

FACT, KIND, FILES = "drill", "drill", "drill"
EARLIEST = date(1990, 1, 1)
AHEAD = timedelta(days=800)
MOST_PEOPLE, MOST_PARTIES, LONGEST = 1_000_000, 60, 24 * 3600
QUALIFIERS = ("exact", "gt", "ge", "approx", "near")
Looked = Sequence[files.Looked]


@dataclass(frozen=True)
class Party:
    """An organisation that took part, with how many people."""

    name: str
    people: int
    unit: SocialUnit | None = None
    agency: Agency | None = None


@dataclass(frozen=True)
class Held:
    """How a drill went: the day, who came, how long each step took (seconds after the alarm), how it was judged."""

    on: date
    parties: Sequence[Party] = ()
    sheet_count: int | None = None
    qualifier: str = "exact"
    alarm_at: time | None = None
    timings: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    rating: str = ""
    says: str = ""


def changes_of(drill: Drill, year: int, op: str = "upsert") -> list[ChangeOf]:
    """The facts of a drill, and of the plan it tests."""
    changes = [ChangeOf(FACT, drill.ref, op)]
    if drill.plan is not None:
        changes += yearly_changes("emergency_plan", drill.plan, year)
    return changes


def log(action: str, drill: Drill, by: str, at: datetime, *, op: str = "upsert", **detail: Any) -> None:
    """One audit event with the facts it changes."""
    journal.record(
        by=by, action=action, kind=KIND, ref=drill.pid, place=drill.place.pid, at=at, detail=detail,
        changes=changes_of(drill, at.year, op),
    )  # fmt: skip


def checked(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a drill is about. Raises Refused in words."""
    unit, plan = values.get("unit"), values.get("plan")
    place = unit.place if unit is not None else values.get("place")
    if place is None:
        raise Refused(
            _("%(field)s: no place came; allowed: one of the list") % {"field": _("Place")}, "place"
        )
    danger = values.get("danger") or (plan.danger if plan is not None else "")
    return {
        "place": place, "unit": unit, "plan": plan,
        "title": text(values.get("title"), _("Title"), 120, least=1, field="title"),
        "form": one_of(values.get("form"), _("Form of the drill"), codes.words("drill_forms"), "form"),
        "danger": one_of(danger, _("Against what"), codes.words("dangers"), "danger"),
        "scenario": text(values.get("scenario"), _("Scenario"), 500, field="scenario", lines=True),
        "held_by": text(values.get("held_by"), _("Organised by"), 80, field="held_by"),
        "spot": text(values.get("spot"), _("Where exactly"), 80, field="spot"),
    }  # fmt: skip


def _may(reader: Reader, drill_or_place: Any) -> None:
    need(Rights(reader).works_at(drill_or_place), drill_or_place.pid)


def locked(drill: Drill, reader: Reader) -> Drill:
    """The drill as it stands, for its office or who entered it."""
    rows = Drill.objects.select_for_update(of=("self",)).select_related("place", "unit", "plan__place")
    found = rows.get(pk=drill.pk)
    rights = Rights(reader)
    if not (rights.keeps_of(found.place) or (found.by == reader.pid and rights.works_at(found.place))):
        raise NotYours(found.pid)
    return found


@transaction.atomic
def plan_drill(
    *, reader: Reader, values: Mapping[str, Any], on: date, at: datetime, client_id: str = ""
) -> Drill:
    """A drill that is to be held. The same form sent twice is one."""
    if client_id and (sent := Drill.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return sent
    made, today = checked(values), timezone.localdate(at)
    _may(reader, made["place"])
    on = day(on, _("Planned for"), today - timedelta(days=31), today + AHEAD, "on")
    drill = Drill.objects.create(
        **made, state=Drill.State.PLANNED, planned_on=on, on=on, client_id=client_id[:64] or None, by=reader.pid, at=at
    )  # fmt: skip
    log("plan_drill", drill, reader.pid, at, on=on.isoformat())
    return drill


@transaction.atomic
def record_drill(
    *, reader: Reader, values: Mapping[str, Any], held: Held, at: datetime, client_id: str = "", looked: Looked = (),
    planned_on: date | None = None,
) -> Drill:  # fmt: skip
    """A drill that was held. Others that may tell of the same one are put into the queue (N5)."""
    if client_id and (sent := Drill.objects.filter(client_id=client_id[:64], by=reader.pid).first()):
        return sent
    made, today = checked(values), timezone.localdate(at)
    _may(reader, made["place"])
    _check_held(held, today)
    drill = Drill.objects.create(
        **made, state=Drill.State.DONE, planned_on=planned_on, done_on=held.on, on=held.on,
        client_id=client_id[:64] or None, by=reader.pid, at=at,
    )  # fmt: skip
    _hold(drill, held, reader.pid, at, looked)
    log("record_drill", drill, reader.pid, at, people=drill.people, files=len(looked))
    find_doubles(drill)
    return drill


def _check_held(held: Held, today: date) -> None:
    day(held.on, _("Held on"), EARLIEST, today, "on")
    one_of(held.rating, _("How it was judged"), codes.words("ratings"), "rating", empty=True)
    one_of(held.qualifier, _("As counted"), QUALIFIERS, "qualifier")
    text(held.says, _("What the judgement says"), 500, field="says", lines=True)
    if held.sheet_count is not None:
        number(held.sheet_count, _("People on the sheet"), 0, MOST_PEOPLE, "sheet_count")
    if len(held.parties) > MOST_PARTIES:
        says = _("Parties: got %(came)s; allowed: up to %(most)s")
        raise Refused(says % {"came": len(held.parties), "most": MOST_PARTIES}, "parties")
    names = [text(one.name, _("Who took part"), 80, least=1, field="parties") for one in held.parties]
    twice = next((name for name in names if names.count(name) > 1), "")
    if twice:
        raise Refused(_("“%(name)s” is named twice among who took part") % {"name": twice}, "parties")
    for one in held.parties:
        number(one.people, _("People of %(name)s") % {"name": one.name}, 1, MOST_PEOPLE, "parties")
    for step, seconds in held.timings.items():
        one_of(step, _("Step"), codes.words("drill_steps"))
        for value in seconds:
            if value is not None:
                number(value, codes.label("drill_steps", step), 0, LONGEST, f"t_{step}")


def _hold(drill: Drill, held: Held, by: str, at: datetime, looked: Looked) -> None:
    """What belongs to a drill that was held."""
    drill.parties.all().delete()
    DrillParty.objects.bulk_create(
        [
            DrillParty(
                drill=drill, unit=one.unit, agency=one.agency, name=" ".join(one.name.split()), people=one.people
            )
            for one in held.parties
        ]
    )  # fmt: skip
    drill.timings.all().delete()
    DrillTiming.objects.bulk_create(
        [
            DrillTiming(drill=drill, step=step, planned=planned, actual=actual)
            for step, (planned, actual) in held.timings.items() if planned is not None or actual is not None
        ]
    )  # fmt: skip
    drill.sheet_count, drill.qualifier = held.sheet_count, held.qualifier
    drill.alarm_at, drill.rating, drill.says = held.alarm_at, held.rating, held.says.strip()
    drill.people = max(held.sheet_count or 0, sum(one.people for one in held.parties), drill.signs.count())
    drill.save()
    attach(looked, FILES, drill.pid, drill.place, by, at, held.on)


@transaction.atomic
def finish_drill(*, reader: Reader, drill: Drill, held: Held, at: datetime, looked: Looked = ()) -> Drill:
    """A planned drill was held; or what is said of one that was held is corrected. Both stand in the log."""
    found, today = locked(drill, reader), timezone.localdate(at)
    if found.state not in (Drill.State.PLANNED, Drill.State.DONE):
        raise Refused(_("This drill was cancelled, withdrawn, or counts with another"))
    _check_held(held, today)
    first = found.state == Drill.State.PLANNED
    found.state, found.done_on, found.on = Drill.State.DONE, held.on, held.on
    _hold(found, held, reader.pid, at, looked)
    log(
        "finish_drill" if first else "correct_drill",
        found,
        reader.pid,
        at,
        people=found.people,
        files=len(looked),
    )
    find_doubles(found)
    return found


@transaction.atomic
def move_drill(*, reader: Reader, drill: Drill, on: date, reason: str, at: datetime) -> Drill:
    """Put off to another day, with reason; the day first planned stays known."""
    found, today = locked(drill, reader), timezone.localdate(at)
    if found.state != Drill.State.PLANNED or found.planned_on is None:
        raise Refused(_("Only a planned drill is put off"))
    on = day(on, _("Planned for"), today, today + AHEAD, "on")
    found.reason = text(reason, _("Reason"), 200, least=1, field="reason")
    found.moved_from = found.moved_from or found.planned_on
    found.planned_on = found.on = on
    found.save(update_fields=["reason", "moved_from", "planned_on", "on"])
    log("move_drill", found, reader.pid, at, on=on.isoformat())
    return found


@transaction.atomic
def cancel_drill(*, reader: Reader, drill: Drill, reason: str, at: datetime) -> Drill:
    """It will not be held; it counts as planned and not done."""
    found = locked(drill, reader)
    if found.state != Drill.State.PLANNED:
        raise Refused(_("Only a planned drill is cancelled"))
    found.reason = text(reason, _("Reason"), 200, least=1, field="reason")
    found.state = Drill.State.CANCELLED
    found.save(update_fields=["state", "reason"])
    log("cancel_drill", found, reader.pid, at)
    return found


@transaction.atomic
def withdraw_drill(*, reader: Reader, drill: Drill, reason: str, at: datetime) -> Drill:
    """Taken out of the counts, with reason; it stays readable."""
    found = locked(drill, reader)
    if found.state in (Drill.State.WITHDRAWN, Drill.State.JOINED) or found.joined.exists():
        raise Refused(_("This drill was withdrawn already, or is joined with another: take them apart first"))
    found.reason = text(reason, _("Reason"), 200, least=1, field="reason")
    found.state = Drill.State.WITHDRAWN
    found.save(update_fields=["state", "reason"])
    refs = found.findings.values_list("ref", flat=True)
    journal.record(
        by=reader.pid, action="withdraw_drill", kind=KIND, ref=found.pid, place=found.place.pid, at=at,
        changes=[*changes_of(found, at.year, "delete"), *(ChangeOf("drill_finding", ref, "delete") for ref in refs)],
    )  # fmt: skip
    return found


@transaction.atomic
def sign_in(*, reader: Reader, drill: Drill, at: datetime) -> DrillSign:
    """Somebody who takes part signs by the code of the drill, on its day; once."""
    if not reader.is_authenticated:
        raise NotYours(drill.pid)
    found = Drill.objects.select_for_update(of=("self",)).select_related("place", "plan").get(pk=drill.pk)
    if found.on != timezone.localdate(at) or found.state not in (Drill.State.PLANNED, Drill.State.DONE):
        raise Refused(_("Signing in is possible on the day of the drill only, %(day)s") % {"day": found.on})
    made, new = DrillSign.objects.get_or_create(drill=found, user=reader.pid, defaults={"at": at})
    if new:
        if found.state == Drill.State.DONE and found.signs.count() > found.people:
            found.people = found.signs.count()
            found.save(update_fields=["people"])
        log("sign_drill", found, reader.pid, at)
    return made


@transaction.atomic
def import_drills(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Drills of a checked list, planned or held, each with its key; a row sent twice is one. (stored, known)."""
    keys = [key for key, _row in rows]
    known = set(Drill.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, made, changes = Rights(reader), list[Drill](), list[ChangeOf]()
    today = timezone.localdate(at)
    for key, row in dict(rows).items():
        if key in known:
            continue
        told = checked(row)
        need(rights.works_at(told["place"]), told["place"].pid)
        done = row["state"] == Drill.State.DONE
        on = day(row["day"], _("Day"), EARLIEST, today if done else today + AHEAD)
        one = Drill(
            **told, state=row["state"], planned_on=None if done else on, done_on=on if done else None, on=on,
            sheet_count=row["people"] if done else None, people=(row["people"] or 0) if done else 0,
            qualifier=row["qualifier"], rating=row["rating"], says=row["says"], source="import", binder=row["binder"],
            client_id=key, by=reader.pid, at=at,
        )  # fmt: skip
        made.append(one)
        changes += changes_of(one, at.year)
    Drill.objects.bulk_create(made, batch_size=500)
    for one in made:
        if one.state == Drill.State.DONE:
            find_doubles(one)
    if made:
        journal.record(
            by=reader.pid, action="import_drills", kind=KIND, ref="list", place=made[0].place.pid, at=at,
            changes=list(dict.fromkeys(changes)), detail={"rows": len(made), "file": file_name[:150]},
        )  # fmt: skip
    return len(made), len(rows) - len(made)
