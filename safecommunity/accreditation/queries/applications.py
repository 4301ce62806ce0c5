"""Applications as a reader may see them, and one application with its ways on, its stages and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from safecommunity.accounts.models import Role
from safecommunity.accreditation.models import (
    Application,
    Certificate,
    Evidence,
    Objection,
    PublicNotice,
    Round,
    Stay,
    Step,
)
from safecommunity.accreditation.procedures import Move, Procedure
from safecommunity.accreditation.procedures.shape import APPLICANT, CHIEF, TIERS
from safecommunity.accreditation.queries import moves, offices, procedures
from safecommunity.accreditation.queries.moves import Asked, Problem
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.rights import OFFICE, ROOM, Rights
from safecommunity.places import queries as places


def applications(rights: Rights) -> QuerySet[Application]:
    """Those open to the reader; what the procedure says is not read along."""
    return (
        Application.objects.filter(rights.seen_applications())
        .select_related("place", "turn_place", "procedure").defer("procedure__data")
    )  # fmt: skip


def one(rights: Rights, pid: str) -> Application | None:
    """One, if it is open to the reader."""
    found = Application.objects.select_related("place", "turn_place", "procedure", "sheet", "round")
    return found.filter(rights.seen_applications(), pid=pid).first()


def waiting(rights: Rights) -> QuerySet[Application]:
    """Applications whose turn is the reader's, as far as rights say it in one query."""
    reader = rights.reader
    turn = Q(pk__in=[])
    for roles, allowed in (((APPLICANT,), OFFICE), ((CHIEF, *TIERS), (Role.CHIEF,))):
        held = places.open_paths(reader.place_scopes(ROOM, *allowed)).values()
        if held:  # a chief also records what offices outside did, where nothing is above his place
            turn |= Q(turn_role__in=roles, turn_place_id__in=places.keys_under(held))
    tiers = reader.place_scopes(ROOM, Role.SUPERVISOR)
    if tiers:
        turn |= Q(turn_role__in=tuple(TIERS), turn_place__pid__in=tiers)
    return applications(rights).filter(turn, closed_on__isnull=True)


@dataclass(frozen=True)
class Way:
    """A move from where an application stands: whose it is, and what stands against it now."""

    move: Move
    office: Office
    mine: bool
    problems: tuple[Problem, ...]


def ways(rights: Rights, held: Application, procedure: Procedure, today: date) -> list[Way]:
    """Every move from here, the procedure's order; constant in queries but for what a move itself needs."""
    above = offices.line_above(held.place)
    stays = list(held.stays.order_by("number").prefetch_related("papers"))
    steps = list(held.steps.order_by("number"))
    found = []
    for move in procedure.moves_from(held.state):
        office = offices.office_of(held.place, move.role, above)
        mine = offices.sits(rights, held, move.role, office)
        asked = Asked(held, procedure, move, today, office, stays=stays, steps=steps)
        found.append(Way(move, office, mine, tuple(moves.weigh(asked)) if mine else ()))
    return found


@dataclass(frozen=True)
class Stage:
    """A stage on the line of an application: when it came there, whether it stands there now."""

    code: str
    now: bool
    since: date | None
    until: date | None


def line(held: Application, procedure: Procedure, stays: Sequence[Stay]) -> list[Stage]:
    """The stages of the procedure with the days of the last passage through each."""
    found = []
    for code in procedure.stages:
        if code == "closed" and held.stage != "closed":
            continue
        here = [stay for stay in stays if stay.stage == code]
        last = here[-1] if here else None
        first = last
        for stay in reversed(here):
            if first is not None and stay.left_on == first.entered_on:
                first = stay
        now = code == held.stage
        found.append(
            Stage(code, now, first.entered_on if first else None, last.left_on if last and not now else None)
        )
    return found


def history(held: Application) -> list[Step]:
    """Every step, newest first."""
    return list(held.steps.select_related("office").order_by("-number")[:200])


def rounds_to_choose(held: Application, procedure: Procedure) -> list[Round]:
    """Self-assessments of the place by the procedure's standard that are handed in, newest first."""
    found = Round.objects.filter(
        place=held.place, code=procedure.sheet, state=Round.State.HANDED_IN, kind=Round.Kind.SELF
    ).select_related("sheet")
    return list(found.order_by("-year", "-pk")[:20])


def evidence_to_choose(held: Application) -> list[Evidence]:
    """Pieces of evidence of the place that may stand for a paper."""
    return list(Evidence.objects.filter(place=held.place, withdrawn_on__isnull=True).order_by("-pk")[:50])


def reports_missing(held: Application, today: date) -> list[int]:
    """Whole years since the naming without a report."""
    if held.named_on is None or held.stage not in ("named", "reevaluation"):
        return []
    told = {one.year for one in held.reports.all()}
    return [year for year in range(held.named_on.year, today.year) if year not in told]


def objections(held: Application) -> list[Objection]:
    """Objections against this application, newest first, with how to reach who objected."""
    found = Objection.objects.filter(notice__application=held).select_related("notice", "contact")
    return list(found.order_by("-pk")[:200])


def notices_going(limit: int = 200) -> list[PublicNotice]:
    """Decisions on notice now, for everybody."""
    found = PublicNotice.objects.filter(ended_on__isnull=True)
    return list(found.select_related("application__place", "application__procedure", "stay")[:limit])


def notice(pid: str) -> PublicNotice | None:
    """A notice by its id, for everybody."""
    found = PublicNotice.objects.filter(pid=pid)
    return found.select_related("application__place", "application__procedure", "stay").first()


def by_receipt(receipt: str) -> Objection | None:
    """An objection for who holds the receipt."""
    found = Objection.objects.filter(receipt=receipt)
    return found.select_related("notice__application__place").first()


def on_record(one: Certificate) -> bool:
    """Whether an office outside this installation named the place, and this one only put it on record."""
    return one.application.steps.filter(at=one.at, recorded=True).exists()


def certificate(code: str) -> Certificate | None:
    """A certificate by the code on it, for everybody."""
    found = Certificate.objects.filter(code=code)
    return found.select_related("application__place", "application__procedure").first()


def procedure_of(held: Application) -> Procedure:
    """The procedure an application is run by."""
    return procedures.of(held.procedure)
