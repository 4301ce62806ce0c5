"""Each rule that a paper can break by itself: once with the fault planted, once without."""

from datetime import date
from decimal import Decimal

import pytest

from safecommunity.figures.claims import rules
from safecommunity.figures.claims.outcomes import Recorded, n10_outcomes
from safecommunity.figures.claims.told import Told


def told(key: str = "a", **said) -> Told:
    """A plain number of one paper, changed as said."""
    plain = {
        "title": f"数量{key}", "kind": "number", "document": "报告", "value": Decimal(10), "printed": "10",
        "unit": "个", "scope": "示例街道", "period": "2025", "place": "street", "above": ("district", "street"),
        "starts": date(2025, 1, 1), "ends": date(2025, 12, 31),
    }  # fmt: skip
    if "printed" in said and "value" not in said:
        said["value"] = Decimal(said["printed"])
    return Told(key, **{**plain, **said})


def share(**said) -> Told:
    return told(**{"kind": "share", "unit": "%", "printed": "45.4", **said})


def pair(key: str = "p", **said) -> Told:
    plain = {"kind": "pair", "unit": "%", "printed": "81.5", "earlier": Decimal("45.4"), "earlier_printed": "45.4",
             "out_of": 200, "earlier_of": 249, "tool": "问卷 1", "earlier_tool": "问卷 1"}  # fmt: skip
    return told(key, **{**plain, **said})


def keys(find, *tolds: Told) -> list[str]:
    return [found.key for found in find(list(tolds))]


def test_n1_a_percentage_without_n_is_found_and_says_the_fewest_people_it_needs():
    (found,) = rules.n1_share_without_n([share()])
    assert (
        found.said["least"] == 97
    )  # as computed for A1 in the project's seed data, smallest_n_fitting_before


def test_n1_a_percentage_with_its_n_is_silent():
    assert not keys(rules.n1_share_without_n, share(out_of=249))


def test_n2_parts_that_do_not_make_their_total_are_found():
    total = told("t", printed="13", all_parts=True)
    (found,) = rules.n2_parts(
        [total, told("x", printed="2", part_of="t"), told("y", printed="10", part_of="t")]
    )
    assert (found.said["together"], found.said["value"]) == ("12", "13")


@pytest.mark.parametrize(
    ("word", "total"), [("exact", "12"), ("approx", "12.4"), ("near", "12.4"), ("gt", "10"), ("ge", "12")]
)
def test_n2_parts_that_make_their_total_as_its_word_allows_are_silent(word, total):
    whole = told("t", printed=total, qualifier=word, all_parts=True)
    assert not keys(
        rules.n2_parts, whole, told("x", printed="2", part_of="t"), told("y", printed="10", part_of="t")
    )


def test_n2_a_part_larger_than_its_whole_is_found():
    assert keys(rules.n2_parts, told("t"), told("x", printed="11", part_of="t")) == ["part:x"]


@pytest.mark.parametrize("field", ["unit", "scope", "period"])
def test_n3_a_number_without_unit_scope_or_period_is_found(field):
    (found,) = rules.n3_scope([told(**{field: ""})])
    assert (found.said["what"], found.said["field"]) == ("lacks", field)


def test_n3_two_numbers_of_one_word_and_different_scope_are_told_apart():
    (found,) = rules.n3_scope([told("x", topic="演练"), told("y", topic="演练", scope="全区", printed="3")])
    assert found.said["what"] == "scopes"


def test_n3_several_numbers_for_one_word_in_one_scope_are_found():
    (found,) = rules.n3_scope([told("x", topic="单位"), told("y", topic="单位", printed="3")])
    assert found.said["what"] == "word"


def test_n3_numbers_with_scope_period_and_unit_are_silent():
    assert not keys(rules.n3_scope, told("x", topic="演练"), told("y", topic="宣传"))


def district(**said) -> Told:
    return told("d", topic="演练", place="district", above=("district",), scope="示例区", **said)


def test_n4_a_district_with_less_than_its_streets_is_found():
    one, other = (
        told(key, topic="演练", printed="16", place=key, above=("district", key)) for key in ("s1", "s2")
    )
    (found,) = rules.n4_above([district(printed="20"), one, other])
    assert (found.said["together"], found.said["value"]) == ("32", "20")


def test_n4_enough_above_or_another_period_is_silent():
    street = told("s", topic="演练", printed="16")
    assert not keys(rules.n4_above, district(printed="16"), street)
    earlier = district(printed="10", starts=date(2020, 1, 1), ends=date(2020, 12, 31))
    assert not keys(rules.n4_above, earlier, street)


def test_n6_seven_claimed_and_six_named_is_found():
    groups = ("交通", "消防", "学校", "居家", "涉水", "工作场所")
    (found,) = rules.n6_listed([told(kind="list", printed="7", listed=groups)])
    assert found.said["n"] == 6


def test_n6_as_many_named_as_claimed_is_silent():
    assert not keys(rules.n6_listed, told(kind="list", printed="2", listed=("交通", "消防")))


def test_n6_names_without_their_part_in_the_other_list_are_found():
    (found,) = rules.n6_listed(
        [told(kind="list", printed="2", listed=("指挥网=公安", "教育网"), against=("公安", "城建"))]
    )
    assert (found.said["alone"], found.said["idle"]) == (["教育网"], ["城建"])


@pytest.mark.parametrize(
    ("quote", "code"),
    [("发放宣传资料70余万份", "gt"), ("近百公里通村路", "near"), ("不少于 5 个", "ge"), ("约 300 人", "approx"),
     ("3000 人以上", "ge"), ("张贴 500 多张", "gt")],
)  # fmt: skip
def test_n7_a_word_of_the_paper_that_was_not_kept_is_found(quote, code):
    (found,) = rules.n7_word([told(quote=quote)])
    assert found.said["expected"] == code


@pytest.mark.parametrize("quote", ["公约 3 条", "多功能厅 2 个", "悬挂横幅 89 条", "最近 3 年", "以上 5 项"])
def test_n7_words_that_belong_to_no_number_are_silent(quote):
    assert not keys(rules.n7_word, told(quote=quote))


def test_n7_a_kept_word_is_silent():
    assert not keys(rules.n7_word, told(quote="70余万份", qualifier="gt"))


def test_n8_different_questionnaires_and_decimals_are_found():
    assert keys(rules.n8_instrument, pair(tool="问卷 2")) == ["p"]
    (found,) = rules.n8_instrument([pair(printed="80")])
    assert (found.said["what"], found.said["places"]) == ("decimals", [0, 1])
    (found,) = rules.n8_instrument([pair(tool="")])
    assert found.said["what"] == "silent"


def test_n8_the_same_questionnaire_before_and_after_is_silent():
    assert not keys(rules.n8_instrument, pair())


def test_n9_a_percentage_its_n_cannot_make_is_found():
    # Brown and Heathers (2017): with n = 20 every share is a multiple of 5 %
    (found,) = rules.n9_grim([share(printed="52", out_of=20)])
    assert (found.said["what"], found.said["n"]) == ("after", 20)


def test_n9_a_possible_percentage_is_silent_and_a_wrong_count_is_not():
    assert not keys(rules.n9_grim, share(printed="55", out_of=20, counted=11))
    assert keys(rules.n9_grim, share(printed="55", out_of=20, counted=12)) == ["counted:a"]


def outcome(kind: str = "none", **said) -> Told:
    return told(kind=kind, value=None, printed="", figure="event.count", **said)


def recorded(*values: float) -> Recorded:
    return Recorded("event.count", tuple((2023 + n, value, f"k{n}") for n, value in enumerate(values)))


def test_n10_outcomes_without_figure_without_records_or_against_them_are_found():
    says = lambda one, what: [found.said["what"] for found in n10_outcomes([one], lambda _one: what)]  # noqa: E731
    assert says(outcome(), None) == ["no_figure"]
    assert says(outcome(), recorded(0, 2, 0)) == ["occurred"]
    assert says(outcome("trend", direction="falls"), recorded(9, 12, 7)) == ["other_way"]
    assert says(outcome("trend", direction="falls"), recorded(9)) == ["too_short"]
    assert says(outcome("trend", direction="falls"), recorded(0, 0)) == ["no_records"]


def test_n10_outcomes_the_records_bear_out_are_silent():
    assert not list(n10_outcomes([outcome("trend", direction="falls")], lambda _one: recorded(12, 9, 7)))
    assert not list(n10_outcomes([outcome()], lambda _one: recorded(0, 0)))


def test_n13_leaflets_no_household_can_read_are_found():
    many, homes = (
        told("m", topic="宣传资料", printed="700000"),
        told("h", topic="居民户", printed="34000", scope="社区"),
    )
    (found,) = rules.n13_per_head([many, homes])
    assert (found.said["a_head"], found.said["same"]) == (20.6, False)


def test_n13_a_leaflet_for_every_other_household_is_silent():
    assert not keys(
        rules.n13_per_head,
        told("m", topic="宣传资料", printed="18000"),
        told("h", topic="居民户", printed="34000"),
    )


def test_n14_a_rank_is_found_and_a_number_is_not():
    assert keys(rules.n14_rank, told("r", kind="rank"), told("n")) == ["r"]


def test_n15_a_share_of_nobody_knows_which_population_is_found():
    people = [
        told("all", topic="人口", printed="8837"),
        told("here", topic="人口", printed="8507", part_of="all"),
    ]
    assert keys(rules.n15_population, *people, share(topic="人口占比")) == ["a"]


def test_n15_one_population_or_a_share_with_n_is_silent():
    people = [
        told("all", topic="人口", printed="8837"),
        told("here", topic="人口", printed="8507", part_of="all"),
    ]
    assert not keys(rules.n15_population, people[0], share(topic="人口占比"))
    assert not keys(rules.n15_population, *people, share(topic="人口占比", out_of=8507))
