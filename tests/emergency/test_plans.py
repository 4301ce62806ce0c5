"""Emergency plans: versions with approval by somebody else, reviews by the clock, thirty-odd plans counted (D8.15)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from safecommunity.emergency.models import EmergencyPlan, PlanVersion
from safecommunity.emergency.plans import actions, facts
from safecommunity.emergency.plans.words import add_months
from safecommunity.emergency.refusal import NotYours, Refused
from tests.emergency.conftest import NOW, TODAY, Street, days, photo

pytestmark = pytest.mark.django_db


def step(street: Street, plan: EmergencyPlan, deed: str, who: Any = None, **values: Any) -> PlanVersion:
    version = plan.versions.first()
    assert version is not None
    return actions.take_step(reader=who or street.chief, version=version, deed=deed, at=NOW, values=values)


def test_a_month_later_is_the_same_day_or_the_last() -> None:
    assert add_months(date(2023, 11, 23), 36) == date(2026, 11, 23)
    assert add_months(date(2024, 2, 29), 12) == date(2025, 2, 28)


def test_a_plan_counts_once_it_is_in_force(street: Street) -> None:
    plan = street.plan()
    assert street.figure("emergency.plans").value == 0
    step(street, plan, "check")
    step(street, plan, "approve")
    step(street, plan, "issue", street.clerk, filing_no="示应急备〔2026〕7 号")
    plan.refresh_from_db()
    assert (plan.starts, plan.review_due) == (TODAY, date(2029, 11, 23))  # three years, codes/emergency.yaml
    assert street.figure("emergency.plans").value == 1
    assert street.opens("emergency.plans").rows.rows[0].cells[1] == "防汛应急预案"


def test_who_drafted_it_neither_checks_nor_approves(street: Street) -> None:
    plan = street.plan()
    with pytest.raises(Refused, match="起草"):
        step(street, plan, "check", street.clerk)
    step(street, plan, "check")
    with pytest.raises(Refused, match="起草"):
        step(street, plan, "approve", street.clerk)


def test_no_step_in_the_wrong_order(street: Street) -> None:
    plan = street.plan()
    for deed in ("approve", "issue", "send_back"):
        with pytest.raises(Refused):
            step(street, plan, deed, reason="x")


def test_a_version_without_a_text_is_not_checked(street: Street) -> None:
    plan = street.plan(looked=())
    with pytest.raises(Refused, match="没有附预案文本"):
        step(street, plan, "check")


def test_sent_back_with_a_reason_it_is_a_draft_again(street: Street) -> None:
    plan = street.plan()
    step(street, plan, "check")
    with pytest.raises(Refused, match="原因"):
        step(street, plan, "send_back", reason="")
    version = step(street, plan, "send_back", reason="联系电话过时")
    assert (version.state, version.checked_by, version.reason) == ("draft", "", "联系电话过时")


def test_the_next_version_supersedes_the_one_before(street: Street) -> None:
    plan = street.in_force(at=days(400))
    actions.begin_version(reader=street.clerk, plan=plan, says="改了集合点", at=NOW, looked=[photo(60)])
    with pytest.raises(Refused, match="正在编制"):
        actions.begin_version(reader=street.clerk, plan=plan, says="再改", at=NOW)
    for deed, who in (("check", street.chief), ("approve", street.chief), ("issue", street.clerk)):
        step(street, plan, deed, who)
    first, second = plan.versions.order_by("number")
    assert (first.state, first.in_force_to, second.state) == ("superseded", TODAY, "in_force")
    assert street.figure("emergency.plans").value == 1


def test_an_overdue_review_is_told_by_the_clock_and_a_review_renews_it(street: Street) -> None:
    plan = street.in_force(at=days(3 * 365 + 30))
    assert street.figure("emergency.plans_current").value == 0
    actions.review_plan(reader=street.clerk, plan=plan, keeps=True, says="仍适用", on=TODAY, at=NOW)
    plan.refresh_from_db()
    assert plan.review_due == date(2029, 11, 23)
    assert street.figure("emergency.plans_current").value == 100
    past = facts.due_on(plan, TODAY - timedelta(days=1))
    assert past is not None
    assert past < TODAY  # yesterday it was overdue, whatever was decided since


def test_a_review_that_finds_it_wanting_begins_a_version(street: Street) -> None:
    plan = street.in_force(at=days(700))
    actions.review_plan(reader=street.clerk, plan=plan, keeps=False, says="机构改名", on=TODAY, at=NOW)
    assert list(plan.versions.values_list("state", flat=True)) == ["draft", "in_force"]


def test_an_ended_plan_counts_for_the_years_before(street: Street) -> None:
    plan = street.in_force(at=days(700))
    actions.end_plan(reader=street.clerk, plan=plan, on=TODAY, reason="并入总体预案", at=NOW)
    assert street.figure("emergency.plans").value == 0
    assert street.figure("emergency.plans", "2025").value == 1
    with pytest.raises(Refused, match="停用"):
        actions.end_plan(reader=street.clerk, plan=plan, on=TODAY, reason="又一次", at=NOW)


def test_the_three_phases_of_d6(street: Street) -> None:
    """D6.2: before, during and after; a plan may be for several."""
    street.in_force()
    street.in_force(title="灾后恢复方案", before=False, during=False, after=True)
    told = [street.figure(f"emergency.plans_{one}").value for one in ("before", "during", "after")]
    assert told == [1, 1, 1]
    with pytest.raises(Refused, match="灾前、灾中、灾后"):
        street.plan(title="没有阶段", before=False, during=False)


def test_another_office_writes_nothing_here(street: Street) -> None:
    with pytest.raises(NotYours):
        actions.draft_plan(
            reader=street.stranger, at=NOW,
            values={"title": "x", "kind": "site", "danger": "fire", "place": street.east, "during": True},
        )  # fmt: skip
    with pytest.raises(NotYours):
        step(street, street.plan(), "check", street.worker)


HEAD = "预案名称,类别,针对,阶段,地区,单位,实施日期,评估周期月,备案编号,档案盒\n"


def send(client: Any, kind: str, text: str, store: bool = True) -> Any:
    file = SimpleUploadedFile("list.csv", text.encode("gb18030"))
    page = client.post(f"/emergency/import/{kind}/", {"file": file})
    if not store or page.status_code != 200:
        return page
    return client.post(f"/emergency/import/{kind}/", {"found": page.context["found"]}, follow=True)


def test_thirty_odd_plans_of_d8_come_in_once(street: Street) -> None:
    """D8.15: 30 余套 of the district: 31 rows are 31 plans, and 31 is more than 30."""
    kinds = ("总体预案", "专项预案", "现场处置方案")
    rows = [
        f"预案{n},{kinds[n % 3]},火灾,灾前、灾中,示东社区,,2025-03-0{n % 9 + 1},,备{n},盒\n"
        for n in range(31)
    ]
    client = street.client()
    for _again in range(2):
        assert send(client, "plans", HEAD + "".join(rows)).status_code == 200
    assert EmergencyPlan.objects.count() == 31
    assert street.figure("emergency.plans", place=street.district).value == 31 > 30


def test_all_faults_of_a_list_are_told_together(street: Street) -> None:
    text = (
        HEAD + "防汛,专项,洪涝,灾前,火星,,2025-01-01,,,\n,专项预案,天塌,灾间,示东社区,无名小学,明天,999,,\n"
    )
    page = send(street.client(), "plans", text)
    assert page.status_code == 422
    found = {(fault.row, fault.column) for fault in page.context["faults"]}
    assert found == {
        (2, "类别"), (2, "地区"), (3, "预案名称"), (3, "针对"), (3, "阶段"), (3, "单位"), (3, "实施日期"),
        (3, "评估周期月"),
    }  # fmt: skip
    assert not EmergencyPlan.objects.exists()


def test_the_pages_open_and_the_form_stores(street: Street) -> None:
    client = street.client()
    sent = {
        "title": "燃气泄漏处置方案", "kind": "site", "danger": "gas", "phases": ["during"], "place": street.east.pid,
        "unit": street.school.pid, "client_id": "abc",
    }  # fmt: skip
    for _again in range(2):
        assert client.post("/emergency/plans/new/", sent).status_code == 302
    plan = EmergencyPlan.objects.get()
    assert (plan.unit, plan.place) == (street.school, street.east)
    for address in (
        "/emergency/", "/emergency/plans/", f"/emergency/plans/{plan.pid}/", "/emergency/plans/new/",
        "/emergency/plans/export/", "/emergency/template/plans/", "/emergency/plans/?state=late&order=due",
    ):  # fmt: skip
        assert client.get(address).status_code == 200, address
    wrong = client.post("/emergency/plans/new/", {**sent, "client_id": "b", "title": "x" * 200, "phases": []})
    assert wrong.status_code == 422
    assert (
        client.post(f"/emergency/plans/{plan.pid}/step/", {"what": "end", "on": "9999-12-31"}).status_code
        == 422
    )
    assert client.get("/emergency/plans/nosuch/").status_code == 404


def test_a_unit_reads_its_own_plan_and_no_other(street: Street) -> None:
    own, other = street.in_force(unit=street.school), street.in_force(title="街道总体预案")
    client = street.client("unit", unit=street.school.pid)
    assert client.get(f"/emergency/plans/{own.pid}/").status_code == 200
    assert client.get(f"/emergency/plans/{other.pid}/").status_code == 404
    assert client.get("/emergency/plans/").status_code == 403
