"""Drills: planned and held, timed, findings that become tasks, doubles, and the drills of D8 from records."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.emergency import codes
from safecommunity.emergency.drills import actions, listing, queries, returning, words
from safecommunity.emergency.drills.actions.holding import Held, Party
from safecommunity.emergency.models import Drill, DrillDouble, DrillFinding
from safecommunity.emergency.refusal import NotYours, Refused
from safecommunity.emergency.rights import Rights
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Task
from safecommunity.programmes import ties
from tests.emergency.conftest import NOW, TODAY, Street, photo
from tests.emergency.test_plans import send

pytestmark = pytest.mark.django_db


def values(street: Street, **more: Any) -> dict[str, Any]:
    return {"title": "疏散演练", "form": "evacuation", "danger": "earthquake", "place": street.east} | more


def held(street: Street, on: date = TODAY, who: Any = None, people: int = 100, **more: Any) -> Drill:
    went = Held(on=on, parties=[Party("示例小学", people)] if people else [])
    return actions.record_drill(reader=who or street.clerk, values=values(street, **more), held=went, at=NOW)


def test_minutes_and_seconds_are_read_as_people_write_them() -> None:
    told = {"1:30": 90, "1分30秒": 90, "90秒": 90, "2": 120, "0:05": 5, "": None, "3：20": 200}
    assert {text: words.seconds_of(text) for text in told} == told
    for wrong in ("a", "1:2:3", ":", "1:x"):
        with pytest.raises(ValueError, match=wrong):
            words.seconds_of(wrong)


def test_a_drill_is_planned_then_held_and_the_plan_is_drilled(street: Street) -> None:
    plan = street.in_force()
    drill = actions.plan_drill(reader=street.clerk, values=values(street, plan=plan), on=TODAY, at=NOW)
    assert street.figure("drills.count").value == 0
    went = Held(
        on=TODAY, parties=[Party("示例小学", 420, street.school), Party("应急管理局", 6, None, street.agency)],
        sheet_count=431, rating="partly", says="东楼慢", timings={"out": (180, 215), "start": (0, 20)},
    )  # fmt: skip
    drill = actions.finish_drill(reader=street.clerk, drill=drill, held=went, at=NOW, looked=[photo(50)])
    assert drill.people == 431  # the largest of sheet and parties
    told = {
        code: street.figure(f"drills.{code}").value
        for code in ("count", "people", "planned_done", "evaluated")
    }
    assert told == {"count": 1, "people": 431, "planned_done": 100, "evaluated": 100}
    assert street.figure("emergency.plans_drilled").value == 100
    assert street.opens("drills.people").rows.rows[0].cells[2] == "疏散演练"


def test_the_clock_tells_which_are_overdue(street: Street) -> None:
    late = actions.plan_drill(
        reader=street.clerk, values=values(street), on=TODAY - timedelta(days=3), at=NOW
    )
    actions.plan_drill(reader=street.clerk, values=values(street), on=TODAY + timedelta(days=3), at=NOW)
    assert street.figure("drills.overdue").value == 1
    done = street.figure("drills.planned_done")
    assert (done.numerator, done.denominator) == (0, 1)  # what is still to come is not due
    actions.move_drill(reader=street.clerk, drill=late, on=TODAY + timedelta(days=9), reason="大雨", at=NOW)
    late.refresh_from_db()
    assert (late.on, late.moved_from) == (date(2026, 12, 2), date(2026, 11, 20))
    assert street.figure("drills.overdue").value == 0
    actions.cancel_drill(reader=street.clerk, drill=late, reason="停办", at=NOW)
    assert street.figure("drills.planned_done", "2026-12").denominator == 1


def test_one_drill_told_by_two_bodies_counts_once(street: Street) -> None:
    """N5: the community's worker and the street's clerk both tell of it."""
    mine = held(street, who=street.worker, people=80)
    office = held(street, place=street.place, title="街道地震演练", people=300)
    held(street, place=street.west, people=40)  # another community: no double of the east
    pair = DrillDouble.objects.get(first=mine, second=office)
    assert street.figure("drills.count").value == 3
    actions.join_double(reader=street.clerk, double=pair, keep=office.pid, at=NOW)
    assert (street.figure("drills.count").value, street.figure("drills.people").value) == (2, 340)
    actions.reopen_double(reader=street.clerk, double=pair, at=NOW)
    assert street.figure("drills.count").value == 3
    actions.keep_apart(reader=street.clerk, double=pair, at=NOW)
    assert not queries.doubles(Rights(street.clerk)).filter(pk=pair.pk).exists()


def test_a_finding_becomes_a_task_and_closes_when_it_is_done(street: Street) -> None:
    drill = held(street)
    found = actions.record_finding(
        reader=street.clerk, drill=drill, says="东楼梯堵", way="task", who="示例小学", due=TODAY + timedelta(days=10),
        at=NOW,
    )  # fmt: skip
    task = Task.objects.get()
    assert (found.task, task.due, task.who) == (task, date(2026, 12, 3), "示例小学")
    assert "东楼梯堵" in task.title
    with pytest.raises(Refused, match="还没有办完"):
        actions.close_finding(reader=street.clerk, finding=found, says="好了", at=NOW)
    assert street.figure("drills.findings_closed").value == 0
    governance.finish_task(reader=street.clerk, task=task, on=TODAY, result="清理", at=NOW)
    actions.close_finding(reader=street.clerk, finding=found, says="现场看过", at=NOW)
    assert street.figure("drills.findings_closed").value == 100
    with pytest.raises(Refused, match="已经办结"):
        actions.close_finding(reader=street.clerk, finding=found, says="又", at=NOW)


def test_a_worker_puts_right_at_once_or_leaves_it_to_the_office(street: Street) -> None:
    drill = held(street, who=street.worker)
    spot = actions.record_finding(reader=street.worker, drill=drill, says="警报声小", way="spot", at=NOW)
    left = actions.record_finding(reader=street.worker, drill=drill, says="缺担架", way="open", at=NOW)
    assert (spot.closed_on, left.closed_on) == (TODAY, None)
    with pytest.raises(NotYours):
        actions.record_finding(
            reader=street.worker, drill=drill, says="x", way="task", who="y", due=TODAY, at=NOW
        )
    assert DrillFinding.objects.count() == 2
    actions.hand_on(
        reader=street.clerk, finding=left, way="action", who="社区", due=TODAY + timedelta(days=5), at=NOW
    )
    left.refresh_from_db()
    assert left.improvement is not None
    assert left.improvement.source == "drill"


def test_whoever_comes_signs_on_the_day_only(street: Street) -> None:
    today, earlier = held(street, people=0), held(street, on=TODAY - timedelta(days=1))
    actions.sign_in(reader=street.worker, drill=today, at=NOW)
    actions.sign_in(reader=street.worker, drill=today, at=NOW)
    today.refresh_from_db()
    assert today.people == 1
    with pytest.raises(Refused, match="演练当天"):
        actions.sign_in(reader=street.worker, drill=earlier, at=NOW)


def test_a_withdrawn_drill_counts_no_more_and_a_stranger_writes_nothing(street: Street) -> None:
    drill = held(street)
    with pytest.raises(NotYours):
        actions.withdraw_drill(reader=street.stranger, drill=drill, reason="x", at=NOW)
    actions.withdraw_drill(reader=street.clerk, drill=drill, reason="录重", at=NOW)
    assert street.figure("drills.count").value == 0
    with pytest.raises(Refused):
        actions.withdraw_drill(reader=street.clerk, drill=drill, reason="又", at=NOW)


@pytest.mark.parametrize(
    "went",
    [
        Held(on=TODAY + timedelta(days=1)), Held(on=date(1800, 1, 1)), Held(on=TODAY, rating="great"),
        Held(on=TODAY, parties=[Party("x", 0)]), Held(on=TODAY, parties=[Party("x", 3), Party("x", 4)]),
        Held(on=TODAY, timings={"out": (None, 999_999)}), Held(on=TODAY, sheet_count=-1),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(street: Street, went: Held) -> None:
    with pytest.raises(Refused):
        actions.record_drill(reader=street.clerk, values=values(street), held=went, at=NOW)
    assert not Drill.objects.exists()


HEAD = "演练名称,日期,状态,形式,针对,地区,人数,档案盒\n"


def test_the_drills_of_d8_are_counted_from_records(street: Street) -> None:
    """D8.24: 16 场 of the community; D8.16: 10 余次 of the district, whose total cannot lie below the community's."""
    rows = [
        f"演练{n},2026-0{n % 9 + 1}-{10 + n},已完成,桌面推演,火灾,示东社区,30余人,盒\n" for n in range(16)
    ]
    client = street.client()
    for _again in range(2):
        assert send(client, "drills", HEAD + "".join(rows)).status_code == 200
    assert street.figure("drills.count", place=street.east).value == 16
    assert street.figure("drills.count", place=street.district).value == 16 > 10
    assert set(Drill.objects.values_list("qualifier", "people")) == {("gt", 30)}


def test_faults_of_a_list_of_drills_are_told_together(street: Street) -> None:
    text = HEAD + ",2027-01-01,已完成,舞蹈,,示东社区,很多,\n计划的,2027-01-01,计划,桌面推演,火灾,示东社区,,\n"
    page = send(street.client(), "drills", text)
    assert page.status_code == 422
    assert {(one.row, one.column) for one in page.context["faults"]} == {
        (2, "演练名称"), (2, "日期"), (2, "形式"), (2, "针对"), (2, "人数"),
    }  # fmt: skip


def test_the_ledger_and_the_returns_are_compared(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    """The return says 3 for the east in November, the ledger has 1."""
    from types import SimpleNamespace

    held(street)
    month = 2026 * 12 + 10
    row = SimpleNamespace(value=3, of=SimpleNamespace(place=street.east, pid="r1", first=month, last=month))

    class Cells:
        def filter(self, **_more: Any) -> "Cells":
            return self

        select_related = order_by = lambda self, *_names: self

        def __getitem__(self, _part: Any) -> list[Any]:
            return [row]

    monkeypatch.setattr(returning.ReturnCell, "objects", Cells())
    (found,) = returning.differences([street.east.pid], month, month)
    assert (found.place, found.told, found.counted, found.month) == ("示东社区", 3, 1, "2026-11")
    row.value = 1
    assert returning.differences([street.east.pid], month, month) == []


def test_the_pages_open_and_the_forms_store(street: Street) -> None:
    client, plan = street.client(), street.in_force()
    sent = {
        "state": "done", "on": "2026-11-20", "title": "消防疏散", "form": "evacuation", "plan": plan.pid, "danger": "",
        "place": street.east.pid, "unit": street.school.pid, "parties": "示例小学 420\n家长，35", "qualifier": "exact",
        "t_out": "3:20", "p_out": "3:00", "client_id": "c1",
    }  # fmt: skip
    for _again in range(2):
        assert client.post("/emergency/drills/new/", sent).status_code == 302
    drill = Drill.objects.get()
    assert (drill.people, drill.danger, drill.timings.get().actual) == (455, "flood", 200)
    assert (
        client.post("/emergency/drills/new/", {**sent, "client_id": "c2", "parties": "没有数"}).status_code
        == 422
    )
    assert (
        client.post("/emergency/drills/new/", {**sent, "client_id": "c3", "on": "9999-01-01"}).status_code
        == 422
    )
    assert (
        client.post("/emergency/drills/new/", {**sent, "client_id": "c4", "t_out": "\x00"}).status_code == 422
    )
    for address in ("/emergency/drills/", f"/emergency/drills/{drill.pid}/", "/emergency/drills/new/?planned=1",
                    "/emergency/drills/export/", "/emergency/drills/doubles/", "/emergency/template/drills/",
                    f"/emergency/drills/{drill.pid}/in/", "/emergency/drills/?clock=late"):  # fmt: skip
        assert client.get(address).status_code == 200, address
    finding = {"what": "finding", "says": "楼梯堵", "way": "task", "who": "示例小学", "due": "2026-12-01"}
    assert client.post(f"/emergency/drills/{drill.pid}/step/", finding).status_code == 302
    assert client.post(f"/emergency/drills/{drill.pid}/step/", {**finding, "due": ""}).status_code == 422
    unit = street.client("unit", unit=street.school.pid)
    assert unit.get(f"/emergency/drills/{drill.pid}/").status_code == 200
    assert unit.post(f"/emergency/drills/{drill.pid}/step/", finding).status_code == 403


def test_a_drill_that_was_held_is_an_output_of_the_project_it_was_for(street: Street) -> None:
    kind = ties.kinds()["drill"]
    one = held(street)
    planned = actions.plan_drill(reader=street.clerk, values=values(street), on=TODAY, at=NOW)
    assert [(row.ref, row.group, row.amount) for row in kind.find(street.clerk, "疏散", 9)] == [
        (one.pid, "drill", "100 人")
    ]
    assert set(kind.known([one.pid, planned.pid])) == {one.pid}
    assert kind.seen(street.stranger, [one.pid]) == {}
    actions.withdraw_drill(reader=street.clerk, drill=one, reason="写错", at=NOW)
    assert kind.known([one.pid]) == {}


@pytest.mark.parametrize("printed", ["近300", "约300", "300余", "300以上", "300"])
def test_the_word_beside_a_number_comes_back_as_it_was_printed(printed: str) -> None:
    assert str(codes.written(*codes.split(f"{printed}人"))) == printed


def test_near_and_about_go_out_of_the_list_as_they_came_in(street: Street) -> None:
    one = held(street, people=0)
    Drill.objects.filter(pk=one.pk).update(people=300, qualifier="near")
    one.refresh_from_db()
    assert (words.people_of(one), listing.fields_of(one)["people"]) == ("300 近", "近300")
