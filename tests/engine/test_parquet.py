"""The Parquet files alone: a piece at a time, only the files and columns a question needs."""

import numpy as np
import pyarrow.parquet as pq
import pytest

from safecommunity.engine import parquet
from safecommunity.engine.columns import encode
from safecommunity.engine.conditions import EVERYTHING, Where
from safecommunity.engine.periods import Months, month_index
from safecommunity.engine.place_map import PlaceMap
from safecommunity.engine.rollup import Axis, counts_of_places, counts_of_rows
from safecommunity.engine.store import Store
from tests.engine.world import SCHEMA, World, row

PLACES = PlaceMap.of_paths({"city": "/city/", "east": "/city/east/", "west": "/city/west/"})
YEARS, WHERE = (2024, 2025, 2026, -1), ("east", "west", "", "北", "east")
ROWS = [
    row(n, year=YEARS[n % 4], month=(n % 13) or -1, cause=n % 3, residence=WHERE[n % 5]) for n in range(200)
]
COLUMNS = ("residence", "year", "month", "cause")


@pytest.fixture
def view(tmp_path):
    store = Store(tmp_path, SCHEMA, World(*ROWS))
    store.compact()
    return store.refresh()


@pytest.fixture
def small_groups(monkeypatch, tmp_path):
    """The same rows in files of many row groups, each with a word list of its own."""
    table = encode(SCHEMA, ROWS)
    for value in np.unique(table.values["year"]).tolist():
        part = parquet.to_arrow(SCHEMA, table.take(table.values["year"] == value))
        name = "unknown" if value == -1 else value
        pq.write_table(part, tmp_path / f"rows-{name}.parquet", row_group_size=7)
    monkeypatch.setattr(parquet, "PIECE", 3)
    return tmp_path


@pytest.mark.parametrize(
    "condition", [EVERYTHING, Where("cause", "eq", (1,)), Where("residence", "ne", ("east",))]
)
@pytest.mark.parametrize("months", [Months(month_index(2025, 6), month_index(2026, 3)), Months(0, 3000 * 12)])
def test_count_as_the_store_does(view, small_groups, condition, months):
    asked = {"place": "residence", "periods": months, "places": PLACES, "axes": [Axis("cause", (2, 1, 0))]}
    expected = counts_of_places(view, condition, **asked)
    for folder in (view.base.folder, small_groups):
        found = counts_of_rows(parquet.tables(SCHEMA, folder, COLUMNS, months.years), condition, **asked)
        assert np.array_equal(found.counts, expected.counts)
        assert np.array_equal(found.unplaced, expected.unplaced)
    assert expected.counts.sum() > 0


def test_files_of_other_years_are_not_opened(view):
    for path in view.base.folder.glob("rows-202[45].parquet"):
        path.write_bytes(b"broken")
    found = list(parquet.tables(SCHEMA, view.base.folder, COLUMNS, (2026, 2027)))
    assert sum(table.size for table in found) == 50
    assert {int(year) for table in found for year in table.values["year"]} == {2026}


def test_rows_of_no_known_year_come_where_no_years_are_asked_for(view):
    found = list(parquet.tables(SCHEMA, view.base.folder, COLUMNS))
    assert sum(table.size for table in found) == 200
    assert sum(int((table.values["year"] == -1).sum()) for table in found) == 50


def test_every_word_list_begins_with_the_unknown_word(small_groups):
    for table in parquet.tables(SCHEMA, small_groups, COLUMNS):
        assert table.words["residence"][0] == ""
