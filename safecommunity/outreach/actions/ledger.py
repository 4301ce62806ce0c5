"""Lines of the ledger: entered, reversed, corrected by a reversing line and a new one, looked at again, imported."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.files import actions as files
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.outreach import codes
from safecommunity.outreach.actions import stock
from safecommunity.outreach.checks import COLUMNS, Finding, NotYours, Refused, checked, says
from safecommunity.outreach.models import ConditionCheck, Double, Entry, Item
from safecommunity.outreach.queries import doubles
from safecommunity.outreach.queries.rights import rights
from safecommunity.programmes import actions as projects
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import projects as project_ties
from safecommunity.programmes.rights import Rights as ProjectRights

FACT = "outreach"
KIND = "outreach"
BATCH = 2000
LONGEST_CLIENT_ID = 64


def record_entry(
    *,
    reader: Reader,
    at: datetime,
    values: Mapping[str, Any],
    client_id: str = "",
    source: str = Entry.Source.FORM,
    photos: Iterable[tuple[str, bytes]] = (),
    item: str = "",
    confirmed: bool = False,
    by: str = "",
    project: Project | None = None,
) -> tuple[Entry, bool]:
    """Enter one line with its photos, out of stock where an item is named, tied to a project where one is. The same
    client id is the same line.

    Raises NotYours outside the reader's places, Refused with every reason, AsksAgain before stock goes below zero.
    """
    hand = by or reader.pid
    if len(client_id) > LONGEST_CLIENT_ID:
        raise Refused.because(_("Client id: up to 64 characters"), "client_id")
    if client_id and (known := _sent_before(client_id, hand)):
        return known, False
    made, found = checked(values, timezone.localdate(at))
    looked = _looked(photos, found)
    stored = _item(reader, item, made.get("kind", ""), found) if item else None
    if found:
        raise Refused(found)
    if not rights(reader).may_write(made["place"]):
        says_so = _("%(place)s: you may enter lines for your own area only")
        raise NotYours.because(says_so % {"place": made["place"].name}, "place")
    try:
        with transaction.atomic():
            entry = Entry.objects.create(
                **made, source=source, client_id=client_id or None, entered_by=hand, entered_at=at
            )
            _after(entry, looked, stored, at, confirmed)
            if project is not None:
                _tie(reader, entry, project, at)
    except IntegrityError:
        again = _sent_before(client_id, hand) if client_id else None
        if again is None:
            raise
        return again, False
    return entry, True


def _after(
    entry: Entry, looked: Sequence[files.Looked], item: Item | None, at: datetime, confirmed: bool
) -> None:
    """What belongs to a new line: its event in the log, photos, stock, probable doubles."""
    if item is not None:
        stock.take_out(item=item, entry=entry, by=entry.entered_by, at=at, confirmed=confirmed)
    _note(entry, "record_outreach", entry.entered_by, at, {"kind": entry.kind, "quantity": entry.quantity})
    if looked:
        files.attach_files(
            files=looked, kind=KIND, ref=entry.ref, place=entry.place.pid, by=entry.entered_by, at=at,
            happened_on=entry.happened_on,
        )  # fmt: skip
    find_doubles(entry)


def _tie(reader: Reader, entry: Entry, project: Project, at: datetime) -> None:
    """It belongs to a project; what that refuses is said beside the question."""
    try:
        projects.tie(reader=reader, project=project, kind=KIND, record=entry.ref, at=at)
    except projects.Refused as reason:
        raise Refused.because(str(reason), "project") from reason


def find_doubles(entry: Entry) -> int:
    """Put the lines that may tell of the same event into the queue; inside the caller's transaction."""
    pairs = [
        Double(
            first=min(entry, one, key=lambda line: line.pk), second=max(entry, one, key=lambda line: line.pk),
            reasons=why, happened_on=entry.happened_on,
        )
        for one, why in doubles.candidates(entry)
    ]  # fmt: skip
    Double.objects.bulk_create(pairs, ignore_conflicts=True)
    return len(pairs)


def _looked(photos: Iterable[tuple[str, bytes]], found: list[Finding]) -> list[files.Looked]:
    looked = []
    for name, content in photos:
        try:
            looked.append(files.looked_at(content, name))
        except files.Refused as refused:
            found.append(Finding("photos", f"{name}: {refused}"))
    return looked


def _item(reader: Reader, pid: str, kind: str, found: list[Finding]) -> Item | None:
    """The item of the reader's own office that is named."""
    item = Item.objects.filter(pid=pid[:16]).select_related("place").first()
    held = rights(reader)
    near = item is not None and (item.place.pid in held.office or _above(held, item))
    if item is None or not near:
        found.append(Finding("item", says("quantity", pid, _("an item of your office's stock"))))
        return None
    if kind and item.kind != kind:
        words = {"item": item.name, "kind": codes.label("kinds", item.kind)}
        found.append(Finding("item", _("%(item)s is %(kind)s; choose that kind, or no item") % words))
    return item


def _above(held: Any, item: Item) -> bool:
    """A village recorder hands out of the stock of the office his places lie in."""
    from safecommunity.places import queries as places

    paths = places.open_paths({item.place.pid, *held.reader.place_scopes("outreach")})
    top = paths.pop(item.place.pid, "")
    return bool(top) and any(path.startswith(top) for path in paths.values())


def _sent_before(client_id: str, by: str) -> Entry | None:
    known = Entry.objects.filter(client_id=client_id).select_related("place").first()
    if known is not None and known.entered_by != by:
        raise Refused.because(_("Client id: already used by somebody else"), "client_id")
    return known


def _locked(entry: Entry) -> Entry:
    return Entry.objects.select_for_update(of=("self",)).select_related("place").get(pk=entry.pk)


def _may_reverse(reader: Reader, entry: Entry, reason: str) -> None:
    if not rights(reader).may_correct(entry):
        raise NotYours.because(_("%(number)s belongs to somebody else") % {"number": entry.number})
    if not 1 <= len(reason.strip()) <= 200:
        raise Refused.because(_("Reason: needed, up to 200 characters"), "reason")
    if entry.state in (Entry.State.REVERSED, Entry.State.REVERSAL):
        raise Refused.because(_("%(number)s was reversed already") % {"number": entry.number})
    if entry.state == Entry.State.JOINED or entry.joined.exists():
        raise Refused.because(
            _("%(number)s is joined with another; take them apart first") % {"number": entry.number}
        )


@transaction.atomic
def reverse_entry(*, reader: Reader, entry: Entry, at: datetime, reason: str, by: str = "") -> Entry:
    """Take a line out of the counts by a line that says the opposite; both stay to be read. Returns that line."""
    locked = _locked(entry)
    _may_reverse(reader, locked, reason)
    return _reversed(locked, by or reader.pid, at, reason.strip())


def _reversed(entry: Entry, by: str, at: datetime, reason: str) -> Entry:
    same = {name: getattr(entry, name) for name in (*COLUMNS, "group")}
    against = Entry.objects.create(
        **{**same, "quantity": -entry.quantity}, state=Entry.State.REVERSAL, reverses=entry, reason=reason,
        source=Entry.Source.FORM, entered_by=by, entered_at=at,
    )  # fmt: skip
    entry.state = Entry.State.REVERSED
    entry.save(update_fields=["state"])
    stock.put_back(entry=entry, by=by, at=at)
    projects.forget_record(kind=KIND, record=entry.ref, by=by, at=at)
    _note(entry, "reverse_outreach", by, at, {"by_line": against.ref, "reason": reason}, op="delete")
    return against


@transaction.atomic
def correct_entry(
    *, reader: Reader, entry: Entry, at: datetime, values: Mapping[str, Any], reason: str, by: str = ""
) -> Entry:
    """Correct a line: it is reversed, and a new line says what is right. Its photos go with the new line."""
    locked = _locked(entry)
    made, found = checked(values, timezone.localdate(at))
    if found:
        raise Refused(found)
    held = rights(reader)
    if not held.may_write(made["place"]):
        says_so = _("%(place)s: you may enter lines for your own area only")
        raise NotYours.because(says_so % {"place": made["place"].name}, "place")
    _may_reverse(reader, locked, reason)
    changed = sorted(name for name, value in made.items() if getattr(locked, name) != value)
    if not changed:
        raise Refused.because(_("Nothing was changed"))
    items = [move.item for move in locked.moves.filter(why="handed").select_related("item")]
    tied = [one.project for one in project_ties.ties_of(ProjectRights(reader), KIND, locked.ref)]
    _reversed(locked, by or reader.pid, at, reason.strip())
    right = Entry.objects.create(
        **made, corrects=locked, source=locked.source, condition=locked.condition, entered_by=locked.entered_by,
        entered_at=at,
    )  # fmt: skip
    for item in items:
        if item.kind != right.kind:
            continue  # a leaflet is not taken out for what turned out to be a poster
        stock.take_out(item=item, entry=right, by=by or reader.pid, at=at, confirmed=True)
    _note(right, "correct_outreach", by or reader.pid, at, {"corrects": locked.ref, "changed": changed})
    find_doubles(right)
    for project in tied:
        projects.tie(reader=reader, project=project, kind=KIND, record=right.ref, at=at)
    return right


@transaction.atomic
def check_condition(
    *, reader: Reader, entry: Entry, at: datetime, on: date, condition: str, note: str = "", by: str = ""
) -> ConditionCheck:
    """Look at things installed again."""
    locked = _locked(entry)
    if not rights(reader).may_correct(locked):
        raise NotYours.because(_("%(number)s belongs to somebody else") % {"number": locked.number})
    found = []
    if locked.group != "installed" or locked.state != Entry.State.LIVE:
        found.append(Finding("", _("Only things installed that count are looked at again")))
    if condition not in codes.words("conditions"):
        allowed = "、".join(label for _id, label in codes.choices("conditions"))
        found.append(Finding("condition", says("condition", condition, allowed)))
    if not locked.happened_on <= on <= timezone.localdate(at):
        allowed = _("%(first)s to %(last)s") % {"first": locked.happened_on, "last": timezone.localdate(at)}
        found.append(Finding("on", says("happened_on", on.isoformat(), allowed)))
    if len(note.strip()) > 200:
        found.append(Finding("note", _("Note: up to 200 characters")))
    if found:
        raise Refused(found)
    made = ConditionCheck.objects.create(
        entry=locked, looked_on=on, condition=condition, note=note.strip(), by=by or reader.pid, at=at
    )
    latest = locked.checks.first()
    locked.condition = latest.condition if latest else ""
    locked.save(update_fields=["condition"])
    _note(locked, "check_condition", by or reader.pid, at, {"condition": condition})
    return made


def import_entries(
    *, reader: Reader, at: datetime, rows: Iterable[tuple[str, Mapping[str, Any]]], source_name: str
) -> tuple[int, int]:
    """Store checked rows of a list, each with an id made of its content, in batches of one event each.

    A row sent twice is stored once; a line that was entered on a screen and says the same is on record too.
    Returns (stored, known already). Raises NotYours for a place out of reach.
    """
    given, held = list(rows), rights(reader)
    for _key, made in given:
        if not held.may_write(made["place"]):
            says_so = _("%(place)s: you may enter lines for your own area only")
            raise NotYours.because(says_so % {"place": made["place"].name}, "place")
    stored, standing = 0, _standing(given)
    for start in range(0, len(given), BATCH):
        stored += _import_batch(reader, at, given[start : start + BATCH], source_name, standing)
    return stored, len(given) - stored


@transaction.atomic
def _import_batch(
    reader: Reader, at: datetime, rows: Sequence[tuple[str, Mapping[str, Any]]], source_name: str,
    standing: Counter[tuple[Any, ...]],
) -> int:  # fmt: skip
    known = set(
        Entry.objects.filter(client_id__in=[key for key, _made in rows]).values_list("client_id", flat=True)
    )
    entries = [
        Entry(**made, source=Entry.Source.IMPORT, client_id=key, entered_by=reader.pid, entered_at=at)
        for key, made in dict(rows).items()
        if key not in known and not _taken(standing, made)
    ]
    if not entries:
        return 0
    Entry.objects.bulk_create(entries)
    journal.record(
        by=reader.pid, action="import_outreach", kind=KIND, ref=entries[0].ref, place=entries[0].place.pid, at=at,
        detail={"rows": len(entries), "file": source_name[:150]},
        changes=[ChangeOf(FACT, entry.ref) for entry in entries],
    )  # fmt: skip
    return len(entries)


SAME = ("happened_on", "place", "kind", "title", "quantity", "qualifier", "reached")


def _said(made: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(made[name].pk if name == "place" else made[name] for name in SAME)


def _standing(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Counter[tuple[Any, ...]]:
    """How many lines say the same as rows of a list without having come by it."""
    keys, days = {key for key, _made in rows}, {made["happened_on"] for _key, made in rows}
    there = {made["place"].pk for _key, made in rows}
    found = Entry.objects.filter(place__in=there, happened_on__in=days).exclude(state=Entry.State.REVERSED)
    said = found.values_list("client_id", *SAME)
    return Counter(tuple(rest) for client_id, *rest in said if client_id not in keys)


def _taken(standing: Counter[tuple[Any, ...]], made: Mapping[str, Any]) -> bool:
    """Whether a line on record is this one; each is it once."""
    said = _said(made)
    if not standing[said]:
        return False
    standing[said] -= 1
    return True


def _note(
    entry: Entry, action: str, by: str, at: datetime, detail: dict[str, Any], *, op: str = "upsert"
) -> None:
    """One audit event with the change of the fact's row."""
    journal.record(
        by=by, action=action, kind=KIND, ref=entry.ref, place=entry.place.pid, at=at, detail=detail,
        changes=[ChangeOf(FACT, entry.ref, op)],
    )  # fmt: skip
