"""Entering and correcting people of the register; lists of them."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import personal
from safecommunity.accounts.fields import secret_digest
from safecommunity.accounts.reader import Reader
from safecommunity.figures.sources import keep_was
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import (
    Consent,
    VulnerableBox,
    VulnerableGroup,
    VulnerableKey,
    VulnerablePerson,
)
from safecommunity.hazards.people import queries
from safecommunity.hazards.people.actions import checking
from safecommunity.hazards.people.actions.common import facts_of, locked, log, standing, step
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf


@transaction.atomic
def record_person(
    *, reader: Reader, values: Mapping[str, Any], secret: Mapping[str, Any], consent: Mapping[str, Any], at: datetime,
    client_id: str = "", starts: date | None = None,
) -> tuple[VulnerablePerson, bool]:  # fmt: skip
    """Somebody who agreed to be on the register. (entry, new): the same form twice is one."""
    if client_id:
        sent = VulnerablePerson.objects.select_related("place").filter(client_id=client_id[:64]).first()
        if sent is not None:
            if sent.by != reader.pid:
                raise Refused(_("This form was sent by somebody else"))
            return sent, False
    entry = _checked(reader, values, secret, consent, timezone.localdate(at))
    made = _make(entry, reader.pid, at, client_id, starts)
    log("record_vulnerable", made, reader.pid, at, groups=entry.groups)
    return made, True


def _checked(
    reader: Reader, values: Mapping[str, Any], secret: Mapping[str, Any], consent: Mapping[str, Any], today: date
) -> checking.Entry:  # fmt: skip
    rights = Rights(reader)
    row, groups = checking.entry(values, today)
    if row["place"].pid not in rights.keeps_in:
        raise NotYours(f"{row['place'].pid}: not a place of this worker")
    named = checking.personal(secret, row)
    agreed = checking.consent(consent, row["born"], named, today)
    _once(named, rights)
    return checking.Entry(row, groups, named, agreed)


def _once(named: Mapping[str, str], rights: Rights, but: VulnerablePerson | None = None) -> None:
    same = queries.same_identity(named["id_number"], rights.keeps_in, but)
    if same is not None:
        says = _("Identity number: %(number)s is this person; allowed: one entry a person")
        raise Refused(says % {"number": same.number}, "id_number")


def _make(
    entry: checking.Entry, by: str, at: datetime, client_id: str, starts: date | None
) -> VulnerablePerson:
    day = starts or timezone.localdate(at)
    made = VulnerablePerson.objects.create(
        **entry.row, client_id=client_id[:64] or None, starts=day, consent_until=entry.consent["until"],
        next_visit=day + timedelta(days=entry.row["visit_days"]), by=by, at=at,
    )  # fmt: skip
    _groups(made, entry.groups)
    keep_secret(made, entry.secret)
    Consent.objects.create(person=made, by=by, at=at, **entry.consent)
    step(made, "entered", by, at)
    step(made, "consent", by, at, f"{entry.consent['on']} – {entry.consent['until']}")
    return made


def _groups(person: VulnerablePerson, groups: Sequence[str]) -> None:
    VulnerableGroup.objects.bulk_create(
        [VulnerableGroup(person=person, group=one, order=at) for at, one in enumerate(groups)]
    )


def _regroup(person: VulnerablePerson, groups: Sequence[str], today: date) -> None:
    """Groups that are no more end today, and stay for the years before; those of today's entry never were."""
    wanted = dict(enumerate(groups))
    for line in VulnerableGroup.objects.filter(person=person).select_related("person"):
        if wanted.get(line.order) == line.group:
            del wanted[line.order]
        elif line.starts >= today:
            line.delete()
        else:
            line.ended = today
            line.save(update_fields=["ended"])
    VulnerableGroup.objects.bulk_create(
        [VulnerableGroup(person=person, group=one, order=at, since=today) for at, one in wanted.items()]
    )


def keep_secret(person: VulnerablePerson, secret: Mapping[str, str]) -> None:
    """What names somebody goes into the box under the person's key; both are made anew."""
    VulnerableKey.objects.filter(person=person).delete()
    VulnerableBox.objects.filter(person=person).delete()
    key = personal.new_key()
    VulnerableKey.objects.create(person=person, key=key)
    VulnerableBox.objects.create(
        person=person, sealed=personal.seal(key, secret, f"vulnerable.{person.pid}"),
        digest=secret_digest(secret.get("id_number", ""), "identity"),
    )  # fmt: skip


@transaction.atomic
def change_person(
    *, reader: Reader, person: VulnerablePerson, values: Mapping[str, Any], at: datetime, revision: int,
    secret: Mapping[str, Any] | None = None,
) -> VulnerablePerson:  # fmt: skip
    """Correct an entry; with `secret` also what names the person."""
    rights = Rights(reader)
    found = standing(locked(rights, person))
    if found.revision != revision:
        raise Refused(_("Somebody changed it meanwhile; look at it again"))
    today = timezone.localdate(at)
    row, groups = checking.entry(values, today)
    if row["place"].pid not in rights.keeps_in:
        raise NotYours(f"{row['place'].pid}: not a place of this worker")
    named = checking.personal(secret, row) if secret is not None else None
    if named is not None:
        _once(named, rights, found)
    gone = facts_of(found, today)
    stood = {name: getattr(found, name) for name in ("place", "visit_days")}
    for name, value in row.items():
        setattr(found, name, value)
    keep_was(found, stood, today)
    found.next_visit = (found.last_visit or found.starts) + timedelta(days=found.visit_days)
    found.revision += 1
    found.save()
    _regroup(found, groups, today)
    if named is not None:
        keep_secret(found, named)
    step(found, "changed", reader.pid, at)
    changes = list(dict.fromkeys([*gone, *facts_of(found, today)]))
    log("change_vulnerable", found, reader.pid, at, changes=changes, names=secret is not None)
    return found


@transaction.atomic
def import_people(
    *, reader: Reader, rows: Sequence[Mapping[str, Any]], at: datetime, file_name: str
) -> tuple[int, int]:
    """Store people of a checked list; (new, already known by identity number or by what the row says)."""
    stored, known = 0, 0
    changes: list[ChangeOf] = []
    rights, today = Rights(reader), timezone.localdate(at)
    for row in rows:
        key = f"list-{secret_digest(row['key'], 'vulnerable')[:40]}"
        if VulnerablePerson.objects.filter(client_id=key).exists() or queries.same_identity(
            row["secret"].get("id_number", ""), rights.keeps_in
        ):
            known += 1
            continue
        entry = _checked(reader, row["values"], row["secret"], row["consent"], today)
        made = _make(entry, reader.pid, at, key, None)
        changes += facts_of(made, today)
        stored += 1
    if stored:
        journal.record(
            by=reader.pid, action="import_vulnerable", kind="vulnerable_list", ref=file_name[:60], at=at,
            place=next(iter(reader.place_scopes("hazards"))), detail={"lines": stored}, changes=changes,
        )  # fmt: skip
    return stored, known
