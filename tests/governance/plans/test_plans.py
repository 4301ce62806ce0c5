"""Work plans in years and stages. Expected numbers are those of the seed's documents D4, D5, D7, D9 and D10."""

import itertools
from datetime import date, timedelta
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest

from safecommunity.governance import actions as office
from safecommunity.governance import codes
from safecommunity.governance.models import Body, Plan, PlanItem, PlanStage, Review, Task
from safecommunity.governance.plans import (
    actions,
    facts,
    newyear,
    performance,
    progress,
    queries,
    reading,
    stages,
    words,
)
from safecommunity.governance.queries import work
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal.models import AuditEvent
from safecommunity.shell import sheets
from tests.governance.conftest import NOW, Street, person
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is late is told by the clock: it stands still."""
    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: TODAY))


def made(street: Street, scheme: str = "", **more: Any) -> Plan:
    """A plan of the year 2026, or as told."""
    values = {
        "kind": "year", "title": "2026 年安全社区工作计划", "goal": "", "paper": "示街发〔2026〕2 号", "body": None,
        "starts": date(2026, 1, 1), "until": date(2026, 12, 31), "within": None,
    }  # fmt: skip
    return actions.create_plan(
        reader=street.clerk, place=street.place, values=values | more, scheme=scheme, at=NOW
    )


def staged(street: Street, first: int = 2009, last: int = 2012, scheme: str = "years", **more: Any) -> Plan:
    """D4's plan: four years, at their end the municipal standard."""
    days = {"starts": date(first, 1, 1), "until": date(last, 12, 31)}
    return made(street, scheme, kind="staged", title=f"安全社区建立完善方案 {first}–{last}", **days, **more)


def values(**more: Any) -> dict[str, Any]:
    """An item of the plan."""
    found: dict[str, Any] = {
        "title": "老旧小区加装扶手", "who": "示例街道安全办", "due": date(2026, 12, 10), "setting": "home",
        "group": "老年人", "measure": "每个社区都有", "amount": None, "qualifier": "", "unit": "", "figure": "",
        "budget": None, "stage": None, "agency": None, "body": None,
    }  # fmt: skip
    return found | more


def item(street: Street, plan: Plan, **more: Any) -> PlanItem:
    return actions.add_item(reader=street.clerk, plan=plan, values=values(**more), at=NOW)


def finish(street: Street, one: PlanItem, on: date = TODAY) -> None:
    for task in one.tasks.filter(done_on__isnull=True):
        office.finish_task(reader=street.clerk, task=task, on=on, result="办好", at=NOW)


# -- the numbers of the papers -------------------------------------------------------------------


def test_four_years_are_four_stages_that_open(street: Street) -> None:
    """D4.3: 一年打基础、二年上台阶、三年见成效、四年迈大步; D4.4: the municipal standard by 2012."""
    plan = staged(street)
    told = [(one.title, one.starts.year, one.until) for one in queries.stages(plan)]
    assert [title for title, _year, _last in told] == ["打基础", "上台阶", "见成效", "迈大步"]
    assert [year for _title, year, _last in told] == [2009, 2010, 2011, 2012]
    assert told[-1][2] == date(2012, 12, 31)
    years = "2009-01..2012-12"
    assert street.figure("plans.stages", years).value == 4
    assert street.figure("plans.years", years).value == 4
    assert street.figure("plans.count", "2012").value == 1
    assert street.figure("plans.count", "2013").value == 0
    for code in ("plans.stages", "plans.years"):
        behind = street.opens(code, years)
        assert (behind.total, behind.openable) == (4, 4), code
        assert {row.url for row in behind.rows.rows} == {f"/work-plans/{plan.pid}/"}


def test_two_years_to_the_provincial_level(street: Street) -> None:
    """D10.3: two years; a plan runs in its years to come too."""
    staged(street, 2026, 2027)
    assert street.figure("plans.years", "2026-01..2027-12").value == 2


def test_pilots_first_then_everywhere(street: Street) -> None:
    """D7.1, D9.26: two pilots of the first year, an amount of the first stage; D5.1: the review is due in 2014."""
    plan = staged(street, 2013, 2014, "pilot")
    assert [one.title for one in queries.stages(plan)] == ["试点", "全面推开"]
    one = item(street, plan, title="首批试点", amount=Decimal(2), unit="pieces", due=date(2013, 6, 30),
               stage=queries.stages(plan)[0])  # fmt: skip
    assert words.promised(one) == "每个社区都有 · 2 个"
    item(street, plan, title="通过省级评审", due=date(2014, 12, 31))
    assert street.figure("plans.items", "2014").value == 1
    assert "2 个" in street.opens("plans.items", "2013").rows.rows[0].cells[3]


def test_the_words_of_the_paper_stay_beside_the_number(street: Street) -> None:
    """余、近、以上 are kept (N7): D8.15 says 30 余套, D9.24 近百公里, D2.1 不少于 5."""
    plan = made(street)
    told = [
        (Decimal(30), "gt", "copies", "30 份（余）"), (Decimal(100), "near", "kilometres", "100 公里（近）"),
        (Decimal(300), "approx", "copies", "300 份（约）"), (Decimal(5), "ge", "pieces", "5 个（以上）"),
        (Decimal("39.25"), "", "kilometres", "39.25 公里"),
    ]  # fmt: skip
    for n, (amount, qualifier, unit, says) in enumerate(told):
        one = item(
            street, plan, title=f"第 {n} 项", amount=amount, qualifier=qualifier, unit=unit, measure=""
        )
        assert words.promised(PlanItem.objects.get(pk=one.pk)) == says


def test_twelve_settings_are_measured_by_a_figure(street: Street) -> None:
    """D7.2: twelve settings; an item that names a figure has what the records say."""
    plan = made(street)
    one = item(
        street, plan, title="每个领域一个工作组", amount=Decimal(12), unit="pieces", figure="bodies.groups"
    )
    told = progress.measured(one, now=NOW, today=TODAY)
    assert told is not None
    assert (told.figure.value, told.reached) == (0, False)
    office.found_bodies(reader=street.clerk, place=street.place, starts=date(2026, 1, 5), at=NOW)
    told = progress.measured(one, now=NOW, today=TODAY)
    assert told is not None
    assert (told.figure.value, told.reached) == (12, True)
    assert len(codes.settings()) == 12


# -- items, tasks, clocks ------------------------------------------------------------------------


def test_an_item_ends_in_a_task_and_is_done_when_its_tasks_are(street: Street) -> None:
    plan = made(street)
    one = item(street, plan)
    task = one.tasks.get()
    assert (task.title, task.who, task.due, task.source) == (one.title, one.who, one.due, "plan")
    actions.add_task(reader=street.clerk, item=one, title="验收", due=date(2026, 12, 5), at=NOW)
    assert street.figure("plans.items").value == 1
    assert queries.lines(plan, TODAY)[0].state == "waiting"
    office.finish_task(reader=street.clerk, task=task, on=TODAY, result="", at=NOW)
    assert queries.lines(plan, TODAY)[0].state == "going"
    assert street.figure("plans.items_on_time").denominator == 0  # its day has not come
    finish(street, one)
    line = queries.lines(plan, TODAY)[0]
    assert (line.state, line.way.done, line.way.due, line.way.done_on) == ("done", 2, 2, TODAY)
    share = street.figure("plans.items_on_time")
    assert (share.value, share.numerator, share.denominator) == (100, 1, 1)


def test_late_is_told_by_the_clock_and_ends_with_the_task(street: Street) -> None:
    plan = made(street)
    one = item(street, plan, due=date(2026, 3, 1))
    assert queries.lines(plan, TODAY)[0].state == "late"
    assert street.figure("plans.items_overdue").value == 1
    finish(street, one)
    assert street.figure("plans.items_overdue").value == 0
    assert street.figure("plans.items_on_time").value == 0  # done, and late
    office.reopen_task(reader=street.clerk, task=one.tasks.get(), reason="没装好", at=NOW)
    assert street.figure("plans.items_overdue").value == 1


def test_an_item_given_up_takes_its_open_tasks_along_and_counts_no_more(street: Street) -> None:
    plan = made(street)
    one = item(street, plan, budget=30_000)
    item(street, plan, title="另一项", budget=12_000)
    assert street.figure("plans.budget").value == 42_000
    with pytest.raises(actions.Refused, match="原因"):
        actions.drop_item(reader=street.clerk, item=one, reason=" ", at=NOW)
    actions.drop_item(reader=street.clerk, item=one, reason="并入区里的项目", at=NOW)
    assert (street.figure("plans.items").value, street.figure("plans.budget").value) == (1, 12_000)
    assert one.tasks.get().dropped_on == TODAY
    with pytest.raises(actions.Refused):
        actions.drop_item(reader=street.clerk, item=one, reason="再来", at=NOW)


def test_a_withdrawn_plan_counts_nowhere(street: Street) -> None:
    plan = staged(street, 2025, 2028)
    item(street, plan)
    actions.withdraw_plan(reader=street.clerk, plan=plan, reason="重复登记", at=NOW)
    for code in ("plans.count", "plans.stages", "plans.items"):
        assert street.figure(code).value == 0, code
    assert Task.objects.get().dropped_on == TODAY
    with pytest.raises(actions.Refused):
        item(street, plan, title="还想加")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"due": date(2027, 1, 1)}, "2026-12-31"), ({"title": " "}, "工作事项"), ({"who": ""}, "责任单位"),
        ({"setting": "moon"}, "moon"), ({"amount": Decimal(3), "unit": "stones"}, "stones"),
        ({"figure": "no.such"}, "no.such"), ({"qualifier": "maybe", "amount": Decimal(1), "unit": "pieces"}, "maybe"),
    ],
)  # fmt: skip
def test_an_item_that_cannot_be_is_refused_in_words_and_nothing_is_stored(
    street: Street, wrong: dict[str, Any], says: str
) -> None:
    plan = made(street)
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused, match=says):
        item(street, plan, **wrong)
    assert (PlanItem.objects.count(), Task.objects.count(), AuditEvent.objects.count()) == (0, 0, before)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": date(2025, 1, 1)}, {"until": date(2027, 1, 1)}, {"title": " "}, {"starts": date(1, 1, 1)},
        {"kind": "staged", "until": date(2050, 1, 1)}, {"until": date(9999, 12, 31)},
    ],
)  # fmt: skip
def test_a_plan_that_cannot_be_is_refused(street: Street, wrong: dict[str, Any]) -> None:
    with pytest.raises(actions.Refused):
        made(street, **wrong)
    assert not Plan.objects.exists()


def test_a_second_click_enters_no_second_plan_and_no_second_item(street: Street) -> None:
    plan = made(street)
    assert made(street) == plan
    assert item(street, plan) == item(street, plan)
    assert (Plan.objects.count(), PlanItem.objects.count(), Task.objects.count()) == (1, 1, 1)


def test_two_people_do_not_overwrite_each_others_plan(street: Street) -> None:
    plan = made(street)
    actions.change_plan(reader=street.clerk, plan=plan, values={"title": "甲"}, revision=0, at=NOW)
    with pytest.raises(actions.Refused, match="别人"):
        actions.change_plan(reader=street.clerk, plan=plan, values={"title": "乙"}, revision=0, at=NOW)
    one = item(street, plan)
    actions.change_item(reader=street.clerk, item=one, values=values(title="丙"), revision=0, at=NOW)
    with pytest.raises(actions.Refused, match="别人"):
        actions.change_item(reader=street.clerk, item=one, values=values(title="丁"), revision=0, at=NOW)


def test_a_plan_does_not_shrink_away_from_its_items_and_stages(street: Street) -> None:
    plan = staged(street, 2025, 2028)
    change = {"reader": street.clerk, "plan": plan, "revision": 0, "at": NOW}
    with pytest.raises(actions.Refused, match="迈大步"):
        actions.change_plan(values={"until": date(2027, 12, 31)}, **change)
    actions.drop_stage(reader=street.clerk, stage=queries.stages(plan)[3], at=NOW)
    item(street, plan, due=date(2028, 5, 1))
    with pytest.raises(actions.Refused, match="2028-05-01"):
        actions.change_plan(values={"until": date(2027, 12, 31)}, **change)
    actions.drop_item(reader=street.clerk, item=PlanItem.objects.get(), reason="不办", at=NOW)
    actions.change_plan(values={"until": date(2027, 12, 31)}, **change)
    assert street.figure("plans.years", "2025-01..2028-12").value == 3
    assert street.figure("plans.stages", "2025-01..2028-12").value == 3


def test_a_stage_lies_within_its_plan_and_leaves_its_items(street: Street) -> None:
    plan = staged(street, 2025, 2028)
    first = queries.stages(plan)[0]
    with pytest.raises(actions.Refused, match="2025-01-01"):
        actions.set_stage(
            reader=street.clerk, plan=plan, stage=first, title="早了", starts=date(2024, 1, 1),
            until=date(2025, 1, 1), at=NOW,
        )  # fmt: skip
    one = item(street, plan, due=date(2025, 6, 1), stage=first)
    actions.drop_stage(reader=street.clerk, stage=first, at=NOW)
    one.refresh_from_db()
    assert one.stage is None
    assert PlanStage.objects.count() == 4


@pytest.mark.parametrize("scheme", ["years", "pilot", "phases"])
def test_stages_of_a_scheme_fill_the_plan_without_gaps(scheme: str) -> None:
    found = stages.of_scheme(scheme, date(2026, 3, 5), date(2029, 2, 28))
    assert (found[0].starts, found[-1].until) == (date(2026, 3, 5), date(2029, 2, 28))
    for one, after in itertools.pairwise(found):
        assert (after.starts - one.until).days == 1
    assert stages.of_scheme("", date(2026, 1, 1), date(2026, 12, 31)) == []
    assert stages.of_scheme("phases", date(2026, 1, 1), date(2026, 1, 2)) == []


def test_only_the_office_of_the_place_writes_a_plan(street: Street) -> None:
    plan = made(street)
    stranger = person("clerk", street.district)
    elsewhere = person("grid", street.east)
    with pytest.raises(NotYours):
        actions.add_item(reader=elsewhere, plan=plan, values=values(), at=NOW)
    assert queries.plan_of(Rights(elsewhere), plan.pid) is None
    assert queries.plan_of(Rights(stranger), plan.pid) == plan  # a district's clerk holds the street too


def test_a_body_of_another_place_has_no_plan_here(street: Street) -> None:
    body = office.create_body(
        reader=person("clerk", street.district), place=street.district, tier="leading", name="区领导小组",
        starts=date(2020, 1, 1), at=NOW,
    )  # fmt: skip
    with pytest.raises(actions.Refused, match="示例街道"):
        made(street, body=body)
    assert Body.objects.count() == 1


# -- the list in and out -------------------------------------------------------------------------


def sheet(*lines: str) -> bytes:
    names = reading.headings()
    heads = [
        names[one] for one in ("title", "who", "due", "setting", "amount", "qualifier", "unit", "budget")
    ]
    return "\n".join([",".join(heads), *lines]).encode()


def checked(content: bytes, plan: Any) -> Any:
    given = sheets.read(content, "a.csv", lambda cell: cell if cell in reading.headings().values() else "")
    return reading.check(given, plan, [])


def test_a_list_goes_in_twice_and_stands_once_and_all_that_is_wrong_is_told(street: Street) -> None:
    plan = made(street)
    good = sheet("装扶手,安全办,2026-12-01,居家,300,以上,个,50000", "演练,各学校,2026.11.30,学校,2,,次,")
    found = checked(good, plan)
    assert found.faults == ()
    for expected in (2, 0):
        told = {"reader": street.clerk, "plan": plan, "rows": found.items, "file_name": "a.csv", "at": NOW}
        assert actions.import_items(**told) == expected
    one = plan.items.get(title="装扶手")
    assert (words.amount(one), one.budget, one.setting) == ("300 个（以上）", 50_000, "home")
    assert street.figure("plans.items").value == 2
    bad = sheet("装扶手,,2027-02-01,月球,很多,以上,个,5", "演练,各学校,昨天,学校,2,,,")
    faults = checked(bad, plan).faults
    assert [(fault.row, fault.came) for fault in faults] == [
        (2, ""), (2, "2027-02-01"), (2, "月球"), (2, "很多"), (3, "昨天"), (3, ""),
    ]  # fmt: skip
    assert "2026-12-31" in faults[1].allowed


# -- the yearly judgement ------------------------------------------------------------------------


def judge(
    street: Street, plan: Plan, one: PlanItem, verdict: str, after: str, says: str = "台账"
) -> list[Review]:
    told = progress.measured(one, now=NOW, today=TODAY)
    held = (told.figure,) if told else ()
    judged = [actions.Judged(one, verdict, after, says, held)]
    return actions.judge_items(reader=street.clerk, plan=plan, year=2026, judged=judged, at=NOW)


def test_a_judgement_holds_the_figure_as_it_stood_that_day(street: Street) -> None:
    office.found_bodies(reader=street.clerk, place=street.place, starts=date(2026, 1, 5), at=NOW)
    plan = made(street)
    one = item(street, plan, amount=Decimal(12), unit="pieces", figure="bodies.groups")
    review = judge(street, plan, one, "done", "continue")[0]
    pin = review.figures.get().pin
    assert (pin.content["value"], pin.content["n"], pin.content["period"]) == (12, 12, "2026-01..2026-11")
    assert pin.place == street.place.pid
    office.close_body(reader=street.clerk, body=Body.objects.get(setting="fire"), on=date(2026, 8, 1), at=NOW)
    pin.refresh_from_db()
    assert pin.content["value"] == 12
    assert street.figure("bodies.groups").value == 11
    assert (review.tasks_done, review.tasks_due) == (0, 1)


def test_a_later_judgement_replaces_and_the_same_changes_nothing(street: Street) -> None:
    plan = made(street)
    one = item(street, plan)
    assert len(judge(street, plan, one, "not", "continue")) == 1
    assert judge(street, plan, one, "not", "continue") == []
    assert street.figure("reviews.reached").value == 0
    judge(street, plan, one, "done", "continue", "复查合格")
    share = street.figure("reviews.reached")
    assert (share.value, share.denominator) == (100, 1)
    assert Review.objects.count() == 2
    assert street.opens("reviews.count").rows.rows[0].cells[:3] == (one.title, "已达到", "继续")
    for wrong in (("great", "continue", "x"), ("done", "", "x"), ("done", "stop", " ")):
        with pytest.raises(actions.Refused, match="老旧小区"):
            judge(street, plan, one, *wrong)
    with pytest.raises(actions.Refused, match="2027"):
        actions.judge_items(reader=street.clerk, plan=plan, year=2027, judged=[], at=NOW)


def test_open_items_go_on_into_the_next_year_once(street: Street) -> None:
    plan = made(street, within=staged(street, 2025, 2028))
    done, stopped, late, changed = (
        item(street, plan, title=title) for title in ("办完的", "终止的", "没办的", "调整的")
    )
    finish(street, done)
    judge(street, plan, stopped, "not", "stop")
    judge(street, plan, changed, "partly", "adjust")
    after, over = actions.carry_on(reader=street.clerk, plan=plan, at=NOW)
    assert (over, after.title, after.starts, after.within) == (
        2,
        "2027 年安全社区工作计划",
        date(2027, 1, 1),
        plan.within,
    )
    assert [one.title for one in after.items.all()] == ["没办的", "调整的"]
    assert {one.carried_from for one in after.items.all()} == {late, changed}
    assert [one.due for one in after.items.all()] == [date(2027, 12, 10)] * 2
    assert Task.objects.filter(item__plan=after).count() == 2
    again, over = actions.carry_on(reader=street.clerk, plan=plan, at=NOW)
    assert (again, over) == (after, 0)
    assert street.figure("plans.items", "2027").value == 2


def test_the_clock_makes_an_item_late_once_a_day(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """The fact is made again the day after; nobody touched the item."""
    item(street, made(street), due=TODAY)
    assert actions.tell_overdue(by="keeper", at=NOW) == 0
    assert street.figure("plans.items_overdue").value == 0
    after = NOW + timedelta(days=1)
    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: TODAY + timedelta(days=1)))
    assert actions.tell_overdue(by="keeper", at=after) == 1
    assert street.figure("plans.items_overdue").value == 1
    assert actions.tell_overdue(by="keeper", at=after) == 0
    assert actions.tell_overdue(by="keeper", at=after + timedelta(days=1)) == 0


# -- bodies --------------------------------------------------------------------------------------


def test_bodies_are_judged_with_the_figures_of_their_tier_or_setting(street: Street) -> None:
    """D4: a yearly appraisal; a group is judged by the items of its own setting, figures with n, period and scope."""
    office.found_bodies(reader=street.clerk, place=street.place, starts=date(2025, 3, 1), at=NOW)
    plan = made(street)
    finish(street, item(street, plan, setting="home"))
    item(street, plan, title="别的领域", setting="fire")
    home, fire, committee = (Body.objects.get(**by) for by in (
        {"setting": "home"}, {"setting": "fire"}, {"tier": "promotion"}))  # fmt: skip
    office.record_meeting(reader=street.clerk, body=committee, on=date(2026, 4, 1), title="例会", at=NOW)
    told = performance.told([home, fire, committee], 2026, now=NOW)
    assert [one.value for one in told[home.pk]] == [1, 100, 0]
    assert [one.value for one in told[fire.pk]] == [1, None, 0]  # its day has not come
    assert told[committee.pk][0].value == 1
    judged = [
        actions.JudgedBody(home, "done", "continue", "都装上了", tuple(told[home.pk])),
        actions.JudgedBody(fire, "not", "stop", "并入居家组", tuple(told[fire.pk])),
    ]
    given = {"reader": street.clerk, "place": street.place, "year": 2026, "judged": judged, "at": NOW}
    reviews = actions.judge_bodies(**given)
    assert actions.judge_bodies(**given) == []
    pins = [one.pin.content for one in reviews[0].figures.all()]
    assert [(pin["value"], pin["n"], pin["period"]) for pin in pins[:2]] == [(1, 1, "2026"), (100, 1, "2026")]
    assert {pin["place"] for pin in pins} == {street.place.pid}
    share = street.figure("reviews.reached")
    assert (share.value, share.denominator) == (50, 2)
    with pytest.raises(actions.Refused, match="2024"):
        actions.judge_bodies(**(given | {"year": 2024}))  # not there yet
    assert queries.bodies_unjudged(Rights(street.clerk), date(2026, 12, 5)) == (2026, 12)
    assert queries.bodies_unjudged(Rights(street.clerk), TODAY)[1] == 0


def test_bodies_are_judged_on_one_screen(street: Street) -> None:
    office.found_bodies(reader=street.clerk, place=street.place, starts=date(2025, 3, 1), at=NOW)
    page, home = browser(street), Body.objects.get(setting="home")
    there, name = "/work-plans/reviews/bodies/", f"b{home.pid}"
    sent = {"year": "2025", f"{name}-verdict": "partly", f"{name}-after": "adjust"}
    assert page.post(there, sent).status_code == 422
    assert page.post(there, sent | {f"{name}-evidence": "差两个小区"}).status_code == 302
    base = "/work-plans/reviews/"
    for address in (there, base, f"{base}export/", f"{base}?after=adjust", f"/organisation/bodies/{home.pid}/",
                    f"{base}{Review.objects.get().ref}/"):  # fmt: skip
        assert page.get(address).status_code == 200, address
    # told for the year in which a period ends, in the list as in the figures over it
    for period, stands in (
        ("2025", True),
        ("2025-01..2025-11", True),
        ("2026", False),
        ("2025-01..2026-06", False),
    ):
        told = page.get(base, {"period": period})
        assert ("差两个小区" in told.content.decode()) is stands, period
        assert (told.context["figures"][0]["figure"].value == 1) is stands, period
    assert page.get(base, {"period": "x"}).status_code == 400


# -- pages ---------------------------------------------------------------------------------------


def test_a_plan_is_entered_judged_and_carried_on_by_its_pages_and_bad_input_is_a_sentence(
    street: Street,
) -> None:
    page = browser(street)
    sent = {
        "kind": "year",
        "title": "2026 年计划",
        "starts": "2026-01-01",
        "until": "2026-12-31",
        "scheme": "phases",
    }
    assert page.post("/work-plans/new/", {**sent, "until": "2027-01-02"}).status_code == 422
    there = page.post("/work-plans/new/", sent).url
    assert PlanStage.objects.count() == 3
    one = {
        "title": "装扶手",
        "who": "安全办",
        "due": "2026-12-01",
        "amount": "300",
        "unit": "pieces",
        "qualifier": "ge",
    }
    for wrong in (
        {"due": "2027-12-01"},
        {"amount": "1e999"},
        {"amount": "-1"},
        {"budget": "9" * 30},
        {"unit": ""},
    ):
        assert page.post(f"{there}item/", one | wrong).status_code == 422, wrong
    assert not PlanItem.objects.exists()
    assert page.post(f"{there}item/", one).status_code == 302
    row = PlanItem.objects.get()
    own = f"/work-plans/items/{row.ref}/"
    for address in (there, f"{there}edit/", f"{there}item/", f"{there}judge/", f"{there}export/", "/work-plans/",
                    "/work-plans/export/", own, f"{own}edit/"):  # fmt: skip
        assert page.get(address).status_code == 200, address
    assert "300 个（以上）" in page.get(there).content.decode()
    name = row.ref[:8]
    judged = {f"{name}-verdict": "partly", f"{name}-after": "adjust", "year": "2026"}
    assert page.post(f"{there}judge/", judged).status_code == 422  # says nothing of what shows it
    assert page.post(f"{there}judge/", judged | {f"{name}-evidence": "还差两个小区"}).status_code == 302
    assert page.get(f"/work-plans/reviews/{Review.objects.get().ref}/").status_code == 200
    assert page.post(f"{there}next/").url != there
    assert PlanItem.objects.count() == 2
    for deed in ("stage/", "paper/", "import/", "withdraw/"):
        expected = 422 if deed == "import/" else 302
        answer = page.post(f"{there}{deed}", {"title": "x" * 99, "reason": ""})
        assert answer.status_code == expected, deed
    assert Plan.objects.get(pk=row.plan_id).withdrawn_on is None


def test_new_year_carries_plans_on_and_takes_them_back(street: Street) -> None:
    plan = made(street)
    item(street, plan, title="没办的")
    worked = item(street, plan, title="动过的")
    carrier = newyear.Plans(street.clerk, street.place, 2027)
    assert [(line.title, line.there) for line in carrier.preview()] == [("没办的", False), ("动过的", False)]
    told = carrier.carry(NOW)
    assert (told["count"], carrier.carry(NOW + timedelta(seconds=9))["count"]) == (2, 0)
    assert all(line.there for line in carrier.preview())
    after = PlanItem.objects.get(carried_from=worked)
    actions.change_item(reader=street.clerk, item=after, values={"measure": "改过"}, revision=0, at=NOW)
    assert carrier.undo(told, NOW) == ["动过的"]
    assert [line.there for line in carrier.preview()] == [False, True]
    assert carrier.carry(NOW + timedelta(seconds=20))["count"] == 1
    assert street.figure("plans.items", "2027").value == 2


def test_what_goes_on_in_the_next_year_waits_there_once_it_has_begun(street: Street) -> None:
    plan = made(street)
    old = item(street, plan, title="没办的").tasks.get()
    actions.carry_on(reader=street.clerk, plan=plan, at=NOW)
    new = Task.objects.exclude(pk=old.pk).get()
    rights = Rights(street.clerk)
    assert work.waiting(rights, date(2026, 12, 31), 9) == [old]
    assert work.waiting(rights, date(2027, 1, 2), 9) == [new]


def test_december_asks_for_the_judgement(street: Street) -> None:
    plan = made(street)
    one = item(street, plan)
    rights = Rights(street.clerk)
    assert queries.unjudged(rights, TODAY) == []
    found = queries.unjudged(rights, date(2026, 12, 1))
    assert [(told.plan, told.left) for told in found] == [(plan, 1)]
    judge(street, plan, one, "done", "stop")
    assert queries.unjudged(rights, date(2027, 1, 5)) == []
