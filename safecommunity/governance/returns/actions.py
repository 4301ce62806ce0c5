"""Every write about returns: forms, sending down, filling, each step of the way. Nothing overwrites silently."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures.checker import frozen
from safecommunity.files import actions as files
from safecommunity.files.models import Attachment
from safecommunity.governance.models import (
    Return,
    ReturnCall,
    ReturnCell,
    ReturnForm,
    ReturnStep,
    ReturnVersion,
)
from safecommunity.governance.returns import forms_known, numbers, periods, queries, transitions
from safecommunity.governance.returns.rights import Hands, is_checked
from safecommunity.governance.returns.spec import Spec, Values
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit

FACT = "return_cell"
KIND = "return"
LONGEST = 300
MOST_FILLERS = 500
S = Return.State


class Refused(Exception):
    """What cannot be done, in words for who asked."""


class NotYours(Refused):
    """A deed that is not this person's."""


class Overtaken(Refused):
    """Somebody else saved meanwhile; `row` is the return as it stands now."""

    def __init__(self, row: Return) -> None:
        self.row = row
        super().__init__(_("Somebody else saved this return meanwhile; compare and save again"))


@transaction.atomic
def adopt_form(*, spec: Spec, owner: Place | None, by: str, at: datetime) -> ReturnForm:
    """Keep a form as its next version; the same content again is the same version. A key belongs to one owner."""
    newest = (
        ReturnForm.objects.select_for_update(of=("self",)).filter(key=spec.key).order_by("-version").first()
    )
    data = spec.to_data()
    if newest is not None and newest.owner_id != (owner.pk if owner else None):
        raise Refused(_("The key %(key)s belongs to a form of another office") % {"key": spec.key})
    if newest is not None and newest.spec == data:
        return newest
    made = ReturnForm.objects.create(
        key=spec.key, version=newest.version + 1 if newest else 1, owner=owner, spec=data, by=by, made_at=at
    )
    journal.record(
        by=by, action="adopt_return_form", kind="return_form", ref=made.pid, place=owner.pid if owner else "", at=at,
        detail={"key": made.key, "version": made.version, "rows": len(spec.rows)},
    )  # fmt: skip
    return made


@transaction.atomic
def send_down(
    *, reader: Reader, form: ReturnForm, issuer: Place, fillers: Sequence[tuple[str, str]], first: int, at: datetime,
    until: int | None = None, note: str = "", parent: ReturnCall | None = None, by: str = "",
) -> ReturnCall:  # fmt: skip
    """Ask places, facilities or agencies for a form, from a period on; what has begun is open to them at once.

    `fillers`: (kind, permanent id) — for an agency without an organisation in the register the id of the place.
    """
    held, spec = Hands(reader), forms_known.spec_of(form)
    if issuer not in held.issuing:
        raise NotYours(_("Returns for %(place)s are asked for by its own office") % {"place": issuer.name})
    first = periods.beginning(spec.period, first)
    today = timezone.localtime(at).date()
    if not 1949 * 12 <= first <= periods.index_of(today) + 12 or (until is not None and until < first):
        raise Refused(_("From: allowed is a period up to a year ahead, and an end that is not before it"))
    found = _fillers(issuer, spec, fillers, today)
    if (twice := queries.asked_already(issuer, form.key, found, first, until)) is not None:
        says = _("Who fills: %(n)s of the chosen are asked for this form already, from %(first)s on")
        raise Refused(says % {"n": twice[0], "first": periods.label(twice[1], twice[1])})
    made = ReturnCall.objects.create(
        form=form, issuer=issuer, parent=parent, first=first, until=until, note=_text(note), by=by or reader.pid,
        at=at, fillers=[list(one) for one in found],
    )  # fmt: skip
    journal.record(
        by=by or reader.pid, action="send_down_return", kind="return_call", ref=made.pid, place=issuer.pid, at=at,
        detail={"form": form.key, "version": form.version, "fillers": len(found), "first": first},
    )  # fmt: skip
    _open(made, spec, today)
    return made


@transaction.atomic
def send_preset(
    *, reader: Reader, spec: Spec, form: ReturnForm | None, issuer: Place, fillers: Sequence[tuple[str, str]],
    first: int, at: datetime, until: int | None = None, note: str = "", by: str = "",
) -> ReturnCall:  # fmt: skip
    """Send a form down; a shipped one is taken into use with the first sending."""
    if form is None or form.owner_id is None:
        form = adopt_form(spec=spec, owner=None, by=by or reader.pid, at=at)
    return send_down(
        reader=reader,
        form=form,
        issuer=issuer,
        fillers=fillers,
        first=first,
        until=until,
        note=note,
        at=at,
        by=by,
    )


def _fillers(
    issuer: Place, spec: Spec, given: Sequence[tuple[str, str]], today: date
) -> list[tuple[str, str]]:
    """The fillers of a call, checked: inside the issuer's place, of the kind the form is for."""
    found = list(dict.fromkeys((str(kind), str(pid)) for kind, pid in given))
    if not 1 <= len(found) <= MOST_FILLERS:
        says = _("Who fills: got %(n)s; allowed: 1 to %(most)s")
        raise Refused(says % {"n": len(found), "most": MOST_FILLERS})
    inside = places.subtrees([issuer.pid])[issuer.pid]
    units = dict(SocialUnit.objects.filter(pid__in=[p for _k, p in found]).values_list("pid", "place__pid"))
    for kind, pid in found:
        where = units.get(pid, pid)
        wrong = kind != spec.fills or where not in inside
        wrong = wrong or (kind == "unit" and pid not in units) or (kind == "place" and pid == issuer.pid)
        if wrong:
            raise Refused(_("Who fills: one of the chosen is not within %(place)s") % {"place": issuer.name})
    return found


@transaction.atomic
def end_call(*, reader: Reader, call: ReturnCall, at: datetime, by: str = "") -> None:
    """Ask no more from now on; what is owed already stays owed."""
    if call.issuer not in Hands(reader).issuing:
        raise NotYours(
            _("Returns for %(place)s are asked for by its own office") % {"place": call.issuer.name}
        )
    if call.ended_at is not None:
        return
    call.ended_at = at
    call.save(update_fields=["ended_at"])
    journal.record(
        by=by or reader.pid, action="end_return_call", kind="return_call", ref=call.pid, place=call.issuer.pid, at=at
    )  # fmt: skip


@transaction.atomic
def take_back_call(*, reader: Reader, call: ReturnCall, at: datetime, by: str = "") -> None:
    """It was sent down by mistake: untouched returns go with it, as if nobody had been asked.

    Raises Refused where somebody has begun; no further period is asked for then, by `end_call`.
    """
    if call.issuer not in Hands(reader).issuing:
        raise NotYours(
            _("Returns for %(place)s are asked for by its own office") % {"place": call.issuer.name}
        )
    begun = call.returns.exclude(state=S.OPEN).exists() or call.returns.filter(steps__isnull=False).exists()
    if begun or call.passed_on.exists():
        raise Refused(_("somebody has begun to fill it in; end it on its page instead"))
    n = call.returns.count()
    call.returns.all().delete()
    call.ended_at = call.ended_at or at
    call.save(update_fields=["ended_at"])
    journal.record(
        by=by or reader.pid, action="take_back_return_call", kind="return_call", ref=call.pid,
        place=call.issuer.pid, at=at, detail={"withdrawn": n},
    )  # fmt: skip


@transaction.atomic
def open_due(*, by: str, at: datetime) -> int:
    """Open the periods that have begun since the last look; returns how many returns were opened."""
    today, opened = timezone.localtime(at).date(), 0
    for call in ReturnCall.objects.filter(ended_at__isnull=True).select_related("form", "issuer"):
        opened += _open(call, forms_known.spec_of(call.form), today)
    if opened:
        journal.record(
            by=by, action="open_returns", kind="return_call", ref="", at=at, detail={"opened": opened}
        )
    return opened


def _open(call: ReturnCall, spec: Spec, today: date) -> int:
    """Returns of a call for every period that has begun; those that are there stay as they are."""
    wanted = [
        f for f in periods.until(spec.period, call.first, today) if call.until is None or f <= call.until
    ]
    there = set(call.returns.values_list("first", flat=True).distinct())
    new = [first for first in wanted if first not in there]
    if not new:
        return 0
    pids = [pid for _kind, pid in call.fillers]
    units = {u.pid: u for u in SocialUnit.objects.filter(pid__in=pids).select_related("place")}
    known = {p.pid: p for p in Place.objects.filter(pid__in=pids)}
    rows = []
    for first in new:
        last = periods.following(spec.period, first) - 1
        for kind, pid in call.fillers:
            unit = units.get(pid)
            # an agency's numbers are of the place that asks, wherever its own house stands
            place = call.issuer if kind == "agency" else unit.place if unit else known[pid]
            rows.append(Return(
                call=call, form=call.form, filler=kind, place=place, unit=unit, issuer=call.issuer, first=first,
                last=last, due=periods.due_day(last, spec.working_days),
            ))  # fmt: skip
    Return.objects.bulk_create(rows, batch_size=500)
    return len(rows)


@transaction.atomic
def pass_on(*, reader: Reader, row: Return, fillers: Sequence[str], at: datetime, by: str = "") -> ReturnCall:
    """Ask the places beneath for their parts of a return, from its period on, as long as it is asked for itself."""
    held = Hands(reader)
    if row.filler != Return.Filler.PLACE or not held.is_own_side(row):
        raise NotYours(_("This return is passed on by the office that fills it"))
    if row.call.passed_on.filter(issuer=row.place, ended_at__isnull=True).exists():
        raise Refused(_("It is passed on already"))
    return send_down(
        reader=reader, form=row.form, issuer=row.place, fillers=[("place", pid) for pid in fillers], first=row.first,
        until=row.call.until, parent=row.call, at=at, by=by,
    )  # fmt: skip


@transaction.atomic
def save_draft(
    *, reader: Reader, row: Return, values: Mapping[str, int], revision: int, at: datetime, by: str = ""
) -> Return:
    """Keep what is filled in so far. Raises Overtaken where somebody saved since `revision`: nothing is lost unseen."""
    row = _locked(row)
    held = Hands(reader)
    if not held.may(row, "fill"):
        raise NotYours(_("This return is not yours to fill, or it is with somebody else now"))
    spec = forms_known.spec_of(row.form)
    kept = {cell: int(values[cell]) for cell in spec.cells if cell in values}
    if row.revision != revision:
        if row.draft == kept:
            return row
        raise Overtaken(row)
    if row.draft == kept and row.state != S.OPEN:
        return row
    changed = sorted(c for c in {*kept, *row.draft} if kept.get(c) != row.draft.get(c))
    row.draft, row.revision = kept, row.revision + 1
    row.filled_by, row.filled_at = by or reader.pid, at
    before = row.state
    if row.state == S.OPEN:
        row.state = S.DRAFT
    row.save()
    if before == S.OPEN:
        _note(row, "fill", before, "", by or reader.pid, at)
    journal.record(
        by=by or reader.pid, action="fill_return", kind=KIND, ref=row.pid, place=row.place.pid, at=at,
        detail={"revision": row.revision, "cells": len(changed)},
    )  # fmt: skip
    return row


@transaction.atomic
def roll_up(*, reader: Reader, row: Return, revision: int, at: datetime, by: str = "") -> Return:
    """Take the sums of the parts that have come; cells no part has keep what they hold."""
    found = queries.parts(row)
    if not found.standing:
        raise Refused(_("No part has been handed in yet"))
    return save_draft(
        reader=reader, row=row, values={**row.draft, **found.sums}, revision=revision, at=at, by=by
    )


@transaction.atomic
def attach_scan(
    *, reader: Reader, row: Return, content: bytes, name: str, at: datetime, by: str = ""
) -> Attachment:
    """Attach the signed and stamped paper to what is being filled in; seen above once that is handed in."""
    if not Hands(reader).may(row, "fill"):
        raise NotYours(_("This return is not yours to fill, or it is with somebody else now"))
    return files.attach_file(
        content=content,
        name=name,
        kind=KIND,
        ref=scan_ref(row),
        place=row.place.pid,
        by=by or reader.pid,
        at=at,
    )


def scan_ref(row: Return, number: int | None = None) -> str:
    """Files belong to one handing-in: of what is being filled in now, or of one that was."""
    return f"{row.pid}-{number or row.versions.count() + 1}"


@transaction.atomic
def step(
    *, reader: Reader, row: Return, deed: str, at: datetime, reason: str = "", note: str = "", by: str = ""
) -> Return:
    """One step of the table of transitions. Raises NotYours or Refused with what is wrong, and changes nothing then."""
    row, held = _locked(row), Hands(reader)
    line = transitions.find(deed, row.state, checked=is_checked(row))
    if line is None:
        raise Refused(_("In its present state this return does not allow that"))
    if not held.may(row, deed):
        if deed == "pass" and row.filled_by == reader.pid:
            raise NotYours(_("Who filled a return does not check it: somebody else looks over it"))
        raise NotYours(_("This step belongs to somebody else"))
    reason = _text(reason)
    if line.reason and not reason:
        raise Refused(_("Reason: nothing came; allowed: a sentence the other side can act on"))
    who, before = by or reader.pid, row.state
    version = None
    if deed == "to_check":
        _check_complete(row, at)
    if deed == "submit":
        version = _hand_in(held, row, _text(note), who, at)
    if deed == "pass":
        row.checked_by = who
    if deed == "urge":
        row.urged_times, row.urged_at = row.urged_times + 1, at
    if line.after:
        row.state = line.after
        row.reason = reason
    row.save()
    said = reason or (_text(note) if deed == "to_check" else "")  # the filler's remark waits for who signs
    _note(row, deed, before, said, who, at, version.number if version else None)
    changes = _stand(row, version) if row.state != before else []
    journal.record(
        by=who, action=f"{deed}_return", kind=KIND, ref=row.pid, place=row.place.pid, at=at, changes=changes,
        detail={
            "from": before, "to": row.state,
            **({"version": version.number, "digest": frozen.digest(version.values)} if version else {}),
        },
    )  # fmt: skip
    return row


def _check_complete(row: Return, at: datetime) -> tuple[Spec, Values]:
    """Missing is not zero: nothing leaves with an empty cell, nor before its period is over."""
    spec, values = forms_known.spec_of(row.form), row.draft
    empty = numbers.missing(spec, values)
    if empty:
        language = get_language() or "zh-hans"
        shown = _(", ").join(spec.cell_title(cell, language) for cell in empty[:8])
        says = _("%(n)s numbers are missing: %(which)s. Where nothing happened, enter 0")
        raise Refused(says % {"n": len(empty), "which": shown + (" …" if len(empty) > 8 else "")})
    ends = periods.Period(row.last, row.last).end
    if timezone.localtime(at).date() < ends:
        says = _("%(period)s ends on %(day)s; it can be handed in from that day on")
        raise Refused(says % {"period": queries.label(row), "day": ends.isoformat()})
    return spec, values


def _hand_in(held: Hands, row: Return, note: str, who: str, at: datetime) -> ReturnVersion:
    """Freeze what is handed in, with what does not add up and why, and with the parts as they stand now."""
    _spec, values = _check_complete(row, at)
    typed = not held.is_own_side(row)
    scans = Attachment.objects.filter(kind=KIND, ref=scan_ref(row)).exists()
    if typed and not scans:
        raise Refused(
            _("Typed in for %(who)s: attach the stamped paper first") % {"who": queries.filler_name(row)}
        )
    below = queries.parts(row)
    found = queries.findings(row, values, below, "zh-hans")
    if found and not note:
        says = _("%(n)s numbers do not add up; correct them, or say in the remark why they stand as they are")
        raise Refused(says % {"n": len(found)})
    return ReturnVersion.objects.create(
        of=row, number=row.versions.count() + 1, values=values, findings=[one.to_data() for one in found],
        parts=below.to_data() if below.rows else {}, note=note, stamped=typed, filled_by=row.filled_by,
        checked_by=row.checked_by, signed_by=who, at=at,
    )  # fmt: skip


def _stand(row: Return, version: ReturnVersion | None) -> list[ChangeOf]:
    """Make the cells say what stands, and tell which facts that touches: its own, and the summary above it."""
    standing = row.state in transitions.STANDING
    cells = {cell.cell: cell for cell in row.cells.all()}
    if version is not None:
        for name, value in version.values.items():
            if name not in cells:
                cells[name] = ReturnCell.objects.create(of=row, cell=name, value=value)
            elif cells[name].value != value:
                cells[name].value = value
                cells[name].save(update_fields=["value"])
        row.cells.exclude(cell__in=version.values).update(standing=False)
    row.cells.filter(cell__in=version.values if version else cells).update(standing=standing)
    touched = list(cells.values())
    over = queries.above(row)
    if over is not None:
        touched += list(over.cells.all())
    return [ChangeOf(FACT, cell.ref) for cell in touched]


def _locked(row: Return) -> Return:
    """The return as it stands now, held until the transaction ends."""
    return Return.objects.select_for_update(of=("self",)).select_related(*queries.WITH).get(pk=row.pk)


def _note(
    row: Return, deed: str, before: str, reason: str, by: str, at: datetime, version: int | None = None
) -> None:
    ReturnStep.objects.create(
        of=row, deed=deed, before=before, after=row.state, reason=reason, by=by, at=at, version=version
    )


def _text(given: Any) -> str:
    """A remark or reason, short enough, without characters nobody can see."""
    text = " ".join(str(given or "").split())
    if len(text) > LONGEST:
        says = _("The text has %(n)s characters; allowed: up to %(most)s")
        raise Refused(says % {"n": len(text), "most": LONGEST})
    if not text.isprintable():
        raise Refused(_("The text holds characters that cannot be shown"))
    return text
