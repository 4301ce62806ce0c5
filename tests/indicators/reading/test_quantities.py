"""What counts as a quantity and what does not; each line is a way official papers write."""

from fractions import Fraction

import pytest

from safecommunity.indicators.reading.document import read


def told(text):
    """(words, value, upper, unit, word) of each quantity."""
    return [
        (text[one.start : one.end], one.value, one.upper, one.unit, one.qualifier)
        for one in read(text).quantities
    ]


@pytest.mark.parametrize(
    ("text", "words", "value", "unit", "qualifier"),
    [
        ("发放宣传资料70余万份", "70余万份", 700_000, "份", "gt"),
        ("排查三十余处", "三十余处", 30, "处", "gt"),
        ("不得少于两人", "不得少于两人", 2, "人", "ge"),
        ("覆盖率达20%以上", "20%以上", 20, "%", "ge"),
        ("户均补贴不超过800元", "不超过800元", 800, "元", "le"),
        ("费用控制在5万元以内", "控制在5万元以内", 50_000, "元", "le"),
        ("近百公里的通村路", "近百公里", 100, "公里", "approx"),
        ("约占三成左右", "约占三成左右", 30, "%", "approx"),
        ("不足50%", "不足50%", 50, "%", "lt"),
        ("参与率百分之八十五点五", "百分之八十五点五", Fraction(171, 2), "%", "exact"),
        ("報告率千分之二", "千分之二", 2, "‰", "exact"),
        ("三分之二的村", "三分之二", Fraction(200, 3), "%", "exact"),
        ("增加４．５个百分点", "４．５个百分点", Fraction(9, 2), "个百分点", "exact"),
        ("死亡率11.1/10万", "11.1/10万", Fraction(111, 10), "/10万", "exact"),
        ("投入2.3亿元", "2.3亿元", 230_000_000, "元", "exact"),
        ("面积86平方千米", "86平方千米", 86, "平方公里", "exact"),
        ("受訓 1,200 人次", "1,200 人次", 1200, "人次", "exact"),
        ("培训3000多名职工", "3000多名", 3000, "名", "gt"),
        ("历时两年半", "两年半", Fraction(5, 2), "年", "exact"),
        ("1106戶商戶簽訂", "1106戶", 1106, "户", "exact"),
    ],
)  # fmt: skip
def test_one_quantity_with_its_value_unit_and_word(text, words, value, unit, qualifier):
    assert told(text) == [(words, value, None, unit, qualifier)]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("启动400-500个", 400, 500, "个"), ("配备三至五名", 3, 5, "名"), ("补助4万至5万元", 40_000, 50_000, "元"),
        ("约30%—40%", 30, 40, "%"), ("三四十人", 30, 40, "人"), ("十几次", 11, 19, "次"), ("2～3名", 2, 3, "名"),
    ],
)  # fmt: skip
def test_a_range_has_two_ends(text, low, high, unit):
    assert [(one[1], one[2], one[3]) for one in told(text)] == [(low, high, unit)]


@pytest.mark.parametrize(
    "text",
    [
        "2012年度的任务", "2024年3月15日召开", "“十二五”期间", "二〇二五年五月", "上半年", "去年11月通过", "六月底决定",
        "松安委办〔2025〕17号", "（区安委办〔〕2号）", "第三条规定", "第15期", "附件2", "图3所示", "见表1-2",
        "联系电话：0599-1234567", "手机13800000000", "拨打12350", "GB/T 13861-2022", "AQ/T 9001", "COVID-19", "5G网络",
        "一、指导思想", "（二）具体目标", "1.2以预防为主", "2根据实际情况",
        "一是领导重视，二是落实责任", "第一，加强领导",
        "有一个负责的组织", "老人一个电话", "进一步推进", "十分重视", "统一部署", "千家万户",
        "一把手负总责", "一岗双责",
        "60岁以上老年人", "65周岁及以上", "0—14岁组", "上午8:30", "邮箱 aq2025@example.org", "第一、二、三组",
        "“119”消防宣传", "两两结对", "每10万人口", "万无一失", "三位一体", "安全第一", "居住于半山以上", "3号楼",
    ],
)  # fmt: skip
def test_what_counts_nothing(text):
    assert told(text) == []


def test_numbers_without_a_unit_take_that_of_the_next_in_their_list():
    assert [(one[1], one[3]) for one in told("分别提高12.5、9.8和4个百分点")] == [
        (Fraction(25, 2), "个百分点"), (Fraction(49, 5), "个百分点"), (4, "个百分点"),
    ]  # fmt: skip
    assert [one[1] for one in told("分别为400、500和600人")] == [400, 500, 600]


def test_sets_and_ranks_are_told_apart_from_counts():
    kinds = {
        one.printed: one.kind
        for one in read("开展“五进”活动，六大网络统一调度，全市第4家，共12家。").quantities
    }
    assert kinds == {"五": "set", "六": "set", "4": "rank", "12": "number"}


def test_changes_are_told_apart_from_shares():
    kinds = [one.kind for one in read("同比下降15.2%，合格率98.1%，提高3个百分点").quantities]
    assert kinds == ["change", "share", "change"]


def test_a_quantity_knows_its_words_its_time_and_whose_it_is():
    (one,) = read("2024年，全镇共举办安全知识讲座58场。").quantities
    assert "安全知识讲座" in one.about
    assert one.when.period == "2024"
    assert one.scope == "street"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024年3月排查5处", "2024-03"), ("2011-2015年排查5处", "2011-01..2015-12"),
        ("“十二五”期间排查5处", "2011-01..2015-12"),
        ("2025年第三季度排查5处", "2025-07..2025-09"), ("2023年上半年排查5处", "2023-01..2023-06"),
        ("2023年1—6月排查5处", "2023-01..2023-06"), ("二〇二五年五月排查5处", "2025-05"), ("去年排查5处", ""),
    ],
)  # fmt: skip
def test_the_period_beside_a_number(text, period):
    assert read(text).quantities[0].when.period == period


@pytest.mark.parametrize(
    ("text", "n", "counted"),
    [
        ("知晓率为81.5%（n=400）", 400, None), ("知晓率81.5%（326/400）", 400, 326),
        ("有效问卷400份，知晓率为81.5%", 400, None), ("走访320人，其中145人，占45.3%", 320, 145),
        ("对512名65岁以上老人进行了调查，发生率18.9%", 512, None), ("知晓率为81.5%", None, None),
    ],
)  # fmt: skip
def test_the_n_of_a_percentage_where_it_is_stated(text, n, counted):
    share = next(one for one in read(text).quantities if one.unit == "%")
    assert (share.n, share.counted) == (n, counted)


def test_targets_are_no_results():
    goals = read("力争建成10个社区。全年建成8个社区。\n二、工作目标\n创建5个小区。").quantities
    assert [one.target for one in goals] == [True, False, True]


def test_traditional_and_simplified_texts_are_read_alike():
    pair = ("懸掛橫幅標語89條，知曉率由45.4%上升到81.5%", "悬挂横幅标语89条，知晓率由45.4%上升到81.5%")
    traditional, simplified = (read(text) for text in pair)
    assert [(q.value, q.unit, q.about) for q in traditional.quantities] == [
        (q.value, q.unit, q.about) for q in simplified.quantities
    ]
    assert [one.subject for one in traditional.pairs] == [one.subject for one in simplified.pairs]
