"""A program reads figures, the rows behind them, places and codes: what its owner may see, and nothing else."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.injuries.models import Report
from tests.exchange.conftest import Maker, Program, card
from tests.injuries.conftest import World

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture
def sender(world: World, program: Maker) -> Program:
    return program("facility", unit=world.hospital.pid, may=("cards",))


@pytest.fixture
def reader(world: World, program: Maker) -> Program:
    return program("cdc", place=world.district.pid)


@pytest.fixture
def year(world: World) -> str:
    """The year the cards of these tests fall into."""
    return card(world)["values"]["injury_time"][:4]


def hurt(sender: Program, world: World, many: int, **values: Any) -> None:
    answer = sender.post([card(world, uuid.uuid4().hex, **values) for _ in range(many)])
    assert answer.status_code == 201, answer.json()


def ask(program: Program, world: World, year: str, code: str = "injury.count", **more: str) -> Any:
    return program.get(f"figures/{code}", {"place": world.street.pid, "period": year, **more})


@pytest.mark.parametrize("many", [0, 1, 3])
def test_a_figure_says_what_it_counts_and_how_many(world, sender, reader, year, many):
    if many:
        hurt(sender, world, many)
    told = ask(reader, world, year).json()
    assert (told["value"], told["n"], told["label"]) == (many, many, "simulated")
    assert told["place"] == {"pid": world.street.pid, "name": "示例街道"}
    assert told["due"] == 2  # 示例医院 and 示例门诊部 report from this street
    rows = reader.get(told["rows_url"].removeprefix("/api/v1/")).json()
    assert (rows["total"], rows["openable"], len(rows["rows"])) == (many, many, many)


def test_a_figure_is_split_by_a_dimension_and_each_part_is_a_figure(world, sender, reader, year):
    hurt(sender, world, 2)
    hurt(sender, world, 1, sex=1)
    told = ask(reader, world, year, by="sex").json()
    assert {part["code"]: part["n"] for part in told["by"]} == {2: 2, 1: 1}
    part = told["by"][0]
    assert part["label"] == "Female"
    again = reader.get(f"figures/{part['key']}").json()
    assert (again["value"], again["dimensions"]) == (2, {"sex": 2})


def test_a_rate_without_population_says_its_n_and_no_value(world, sender, reader, year):
    hurt(sender, world, 1)
    told = ask(reader, world, year, "injury.rate").json()
    assert (told["value"], told["n"], told["interval"]) == (None, 1, None)


def test_parts_cost_no_further_queries(world, sender, reader, year):
    hurt(sender, world, 1)
    ask(reader, world, year, by="body_part")

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert ask(reader, world, year, by="body_part").status_code == 200
        return len(seen)

    few = queries()
    for body_part in (1, 2, 4, 5):
        hurt(sender, world, 1, body_part=body_part)
    ask(reader, world, year, by="body_part")
    assert queries() <= few


def test_an_unchanged_figure_answers_304(world, sender, reader, year):
    hurt(sender, world, 1)
    first = ask(reader, world, year)
    path = {"place": world.street.pid, "period": year}
    assert reader.get("figures/injury.count", path, **{"If-None-Match": first["ETag"]}).status_code == 304
    hurt(sender, world, 1)
    again = reader.get("figures/injury.count", path, **{"If-None-Match": first["ETag"]})
    assert (again.status_code, again.json()["n"]) == (200, 2)


def test_rows_are_paged_by_a_mark(world, sender, reader, year):
    hurt(sender, world, 26)  # a page holds 25
    url = ask(reader, world, year).json()["rows_url"].removeprefix("/api/v1/")
    first = reader.get(url).json()
    last = reader.get(url, {"after": first["next"]}).json()
    assert (len(first["rows"]), len(last["rows"]), last["next"]) == (25, 1, None)
    assert last["rows"][0]["ref"] not in {row["ref"] for row in first["rows"]}
    assert reader.get(url, {"after": "nonsense"}).status_code == 422


def test_rows_not_open_to_the_owner_keep_their_line_and_nothing_else(world, sender, program, year):
    hurt(sender, world, 1)
    auditor = program("auditor", place=world.street.pid)
    url = ask(auditor, world, year).json()["rows_url"].removeprefix("/api/v1/")
    rows = auditor.get(url).json()
    assert (rows["total"], rows["openable"]) == (1, 0)
    assert rows["rows"] == [{"open": False, "ref": None, "url": None, "cells": []}]


def test_an_injury_is_shown_without_names(world, sender, reader):
    hurt(sender, world, 1, phone="0571-8888", narrative="吴某滑倒")
    ref = Report.objects.get().injury.ref
    answer = reader.get(f"injuries/{ref}")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "吴某" not in text
    assert "8888" not in text
    assert answer.json()["reports"][0]["unit"] == world.hospital.pid


def test_a_sender_reads_back_its_own_cards_only(world, sender, program):
    other = program("facility", unit=world.hospital.pid, may=("cards",))
    hurt(sender, world, 1)
    ref = Report.objects.get().injury.ref
    assert sender.get(f"injuries/{ref}").status_code == 200
    assert other.get(f"injuries/{ref}").status_code == 404


@pytest.mark.parametrize("ref", ["0" * 32, "x", "无", "a%20b"])
def test_an_injury_that_is_not_there_is_404_in_json(reader, ref):
    answer = reader.get(f"injuries/{ref}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["rule"] == "missing"


def test_foreign_places_and_injuries_stay_closed(world, sender, program, year):
    hurt(sender, world, 1)
    ref = Report.objects.get().injury.ref
    elsewhere = program("clerk", place=world.other_street.pid)
    assert ask(elsewhere, world, year).status_code == 403
    assert elsewhere.get(f"injuries/{ref}").status_code == 404
    narrow = program("cdc", place=world.district.pid, within=world.other_street.pid)
    assert ask(narrow, world, year).status_code == 403
    assert narrow.get(f"injuries/{ref}").status_code == 404


def test_a_facility_reads_no_figures(world, sender, year):
    assert ask(sender, world, year).status_code == 403


@pytest.mark.parametrize(
    ("path", "query", "status", "field"),
    [
        ("figures/nothing", {"place": "STREET", "period": "2026"}, 404, "code"),
        ("figures/injury.count", {"period": "2026"}, 422, "place"),
        ("figures/injury.count", {"place": "a\tb", "period": "2026"}, 422, "place"),
        ("figures/injury.count", {"place": "x" * 100_000, "period": "2026"}, 422, "place"),
        ("figures/injury.count", {"place": "STREET"}, 422, "period"),
        ("figures/injury.count", {"place": "STREET", "period": "2026-13"}, 422, "period"),
        ("figures/injury.count", {"place": "STREET", "period": "2026", "by": "name"}, 422, "by"),
        ("figures/injury.count", {"place": "STREET", "period": "2026", "language": "fr"}, 422, "language"),
        ("figures/injury.count@1~STREET~2026~sex=99999999999999999999", {}, 404, "key"),
        ("figures/injury.count@1~STREET~2026~sex=abc", {}, 404, "key"),
        ("figures/injury.count@1~STREET~2026~name=1", {}, 404, "key"),
        ("figures/injury.count@" + "9" * 5000 + "~STREET~2026", {}, 404, "key"),
        ("figures/injury.count@1~nowhere~2026", {}, 403, "place"),
        ("figures/injury.count/rows", {}, 404, "key"),
        ("figures/a~b/rows", {}, 404, "key"),
        ("places", {"after": "'; --"}, 422, "after"),
        ("codes/niss-9", {}, 404, "version"),
    ],
)
def test_a_wrong_parameter_is_named_with_what_came_and_what_is_allowed(
    world, reader, path, query, status, field
):
    street = world.street.pid
    query = {name: text.replace("STREET", street) for name, text in query.items()}
    answer = reader.get(path.replace("STREET", street), query)
    assert answer.status_code == status, answer.content
    error = answer.json()["errors"][0]
    assert error["field"] == field
    assert error["message"]


def test_a_null_character_in_an_address_is_refused(reader):
    assert reader.get("figures/injury.count", {"place": "a\x00b", "period": "2026"}).status_code == 400
    assert reader.get("injuries/%00").status_code == 400


def test_the_catalogue_and_the_codes_speak_three_languages(reader):
    titles = {
        tag: reader.get("figures", {"language": tag}).json()["figures"][0]["title"]
        for tag in ("zh-hans", "zh-hant", "en")
    }
    assert titles["en"].isascii()
    assert not titles["zh-hans"].isascii()
    sexes = {
        tag: reader.get("codes/niss-1", {"language": tag}).json()["lists"]["sex"] for tag in ("zh-hans", "en")
    }
    assert [one["code"] for one in sexes["en"]] == [one["code"] for one in sexes["zh-hans"]]
    assert sexes["en"] != sexes["zh-hans"]
    assert [one["version"] for one in reader.get("codes").json()["versions"]] == ["niss-1", "niss-2"]


def test_places_are_those_within_the_token(world, reader, sender, program):
    names = {one["name"] for one in reader.get("places").json()["places"]}
    assert names == {"示例区", "示例街道", "示中社区", "第 3 网格", "另一街道", "另中社区"}
    clerk = program("clerk", place=world.other_street.pid).get("places").json()
    assert {one["pid"] for one in clerk["places"]} == {world.other_street.pid, world.other_community.pid}
    assert clerk["units"] == []
    own = sender.get("places").json()
    assert [one["pid"] for one in own["units"]] == [world.hospital.pid]
    assert {one["name"] for one in own["places"]} == names  # residence may lie anywhere in the district


def test_places_are_paged(world, reader, monkeypatch):
    from safecommunity.exchange import queries

    monkeypatch.setattr(queries, "PAGE", 4)
    first = reader.get("places").json()
    second = reader.get("places", {"after": first["next"]}).json()
    assert (len(first["places"]), len(second["places"]), second["next"]) == (4, 2, None)
