"""What an application, a sheet and a review refuse, each by the name of its rule, with nothing half-done.

Two officers deciding at once are in test_at_once.py, as two real transactions.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import pytest

from safecommunity.accounts import actions as accounts
from safecommunity.accreditation import actions, standards
from safecommunity.accreditation.models import (
    Application,
    EvidenceUse,
    Panel,
    PanelMember,
    Sheet,
    Stay,
    Step,
)
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions as review
from safecommunity.journal.models import AuditEvent, Change
from tests.accreditation.conftest import Ground
from tests.accreditation.reviewing import DUE, laid, person
from tests.accreditation.road import MUNICIPAL, NOW, Road

pytestmark = [pytest.mark.django_db, pytest.mark.db]
KEPT = (Application, Stay, Step, Sheet, EvidenceUse, Panel, PanelMember, AuditEvent, Change)


@contextmanager
def refused(rule: str) -> Iterator[None]:
    """Refused by this rule, and no row is more or other than before."""
    before = [list(model.objects.order_by("pk").values()) for model in KEPT]
    with pytest.raises((actions.Refused, standards.BadStandard), match=rule):
        yield
    assert [list(model.objects.order_by("pk").values()) for model in KEPT] == before


def on_notice(road: Road) -> Application:
    """On public notice since 2024-05-06."""
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    return road.walk(one, MUNICIPAL[3:-1], date(2024, 5, 6), round=held)


def test_a_sheet_whose_weights_do_not_add_up(ground: Ground) -> None:
    """AQ: 150 points are printed; one item of twice the weight makes them 153."""
    data = standards.written(sheets.in_force()["cn-national"]) | {"version": "2"}
    data["elements"][0]["items"][0]["weight"] = "2"
    with refused(r"153.*150.*N2"):
        actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)


def test_a_cycle_in_a_crosswalk(ground: Ground) -> None:
    """who6:W1 leads to isccc6:I1 as shipped; an edition that leads back makes each the whole of the other."""
    data = standards.written(sheets.in_force()["isccc6"]) | {"version": "2"}
    data["elements"][0]["items"][0]["answers"] = ["who6:W1"]
    with refused(r"who6:W1.*crosswalk\.circle"):
        actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)


def test_a_forbidden_transition(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:2])
    with refused(r"move\.not_from_here"):
        road.move(one, "publish", by=road.people["city"])


def test_a_reviewer_scoring_his_own_unit(ground: Ground) -> None:
    """Somebody who is a reviewer and works for the street: neither asked, nor able to mark once he works there."""
    held = laid(ground)
    insider = person("insider", "reviewer", ground.district.pid)
    accounts.grant_scope(
        user=insider, role="grid", place=ground.street.pid, starts=date(2020, 1, 1), by="t", at=NOW
    )
    with refused("回避规则"):
        review.appoint_panel(
            reader=held.above, round=held.round, lead=held.users["a"].pid, at=NOW, due=DUE,
            members=[held.users["a"].pid, insider.pid],
        )  # fmt: skip
    panel = held.scoring("a", "b")
    accounts.grant_scope(
        user=held.users["b"], role="clerk", place=ground.street.pid, starts=date(2020, 1, 1), by="t", at=NOW
    )
    with refused("回避规则"):
        review.keep_marks(reader=held.who("b"), panel=panel, seen=held.seen("met"), at=NOW)


def test_evidence_from_outside_the_period(ground: Ground) -> None:
    """N11: what happened in 2026 proves nothing of 2025."""
    one = ground.opened(year=2025)
    values = {"title": "演练记录", "pointer": "https://example.org/a", "happened_on": date(2026, 1, 2)}
    piece = actions.bring_evidence(reader=ground.clerk, place=ground.street, values=values, at=NOW)
    with refused("N11"):
        actions.use_evidence(
            reader=ground.clerk, evidence=piece, round=one, item="1", parts=["trace"], at=NOW
        )


def test_a_deadline_on_a_holiday(road: Road) -> None:
    """1 October 2026, a Thursday, is the National Day; offices work again on the 8th (holiday table of 2026)."""
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:-3], date(2026, 9, 7), round=held)
    with refused(r"2026-10-08.*deadline\.working_day"):
        road.move(one, "rectify", due_on=date(2026, 10, 1))


def test_withdrawal_during_the_public_notice(road: Road) -> None:
    one = on_notice(road)
    with refused("no_withdrawal_on_notice"):
        road.move(one, "withdraw")
