"""Requests to units: asked once, answered on the unit's phone, taken or sent back with every answer kept."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.models import Device, Role, Scope, User
from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions import Refused
from safecommunity.governance.asking import actions, facts, queries
from safecommunity.governance.models import UnitAnswer, UnitRequest
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal.models import AuditEvent
from safecommunity.places.models import SocialUnit
from tests.governance.conftest import NOW, Street, person
from tests.governance.test_work import browser

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY, DUE = date(2026, 11, 23), date(2026, 12, 7)


def ask(
    street: Street, units: list[SocialUnit], kind: str = "safety", key: str = "k1", **more: Any
) -> list[Any]:
    return actions.ask_units(
        reader=street.clerk, units=units, kind=kind, title="核对安全人员", due=DUE, at=NOW, key=key, **more
    )


def of(unit: SocialUnit) -> Reader:
    return person("unit", unit=unit.pid)


def test_a_second_click_asks_nobody_twice(street: Street) -> None:
    units = street.units(3, "firm")
    assert len(ask(street, units)) == 3
    assert ask(street, units) == []
    assert UnitRequest.objects.count() == 3
    assert AuditEvent.objects.get(action="ask_units").detail["units"] == 3


def test_the_units_own_staff_go_into_the_register_when_the_office_takes_the_answer(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    row = ask(street, [unit])[0]
    told = {"has_body": True, "full_time": 2, "part_time": 1}
    actions.answer_request(reader=of(unit), row=row, values=told, at=NOW)
    assert unit.safety.count() == 0, "an answer alone changes nothing"
    actions.take_answer(reader=street.clerk, row=row, at=NOW)
    last = unit.safety.last()
    assert last is not None
    assert (last.has_body, last.full_time, last.part_time, last.starts) == (True, 2, 1, TODAY)
    row.refresh_from_db()
    assert row.taken_on == TODAY
    assert street.figure("units.safety_staff").value == 3


def test_an_answer_sent_back_stays_readable_and_the_next_one_is_another(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    row = ask(street, [unit], kind="form", questions=["灭火器几具", "上次演练哪天"])[0]
    with pytest.raises(Refused):
        actions.answer_request(reader=of(unit), row=row, values={"answers": ["4", " "]}, at=NOW)
    actions.answer_request(reader=of(unit), row=row, values={"answers": ["4", "无"]}, at=NOW)
    with pytest.raises(Refused):
        actions.answer_request(reader=of(unit), row=row, values={"answers": ["5", "无"]}, at=NOW)
    actions.return_answer(reader=street.clerk, row=row, reason="演练写上日期", at=NOW)
    actions.answer_request(reader=of(unit), row=row, values={"answers": ["4", "2026-10-12"]}, at=NOW)
    actions.take_answer(reader=street.clerk, row=row, at=NOW)
    assert [one.verdict for one in UnitAnswer.objects.order_by("pk")] == ["returned", "taken"]


def test_a_paper_needs_a_file(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    row = ask(street, [unit], kind="paper")[0]
    with pytest.raises(Refused, match="没有收到文件"):
        actions.answer_request(reader=of(unit), row=row, values={}, at=NOW)


def test_another_unit_and_another_office_see_and_do_nothing(street: Street) -> None:
    mine, other = street.units(2, "firm")
    row = ask(street, [mine])[0]
    assert queries.one(Rights(of(mine)), row.pid) == row
    assert queries.one(Rights(of(other)), row.pid) is None
    with pytest.raises(NotYours):
        actions.answer_request(reader=of(other), row=row, values={}, at=NOW)
    with pytest.raises(NotYours):
        actions.take_answer(reader=of(mine), row=row, at=NOW)
    with pytest.raises(NotYours):
        actions.ask_units(
            reader=person("clerk", street.west),
            units=[mine],
            kind="safety",
            title="x",
            due=DUE,
            at=NOW,
            key="z",
        )


def test_what_is_refused_leaves_nothing_behind(street: Street) -> None:
    units = street.units(1, "firm")
    for wrong in ({"kind": "spell"}, {"kind": "form"}, {"questions": [""], "kind": "form"}):
        with pytest.raises(Refused):
            ask(street, units, **wrong)  # type: ignore[arg-type]
    with pytest.raises(Refused):
        actions.ask_units(
            reader=street.clerk, units=units, kind="safety", title="x", due=date(2026, 11, 1), at=NOW, key="q"
        )
    assert not UnitRequest.objects.exists()


def test_a_units_phone_signs_in_without_an_account_of_anybodys(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    for n, pin in enumerate(("482915", "731604")):
        made = accounts.invite_unit(unit=unit.pid, name=unit.name, by="chief", at=NOW, today=TODAY)
        device, _secret = accounts.enrol_device(token=made.token, pin=pin, at=NOW)
        assert Device.objects.count() == n + 1
        held = Reader.of(device.user, TODAY, "device")
        assert held.unit_scopes("governance", Role.UNIT) == (unit.pid,)
    assert User.objects.count() == 1, "one account of the unit, two phones"
    assert Scope.objects.count() == 1
    assert not User.objects.get().has_usable_password()


def test_withdrawn_with_a_reason_it_is_asked_no_more(street: Street) -> None:
    unit = street.units(1, "firm")[0]
    row = ask(street, [unit])[0]
    with pytest.raises(Refused):
        actions.withdraw_request(reader=street.clerk, row=row, reason="", at=NOW)
    actions.withdraw_request(reader=street.clerk, row=row, reason="发错了", at=NOW)
    assert queries.open_ones(queries.requests(Rights(street.clerk))).count() == 0
    with pytest.raises(Refused):
        actions.answer_request(reader=of(unit), row=row, values={}, at=NOW)


def test_an_answer_that_lacks_something_is_said_to_be_not_stored(street: Street) -> None:
    row = ask(street, street.units(1, "firm"), kind="form", questions=["灭火器几具"])[0]
    page = browser(street).post(f"/requests/{row.pid}/", {"answer": [""]}).content.decode()
    assert "<b>没有存</b><span>每个问题都要答" in page
    assert not UnitAnswer.objects.exists()


def test_figures_count_answers_that_stand_and_open_their_rows(street: Street) -> None:
    """Four asked on Monday 23 November: one answered in time, one late, one sent back, one withdrawn."""
    units = street.units(4, "firm")
    rows = {row.unit_id: row for row in ask(street, units)}
    prompt, late, back, gone = (rows[unit.pk] for unit in units)
    told = {"has_body": True, "full_time": 1, "part_time": 0}
    for row, on in ((prompt, 2), (late, 28), (back, 1)):
        answer = NOW + timedelta(days=on)
        actions.answer_request(reader=of(row.unit), row=row, values=told, at=answer)
    actions.return_answer(reader=street.clerk, row=back, reason="写上人数", at=NOW + timedelta(days=2))
    actions.withdraw_request(reader=street.clerk, row=gone, reason="发错了", at=NOW + timedelta(days=2))
    assert (street.figure("requests.asked").value, street.opens("requests.asked").openable) == (3, 3)
    answered, in_time = street.figure("requests.answered"), street.figure("requests.on_time")
    assert (answered.numerator, answered.denominator) == (2, 3)
    assert (in_time.numerator, in_time.denominator) == (1, 3)
    # 2 working days, 20 working days, and one open since today: with three a half is told by the second
    lasted = street.figure("requests.median_days")
    assert (lasted.n, lasted.numerator) == (3, 2)
    assert lasted.lengths is not None
    assert lasted.lengths.still_open == 1
    actions.answer_request(reader=of(back.unit), row=back, values=told, at=NOW + timedelta(days=3))
    assert street.figure("requests.answered").value == 100
    rows_shown = street.opens("requests.on_time").rows.rows
    assert all(one.url.startswith("/requests/") for one in rows_shown)


def test_the_list_shows_them_and_a_grid_worker_opens_none(street: Street) -> None:
    ask(street, street.units(2, "firm"))
    page = browser(street).get("/requests/").content.decode()
    assert "单位按时答复率" in page
    assert facts.REQUESTS.openable(person("grid", street.place), [UnitRequest.objects.first().ref]) == 0  # type: ignore[union-attr]
