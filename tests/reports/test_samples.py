"""The overview of a sample: estimates beside counts, said to be unstable by the publisher's rule; nothing elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from safecommunity.exchange import answers
from safecommunity.figures import queries, stores
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.injuries import neiss
from safecommunity.places import actions as places
from safecommunity.reports import export, samples
from safecommunity.reports.look import Look
from tests.figures.test_weighted import NOW, ROWS, file_of
from tests.figures.world import World
from tests.reports.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def look(settings: Any, tmp_path: Path) -> Any:
    settings.STORE = tmp_path / "store"
    stores.forget()
    place = places.create_place(
        name="NEISS (USA)", level="street", by="operator", at=NOW, starts=NOW.date(), label="real", source="USA",
        codes=[("local", "NEISS")],
    )  # fmt: skip
    neiss.import_file(path=file_of(tmp_path, ROWS), place=place, by="operator", at=NOW)
    yield Look(place, Period.parse("2019"), timezone.now(), "en")
    stores.forget()


def test_estimates_stand_in_groups_with_the_same_records_as_the_counts(look: Look) -> None:
    found = samples.sample(look)
    assert found is not None
    lines = {(line.dimension, line.label): line for line in (*found.lines, *found.more)}
    whole = found.lines[0]
    assert (whole.figure.n, round(whole.figure.value or 0, 4)) == (7, 303.1202)
    by_sex = [line for line in found.lines if line.dimension == "sex"]
    assert [line.figure.n for line in by_sex] == [4, 3]
    assert sum(line.figure.value or 0 for line in by_sex) == pytest.approx(303.1202)
    assert {dimension for dimension, _label in lines} == {"", "sex", "age_group", "diagnosis", "outcome"}
    assert all("injury.estimate@1~" in line.url for line in lines.values())
    assert len(whole.unstable) == 2  # seven records, an estimate of 303
    assert found.population == "US hospital emergency departments"


def test_the_workbook_of_the_overview_has_them_too(look: Look) -> None:
    rows = [list(sheet.rows) for sheet in export.sheets(look)]
    assert any(row[1:3] == [7, pytest.approx(303.1202)] for sheet in rows for row in sheet)


def test_records_that_are_no_sample_have_no_estimates(settings: Any, tmp_path: Path) -> None:
    settings.STORE = tmp_path / "store"
    stores.forget()
    world = World()
    world.hurt(5)
    stores.store("injury").refresh()
    assert samples.sample(Look(world.street, Period.parse("2026"), timezone.now(), "en")) is None
    stores.forget()


def read(client: Any, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return str(answer.content.decode())


def test_the_overview_s_page_shows_them_with_their_rule_and_leads_to_their_records(look: Look) -> None:
    client = signed_in(World(), "chief", look.place)
    page = read(client, f"/overview/?place={look.pid}&period=2019")
    assert "按抽样权重估计" in page
    assert "估计的是：美国医院急诊 · 2 层 5 个抽样单位" in page
    assert "不足 20 例" in page
    address = f"/figures/injury.estimate@1~{look.pid}~2019~sex=2/"
    assert address in page
    page = read(client, address)
    assert "（抽样单位之间 ± 1.96 个标准误）" in page
    assert "n = 3" in page
    assert "变异系数" in page


def test_a_page_without_records_or_without_weights_says_so(look: Look) -> None:
    client = signed_in(World(), "chief", look.place)
    assert "没有记录，没有区间" in read(client, f"/figures/injury.estimate@1~{look.pid}~2019-03/")
    assert "不能估计" in read(client, f"/figures/injury.estimate@1~{look.pid}~2016/")


def test_the_street_s_overview_has_no_such_panel(look: Look) -> None:
    world = World()
    world.hurt(3)
    page = read(signed_in(world, "chief"), f"/overview/?place={world.street.pid}&period=2026")
    assert "按抽样权重估计" not in page


def test_the_programs_interface_tells_the_sample(look: Look) -> None:
    figure = queries.compute(FigureKey("injury.estimate", 1, look.pid, look.period), now=look.now)
    told = answers.figure_out(figure, "sex", look.ground)
    assert told["sample"]["units"] == 5
    assert told["sample"]["unstable"] == ["n", "estimate"]
    assert {part["code"]: part["n"] for part in told["by"]} == {1: 4, 2: 3}
    assert all(part["sample"]["se"] > 0 for part in told["by"])
    count = queries.compute(FigureKey("injury.count", 1, look.pid, look.period), now=look.now)
    assert answers.figure_out(count, "", look.ground)["sample"] is None
