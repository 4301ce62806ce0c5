"""The card as data."""

from pathlib import Path

import pytest
import yaml
from django.utils import translation

from safecommunity.injuries import codes
from tests.conftest import SHARED


def test_the_card_has_twenty_two_items_in_paper_order() -> None:
    assert [item.number for item in codes.card().items] == list(range(1, 23))


def test_every_list_equals_the_reference() -> None:
    reference = SHARED / "standards" / "cn_injury_card.yaml"
    if not reference.exists():
        pytest.skip("the reference data is not on this machine")
    lists = yaml.safe_load(reference.read_text(encoding="utf-8"))["lists"]
    with translation.override("zh-hans"):
        for name, options in lists.items():
            ours = [(option.code, str(option.label)) for option in codes.card().options(name)]
            assert ours == [(option["c"], option["zh"]) for option in options], name


def test_every_label_exists_in_three_languages() -> None:
    for version in codes.FILES:
        card = codes.card(version)
        texts = [option.label for options in card.lists.values() for option in options]
        texts += [item.label for item in card.items]
        for text in texts:
            assert set(text.by_tag) == {"zh-Hans", "zh-Hant", "en"}
            assert all(text.by_tag.values())


def test_the_fall_is_found_by_its_initials_and_by_everyday_words() -> None:
    fall = codes.card().option("cause", 3)
    assert fall is not None
    assert {"dd/zl", "ddzl", "zl", "摔"} <= set(fall.search.split())


def test_the_second_version_maps_every_option_to_codes_of_the_first() -> None:
    second = codes.card("niss-2")
    for name in ("cause", "place", "activity", "body_part"):
        for option in second.options(name):
            for fieldname, code in option.to.items():
                assert code in codes.card().codes(codes.LISTS[fieldname]), (name, option.code)


def test_unclear_of_the_second_version_is_99_of_the_first() -> None:
    assert codes.card("niss-2").stored("cause", "cause", 14) == {"cause": 99}
    assert codes.card("niss-2").stored("body_part", "body_part", 9) == {"body_part": 1, "system": 1}


def test_a_number_that_a_version_does_not_have_is_named() -> None:
    with pytest.raises(LookupError, match="99"):
        codes.card("niss-2").stored("cause", "cause", 99)


def test_an_unknown_version_is_refused_with_the_known_ones() -> None:
    with pytest.raises(codes.UnknownVersion, match="niss-1, niss-2"):
        codes.card("niss-9")


def test_the_crosswalk_to_who_covers_every_cause() -> None:
    assert {code: codes.who("mechanism", code) for code in sorted(codes.card().codes("cause"))} == {
        1: 1, 2: 1, 3: 3, 4: 4, 5: 6, 6: 5, 7: 7, 8: 8, 9: 9, 10: 10, 11: 98, 12: 2, 13: 98, 99: 99,
    }  # fmt: skip


def test_a_cause_gives_ranges_of_icd10() -> None:
    assert codes.icd10_ranges(3) == ("W00-W19",)


def test_the_files_say_where_they_come_from_and_what_is_recalled() -> None:
    folder = Path(codes.__file__).parent
    card = yaml.safe_load((folder / "card_niss_1.yaml").read_text(encoding="utf-8"))
    assert card["basis"]["numbers"] == "recalled"
    assert card["source"]
