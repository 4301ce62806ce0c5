"""The register of people at higher risk: by consent, for a purpose, until a day; erased when that is over."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from safecommunity.accounts import personal
from safecommunity.accounts.fields import SecretUnreadable
from safecommunity.accounts.reader import Held, Reader
from safecommunity.figures.sources import as_at
from safecommunity.hazards.models import (
    CareVisit,
    Consent,
    Hazard,
    VulnerableBox,
    VulnerableKey,
    VulnerablePerson,
    VulnerableStep,
)
from safecommunity.hazards.people import actions, queries, words
from safecommunity.hazards.people.rights import Rights
from safecommunity.journal.models import AuditEvent
from tests.hazards.conftest import NOW, TODAY, Street
from tests.hazards.people.conftest import ADDRESS, AGREED, NAME, NUMBER, PHONE, SECRET, Enter

pytestmark = [pytest.mark.django_db]
WORDS = (NAME, NUMBER, PHONE, ADDRESS)


def told(street: Street, code: str, **_more: Any) -> float | None:
    return street.figure(f"vulnerable.{code}").value


def test_a_box_opens_with_its_own_key_and_label_only() -> None:
    key, other = personal.new_key(), personal.new_key()
    box = personal.seal(key, {"name": NAME, "phone": ""}, "vulnerable.a")
    assert personal.unseal(key, box, "vulnerable.a") == {"name": NAME}
    for wrong_key, wrong_box, label in (
        (other, box, "vulnerable.a"),
        (key, box, "vulnerable.b"),
        (key, "x", "a"),
    ):
        with pytest.raises(SecretUnreadable):
            personal.unseal(wrong_key, wrong_box, label)


def test_nothing_of_the_database_or_the_log_names_the_person(enter: Enter, street: Street) -> None:
    one = enter(secret=SECRET)
    actions.open_names(reader=street.worker, people=[one], purpose="visit", at=NOW)
    tables = (VulnerablePerson, VulnerableKey, VulnerableBox, Consent, VulnerableStep, AuditEvent)
    from django.db import connection

    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT * FROM {table._meta.db_table}")
            held = str(cursor.fetchall())
            assert not [word for word in WORDS if word in held], table
    assert actions.open_names(reader=street.worker, people=[one], purpose="visit", at=NOW)[one.pk] == SECRET


def test_the_same_form_twice_is_one_entry(enter: Enter) -> None:
    assert enter(client_id="c1") == enter(client_id="c1")
    assert VulnerablePerson.objects.count() == 1


def test_one_identity_number_is_one_entry_in_the_workers_places(enter: Enter) -> None:
    one = enter(secret=SECRET)
    with pytest.raises(actions.Refused, match=one.number) as refused:
        enter(secret=SECRET)
    assert NUMBER not in str(refused.value)


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("place", {"place": None}), ("groups", {"groups": []}), ("groups", {"groups": ["nobody"]}),
        ("sex", {"sex": 3}), ("born", {"born": None}), ("born", {"born": 2027}), ("born", {"born": 1895}),
        ("visit_days", {"visit_days": 366}), ("help", {"help": "长" * 201}), ("needs", {"needs": ["gold"]}),
        ("dwelling", {"dwelling": "x"}),
        ("name", {"secret": {"name": ""}}), ("name", {"secret": {"name": "长" * 41}}),
        ("phone", {"secret": {"phone": "123"}}), ("phone", {"secret": {"phone": "密码"}}),
        ("id_number", {"secret": {"id_number": NUMBER[:-1] + "1"}}),  # the check digit is wrong
        ("id_number", {"secret": {"id_number": NUMBER}, "born": 1949}),
        ("id_number", {"secret": {"id_number": NUMBER}, "sex": 1}),
        ("purposes", {"consent": {"purposes": []}}), ("how", {"consent": {"how": ""}}),
        ("giver", {"consent": {"giver": "mayor"}}), ("on", {"consent": {"on": TODAY + timedelta(days=1)}}),
        ("on", {"consent": {"on": None}}), ("until", {"consent": {"until": TODAY - timedelta(days=1)}}),
        ("until", {"consent": {"until": date(9999, 1, 1)}}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_its_field_without_repeating_a_secret(
    enter: Enter, field: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(actions.Refused) as refused:
        enter(**wrong)
    assert refused.value.field == field
    assert not [word for word in (NUMBER, NUMBER[:-1] + "1", "密码") if word in str(refused.value)]
    assert not VulnerablePerson.objects.exists()


def test_for_a_child_under_fourteen_a_guardian_agrees(enter: Enter) -> None:
    with pytest.raises(actions.Refused, match="14"):
        enter(born=2016, groups=["left_child"])
    made = enter(
        born=2016, groups=["left_child"], consent={"giver": "guardian"}, secret={"guardian": "测祖母"}
    )
    assert made.born == 2016


def test_only_the_worker_of_the_place_enters(enter: Enter, street: Street) -> None:
    for other in (street.clerk, street.chief, street.stranger, street.owner):
        with pytest.raises(PermissionDenied):
            enter(by=other)


def test_names_are_opened_by_the_worker_and_the_chief_with_a_purpose_and_are_on_the_log(
    enter: Enter, street: Street
) -> None:
    one = enter()
    for who in (street.worker, street.chief):
        assert (
            actions.open_names(reader=who, people=[one], purpose="emergency", at=NOW)[one.pk]["name"] == NAME
        )
    for who in (street.clerk, street.stranger):
        with pytest.raises(PermissionDenied):
            actions.open_names(reader=who, people=[one], purpose="emergency", at=NOW)
    with pytest.raises(actions.Refused):
        actions.open_names(reader=street.worker, people=[one], purpose="curiosity", at=NOW)
    opened = AuditEvent.objects.filter(action="open_name")
    assert [event.detail for event in opened] == [{"purpose": "emergency", "people": [one.pid]}] * 2


def test_a_password_alone_opens_no_name(enter: Enter, street: Street) -> None:
    one = enter()
    weak = Reader("p-weak", "", "", (Held("grid", street.east.pid),), "password")
    with pytest.raises(PermissionDenied):
        actions.open_names(reader=weak, people=[one], purpose="visit", at=NOW)


def test_a_name_is_opened_for_what_was_agreed_to(enter: Enter, street: Street) -> None:
    one = enter(consent={"purposes": ["moving"]})
    with pytest.raises(actions.Refused):
        actions.open_names(reader=street.worker, people=[one], purpose="visit", at=NOW)
    assert actions.open_names(reader=street.worker, people=[one], purpose="emergency", at=NOW)


NEEDS = {
    "visit": "visits",
    "benefits": "benefits",
    "emergency": "moving",
}  # what each opening needs to be agreed to


@pytest.mark.parametrize("agreed", ["visits", "benefits", "moving"])
@pytest.mark.parametrize("purpose", list(NEEDS))
def test_each_purpose_opens_names_under_its_own_consent_only(
    enter: Enter, street: Street, purpose: str, agreed: str
) -> None:
    one = enter(consent={"purposes": [agreed]})
    asked: dict[str, Any] = {"reader": street.worker, "people": [one], "purpose": purpose, "at": NOW}
    if NEEDS[purpose] == agreed:
        assert actions.open_names(**asked)[one.pk]["name"] == NAME
        return
    with pytest.raises(actions.Refused) as refused:
        actions.open_names(**asked)
    assert refused.value.field == "purpose"
    assert not AuditEvent.objects.filter(action="open_name").exists()


def test_in_an_emergency_the_law_opens_a_name_nobody_agreed_to_and_its_case_is_on_the_log(
    enter: Enter, street: Street
) -> None:
    one = enter(consent={"purposes": ["visits"]})
    asked: dict[str, Any] = {"reader": street.worker, "people": [one], "at": NOW}
    with pytest.raises(actions.Refused):
        actions.open_names(purpose="emergency", law="because", **asked)
    with pytest.raises(actions.Refused):
        actions.open_names(purpose="benefits", law="life", **asked)
    assert actions.open_names(purpose="emergency", law="life", **asked)[one.pk]["name"] == NAME
    assert AuditEvent.objects.get(action="open_name").detail == {
        "purpose": "emergency", "people": [one.pid], "law": "life",
    }  # fmt: skip


@pytest.mark.parametrize("purpose", ["visit", "benefits", "emergency", "correct", "request", "renew"])
def test_whose_consent_ran_out_is_opened_by_the_worker_who_asks_again_and_by_nobody_else(
    enter: Enter, street: Street, purpose: str
) -> None:
    agreed = {"purposes": ["visits", "moving", "benefits"]}
    one, other = enter(consent=agreed), enter(consent=agreed)
    until = AGREED["until"]

    def opened(by: Reader, days: int, people: list[VulnerablePerson], law: str = "") -> bool:
        at = NOW + timedelta(days=(until - TODAY).days + days)
        try:
            actions.open_names(reader=by, people=people, purpose=purpose, at=at, law=law)
        except actions.Refused:
            return False
        return True

    renews = purpose == "renew"  # thirty days ahead of the end to sixty days after it: codes/vulnerable.yaml
    assert [opened(street.worker, days, [one]) for days in (1, 60, 61)] == [renews, renews, False]
    assert [opened(street.worker, days, [one]) for days in (-30, -31)] == [True, not renews]
    assert opened(street.worker, 1, [one], law="life" if purpose == "emergency" else "") is renews
    assert not opened(street.worker, 1, [one, other])
    assert not opened(street.chief, 1, [one])
    together = purpose in ("visit", "benefits", "emergency")
    assert opened(street.worker, -31, [one, other]) is together


def test_a_list_opens_only_who_agreed_and_never_who_is_asked_one_at_a_time(
    enter: Enter, street: Street
) -> None:
    agreed, other = enter(), enter(consent={"purposes": ["benefits"]})
    late = enter(consent={"until": TODAY})
    at = NOW + timedelta(days=1)
    people, names = actions.open_list(
        reader=street.worker, people=[agreed, other, late], purpose="visit", at=at
    )
    assert (people, set(names)) == ([agreed], {agreed.pk})
    for purpose, whom in (("renew", [late]), ("correct", [agreed]), ("request", [agreed]), ("visit", [late])):
        with pytest.raises(actions.Refused):
            actions.open_list(reader=street.worker, people=whom, purpose=purpose, at=at)
    assert AuditEvent.objects.get(action="open_name").detail["people"] == [agreed.pid]


def test_whose_consent_ran_out_is_out_of_view_and_listed_to_be_asked_again(
    enter: Enter, street: Street
) -> None:
    one, rights = enter(), Rights(street.worker)
    until = AGREED["until"]
    later = NOW + timedelta(days=366)
    assert list(queries.in_view(queries.people(rights), until)) == [one]
    after = until + timedelta(days=1)
    assert not queries.in_view(queries.people(rights), after).exists()
    assert list(queries.in_state(queries.people(rights), "expired", after)) == [one]
    assert queries.to_renew(rights, after) == [one]
    assert not queries.due(rights, after)
    with pytest.raises(actions.Refused):
        actions.record_visit(reader=street.worker, person=one, on=after, found="well", at=later)
    with pytest.raises(actions.Refused):
        actions.open_names(reader=street.worker, people=[one], purpose="visit", at=later)
    actions.renew_consent(
        reader=street.worker, person=one, at=later,
        consent={**AGREED, "on": after, "until": after + timedelta(days=365)},
    )  # fmt: skip
    assert queries.in_view(queries.people(rights), after).exists()
    assert Consent.objects.count() == 2


def test_what_is_erased_is_gone_with_its_key_and_the_count_stays(enter: Enter, street: Street) -> None:
    one = enter(secret=SECRET, starts=date(2025, 3, 1), consent={"on": date(2025, 3, 1)})
    actions.record_visit(reader=street.worker, person=one, on=TODAY, found="well", note="她说腿疼", at=NOW)
    assert told(street, "count") == 1
    actions.erase_person(reader=street.chief, person=one, at=NOW)
    actions.erase_person(reader=street.chief, person=one, at=NOW)
    assert not VulnerableKey.objects.exists()
    assert not VulnerableBox.objects.exists()
    assert CareVisit.objects.get().note == ""
    one.refresh_from_db()
    assert (one.help, one.who, one.dwelling, one.client_id) == ("", "", None, None)
    assert (one.sex, one.born, one.left) == (2, 1948, "erased")
    counted = [street.figure("vulnerable.count", year).value for year in ("2025", "2026")]
    assert counted == [1, 0]  # the year that is over keeps what it was, this one has lost him
    assert AuditEvent.objects.filter(action="erase_person").count() == 1


@pytest.mark.parametrize(("why", "years"), [("moved", 1), ("died", 1), ("better", 1), ("mistaken", 0)])
def test_leaving_destroys_the_name_and_a_mistake_never_was(
    enter: Enter, street: Street, why: str, years: int
) -> None:
    from safecommunity.hazards.people.facts import FACTS

    one = enter(starts=date(2025, 3, 1), consent={"on": date(2025, 3, 1)})
    actions.leave_register(reader=street.worker, person=one, why=why, at=NOW)
    assert not VulnerableBox.objects.exists()
    assert len(list(FACTS[0].all_rows())) == years  # 2025 only: at the end of 2026 he is not there
    with pytest.raises(actions.Refused):
        actions.leave_register(reader=street.worker, person=one, why=why, at=NOW)


def test_consent_that_is_withdrawn_takes_the_person_off_at_once(enter: Enter, street: Street) -> None:
    one = enter()
    actions.withdraw_consent(reader=street.worker, person=one, at=NOW)
    one.refresh_from_db()
    assert (one.ends, one.left, VulnerableBox.objects.count()) == (TODAY, "withdrawn", 0)
    assert Consent.objects.get().withdrawn_on == TODAY
    with pytest.raises(actions.Refused):
        actions.open_names(reader=street.worker, people=[one], purpose="request", at=NOW)


def test_the_clock_erases_who_was_not_asked_again_for_sixty_days(enter: Enter, street: Street) -> None:
    enter()
    until = AGREED["until"]
    at = NOW + timedelta(days=(until - TODAY).days + 60)
    actions.tell_passed(by="keeper", at=at)
    assert VulnerableBox.objects.exists()
    actions.tell_passed(by="keeper", at=at + timedelta(days=1))
    assert not VulnerableBox.objects.exists()
    assert VulnerablePerson.objects.get().left == "lapsed"
    assert actions.tell_passed(by="keeper", at=at + timedelta(days=1)) == 0  # once a day


def test_a_visit_sets_the_next_one_and_nobody_met_sets_none(enter: Enter, street: Street) -> None:
    one = enter()  # every 7 days
    day = TODAY + timedelta(days=6)
    at = NOW + timedelta(days=6)
    visit, new = actions.record_visit(
        reader=street.worker, person=one, on=day, found="absent", at=at, client_id="v1"
    )
    assert new
    assert actions.record_visit(
        reader=street.worker, person=one, on=day, found="absent", at=at, client_id="v1"
    ) == (visit, False)
    one.refresh_from_db()
    assert (one.last_visit, one.next_visit) == (None, TODAY + timedelta(days=7))
    actions.record_visit(reader=street.worker, person=one, on=day, found="well", at=at)
    one.refresh_from_db()
    assert (one.last_visit, one.next_visit) == (day, day + timedelta(days=7))


def test_a_visit_entered_after_a_newer_one_is_late_by_the_visits_before_it(
    enter: Enter, street: Street
) -> None:
    """Every 7 days from the first: the visit of the twentieth day was due on the seventh, whenever it is entered."""
    from safecommunity.hazards.people.facts import visit_row

    one, at = enter(), NOW + timedelta(days=40)
    asked: dict[str, Any] = {"reader": street.worker, "person": one, "found": "well", "at": at}
    actions.record_visit(on=TODAY + timedelta(days=30), **asked)
    late, _new = actions.record_visit(on=TODAY + timedelta(days=20), **asked)
    assert (late.due, visit_row(late)["on_time"]) == (TODAY + timedelta(days=7), 0)
    next_one, _new = actions.record_visit(on=TODAY + timedelta(days=27), **asked)
    assert (next_one.due, visit_row(next_one)["on_time"]) == (TODAY + timedelta(days=27), 1)


def test_a_hazard_found_at_a_visit_goes_into_the_loop(enter: Enter, street: Street) -> None:
    one = enter()
    with pytest.raises(actions.Refused):
        actions.record_visit(reader=street.worker, person=one, on=TODAY, found="hazard", at=NOW)
    visit, _new = actions.record_visit(
        reader=street.worker,
        person=one,
        on=TODAY,
        found="hazard",
        at=NOW,
        hazard={"kind": "gas", "what": "软管老化"},
    )
    hazard = Hazard.objects.get()
    assert (visit.hazard, hazard.kind, hazard.state) == (hazard.pid, "gas", "found")
    assert not [word for word in WORDS if word in json.dumps([hazard.what, hazard.spot], ensure_ascii=False)]


@pytest.mark.parametrize("day", [date(1899, 1, 1), date(9999, 1, 1), TODAY + timedelta(days=1)])
def test_a_visit_is_on_a_day_of_the_register(enter: Enter, street: Street, day: date) -> None:
    with pytest.raises(actions.Refused):
        actions.record_visit(reader=street.worker, person=enter(), on=day, found="well", at=NOW)


def test_figures_count_people_once_and_groups_each(enter: Enter, street: Street) -> None:
    start = {"starts": date(2026, 10, 1), "consent": {"on": date(2026, 10, 1)}}
    seen = enter(**start)  # alone and disabled; visited today
    enter(groups=["left_child"], born=2011, sex=1, **start)  # never visited: 7 days are over
    enter(starts=date(2025, 1, 1), consent={"on": date(2025, 1, 1), "until": TODAY})  # still holds today
    gone = enter(groups=["sick"])
    VulnerablePerson.objects.filter(pk=gone.pk).update(
        starts=date(2026, 1, 5), consent_until=date(2026, 11, 1)
    )
    Consent.objects.filter(person=gone).update(on=date(2026, 1, 5), until=date(2026, 11, 1))
    actions.record_visit(reader=street.worker, person=seen, on=TODAY, found="well", at=NOW)
    from safecommunity.figures import stores

    stores.forget()
    # 4 on the register, 3 with a consent that holds, 1 of them visited in time
    assert told(street, "count") == 3
    assert told(street, "in_groups") == 5  # 2 + 1 + 2
    assert told(street, "consented") == 75
    assert told(street, "expired") == 1
    assert told(street, "visited_on_time") == pytest.approx(100 / 3)
    assert told(street, "visits") == 1


def test_rows_behind_a_figure_carry_no_name_and_are_closed_to_a_stranger(
    enter: Enter, street: Street
) -> None:
    from safecommunity.hazards.people.facts import FACTS

    enter(secret=SECRET)
    fact = FACTS[0]
    refs = [str(row["ref"]) for row in fact.all_rows()]
    shown = fact.rows_by_refs(street.clerk, refs).rows[0]
    assert not [word for word in WORDS if word in str(shown)]
    assert "独居老人" in str(shown.cells)
    assert fact.rows_by_refs(street.stranger, refs).rows[0].url == ""


def test_a_correction_keeps_the_key_of_nobody_else_and_refuses_an_old_page(
    enter: Enter, street: Street
) -> None:
    one = enter()
    values = {"place": street.east, "groups": ["disabled"], "sex": 2, "born": 1948, "visit_days": 30}
    actions.change_person(
        reader=street.worker,
        person=one,
        values=values,
        at=NOW,
        revision=1,
        secret={**SECRET, "name": "测新名"},
    )
    assert (
        actions.open_names(reader=street.worker, people=[one], purpose="visit", at=NOW)[one.pk]["name"]
        == "测新名"
    )
    with pytest.raises(actions.Refused):
        actions.change_person(reader=street.worker, person=one, values=values, at=NOW, revision=1)


def test_a_correction_makes_nobody_of_somebody_else(enter: Enter, street: Street) -> None:
    enter(secret=SECRET)
    two = enter(secret={"id_number": ""})
    values = {"place": street.east, "groups": ["alone"], "sex": 2, "born": 1948, "visit_days": 7}
    asked: dict[str, Any] = {"reader": street.worker, "values": values, "at": NOW}
    with pytest.raises(actions.Refused) as refused:
        actions.change_person(person=two, revision=1, secret=SECRET, **asked)
    assert (refused.value.field, NUMBER in str(refused.value)) == ("id_number", False)
    one = VulnerablePerson.objects.exclude(pk=two.pk).get()
    actions.change_person(person=one, revision=1, secret=SECRET, **asked)  # his own number is no double


def test_a_year_that_is_over_keeps_groups_place_and_rhythm_of_it(enter: Enter, street: Street) -> None:
    """Alone and disabled, every 7 days; from today other groups and every 365 days, after a word of the same day."""
    from safecommunity.hazards.people.facts import FACTS

    one = enter(starts=date(2025, 3, 1), consent={"on": date(2025, 3, 1)}, groups=["alone", "disabled"])
    lives = {"place": street.east, "sex": 2, "born": 1948}
    asked: dict[str, Any] = {"reader": street.worker, "person": one, "at": NOW}
    actions.change_person(
        values={**lives, "groups": ["sick", "disabled"], "visit_days": 9}, revision=1, **asked
    )
    actions.change_person(
        values={**lives, "groups": ["disabled", "oldest"], "visit_days": 365}, revision=2, **asked
    )
    person, group, _visits = ([row for row in fact.all_rows() if row["year"] < 2027] for fact in FACTS)
    code = {name: told["code"] for name, told in words.CODES.all("groups").items()}
    last, now = sorted(person, key=lambda row: row["year"])
    assert (last["risk_group"], now["risk_group"]) == (code["alone"], code["disabled"])
    in_groups = {(row["year"], row["risk_group"]) for row in group}
    assert in_groups == {
        (2025, code["alone"]), (2025, code["disabled"]), (2026, code["disabled"]), (2026, code["oldest"]),
    }  # fmt: skip
    assert [line.group for line in VulnerablePerson.objects.get().groups.all()] == ["disabled", "oldest"]
    found = VulnerablePerson.objects.get()
    assert [as_at(found, "visit_days", day) for day in (date(2025, 12, 31), TODAY)] == [7, 365]


def test_a_year_that_is_over_keeps_the_place_somebody_lived_in(enter: Enter, street: Street) -> None:
    one = enter(starts=date(2025, 3, 1), consent={"on": date(2025, 3, 1)})
    both = Reader("p-grid", "grid", "", (Held("grid", street.place.pid),), "demo")
    values = {"place": street.place, "groups": ["alone", "disabled"], "sex": 2, "born": 1948, "visit_days": 7}
    actions.change_person(reader=both, person=one, values=values, at=NOW, revision=1)
    found = VulnerablePerson.objects.select_related("place").get()
    told = [as_at(found, "place", day) for day in (date(2025, 12, 31), TODAY)]
    assert told == [street.east.pid, street.place.pid]
