"""The loop: every path, every wrong order, every wrong person, every second click."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from safecommunity.figures import queries as figures
from safecommunity.files import actions as attached
from safecommunity.files import queries as files
from safecommunity.governance.returns import workdays
from safecommunity.hazards import actions, codes, loop, queries
from safecommunity.hazards.models import Hazard, HazardStep
from safecommunity.hazards.rights import Rights
from safecommunity.journal.models import AuditEvent
from tests.hazards.conftest import NOW, TODAY, Street, photo

LATER = NOW + timedelta(days=30)


def test_found_and_put_right_at_once_is_closed_with_two_photos(street: Street) -> None:
    one = street.found(on_the_spot=True, fixed="清走了", after=[photo(200)])
    assert (one.state, one.closed_on, one.fixed_on, one.on_the_spot) == ("closed", TODAY, TODAY, True)
    assert [step.what for step in one.steps.all()] == ["found", "fixed"]
    assert len(files.attachments(street.worker, queries.BEFORE, one.pid)) == 1
    assert len(files.attachments(street.clerk, queries.AFTER, one.pid)) == 1
    assert AuditEvent.objects.filter(action="record_hazard", ref=one.pid).count() == 1


@pytest.mark.parametrize(
    ("photos", "says"),
    [({"before": []}, "整改前"), ({"after": []}, "整改后"), ({"after": [photo(90)]}, "同一张")],
)
def test_without_two_different_photos_nothing_is_put_right(street: Street, photos: Any, says: str) -> None:
    sent = {"before": [photo(90)], "after": [photo(200)]} | photos
    with pytest.raises(actions.Refused, match=says):
        street.found(on_the_spot=True, **sent)
    assert (Hazard.objects.count(), HazardStep.objects.count()) == (0, 0)


def test_the_usual_way_leads_from_found_to_closed_and_each_step_is_one_event(street: Street) -> None:
    before = AuditEvent.objects.filter(action__startswith="hazard_").count()
    one = street.until(street.found(), "closed")
    steps = [step.what for step in one.steps.all()]
    assert steps == ["found", "assess", "assign", "start", "submit", "accept", "close"]
    assert AuditEvent.objects.filter(action__startswith="hazard_").count() == before + 6
    # 3 × 3 = 9: the matrix's band from 9 to 12 is ordinary, yellow
    assert (one.score, one.color, one.klass, one.closed_on) == (9, "yellow", "3108", TODAY)


def test_a_general_hazard_has_fifteen_days_of_the_standard_as_ten_working_days(street: Street) -> None:
    one = street.found()
    assert one.due == workdays.after(TODAY, 10) == date(2026, 12, 7)  # two weeks of five working days


ON_THE_WAY = ("found", "assessed", "assigned", "rectifying", "submitted", "accepted", "closed")


@pytest.mark.parametrize("state", ON_THE_WAY)
def test_no_deed_starts_from_a_state_the_table_does_not_name(street: Street, state: str) -> None:
    one = street.until(street.found(), state)
    for deed, told in loop.DEEDS.items():
        if state in told.starts:
            continue
        with pytest.raises(actions.Refused):
            street.step(one, deed, street.chief)
    one.refresh_from_db()
    assert one.state == state


def test_strangers_and_wrong_roles_are_refused_every_deed(street: Street) -> None:
    one = street.found(unit=street.shop)
    for deed, told in loop.DEEDS.items():
        with pytest.raises(actions.NotYours):
            street.step(one, deed, street.stranger)
        if loop.MEND not in told.turns:
            for who in (street.worker, street.owner):
                with pytest.raises(actions.NotYours):
                    street.step(one, deed, who)
    with pytest.raises(actions.NotYours):
        street.found(street.owner)
    assert queries.one(Rights(street.stranger), one.pid) is None
    assert queries.one(Rights(street.owner), one.pid) is not None


def test_who_put_it_right_does_not_accept_it(street: Street) -> None:
    one = street.until(street.found(), "rectifying")
    one = street.step(one, "submit", street.clerk, fixed="我们自己改的", photos=[photo(210)])
    with pytest.raises(actions.Refused, match="本人"):
        street.step(one, "accept", street.clerk)
    assert street.step(one, "accept", street.chief).state == "accepted"


def test_sent_back_it_goes_round_again_and_is_not_put_right_meanwhile(street: Street) -> None:
    one = street.until(street.found(), "submitted")
    with pytest.raises(actions.Refused, match="原因"):
        street.step(one, "send_back", reason=" ")
    one = street.step(one, "send_back", reason="还剩一半")
    assert (one.state, one.fixed_on) == ("returned", None)
    one = street.step(one, "start", street.worker)
    one = street.step(one, "submit", street.worker, fixed="全清了", photos=[photo(220)])
    assert street.step(one, "accept").state == "accepted"


def test_transferred_to_an_agency_it_waits_for_receipt_and_comes_back_or_done(street: Street) -> None:
    one = street.until(street.found(kind="elevator"), "assessed")
    given = {"sector": "commerce", "who": "市场监管所", "due": TODAY + timedelta(days=20)}
    one = street.step(one, "transfer", **given)
    assert one.turn_due == workdays.after(TODAY, 3)  # the receipt is due within three working days
    with pytest.raises(actions.Refused, match="回执"):
        street.step(one, "submit", street.inspector, fixed="已换主板", photos=[photo(201)])
    with pytest.raises(actions.NotYours):
        street.step(one, "receive", street.fireman, receipt="不是我的")
    one = street.step(one, "receive", street.inspector, receipt="市监回〔2026〕12 号")
    assert (one.turn_due, one.receipt_on) == (one.due, TODAY)
    one = street.step(one, "answer", street.inspector, answer="约维保单位周五检修")
    with pytest.raises(actions.Refused):
        street.step(one, "receive", receipt="再来一次")
    one = street.step(one, "submit", street.inspector, fixed="已换主板", photos=[photo(201)])
    assert one.turn_due == TODAY + timedelta(days=10)  # accepted within ten days of the application
    one = street.step(street.step(one, "accept"), "close")
    assert (one.state, one.receipt) == ("closed", "市监回〔2026〕12 号")


def test_a_major_hazard_is_not_assigned_before_all_five_are_in_place(street: Street) -> None:
    one = street.step(
        street.found(), "assess", method="lec", factors={"L": 6, "E": 6, "C": 15}, level="major"
    )
    assert (one.score, one.color) == (540, "red")  # 6 × 6 × 15, above 320
    given = {
        "who": "某厂安全科",
        "due": TODAY + timedelta(days=60),
        "measure": "停用改造",
        "funds": "12 万元",
        "plan": "疏散预案",
    }
    for lacks in ("measure", "funds", "plan"):
        with pytest.raises(actions.Refused, match=codes.label(codes.five(), lacks)):
            street.step(one, "assign", **given | {lacks: ""})
    one = street.step(one, "assign", **given)
    assert set(one.five) == set(codes.five())


def test_more_time_is_asked_before_the_day_and_granted_by_somebody_else(street: Street) -> None:
    one = street.until(street.found(), "assigned")
    first, new = one.first_due, one.due + timedelta(days=14)
    one = street.step(one, "ask", street.worker, due=new, reason="等材料")
    with pytest.raises(actions.Refused):
        street.step(one, "ask", street.worker, due=new, reason="再问")
    one = street.step(one, "grant")
    assert (one.first_due, one.due, one.asked_until) == (first, new, None)
    own = street.step(one, "ask", street.clerk, due=new + timedelta(days=7), reason="下雨")
    with pytest.raises(actions.Refused, match="上一级"):
        street.step(own, "grant", street.clerk)
    own = street.step(own, "refuse", street.chief, reason="不能再拖")
    assert own.due == new
    with pytest.raises(actions.Refused, match="期限前"):
        street.step(own, "ask", street.worker, at=LATER, due=new + timedelta(days=60), reason="晚了")


def test_not_a_hazard_ends_with_a_reason_and_counts_no_more(street: Street) -> None:
    one = street.step(street.found(), "no_hazard", reason="是临时搬家，当天运走")
    assert (one.state, street.told()["found"]) == ("no_hazard", 0)


def test_a_loop_closes_only_with_a_photo_before_and_one_after(street: Street) -> None:
    one = street.until(street.found(before=[]), "accepted")
    events = AuditEvent.objects.count()
    with pytest.raises(actions.Refused, match="整改前"):
        street.step(one, "close")
    one.refresh_from_db()
    assert (one.state, AuditEvent.objects.count()) == ("accepted", events)


def test_the_same_kind_at_the_same_spot_within_half_a_year_is_linked(street: Street) -> None:
    first = street.found(on_the_spot=True, after=[photo(200)], found_on=TODAY - timedelta(days=180))
    elsewhere = street.found(spot="6 号楼")
    again = street.found()
    assert (again.again, elsewhere.again) == (first, None)
    first.refresh_from_db()
    assert first.came_back
    assert street.found(kind="gas").again is None


def closed(street: Street, found: int, mended: int, shut: int | None, **more: Any) -> Hazard:
    """One found, put right and closed so many days ago (None: it waits to be accepted)."""
    one = street.found(found_on=TODAY - timedelta(days=found), **more)
    state = (
        {"state": "submitted"}
        if shut is None
        else {"state": "closed", "closed_on": TODAY - timedelta(days=shut)}
    )
    Hazard.objects.filter(pk=one.pk).update(fixed_on=TODAY - timedelta(days=mended), **state)
    return Hazard.objects.get(pk=one.pk)


@pytest.mark.parametrize(
    ("found", "mended", "shut", "back"),
    [(400, 200, 180, True), (400, 200, 181, False),  # half a year from the day it was closed, whenever it was found
     (30, 2, None, True), (400, 181, None, False),  # it waits to be accepted: from the day it was put right
     (30, 12, 3, True)],  # closed since, but put right before the new one was found
)  # fmt: skip
def test_half_a_year_counts_from_the_closing_not_from_the_finding(
    street: Street, found: int, mended: int, shut: int | None, back: bool
) -> None:
    first = closed(street, found, mended, shut)
    again = street.found()
    assert (again.again_id == first.pk) is back
    first.refresh_from_db()
    assert first.came_back is back


def test_what_was_not_put_right_yet_when_it_was_found_again_is_no_recurrence(street: Street) -> None:
    """The first was closed 3 days ago; the second, found 20 days ago, is entered only now."""
    closed(street, 30, 5, 3)
    assert street.found(found_on=TODAY - timedelta(days=20)).again is None


def test_a_recurrence_that_was_none_is_none_of_the_first_either(street: Street) -> None:
    first = closed(street, 30, 20, 10)
    one, other = street.found(), street.found()
    assert street.told()["recurrence"] == 100
    street.step(one, "no_hazard", reason="临时搬家")
    first.refresh_from_db()
    assert first.came_back  # the other one is still
    street.step(other, "no_hazard", reason="同上")
    first.refresh_from_db()
    assert not first.came_back
    assert street.told()["recurrence"] == 0


def test_work_that_is_sent_back_was_not_done_so_what_was_found_meanwhile_is_no_recurrence(
    street: Street,
) -> None:
    first = street.until(street.found(), "submitted")
    again = street.found()
    assert again.again == first
    first = street.step(first, "send_back", reason="还剩一半")
    again.refresh_from_db()
    assert (again.again, first.came_back) == (None, False)


@pytest.mark.parametrize("before", [[90], [90, 91]])
def test_the_photo_of_how_it_was_found_does_not_show_that_it_was_put_right(
    street: Street, before: list[int]
) -> None:
    one = street.until(street.found(before=[photo(each) for each in before]), "rectifying")
    with pytest.raises(actions.Refused, match="同一张"):
        street.step(one, "submit", street.worker, fixed="改好了", photos=[photo(90)])
    one.refresh_from_db()
    assert (one.state, one.fixed_on) == ("rectifying", None)
    assert street.step(one, "submit", street.worker, fixed="改好了", photos=[photo(200)]).state == "submitted"


def test_a_photo_added_as_before_afterwards_does_not_close_it_either(street: Street) -> None:
    one = street.until(street.found(before=[]), "accepted")  # put right with 200
    kept = {
        "kind": queries.BEFORE,
        "ref": one.pid,
        "place": one.place.pid,
        "by": "p",
        "at": NOW,
        "happened_on": TODAY,
    }
    attached.attach_files(files=[photo(200)], **kept)
    with pytest.raises(actions.Refused, match="同一张"):
        street.step(one, "close")
    attached.attach_files(files=[photo(90)], **kept)
    assert street.step(one, "close").state == "closed"


def test_the_same_form_twice_is_one_hazard(street: Street) -> None:
    assert street.found(client_id="abc") == street.found(client_id="abc")
    assert Hazard.objects.count() == 1
    with pytest.raises(actions.Refused, match="别人"):
        street.found(street.clerk, client_id="abc")


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"kind": "x"}, "x"), ({"color": "green"}, "green"), ({"klass": "9999"}, "9999"), ({"setting": "moon"}, "moon"),
     ({"what": "长" * 201}, "201"), ({"place": None}, "在哪里"), ({"found_on": date(2026, 12, 1)}, "2026-12-01")],
)  # fmt: skip
def test_what_cannot_be_is_refused_in_words(street: Street, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(actions.Refused, match=says):
        street.found(**wrong)
    assert Hazard.objects.count() == 0


@pytest.mark.parametrize(
    ("method", "factors", "color"),
    [("ls", {"L": 5, "S": 4}, "red"), ("ls", {"L": 5, "S": 3}, "orange"), ("ls", {"L": 2, "S": 4}, "blue"),
     ("lec", {"L": 3, "E": 6, "C": 15}, "orange"), ("lec", {"L": 10, "E": 1, "C": 7}, "yellow"),
     ("lec", {"L": 1, "E": 10, "C": 7}, "yellow"), ("lec", {"L": 0.2, "E": 1, "C": 100}, "blue")],
)  # fmt: skip
def test_bands_hold_their_lower_bound(method: str, factors: dict[str, float], color: str) -> None:
    """Products by hand: 20, 15, 8; 270, 70 and 70 (the edge that can be reached), 20."""
    assert codes.score(method, factors)[1] == color


def test_the_tables_are_those_of_the_standards(shared: Any) -> None:
    import yaml

    told = yaml.safe_load((shared / "standards" / "risk_methods.yaml").read_text(encoding="utf-8"))
    for ours, theirs in (("ls", "matrix_ls"), ("lec", "lec")):
        mine = codes.methods()[ours]
        assert [(b["from"], b["color"]) for b in mine["bands"]] == [
            (b["from"], b["color"]) for b in told[theirs]["bands"]
        ]
        for name, factor in mine["factors"].items():
            assert [one["v"] for one in factor["values"]] == [one["v"] for one in told[theirs][name]]


def test_figures_come_out_of_the_records_and_open_them(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:

    street.found(on_the_spot=True, after=[photo(200)], found_on=date(2026, 10, 9), at=NOW)  # closed, in time
    street.found()  # the same place and kind: the first came back; its ten days have not passed
    street.found(kind="gas", found_on=date(2026, 9, 1))  # overdue since September
    street.until(street.found(kind="lamp", found_on=date(2026, 10, 12)), "assessed")  # overdue too
    street.step(street.found(kind="rail"), "no_hazard", reason="看错了")
    # four found, one closed; due: the closed one and the two overdue; in time 1 of 3; came back 1 of 1
    assert street.told() == {
        "found": 4, "closed": 1, "on_spot": 1, "overdue": 2, "fix_rate": pytest.approx(100 / 3),
        "on_time": pytest.approx(100 / 3), "recurrence": 100,
    }  # fmt: skip
    behind = figures.rows_behind(street.clerk, street.figure("hazards.overdue"))
    assert behind.total == 2
    assert behind.rows.rows[0].url.startswith("/hazards/")
    lasted = street.figure("hazards.median_days")
    # three that were not put right on the spot, all open: since today, ten weeks and six weeks
    assert (lasted.value, lasted.n, lasted.numerator) == (None, 3, 0)
    assert lasted.lengths is not None
    assert (lasted.lengths.still_open, lasted.lengths.followed) == (
        3, workdays.between(date(2026, 9, 1), TODAY),
    )  # fmt: skip
    assert figures.rows_behind(street.clerk, lasted).total == 3


def test_the_time_to_put_a_hazard_right_leaves_out_what_was_put_right_on_the_spot(street: Street) -> None:
    street.found(on_the_spot=True, after=[photo(200)])
    assert street.figure("hazards.median_days").value is None
    for kind in ("gas", "rail"):
        street.until(street.found(kind=kind, found_on=TODAY - timedelta(days=7)), "closed")
    told = street.figure("hazards.median_days")
    assert (told.value, told.n) == (workdays.between(TODAY - timedelta(days=7), TODAY), 2)
    assert told.lengths is not None
    assert told.lengths.still_open == 0


def test_the_clock_makes_it_late_without_a_hand(street: Street, monkeypatch: pytest.MonkeyPatch) -> None:
    from types import SimpleNamespace

    from safecommunity.hazards import facts

    one = street.found()
    assert street.told()["overdue"] == 0
    day = one.due + timedelta(days=1)
    monkeypatch.setattr(facts, "timezone", SimpleNamespace(localdate=lambda: day))
    moment = datetime.combine(day, NOW.timetz())
    assert actions.tell_overdue(by="keeper", at=moment) == 1
    assert actions.tell_overdue(by="keeper", at=moment) == 0
    assert street.told()["overdue"] == 1
