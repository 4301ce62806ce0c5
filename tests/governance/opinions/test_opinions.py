"""Residents' opinions: the clock in working days, replies, satisfaction, opening again, what everybody may read.

AQ/T 9001-2006 element 2 asks for channels with feedback and an opinion log with reply time. Days of the tests: November
2026 has no public holiday, so working days are Monday to Friday.
"""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.files import actions as files
from safecommunity.governance import actions as governance
from safecommunity.governance.models import Agency, Opinion, OpinionBox, OpinionContact, Task
from safecommunity.governance.opinions import actions, queries
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.journal.models import AuditEvent
from tests.governance.conftest import NOW, Street, person
from tests.outreach.conftest import photo

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY = date(2026, 11, 23)  # a Monday
FRIDAY = date(2026, 11, 13)


def came(street: Street, **more: Any) -> Opinion:
    say: dict[str, Any] = {
        "place": street.east, "channel": "phone", "received_on": FRIDAY, "text": "路灯坏了三天没人修", **more,
    }  # fmt: skip
    return actions.record_opinion(reader=say.pop("reader", street.clerk), at=NOW, **say)


def answered(street: Street, one: Opinion, on: date = TODAY) -> Opinion:
    return actions.answer_opinion(reader=street.clerk, opinion=one, reply="已修好，谢谢提醒", on=on, at=NOW)


def test_a_reply_is_due_in_ten_working_days_over_weekends(street: Street) -> None:
    """From Friday 13 November ten working days are Friday 27 November; a Saturday begins on Monday."""
    assert came(street).due == date(2026, 11, 27)
    assert came(street, received_on=date(2026, 11, 14)).due == date(2026, 11, 27)


def test_figures_count_open_ones_as_not_in_time(street: Street) -> None:
    first, late, _open = (came(street, text=f"第 {n} 条意见") for n in range(3))
    actions.sort_opinion(reader=street.clerk, opinion=late, who="城管科", days=2, at=NOW)  # due 17 November
    answered(street, first)
    answered(street, late)
    received, share = street.figure("opinions.received"), street.figure("opinions.on_time")
    assert (received.value, received.n) == (3, 3)
    assert (share.numerator, share.denominator) == (1, 3)
    assert street.figure("opinions.answered").numerator == 2
    assert street.opens("opinions.received").total == 3
    assert street.figure("opinions.received", "2026-10").value == 0


def test_the_median_counts_open_ones_as_open(street: Street) -> None:
    """Replies after 1, 2 and 6 working days: the median is 2; with four more open it cannot be told as less."""
    for n, day in enumerate((16, 17, 23)):
        answered(street, came(street, text=f"已答复第 {n} 条"), date(2026, 11, day))
    nothing, told = street.figure("opinions.median_days", "2025"), street.figure("opinions.median_days")
    assert (nothing.value, nothing.n, nothing.lengths) == (None, 0, None)
    assert (told.value, told.n, told.lower, told.method) == (
        2.0,
        3,
        None,
        "",
    )  # three are too few for two limits
    for n in range(4):
        came(street, text=f"未答复第 {n} 条")
    told = street.figure("opinions.median_days")
    assert (told.n, told.numerator) == (7, 3)
    assert told.value is None or told.value > 2
    assert told.lengths is not None
    assert told.lengths.still_open == 4
    assert street.opens("opinions.median_days").total == 7


def test_it_is_sorted_to_an_agency_and_answered(street: Street) -> None:
    governance.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    agency = Agency.objects.get(sector="police")
    one = actions.sort_opinion(reader=street.clerk, opinion=came(street), agency=agency, days=5, at=NOW)
    assert queries.who_of(one) == "公安局"
    assert one.due == date(2026, 11, 20)
    one = answered(street, one)
    assert [line.what for line in one.steps.all()] == ["received", "sorted", "answered"]
    with pytest.raises(actions.Refused):
        answered(street, one)


def test_opened_again_the_clock_runs_anew_and_the_first_reply_still_measures(street: Street) -> None:
    one = answered(street, came(street))
    one = actions.reopen_opinion(reader=street.clerk, opinion=one, reason="又坏了", at=NOW)
    assert (one.answered_on, one.due, one.rounds) == (None, date(2026, 12, 7), 2)
    assert street.figure("opinions.on_time").numerator == 1
    assert street.figure("opinions.answered").numerator == 1
    actions.sort_opinion(reader=street.clerk, opinion=one, who="路灯所", days=3, at=NOW)
    one.refresh_from_db()
    assert (one.due, one.first_due) == (date(2026, 11, 26), date(2026, 11, 27))


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": "坏"}, {"text": "长" * 2001}, {"channel": "smoke"}, {"received_on": TODAY + timedelta(days=1)},
        {"received_on": date(2020, 1, 1)}, {"setting": "moon"}, {"contact": "1" * 61},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_stored(street: Street, wrong: dict[str, Any]) -> None:
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused):
        came(street, **wrong)
    assert not Opinion.objects.exists()
    assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("days", [-1, 61])
def test_an_office_cannot_give_itself_any_time_it_likes(street: Street, days: int) -> None:
    with pytest.raises(actions.Refused):
        actions.sort_opinion(reader=street.clerk, opinion=came(street), who="城管科", days=days, at=NOW)


def test_a_reply_lies_between_coming_and_today(street: Street) -> None:
    one = came(street)
    for on in (FRIDAY - timedelta(days=1), TODAY + timedelta(days=1)):
        with pytest.raises(actions.Refused):
            answered(street, one, on)


def dropped(street: Street, **more: Any) -> Opinion:
    box = actions.hang_box(reader=street.clerk, place=street.east, label="东门", at=NOW)
    return actions.drop_opinion(token=box.code, text="楼道堆满纸箱", at=NOW, **more)


def test_anybody_may_drop_one_without_saying_who_he_is(street: Street) -> None:
    one = dropped(street, photos=[files.looked_at(photo(), "a.jpg")])
    assert (one.channel, one.by, one.place) == ("qr", "resident", street.east)
    assert not OpinionContact.objects.exists()
    assert len(one.receipt) == 12
    assert dropped(street, client_id="x").pk == dropped(street, client_id="x").pk
    box = OpinionBox.objects.get()
    actions.close_box(reader=street.clerk, box=box, at=NOW)
    with pytest.raises(actions.Refused):
        actions.drop_opinion(token=box.code, text="再来一条", at=NOW)


def test_a_resident_opens_it_again_by_not_being_satisfied_once(street: Street) -> None:
    one = answered(street, dropped(street))
    one = actions.note_satisfaction(reader=None, opinion=one, satisfied=False, note="没清完", at=NOW)
    assert (one.satisfied, one.answered_on, one.rounds) == ("no", None, 2)
    one = answered(street, one)
    one = actions.note_satisfaction(reader=None, opinion=one, satisfied=True, at=NOW)
    assert one.satisfied == "yes"
    with pytest.raises(actions.Refused):
        actions.note_satisfaction(reader=None, opinion=one, satisfied=False, at=NOW)
    said = street.figure("opinions.satisfied")
    assert (said.numerator, said.denominator) == (1, 1)


def test_contact_is_sealed_erasable_and_in_no_log(street: Street) -> None:
    from django.db import connection

    one = dropped(street, contact="13900009999")
    with connection.cursor() as cursor:
        cursor.execute("SELECT contact FROM governance_opinioncontact")
        assert "1390000" not in str(cursor.fetchall())
    assert "1390000" not in str(list(AuditEvent.objects.values_list("detail", flat=True)))
    actions.erase_contact(reader=street.clerk, opinion=one, at=NOW)
    assert not OpinionContact.objects.exists()


def test_the_public_copy_is_the_offices_own_words(street: Street) -> None:
    one = dropped(street, contact="13900009999")
    say = {"reader": street.clerk, "opinion": one, "at": NOW}
    with pytest.raises(actions.Refused):
        actions.publish_opinion(text="楼道有杂物", reply="已清理", **say)  # not answered yet
    answered(street, one)
    with pytest.raises(actions.Refused):
        actions.publish_opinion(text="13900009999 反映楼道有杂物", reply="已清理完", **say)
    assert queries.published(street.place.pid) == []
    actions.publish_opinion(text="楼道有杂物", reply="已清理完", **say)
    assert [shown.public_text for shown in queries.published(street.east.pid)] == ["楼道有杂物"]
    assert queries.published(street.west.pid) == []
    actions.publish_opinion(text="", reply="", **say)
    assert queries.published(street.place.pid) == []


def test_what_names_somebody_is_blacked_out_for_good(street: Street) -> None:
    one = came(street, text="王某某家楼下路灯坏了")
    actions.redact_opinion(reader=street.clerk, opinion=one, text="某户楼下路灯坏了", at=NOW)
    assert not Opinion.objects.filter(text__contains="王某某").exists()
    assert "王某某" not in str(list(one.steps.values_list("note", flat=True)))


def test_it_becomes_a_task_once(street: Street) -> None:
    one = came(street)
    for _n in range(2):
        one = actions.make_task(reader=street.clerk, opinion=one, at=NOW)
    task = Task.objects.get()
    assert one.number in task.title
    assert "路灯" not in task.title


def test_withdrawn_it_counts_no_more_and_nothing_else_happens_to_it(street: Street) -> None:
    one = came(street)
    actions.withdraw_opinion(reader=street.clerk, opinion=one, reason="重复登记", at=NOW)
    assert street.figure("opinions.received").value == 0
    with pytest.raises(actions.Refused):
        answered(street, one)


def test_a_worker_enters_for_his_place_and_the_office_handles(street: Street) -> None:
    one = came(street, reader=street.worker)
    with pytest.raises(NotYours):
        came(street, reader=street.worker, place=street.west)
    with pytest.raises(NotYours):
        actions.answer_opinion(reader=street.worker, opinion=one, reply="已修好，谢谢", on=TODAY, at=NOW)
    assert queries.opinion_of(Rights(street.worker), one.ref) == one
    assert queries.opinion_of(Rights(person("grid", street.west)), one.ref) is None
    assert not queries.keeps(Rights(street.worker), one)


def test_the_agency_it_was_sorted_to_sees_and_answers_it_and_no_other(street: Street) -> None:
    governance.found_agencies(reader=street.clerk, place=street.place, at=NOW)
    one, other = came(street, contact="13900009999"), came(street, text="河边没有护栏")
    agency = Agency.objects.get(sector="police")
    actions.sort_opinion(reader=street.clerk, opinion=one, agency=agency, at=NOW)
    police = Reader("p-police", "police", "", (Held("agency", street.place.pid, sector="police"),), "demo")
    health = Reader("p-health", "health", "", (Held("agency", street.place.pid, sector="health"),), "demo")
    rights = Rights(police)
    assert [found.pk for found in queries.opinions(rights)] == [one.pk]
    assert [found.pk for found in queries.waiting(rights)] == [one.pk]
    assert not queries.keeps(rights, one)  # how the resident is reached stays with the office
    assert queries.opinion_of(Rights(health), one.ref) is None
    for reader, asked in ((health, one), (police, other)):
        with pytest.raises(NotYours):
            actions.answer_opinion(reader=reader, opinion=asked, reply="已处理，谢谢", on=TODAY, at=NOW)
    with pytest.raises(NotYours):
        actions.withdraw_opinion(reader=police, opinion=one, reason="不办", at=NOW)
    assert (
        actions.answer_opinion(reader=police, opinion=one, reply="已处理，谢谢", on=TODAY, at=NOW).answered_on
        == TODAY
    )
