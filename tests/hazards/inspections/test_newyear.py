"""New Year plans the rounds of last year anew: what still stands, by the newest checklist, once, and takes it back."""

from datetime import date, timedelta

import pytest

from safecommunity.hazards.inspections import actions, lists
from safecommunity.hazards.inspections.lists import Item
from safecommunity.hazards.inspections.newyear import Rounds
from safecommunity.hazards.models import Inspection, InspectionRound
from safecommunity.places import actions as places
from tests.hazards.conftest import NOW, TODAY
from tests.hazards.inspections.conftest import THREE, Teams

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def of(teams: Teams) -> Rounds:
    return Rounds(teams.street.clerk, teams.street.place, 2027)


def test_a_round_is_planned_for_the_same_days_a_year_later_once(teams: Teams) -> None:
    before = teams.planned(spots=[(teams.street.east, "示东菜市场")])
    carrier = of(teams)
    assert [(line.title, line.there) for line in carrier.preview()] == [("冬季消防联合检查", False)]
    assert "2 个" in carrier.preview()[0].says
    told = carrier.carry(NOW)
    assert (told["count"], carrier.carry(NOW + timedelta(minutes=1))["count"]) == (1, 0)
    made = InspectionRound.objects.get(pid=told["rounds"][0])
    assert (made.starts, made.until) == (date(2027, 11, 23), date(2027, 11, 27))
    assert [(one.sector, one.leads) for one in made.teams.all()] == [
        (one.sector, one.leads) for one in before.teams.all()
    ]
    assert {one.where for one in made.inspections.all()} == {teams.street.shop.name, "示东菜市场"}
    assert [line.there for line in carrier.preview()] == [True]


def test_units_that_closed_cancelled_ones_and_rechecks_do_not_come_again(teams: Teams) -> None:
    only = teams.one()
    actions.cancel_inspection(reader=teams.street.clerk, inspection=only, reason="停业", at=NOW)
    (line,) = of(teams).preview()
    assert line.says == "所列单位和部位都已不在"
    assert of(teams).carry(NOW)["count"] == 0
    teams.planned(title="第二轮")
    places.close_unit(unit=teams.street.shop, on=TODAY, by="clerk", at=NOW)
    assert of(teams).carry(NOW)["count"] == 0


def test_an_offices_own_checklist_is_the_newest_and_one_that_is_gone_is_said(teams: Teams) -> None:
    say = {
        "reader": teams.street.clerk,
        "place": teams.street.place,
        "title": "本街道小餐饮",
        "setting": "workplace",
    }
    item = Item("灶具旁没有液化气瓶混放", "", "gas", "red")
    old, _new = actions.keep_checklist(items=[item], source="", at=NOW, **say)
    teams.planned(checklist=lists.one(f"own-{old.pid}", (teams.street.place.pid,)))
    newer, _new = actions.keep_checklist(
        items=[item, Item("有灭火器", "", "passage", "yellow")], source="", at=NOW, **say
    )
    made = InspectionRound.objects.get(pid=of(teams).carry(NOW)["rounds"][0])
    assert (made.checklist, made.version, made.inspections.get().lines.count()) == (f"own-{newer.pid}", 2, 2)
    InspectionRound.objects.filter(pk=made.pk).update(client_id=None)
    InspectionRound.objects.filter(checklist=f"own-{old.pid}").update(checklist_title="别处的")
    assert of(teams).preview()[0].says == "所用检查表已不再提供"


def test_it_is_taken_back_while_nothing_was_inspected_and_can_be_carried_again(teams: Teams) -> None:
    teams.planned()
    told = of(teams).carry(NOW)
    assert of(teams).undo(told, NOW) == []
    assert set(Inspection.objects.filter(year=2027).values_list("rank", flat=True)) == {
        Inspection.Rank.CANCELLED
    }
    assert [line.there for line in of(teams).preview()] == [False]
    again = of(teams).carry(NOW)
    assert again["count"] == 1
    Inspection.objects.filter(round__pid=again["rounds"][0]).update(rank=0, done_on=TODAY, day=TODAY)
    assert of(teams).undo(again, NOW) == ["冬季消防联合检查"]


def test_rounds_of_other_streets_and_other_years_are_left_alone(teams: Teams) -> None:
    teams.planned(sectors=THREE)
    assert Rounds(teams.street.clerk, teams.street.place, 2028).preview() == []
