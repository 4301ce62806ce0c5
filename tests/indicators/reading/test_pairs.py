"""Before and after, one by one and in lists matched in order."""

import pytest

from safecommunity.indicators.reading.document import read


def pairs(text):
    """(subject, before, after, rises) of each."""
    found = read(text)
    return [
        (
            one.subject,
            float(found.quantities[one.before].value),
            float(found.quantities[one.after].value),
            one.rises,
        )
        for one in found.pairs
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("知晓率由45.4%上升到81.5%", [("知晓率", 45.4, 81.5, True)]),
        ("比率由51%下降为26%", [("比率", 51, 26, False)]),
        ("事故从2022年的41起减少到2024年的26起", [("事故", 41, 26, False)]),
        ("死亡人数由3人降至1人", [("死亡人数", 3, 1, False)]),
        ("合格率41.0%升至40.2%", [("合格率", 41, 40.2, True)]),
        ("覆盖率由不足50%提升至100%", [("覆盖率", 50, 100, True)]),
        ("队伍从八千支发展到一万五千支", [("队伍", 8000, 15000, True)]),
        ("起数由12上升到20起", [("起数", 12, 20, True)]),
        ("比例由百分之二十三點五上升到百分之三十一點二", [("比例", 23.5, 31.2, True)]),
        ("满意度87分→92分", [("满意度", 87, 92, None)]),
    ],
)  # fmt: skip
def test_one_pair(text, expected):
    assert pairs(text) == expected


def test_lists_are_matched_in_order_with_their_subjects():
    found = pairs("企业员工的安全知识、法律法规、逃生技能知晓率分别由45.4%、35%、38%上升到81.5%、77%和86.3%")
    assert [(one[1], one[2]) for one in found] == [(45.4, 81.5), (35, 77), (38, 86.3)]
    assert [one[0] for one in found] == [
        "企业员工的安全知识知晓率", "企业员工的法律法规知晓率", "企业员工的逃生技能知晓率",
    ]  # fmt: skip


def test_two_units_in_one_sentence():
    found = pairs("交通事故由2019年的12起、死亡3人减少到2023年的3起、死亡1人")
    assert [(one[1], one[2]) for one in found] == [(12, 3), (3, 1)]
    assert found[1][0] == "死亡"


def test_lists_of_other_lengths_are_no_pairs_and_are_told():
    found = read("男、女知晓率分别由45%、35%上升到81%")
    assert found.pairs == []
    assert [(one.named, one.told) for one in found.uneven] == [(2, 1)]


@pytest.mark.parametrize(
    "text", ["增长8.5%", "比上年增加143例", "从3人到5人不等的小组", "增加到5次", "由5个村组成"]
)
def test_what_is_no_pair(text):
    assert [one for one in pairs(text) if one[3] is not None] == []


def test_when_before_and_when_after():
    (pair,) = read("与2008年相比，知晓率由45%提高到81%").pairs
    assert pair.earlier == "2008年"
