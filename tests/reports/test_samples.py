"""The overview of a sample: estimates beside counts, said to be unstable by the publisher's rule; nothing elsewhere."""

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from safecommunity.figures import stores
from safecommunity.indicators.period import Period
from safecommunity.injuries import neiss
from safecommunity.places import actions as places
from safecommunity.reports import export, samples
from safecommunity.reports.look import Look
from tests.figures.test_weighted import NOW, ROWS, file_of
from tests.figures.world import World

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
