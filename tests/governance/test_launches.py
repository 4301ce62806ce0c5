"""Launches, study visits and exchanges, kept as kinds of meeting. Expected numbers: the seed's documents D8 and D10."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.governance import actions
from safecommunity.governance.models import Body, Meeting, Task
from safecommunity.indicators import catalogue
from tests.governance.conftest import NOW, Street
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)


@pytest.fixture
def committee(street: Street) -> Body:
    """The promotion committee of a street whose bodies were made in 2009."""
    actions.found_bodies(reader=street.clerk, place=street.place, starts=date(2009, 3, 1), at=NOW)
    return Body.objects.get(tier="promotion")


def held(street: Street, body: Body, kind: str, on: date, **more: Any) -> Meeting:
    values = {"title": f"{kind} {on}", "where": "街道会议室", "host": "", "present": None} | more
    return actions.record_meeting(reader=street.clerk, body=body, kind=kind, on=on, at=NOW, **values)


def test_the_process_of_a_town_is_dated_events_of_their_kinds(street: Street, committee: Body) -> None:
    """D10.1: three meetings to assess; D10.2: decided at the end of June; D10.4: a study visit in early July."""
    for month in (4, 5, 6):
        held(street, committee, "assess", date(2026, month, 12), present=15)
    decided = actions.Decision("用两年创建省级安全社区", "镇政府", date(2026, 7, 31))
    held(street, committee, "meeting", date(2026, 6, 30), decisions=[decided], present=22)
    visit = held(
        street, committee, "visit", date(2026, 7, 2), until=date(2026, 7, 4), host="示例区甲街道", present=12
    )
    held(street, committee, "mobilise", date(2026, 7, 20), present=180)
    held(street, committee, "exchange", date(2026, 9, 3), present=30)
    told = {code: street.figure(f"meetings.{code}").value for code in
            ("count", "launches", "visits", "exchanges", "decisions")}  # fmt: skip
    # to assess 3, the deciding one, the mobilisation; a visit is no meeting
    assert told == {"count": 5, "launches": 1, "visits": 1, "exchanges": 1, "decisions": 1}
    people = street.figure("meetings.participants")
    assert (people.value, people.n) == (3 * 15 + 22 + 12 + 180 + 30, 7)
    assert street.figure("meetings.visits", "2026-07").value == 1
    behind = street.opens("meetings.visits")
    assert behind.rows.rows[0].cells[2] == "考察学习"
    assert behind.rows.rows[0].url == f"/meetings/{visit.ref}/"
    assert Task.objects.get().due == date(2026, 7, 31)


def test_the_formal_start_is_a_launch(street: Street, committee: Body) -> None:
    """D8.1: formally started in March 2009."""
    held(street, committee, "launch", date(2009, 3, 20), present=300)
    assert street.figure("meetings.launches", "2009-03").value == 1
    assert street.opens("meetings.launches", "2009").total == 1


def test_who_came_is_counted_on_the_sheet_else_by_the_code(street: Street, committee: Body) -> None:
    made = held(street, committee, "launch", TODAY)
    assert street.figure("meetings.participants").value == 0  # nobody knows: nothing is added
    actions.sign_in(reader=street.worker, meeting=made, at=NOW)
    actions.sign_in(reader=street.clerk, meeting=made, at=NOW)
    assert street.figure("meetings.participants").value == 2


def test_the_former_definition_of_meetings_still_counts_every_kind() -> None:
    """What was pinned before launches were on record means what it meant."""
    assert catalogue.get("meetings.count").version == 2
    assert "meeting_kind" not in catalogue.get("meetings.count", 1).dimensions


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"kind": "party"}, "party"), ({"until": date(2026, 6, 30)}, "2026-06-30"),
        ({"until": TODAY + timedelta(days=1)}, "2026-11-24"), ({"host": "很" * 121}, "121"),
    ],
)  # fmt: skip
def test_a_visit_that_cannot_be_is_refused(
    street: Street, committee: Body, wrong: dict[str, Any], says: str
) -> None:
    given = {"kind": "visit", "on": date(2026, 7, 2)} | wrong
    with pytest.raises(actions.Refused, match=says):
        held(street, committee, given.pop("kind"), given.pop("on"), **given)
    assert not Meeting.objects.exists()


def test_a_visit_is_recorded_on_the_screen_of_meetings(street: Street, committee: Body) -> None:
    page = browser(street)
    sent = {
        "kind": "visit", "body": committee.pid, "on": "2026-07-02", "until": "2026-07-04", "title": "学习人家的做法",
        "host": "示例区甲街道", "present": "12", "d0-title": "照着建护学岗", "d0-due": "2027-01-10",
    }  # fmt: skip
    assert page.post("/meetings/new/", sent | {"until": "2026-07-01"}).status_code == 422
    answer = page.post("/meetings/new/", sent)
    text = page.get(answer.url).content.decode()
    for word in ("考察学习", "2026-07-04", "示例区甲街道", "照着建护学岗"):
        assert word in text
    listed = page.get("/meetings/?kind=visit").content.decode()
    assert "学习人家的做法" in listed
    assert "学习人家的做法" not in page.get("/meetings/?kind=launch").content.decode()
    assert 'value="visit" selected' in page.get("/meetings/new/?kind=visit").content.decode()
