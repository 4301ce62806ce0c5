"""Standard populations: complete, adding up, with a warning the reader can read."""

import pytest
import yaml

from safecommunity.indicators import ages, catalogue, standards
from safecommunity.indicators.errors import DefinitionError
from safecommunity.indicators.languages import LANGUAGES
from tests.conftest import SHARED


@pytest.fixture(params=list(standards.standards()))
def standard(request):
    return standards.get(request.param)


def test_every_standard_takes_all_ages_once_and_warns_in_three_languages(standard):
    assert standard.groups[0] == (0, 4)
    assert standard.groups[-1] == (85, None)
    assert len(standard.groups) == len(standard.weights) == 18
    for language in LANGUAGES:
        assert standard.warning(language)
    assert standard.warning("zh-hans") != standard.warning("en")


def test_every_age_band_of_the_facts_falls_into_one_group_of_a_standard(standard):
    # 19 bands: 0 and 1-4 share the first group, then one each
    assert standard.group_of_band == (0, 0, *range(1, 18))
    assert len(standard.group_of_band) == len(ages.BANDS)


def test_the_totals_are_those_of_the_published_tables():
    # census totals: bulletins of 2001, 2011 and 2021; the WHO weights are published to two decimals and add to 100.035
    totals = {name: sum(one.weights) for name, one in standards.standards().items()}
    assert totals == pytest.approx(
        {
            "china_2020": 1_409_778_724,
            "china_2010": 1_332_810_869,
            "china_2000": 1_242_612_226,
            "who_2000_2025": 100.035,
            "segi": 100,
        }
    )


@pytest.mark.skipif(not SHARED.is_dir(), reason="no shared reference data")
def test_the_weights_are_those_of_the_reference():
    given = yaml.safe_load((SHARED / "standards" / "evaluation.yaml").read_text(encoding="utf-8"))
    for one in given["standard_populations"]:
        ours = standards.get(one["id"])
        assert ours.weights == tuple(float(weight) for weight in one["weights"].values())
        assert ours.groups == tuple(standards.ages_of(label) for label in one["weights"])


def test_a_standard_nobody_has_described_is_refused():
    with pytest.raises(DefinitionError, match="got 'mars_2020', allowed are china_2020"):
        standards.get("mars_2020")


def test_a_broken_table_is_refused():
    good = yaml.safe_load(standards.FILE.read_text(encoding="utf-8"))["standards"][-1]
    for broken in (
        {"weights": {"0-4": 60, "10-14": 40}, "total": 100},  # a gap
        {"weights": {"0-4": 60, "5-9": 40}, "total": 100},  # no open end
        {"weights": {"0-4": 60, "5+": 41}, "total": 100},  # another sum
        {"warning": {**good["warning"], "en": ""}},
    ):
        with pytest.raises(DefinitionError):
            standards._standard({**good, **broken})


def test_a_definition_names_a_standard_with_its_own_interval_or_none_at_all():
    from dataclasses import replace

    rate = catalogue.get("injury.rate.standardised")
    assert rate.standard == "china_2020"
    for wrong in (
        {"standard": ""},
        {"standard": "mars_2020"},
        {"interval": "garwood"},
        {"population_ages": (65, None)},
        {"dimensions": ("age_band",)},
    ):
        with pytest.raises(DefinitionError):
            replace(rate, **wrong)


def test_a_pinned_definition_of_before_standards_can_still_be_read():
    from safecommunity.indicators.definition import Definition

    data = catalogue.get("injury.rate").to_data()
    del data["standard"]
    assert Definition.from_data(data) == catalogue.get("injury.rate")
    again = catalogue.get("injury.rate.standardised")
    assert Definition.from_data(again.to_data()) == again


def test_broad_groups_are_whole_bands():
    for group in ages.GROUPS:
        assert ages.labels_within((group.lower, group.upper))
    assert [ages.group_of(age) for age in (None, 0, 4, 5, 44, 45, 74, 75, 110)] == [
        -1,
        0,
        0,
        1,
        3,
        4,
        5,
        6,
        6,
    ]
    with pytest.raises(DefinitionError):
        ages.group(7)
