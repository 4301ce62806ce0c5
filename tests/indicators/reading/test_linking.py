"""Figures a number may be, and a stated number beside a computed one."""

from fractions import Fraction

import pytest

from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.reading import linking
from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.judging import judge, meaning


def first(text):
    """The best suggestion for the last quantity of a text."""
    found = linking.suggest(read(text).quantities[-1], CATALOGUE)
    return found[0].code if found else ""


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("发放安全宣传资料70余万份", "outreach.materials"), ("張貼宣傳畫500餘張", "outreach.posters"),
        ("开展应急救援演练10余次", "drills.count"), ("隐患整改率98.0%", "hazards.fix_rate"),
        ("发现隐患2315处", "hazards.found"), ("火灾起数18起", "event.fires"),
        ("持证上岗率达到100%", "training.certified"),
        ("3.4万户居民签定安全生产责任书", "letters.households.signed"), ("全年报告伤害病例1827例", "injury.count"),
        ("培训群众3万人次", "training.people"), ("投入资金230万元", "support.money"),
    ],
)  # fmt: skip
def test_a_number_of_a_paper_is_linked_by_its_words_and_unit(text, code):
    assert first(text) == code


@pytest.mark.parametrize(
    "text", ["森林覆盖率达74%", "发放宣传资料70万元", "开展“五进”", "下降15%", "12次", "发现隐患率5处"]
)
def test_what_is_not_linked(text):
    assert first(text) in ("", "hazards.found") if "隐患" in text else first(text) == ""


def test_a_suggestion_says_what_matched():
    (one, *_rest) = linking.suggest(read("悬挂横幅标语89条").quantities[0], CATALOGUE)
    assert "条" in one.matched
    assert len(one.matched) > 1


def test_every_synonym_names_a_figure_and_every_unit_is_known():
    data = linking._data()
    known = {one.code for one in CATALOGUE}
    assert set(data["figures"]) <= known
    assert {one.unit for one in CATALOGUE} <= set(data["units"])


def stated(text):
    return read(text).quantities[-1]


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("共12次", Fraction(23, 2), Fraction(25, 2)), ("户数3.4万户", 33_500, 34_500),
        ("资料70余万份", 700_000, 800_000),
        ("走访4200余户", 4200, 4300), ("近300家", 270, 330), ("20%以上", 20, None), ("不超过800元", None, 800),
        ("400-500个", 400, 500), ("知晓率45.4%", Fraction(907, 20), Fraction(909, 20)),
    ],
)  # fmt: skip
def test_what_a_stated_number_may_mean(text, low, high):
    assert meaning(stated(text)) == (low, high)


def test_a_number_is_confirmed_within_its_rounding_and_otherwise_told_by_how_much():
    assert judge(stated("户数3.4万户"), Fraction(34_210)).confirmed
    wrong = judge(stated("户数3.4万户"), Fraction(31_000))
    assert (wrong.confirmed, wrong.difference) == (False, 3000)
    assert judge(stated("资料70余万份"), Fraction(712_345)).confirmed
    assert not judge(stated("资料70余万份"), Fraction(650_000)).confirmed
    assert not judge(stated("不足50%"), Fraction(50)).confirmed
