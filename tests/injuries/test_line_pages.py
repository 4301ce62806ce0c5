"""Cards line by line: the page, a line that is saved, refused, asked about, sent twice; unsaved lines are kept."""

import json
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from safecommunity.injuries.models import Report
from safecommunity.intake.models import Draft
from safecommunity.journal.models import AuditEvent
from tests.injuries.conftest import World
from tests.injuries.test_pages import enter

pytestmark = pytest.mark.db
SAVE, KEEP = "/injuries/lines/save/", "/injuries/lines/draft/"


def typed(**other: Any) -> dict[str, Any]:
    """A line as the page's script sends it: hurt yesterday at nine, seen at ten; place 2 is the first community."""
    day = (timezone.localdate() - timedelta(days=1)).isoformat()
    sent = {
        "client_id": uuid.uuid4().hex, "name": "吴某", "sex": "2", "age": "78", "residence": "2", "occurrence": "2",
        "injury_day": day, "injury_hour": "9", "visit_day": day, "visit_hour": "10", "cause": "3", "place_kind": "1",
        "activity": "6", "intent": "1", "alcohol": "2", "nature": "1", "body_part": "3", "severity": "2",
        "outcome": "1", **other,
    }  # fmt: skip
    return {name: value for name, value in sent.items() if value is not None}


def findings(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 422, answer.content.decode()
    return json.loads(answer.content)["findings"]


def test_a_line_becomes_a_card_and_sent_again_it_is_the_same_card(world: World) -> None:
    client, sent = enter(world, "nurse"), typed()
    first, second = client.post(SAVE, sent), client.post(SAVE, sent)
    assert (first.status_code, second.status_code) == (201, 200)
    report = Report.objects.get()
    assert (
        first.json() == second.json() == {"number": report.card_no, "url": f"/injuries/{report.injury.ref}/"}
    )
    assert (report.cause, report.sex, report.age_years, report.unit) == (3, 2, 78, world.hospital)
    assert report.residence == world.community
    assert AuditEvent.objects.filter(action="record_card").count() == 1


def test_all_that_is_wrong_with_a_line_comes_together_with_its_cells_and_nothing_is_stored(
    world: World,
) -> None:
    sent = typed(cause="77", age="200", outcome=None)
    found = findings(enter(world, "nurse").post(SAVE, sent))
    assert {one["cell"] for one in found} == {"cause", "age", "outcome"}
    assert not any(one["asks"] for one in found)
    assert not Report.objects.exists()


def test_a_cell_that_cannot_be_read_is_not_also_called_empty(world: World) -> None:
    found = findings(enter(world, "nurse").post(SAVE, typed(age="abc")))
    assert [one["cell"] for one in found] == ["age"]


def test_a_doubt_asks_and_the_answer_saves(world: World) -> None:
    """A road traffic accident at home is possible and odd: the checks ask (Q rules of the card, as data)."""
    client, sent = enter(world, "nurse"), typed(cause="1")
    found = findings(client.post(SAVE, sent))
    assert found
    assert all(one["asks"] for one in found)
    rules = ",".join(one["rule"] for one in found)
    assert client.post(SAVE, sent | {"confirmed": rules}).status_code == 201
    assert Report.objects.get().confirmed == rules.split(",")


def test_a_clerk_keys_without_names(world: World) -> None:
    client = enter(world, "clerk")
    page = client.get("/injuries/lines/?all=1").content.decode()
    for name in ("name", "id_number", "phone", "address"):
        assert f'data-col="{name}"' not in page
    found = findings(client.post(SAVE, typed(unit="1")))
    assert [one["cell"] for one in found] == ["name"]
    assert "吴某" not in json.dumps(found, ensure_ascii=False)
    assert client.post(SAVE, typed(unit="1", name=None)).status_code == 201


def test_unsaved_lines_are_kept_without_who_it_was_and_end_when_they_are_saved(world: World) -> None:
    client, sent = enter(world, "nurse"), typed()
    line = {
        "id": sent["client_id"],
        "age": "78",
        "name": "吴某",
        "id_number": "999999194810223422",
        "phone": "1",
    }
    assert client.post(KEEP, {"lines": json.dumps([line])}).status_code == 204
    assert Draft.objects.get().kind == "injury_lines"
    page = client.get("/injuries/lines/").content.decode()
    assert sent["client_id"] in page
    assert "吴某" not in page
    assert "999999194810223422" not in page
    client.post(SAVE, sent)
    assert sent["client_id"] not in client.get("/injuries/lines/").content.decode()
    assert client.post(KEEP, {"lines": "[]"}).status_code == 204
    assert not Draft.objects.exists()


@pytest.mark.parametrize(
    "lines",
    ["", "{", "null", '"x"', "[[1]]", '{"a": 1}', '[{"age": {"a": 1}}]', "[" * 5000, '[{"age": null}]'],
)
def test_nonsense_sent_as_unsaved_lines_keeps_nothing_and_breaks_nothing(world: World, lines: str) -> None:
    client = enter(world, "nurse")
    assert client.post(KEEP, {"lines": lines}).status_code == 204
    assert client.get("/injuries/lines/").status_code == 200


@pytest.mark.parametrize(
    "odd",
    [
        {"client_id": ""}, {"client_id": "x" * 500}, {"client_id": "a b"}, {"name": "\x00"}, {"sex": "男\x00"},
        {"unit": "99"}, {"residence": "9" * 400}, {"age": "9" * 400}, {"injury_day": "9999-99-99"},
        {"visit_hour": "１２３"}, {"icd10": "W1' OR 1"}, {"confirmed": "<script>" * 50}, {"diagnosis": "<b>" * 5000},
    ],
)  # fmt: skip
def test_odd_lines_are_refused_in_words_or_saved_never_an_error_of_the_server(world: World, odd: Any) -> None:
    answer = enter(world, "nurse").post(SAVE, typed(**odd))
    assert answer.status_code in (201, 400, 422), answer.content.decode()[:300]
    if answer.status_code != 201:
        assert not Report.objects.exists()


def test_who_writes_no_cards_gets_no_page(world: World) -> None:
    for who in ("grid_worker", "chief", "supervisor", "auditor"):
        client = enter(world, who)
        assert client.get("/injuries/lines/").status_code == 403
        assert client.post(SAVE, typed()).status_code == 403
        assert client.post(KEEP, {"lines": "[]"}).status_code == 403
    assert Client().get("/injuries/lines/").status_code == 302


def test_a_line_for_a_facility_of_elsewhere_is_not_on_offer(world: World) -> None:
    """The numbers of the facility column count the reader's own facilities only."""
    found = findings(enter(world, "clerk").post(SAVE, typed(unit="另一医院", name=None)))
    assert [one["cell"] for one in found] == ["unit"]
