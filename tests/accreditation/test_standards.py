"""Standards as data: what ships holds together, scores are exact, bad sheets are refused with everything wrong at once.

The worked example, totals and verdict marks come from the provisional national on-site form as read (12 × 50 items,
150 points, 100 with no zero passes).
"""

import copy
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from safecommunity.accreditation import codes, standards
from safecommunity.accreditation.standards import crosswalk, reading
from safecommunity.accreditation.standards.scoring import gains
from safecommunity.indicators.catalogue import CATALOGUE

SHIPPED = codes.shipped()
NATIONAL = SHIPPED["cn-national"]
KEYS = [(item.id, part) for item in NATIONAL.items() for part in NATIONAL.part_codes]


# every place of a sheet where something may stand, and what people and programs put there by mistake
PLACES = [
    *((key,) for key in ("id", "version", "kind", "languages", "dates", "sources", "note", "vetoes",
                         "scoring", "elements", "title", "publisher")),
    *(("scoring", key) for key in ("total", "basis", "parts", "grades", "verdicts")),
    *(("scoring", "parts", 0, key) for key in ("code", "title", "points")),
    *(("scoring", "grades", 0, key) for key in ("code", "title", "share")),
    *(("scoring", "verdicts", 0, key) for key in ("code", "at_least", "every_item_above")),
    *(("elements", 0, key) for key in ("id", "title", "basis", "items")),
    *(("elements", 0, "items", 0, key) for key in (
        "id", "text", "basis", "weight", "points", "records", "figures", "answers")),
]  # fmt: skip
JUNK: list[Any] = [
    None, True, -1, 0, 1e400, float("nan"), "", "x", "1/0", "\x00", "9" * 400, "字" * 5000, [], [1], [[]], {}, {"a": 1},
]  # fmt: skip


def graded(*runs: tuple[str, int]) -> dict[tuple[str, str], str]:
    """Grades for whole items in order: ("a", 20), ("b", 20), ("c", 10)."""
    letters = [grade for grade, times in runs for _ in range(times)]
    return {
        (item.id, part): grade
        for item, grade in zip(NATIONAL.items(), letters, strict=False)
        for part in NATIONAL.part_codes
    }


def bare() -> dict[str, Any]:
    """The data of the national sheet, to be spoilt."""
    return copy.deepcopy(standards.written(NATIONAL))


class TestWhatShips:
    def test_these_standards_ship(self) -> None:
        assert sorted(SHIPPED) == [
            "aqt-9001", "cn-municipal", "cn-national", "disaster-reduction", "earthquake-safe", "isc7", "isccc6",
            "panpacific6", "safe-school8", "who6",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "elements", "items", "total"),
        [
            ("aqt-9001", 12, 63, None),
            ("cn-national", 12, 50, 150),
            ("cn-municipal", 12, 45, 100),
            ("who6", 1, 6, None),
            ("isc7", 1, 7, None),
            ("isccc6", 1, 6, None),
            ("panpacific6", 1, 6, None),
            ("safe-school8", 1, 8, None),
            ("earthquake-safe", 1, 10, None),
        ],
    )
    def test_they_have_the_size_the_papers_say(
        self, name: str, elements: int, items: int, total: int | None
    ) -> None:
        sheet = SHIPPED[name]
        assert (len(sheet.elements), len(list(sheet.items())), sheet.total) == (elements, items, total)

    def test_items_one_to_nine_of_the_national_sheet_are_read_and_the_rest_reconstructed(self) -> None:
        assert [one.basis for one in NATIONAL.items()] == ["read"] * 9 + ["reconstructed"] * 41
        assert not NATIONAL.firm

    @pytest.mark.parametrize("name", sorted(SHIPPED))
    def test_each_reads_back_as_it_was_written(self, name: str) -> None:
        assert standards.read(standards.written(SHIPPED[name])) == SHIPPED[name]

    @pytest.mark.parametrize("name", sorted(SHIPPED))
    def test_every_figure_named_is_in_the_catalogue(self, name: str) -> None:
        named = {code for item in SHIPPED[name].items() for code in item.figures}
        assert {code.split("~")[0] for code in named} - {one.code for one in CATALOGUE} == set()
        assert named

    def test_the_municipal_sheet_is_answered_by_what_answers_the_national_items_it_is_made_of(self) -> None:
        municipal = SHIPPED["cn-municipal"].by_id["17"]  # made of the national 17 and 18
        wanted = NATIONAL.by_id["17"].figures + NATIONAL.by_id["18"].figures
        assert municipal.figures == tuple(dict.fromkeys(wanted))

    def test_the_crosswalk_names_only_what_is_there_and_runs_in_no_circle(self) -> None:
        assert crosswalk.problems(SHIPPED.values()) == []

    def test_traditional_texts_say_community_as_the_source_does(self) -> None:
        text = "".join(path.read_text(encoding="utf-8") for path in (codes.HERE / "standards").glob("*.yaml"))
        assert "社區" in text
        assert "社群" not in text


class TestScoring:
    def test_the_worked_example_of_the_form(self) -> None:
        # 20 a, 20 b, 10 c: 20 × 3 + 20 × 2.1 + 10 × 0.9 = 111.0, pass
        found = standards.score(NATIONAL, graded(("a", 20), ("b", 20), ("c", 10)))
        assert found.total == 111
        assert found.verdict is not None
        assert found.verdict.code == "pass"

    @pytest.mark.parametrize(
        ("grade", "total", "verdict"),
        [("a", 150, "pass"), ("b", 105, "pass"), ("c", 45, "fail"), ("d", 0, "fail")],
    )
    def test_all_of_one_grade(self, grade: str, total: int, verdict: str) -> None:
        found = standards.score(NATIONAL, graded((grade, 50)))
        assert (found.total, found.most) == (total, 150)
        assert found.verdict is not None
        assert found.verdict.code == verdict

    def test_one_item_at_zero_fails_however_high_the_total(self) -> None:
        found = standards.score(NATIONAL, graded(("a", 49), ("d", 1)))
        assert found.total == 147
        assert found.zero == ("50",)
        assert found.verdict is not None
        assert found.verdict.code == "fail"

    def test_between_75_and_100_it_is_rectified_in_time(self) -> None:
        # 22 × 3 + 28 × 0.9 = 91.2
        found = standards.score(NATIONAL, graded(("a", 22), ("c", 28)))
        assert found.total == Fraction("91.2")
        assert found.verdict is not None
        assert found.verdict.code == "extend"

    def test_no_verdict_before_every_part_is_graded(self) -> None:
        grades = graded(("a", 50))
        del grades["50", "effect"]
        found = standards.score(NATIONAL, grades)
        assert found.verdict is None
        assert not found.whole
        assert (len(found.graded), len(found.begun)) == (49, 50)

    def test_nothing_graded_is_nothing(self) -> None:
        found = standards.score(NATIONAL, {})
        assert (found.total, found.verdict, found.zero) == (0, None, ())

    def test_forty_five_items_of_the_municipal_sheet_are_exactly_100(self) -> None:
        sheet = SHIPPED["cn-municipal"]
        grades = {(one.id, part): "a" for one in sheet.items() for part in sheet.part_codes}
        found = standards.score(sheet, grades)
        assert found.total == 100
        assert found.verdict is not None
        assert found.verdict.code == "pass"

    def test_a_set_of_criteria_counts_what_is_met_and_has_no_total(self) -> None:
        found = standards.score(SHIPPED["who6"], {("W1", "whole"): "met", ("W2", "whole"): "part"})
        assert (found.total, found.most, found.verdict) == (0, 0, None)
        assert found.met == {"met": 1, "part": 1, "unmet": 0}

    @pytest.mark.parametrize(
        "grades", [{("51", "exists"): "a"}, {("1", "proof"): "a"}, {("1", "exists"): "e"}]
    )
    def test_a_grade_for_what_the_sheet_has_not_is_refused(self, grades: Any) -> None:
        with pytest.raises(ValueError, match="got"):
            standards.score(NATIONAL, grades)

    def test_what_could_still_be_gained_stands_most_first(self) -> None:
        left = gains(NATIONAL, graded(("a", 48), ("c", 1), ("b", 1)))
        assert left == [("49", Fraction("2.1")), ("50", Fraction("0.9"))]

    @given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from("abcd")))
    def test_totals_lie_on_the_sheet_and_add_up(self, grades: dict[tuple[str, str], str]) -> None:
        found = standards.score(NATIONAL, grades)
        assert 0 <= found.total <= found.most == 150
        assert found.total == sum(found.by_item.values()) == sum(found.by_element.values())
        assert set(found.graded) <= set(found.begun)

    @given(st.dictionaries(st.sampled_from(KEYS), st.sampled_from("abcd"), min_size=1), st.data())
    def test_a_better_grade_never_costs_points(self, grades: dict[tuple[str, str], str], data: Any) -> None:
        key = data.draw(st.sampled_from(sorted(grades)))
        better = data.draw(st.sampled_from("abcd"[: "abcd".index(grades[key]) + 1]))
        before, after = (standards.score(NATIONAL, one).total for one in (grades, {**grades, key: better}))
        assert after >= before


class TestBadSheets:
    def test_weights_that_do_not_add_up_are_refused_by_how_much(self) -> None:
        data = bare()
        data["elements"][0]["items"][0]["weight"] = "2"
        with pytest.raises(standards.BadStandard, match=r"153.*150.*3.*N2"):
            standards.read(data)

    def test_everything_wrong_is_said_together(self) -> None:
        data = bare()
        data["level"] = "galactic"
        data["elements"][0]["items"][0]["text"] = {"zh-hans": "只有简体"}
        data["elements"][0]["items"][1]["id"] = "1"
        data["elements"][1]["items"][0]["basis"] = "guessed"
        data["scoring"]["grades"][0]["share"] = "one"
        data["scoring"]["verdicts"][0]["at_least"] = "151"
        with pytest.raises(standards.BadStandard) as caught:
            standards.read(data)
        told = "\n".join(caught.value.problems)
        for word in ("galactic", "zh-hant, en", "项 1", "guessed", "“one”", "151"):
            assert word in told

    def test_a_figure_nobody_knows_is_refused(self) -> None:
        data = bare()
        data["elements"][0]["items"][0]["figures"] = ["bodies.dragons"]
        with pytest.raises(standards.BadStandard, match=r"bodies\.dragons"):
            standards.read(data, figures={one.code for one in CATALOGUE})

    @pytest.mark.parametrize("data", [None, [], "text", 7, {}, {"id": "x", "elements": "none"}])
    def test_what_is_no_standard_at_all_is_refused_with_a_sentence(self, data: object) -> None:
        with pytest.raises(standards.BadStandard):
            standards.read(data)

    @given(st.sampled_from(PLACES), st.sampled_from(JUNK))
    def test_junk_anywhere_ends_in_a_standard_or_in_sentences(
        self, place: tuple[Any, ...], junk: object
    ) -> None:
        data = bare()
        at: Any = data
        for step in place[:-1]:
            at = at[step]
        at[place[-1]] = junk
        told: list[str] | None = None
        try:
            standards.read(data)
        except standards.BadStandard as bad:
            told = bad.problems
        assert told != []

    def test_a_circle_in_the_crosswalk_is_named_with_its_way(self) -> None:
        data = copy.deepcopy(standards.written(SHIPPED["isccc6"]))
        data["elements"][0]["items"][0]["answers"] = ["who6:W1"]
        told = crosswalk.problems([SHIPPED["who6"], standards.read(data)])
        assert any("who6:W1" in one and "isccc6:I1" in one and "→" in one for one in told)

    def test_an_answer_to_nothing_is_named(self) -> None:
        data = bare()
        data["elements"][0]["items"][0]["answers"] = ["aqt-9001:99"]
        told = crosswalk.problems([SHIPPED["aqt-9001"], standards.read(data)])
        assert len(told) == 1
        assert "aqt-9001:99" in told[0]


class TestVersions:
    def test_the_same_sheet_has_no_difference(self) -> None:
        assert standards.compare(NATIONAL, NATIONAL) == []

    def test_what_changed_is_named_and_what_must_be_scored_again(self) -> None:
        data = bare()
        data["version"] = "official"
        first = data["elements"][0]["items"]
        first[0]["basis"] = "operator"
        first[1]["text"]["zh-hans"] += "（含企业）"
        del data["elements"][11]["items"][1]
        data["elements"][11]["items"][0]["weight"] = "2"
        found = {(one.what, one.item): one.again for one in standards.compare(NATIONAL, standards.read(data))}
        assert found == {
            ("basis", "1"): False, ("text", "2"): True, ("points", "49"): True, ("removed", "50"): False,
        }  # fmt: skip

    def test_evidence_follows_the_text_when_the_numbers_move(self) -> None:
        data = bare()
        for element in data["elements"]:
            for item in element["items"]:
                item["id"] = f"{int(item['id']) + 100}"
        moved = standards.carried(NATIONAL, standards.read(data))
        assert moved == {str(n): str(n + 100) for n in range(1, 51)}

    def test_a_text_nobody_knows_takes_no_evidence_unless_its_number_stayed(self) -> None:
        data = bare()
        data["elements"][0]["items"][0]["text"]["zh-hans"] = "全新"
        data["elements"][0]["items"][1].update(
            id="2b", text={**data["elements"][0]["items"][1]["text"], "zh-hans": "甲"}
        )
        moved = standards.carried(NATIONAL, standards.read(data))
        assert moved["1"] == "1"
        assert "2" not in moved


class TestCrosswalk:
    walk = crosswalk.Crosswalk(SHIPPED.values())

    def test_the_municipal_item_and_the_national_one_it_is_made_of_match_whole(self) -> None:
        assert crosswalk.Match("cn-national", "1", True) in self.walk.of("cn-municipal", "1")
        assert crosswalk.Match("cn-municipal", "1", True) in self.walk.of("cn-national", "1")

    def test_items_that_meet_in_a_third_match_in_part(self) -> None:
        # effect of projects (national 31) and ISCCC I3 both answer element 5 of AQ/T 9001
        assert crosswalk.Match("isccc6", "I3", False) in self.walk.of("cn-national", "31")

    def test_the_original_six_match_the_present_six(self) -> None:
        assert crosswalk.Match("isccc6", "I5", True) in self.walk.of("who6", "W5")

    def test_an_element_s_number_is_not_taken_for_an_item_s(self) -> None:
        # item 1 stands under element 1; the municipal items 10 to 16 stand elsewhere
        assert [one.item for one in self.walk.of("cn-national", "1") if one.standard == "cn-municipal"] == [
            "1", "2", "3", "4", "5",
        ]  # fmt: skip

    def test_no_item_matches_its_own_sheet(self) -> None:
        assert all(one.standard != "cn-national" for one in self.walk.of("cn-national", "31"))


def test_the_shipped_files_are_what_the_script_makes(shared: Path, tmp_path: Path) -> None:
    from scripts import standards as script

    source = shared / "standards"
    (tmp_path / "standards").mkdir()
    kept, script.CODES = script.CODES, tmp_path
    try:
        script.main(str(source))
    finally:
        script.CODES = kept
    for path in (tmp_path / "standards").iterdir():
        shipped = codes.HERE / "standards" / path.name
        assert yaml.safe_load(path.read_text("utf-8")) == yaml.safe_load(shipped.read_text("utf-8"))


def test_decimals_are_written_as_people_write_them() -> None:
    assert [reading.decimal(Fraction(n)) for n in ("3", "2.1", "20/9", "150")] == ["3", "2.1", "2.22", "150"]
