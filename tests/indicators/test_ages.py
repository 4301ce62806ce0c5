"""Age bands: every age falls into one, and populations write the same labels."""

import pytest

from safecommunity.indicators.ages import BANDS, UNKNOWN, band, band_of, code_of, label_of, labels_within
from safecommunity.indicators.errors import DefinitionError


def test_there_are_nineteen_bands_from_infants_to_85_and_over():
    assert [each.label for each in BANDS[:4]] == ["0", "1-4", "5-9", "10-14"]
    assert [each.label for each in BANDS[-2:]] == ["80-84", "85+"]
    assert [each.code for each in BANDS] == list(range(19))


@pytest.mark.parametrize(
    ("age", "label"),
    [(0, "0"), (1, "1-4"), (4, "1-4"), (5, "5-9"), (64, "60-64"), (84, "80-84"), (85, "85+"), (120, "85+")],
)
def test_an_age_falls_into_its_band(age, label):
    assert label_of(band_of(age)) == label


def test_bands_leave_no_age_out_and_none_twice():
    for age in range(121):
        holding = [b for b in BANDS if b.lower <= age and (b.upper is None or age <= b.upper)]
        assert [b.code for b in holding] == [band_of(age)]


def test_an_unknown_age_has_no_band():
    assert band_of(None) == band_of(-1) == UNKNOWN
    assert label_of(UNKNOWN) == ""


def test_labels_lead_back_to_codes():
    assert [code_of(each.label) for each in BANDS] == [each.code for each in BANDS]
    with pytest.raises(DefinitionError, match=r"'0-4', allowed are 0, 1-4"):
        code_of("0-4")
    with pytest.raises(DefinitionError, match="got 19, allowed are 0 to 18"):
        band(19)


def test_ages_are_made_up_of_whole_bands():
    assert labels_within((65, None)) == ("65-69", "70-74", "75-79", "80-84", "85+")
    assert labels_within((0, 14)) == ("0", "1-4", "5-9", "10-14")
    assert labels_within((0, 0)) == ("0",)
    assert len(labels_within((0, None))) == 19


@pytest.mark.parametrize("ages", [(66, None), (0, 12), (3, 4), (90, None), (20, 10)])
def test_ages_that_cut_a_band_are_refused(ages):
    with pytest.raises(DefinitionError, match="allowed are limits of the bands"):
        labels_within(ages)
