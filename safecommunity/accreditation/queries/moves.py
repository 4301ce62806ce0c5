"""What stands against a move: needs, papers and limits, each with its rule, and whether it stops or warns."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Application, Finding, Objection, Paper, Round, Stay, Step
from safecommunity.accreditation.procedures import Limit, Move, Procedure, clocks
from safecommunity.accreditation.procedures.shape import FIRM, Need
from safecommunity.accreditation.queries import offices, sheets, vetoes
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.queries.vetoes import Declared
from safecommunity.places.models import Place
from safecommunity.shell.numbers import day

PASSES = ("pass_site", "pass_visit", "renew")  # moves that say the site review was passed
SETTLES = (*PASSES, "accept_rectification")  # moves after which nobody looks at the site again
ON_RECORD = "source"  # the paper of an office outside this installation
LANGUAGES = ("zh-hans", "zh-hant", "en")

LEFT = (Finding.State.OPEN, Finding.State.ANSWERED, Finding.State.RETURNED)


@dataclass(frozen=True)
class Problem:
    """Something against a move. `firm` stops it; the rest warns, and who goes on has to say so."""

    rule: str
    text: str
    firm: bool


@dataclass
class Asked:
    """A move that is asked about: what it would be done with."""

    application: Application
    procedure: Procedure
    move: Move
    on: date
    office: Office
    papers: Collection[str] = ()
    round: Round | None = None
    year: int | None = None
    declared: Mapping[str, Declared] = field(default_factory=dict)
    stays: list[Stay] = field(default_factory=list)
    steps: list[Step] = field(default_factory=list)

    @property
    def recorded(self) -> bool:
        """Whether an office outside decided, and it only goes on record here."""
        return self.office.recorded

    @property
    def stay(self) -> Stay:
        """Where it stands now."""
        return self.stays[-1]

    @cached_property
    def vetoes(self) -> list[vetoes.Told]:
        """What is known of every veto the move looks at."""
        if "vetoes" not in self.move.needs:
            return []
        return vetoes.of_move(self.application, self.round, self.on)

    @property
    def said(self) -> dict[str, Declared]:
        """What is declared now, before what the same office declared with the move that led here."""
        before = vetoes.carried(self.steps, self.office.place.pk, self.application.state)
        return {**before, **self.declared}


Check = Callable[[Asked], list[Problem]]


def weigh(asked: Asked) -> list[Problem]:
    """Everything against a move, what stops it first."""
    found = [*_needs(asked), *_rests_on(asked), *_papers(asked)]
    for limit in asked.move.limits:
        told = LIMITS[limit.kind](asked, limit)
        if told:
            found.append(Problem(f"{asked.move.id}.{limit.id}", told, limit.basis in FIRM))
    return sorted(found, key=lambda one: not one.firm)


# -- needs ---------------------------------------------------------------------------------


def _needs(asked: Asked) -> list[Problem]:
    return [problem for name in asked.move.needs for problem in NEEDS[name](asked)]


def _round(asked: Asked) -> list[Problem]:
    """A self-assessment of the place by the procedure's standard, handed in."""
    one = asked.round or asked.application.round
    if one is None:
        says = _("No self-assessment by the standard “%(sheet)s” is handed in") % {
            "sheet": sheet_name(asked.procedure)
        }
        return [Problem("round.handed_in", says, True)]
    if one.state != Round.State.HANDED_IN:
        return [
            Problem("round.handed_in", _("The self-assessment is open; its chief hands it in first"), True)
        ]
    return []


def _rests_on(asked: Asked) -> list[Problem]:
    """Nobody looks at, or names by, a self-assessment that was opened again and can still be changed."""
    held, one = asked.application, asked.application.round
    if one is None or held.submitted_on is None or one.state == Round.State.HANDED_IN:
        return []
    if {"round", "official_round"}.intersection(
        asked.move.needs
    ):  # said there, of the one that is linked now
        return []
    to = [asked.procedure.state[name] for name in asked.procedure.targets(asked.move)]
    if not any(state.locks or state.stage == "named" for state in to):
        return []
    return [Problem("round.handed_in", _("The self-assessment is open; its chief hands it in first"), True)]


def _official_round(asked: Asked) -> list[Problem]:
    """A score that includes texts nobody read in their source is a sample and is not submitted."""
    found = _round(asked)
    one = asked.round or asked.application.round
    if one is not None and not sheets.of_sheet(one.sheet).firm:
        says = _("The score includes texts that are not official: a sample is not submitted")
        found.append(Problem("round.official", says, True))
    if (
        asked.application.named_on
        and one is not None
        and one.pk == asked.application.round_id
        and asked.round is None
    ):
        says = _("A re-evaluation rests on a new self-assessment; this is the one of the application")
        found.append(Problem("round.new", says, False))
    return found


def _objections(asked: Asked, state: str) -> int:
    return Objection.objects.filter(notice__stay=asked.stay, state=state).count()


def _objections_decided(asked: Asked) -> list[Problem]:
    n = _objections(asked, Objection.State.OPEN)
    says = _("%(n)s objections are not decided") % {"n": n}
    return [Problem("objections.decided", says, True)] if n else []


def _objection_upheld(asked: Asked) -> list[Problem]:
    if _objections(asked, Objection.State.UPHELD):
        return []
    return [Problem("objections.upheld", _("No objection was upheld"), True)]


def _no_objection_upheld(asked: Asked) -> list[Problem]:
    n = _objections(asked, Objection.State.UPHELD)
    says = _("%(n)s objections were upheld: the decision is taken again") % {"n": n}
    return [Problem("objections.none_upheld", says, True)] if n else []


def _review(asked: Asked) -> list[Problem]:
    """A panel that was appointed has published. A pass warns against its verdict, with findings left, without any."""
    found: list[Problem] = []
    panels = list(
        asked.application.panels.filter(round=asked.application.round).exclude(state="dissolved").select_related("result")
        .annotate(left=Count("findings", filter=Q(findings__state__in=LEFT)))
    )  # fmt: skip
    settles = asked.move.id in SETTLES
    if settles and not panels and not asked.recorded:  # an office outside has its own panel
        found.append(Problem("review.none", _("No review panel has looked at this self-assessment"), False))
    for panel in panels:
        if settles and panel.left:
            says = _("%(n)s findings of the panel are not closed") % {"n": panel.left}
            found.append(Problem("review.findings", says, False))
        if panel.state != "published":
            says = _("The review panel has not published its result yet")
            found.append(Problem("review.published", says, True))
        elif (
            asked.move.id in PASSES and panel.result is not None and panel.result.verdict not in ("", "pass")
        ):
            says = _("The panel's result has %(points)s points and does not pass")
            found.append(Problem("review.verdict", says % {"points": f"{panel.result.points:.2f}"}, False))
    return found


def _vetoes(asked: Asked) -> list[Problem]:
    """What fails a place whatever its score: by records, or else by what whoever moves it declares."""
    found: list[Problem] = []
    for told in asked.vetoes:
        rule, firm = f"veto.{told.veto.id}", told.veto.basis in FIRM
        said = asked.said.get(told.veto.id)
        if told.happened:
            found.append(
                Problem(rule, _("Veto: %(veto)s. %(says)s") % {"veto": told.text, "says": told.says}, firm)
            )
        elif told.happened is None and said is None:
            says = _("Say whether it happened, and how you know: %(veto)s. %(says)s")
            found.append(Problem(f"{rule}.declared", says % {"veto": told.text, "says": told.says}, True))
        elif told.happened is None and said is not None and said.happened:
            says = _("Veto: %(veto)s. It is declared: %(reason)s")
            found.append(Problem(rule, says % {"veto": told.text, "reason": said.reason}, firm))
    return found


NEEDS: dict[str, Check] = {
    "round": _round, "official_round": _official_round, "objections_decided": _objections_decided,
    "objection_upheld": _objection_upheld, "no_objection_upheld": _no_objection_upheld, "review": _review,
    "vetoes": _vetoes,
}  # fmt: skip


# -- papers --------------------------------------------------------------------------------


def papers_here(stay: Stay) -> list[Paper]:
    """Papers filed where the application stands now."""
    return [one for one in stay.papers.all() if one.withdrawn_on is None]


def needs_of(application: Application, procedure: Procedure, office: Place) -> dict[str, Need]:
    """Papers an office may file ahead here: those of its own moves, and what puts on record an office outside."""
    above, found = offices.line_above(application.place), dict[str, Need]()
    for move in procedure.moves_from(application.state):
        acts = offices.office_of(application.place, move.role, above)
        if acts.place.pk == office.pk:
            found |= {need.id: need for need in move.papers}
            if acts.recorded and not move.papers:
                title = dict.fromkeys(LANGUAGES, _("Paper from the office that decided"))
                found[ON_RECORD] = Need(ON_RECORD, title, "operator")
    return found


def papers_for(asked: Asked) -> set[str]:
    """Codes of the papers the office filed here for this move: what was used before is used up."""
    made = [step.at for step in asked.steps if step.move == asked.move.id]
    # what puts on record serves any move of an office outside, once
    told = [step.at for step in asked.steps if step.recorded and step.from_state == step.to_state]
    since = {ON_RECORD: max([*made[-1:], *told[-1:]], default=None)}
    last = made[-1] if made else None
    found = set()
    for one in papers_here(asked.stay):
        before = since.get(one.code, last)
        if one.office_id == asked.office.place.pk and (before is None or one.at > before):
            found.add(one.code)
    return found


def _papers(asked: Asked) -> list[Problem]:
    have = {*asked.papers, *papers_for(asked)}
    found = [
        Problem(
            f"paper.{need.id}", _("Paper missing: %(paper)s") % {"paper": words.text(need.title)}, need.basis in FIRM
        )
        for need in asked.move.papers
        if need.id not in have
    ]  # fmt: skip
    own = {need.id for need in asked.move.papers}
    if asked.recorded and not have & {*own, ON_RECORD}:
        says = _("What an office outside this installation did goes on record with its paper; none is here")
        found.append(Problem("paper.source", says, True))
    return found


# -- limits --------------------------------------------------------------------------------


def _after_clock(asked: Asked, _limit: Limit) -> str:
    last = asked.stay.due_on
    if last is None or asked.on > last:
        return ""
    return _("Possible after %(day)s; it is %(on)s") % {"day": day(last), "on": day(asked.on)}


def _before_clock(asked: Asked, _limit: Limit) -> str:
    last = asked.stay.due_on
    if last is None or asked.on <= last:
        return ""
    return _("Possible until %(day)s; it is %(on)s") % {"day": day(last), "on": day(asked.on)}


def _after_term(asked: Asked, _limit: Limit) -> str:
    last = asked.application.term_ends
    if last is None or asked.on > last:
        return ""
    return _("The term runs until %(day)s; it is %(on)s") % {"day": day(last), "on": day(asked.on)}


def _stayed(asked: Asked, limit: Limit) -> str:
    """Since it first came to a state."""
    first = next((one.entered_on for one in asked.stays if one.state == limit.state), None)
    if first is None:
        return _("It was never in “%(state)s”") % {"state": state_name(asked.procedure, limit.state)}
    ready = (
        clocks.later(first, limit.n, limit.unit) if limit.unit != "working" else clocks.after(first, limit.n)
    )
    if asked.on >= ready:
        return ""
    told = {"state": state_name(asked.procedure, limit.state), "since": day(first), "ready": day(ready)}
    return _("In “%(state)s” since %(since)s; possible from %(ready)s") % told


def _within(asked: Asked, limit: Limit) -> str:
    """Not longer ago than that."""
    last = next((one.entered_on for one in reversed(asked.stays) if one.state == limit.state), None)
    name = state_name(asked.procedure, limit.state)
    if last is None:
        return _("It was never in “%(state)s”") % {"state": name}
    until = (
        clocks.later(last, limit.n, limit.unit) if limit.unit != "working" else clocks.after(last, limit.n)
    )
    if asked.on <= until:
        return ""
    return _("“%(state)s” was last on %(last)s; possible until %(until)s") % {
        "state": name, "last": day(last), "until": day(until),
    }  # fmt: skip


def _at_most(asked: Asked, limit: Limit) -> str:
    """In the present term: after a naming, counting begins again."""
    done = 0
    for step in asked.steps:
        move = asked.procedure.move.get(step.move)
        if move is not None and {"name", "renew"}.intersection(move.does):
            done = 0
        done += step.move == asked.move.id
    if done < limit.n:
        return ""
    return _("Done %(n)s times already; allowed: %(most)s") % {"n": done, "most": limit.n}


def _points(asked: Asked, limit: Limit) -> str:
    one = asked.round or asked.application.round
    if one is None or one.points >= limit.n:
        return ""
    return _("The self-assessment has %(points)s points; expected: at least %(least)s") % {
        "points": f"{one.points:.2f}", "least": limit.n,
    }  # fmt: skip


def _once_a_year(asked: Asked, _limit: Limit) -> str:
    if asked.year is None or not asked.application.reports.filter(year=asked.year).exists():
        return ""
    return _("The report of %(year)s is handed in already") % {"year": asked.year}


LIMITS: dict[str, Callable[[Asked, Limit], str]] = {
    "after_clock": _after_clock, "before_clock": _before_clock, "after_term": _after_term, "stayed": _stayed,
    "within": _within, "at_most": _at_most, "points": _points, "once_a_year": _once_a_year,
}  # fmt: skip


def state_name(procedure: Procedure, code: str) -> str:
    """A state in words."""
    found = procedure.state.get(code)
    return words.text(found.title) if found else code


def move_name(procedure: Procedure, code: str) -> str:
    """A move in words."""
    found = procedure.move.get(code)
    return words.text(found.title) if found else code


def sheet_name(procedure: Procedure) -> str:
    """The standard a procedure's self-assessment follows, in words."""
    found = sheets.shipped_titles().get(procedure.sheet)
    return words.text(found) if found else procedure.sheet
