"""Who takes turns: entered, on leave, gone, erased. Names and phones are sealed; posts and turns stay."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.fields import secret_digest
from safecommunity.accounts.reader import Reader
from safecommunity.emergency.models import DutyLeave, DutyName, DutyPerson
from safecommunity.emergency.refusal import EARLIEST, Refused, day, need, text
from safecommunity.emergency.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place

KIND, PURPOSE = "duty_person", "duty_person"
MOST_AT_ONCE, LONGEST = 200, timedelta(days=366)


def log(action: str, place: Place, ref: str, by: str, at: datetime, **detail: Any) -> None:
    """One audit event; it names nobody."""
    journal.record(by=by, action=action, kind=KIND, ref=ref, place=place.pid, at=at, detail=detail)


@transaction.atomic
def add_people(
    *, reader: Reader, place: Place, names: Sequence[tuple[str, str, str]], leads: bool, starts: date, at: datetime,
    user: str = "",
) -> list[DutyPerson]:  # fmt: skip
    """People who take turns from a day on: (name, post, phone) of each. Who is on the list already stays once."""
    need(Rights(reader).keeps_of(place), place.pid)
    starts = day(starts, _("Takes turns from"), EARLIEST, timezone.localdate(at) + LONGEST, "starts")
    if len(names) > MOST_AT_ONCE:
        says = _("Names: got %(came)s; allowed: up to %(most)s at once")
        raise Refused(says % {"came": len(names), "most": MOST_AT_ONCE}, "names")
    there = DutyPerson.objects.filter(place=place, leads=leads, ends__isnull=True)
    known = set(DutyName.objects.filter(person__in=there).values_list("digest", flat=True))
    last = DutyPerson.objects.filter(place=place, leads=leads).aggregate(n=Max("number"))["n"] or 0
    made = []
    for name, post, phone in names:
        name = text(name, _("Name"), 40, least=1, field="names")
        digest = secret_digest(name, PURPOSE)
        if digest in known:
            continue
        known.add(digest)
        last += 1
        one = DutyPerson.objects.create(
            place=place, number=last, leads=leads, post=text(post, _("Post"), 60), user=user[:40], starts=starts,
            by=reader.pid, at=at,
        )  # fmt: skip
        DutyName.objects.create(person=one, name=name, phone=text(phone, _("Phone"), 30), digest=digest)
        made.append(one)
    if made:
        log("add_duty_people", place, made[0].pid, reader.pid, at, n=len(made), leads=leads)
    return made


@transaction.atomic
def import_people(
    *, reader: Reader, rows: Sequence[tuple[str, Mapping[str, Any]]], at: datetime, file_name: str
) -> tuple[int, int]:
    """People of a checked list; who is on the list already stays once. (stored, known)."""
    groups: dict[tuple[int, bool, date], tuple[Place, list[tuple[str, str, str]]]] = {}
    for _key, row in rows:
        key = (row["place"].pk, row["leads"], row["starts"])
        groups.setdefault(key, (row["place"], []))[1].append((row["name"], row["post"], row["phone"]))
    stored = 0
    for (_pk, leads, starts), (place, names) in groups.items():
        for first in range(0, len(names), MOST_AT_ONCE):
            part = names[first : first + MOST_AT_ONCE]
            stored += len(
                add_people(reader=reader, place=place, names=part, leads=leads, starts=starts, at=at)
            )
    return stored, len(rows) - stored


def locked(person: DutyPerson, reader: Reader) -> DutyPerson:
    """Somebody of the office's list."""
    found = DutyPerson.objects.select_for_update(of=("self",)).select_related("place").get(pk=person.pk)
    need(Rights(reader).keeps_of(found.place), found.pid)
    return found


@transaction.atomic
def take_leave(
    *, reader: Reader, person: DutyPerson, first: date, last: date, at: datetime, says: str = ""
) -> DutyLeave:
    """Days without turns; turns already given on them show until they are swapped."""
    found, today = locked(person, reader), timezone.localdate(at)
    first = day(first, _("First day"), today - timedelta(days=60), today + LONGEST, "first")
    last = day(last, _("Last day"), first, first + LONGEST, "last")
    made, _new = DutyLeave.objects.get_or_create(
        person=found, first=first, last=last, cancelled_at=None,
        defaults={"says": text(says, _("Why"), 60, field="says"), "by": reader.pid, "at": at},
    )  # fmt: skip
    log("take_leave", found.place, found.pid, reader.pid, at, first=first.isoformat(), last=last.isoformat())
    return made


@transaction.atomic
def end_leave(*, reader: Reader, leave: DutyLeave, at: datetime) -> None:
    """The leave is taken back."""
    found = locked(leave.person, reader)
    row = DutyLeave.objects.get(pk=leave.pk)
    if row.cancelled_at is not None:
        raise Refused(_("This leave was taken back already"))
    row.cancelled_at = at
    row.save(update_fields=["cancelled_at"])
    log("end_leave", found.place, found.pid, reader.pid, at)


@transaction.atomic
def end_person(*, reader: Reader, person: DutyPerson, on: date, at: datetime) -> DutyPerson:
    """Takes no turns from a day on."""
    found, today = locked(person, reader), timezone.localdate(at)
    if found.ends is not None:
        raise Refused(_("This person takes no turns any more"))
    found.ends = day(on, _("Takes no turns from"), found.starts, max(found.starts, today) + LONGEST, "on")
    found.save(update_fields=["ends"])
    log("end_duty_person", found.place, found.pid, reader.pid, at, on=found.ends.isoformat())
    return found


@transaction.atomic
def erase_person(*, reader: Reader, person: DutyPerson, at: datetime) -> DutyPerson:
    """Name and phone go; post, number and turns stay."""
    found = locked(person, reader)
    DutyName.objects.filter(person=found).delete()
    found.erased_at, found.ends = at, found.ends or max(found.starts, timezone.localdate(at))
    found.save(update_fields=["erased_at", "ends"])
    log("erase_duty_person", found.place, found.pid, reader.pid, at)
    return found
