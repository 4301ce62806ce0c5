"""Every state × every move × everybody: a move is made by its own office where it begins, and nowhere else."""

from datetime import date

import pytest
from django.db import transaction

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions, codes
from safecommunity.accreditation.actions import NotYours, Refused, Sent
from safecommunity.accreditation.models import Application, PublicNotice, Round, Stay, Step
from tests.accreditation.road import FILED, NOTHING_HAPPENED, TODAY, Everything, Road, at

MONDAY = date(2026, 12, 21)  # a month ahead
# what a move needs besides papers and is not laid here: it is refused by these rules and no other
UNMET = {"stop": "objections.upheld", "lapse": "lapse.term_over"}
OFFICES = {"applicant": ("clerk", "chief"), "applicant_chief": ("chief",)}


def lay(road: Road, code: str) -> tuple[Application, Round]:
    """An application with a self-assessment by an official sheet, years ago enough for every clock."""
    if codes.procedures()[code].sheet != "isccc6":
        road.official(codes.procedures()[code].sheet)
    held = road.round(codes.procedures()[code].sheet)
    one = road.opened(code)
    Application.objects.filter(pk=one.pk).update(round=held, sheet=held.sheet, filed_on=FILED)
    one.refresh_from_db()
    Stay.objects.filter(application=one).update(state="building")
    return one, held


def stand(one: Application, state: str) -> Application:
    """The application as if it had come to a state from every other one, long ago."""
    procedure = codes.procedures()[one.procedure.code]
    found = procedure.state[state]
    values = {"state": state, "stage": found.stage, "turn_role": found.turn, "closed_on": None}
    if found.stage in ("named", "reevaluation"):
        values |= {"named_on": FILED, "term_ends": TODAY}
    Application.objects.filter(pk=one.pk).update(**values)
    Stay.objects.filter(application=one).update(left_on=FILED)
    last = one.stays.order_by("-number").first()
    for number, before in enumerate((*procedure.state, state), (last.number if last else 0) + 1):
        Stay.objects.create(
            application=one, number=number, state=before, stage=procedure.state[before].stage, entered_on=FILED,
            entered_at=at(FILED), turn_role=found.turn, left_on=FILED,
        )  # fmt: skip
    Stay.objects.filter(pk=one.stays.order_by("-number").first().pk).update(left_on=None)
    return Application.objects.get(pk=one.pk)


def who_may(road: Road, one: Application, role: str) -> set[str]:
    """Names of the people who sit in the office of a role; the centre's is the highest one here."""
    return set(OFFICES.get(role, ("province",) if role == "centre" else (role,)))


def tried(road: Road, one: Application, move: str, by: Reader) -> str:
    """What comes of a try that is taken back: the state it leads to, the rule that refuses, or "not yours"."""
    procedure = codes.procedures()[one.procedure.code]
    does = procedure.move[move].does
    sent = Sent(
        one.edition, happened_on=TODAY, note="按程序", known=Everything(), papers=road.papers(one, move),
        declared=NOTHING_HAPPENED, due_on=MONDAY if "deadline" in does else None,
        year=2025 if "report" in does else None,
    )  # fmt: skip
    with transaction.atomic():
        try:
            made = actions.make_move(reader=by, application=one, move=move, sent=sent, at=at(TODAY))
            return made.state
        except NotYours:
            return "not yours"
        except Refused as reason:
            return f"refused {reason}"
        finally:
            transaction.set_rollback(True)


@pytest.mark.slow
@pytest.mark.parametrize("code", ["cn-municipal", "isccc"])
def test_everybody_at_every_state(road: Road, code: str) -> None:
    """All people of the road try every move from every state."""
    one, _held = lay(road, code)
    wrong: list[str] = []
    procedure = codes.procedures()[code]
    for state in procedure.state:
        one = stand(one, state)
        for move in procedure.move.values():
            allowed = who_may(road, one, move.role)
            starts = state in move.sources
            for name, by in road.people.items():
                if not starts and name not in ("chief", "province", *allowed):
                    continue  # whoever is refused where it begins is refused before anybody looks where it stands
                got = tried(road, one, move.id, by)
                wrong += judged(state, move.id, name, allowed, starts, got)
    assert not wrong, "\n".join(wrong)
    assert Step.objects.filter(application=one).count() == 1  # nothing was left half-done


def judged(state: str, move: str, name: str, allowed: set[str], starts: bool, got: str) -> list[str]:
    """What is wrong with an answer."""
    here = f"{name} {move} from {state}: {got}"
    if name not in allowed:
        return [] if got == "not yours" else [f"{here}, should not be theirs"]
    if not starts:
        named = "move.not_from_here" in got or "no_withdrawal" in got
        return [] if named else [f"{here}, should be refused by a rule"]
    if got.startswith("refused"):
        return [] if UNMET.get(move, "?") in got else [f"{here}, should be done"]
    return [f"{here}, should be theirs"] if got == "not yours" else []


@pytest.mark.parametrize("code", ["cn-provincial", "cn-national"])
def test_every_move_is_made_where_it_begins(road: Road, code: str) -> None:
    """The longer procedures: each move by its own office, and by its neighbour not at all."""
    one, _held = lay(road, code)
    wrong: list[str] = []
    procedure = codes.procedures()[code]
    for state in procedure.state:
        one = stand(one, state)
        for move in procedure.moves_from(state):
            allowed = who_may(road, one, move.role)
            for name in ("clerk", "district", *allowed):
                got = tried(road, one, move.id, road.people[name])
                wrong += judged(state, move.id, name, allowed, True, got)
    assert not wrong, "\n".join(wrong)


def test_no_notice_is_left_by_tries_that_were_taken_back(road: Road) -> None:
    one, _held = lay(road, "cn-municipal")
    tried(road, stand(one, "decision"), "publish", road.people["city"])
    assert not PublicNotice.objects.exists()
