"""Whatever text comes: nothing breaks, spans lie inside it, and time grows with length only."""

import time

from hypothesis import example, given, settings
from hypothesis import strategies as st

from safecommunity.indicators.reading.document import read
from safecommunity.indicators.reading.plain import plain
from safecommunity.indicators.reading.problems import problems
from tests.indicators.reading.papers import NAMES, paper

BITS = st.sampled_from([
    "由", "从", "上升到", "下降为", "分别", "、", "，", "。", "\n", "\t", "（", "）", "其中",
    "45.4", "%", "％", "3.4万", "余",
    "多", "近", "约", "不少于", "以上", "二十", "百分之", "分之", "户", "个", "人", "元", "年",
    "2024年", "至", "-", "—", "“",
    "”", "第", "五进", "一", "半", "n=", "合计", "１，８２７", "占", "/10万", ":1", "零", "亿",
    "万", "点", "0", "9" * 12, "户（户）",
])  # fmt: skip


def hold(text):
    """What is read lies within the text, in its order; answers the text as it was read."""
    found = read(text)
    assert len(found.plain) == len(text)
    end = -1
    for one in found.quantities:
        assert 0 <= one.start <= one.low < one.high <= len(text)
        assert one.high <= one.end <= len(text)
        assert one.low >= end
        end = one.high
        assert one.upper is None or one.upper >= one.value
        assert one.part_of is None or 0 <= one.part_of < len(found.quantities)
    for pair in found.pairs:
        assert pair.before < pair.after
    for each in problems(found):
        assert all(0 <= mark < len(found.quantities) for mark in each.marks)
    return found.text


@settings(max_examples=300, deadline=None)
@given(st.lists(BITS, max_size=60).map("".join))
@example("其中其中其中5个、6个")
@example("一一一分之一分之一")
def test_pieces_of_papers_in_any_order(text):
    assert hold(text) == text


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200))
def test_any_characters(text):
    assert hold(text) == text


@given(st.text(max_size=100))
def test_the_plain_text_has_the_same_length(text):
    assert len(plain(text)) == len(text)


def seconds(text):
    begun = time.process_time()
    read(text)
    return time.process_time() - begun


def test_time_grows_with_length_and_20_000_characters_take_less_than_two_seconds():
    text = "".join(paper(name)["text"] for name in NAMES)
    once = text * (20_000 // len(text) + 1)
    seconds(text)
    first = min(seconds(once) for _n in range(2))
    assert first < 2
    assert seconds(once * 4) < 10 * max(first, 0.02)


def test_texts_made_to_take_long_do_not():
    for piece in (
        "1,111,",
        "9",
        "其中",
        "由5%",
        "一",
        "、5",
        "(",
        "每",
        "由1至",
        "第",
        "\t1",
        "分别由5、6、",
        "占",
        "5人中有",
    ):
        assert seconds(piece * (20_000 // len(piece))) < 4, piece
