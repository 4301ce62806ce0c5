"""What a paper has wrong by itself."""

import pytest

from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.problems import problems


def found(text, *kinds):
    """(kind, what is said) of each problem; of some kinds only where they are named."""
    return [(one.kind, one.said) for one in problems(read(text)) if not kinds or one.kind in kinds]


def test_a_percentage_without_n_says_the_fewest_that_print_it():
    # 45.4 %: 44 of 97 is the smallest (seed_facts.yaml, A1 smallest_n_fitting_before)
    assert found("知晓率为45.4%") == [("no_n", {"least": 97})]
    assert found("知晓率为45.4%（n=500）") == []
    assert found("同比下降45.4%") == []
    assert found("力争达到45.4%") == []


def test_a_percentage_its_n_cannot_print_is_told():
    # of 400 answers 326 print 81.5 and 327 print 81.8 (GRIM; Brown and Heathers 2017)
    assert found("有效问卷400份，知晓率为81.6%") == [("impossible", {"value": "81.6", "n": 400, "least": 38})]
    assert found("有效问卷400份，知晓率为81.5%") == []


def test_a_percentage_that_is_not_the_count_beside_it():
    assert found("知晓率81.5%（316/400）") == [
        ("counted", {"value": "81.5", "n": 400, "counted": 316, "share": "79"})
    ]


def test_more_than_all_of_something():
    assert found("合格率达120%") == [("over", {"value": "120"})]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("学校6所（其中小学4所、初中1所、幼儿园1所）", []),
        ("学校6所（其中小学4所、初中1所、幼儿园2所）", ["parts"]),
        ("学校6所（其中小学4所、初中1所）", ["parts"]),
        ("学校6所（其中小学4所、初中1所等）", []),
        ("抽查驾驶人2000名，其中酒驾18名、毒驾1名", []),
        ("学校6所（其中小学7所）", ["part"]),
        ("学校6所（其中小学4所）", []),
        ("投入1.2亿元，其中省级5000万元、市级4000万元、县级3000万元", []),
        ("投入1.2亿元，其中省级5000万元、市级4000万元、县级8000万元", ["parts"]),
    ],
)
def test_parts_that_do_not_add_up(text, kinds):
    assert [kind for kind, _said in found(text)] == kinds


def test_totals_of_tables():
    table = "辖区\t户数（户）\t人数（万人）\n东社区\t1200\t0.4\n西社区\t800\t0.3\n合计\t2100\t0.7\n"
    assert found(table) == [("total", {"whole": "2100", "together": "2000", "unit": "户", "n": 2})]
    assert found(table.replace("2100", "2000")) == []
    across = "社区\t男（人）\t女（人）\t合计（人）\n东社区\t10\t12\t22\n西社区\t8\t9\t18\n"
    assert found(across) == [("total", {"whole": "18", "together": "17", "unit": "人", "n": 2})]


def test_shares_of_one_whole_that_are_more_than_all():
    assert found("三类分别占51.3%、34.0%和25.6%", "shares") == [("shares", {"together": "110.9", "n": 3})]
    assert found("三类分别占40.4%、34.0%和25.6%", "shares") == []


def test_one_thing_with_two_values():
    said = found("全镇森林覆盖率达74%。辖区森林覆盖率达72%。", "two_values")
    assert said == [("two_values", {"values": ["74", "72"], "unit": "%", "subject": "森林覆盖率"})]
    assert found("全镇森林覆盖率达74%。辖区森林覆盖率达74%。", "two_values") == []
    assert found("2023年森林覆盖率达74%。2024年森林覆盖率达72%。", "two_values") == []


def test_a_word_that_says_the_opposite_of_its_numbers():
    ((kind, said),) = found("知晓率由41.0%上升到40.2%", "direction")
    assert (kind, said["before"], said["after"]) == ("direction", "41", "40.2")
    assert found("知晓率由40.2%上升到41.0%", "direction") == []


def test_lists_of_other_lengths():
    assert found("男、女知晓率分别由45%、35%上升到81%", "uneven") == [("uneven", {"named": 2, "told": 1})]


def test_shares_told_in_order_are_not_held_against_the_last_count():
    assert found("抽查驾驶人2000名，其中酒驾18名、毒驾1名，占比分别为0.9%和0.05%") == []


def test_a_survey_says_nothing_of_percentages_before_its_sentence():
    assert found("佩戴率为82.4%。有效问卷400份，知晓率为81.5%。") == [("no_n", {"least": 17})]


def test_a_list_of_changes_has_no_n():
    assert found("同比分别下降8.3%、12.5%和5.9%") == []
