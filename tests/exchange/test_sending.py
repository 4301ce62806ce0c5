"""A program sends cards: the same checks and rights as the page, idempotent, every error at once, never a crash."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safecommunity.exchange import access
from safecommunity.injuries import actions as injuries
from safecommunity.injuries import codes
from safecommunity.injuries.models import Report
from safecommunity.journal.models import AuditEvent
from tests.exchange.conftest import Maker, Program, card
from tests.injuries.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def sender(world: World, program: Maker) -> Program:
    """The hospital's own system."""
    return program("facility", unit=world.hospital.pid, may=("cards",))


def told(answer: Any, number: int = 0) -> dict[str, str]:
    """Field → rule of what was refused."""
    return {one["field"]: one["rule"] for one in answer.json()["items"][number]["errors"]}


def test_a_card_is_recorded_once_however_often_it_is_sent(world, sender):
    first, second = sender.post(card(world)), sender.post(card(world))
    assert (first.status_code, second.status_code) == (201, 200)
    assert Report.objects.count() == 1
    one, two = first.json()["items"][0], second.json()["items"][0]
    assert (one["status"], two["status"]) == ("recorded", "repeated")
    assert one["ref"] == two["ref"]
    assert Report.objects.get().entered_by == sender.owner.pid


def test_the_same_id_with_other_content_is_refused(world, sender):
    sender.post(card(world))
    answer = sender.post(card(world, sex=1))
    assert answer.status_code == 422
    assert told(answer) == {"": "client_id"}
    assert Report.objects.count() == 1


def test_in_a_list_the_good_ones_are_recorded_and_each_bad_one_names_everything(world, sender):
    bad = card(world, "b", cause=98, age_years=300, sex=None, unit=world.hospital.pid)
    bad["values"]["colour"] = "red"
    answer = sender.post([card(world, "a"), bad, card(world, "c")])
    assert answer.status_code == 422
    counts = {name: answer.json()[name] for name in ("recorded", "repeated", "refused")}
    assert counts == {"recorded": 2, "repeated": 0, "refused": 1}
    assert told(answer, 1) == {
        "cause": "option",
        "age_years": "range",
        "sex": "required",
        "colour": "unknown",
    }
    cause = next(one for one in answer.json()["items"][1]["errors"] if one["field"] == "cause")
    assert cause["came"] == "98"
    assert 3 in cause["allowed"]
    assert 98 not in cause["allowed"]


def test_one_request_of_sending_is_one_event_of_the_log_beside_its_cards(world, sender):
    sender.post([card(world, "a"), card(world, "b")])
    event = AuditEvent.objects.get(action="send_cards")
    assert (event.by, event.ref) == (sender.owner.pid, sender.token.pid)
    assert event.detail == {"recorded": 2, "repeated": 0, "refused": 0}
    assert AuditEvent.objects.filter(action="record_card").count() == 2


def test_a_duplicate_inside_one_list_is_a_repeat(world, sender):
    answer = sender.post([card(world), card(world)])
    assert answer.status_code == 201
    assert [one["status"] for one in answer.json()["items"]] == ["recorded", "repeated"]


def test_a_question_is_answered_by_its_rule(world, sender):
    """Rule Q2 of the card: a visit more than 30 days after the injury is asked about."""
    odd = card(world, injury_time="2026-01-02T10:00:00+08:00", visit_time="2026-04-02T10:00:00+08:00")
    asked = sender.post(odd)
    assert asked.status_code == 422
    questions = asked.json()["items"][0]["questions"]
    assert [one["rule"] for one in questions] == ["Q2"]
    assert Report.objects.count() == 0
    assert sender.post({**odd, "confirmed": ["Q2"]}).status_code == 201
    assert Report.objects.get().confirmed == ["Q2"]


def test_an_unknown_rule_cannot_be_confirmed(world, sender):
    answer = sender.post({**card(world), "confirmed": ["EVERYTHING"]})
    assert told(answer) == {"confirmed": "option"}


def test_a_facility_sends_for_itself_only(world, sender):
    answer = sender.post(card(world, unit=world.clinic.pid))
    assert answer.status_code == 422
    assert told(answer) == {"unit": "rights"}
    assert Report.objects.count() == 0


def test_a_clerk_sends_for_facilities_of_the_place_and_the_token_may_narrow_it(world, program):
    clerk = program("clerk", place=world.street.pid, may=("cards",))
    assert clerk.post(card(world, "a")).status_code == 201
    assert told(clerk.post(card(world, "b", unit=world.elsewhere.pid))) == {"unit": "rights"}
    narrow = program("cdc", place=world.district.pid, may=("cards",), within=world.other_street.pid)
    assert told(narrow.post(card(world, "c"))) == {"unit": "rights"}
    assert narrow.post(card(world, "d", unit=world.elsewhere.pid)).status_code == 201


def test_a_token_for_reading_sends_nothing(world, program):
    reader = program("clerk", place=world.street.pid, may=("figures",))
    answer = reader.post(card(world))
    assert answer.status_code == 403
    assert answer.json()["errors"][0]["allowed"] == ["cards"]
    assert Report.objects.count() == 0


def test_another_version_of_the_card_is_told_in_its_own_numbers(world, sender):
    """The stored code is what the crosswalk of that version says; the number as written is kept."""
    version = codes.card("niss-2")
    name, option = next(
        (name, option)
        for name in ("cause", "place_kind", "activity", "nature")
        for option in version.options(codes.LISTS[name])
        if list(option.to) == [name] and option.to[name] != option.code
    )
    sent = {**card(world, **{name: option.code}), "card_version": "niss-2"}
    answer = sender.post(sent)
    asked = [one["rule"] for one in answer.json()["items"][0]["questions"]]
    answer = sender.post({**sent, "confirmed": asked}) if asked else answer
    assert answer.status_code == 201, answer.json()
    report = Report.objects.get()
    assert (getattr(report, name), report.as_written[name]) == (option.to[name], option.code)


def test_an_unknown_version_is_refused(world, sender):
    assert told(sender.post({**card(world), "card_version": "niss-9"})) == {"card_version": "option"}


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 100_000, b'{"client_id": "\\ud800"}', b'"\\udfff"', b"{} {}"],
    ids=["nothing", "half", "not utf-8", "deep", "half a character", "half a text", "two"],
)
def test_what_is_not_json_is_refused_with_400(sender, body):
    answer = sender.post(body)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["rule"] == "json"


@pytest.mark.parametrize("body", [[], [1] * 501], ids=["none", "501"])
def test_a_list_holds_1_to_500_cards(sender, body):
    answer = sender.post(body)
    assert answer.status_code == 422
    assert "500" in answer.json()["errors"][0]["message"]


@pytest.mark.parametrize("body", [1, None, True, "text", 1e999, {}, {"client_id": 7, "values": []}])
def test_what_is_no_card_is_refused(sender, body):
    answer = sender.post(json.dumps(body))
    assert answer.status_code == 422
    assert answer.json()["items"][0]["errors"]


def test_a_body_beyond_the_limit_is_413_in_json(sender):
    answer = sender.post(b" " * (2 * 1024 * 1024 + 1))
    assert answer.status_code == 413
    assert answer.json()["errors"][0]["rule"] == "size"


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("diagnosis", "x" * 100_000, "length"),
        ("product", "a\x00b", "characters"),
        ("unit", "a\x00b", "type"),
        ("residence", {"pid": "x"}, "type"),
        ("residence", "nowhere", "place"),
        ("injury_time", "9999-12-31T23:59:59-23:00", "type"),
        ("injury_time", "2199-01-01T00:00", "range"),
        ("injury_time", "0001-01-01T00:00:00+14:00", "type"),
        ("injury_time", "2011.3.5", "type"),
        ("injury_time", 20261122, "type"),
        ("age_years", True, "range"),
        ("age_years", 10**400, "range"),
        ("cause", 1.5, "option"),
        ("cause", "3", "option"),
        ("lives_elsewhere", "yes", "type"),
        ("precision", [], "option"),
    ],
)
def test_a_wrong_value_names_its_field_and_rule_and_writes_nothing(world, sender, name, value, rule):
    answer = sender.post(card(world, **{name: value}))
    assert answer.status_code == 422
    assert told(answer).get(name) == rule, answer.json()
    assert Report.objects.count() == 0


def test_errors_speak_the_language_of_the_request(world, sender):
    words = {
        tag: sender.post(card(world, cause=98), **{"Accept-Language": tag}).json()["items"][0]["errors"][0][
            "message"
        ]
        for tag in ("en", "zh-CN", "zh-TW", "fr")
    }
    assert "allowed" in words["en"]
    assert sender.get("codes", **{"Accept-Language": "zh-TW"})["Content-Language"] == "zh-hant"
    assert words["zh-CN"] == words["fr"]  # the product's own language where none of ours is asked for
    assert len({words["en"], words["zh-CN"], words["zh-TW"]}) == 3


def test_what_identifies_a_person_is_not_sent_back(world, sender):
    answer = sender.post(card(world, id_number="110101194811220012", phone="abc"))
    assert answer.status_code == 422
    assert all("came" not in one for one in answer.json()["items"][0]["errors"])


def test_a_day_without_an_hour_is_kept_as_a_day(world, sender):
    assert (
        sender.post(card(world, injury_time="2026-11-01", visit_time="2026-11-02T09:00")).status_code == 201
    )
    report = Report.objects.get()
    assert (report.precision, report.injury_on.isoformat()) == ("date", "2026-11-01")


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30)
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
)
NAMES = st.sampled_from(
    ["unit", "sex", "age_years", "age_months", "injury_time", "visit_time", "cause", "intent", "precision",
     "lives_elsewhere", "residence", "occurrence", "id_number", "phone", "name", "icd10", "narrative", "outcome"]
)  # fmt: skip


@given(changed=st.dictionaries(NAMES, ANYTHING, max_size=5), frame=ANYTHING, part=st.sampled_from(
    ["client_id", "card_version", "confirmed", "values", "none"]))  # fmt: skip
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
def test_whatever_is_sent_the_answer_is_200_201_400_or_422(monkeypatch, world, sender, changed, frame, part):
    monkeypatch.setattr(access, "PER_MINUTE", 10**6)
    body = card(world, "fuzz")
    body["values"] |= changed
    if part != "none":
        body[part] = frame
    answer = sender.post(json.dumps(body))
    assert answer.status_code in (200, 201, 400, 422)
    assert answer.json()


def test_a_card_that_was_sent_is_withdrawn_like_any_other(world, sender):
    sender.post(card(world))
    report = Report.objects.get()
    with pytest.raises(injuries.NotYours):
        injuries.withdraw_report(reader=world.chief, report=report, at=report.entered_at, reason="x")
    injuries.withdraw_report(reader=world.nurse, report=report, at=report.entered_at, reason="entered twice")
    assert Report.objects.get().state == Report.State.WITHDRAWN
