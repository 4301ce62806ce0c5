"""An author's numbers: which are ours is settled by figure when he writes, not by digits when records have moved."""

from safecommunity.reports.documents import authoring
from safecommunity.shell.papers import Said

KNOWN = (("3", "severe"), ("3", "deaths"), ("9", "count"), ("1,000（95% 900–1,100，n = 9）", "rate"))


def today(**values: str) -> dict[str, Said]:
    stands = {"severe": "3", "deaths": "3", "count": "9", "rate": "1,000（95% 900–1,100，n = 9）"}
    return {key: Said(text, at) for at, (key, text) in enumerate({**stands, **values}.items(), 1)}


def keys(text: str) -> list[str]:
    return [use["key"] for use in authoring.uses(text, KNOWN)]


def test_equal_numbers_go_to_their_figures_in_order():
    assert keys("严重 3 例，死亡 3 例，共 9 例") == ["severe", "deaths", "count"]


def test_digits_within_another_number_are_no_figure_of_ours():
    assert keys("2019 年走访 95 户，占 9.5%，9,000 份") == []


def test_a_rate_may_stand_without_its_brackets():
    assert keys("发生率为 1,000") == ["rate"]


def test_a_figure_that_moved_is_told_even_where_another_says_the_old_digits_now():
    text = "共 9 例"
    kept = authoring.uses(text, KNOWN)
    runs, stale = authoring.marked(text, kept, today(count="8", severe="9"))
    assert stale == ["9"]
    assert Said("9", 3, "differs") in runs


def test_dates_and_numbers_of_papers_are_no_claims():
    text = "按示街办〔2026〕12 号，2026 年走访 120 户"
    runs, _stale = authoring.marked(text, authoring.uses(text, KNOWN), today())
    assert [run.text for run in runs if isinstance(run, Said)] == ["120"]


def test_the_text_is_what_was_written():
    text = "共 9 例，三百人参加。\n第二段 3 例。"
    runs, _stale = authoring.marked(text, authoring.uses(text, KNOWN), today())
    assert "".join(run if isinstance(run, str) else run.text for run in runs) == text
    assert len(authoring.lines(runs)) == 2
