"""A move of an application: who may, what stands against it, and what it does — one transaction, one event."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import words
from safecommunity.accreditation.actions import deeds
from safecommunity.accreditation.actions.applications import file_paper, fits, held, log, steady
from safecommunity.accreditation.actions.refusal import NotYours, Refused, Warned
from safecommunity.accreditation.models import Application, Evidence, Lock, PublicNotice, Round, Stay, Step
from safecommunity.accreditation.models.applications import NEVER
from safecommunity.accreditation.procedures import Move, Procedure, State, clocks
from safecommunity.accreditation.procedures.shape import BACK
from safecommunity.accreditation.queries import moves, offices, vetoes
from safecommunity.accreditation.queries import procedures as known
from safecommunity.accreditation.queries.moves import Asked
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.queries.vetoes import Declared
from safecommunity.accreditation.rights import Rights
from safecommunity.files.actions import Looked
from safecommunity.governance.returns import workdays
from safecommunity.shell.numbers import day

MOST_DAYS = 400  # of a deadline an office sets


@dataclass(frozen=True)
class Sent:
    """A move as a form sends it. `edition`: the one the form was filled beside; `known`: rules that only warn.

    `declared`: what is said of vetoes records cannot tell of; `paper_number`: on the paper of an office outside.
    """

    edition: int
    happened_on: date | None = None
    note: str = ""
    due_on: date | None = None
    known: Collection[str] = ()
    round: Round | None = None
    year: int | None = None
    declared: Mapping[str, Declared] = field(default_factory=dict)
    paper_number: str = ""
    papers: Mapping[str, Looked | Evidence] = field(default_factory=dict)


@transaction.atomic
def make_move(
    *, reader: Reader, application: Application, move: str, sent: Sent, at: datetime
) -> Application:
    """Move an application on. Refused by the name of the rule; two officers deciding at once: the second is told."""
    one = held(application)
    procedure = known.of(one.procedure)
    it = procedure.move.get(move)
    if it is None:
        raise Refused(_("Move: got “%(came)s”; allowed: one of the procedure") % {"came": move[:40]})
    office = offices.office_of(one.place, it.role)
    if not offices.sits(Rights(reader), one, it.role, office):
        raise NotYours(f"{one.pid} {it.id}: not the move of this person's office")
    _nobody_between(one, procedure, sent)
    _from_here(one, procedure, it)
    sent = _as_it_stands(one, sent)
    on = _day(one, sent, timezone.localdate(at))
    if "deadline" in it.does and sent.due_on is not None:
        _deadline(on, sent.due_on)
    asked = ask(one, procedure, it, sent, on, office)
    _texts(it, sent)
    _round_fits(one, procedure, sent)
    for thing in sent.papers.values():
        fits(one, thing)
    _weighed(asked, sent)
    return _go(asked, sent, office.place, reader.pid, at)


def _as_it_stands(one: Application, sent: Sent) -> Sent:
    """With the self-assessment as it stands now, not as the form saw it, and held until the move is made."""
    now = steady(sent.round, one.round)
    if one.round is not None:
        one.round = now[one.round.pk]
    return sent if sent.round is None else replace(sent, round=now[sent.round.pk])


def ask(one: Application, procedure: Procedure, it: Move, sent: Sent, on: date, office: Office) -> Asked:
    """The move with all that is weighed."""
    return Asked(
        application=one, procedure=procedure, move=it, on=on, office=office, papers=tuple(sent.papers),
        round=sent.round, year=sent.year, declared=sent.declared,
        stays=list(one.stays.order_by("number").prefetch_related("papers")),
        steps=list(one.steps.order_by("number")),
    )  # fmt: skip


def _nobody_between(one: Application, procedure: Procedure, sent: Sent) -> None:
    """Refuse where somebody moved it since the form was opened, and say who did what."""
    if one.edition == sent.edition:
        return
    last = one.steps.order_by("number").last()
    who = people.names([last.by]).get(last.by, "") if last else ""
    says = _("%(who)s meanwhile did “%(move)s”; it stands in “%(state)s” now. Look at it and decide again")
    told = {
        "who": who or _("somebody"), "move": moves.move_name(procedure, last.move if last else ""),
        "state": moves.state_name(procedure, one.state),
    }  # fmt: skip
    raise Refused(says % told, rule="move.stale")


def _from_here(one: Application, procedure: Procedure, it: Move) -> None:
    """Refuse a move that does not begin where the application stands, by its own rule where the state has one."""
    state = procedure.state[one.state]
    if one.state in it.sources:
        return
    for kept in state.refuses:
        if kept.move == it.id:
            raise Refused(words.text(kept.text), rule=kept.rule)
    says = _("“%(move)s” is not possible in “%(state)s”; possible: %(allowed)s")
    allowed = "、".join(words.text(x.title) for x in procedure.moves_from(one.state)) or "—"
    told = {"move": words.text(it.title), "state": words.text(state.title), "allowed": allowed}
    raise Refused(says % told, rule="move.not_from_here")


def _day(one: Application, sent: Sent, today: date) -> date:
    """The day it was decided: not before it came here, not in the future."""
    on = sent.happened_on or today
    if not one.entered_on <= on <= today:
        says = _("Day: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"came": day(on), "first": day(one.entered_on), "last": day(today)}
        raise Refused(says % told, "happened_on", "move.day")
    return on


def _deadline(on: date, due: date) -> None:
    """A deadline somebody sets lies ahead, on a day offices work."""
    last = clocks.later(on, MOST_DAYS, "calendar")
    if not on < due <= last:
        says = _("Deadline: got %(came)s; allowed: after %(first)s, until %(last)s")
        raise Refused(
            says % {"came": day(due), "first": day(on), "last": day(last)}, "due_on", "deadline.ahead"
        )
    if not workdays.is_working(due):
        says = _("Deadline: %(came)s is a day off; the next working day is %(next)s")
        told = {"came": day(due), "next": day(clocks.next_working(due))}
        raise Refused(says % told, "due_on", "deadline.working_day")


def _texts(it: Move, sent: Sent) -> None:
    note = sent.note.strip()
    if (it.says and len(note) < 2) or len(note) > 500:
        least = 2 if it.says else 0
        says = _("Reason: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"came": len(note), "least": least, "most": 500}, "note", "move.reason")
    if "deadline" in it.does and sent.due_on is None:
        raise Refused(_("A deadline is needed here: a working day ahead"), "due_on", "deadline.missing")
    for id, said in sent.declared.items():
        if not 2 <= len(said.reason.strip()) <= 300:
            says = _("How you know: got %(came)s characters; allowed: 2 to 300")
            raise Refused(says % {"came": len(said.reason.strip())}, f"veto_{id}_why", "veto.reason")
    if len(sent.paper_number.strip()) > 60:
        says = _("Number on the paper: got %(came)s characters; allowed: up to 60")
        raise Refused(
            says % {"came": len(sent.paper_number.strip())}, "paper_number", "certificate.paper_number"
        )
    if "report" in it.does and sent.year is None:
        raise Refused(_("Of which year is the report?"), "year", "report.year")


def _round_fits(one: Application, procedure: Procedure, sent: Sent) -> None:
    """A round that is linked is of this very place, by the standard of the procedure."""
    if sent.round is None:
        return
    own = sent.round.place_id == one.place_id and sent.round.kind == Round.Kind.SELF
    if not own or sent.round.code != procedure.sheet:
        says = _(
            "This self-assessment is of another place or by another standard; the procedure asks for “%(sheet)s”"
        )
        raise Refused(says % {"sheet": moves.sheet_name(procedure)}, "round", "round.of_the_procedure")


def _weighed(asked: Asked, sent: Sent) -> None:
    found = moves.weigh(asked)
    firm = [one for one in found if one.firm]
    if firm:
        says = "；".join(f"{one.text}〔{one.rule}〕" for one in firm)
        raise Refused(says)
    left = [one for one in found if one.rule not in sent.known]
    if left:
        says = "；".join(f"{one.text}〔{one.rule}〕" for one in left)
        raise Warned(_("Before going on, say that you know: %(what)s") % {"what": says}, left)


def _go(asked: Asked, sent: Sent, office: Any, by: str, at: datetime) -> Application:
    """Do it: step, papers, what the move does, the new stay, the application last, by its edition."""
    one, it, procedure = asked.application, asked.move, asked.procedure
    to = _target(asked)
    step = Step.objects.create(
        application=one, number=len(asked.steps) + 1, move=it.id, from_state=one.state, to_state=to.id, role=it.role,
        office=office, recorded=asked.recorded, happened_on=asked.on, note=sent.note.strip(), by=by, at=at,
        known=sorted({x.rule for x in moves.weigh(asked)}), vetoes=vetoes.kept(asked.vetoes, asked.said),
    )  # fmt: skip
    titles = {need.id: need.title["zh-hans"] for need in it.papers}
    papers = [
        file_paper(application=one, stay=asked.stay, code=code, title=titles.get(code, _("paper received")),
                   thing=thing, office=office, by=by, at=at)
        for code, thing in sent.papers.items()
    ]  # fmt: skip
    if sent.round is not None and {"round", "official_round"}.intersection(it.needs):
        one.round, one.sheet = sent.round, sent.round.sheet
    number = sent.paper_number.strip() if asked.recorded else ""
    doing = deeds.Doing(one, procedure, it, asked.on, by, at, papers, sent.year, asked.recorded, number)
    for deed in it.does:
        deeds.BEFORE.get(deed, deeds.nothing)(doing)
    if to.id != one.state or it.to == BACK:
        _enter(asked, to, sent, by, at)
        for deed in it.does:
            deeds.AFTER.get(deed, deeds.nothing)(doing)
    _keep(one, sent.edition)
    log("move_application", one, by, at, move=it.id, step=step.number, to=to.id, recorded=asked.recorded)
    return one


def _target(asked: Asked) -> State:
    """Where the move leads; back is where it came from."""
    if asked.move.to != BACK:
        return asked.procedure.state[asked.move.to]
    allowed = asked.procedure.targets(asked.move)
    before = next((stay.state for stay in reversed(asked.stays[:-1]) if stay.state in allowed), allowed[0])
    return asked.procedure.state[before]


def _enter(asked: Asked, to: State, sent: Sent, by: str, at: datetime) -> None:
    """Leave one stay and begin the next, with its clock and whose turn it is."""
    one, on = asked.application, asked.on
    left = asked.stay
    Stay.objects.filter(pk=left.pk).update(left_on=on, left_at=at)
    PublicNotice.objects.filter(stay=left).update(ended_on=on)
    due, basis = _clock(asked, to, sent)
    office = offices.office_of(one.place, to.turn).place if to.turn else None
    Stay.objects.create(
        application=one, number=left.number + 1, state=to.id, stage=to.stage, turn_role=to.turn, turn_place=office,
        entered_on=on, entered_at=at, due_on=due, due_basis=basis,
    )  # fmt: skip
    if one.locked != to.locks:
        Lock.objects.create(application=one, locked=to.locks, reason="", by=by, at=at)
    one.state, one.stage, one.entered_on, one.locked = to.id, to.stage, on, to.locks
    one.due_on, one.due_sort = due, due or NEVER
    one.turn_role, one.turn_place = to.turn, office
    one.closed_on = on if to.final else None


def _clock(asked: Asked, to: State, sent: Sent) -> tuple[date | None, str]:
    """Until when: what the office set, the end of the term for a named place, or the clock of the state."""
    one, on = asked.application, asked.on
    if sent.due_on is not None and "deadline" in asked.move.does:
        return sent.due_on, "operator"
    if to.stage == "named" and one.term_ends is not None:
        return one.term_ends, to.clock.basis if to.clock else ""
    if to.clock is None:
        return None, ""
    return clocks.due(on, to.clock), to.clock.basis


KEPT = (
    "state", "stage", "entered_on", "due_on", "due_sort", "turn_role", "turn_place", "sheet", "round", "filed_on",
    "submitted_on", "named_on", "term_ends", "closed_on", "locked",
)  # fmt: skip


def _keep(one: Application, edition: int) -> None:
    """The row itself, only if nobody wrote it since."""
    values = {name: getattr(one, name) for name in KEPT}
    done = Application.objects.filter(pk=one.pk, edition=edition).update(**values, edition=F("edition") + 1)
    if not done:
        raise Refused(_("Somebody else decided at the same moment; look at it again"), rule="move.stale")
    one.edition = edition + 1
