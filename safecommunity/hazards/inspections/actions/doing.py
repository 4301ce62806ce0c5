"""An inspection is done item by item; what is not in order becomes a hazard of the loop in the same transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance import codes as governance
from safecommunity.hazards import queries
from safecommunity.hazards.actions.finding import Photos, record_hazard
from safecommunity.hazards.actions.rechecking import mend_at_recheck
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.inspections import words
from safecommunity.hazards.inspections.actions.planning import ITEM, TEAM, beside, locked, log
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.models import ENDED, Inspection, InspectionCame, InspectionLine
from safecommunity.journal.actions import ChangeOf

Result, Rank = InspectionLine.Result, Inspection.Rank


@dataclass(frozen=True)
class Answer:
    """What was seen of one item."""

    result: str
    note: str = ""
    fixed: str = ""
    fixed_now: bool = False
    before: Photos = field(default_factory=tuple)
    after: Photos = field(default_factory=tuple)


@transaction.atomic
def record_inspection(
    *, reader: Reader, inspection: Inspection, answers: Mapping[int, Answer], at: datetime, done_on: date | None = None,
    team: str = "", note: str = "", signed: str = "", signed_post: str = "", client_id: str = "",
    came: Sequence[str] | None = None,
) -> tuple[Inspection, bool]:  # fmt: skip
    """(inspection, new): the same form twice is one. Every item has its answer, or nothing is kept.

    `came`: sectors of the agencies that came, empty where none did; None: it was not said, and counts as unsaid.
    """
    found, today = locked(inspection), timezone.localdate(at)
    if not Rights(reader).inspects(found):
        raise NotYours(f"{found.pid}: not an inspection of this reader")
    if (
        found.rank == Rank.DONE
        and client_id
        and found.client_id == client_id[:64]
        and found.done_by == reader.pid
    ):
        return found, False
    if found.rank != Rank.PLANNED:
        says = _("%(number)s: this inspection is %(state)s already")
        raise Refused(says % {"number": found.number, "state": words.ranks()[found.rank]})
    if client_id and Inspection.objects.filter(client_id=client_id[:64]).exists():
        raise Refused(_("This form was sent for another inspection"))
    day = done_on or today
    first = min(found.round.starts, timezone.localdate(found.at))
    if not first <= day <= today:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": _("Inspected on"), "came": day, "first": first, "last": today}
        raise Refused(says % told, "done_on")
    found.team = _text(team, _("Who inspected"), 200)
    found.note = _text(note, _("Note"), 300)
    _sign(found, signed, signed_post, day)
    changes = [ChangeOf(ITEM, line.ref) for line in _answer(reader, found, answers, at, day)]
    found.came_said = came is not None
    found.rank, found.done_on, found.day, found.year = Rank.DONE, day, day, day.year
    found.done_by, found.client_id = reader.pid, client_id[:64] or None
    found.save()
    changes += beside([found]) + _came(found, came)
    counts = {"checked": found.checked, "failed": found.failed, "fixed": found.fixed}
    log("record_inspection", found.pid, found.place, reader.pid, at, changes, **counts)
    return found, True


def _came(found: Inspection, came: Sequence[str] | None) -> list[ChangeOf]:
    """Write down which agencies came; their facts."""
    asked = list(dict.fromkeys(came or ()))
    known = governance.people_sectors()
    if any(one not in known for one in asked):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Agencies that came"), "came": ", ".join(asked)[:40]}, "came")
    made = [
        InspectionCame(inspection=found, sector=one, office=found.round.place, year=found.year)
        for one in asked
    ]
    return [ChangeOf(TEAM, one.ref) for one in InspectionCame.objects.bulk_create(made)]


def _text(text: str, name: str, most: int) -> str:
    plain = " ".join(text.split())
    if len(plain) > most:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"field": name, "came": len(plain), "most": most})
    return plain


def _sign(found: Inspection, signed: str, post: str, day: date) -> None:
    if signed not in Inspection.Signed.values:
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": _("Signature of the unit"), "came": signed[:20]}, "signed")
    found.signed, found.signed_on = signed, day if signed else None
    found.signed_post = _text(post, _("Post of who signed"), 60)


def _answer(
    reader: Reader, found: Inspection, answers: Mapping[int, Answer], at: datetime, day: date
) -> list[InspectionLine]:
    """Write the answers; the lines. Raises Refused naming each item that has none."""
    lines = list(found.lines.select_related("earlier__hazard"))
    open_ = [
        str(line.n)
        for line in lines
        if line.n not in answers or answers[line.n].result not in words.results()
    ]
    if open_:
        says = _("Not answered yet: items %(items)s; allowed: in order, not in order, not applicable")
        raise Refused(says % {"items": ", ".join(open_)})
    for line in lines:
        told = answers[line.n]
        line.result, line.fixed_now = told.result, told.result == Result.BAD and told.fixed_now
        line.note = _text(told.note, _("Item %(n)s, note") % {"n": line.n}, 200)
        if line.result == Result.BAD:
            line.hazard = _hazard(reader, found, line, told, at, day)
        line.save()
    bad = [line for line in lines if line.result == Result.BAD]
    found.checked = sum(1 for line in lines if line.result in (Result.OK, Result.BAD))
    found.failed, found.fixed = len(bad), sum(1 for line in bad if line.fixed_now)
    return lines


def _hazard(
    reader: Reader, found: Inspection, line: InspectionLine, told: Answer, at: datetime, day: date
) -> Any:
    """The hazard an item becomes; where the one of the first look is open still, it is the same, put right or not."""
    earlier = line.earlier.hazard if line.earlier is not None else None
    before = queries.first_of(earlier) if earlier is not None else None
    if before is not None and before.state not in ENDED and not told.fixed_now:
        return before
    values = {
        "place": found.place, "unit": found.unit, "spot": found.spot, "setting": found.round.setting, "kind": line.kind,
        "color": line.color, "what": told.note or line.text, "fixed": told.fixed,
    }  # fmt: skip
    try:
        if before is not None and before.state not in ENDED:
            return mend_at_recheck(
                reader=reader,
                hazard=before,
                fixed=told.fixed,
                on=day,
                at=at,
                before=told.before,
                after=told.after,
            )
        made, _new = record_hazard(
            reader=reader, values=values, at=at, client_id=f"insp-{found.pid}-{line.n}", on_the_spot=told.fixed_now,
            found_on=day, before=told.before, after=told.after, with_team=True,
        )  # fmt: skip
    except Refused as reason:
        raise Refused(_("Item %(n)s: %(why)s") % {"n": line.n, "why": reason}) from reason
    return made


@transaction.atomic
def sign_inspection(
    *, reader: Reader, inspection: Inspection, signed: str, post: str, at: datetime
) -> Inspection:
    """The unit's own person says on his page that he saw the result, or does not sign it. Once."""
    found, today = locked(inspection), timezone.localdate(at)
    if not Rights(reader).signs(found):
        raise NotYours(f"{found.pid}: not of this unit")
    if found.rank != Rank.DONE or found.signed:
        raise Refused(_("%(number)s waits for no signature") % {"number": found.number})
    if not signed or not post.strip():
        raise Refused(_("%(field)s: nothing came") % {"field": _("Post of who signed")}, "post")
    _sign(found, signed, post, today)
    found.signed_by = reader.pid
    found.save(update_fields=["signed", "signed_on", "signed_post", "signed_by"])
    log("sign_inspection", found.pid, found.place, reader.pid, at, beside([found]), signed=signed)
    return found
