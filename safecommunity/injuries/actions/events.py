"""The register of events: what happened, who was told when, and which injuries belong to it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.actions.writing import on_the_hour
from safecommunity.injuries.checks import Finding, Refused
from safecommunity.injuries.checks.fields import shorten
from safecommunity.injuries.codes import events as codes
from safecommunity.injuries.models import Event, EventNumber, EventStep, Injury, Report
from safecommunity.injuries.queries import events as queries
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place, SocialUnit

FACT = "event"
PEOPLE = ("dead", "serious", "slight", "missing")
MOST_PEOPLE = 100_000
MOST_LOSS = Decimal("999999999999")
LONGEST = {"title": 120, "what": 1000, "to": 120, "note": 1000}


def record_event(
    *, reader: Reader, at: datetime, values: Mapping[str, Any], client_id: str = "", by: str = ""
) -> tuple[Event, bool]:
    """Enter an event. The same client id answers with the event already there.

    Raises NotYours outside the reader's place or kinds, Refused with every reason at once.
    """
    if client_id and (known := _sent_before(client_id, by or reader.pid)):
        return known, False
    made = _checked(values, at)
    held = rights(reader)
    if not queries.may_record(held, made["kind"], made["place"]):
        says = _("%(kind)s at %(place)s: you may enter events of your own area only")
        shown = {"kind": codes.kinds()[made["kind"]].label, "place": made["place"].name}
        raise NotYours.because(says % shown, "rights", "place")
    event = Event(**made, client_id=client_id or None, entered_by=by or reader.pid, entered_at=at)
    event.state = queries.state_after(event.kind, ())
    try:
        with transaction.atomic():
            event.number = _number(timezone.localtime(at).year)
            event.save()
            _note(event, "record_event", event.entered_by, at, {"kind": event.kind, "number": event.number})
    except IntegrityError:
        # Two senders raced with one client id; whoever lost looks at what the winner wrote.
        again = _sent_before(client_id, by or reader.pid) if client_id else None
        if again is None:
            raise
        return again, False
    return event, True


@transaction.atomic
def amend_event(
    *, reader: Reader, event: Event, at: datetime, values: Mapping[str, Any], by: str = ""
) -> Event:
    """Correct an event with the full set of its values; the grade follows. The log lists the names of what changed."""
    locked = _locked(event)
    _may_change(reader, locked)
    made = _checked(values, at)
    if not queries.may_record(rights(reader), made["kind"], made["place"]):
        raise NotYours.because(
            _("%(number)s: you may not move it to this place or kind") % {"number": locked.number}, "rights"
        )
    first = locked.steps.order_by("at").first()
    if first is not None and first.at < made["happened"]:
        says = _("Time: got %(came)s; allowed: before its first step, %(step)s")
        shown = {"came": _moment(made["happened"]), "step": _moment(first.at)}
        raise Refused.because(says % shown, "order", "happened")
    changed = sorted(name for name, value in made.items() if getattr(locked, name) != value)
    for name in changed:
        setattr(locked, name, made[name])
    locked.state = queries.state_after(locked.kind, _steps(locked))
    locked.save()
    _note(locked, "amend_event", by or reader.pid, at, {"changed": changed})
    return locked


@transaction.atomic
def report_event_step(
    *, reader: Reader, event: Event, at: datetime, kind: str, done: datetime, to: str = "", note: str = "",
    by: str = "",
) -> EventStep:  # fmt: skip
    """Note one step: reported to whom and when, change of casualties, investigation, reply, closed."""
    locked = _locked(event)
    if not queries.in_office(rights(reader), locked):
        raise NotYours.because(
            _("%(number)s belongs to another office") % {"number": locked.number}, "rights"
        )
    _stands(locked)
    _check_step(locked, kind, done, to, note, at)
    step = EventStep.objects.create(
        event=locked, kind=kind, at=done, to=to.strip(), note=note.strip(), entered_by=by or reader.pid,
        entered_at=at,
    )  # fmt: skip
    locked.state = queries.state_after(locked.kind, _steps(locked))
    locked.save(update_fields=["state"])
    _note(locked, "report_event_step", step.entered_by, at, {"step": step.pid, "kind": kind})
    return step


@transaction.atomic
def link_injury_to_event(
    *, reader: Reader, event: Event, injury: Injury, at: datetime, by: str = ""
) -> Injury:
    """Say that an injury happened in this event. Twice changes nothing; an injury belongs to one event."""
    locked = _locked(event)
    _stands(locked)
    known = Injury.objects.select_for_update(of=("self",)).get(pk=injury.pk)
    _may_link(reader, locked, known)
    if known.event_id == locked.pk:
        return known
    if known.event_id is not None:
        other = Event.objects.get(pk=known.event_id).number
        raise Refused.because(
            _("This injury belongs to %(number)s; take it off there first") % {"number": other}, "linked"
        )
    Injury.objects.filter(pk=known.pk).update(event=locked)
    _note(locked, "link_injury_to_event", by or reader.pid, at, {"injury": known.ref})
    known.event = locked
    return known


@transaction.atomic
def unlink_injury_from_event(
    *, reader: Reader, event: Event, injury: Injury, at: datetime, by: str = ""
) -> Injury:
    """Take an injury off its event; both stay as they are."""
    locked = _locked(event)
    known = Injury.objects.select_for_update(of=("self",)).get(pk=injury.pk)
    _may_link(reader, locked, known)
    if known.event_id != locked.pk:
        return known
    Injury.objects.filter(pk=known.pk).update(event=None)
    _note(locked, "unlink_injury_from_event", by or reader.pid, at, {"injury": known.ref})
    known.event = None
    return known


@transaction.atomic
def withdraw_event(*, reader: Reader, event: Event, at: datetime, reason: str, by: str = "") -> Event:
    """Take an event back (entered twice, did not happen): it stays on record, and no figure counts it."""
    locked = _locked(event)
    if not queries.may_amend(rights(reader), locked):
        raise NotYours.because(_("%(number)s belongs to somebody else") % {"number": locked.number}, "rights")
    if not reason.strip() or len(reason) > 200:
        raise Refused.because(_("Reason: needed, up to 200 characters"), "required", "reason")
    if locked.withdrawn_at is not None:
        return locked
    if Report.objects.filter(injury__event=locked, is_primary=True, state=Report.State.LIVE).exists():
        says = _("%(number)s still has injuries; take them off first")
        raise Refused.because(says % {"number": locked.number}, "linked")
    locked.withdrawn_at, locked.state = at, Event.State.WITHDRAWN
    locked.save(update_fields=["withdrawn_at", "state"])
    EventStep.objects.create(
        event=locked,
        kind=queries.WITHDRAWN,
        at=at,
        note=reason.strip(),
        entered_by=by or reader.pid,
        entered_at=at,
    )
    _note(locked, "withdraw_event", by or reader.pid, at, {"number": locked.number})
    return locked


def _steps(event: Event) -> list[str]:
    return list(event.steps.values_list("kind", flat=True))


def _note(event: Event, action: str, by: str, at: datetime, detail: dict[str, Any]) -> None:
    """One audit event with the change of the fact's row."""
    op = "delete" if event.withdrawn_at else "upsert"
    journal.record(
        by=by, action=action, kind="event", ref=event.ref, place=event.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, event.ref, op)],
    )  # fmt: skip


def _number(year: int) -> str:
    """The next running number of a year; the counter's row is locked until the transaction ends."""
    EventNumber.objects.get_or_create(year=year)
    EventNumber.objects.select_for_update().filter(year=year).update(last=F("last") + 1)
    last = EventNumber.objects.values_list("last", flat=True).get(year=year)
    return f"SG-{year}-{last:06d}"


def _locked(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).select_related("place", "unit").get(pk=event.pk)


def _sent_before(client_id: str, by: str) -> Event | None:
    known = Event.objects.filter(client_id=client_id).select_related("place", "unit").first()
    if known is not None and known.entered_by != by:
        raise Refused.because(_("Client id: already used by somebody else"), "client_id")
    return known


def _stands(event: Event) -> None:
    if event.withdrawn_at is not None:
        raise Refused.because(_("%(number)s was withdrawn") % {"number": event.number}, "state")


def _may_change(reader: Reader, event: Event) -> None:
    _stands(event)
    if not queries.may_amend(rights(reader), event):
        raise NotYours.because(_("%(number)s belongs to somebody else") % {"number": event.number}, "rights")


def _may_link(reader: Reader, event: Event, injury: Injury) -> None:
    held = rights(reader)
    report = Report.objects.filter(held.visible, injury=injury, is_primary=True, state=Report.State.LIVE)
    if not queries.in_office(held, event) or not report.exists():
        raise NotYours.because(_("Only the office may link injuries, and only those it may open"), "rights")


def _moment(value: datetime) -> str:
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


def _checked(values: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """The event's own columns from what was sent, with the grade that follows; every reason of refusal at once."""
    found: list[Finding] = []
    made = _words(values, found) | _numbers(values, found)
    made |= _times(values, at, found) | _ground(values, found)
    kind = made["kind"]
    if kind == Event.Kind.NEAR_MISS and any(made[name] for name in PEOPLE):
        _add(found, "kind", _("Near miss: people were hurt; choose another kind"))
    made |= _type(values, made["happened"], found)
    if found:
        raise Refused(found)
    grade = codes.grade_of(kind, deaths=made["dead"], serious=made["serious"], loss=made["loss"])
    return made | {"grade": grade.code if grade else None}


def _add(found: list[Finding], name: str, message: str) -> None:
    found.append(Finding("event", "error", name, message))


def _words(values: Mapping[str, Any], found: list[Finding]) -> dict[str, Any]:
    """Kind, source and text."""
    kind, source = str(values.get("kind") or ""), str(values.get("source") or "other")
    for name, came, allowed, says in (
        ("kind", kind, Event.Kind.values, _("Kind: got %(came)s; allowed: %(allowed)s")),
        ("source", source, list(codes.sources()), _("Source: got %(came)s; allowed: %(allowed)s")),
    ):
        if came not in allowed:
            _add(found, name, says % {"came": shorten(came) or "-", "allowed": ", ".join(allowed)})
    title, what = str(values.get("title") or "").strip(), str(values.get("what") or "").strip()
    if not title:
        _add(found, "title", _("The event in one line: empty; say what happened, without names"))
    for name, text in (("title", title), ("what", what)):
        _check_length(found, name, text)
    return {"kind": kind, "source": source, "title": title, "what": what}


def _check_length(found: list[Finding], name: str, text: str) -> None:
    if len(text) > LONGEST[name]:
        says = _("Text: got %(came)s characters; allowed: up to %(most)s")
        _add(found, name, says % {"came": len(text), "most": LONGEST[name]})


def _numbers(values: Mapping[str, Any], found: list[Finding]) -> dict[str, Any]:
    """People and loss; nobody named is nobody hurt, a loss left open is not known."""
    made: dict[str, Any] = {}
    for name in PEOPLE:
        number = values.get(name) or 0
        if not isinstance(number, int) or not 0 <= number <= MOST_PEOPLE:
            says = _("People: got %(came)s; allowed: 0 to %(most)s")
            _add(found, name, says % {"came": shorten(number), "most": f"{MOST_PEOPLE:,}"})
            number = 0
        made[name] = number
    loss = values.get("loss")
    if loss is not None and not (isinstance(loss, Decimal) and loss.is_finite() and 0 <= loss <= MOST_LOSS):
        says = _("Direct loss: got %(came)s; allowed: 0 to %(most)s yuan")
        _add(found, "loss", says % {"came": shorten(loss), "most": f"{MOST_LOSS:,}"})
        loss = None
    return made | {"loss": loss}


def _times(values: Mapping[str, Any], at: datetime, found: list[Finding]) -> dict[str, Any]:
    """The hour it happened and the minute the unit learned of it; neither in the future."""
    happened, known = values.get("happened"), values.get("known_at")
    if not isinstance(happened, datetime):
        _add(found, "happened", _("Time: empty; give day and hour"))
        return {"happened": None, "known_at": None}
    happened = on_the_hour(happened)
    if happened > at:
        _add(found, "happened", _("Time: got %(came)s; allowed: up to now") % {"came": _moment(happened)})
    if known is not None and not happened <= known <= at:
        says = _("Learned of it: got %(came)s; allowed: from the hour it happened up to now")
        _add(found, "known_at", says % {"came": _moment(known)})
    return {"happened": happened, "known_at": known}


def _ground(values: Mapping[str, Any], found: list[Finding]) -> dict[str, Any]:
    """The place and the unit that the permanent ids name."""
    pid, unit_pid = str(values.get("place") or ""), str(values.get("unit") or "")
    place = Place.objects.filter(pid=pid).first()
    if place is None:
        _add(
            found,
            "place",
            _("Place: got %(came)s; allowed: a place of the list") % {"came": shorten(pid) or "-"},
        )
    unit = SocialUnit.objects.filter(pid=unit_pid).first() if unit_pid else None
    if unit_pid and unit is None:
        _add(
            found, "unit", _("Unit: got %(came)s; allowed: a unit of the list") % {"came": shorten(unit_pid)}
        )
    return {"place": place, "unit": unit}


def _type(values: Mapping[str, Any], happened: datetime | None, found: list[Finding]) -> dict[str, Any]:
    """The accident type, written “2025-3”; only a version accepted on the day may classify an event."""
    given = str(values.get("gb") or "")
    if not given:
        return {"gb_version": "", "gb_type": None}
    version, _dash, code = given.partition("-")
    known = codes.type_of(version, int(code)) if code.isascii() and code.isdigit() else None
    if known is None:
        _add(
            found,
            "gb",
            _("Accident type: got %(came)s; allowed: a type of the list") % {"came": shorten(given)},
        )
        return {"gb_version": "", "gb_type": None}
    allowed = codes.versions_on(timezone.localtime(happened).date()) if happened else []
    if happened and version not in {one.id for one in allowed}:
        says = _("Accident type: got one of %(came)s; allowed on that day: %(allowed)s")
        shown = "、".join(one.title for one in allowed)
        _add(found, "gb", says % {"came": codes.versions()[version].title, "allowed": shown})
    return {"gb_version": version, "gb_type": known.code}


def _check_step(event: Event, kind: str, done: datetime, to: str, note: str, at: datetime) -> None:
    found: list[Finding] = []
    if kind not in codes.steps():
        says = _("Step: got %(came)s; allowed: %(allowed)s")
        _add(found, "kind", says % {"came": shorten(kind) or "-", "allowed": ", ".join(codes.steps())})
    if not event.happened <= done <= at + timedelta(minutes=1):
        says = _("Time of the step: got %(came)s; allowed: from the event up to now")
        _add(found, "done", says % {"came": _moment(done)})
    if kind in ("report", "upward") and not to.strip():
        _add(found, "to", _("Told to: empty; name the authority"))
    if kind in ("investigation", "casualties") and not note.strip():
        _add(found, "note", _("Summary: empty; say in a few words what was found, without names"))
    for name, text in (("to", to), ("note", note)):
        _check_length(found, name, text)
    if event.steps.filter(kind="closed").exists():
        _add(found, "kind", _("%(number)s is closed") % {"number": event.number})
    if found:
        raise Refused(found)
