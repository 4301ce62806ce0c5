"""`safecommunity figures show CODE --by …`: each cell is the figure that was asked for, not a bare count."""

import json

import pytest

from safecommunity.figures import stores
from safecommunity.places import actions
from safecommunity.places.actions import Residents
from safecommunity.web import cli, figure_commands
from tests.figures.world import NOW, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return World()


def shown(capsys, place: str, code: str, by: str) -> list[dict]:
    options = cli.parser().parse_args(
        ["figures", "show", code, "--place", place, "--period", "2026", "--by", by, "--format", "json"]
    )
    figure_commands.show(options, NOW)
    return json.loads(capsys.readouterr().out)


def test_a_rate_by_sex_divides_by_the_people_of_that_sex(world: World, capsys) -> None:
    people = [Residents(400, 1, 0, None), Residents(1600, 2, 0, None)]
    actions.set_population(place=world.street, year=2026, cells=people, source="统计公报", by="t", at=NOW)
    world.hurt(4)  # women
    world.hurt(2, sex=1)
    stores.store("injury").refresh()
    whole = shown(capsys, world.street.pid, "injury.rate", "")[0]
    rows = {row["sex"]: row for row in shown(capsys, world.street.pid, "injury.rate", "sex")}
    assert {sex: row["n"] for sex, row in rows.items()} == {1: 2, 2: 4}
    assert rows[1]["denominator"] + rows[2]["denominator"] == pytest.approx(whole["denominator"])
    assert rows[2]["denominator"] == pytest.approx(4 * rows[1]["denominator"])  # 1600 women to 400 men
    for row in rows.values():
        assert row["value"] == pytest.approx(row["n"] / row["denominator"] * 100_000)
        assert row["lower"] < row["value"] < row["upper"]


def test_a_count_by_sex_stays_a_count(world: World, capsys) -> None:
    world.hurt(3)
    stores.store("injury").refresh()
    (row,) = shown(capsys, world.street.pid, "injury.count", "sex")
    assert (row["sex"], row["n"], "value" in row) == (2, 3, False)
