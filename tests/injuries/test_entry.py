"""A line of the entry page as it was typed: the same cells as in lists, in paper order, nothing stored.

Expected values are what a person reads from the paper card (option numbers of niss-1) and from the cell.
"""

from datetime import datetime
from typing import Any

import pytest

from safecommunity.injuries import checks, codes, entry
from safecommunity.injuries.entry import Ground
from safecommunity.injuries.models import Report
from tests.injuries.conftest import CHINA, NOW, World

# A woman of 78 fell at home on 22 November at nine in the evening and was seen an hour later.
FALL = {
    "sex": "2", "age": "78", "residence": "2", "injury_day": "2026-11-22", "injury_hour": "21",
    "visit_day": "2026-11-22", "visit_hour": "22", "cause": "3", "place_kind": "1", "occurrence": "2", "activity": "6",
    "intent": "1", "alcohol": "2", "nature": "1", "body_part": "3", "severity": "2", "outcome": "1",
}  # fmt: skip


@pytest.fixture
def ground(world: World) -> Ground:
    """Two facilities, two places; names may be written."""
    return Ground([world.hospital, world.clinic], [world.street, world.community], names=True)


@pytest.fixture
def own(world: World) -> Ground:
    """The nurse's: one facility."""
    return Ground([world.hospital], [world.street, world.community], names=True)


def says(line: entry.Line) -> dict[str, str]:
    return {one.field: one.message for one in line.findings}


def test_a_line_of_numbers_is_a_card_without_findings(world: World, own: Ground) -> None:
    line = entry.read(FALL, own)
    assert line.findings == []
    assert line.values == {
        "unit": world.hospital.pid, "sex": 2, "age_years": 78, "residence": world.community.pid,
        "injury_time": datetime(2026, 11, 22, 21, tzinfo=CHINA), "visit_time": datetime(2026, 11, 22, 22, tzinfo=CHINA),
        "cause": 3, "place_kind": 1, "occurrence": world.community.pid, "activity": 6, "intent": 1, "alcohol": 2,
        "nature": 1, "body_part": 3, "severity": 2, "outcome": 1,
    }  # fmt: skip
    assert checks.check(line.values, source="card", now=NOW).errors == ()


def test_words_and_days_of_a_spreadsheet_mean_what_they_mean_in_a_list(world: World, ground: Ground) -> None:
    words = {
        "unit": "示例医院", "sex": "女", "age": "１岁3个月", "residence": "示中社区", "injury_day": "2026.11.22",
        "injury_hour": "晚上9点", "visit_day": "2026年11月22日", "visit_hour": "22:10", "cause": "3 跌倒/坠落",
    }  # fmt: skip
    line = entry.read(words, ground)
    assert line.findings == []
    assert line.values["unit"] == world.hospital.pid
    assert (line.values["sex"], line.values["cause"]) == (2, 3)
    assert (line.values["age_years"], line.values["age_months"]) == (1, 15)
    assert line.values["injury_time"] == datetime(2026, 11, 22, 21, tzinfo=CHINA)
    assert line.values["visit_time"] == datetime(2026, 11, 22, 22, tzinfo=CHINA)


def test_what_cannot_be_read_is_said_together_with_what_came_and_what_is_allowed(own: Ground) -> None:
    bad = {
        "sex": "7",
        "age": "200",
        "injury_day": "2026-13-01",
        "visit_hour": "25",
        "cause": "77",
        "residence": "9",
    }
    found = says(entry.read(FALL | bad, own))
    assert set(found) == set(bad)
    assert "200" in found["age"]
    assert "120" in found["age"]
    assert "13" in found["injury_day"]
    assert "0 到 23" in found["visit_hour"]
    assert "3 跌倒/坠落" in found["cause"]
    assert "1 到 2" in found["residence"]


@pytest.mark.parametrize(
    ("sent", "pid"),
    [
        ("1", "street"), ("2", "community"), ("示例街道", "street"), ("中社", "community"), (" 2 ", "community"),
        ("0", None), ("3", None), ("-1", None), ("示", None), ("街道1", None), ("", None),
    ],
)  # fmt: skip
def test_a_place_is_its_number_its_name_or_a_part_that_fits_one_only(
    world: World, own: Ground, sent: str, pid: str | None
) -> None:
    line = entry.read({"occurrence": sent}, own)
    if pid is None:
        assert "occurrence" not in line.values
        assert bool(line.findings) == bool(sent)
    else:
        assert line.values["occurrence"] == getattr(world, pid).pid


def test_number_nought_says_that_somebody_does_not_live_here(own: Ground) -> None:
    line = entry.read({"residence": "0"}, own)
    assert line.values["lives_elsewhere"] is True
    assert "residence" not in line.values


def test_a_day_without_an_hour_is_exact_to_the_day_and_an_hour_without_a_day_is_asked(own: Ground) -> None:
    only_day = entry.read(FALL | {"injury_hour": ""}, own)
    assert only_day.values["precision"] == Report.Precision.DATE
    assert only_day.values["injury_time"] == datetime(2026, 11, 22, 0, tzinfo=CHINA)
    assert set(says(entry.read(FALL | {"injury_day": ""}, own))) == {"injury_day"}
    assert set(says(entry.read(FALL | {"visit_hour": ""}, own))) == {"visit_hour"}


def test_without_the_right_to_names_there_are_no_such_columns_and_such_cells_are_refused(
    world: World,
) -> None:
    ground = Ground([world.hospital], [world.community], names=False)
    columns = {column.id for column in ground.columns(everything=True)}
    assert not columns & entry.SECRET
    found = entry.read(
        FALL | {"residence": "1", "occurrence": "1", "name": "吴某", "phone": "13800138000"}, ground
    )
    assert set(says(found)) == {"name", "phone"}
    assert not any("吴某" in one.message or "13800138000" in one.message for one in found.findings)
    assert not entry.SECRET & set(found.values)


def test_columns_stand_in_the_order_of_the_paper(ground: Ground) -> None:
    order = [item.id for item in codes.card().items]
    columns = ground.columns(everything=True)
    printed = [column.id for column in columns if column.id in order]
    assert printed == [name for name in order if name in printed]
    assert {column.id for column in ground.columns()} <= {column.id for column in columns}


def test_a_column_for_the_facility_stands_only_where_there_are_several(own: Ground, ground: Ground) -> None:
    assert "unit" not in {column.id for column in own.columns()}
    assert ground.columns()[0].id == "unit"
    assert ground.columns()[0].options == {"1": "示例医院", "2": "示例门诊部"}


def test_every_list_column_offers_the_numbers_of_the_card(ground: Ground) -> None:
    for column in ground.columns(everything=True):
        if column.kind == "list":
            options: Any = codes.card().options(codes.LISTS[column.id])
            assert list(column.options) == [str(one.code) for one in options]


def test_a_finding_of_the_checks_belongs_to_the_cell_it_was_typed_in() -> None:
    places = {"age_years": "age", "injury_time": "injury_day", "lives_elsewhere": "residence", "cause": "cause",
              "narrative": "", "case_no": ""}  # fmt: skip
    for name, cell in places.items():
        assert entry.cell_of(checks.Finding("r", "error", name, "x")) == cell
