"""Scoring: items read by code, items judged by the office, and what a party says of itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.appraisal import reading
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.actions.common import State, locked, log, need_state
from safecommunity.governance.appraisal.rights import Seat
from safecommunity.governance.appraisal.spec import Item, Spec, plain
from safecommunity.governance.models import (
    Appraisal,
    AppraisalMark,
    AppraisalMarkStep,
    AppraisalParty,
    AppraisalSelf,
)
from safecommunity.governance.rights import NotYours

STRUCK = Decimal(-1)  # how a veto that strikes is stored; looked at and not struck is 0


@dataclass(frozen=True)
class Given:
    """What somebody of the office gives at one item; `edition` is what he had read, 0 where it was not scored."""

    item: str
    points: Decimal
    reason: str
    edition: int


@dataclass(frozen=True)
class Said:
    """What a party says of itself at one item."""

    item: str
    points: Decimal | None
    says: str


def set_mark(
    party: AppraisalParty, item: str, points: Decimal, by: str, at: datetime, *, reason: str = "",
    told: dict[str, object] | None = None, known: AppraisalMark | None = None,
) -> None:  # fmt: skip
    """The points of an item with its step; called by actions that hold the appraisal."""
    made = known or AppraisalMark(party=party, item=item, edition=0)
    made.points, made.by_code, made.told, made.reason = points, told is not None, told or {}, reason
    made.edition, made.by, made.at = made.edition + 1, by, at
    made.save()
    AppraisalMarkStep.objects.create(party=party, item=item, points=points, reason=reason, by=by, at=at)


def read_now(appraisal: Appraisal, by: str, at: datetime) -> list[AppraisalParty]:
    """Every item that figures and records answer, read once more; the parties where something changed."""
    spec, rows = specs.of_data(appraisal.spec), list(
        appraisal.parties.filter(dropped_on__isnull=True).select_related("place", "agency", "community", "unit")
    )  # fmt: skip
    found = reading.read(spec, rows, appraisal.year, now=at, today=timezone.localdate(at))
    marks = {(one.party_id, one.item): one for one in AppraisalMark.objects.filter(party__in=rows)}
    changed = []
    for row in rows:
        for item in spec.items:
            told = found.get((row.pk, item.code))
            known = marks.get((row.pk, item.code))
            if told is None or told.points is None:
                continue
            if known is None or not known.by_code or known.points != told.points or known.told != told.told:
                set_mark(row, item.code, told.points, by, at, told=told.told, known=known)
                changed.append(row)
    return list(dict.fromkeys(changed))


@transaction.atomic
def read_items(*, reader: Reader, appraisal: Appraisal, at: datetime) -> int:
    """Read what figures and records say; answers at how many parties something changed."""
    row = locked(appraisal)
    Seat(reader).need_office(row)
    need_state(row, State.OPEN)
    changed = read_now(row, reader.pid, at)
    if changed:
        log(row, "read", reader.pid, at, parties=changed, step=False, n=len(changed))
    return len(changed)


@transaction.atomic
def score_party(*, reader: Reader, party: AppraisalParty, given: Sequence[Given], at: datetime) -> int:
    """Judge items of one party; all of them or, with everything that is wrong told, none. Answers how many changed."""
    row, seat = locked(party.appraisal), Seat(reader)
    seat.need_office(row)
    need_state(row, State.OPEN)
    if seat.own(party):
        raise Refused(_("Rule “nobody scores his own”: %(name)s is yours; somebody else of the office scores it")
                      % {"name": party.name})  # fmt: skip
    if party.dropped_on is not None:
        raise Refused(_("%(name)s is not appraised this year") % {"name": party.name})
    spec = specs.of_data(row.spec)
    marks = {one.item: one for one in AppraisalMark.objects.select_for_update().filter(party=party)}
    wrong = [says for one in given if (says := _fault(spec, one, marks.get(one.item)))]
    if wrong:
        raise Refused(" ".join(wrong))
    many = 0
    for one in given:
        known = marks.get(one.item)
        reason = " ".join(one.reason.split())
        if known is not None and known.points == one.points and known.reason == reason:
            continue
        set_mark(party, one.item, one.points, reader.pid, at, reason=reason, known=known)
        many += 1
    if many:
        log(row, "scored", reader.pid, at, parties=[party], step=False, party=party.pid, n=many)
    return many


def _fault(spec: Spec, one: Given, known: AppraisalMark | None) -> str:
    """Why these points cannot be given; empty where they can."""
    item = spec.item(one.item)
    if item is None:
        return _("Item: got “%(came)s”; allowed: an item of this sheet") % {"came": one.item[:20]}
    told = {"item": item.name, "came": plain(one.points), "most": plain(item.most)}
    if (known.edition if known else 0) != one.edition:
        says = _("“%(item)s”: somebody else scored it meanwhile (now %(now)s); look at it again")
        return says % {**told, "now": plain(known.points) if known else "—"}
    if item.read and known is not None and known.by_code:
        says = _("“%(item)s” is read from %(by)s; correct the records, not the points")
        return says % {**told, "by": reading_name(item)}
    if item.by == "veto":
        if one.points not in (STRUCK, Decimal(0)):
            return _("“%(item)s”: a veto strikes or it does not; it has no points") % told
    elif not 0 <= one.points <= item.most or one.points != round(one.points, 2):
        return _("“%(item)s”: got %(came)s; allowed: 0 to %(most)s, two places at most") % told
    reason = " ".join(one.reason.split())
    if not 1 <= len(reason) <= 500 and not (item.by == "veto" and one.points == 0):
        return _("“%(item)s”: judged points need a reason of 1 to 500 characters") % told
    return ""


def reading_name(item: Item) -> str:
    """What an item is read from, in words."""
    from safecommunity.governance.appraisal import words

    return words.records(item.records) if item.by == "records" else item.figure


@transaction.atomic
def report_self(
    *, reader: Reader, party: AppraisalParty, said: Sequence[Said], says: str, done: bool, at: datetime
) -> None:
    """What a party says of itself; `done` hands it in. It stands beside the office's points and is never counted."""
    row = locked(party.appraisal)
    found = AppraisalParty.objects.select_for_update(of=("self",)).get(pk=party.pk)
    if not Seat(reader).own(party):
        raise NotYours(f"{party.pid}: not your own")
    need_state(row, State.OPEN)
    if row.answer_by is None:
        raise Refused(_("No own report is asked for in this appraisal"))
    if timezone.localdate(at) > row.answer_by:
        says_ = _("Own reports were taken until %(day)s; tell the office, or object after publication")
        raise Refused(says_ % {"day": row.answer_by})
    if found.self_at is not None:
        raise Refused(_("Your own report was handed in already"))
    spec = specs.of_data(row.spec)
    wrong = [text for one in said if (text := _self_fault(spec, one))]
    if len(says) > 1000:
        wrong.append(_("Report: got %(came)s characters; allowed: up to 1000") % {"came": len(says)})
    if wrong:
        raise Refused(" ".join(wrong))
    for one in said:
        AppraisalSelf.objects.update_or_create(
            party=found, item=one.item, defaults={"points": one.points, "says": one.says.strip()}
        )
    found.self_says, found.self_by = says.strip(), reader.pid
    found.self_at = at if done else None
    found.save(update_fields=["self_says", "self_by", "self_at"])
    log(row, "reported" if done else "draft", reader.pid, at, parties=[found], step=False, party=found.pid)


def _self_fault(spec: Spec, one: Said) -> str:
    item = spec.item(one.item)
    if item is None or item.by == "veto":
        return _("Item: got “%(came)s”; allowed: an item of this sheet") % {"came": one.item[:20]}
    if one.points is not None and (not 0 <= one.points <= item.most or one.points != round(one.points, 2)):
        says = _("“%(item)s”: got %(came)s; allowed: 0 to %(most)s, two places at most")
        return says % {"item": item.name, "came": plain(one.points), "most": plain(item.most)}
    if len(one.says) > 500:
        return _("“%(item)s”: got %(came)s characters; allowed: up to 500") % {
            "item": item.name,
            "came": len(one.says),
        }
    return ""
