"""Papers are read at least as well as the product promises: 0.95 of quantities and of pairs, found and right."""

import pytest

from safecommunity.indicators.reading import scoring, seed_key
from tests.indicators.reading.papers import NAMES, scored, source

LEAST = 0.95


@pytest.mark.parametrize("name", NAMES)
def test_a_simulated_paper_is_read(name):
    score = scored(name)
    assert (score.recall, score.precision) >= (LEAST, LEAST), (score.missed, score.extra)
    assert min(score.recall, score.precision, score.pair_recall, score.pair_precision) >= LEAST, score.missed
    assert score.words_right >= LEAST * score.right


def test_the_sample_papers_are_read():
    # 97 facts of seed_facts.yaml stand in the text as numerals, 26 of them in 13 pairs
    total = scoring.together(seed_key.scores(*source()))
    assert (total.expected, total.pairs_expected) == (97, 13)
    assert total.recall >= LEAST, total.missed
    assert total.precision >= LEAST, total.extra
    assert total.pair_recall >= LEAST
    assert total.pair_precision >= LEAST


def test_dates_of_the_sample_papers_are_kept_as_times():
    found, wanted = seed_key.dates_found(*source())
    assert wanted == 8
    assert found == wanted


def test_a_score_says_what_is_missing_and_what_is_too_much():
    key = scoring.key_of(["5次 | 5 | 次 | exact", "9人 | 8 | 人 | exact"])
    score = scoring.score("t", "演练5次，9人参加，12家单位。", key, scoring.pairs_of(["演练 | 1 | 2"]))
    assert (score.expected, score.right, score.found) == (2, 1, 3)
    assert score.recall == 0.5
    assert score.precision == pytest.approx(1 / 3)
    assert score.pair_recall == 0
    assert any("9人" in one for one in score.missed)
    assert any("12家" in one for one in score.extra)


def test_a_key_that_is_not_of_the_text_is_refused():
    with pytest.raises(ValueError, match="does not stand in the text"):
        scoring.score("t", "演练5次", scoring.key_of(["6次 | 6 | 次 | exact"]), [])
