"""An application made ready to be printed: stages, ways on, papers, history."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils import timezone

from safecommunity.accounts import queries as people
from safecommunity.accreditation import words
from safecommunity.accreditation.forms import PaperForm
from safecommunity.accreditation.models import Application, Lock, Paper
from safecommunity.accreditation.procedures import Move, Procedure, State
from safecommunity.accreditation.procedures.shape import APPLICANT, FIRM
from safecommunity.accreditation.queries import applications, moves, objections, offices
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.rights import Rights
from safecommunity.files import queries as stored
from safecommunity.governance.returns import workdays
from safecommunity.places.models import Place

PAPER = "application_paper"
NOTHING: Mapping[str, str] = MappingProxyType({})


def of_application(
    held: Rights, found: Application, procedure: Procedure, today: date, opened: Mapping[str, str] = NOTHING
) -> dict[str, Any]:
    """Everything the page of an application shows; `opened`: how to reach objectors, opened just now, by id."""
    stays = list(found.stays.order_by("number"))
    state = procedure.state[found.state]
    acting = acts(held, found)  # asked once: it looks up the tree
    ways = applications.ways(held, found, procedure, today)
    mine = [one for one in ways if one.mine]
    return _head(found, procedure, state, today) | {
        "line": [{"stage": words.stage(one.code), "one": one} for one in applications.line(found, procedure, stays)],
        "ways": [_way(one) for one in mine],
        "others": [_way(one) for one in ways if not one.mine and not _covered(one, mine)],
        "papers": _papers(held, found, procedure, acting),
        "paper_form": _paper_form(held, found, procedure, acting),
        "history": _history(found, procedure), "locks": _locks(found),
        "may_lock": acting and not found.turn_role.startswith(APPLICANT),
        "reports": list(found.reports.select_related("paper")), "office": held.keeps(found.place),
        "missing": applications.reports_missing(found, today),
        "certificates": list(found.certificates.select_related("paper").order_by("-pk")),
        "objections": _objections(held, found, opened),
        "notice": found.notices.filter(ended_on__isnull=True).first(), "files_kind": PAPER,
    }  # fmt: skip


def _covered(way: applications.Way, mine: list[applications.Way]) -> bool:
    return any(one.move.id == way.move.id for one in mine)


def _head(found: Application, procedure: Procedure, state: State, today: date) -> dict[str, Any]:
    turn = offices.office_of(found.place, state.turn) if state.turn else None
    clock = state.clock
    stay = found.stays.order_by("-number").first()
    basis = stay.due_basis if stay else ""
    return {
        "one": found, "procedure": procedure, "title": words.title_of(found.level), "state": words.text(state.title),
        "turn": turn, "turn_role": words.role(state.turn) if state.turn else "", "today": today,
        "clock_says": words.unit(clock.n, clock.unit) if clock and basis != "operator" else "",
        "clock_basis": words.basis(basis) if basis and basis not in FIRM else "",
        "holidays": found.due_on is None or workdays.holidays_known(found.due_on.year),
        "state_basis": words.basis(state.basis) if state.basis not in FIRM else "",
    }  # fmt: skip


def _way(way: applications.Way) -> dict[str, Any]:
    return {
        "move": way.move, "title": words.text(way.move.title), "role": words.role(way.move.role), "office": way.office,
        "own": way.move.role.startswith(APPLICANT),
        # what is only asked on the page of the move itself does not stand against it yet
        "firm": [one for one in way.problems if one.firm and not one.rule.startswith("paper.")
                 and not one.rule.endswith(".declared")],
        "papers": [
            {"title": words.text(need.title), "basis": words.basis(need.basis) if need.basis not in FIRM else "",
             "here": f"paper.{need.id}" not in {one.rule for one in way.problems}}
            for need in way.move.papers
        ],
    }  # fmt: skip


def needs_here(found: Application, procedure: Procedure, office: Place) -> list[tuple[str, str]]:
    """Papers the moves of an office need from here, each once."""
    told = moves.needs_of(found, procedure, office)
    return [(need.id, words.text(need.title)) for need in told.values()]


def filer(found: Application, acting: bool) -> Place:
    """The office a paper of this reader is filed by: the one whose turn it is, or else the applicant."""
    return found.turn_place if acting and found.turn_place is not None else found.place


def acts(held: Rights, found: Application) -> bool:
    """Whether it is the turn of the reader's office."""
    if not found.turn_role:
        return False
    return offices.sits(held, found, found.turn_role, offices.office_of(found.place, found.turn_role))


def _paper_form(held: Rights, found: Application, procedure: Procedure, acting: bool) -> PaperForm | None:
    """For who may file now: the office whose turn it is, or the applicant while nothing is locked."""
    if found.closed_on is not None or not (acting or (held.keeps(found.place) and not found.locked)):
        return None
    return PaperForm(needs=needs_here(found, procedure, filer(found, acting)))


def _papers(held: Rights, found: Application, procedure: Procedure, acting: bool) -> list[dict[str, Any]]:
    """Papers by the stay they were filed in, the newest first, with their files."""
    titles = {
        (state, need.id): words.text(need.title)
        for move in procedure.moves for state in move.sources for need in move.papers
    }  # fmt: skip
    rows = list(found.papers.select_related("stay", "evidence", "office").order_by("-pk")[:200])
    files = stored.of_records(PAPER, [one.pid for one in rows])
    return [
        {
            "paper": one, "title": titles.get((one.stay.state, one.code), one.title),
            "state": moves.state_name(procedure, one.stay.state),
            "files": files.get(one.pid, []),
            "takes_back": one.stay.left_on is None and _filed_by(held, found, one, acting),
        }
        for one in rows
    ]  # fmt: skip


def _filed_by(held: Rights, found: Application, paper: Paper, acting: bool) -> bool:
    if paper.withdrawn_on is not None or found.closed_on is not None:
        return False
    if paper.office_id == found.place_id:
        return held.keeps(found.place) and not found.locked
    return found.turn_place_id == paper.office_id and acting


def _history(found: Application, procedure: Procedure) -> list[dict[str, Any]]:
    steps = applications.history(found)
    names = people.names({one.by for one in steps})
    return [
        {
            "step": one, "who": names.get(one.by, ""), "to": moves.state_name(procedure, one.to_state),
            "move": moves.move_name(procedure, one.move) if one.from_state else "",
            "vetoes": [row for row in one.vetoes if row["by"] == "declared" or row["happened"]],
        }
        for one in steps
    ]  # fmt: skip


def _locks(found: Application) -> list[dict[str, Any]]:
    rows = list(Lock.objects.filter(application=found).order_by("-pk")[:50])
    names = people.names({one.by for one in rows})
    return [{"lock": one, "who": names.get(one.by, "")} for one in rows]


def _objections(held: Rights, found: Application, opened: Mapping[str, str]) -> list[dict[str, Any]]:
    """Texts for everybody who sees the application; how to reach who objected only where it was opened just now."""
    rows = applications.objections(found)
    if not rows:
        return []
    role = rows[0].notice.stay.turn_role
    decides = objections.decides(held, found, role)
    logged = objections.sees_openings(held, found, role)
    openings = objections.openings(one.pid for one in rows) if logged else {}
    return [
        {
            "one": one, "state": words.objection(one.state), "decides": decides and one.notice.ended_on is None,
            # no longer than it is needed
            "opens": decides and one.notice.ended_on is None and hasattr(one, "contact"),
            "contact": opened.get(one.pid, ""), "openings": openings.get(one.pid, []),
            "late": timezone.localdate(one.at) > one.notice.ends_on,
        }
        for one in rows
    ]  # fmt: skip


def of_move(
    held: Rights, found: Application, procedure: Procedure, it: Move, office: Office, today: date
) -> dict[str, Any]:
    """Everything the page of a move shows besides its form."""
    asked = moves.Asked(
        found, procedure, it, today, office,
        stays=list(found.stays.order_by("number").prefetch_related("papers")),
        steps=list(found.steps.order_by("number")),
    )  # fmt: skip
    here = moves.papers_for(asked)
    target = procedure.targets(it)
    return _head(found, procedure, procedure.state[found.state], today) | {
        "move": it, "move_title": words.text(it.title), "office": office, "role": words.role(it.role),
        "leads": "、".join(moves.state_name(procedure, one) for one in target[:3]), "here": here,
        "firm": [one for one in moves.weigh(asked) if one.firm and not one.rule.startswith("paper.")
                 and not one.rule.endswith(".declared")],
        "told": [
            {"one": one, "basis": words.basis(one.veto.basis) if one.veto.basis not in FIRM else "",
             "links": one.links if held.keeps(found.place) else ()}
            for one in asked.vetoes if one.happened is not None
        ],
        "starts": found.state in it.sources,
    }  # fmt: skip
