"""Papers and pictures: notices with their number and code, the supervised list and its board, the map by place."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from safecommunity.hazards import actions, mapping
from safecommunity.hazards.models import Hazard, Notice
from safecommunity.hazards.rights import Rights
from safecommunity.journal.models import AuditEvent
from safecommunity.shell import sheets
from tests.hazards.conftest import NOW, TODAY, Street
from tests.hazards.test_clocks import GIVEN, LISTING, MAJOR
from tests.hazards.test_pages import signed_in

pytestmark = pytest.mark.django_db


def assigned(street: Street, **more: Any) -> Hazard:
    """One that somebody has until long after today, whatever day the tests run on."""
    one = street.until(street.found(**more), "assigned")
    Hazard.objects.filter(pk=one.pk).update(due=date(2099, 1, 1))
    one.refresh_from_db()
    return one


def listed(street: Street) -> Hazard:
    """A major hazard under supervision of the street."""
    one = street.step(street.found(kind="machine", what="粉尘未清扫"), "assess", **MAJOR)
    one = street.step(one, "assign", due=TODAY + timedelta(days=50), **GIVEN)
    return street.step(one, "list", street.chief, **LISTING)


def test_notices_are_numbered_by_office_and_year_and_the_same_is_not_issued_twice(street: Street) -> None:
    one, other = street.until(street.found(), "assigned"), street.until(street.found(kind="gas"), "assigned")
    made = actions.issue_notices(reader=street.clerk, hazards=[one, other], at=NOW)
    assert [notice.said for notice in made] == ["〔2026〕1", "〔2026〕2"]
    assert made[0].due == one.due
    assert "纸箱堵楼道" in made[0].facts
    assert actions.issue_notices(reader=street.chief, hazards=[one], at=NOW) == made[:1]
    one = street.step(one, "ask", street.worker, due=one.due + timedelta(days=9), reason="等料")
    one = street.step(one, "grant")
    again = actions.issue_notices(reader=street.clerk, hazards=[one], at=NOW)
    assert [notice.said for notice in again] == ["〔2026〕3"]  # another day: another paper, the old one stays
    assert AuditEvent.objects.filter(action="issue_notices").count() == 2
    assert [step.what for step in one.steps.filter(what="notice")] == ["notice", "notice"]


def test_a_notice_is_the_offices_and_needs_somebody_to_go_to(street: Street) -> None:
    found = street.found()
    with pytest.raises(actions.Refused, match="派单"):
        actions.issue_notices(reader=street.clerk, hazards=[found], at=NOW)
    one = street.until(found, "assigned")
    for who in (street.worker, street.owner, street.stranger):
        with pytest.raises(actions.NotYours):
            actions.issue_notices(reader=who, hazards=[one], at=NOW)
    assert not Notice.objects.exists()


def test_the_printed_notice_says_what_the_record_says_and_its_code_is_checked_by_anybody(
    street: Street,
) -> None:
    one = assigned(street, unit=street.shop, what="<b>软管老化</b>")
    clerk = signed_in("clerk", street.place.pid)
    assert clerk.get(f"/hazards/{one.pid}/notice/").status_code == 404
    assert clerk.post(f"/hazards/{one.pid}/notice/").status_code == 302
    text = clerk.get(f"/hazards/{one.pid}/notice/").content.decode()
    notice = Notice.objects.get()
    for words in (
        notice.said,
        one.number,
        "示例物业",
        "&lt;b&gt;软管老化",
        one.due.isoformat(),
        "<svg",
        "签收人",
    ):
        assert words in text
    owner = signed_in("unit", unit=street.shop.pid)
    assert owner.get(f"/hazards/{one.pid}/notice/").status_code == 200
    anybody = Client()
    checked = anybody.get(f"/notice/{notice.ref}/").content.decode()
    assert "这份通知书是真的" in checked
    assert f"/hazards/{one.pid}/" not in checked  # the record opens to who may see it
    assert f"/hazards/{one.pid}/" in clerk.get(f"/notice/{notice.ref}/").content.decode()
    assert anybody.get("/notice/nosuch/").status_code == 404


def test_those_without_a_notice_are_issued_together(street: Street) -> None:
    rows = [assigned(street, spot=f"{n} 号楼") for n in range(3)]
    clerk = signed_in("clerk", street.place.pid)
    assert clerk.post("/hazards/notices/", {"hazard": ["nosuch"]}).status_code == 302
    assert not Notice.objects.exists()
    answer = clerk.post("/hazards/notices/", {"hazard": [one.pid for one in rows[:2]]}, follow=True)
    assert answer.content.decode().count("sheet-of-paper") == 2
    left = clerk.get("/hazards/notices/").content.decode()
    assert f'value="{rows[2].pid}"' in left
    assert f'value="{rows[0].pid}"' not in left
    for day in ("x", "9999-12-31", "1600-01-01", "2026-13-01"):
        assert clerk.get("/hazards/notices/print/", {"on": day}).status_code == 200


def test_the_supervised_list_names_who_supervises_until_when_and_its_board_hangs_out(street: Street) -> None:
    one = listed(street)
    chief = signed_in("chief", street.place.pid)
    text = chief.get("/hazards/supervised/?stands=yes").content.decode()
    for words in (one.number, "粉尘未清扫", "街道主任", "示街安〔2026〕3 号", str(LISTING["due"])):
        assert words in text
    assert one.number not in chief.get("/hazards/supervised/?stands=no").content.decode()
    board = chief.get("/hazards/supervised/board/").content.decode()
    assert "某厂粉尘未清" in board
    answer = chief.get("/hazards/supervised/export/")
    given = sheets.read(b"".join(answer.streaming_content), "a.xlsx", lambda cell: cell == "编号")
    assert [cells[0] for _n, cells in given.rows] == [one.number]
    district = signed_in("supervisor", street.district.place_scopes()[0])
    assert one.number in district.get("/hazards/supervised/").content.decode()
    assert "挂牌督办" in district.get(f"/hazards/{one.pid}/").content.decode()


def test_the_map_counts_what_is_not_put_right_by_place_and_colour(street: Street) -> None:
    """Two yellow, one red, one of them overdue; put right, closed and no hazard do not count; grids count upwards."""
    street.found()
    late = street.found(kind="gas", found_on=TODAY - timedelta(days=60))
    street.found(kind="wiring", color="red")
    street.until(street.found(kind="lamp"), "submitted")
    street.step(street.found(kind="rail"), "no_hazard", reason="看错了")
    assert late.due < TODAY
    told = mapping.drawn(Rights(street.clerk), street.place, TODAY)
    assert told is not None
    (spot,) = told.spots
    assert (spot.place, spot.counts, spot.late, spot.worst) == (street.east, (1, 0, 2, 0), 1, "red")
    away = mapping.drawn(Rights(street.stranger), street.place, TODAY)
    assert away is not None
    assert away.total == 0
    page = signed_in("clerk", street.place.pid).get("/hazards/").content.decode()
    assert "未整改隐患的分布" in page
