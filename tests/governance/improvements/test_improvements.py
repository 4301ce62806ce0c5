"""Corrective and preventive actions: what element 11 of AQ/T 9001-2006 asks (duties 11.a to 11.d)."""

from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from safecommunity.governance.improvements import actions, facts, queries, reading, words
from safecommunity.governance.models import Improvement, ImprovementStep
from safecommunity.governance.plans import actions as plans
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal.models import AuditEvent
from safecommunity.shell import sheets
from tests.governance.conftest import NOW, Street
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is late is told by the clock: it stands still."""
    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: TODAY))


def found(street: Street, n: int = 0, due: date = date(2026, 11, 30), **more: Any) -> Improvement:
    values: dict[str, Any] = {
        "kind": "corrective", "source": "drill", "source_says": "", "meeting": None, "setting": "school",
        "found_on": date(2026, 10, 9), "found": f"疏散用时太长 {n}", "where": "", "cause": "两个班走一个楼梯",
        "action": "重画疏散路线", "who": "示例小学",
    }  # fmt: skip
    return actions.record_improvement(
        reader=street.clerk, place=street.place, values=values | more, due=due, at=NOW
    )


def done(street: Street, one: Improvement, on: date = TODAY) -> Improvement:
    return actions.finish(reader=street.clerk, improvement=one, on=on, result="练过一次", at=NOW)


def verified(street: Street, one: Improvement, effective: bool = True, **more: Any) -> Improvement:
    given: dict[str, Any] = {"on": TODAY, "who": "安全办副主任", "says": "四分钟", "due": None} | more
    return actions.verify(reader=street.clerk, improvement=one, effective=effective, at=NOW, **given)


def told(street: Street) -> dict[str, float | None]:
    names = ("count", "open", "overdue", "on_time", "effective")
    return {name: street.figure(f"improvements.{name}").value for name in names}


def test_open_overdue_in_time_and_effective_are_figures_that_open(street: Street) -> None:
    found(street, 1)  # waits, not due yet
    found(street, 2, due=date(2026, 11, 1))  # late
    in_time = done(street, found(street, 3))
    late = done(street, found(street, 4, due=date(2026, 11, 1)))
    verified(street, in_time)
    verified(street, late, effective=False, due=date(2026, 12, 20))
    # four found; one closed; number 2 is late (4 has a new day); in time 1 of the 3 that fell due; effective 1 of 2
    assert told(street) == {
        "count": 4,
        "open": 3,
        "overdue": 1,
        "on_time": pytest.approx(100 / 3),
        "effective": 50,
    }
    behind = street.opens("improvements.overdue")
    assert (behind.total, behind.rows.rows[0].cells[1]) == (1, "疏散用时太长 2")
    assert behind.rows.rows[0].url.startswith("/improvements/")


def test_whoever_did_it_does_not_verify_it(street: Street) -> None:
    one = done(street, found(street))
    with pytest.raises(actions.Refused, match="示例小学"):
        verified(street, one, who=" 示例小学 ")
    with pytest.raises(actions.Refused, match="2026-11-22"):
        verified(street, one, on=date(2026, 11, 22))
    closed = verified(street, one)
    assert (closed.effective, closed.checked_by, words.state_code(closed, TODAY)) == (
        True,
        "安全办副主任",
        "closed",
    )
    with pytest.raises(actions.Refused):
        verified(street, closed)


def test_what_did_not_work_is_opened_again_with_a_new_day(street: Street) -> None:
    one = done(street, found(street))
    with pytest.raises(actions.Refused, match="新期限"):
        verified(street, one, effective=False)
    again = verified(street, one, effective=False, due=date(2026, 12, 20))
    assert (again.round, again.done_on, again.due, words.state_code(again, TODAY)) == (
        2,
        None,
        date(2026, 12, 20),
        "open",
    )
    assert told(street)["on_time"] == 0
    closed = verified(street, done(street, again))
    assert told(street) == {"count": 1, "open": 0, "overdue": 0, "on_time": 0, "effective": 100}
    back = actions.reopen(
        reader=street.clerk, improvement=closed, reason="又走错了", due=date(2026, 12, 31), at=NOW
    )
    assert (back.round, told(street)["open"]) == (3, 1)
    steps = [step.what for step in back.steps.all()]
    assert steps == ["entered", "done", "not_effective", "done", "effective", "reopened"]


def test_a_later_day_needs_a_reason_and_in_time_stays_measured_by_the_first(street: Street) -> None:
    one = found(street, due=date(2026, 11, 1))
    assert told(street)["overdue"] == 1
    with pytest.raises(actions.Refused, match="2026-11-02"):
        actions.extend(reader=street.clerk, improvement=one, due=date(2026, 10, 31), reason="等材料", at=NOW)
    with pytest.raises(actions.Refused):
        actions.extend(reader=street.clerk, improvement=one, due=date(2026, 12, 1), reason=" ", at=NOW)
    one = actions.extend(reader=street.clerk, improvement=one, due=date(2026, 12, 1), reason="等材料", at=NOW)
    done(street, one)
    assert told(street) == {"count": 1, "open": 1, "overdue": 0, "on_time": 0, "effective": None}


def test_the_clock_makes_it_late_without_a_hand(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    found(street, due=TODAY)
    assert told(street)["overdue"] == 0
    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: TODAY + timedelta(days=1)))
    assert plans.tell_overdue(by="keeper", at=NOW + timedelta(days=1)) == 1
    assert told(street)["overdue"] == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"source": "rumour"}, "rumour"), ({"kind": "x"}, "x"), ({"found": " "}, "不符合情况"),
        ({"action": ""}, "措施"),
        ({"who": "甲" * 121}, "121"), ({"found_on": date(2026, 12, 1)}, "2026-12-01"), ({"setting": "moon"}, "moon"),
        ({"due": date(2026, 10, 8)}, "2026-10-08"), ({"due": date(9999, 12, 31)}, "9999"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words_and_nothing_is_stored(
    street: Street, wrong: dict[str, Any], says: str
) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused, match=says):
        found(street, **wrong)
    assert (Improvement.objects.count(), AuditEvent.objects.count()) == (0, before)


def test_given_up_counts_no_more_and_twice_is_once(street: Street) -> None:
    one = found(street)
    assert found(street) == one
    actions.drop(reader=street.clerk, improvement=one, reason="登记重了", at=NOW)
    assert told(street)["count"] == 0
    with pytest.raises(actions.Refused):
        done(street, one)


def test_two_people_do_not_overwrite_each_other_and_strangers_write_nothing(street: Street) -> None:
    one = found(street)
    actions.change_improvement(
        reader=street.clerk, improvement=one, values={"cause": "甲"}, revision=0, at=NOW
    )
    with pytest.raises(actions.Refused, match="别人"):
        actions.change_improvement(
            reader=street.clerk, improvement=one, values={"cause": "乙"}, revision=0, at=NOW
        )
    with pytest.raises(NotYours):
        actions.finish(reader=street.worker, improvement=one, on=TODAY, result="", at=NOW)
    assert queries.one(Rights(street.worker), one.pid) is None


def checked(text: str) -> Any:
    heads = set(reading.headings().values())
    given = sheets.read(text.encode(), "a.csv", lambda cell: cell if cell in heads else "")
    return reading.check(given, TODAY)


def test_a_list_goes_in_twice_and_stands_once_and_all_that_is_wrong_is_told(street: Street) -> None:
    names = reading.headings()
    wanted = ("found_on", "source", "found", "action", "who", "due", "done_on", "checked_on", "checked_by")
    head = ",".join(names[one] for one in wanted)
    good = (
        f"{head}\n2026-03-01,检查,堆物,清理,物业,2026-03-15,2026-03-10,2026-03-12,安全办\n"
        "2026-04-01,投诉和意见,路灯不亮,换灯,居委会,2026-04-20,,,\n"
    )
    found = checked(good)
    assert found.faults == ()
    for expected in (2, 0):
        given = {
            "reader": street.clerk,
            "place": street.place,
            "rows": found.items,
            "file_name": "a.csv",
            "at": NOW,
        }
        assert actions.import_improvements(**given) == expected
    assert told(street) == {"count": 2, "open": 1, "overdue": 1, "on_time": 50, "effective": 100}
    bad = (
        f"{head}\n昨天,传闻,堆物,,物业,2026-03-15,,,\n"
        "2026-03-01,检查,灯,换,物业,2026-02-01,2026-03-10,2026-03-12,物业\n"
    )
    assert [(fault.row, fault.came) for fault in checked(bad).faults] == [
        (2, "传闻"), (2, ""), (2, "昨天"), (3, "2026-02-01"), (3, "物业"),  # who did it verified it
    ]  # fmt: skip


def test_the_whole_loop_by_its_pages(street: Street) -> None:
    page = browser(street)
    sent = {"source": "inspection", "found_on": "2026-10-09", "found": "楼道堆物", "action": "清理", "who": "物业",
            "due": "2027-01-10", "kind": "corrective"}  # fmt: skip
    for wrong in ({"due": "2026-01-01"}, {"found": ""}, {"source": "x"}, {"found_on": "0001-01-01"}):
        assert page.post("/improvements/new/", sent | wrong).status_code == 422, wrong
    there = page.post("/improvements/new/", sent).url
    one = Improvement.objects.get()
    assert page.post(there, {"on": "2025-01-01"}).status_code == 422
    assert page.post(there, {"on": "2026-10-20", "result": "清了"}).status_code == 302
    tried = {"effective": "yes", "who": "物业", "on": "2026-10-21"}
    assert page.post(f"{there}verify/", tried, follow=True).content.decode().count("物业") > 1
    assert Improvement.objects.get().effective is None
    page.post(f"{there}verify/", tried | {"who": "安全办"})
    assert Improvement.objects.get().effective
    page.post(f"{there}again/", {"due": "2027-02-01", "reason": "又堆上了"})
    text = page.get(there).content.decode()
    for word in ("又堆上了", "验证有效", "重新打开"):
        assert word in text
    for state in words.states():
        assert page.get(f"/improvements/?state={state}").status_code == 200
    assert page.get("/improvements/export/?state=open").status_code == 200
    assert page.get(f"{there}edit/").status_code == 200
    assert ImprovementStep.objects.filter(improvement=one).count() == 4
