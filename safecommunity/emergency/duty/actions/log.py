"""The duty log: lines are entered and never changed, taken back by a reversing line; handing over is signed twice."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.common import attach
from safecommunity.emergency.models import DutyDay, DutyEntry, DutyHandover
from safecommunity.emergency.refusal import NotYours, Refused, need, one_of, text
from safecommunity.emergency.rights import Rights
from safecommunity.files import actions as files
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT, KIND = "duty_entry", "duty_entry"
EARLIEST = date(1990, 1, 1)
Looked = Sequence[files.Looked]


def checked(values: Mapping[str, Any], at: datetime, binder: str = "") -> dict[str, Any]:
    """A line that may be stored. What is older than some days comes from a binder, and says from which."""
    happened = values.get("happened_at") or at
    back = at - timedelta(days=codes.clock("log_back_days")) if not binder else None
    if (
        happened > at + timedelta(minutes=5)
        or (back is not None and happened < back)
        or happened.year < EARLIEST.year
    ):
        first = timezone.localtime(back).strftime("%Y-%m-%d %H:%M") if back is not None else EARLIEST
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = timezone.localtime(happened).strftime("%Y-%m-%d %H:%M")
        now = timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
        raise Refused(says % {"field": _("When"), "came": told, "first": first, "last": now}, "at_time")
    return {
        "happened_at": happened, "on": timezone.localdate(happened),
        "kind": one_of(values.get("kind"), _("Kind"), codes.words("log_kinds"), "kind"),
        "says": text(values.get("says"), _("What"), 300, least=1, field="says"),
        "heard_from": text(values.get("heard_from"), _("Reported by"), 60, field="heard_from"),
        "did": text(values.get("did"), _("What was done"), 300, field="did"),
        "passed_to": text(values.get("passed_to"), _("Passed on to"), 80, field="passed_to"),
    }  # fmt: skip


def _day_of(place: Place, on: date) -> list[ChangeOf]:
    """Whether a day has a log is part of the day's fact."""
    refs = DutyDay.objects.filter(place=place, on=on).values_list("ref", flat=True)
    return [ChangeOf("duty_day", ref) for ref in refs]


def _log(action: str, entry: DutyEntry, by: str, at: datetime, op: str = "upsert", **detail: Any) -> None:
    journal.record(
        by=by, action=action, kind=KIND, ref=entry.pid, place=entry.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, entry.ref, op), *_day_of(entry.place, entry.on)],
    )  # fmt: skip


@transaction.atomic
def record_entry(
    *,
    reader: Reader,
    place: Place,
    values: Mapping[str, Any],
    at: datetime,
    client_id: str = "",
    looked: Looked = (),
) -> tuple[DutyEntry, bool]:
    """One line of the log of a place. The same form sent twice, also from a phone without network, is one line."""
    if client_id and (
        sent := DutyEntry.objects.filter(client_id=client_id[:64]).select_related("place").first()
    ):
        if sent.by != reader.pid:
            raise Refused(_("Client id: already used by somebody else"))
        return sent, False
    need(Rights(reader).works_at(place), place.pid)
    entry = DutyEntry.objects.create(
        **checked(values, at), place=place, client_id=client_id[:64] or None, by=reader.pid, at=at
    )
    _log("record_duty_entry", entry, reader.pid, at, kind=entry.kind)
    attach(looked, KIND, entry.pid, place, reader.pid, at, entry.on)
    return entry, True


def _locked(entry: DutyEntry, reader: Reader, reason: str) -> tuple[DutyEntry, str]:
    found = DutyEntry.objects.select_for_update(of=("self",)).select_related("place").get(pk=entry.pk)
    rights = Rights(reader)
    if not (rights.keeps_of(found.place) or (found.by == reader.pid and rights.works_at(found.place))):
        raise NotYours(found.pid)
    if found.state != DutyEntry.State.LIVE:
        raise Refused(_("%(number)s was taken back already") % {"number": found.number})
    return found, text(reason, _("Reason"), 200, least=1, field="reason")


@transaction.atomic
def reverse_entry(*, reader: Reader, entry: DutyEntry, reason: str, at: datetime) -> DutyEntry:
    """Take a line back by a line that says so; both stay to be read. Returns that line."""
    found, reason = _locked(entry, reader, reason)
    return _reversed(found, reader.pid, reason, at)


def _reversed(found: DutyEntry, by: str, reason: str, at: datetime) -> DutyEntry:
    against = DutyEntry.objects.create(
        place=found.place, happened_at=found.happened_at, on=found.on, kind=found.kind, says=found.says,
        state=DutyEntry.State.REVERSAL, reverses=found, reason=reason, by=by, at=at,
    )  # fmt: skip
    found.state = DutyEntry.State.REVERSED
    found.save(update_fields=["state"])
    _log("reverse_duty_entry", found, by, at, "delete", by_line=against.pid)
    return against


@transaction.atomic
def correct_entry(
    *, reader: Reader, entry: DutyEntry, values: Mapping[str, Any], reason: str, at: datetime
) -> DutyEntry:
    """The line is taken back and a new one says what is right; both stay to be read."""
    found, reason = _locked(entry, reader, reason)
    made = checked(
        {**values, "happened_at": values.get("happened_at") or found.happened_at}, at, found.binder or "-"
    )
    _reversed(found, reader.pid, reason, at)
    right = DutyEntry.objects.create(
        **made,
        place=found.place,
        corrects=found,
        source=found.source,
        binder=found.binder,
        by=reader.pid,
        at=at,
    )
    _log("correct_duty_entry", right, reader.pid, at, corrects=found.pid)
    return right


@transaction.atomic
def import_entries(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Lines of a checked list, each with its key; a row sent twice is one. (stored, known)."""
    keys = [key for key, _row in rows]
    known = set(DutyEntry.objects.filter(client_id__in=keys).values_list("client_id", flat=True))
    rights, made = Rights(reader), list[DutyEntry]()
    for key, row in dict(rows).items():
        if key in known:
            continue
        need(rights.works_at(row["place"]), row["place"].pid)
        made.append(
            DutyEntry(
                **checked(row, at, row["binder"]), place=row["place"], binder=row["binder"], source="import",
                client_id=key, by=reader.pid, at=at,
            )
        )  # fmt: skip
    DutyEntry.objects.bulk_create(made, batch_size=500)
    if made:
        days = DutyDay.objects.filter(
            place__in={one.place_id for one in made}, on__in={one.on for one in made}
        )
        changes = [*(ChangeOf(FACT, one.ref) for one in made),
                   *(ChangeOf("duty_day", ref) for ref in days.values_list("ref", flat=True))]  # fmt: skip
        journal.record(
            by=reader.pid, action="import_duty_log", kind=KIND, ref="list", place=made[0].place.pid, at=at,
            changes=changes, detail={"rows": len(made), "file": file_name[:150]},
        )  # fmt: skip
    return len(made), len(rows) - len(made)


# -- handing over --------------------------------------------------------------------------------


@transaction.atomic
def give_over(*, reader: Reader, place: Place, on: date, says: str, at: datetime) -> DutyHandover:
    """Whoever goes off duty signs what he leaves behind, for a day of the roster; once."""
    need(Rights(reader).works_at(place), place.pid)
    today = timezone.localdate(at)
    day = DutyDay.objects.select_for_update(of=("self",)).filter(place=place, on=on).first()
    if day is None or not today - timedelta(days=codes.clock("log_back_days")) <= on <= today:
        says_so = _("Day: got %(came)s; allowed: a day of the roster, today or the two days before")
        raise Refused(says_so % {"came": on}, "on")
    if DutyHandover.objects.filter(day=day).exists():
        raise Refused(_("This day was handed over already"), "on")
    made = DutyHandover.objects.create(
        day=day,
        says=text(says, _("What is handed over"), 300, least=1, field="says"),
        given_by=reader.pid,
        given_at=at,
    )
    journal.record(
        by=reader.pid,
        action="give_over",
        kind="duty",
        ref=day.ref,
        place=place.pid,
        at=at,
        changes=[ChangeOf("duty_day", day.ref)],
    )
    return made


@transaction.atomic
def take_over(*, reader: Reader, handover: DutyHandover, at: datetime) -> DutyHandover:
    """Whoever comes on duty signs that he has it; not who gave it."""
    rows = DutyHandover.objects.select_for_update(of=("self",)).select_related("day__place")
    found = rows.get(pk=handover.pk)
    need(Rights(reader).works_at(found.day.place), found.day.ref)
    if found.taken_by:
        raise Refused(_("This day was taken over already"))
    if found.given_by == reader.pid:
        raise Refused(_("Whoever hands over does not take over; somebody else signs"))
    found.taken_by, found.taken_at = reader.pid, at
    found.save(update_fields=["taken_by", "taken_at"])
    journal.record(
        by=reader.pid, action="take_over", kind="duty", ref=found.day.ref, place=found.day.place.pid, at=at,
        changes=[ChangeOf("duty_day", found.day.ref)],
    )  # fmt: skip
    return found
