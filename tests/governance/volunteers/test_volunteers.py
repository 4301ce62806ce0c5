"""Teams, members, roster, hours, certificates. The seed's D8 names four kinds of team and leaves the list open."""

from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from safecommunity.governance import codes
from safecommunity.governance.models import (
    HoursCertificate,
    Service,
    Shift,
    Volunteer,
    VolunteerName,
    VolunteerTeam,
)
from safecommunity.governance.rights import NotYours, Rights
from safecommunity.governance.volunteers import actions, queries, words
from safecommunity.journal.models import AuditEvent
from tests.conftest import SHARED
from tests.governance.conftest import NOW, Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]
TODAY, DAY = date(2026, 11, 23), date(2026, 11, 20)
NAMED_IN_D8 = ("night_watch", "peace", "reading", "arts")


def team(street: Street, kind: str = "night_watch", **more: Any) -> VolunteerTeam:
    say = {"name": words.label("kinds", kind), "starts": date(2025, 3, 1), **more}
    return actions.form_team(
        reader=street.clerk, place=say.pop("place", street.east), kind=kind, at=NOW, **say
    )


def joined(street: Street, one: VolunteerTeam, *names: str) -> list[Volunteer]:
    return actions.add_members(reader=street.clerk, team=one, names=names, starts=date(2025, 3, 1), at=NOW)


def serve(street: Street, one: VolunteerTeam, **more: Any) -> Service:
    say: dict[str, Any] = {
        "on": DAY,
        "begins": time(20),
        "ends": time(22),
        "people": 6,
        "what": "patrol",
        **more,
    }
    return actions.record_service(reader=say.pop("reader", street.worker), team=one, at=NOW, **say)


def test_the_four_kinds_of_team_of_d8_stand_as_a_figure_that_opens_them(street: Street) -> None:
    """D8: 打更队、平安协会、老年读报组、秧歌队等 — four named, "等" leaves the list open, so at least four."""
    for kind in NAMED_IN_D8:
        team(street, kind)
    found = street.figure("volunteers.teams")
    assert (found.value, found.n) == (4, 4)
    opened = street.opens("volunteers.teams")
    assert (opened.total, opened.openable) == (4, 4)
    read = {one["id"] for one in codes.load("volunteers")["kinds"] if one["basis"] == "read"}
    assert read == set(NAMED_IN_D8)


def test_d8_d9_and_d10_give_no_other_number_of_volunteers() -> None:
    """What is reproduced is all there is: no count of volunteers, teams or hours stands in those documents."""
    file = Path(SHARED) / "standards" / "seed_facts.yaml"
    if not file.exists():
        pytest.skip("the seed's facts are not there")
    documents = {one["id"]: one for one in yaml.safe_load(file.read_text(encoding="utf-8"))["documents"]}
    told = [fact for name in ("D8", "D9", "D10") for fact in documents[name].get("facts", [])]
    assert len(told) > 60
    assert not [
        fact for fact in told if "志愿" in fact["zh"] or "打更" in fact["zh"] or "volunteer" in fact["en"]
    ]


def test_people_are_the_list_or_the_number_of_the_paper_with_its_word(street: Street) -> None:
    watch, reading = team(street), team(street, "reading", said=30, qualifier="gt")
    joined(street, watch, "模拟甲", "模拟乙", "模拟丙")
    joined(street, reading, "模拟丁")
    people = street.figure("volunteers.people")
    assert (people.value, people.n) == (33, 2)
    cells = {row.cells[0]: row.cells[3] for row in street.opens("volunteers.people").rows.rows}
    assert cells == {"义务巡逻打更队": "3", "老年读报组": "余 30"} or "30" in cells["老年读报组"]
    assert words.told(30, "gt") != "30"  # the word stays beside the number
    assert street.figure("volunteers.people", "2024").value == 0  # they were formed in 2025
    assert words.split("30余人") == (30, "gt")
    assert words.split("近100名") == (100, "near")
    assert words.split("约100名") == (100, "approx")
    assert words.split("几十人") == (None, "exact")


def test_hours_are_length_times_people_and_open_their_lines(street: Street) -> None:
    watch = team(street)
    serve(street, watch)  # 2 h × 6
    serve(street, watch, begins=time(22), ends=time(1, 30), people=3, on=DAY - timedelta(days=1))  # 3.5 h × 3
    hours = street.figure("volunteers.hours")
    assert (float(hours.value), hours.n) == (22.5, 2)
    assert street.figure("volunteers.services").value == 2
    assert street.figure("volunteers.person_times").value == 9
    assert street.opens("volunteers.hours").total == 2
    assert street.figure("volunteers.hours", "2026-10").value == 0


def test_what_is_withdrawn_counts_no_more_and_stays_readable(street: Street) -> None:
    one = serve(street, team(street))
    with pytest.raises(actions.Refused, match="原因"):
        actions.withdraw_service(reader=street.clerk, service=one, reason=" ", at=NOW)
    actions.withdraw_service(reader=street.clerk, service=one, reason="人数记错", at=NOW)
    assert street.figure("volunteers.services").value == 0
    assert queries.service_of(Rights(street.clerk), one.ref) is not None
    with pytest.raises(actions.Refused):
        actions.withdraw_service(reader=street.clerk, service=one, reason="又一次", at=NOW)


def test_who_came_is_ticked_and_nobody_is_in_two_places_at_once(street: Street) -> None:
    watch, peace = team(street), team(street, "peace")
    first, second = joined(street, watch, "模拟甲", "模拟乙")
    serve(street, watch, people=None, who=[first, second])
    with pytest.raises(actions.Refused, match="1"):
        serve(street, watch, people=None, who=[first], begins=time(21), ends=time(23))
    serve(street, watch, people=None, who=[first], begins=time(22), ends=time(23))  # right after is possible
    with pytest.raises(actions.Refused):
        serve(street, watch, people=1, who=[first, second], begins=time(8), ends=time(9))  # 1 said, 2 ticked
    with pytest.raises(actions.Refused):
        serve(street, peace, people=None, who=[first], begins=time(8), ends=time(9))  # of another team
    assert queries.hours_by_member(watch, 2026) == {first.pk: 180, second.pk: 120}


@pytest.mark.parametrize(
    "wrong",
    [
        {"people": 0},
        {"people": None},
        {"people": 2001},
        {"ends": time(20)},
        {"begins": time(1), "ends": time(20)},
        {"on": TODAY + timedelta(days=1)},
        {"on": TODAY, "begins": time(9), "ends": time(11)},  # it is ten
        {"on": date(2024, 1, 1)},
        {"what": "dancing"},
        {"note": "长" * 201},
    ],
)
def test_hours_that_cannot_be_are_refused_and_nothing_is_stored(
    street: Street, wrong: dict[str, Any]
) -> None:
    one = team(street)
    before = AuditEvent.objects.count()
    with pytest.raises(actions.Refused):
        serve(street, one, **wrong)
    assert not Service.objects.exists()
    assert AuditEvent.objects.count() == before


def test_the_same_form_sent_twice_is_one_line(street: Street) -> None:
    one = team(street)
    assert serve(street, one, client_id="abc").pk == serve(street, one, client_id="abc").pk
    assert Service.objects.count() == 1


def test_old_hours_need_the_binder_they_are_copied_from(street: Street) -> None:
    old = date(2025, 5, 1)
    one = team(street)
    with pytest.raises(actions.Refused):
        serve(street, one, on=old)
    assert serve(street, one, on=old, binder="2025-志愿-1").binder == "2025-志愿-1"


def test_a_name_goes_when_it_is_erased_and_hours_and_counts_stay(street: Street) -> None:
    watch = team(street, leader="模拟队长")
    (leader,) = queries.members(watch)
    assert (leader.leads, queries.name_of(leader)) == (True, "模拟队长")
    serve(street, watch, people=None, who=[leader])
    actions.erase_volunteer(reader=street.clerk, volunteer=leader, at=NOW)
    again = Volunteer.objects.get()
    assert not VolunteerName.objects.exists()
    assert queries.name_of(again) == "成员 1"
    assert street.figure("volunteers.people").value == 1
    assert queries.hours_of(again, 2026) == (120, 1)


def test_names_are_sealed_and_in_no_log(street: Street) -> None:
    from django.db import connection

    joined(street, team(street), "密名甲")
    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM governance_volunteername")
        assert "密名甲" not in str(cursor.fetchall())
    assert "密名甲" not in str(list(AuditEvent.objects.values_list("detail", "ref")))


def test_the_same_name_joins_once_and_who_left_may_come_back(street: Street) -> None:
    one = team(street)
    assert len(joined(street, one, "模拟甲", " 模拟甲 ", "模拟乙")) == 2
    assert joined(street, one, "模拟甲") == []
    first = one.members.get(number=1)
    actions.end_member(reader=street.clerk, volunteer=first, on=TODAY, at=NOW)
    assert len(joined(street, one, "模拟甲")) == 1
    assert street.figure("volunteers.people").value == 2


def test_a_roster_of_every_week_asks_for_its_hours_afterwards(street: Street) -> None:
    one = team(street)
    (first,) = joined(street, one, "模拟甲")
    made = actions.plan_shifts(
        reader=street.worker, team=one, on=date(2026, 11, 6), begins=time(20), ends=time(22), who=[first],
        until=date(2026, 11, 27), spot="东门", at=NOW,
    )  # fmt: skip
    assert [shift.on.day for shift in made] == [6, 13, 20, 27]
    again = actions.plan_shifts(
        reader=street.worker, team=one, on=date(2026, 11, 13), begins=time(20), ends=time(22), at=NOW
    )
    assert again == []
    rights = Rights(street.worker)
    assert [shift.on.day for shift in queries.without_hours(rights, TODAY)] == [6, 13, 20]
    serve(street, one, people=None, who=[first], shift=made[0], on=date(2026, 11, 6))
    assert len(queries.without_hours(rights, TODAY)) == 2
    with pytest.raises(actions.Refused):
        actions.cancel_shift(reader=street.worker, shift=made[0], at=NOW)
    actions.cancel_shift(reader=street.worker, shift=made[3], at=NOW)
    assert [day.on.day for day in queries.roster(rights, "week", TODAY) if day.shifts] == []
    month = queries.roster(rights, "month", TODAY)
    assert len(month) % 7 == 0
    assert [day.on.day for day in month if day.shifts] == [6, 13, 20]


@pytest.mark.parametrize(
    "more", [{"until": date(2026, 11, 1)}, {"until": date(2030, 1, 1)}, {"ends": time(20)}]
)
def test_a_roster_that_cannot_be_is_refused(street: Street, more: dict[str, Any]) -> None:
    say: dict[str, Any] = {"on": TODAY, "begins": time(20), "ends": time(22), **more}
    with pytest.raises(actions.Refused):
        actions.plan_shifts(reader=street.worker, team=team(street), at=NOW, **say)
    assert not Shift.objects.exists()


def test_a_certificate_tells_the_hours_that_name_the_person(street: Street) -> None:
    one = team(street)
    (first,) = joined(street, one, "模拟甲")
    serve(street, one)  # by number alone
    say = {"reader": street.clerk, "volunteer": first, "year": 2026, "at": NOW}
    with pytest.raises(actions.Refused, match="2026"):
        actions.issue_hours(**say)
    serve(street, one, people=None, who=[first], begins=time(8), ends=time(9, 30))
    made = actions.issue_hours(**say)
    assert (made.minutes, made.services) == (90, 1)
    assert actions.issue_hours(**say).pk == made.pk
    assert HoursCertificate.objects.count() == 1
    assert words.hours(made.minutes) == "1.5"


def test_teams_are_the_offices_hours_also_the_workers_and_nobody_elses(street: Street) -> None:
    with pytest.raises(NotYours):
        actions.form_team(
            reader=street.worker, place=street.east, kind="peace", name="x", starts=TODAY, at=NOW
        )
    west = team(street, place=street.west)
    with pytest.raises(NotYours):
        serve(street, west)  # the worker is of the east
    assert queries.services(Rights(person("unit", unit="x"))).count() == 0
    auditor = Rights(person("auditor", street.place))
    (first,) = joined(street, west, "模拟甲")
    assert queries.names_for(auditor, street.west, [first]) == [(first, "成员 1")]


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""}, {"name": "名" * 81}, {"kind": "nothing"}, {"said": 0}, {"qualifier": "many"},
        {"starts": TODAY + timedelta(days=1)}, {"starts": date(1900, 1, 1)}, {"leader": "名" * 10, "kind": ""},
    ],
)  # fmt: skip
def test_a_team_that_cannot_be_is_refused(street: Street, wrong: dict[str, Any]) -> None:
    kind = wrong.pop("kind", "peace") if "kind" in wrong else "peace"
    say = {"name": "平安协会", "starts": date(2025, 3, 1), **wrong}
    with pytest.raises(actions.Refused):
        actions.form_team(reader=street.clerk, place=street.east, kind=kind, at=NOW, **say)
    assert not VolunteerTeam.objects.exists()


def test_a_second_team_of_the_name_is_refused_and_a_second_click_is_not(street: Street) -> None:
    first = team(street)
    assert team(street).pk == first.pk
    with pytest.raises(actions.Refused):
        team(street, starts=date(2025, 4, 1))
    actions.close_team(reader=street.clerk, team=first, on=date(2026, 3, 1), at=NOW)
    assert [street.figure("volunteers.teams", year).value for year in ("2025", "2026")] == [1, 0]
