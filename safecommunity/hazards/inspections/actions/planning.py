"""A round is planned, one of it is cancelled, what failed is planned again; the clock tells what was missed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes as governance
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.inspections.lists import Listed
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import Inspection, InspectionLine, InspectionRound, InspectionTeam
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent
from safecommunity.places.models import Place, SocialUnit

FACT, ITEM, TEAM, KIND = "inspection", "inspection_item", "inspection_team", "inspection_clock"
MOST, BACK, AHEAD, LONGEST = 500, timedelta(days=366), timedelta(days=800), timedelta(days=400)
Spot = tuple[Place, str]


def beside(found: Iterable[Inspection]) -> list[ChangeOf]:
    """Facts of these, and of the others of the same units: which is a unit's first of a year may have changed."""
    rows = list(found)
    units = {one.unit_id for one in rows if one.unit_id is not None}
    refs = {one.ref for one in rows}
    refs |= set(Inspection.objects.filter(unit_id__in=units).values_list("ref", flat=True))
    return [ChangeOf(FACT, ref) for ref in sorted(refs)]


def log(
    action: str, ref: str, place: Place, by: str, at: datetime, changes: list[ChangeOf], **detail: Any
) -> None:
    """One audit event with what changed."""
    journal.record(
        by=by,
        action=action,
        kind="inspection",
        ref=ref,
        place=place.pid,
        at=at,
        changes=changes,
        detail=detail,
    )


def _check_days(starts: date, until: date, today: date) -> None:
    if not today - BACK <= starts <= until <= today + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {
            "field": _("Days"),
            "came": f"{starts} – {until}",
            "first": today - BACK,
            "last": today + AHEAD,
        }
        raise Refused(says % told, "until")


def _check(title: str, sectors: Sequence[str], lead: str, many: int) -> None:
    if not 1 <= len(title) <= 120:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": _("Title"), "came": len(title), "least": 1, "most": 120}, "title")
    known = governance.people_sectors()
    if not sectors or any(one not in known for one in sectors) or lead not in sectors:
        raise Refused(_("Team: choose at least one agency, and who leads among them"), "sectors")
    if not 1 <= many <= MOST:
        says = _("Units and places: got %(came)s; allowed: 1 to %(most)s at a time")
        raise Refused(says % {"came": many, "most": MOST}, "units")


@transaction.atomic
def plan_round(
    *, reader: Reader, place: Place, title: str, checklist: Listed, sectors: Sequence[str], lead: str, starts: date,
    until: date, at: datetime, units: Sequence[SocialUnit] = (), spots: Sequence[Spot] = (), client_id: str = "",
) -> tuple[InspectionRound, bool]:  # fmt: skip
    """(round, new): the same form twice is one. Each unit and place gets its own inspection, items as worded now."""
    rights, today = Rights(reader), timezone.localdate(at)
    if place.pid not in rights.office or any(one.place.pid not in rights.office for one in units):
        raise NotYours(f"{place.pid}: not a place of this office")
    if any(where.pid not in rights.office for where, _spot in spots):
        raise NotYours("spots: not places of this office")
    if client_id and (
        sent := InspectionRound.objects.filter(client_id=client_id[:64], by=reader.pid).first()
    ):
        return sent, False
    title, asked = " ".join(title.split()), list(dict.fromkeys(sectors))
    _check(title, asked, lead, len(units) + len(spots))
    _check_days(starts, until, today)
    made = InspectionRound.objects.create(
        place=place, title=title, setting=checklist.setting, checklist=checklist.code, version=checklist.version,
        checklist_title=checklist.title[:120], starts=starts, until=until, client_id=client_id[:64] or None,
        by=reader.pid, at=at,
    )  # fmt: skip
    teams = [InspectionTeam(round=made, sector=one, leads=one == lead) for one in asked]
    InspectionTeam.objects.bulk_create(teams)
    wanted: list[tuple[Place, SocialUnit | None, str]] = [(one.place, one, "") for one in units]
    wanted += [(where, None, _spot(spot)) for where, spot in spots]
    rows = _planned(made, wanted, reader.pid, at)
    texts = [(item.text, item.standard, item.kind, item.color, None) for item in checklist.items]
    _lines(rows, texts)
    changes = beside(rows)
    log("plan_round", made.pid, place, reader.pid, at, changes, many=len(rows), teams=len(asked))
    return made, True


def _spot(text: str) -> str:
    plain = " ".join(text.split())
    if not 1 <= len(plain) <= 80:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(
            says % {"field": _("Place to inspect"), "came": len(plain), "least": 1, "most": 80}, "spots"
        )
    return plain


def _planned(
    made: InspectionRound, wanted: Sequence[tuple[Place, SocialUnit | None, str]], by: str, at: datetime,
    again: Inspection | None = None, until: date | None = None,
) -> list[Inspection]:  # fmt: skip
    last = until or made.until
    rows = [
        Inspection(round=made, place=place, unit=unit, spot=spot, until=last, day=last, year=last.year, again=again,
                   by=by, at=at)
        for place, unit, spot in wanted
    ]  # fmt: skip
    return Inspection.objects.bulk_create(rows)


def _lines(
    rows: Iterable[Inspection], texts: Sequence[tuple[str, str, str, str, InspectionLine | None]]
) -> None:
    InspectionLine.objects.bulk_create([
        InspectionLine(inspection=row, n=n, text=text[:200], standard=standard, kind=kind, color=color, earlier=earlier)
        for row in rows
        for n, (text, standard, kind, color, earlier) in enumerate(texts, 1)
    ])  # fmt: skip


def locked(one: Inspection) -> Inspection:
    """The inspection, held until the transaction ends."""
    found = Inspection.objects.select_for_update(of=("self",)).select_related("place", "unit", "round")
    return found.get(pk=one.pk)


@transaction.atomic
def cancel_inspection(*, reader: Reader, inspection: Inspection, reason: str, at: datetime) -> Inspection:
    """It is not held; it counts neither as planned nor as missed."""
    found = locked(inspection)
    if not Rights(reader).plans(found):
        raise NotYours(f"{found.pid}: not of this office")
    if found.rank != Inspection.Rank.PLANNED:
        raise Refused(_("%(number)s is not planned any more") % {"number": found.number})
    text = " ".join(reason.split())
    if not 1 <= len(text) <= 200:
        says = _("%(field)s: got %(came)s characters; allowed: 1 to %(most)s")
        raise Refused(says % {"field": _("Reason"), "came": len(text), "most": 200}, "reason")
    found.rank, found.reason = Inspection.Rank.CANCELLED, text
    found.save(update_fields=["rank", "reason"])
    log("cancel_inspection", found.pid, found.place, reader.pid, at, beside([found]))
    return found


@transaction.atomic
def plan_recheck(
    *, reader: Reader, inspection: Inspection, until: date, at: datetime
) -> tuple[Inspection, bool]:
    """What was not in order is looked at again. (inspection, new): while one is planned, there is no second."""
    found, today = locked(inspection), timezone.localdate(at)
    if not Rights(reader).plans(found):
        raise NotYours(f"{found.pid}: not of this office")
    if found.rank != Inspection.Rank.DONE or not found.failed:
        raise Refused(
            _("%(number)s: nothing was found that could be looked at again") % {"number": found.number}
        )
    if sent := found.rechecks.filter(rank=Inspection.Rank.PLANNED).first():
        return sent, False
    if not today <= until <= today + AHEAD:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": _("Recheck by"), "came": until, "first": today, "last": today + AHEAD}
        raise Refused(says % told, "until")
    (made,) = _planned(found.round, [(found.place, found.unit, found.spot)], reader.pid, at, found, until)
    failed = found.lines.filter(result=InspectionLine.Result.BAD)
    _lines([made], [(line.text, line.standard, line.kind, line.color, line) for line in failed])
    log("plan_recheck", made.pid, made.place, reader.pid, at, beside([made]), of=found.pid)
    return made, True


@transaction.atomic
def tell_missed(*, by: str, at: datetime) -> int:
    """Once a day: planned ones whose last day passed since the last time have new facts. How many there are."""
    today = timezone.localdate(at)
    if AuditEvent.objects.filter(kind=KIND, ref=today.isoformat()).exists():
        return 0
    last = AuditEvent.objects.filter(kind=KIND).order_by("-pk").values_list("ref", flat=True).first()
    since = date.fromisoformat(last) if last else today - LONGEST
    refs = Inspection.objects.filter(rank=Inspection.Rank.PLANNED, until__gte=since, until__lt=today)
    changes = [ChangeOf(FACT, ref) for ref in refs.values_list("ref", flat=True)]
    journal.record(by=by, action="tell_missed", kind=KIND, ref=today.isoformat(), at=at, changes=changes)
    return len(changes)
