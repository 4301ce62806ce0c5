"""ICD-10 external causes: which codes exist, where they stand in the matrix, what contradicts the card."""

from collections import Counter
from typing import Any

import pytest
from django.utils import translation

from safecommunity.injuries import actions, facts
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import Report
from tests.injuries.conftest import Recorder, World

# The standard's invariants: transport, its child mvt and the children of nature_env are no leaves of the partition.
WHOLES = {"transport", "mvt", "bites_stings"}
NEVER_EXISTED = {"V07", "V08", "W47", "W48"}


def ranges(name: str, *, leaf: bool = True) -> list[str]:
    rows = [row for row in icd10.data()["matrix"] if not leaf or row["code"] not in WHOLES]
    return [code for row in rows for written in row.get(name, ()) for code in icd10.expand(written)]


@pytest.mark.parametrize(
    ("intent", "also"),
    [("unintentional", set()), ("suicide", {"X82"}), ("homicide", {"Y03"}), ("undetermined", {"Y32"})],
)
def test_the_leaf_rows_cover_every_code_of_an_intent_once(intent: str, also: set[str]) -> None:
    """Invariant of the standard, at three characters; X82, Y03 and Y32 stand on the transport row only."""
    found = ranges(intent)
    threes = {code[:3] for code in found} | also
    stated = next(one["all"] for one in icd10.data()["intents"] if one["code"] == intent)
    wanted = {code[:3] for written in stated for code in icd10.expand(written)}
    assert threes == wanted - NEVER_EXISTED - ({"Y85"} if intent != "unintentional" else set())
    twice = [code for code, n in Counter(found).items() if n > 1]
    assert not [code for code in twice if code[0] != "V"]


def test_the_parts_of_motor_traffic_are_the_whole() -> None:
    rows = {row["code"]: row for row in icd10.data()["matrix"]}
    whole = {code for written in rows["mvt"]["unintentional"] for code in icd10.expand(written)}
    parts = Counter(
        code
        for name, row in rows.items()
        if row.get("parent") == "mvt"
        for written in row["unintentional"]
        for code in icd10.expand(written)
    )
    assert set(parts) == whole
    assert max(parts.values()) == 1


@pytest.mark.parametrize(
    ("code", "mechanism", "intent"),
    [  # read off the standard's matrix by hand
        ("W18", 4, 1), ("W18.0", 4, 1), ("X80", 4, 2), ("Y01", 4, 3), ("Y30", 4, 4), ("V03.1", 1, 1), ("V03.0", 2, 1),
        ("V03", 3, 1), ("V43.5", 1, 1), ("V43.1", 2, 1), ("W54", 13, 1), ("X30", 14, 1), ("X48", 12, 1),
        ("X68", 12, 2), ("X99", 6, 3), ("W86", 16, 1), ("Y35.0", 8, 5), ("Y87.0", 17, 2), ("X59", 99, 1),
    ],
)  # fmt: skip
def test_a_code_stands_where_the_matrix_puts_it(code: str, mechanism: int, intent: int) -> None:
    assert icd10.placed(code, None, None) == icd10.Placed(mechanism, intent, icd10.FROM_ICD10)


@pytest.mark.parametrize(
    ("cause", "intent", "wanted"),
    [
        (3, 1, (4, 1, 2)),
        (12, 3, (16, 3, 2)),
        (99, 99, (99, 99, 2)),
        (3, None, (4, -1, 2)),
        (None, None, (-1, -1, -1)),
    ],
)
def test_without_a_code_the_card_speaks(
    cause: int | None, intent: int | None, wanted: tuple[int, int, int]
) -> None:
    assert icd10.placed("", cause, intent) == icd10.Placed(*wanted)


def test_complications_of_care_stand_in_no_line_and_leave_it_to_the_card() -> None:
    assert icd10.placed("Y60", 13, 1) == icd10.Placed(17, 1, icd10.FROM_CARD)


@pytest.mark.parametrize(
    ("came", "wanted"),
    [
        ("w18", "W18"),
        ("W180", "W18.0"),
        ("Ｗ１８．０", "W18.0"),
        (" x48。9", "X48.9"),
        ("WO1", "W01"),
        ("W18.04", "W18.04"),
    ],
)
def test_one_code_has_one_spelling(came: str, wanted: str) -> None:
    assert icd10.normal(came) == wanted
    assert icd10.problem(wanted) == ""


@pytest.mark.parametrize(
    ("code", "near"), [("W47", "W45, W46, W49"), ("V07", "V05, V06, V09"), ("Y87", "Y87.0, Y87.1, Y87.2")]
)
def test_a_code_that_does_not_exist_is_refused_with_the_nearest(code: str, near: str) -> None:
    with translation.override("en"):
        assert near in icd10.problem(code)


def test_a_code_of_the_injury_itself_is_no_cause() -> None:
    with translation.override("en"):
        assert "V01 to Y98" in icd10.problem("S72.0")


@pytest.mark.parametrize(
    ("code", "cause", "intent", "against"),
    [
        ("W18", 3, 1, 0), ("X80", 3, 1, 2), ("X48", 3, 1, 1), ("X68", 3, 1, 3), ("W86", 7, 1, 0), ("W54", 99, 99, 0),
        ("V13.4", 2, 1, 1), ("V13.1", 2, 1, 0), ("X59", 3, 1, 0), ("Y60", 3, 1, 0), ("", 3, 1, 0), ("W18", 13, 1, 1),
    ],
)  # fmt: skip
def test_what_contradicts_the_card_is_found(code: str, cause: int, intent: int, against: int) -> None:
    assert icd10.conflict(code, cause, intent) == against


@pytest.mark.db
def test_a_conflict_is_asked_about_and_kept_with_the_card(world: World, record: Recorder) -> None:
    with pytest.raises(actions.AsksAgain) as asked:
        record(icd10="x48")
    assert [finding.rule for finding in asked.value.findings] == ["E1"]
    report = _confirmed(world, icd10="x48")
    assert (report.icd10, report.icd10_conflict, report.confirmed) == ("X48", icd10.CAUSE, ["E1"])
    row = facts.rows([report.injury.ref])[report.injury.ref]
    assert (row["cause"], row["mechanism"], row["matrix_source"]) == (3, 12, icd10.FROM_ICD10)


@pytest.mark.db
def test_a_code_of_self_harm_makes_the_record_sensitive(world: World) -> None:
    report = _confirmed(world, icd10="X80", rules=("E2",))
    assert report.sensitive


def _confirmed(world: World, rules: tuple[str, ...] = ("E1",), **other: Any) -> Report:
    from tests.injuries.conftest import NOW, fall_at_home

    report, _created = actions.record_injury(
        reader=world.nurse, at=NOW, client_id="icd", values=fall_at_home(world, **other), confirmed=rules
    )
    return report
