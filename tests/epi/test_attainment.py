"""How many will have arrived by a day: by hand where all is certain, and by simulation where it is not."""

import numpy as np
import pytest

from safecommunity.epi.attainment import (
    ARRIVED,
    ATTAINMENT_METHODS,
    FEWEST,
    LOST,
    Attainment,
    Stay,
    attainment,
)
from safecommunity.epi.errors import MethodError, QuantityError

(METHOD,) = ATTAINMENT_METHODS
TEN = [Stay("review", 10, ARRIVED)] * FEWEST


def told(stays: list[Stay], standing: list[tuple[str, float]], days: float, **more: object) -> Attainment:
    return attainment(stays=stays, standing=standing, days=days, method=METHOD, **more)  # type: ignore[arg-type]


class TestByHand:
    @pytest.mark.parametrize(("days", "arrive"), [(9, 0), (10, 2), (400, 2)])
    def test_where_every_stay_took_ten_days_the_day_decides(self, days: float, arrive: int) -> None:
        found = told(TEN, [("review", 0), ("review", 0)], days)
        assert (found.estimate, found.lower, found.upper) == (arrive, arrive, arrive)

    def test_days_already_spent_are_taken_off(self) -> None:
        found = told(TEN, [("review", 4), ("review", 0)], 6)
        assert (found.estimate, found.lower, found.upper) == (1, 1, 1)

    def test_two_stages_add_up(self) -> None:
        both = [*TEN, *[Stay("building", 30, "review")] * FEWEST]
        assert told(both, [("building", 0)], 39).estimate == 0
        assert told(both, [("building", 0)], 40).estimate == 1

    def test_a_stage_that_ends_in_refusal_half_the_time_lets_half_arrive(self) -> None:
        stays = [Stay("review", 10, ARRIVED), Stay("review", 10, LOST)] * 50
        found = told(stays, [("review", 0)] * 40, 10)
        assert found.estimate == pytest.approx(20, abs=0.5)  # 2,000 replicates, standard error about 0.1
        assert found.lower is not None
        assert found.upper is not None
        # binomial(40, ½) has 95 % within 14 and 26; what is unknown of the half widens it a little
        assert (12 <= found.lower <= 14, 26 <= found.upper <= 28) == (True, True)

    def test_way_back_and_through_again_is_walked(self) -> None:
        stays = [
            *[Stay("review", 5, "building")] * FEWEST, *[Stay("review", 5, ARRIVED)] * FEWEST,
            *[Stay("building", 7, "review")] * FEWEST,
        ]  # fmt: skip
        # arrival after 5 days (half), 17 (a quarter more), 29 (an eighth more)
        found = told(stays, [("review", 0)] * 100, 29)
        assert found.estimate == pytest.approx(87.5, abs=2)

    def test_longer_than_anybody_was_followed_is_beyond_the_day(self) -> None:
        stays = [*TEN, Stay("review", 50)]
        assert told(stays, [("review", 30)], 1000).estimate == 0

    def test_open_stays_count_as_open_so_far(self) -> None:
        # eight ended on day 10, eight are open since 20 days: half is left (Kaplan-Meier 8/16)
        found = told([*TEN, *[Stay("review", 20)] * FEWEST], [("review", 0)] * 50, 15)
        assert found.estimate == pytest.approx(25, abs=1)

    def test_chances_add_up_and_tell_a_promise(self) -> None:
        stays = [Stay("review", 10, ARRIVED), Stay("review", 10, LOST)] * 50
        found = told(stays, [("review", 0)] * 4, 10)
        assert sum(found.chances) == pytest.approx(1)
        assert found.at_least(0) == pytest.approx(1)
        assert found.at_least(4) == pytest.approx(1 / 16, abs=0.03)
        assert found.at_least(5) == 0

    def test_the_same_asked_again_is_the_same(self) -> None:
        stays = [Stay("review", float(n), ARRIVED if n % 3 else LOST) for n in range(1, 30)]
        assert told(stays, [("review", 3)] * 9, 12) == told(stays, [("review", 3)] * 9, 12)


class TestSilence:
    def test_a_stage_that_ended_too_seldom_is_named_and_nothing_told(self) -> None:
        stays = [*TEN, *[Stay("building", 30, "review")] * (FEWEST - 1), *[Stay("building", 3)] * 20]
        found = told(stays, [("building", 0), ("review", 0)], 100)
        assert (found.estimate, found.lower, found.upper, found.chances) == (None, None, None, ())
        assert (found.too_few, found.on_the_way, found.at_least(1)) == (("building",), 2, None)

    def test_a_stage_nobody_has_to_pass_any_more_may_be_as_rare_as_it_likes(self) -> None:
        assert told([*TEN, Stay("building", 30, "review")], [("review", 0)], 100).estimate == 1

    def test_a_stage_never_seen_is_too_few(self) -> None:
        assert told(TEN, [("site", 1)], 100).too_few == ("site",)

    def test_nobody_on_the_way_is_nobody_arriving(self) -> None:
        assert told([], [], 100).estimate == 0


class TestRefusals:
    def test_what_is_no_method_or_no_days_is_refused_by_name(self) -> None:
        with pytest.raises(MethodError, match="guess"):
            attainment(stays=TEN, standing=[], days=1, method="guess")
        for wrong in (-1, float("nan")):
            with pytest.raises(QuantityError, match="days"):
                told(TEN, [], wrong)
        with pytest.raises(QuantityError, match="days"):
            told([Stay("review", -2, ARRIVED)], [], 1)
        with pytest.raises(QuantityError, match="replicates"):
            told(TEN, [("review", 0)], 1, replicates=0)


STAGES = (("filing", 2, 40), ("building", 4, 60), ("review", 2, 30))


def world(seed: int, places: int, days: float) -> tuple[list[Stay], list[tuple[str, float]], int]:
    """Places that began at any time of four years and go through three gamma stages, one in twelve lost at each, one
    in five sent back from review: what is on record now, who is on the way, and how many did arrive later."""
    draw = np.random.default_rng(seed)
    stays: list[Stay] = []
    standing: list[tuple[str, float]] = []
    arrived = 0
    for _place in range(places):
        at, stage, to = -draw.uniform(0, 1500), 0, ""
        while to not in (ARRIVED, LOST):
            name, shape, scale = STAGES[stage]
            lasts, chance = draw.gamma(shape, scale), draw.uniform(size=2)
            back = stage == 2 and chance[1] < 0.2
            to = LOST if chance[0] < 1 / 12 else "building" if back else ARRIVED
            if to == ARRIVED and stage < 2:
                to = STAGES[stage + 1][0]
            if at <= 0:
                stays.append(Stay(name, lasts, to) if at + lasts <= 0 else Stay(name, -at))
                standing += [(name, -at)] if at + lasts > 0 else []
            at += lasts
            arrived += to == ARRIVED and 0 < at <= days
            stage = {"building": 1, "review": 2}.get(to, stage)
    return stays, standing, arrived


@pytest.mark.slow
@pytest.mark.parametrize(("places", "days"), [(30, 200), (60, 120), (60, 300)])
def test_the_interval_holds_what_came_as_often_as_it_says_and_the_mean_is_right(
    places: int, days: float
) -> None:
    """150 worlds at 90 %: fewer than 82 % would come once in a thousand runs of a true 90 % (binomial)."""
    held, apart = [], []
    for seed in range(150):
        stays, standing, arrived = world(seed, places, days)
        found = told(stays, standing, days, confidence=0.9, replicates=400, seed=seed)
        if found.estimate is None:
            continue
        assert found.lower is not None
        assert found.upper is not None
        held.append(found.lower <= arrived <= found.upper)
        apart.append(found.estimate - arrived)
    assert len(held) > 100
    assert np.mean(held) > 0.82
    assert abs(np.mean(apart)) < 3 * np.std(apart) / np.sqrt(len(apart)) + 0.05
