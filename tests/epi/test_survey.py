"""Survey designs: values by hand and of R, the decided cases. Coverage: benchmarks/intervals/survey.py."""

import math
import re

import numpy as np
import pytest

from safecommunity.epi import survey
from safecommunity.epi.errors import EpiError, MethodError, QuantityError
from safecommunity.epi.survey import DesignError, Drawn, Known, NotConverged

# Fifteen school districts of California: (schools, sum of their api00 scores, schools that met the target), the
# one-stage cluster sample apiclus1 of R's survey package; 757 districts in all. Results by survey 4.1-1 in R 4.2.2.
DISTRICTS = (
    (11, 7359, 11), (4, 1888, 4), (2, 905, 1), (13, 8593, 10), (2, 1116, 2), (4, 2493, 2), (4, 2077, 3),
    (16, 11369, 15), (9, 6386, 7), (34, 22508, 31), (21, 13761, 18), (37, 20394, 32), (13, 9372, 11), (1, 551, 1),
    (12, 9111, 12),
)  # fmt: skip
DISTRICT_WEIGHT = 33.8469963073731

# Children under two hurt by products, USA 2010: sums of weights of each hospital, in ten-thousandths, by NEISS stratum
# (US federal data, public repository lvalnegri/data-us-neiss); total and error by survey 4.1-1 in R 4.2.2.
HOSPITALS = {
    "C": (87005184, 33213376, 47775168, 130180288, 94065216, 84956480, 54934208, 67538688),
    "L": (252729180, 174308430, 164018685, 205502010, 103389210, 242517900, 134023050, 21698970, 344630700),
    "M": (
        77859890, 86575402, 339406222, 193070808, 127947718, 66296540, 157061570, 157827724, 3830770, 154763108,
        100366174, 116455408,
    ),
    "S": (
        107309865, 34077988, 39719519, 33977539, 6411247, 3565170, 20570681, 106039094, 13441138, 6327141, 58299539,
        34864844, 9222247, 18530194, 56907991, 4988607, 58215433, 14277820, 68942832, 56090840, 41879986, 26929711,
        25610708, 51305522, 27769581, 26211415, 19249287, 381711557, 12152430, 1406297, 49024278, 4234437, 9891514,
        14913604, 14243540, 7766921, 77429643, 46080143, 15617948, 14896464, 6394107, 39972634, 54615983,
    ),
    "V": (
        16927428, 81381227, 157467533, 29405538, 33003490, 36210205, 34910223, 27477953, 157843, 37680326, 39894916,
        59556228, 13517076, 76428301, 53921726, 71912076, 99837551, 43841995, 88834336, 46200079, 19046689, 9719968,
        11017214,
    ),
}  # fmt: skip


def drawn(weights, single_unit="refuse", **stage):
    return survey.design(weights=weights, stages=[Drawn(**stage)], single_unit=single_unit)


def districts(population=757):
    many = None if population is None else np.full(15, population)
    return drawn(np.full(15, DISTRICT_WEIGHT), clusters=np.arange(15), population=many)


def schools(which):
    return np.array([row[which] for row in DISTRICTS])


def test_a_cluster_sample_gives_r_s_mean_and_error():
    told = survey.ratio(districts(), numerator=schools(1), denominator=schools(0), interval="normal")
    assert (told.estimate, told.se) == pytest.approx((644.169398907104, 23.542240693781), rel=1e-10)
    assert (told.lower, told.upper) == pytest.approx((598.02745503192, 690.311342782288), rel=1e-10)
    assert (told.n, told.degrees_of_freedom) == (15, 14)


def test_without_finite_population_the_error_is_larger():
    told = survey.ratio(districts(None), numerator=schools(1), denominator=schools(0), interval="normal")
    assert told.se == pytest.approx(23.7790107208869, rel=1e-10)


def test_the_jackknife_gives_r_s_error():
    copies = survey.replicate_weights(districts(None), method="JK1")
    told = survey.replicated(
        copies, statistic=lambda w: float(w @ schools(1) / (w @ schools(0))), around="mean", interval="normal"
    )
    assert told.se == pytest.approx(26.5941613577106, rel=1e-10)
    assert told.method == "JK1, 15 replicates"


def test_a_national_total_of_hospitals_gives_r_s_error():
    strata = [name for name, sums in HOSPITALS.items() for _ in sums]
    weights = np.array([one for sums in HOSPITALS.values() for one in sums]) / 10_000
    sample = drawn(weights, strata=strata, clusters=np.arange(len(strata)))
    told = survey.total(sample, values=np.ones(len(strata)), interval="normal")
    assert (told.estimate, told.se) == pytest.approx((663338.5437, 59187.1468542644), rel=1e-10)
    assert (told.lower, told.upper) == pytest.approx((547333.867517959, 779343.219882041), rel=1e-10)
    assert told.degrees_of_freedom == 90
    assert told.cv == pytest.approx(0.0892262, rel=1e-5)


def test_two_stages_by_hand():
    # Two of four villages, in each two of ten houses; Särndal et al. (1992) result 4.3.2:
    # totals of the villages 10/2 x (1 + 3) = 20 and 10/2 x (5 + 7) = 60, of all 4/2 x 80 = 160.
    # first stage 4^2 (1 - 2/4) / 2 x 800 = 3200; second 4/2 x [10^2 (1 - 2/10) / 2 x 2] x 2 villages = 320
    found = survey.design(
        weights=np.full(4, 10.0),
        stages=[
            Drawn(clusters=[1, 1, 2, 2], population=np.full(4, 4)),
            Drawn(clusters=[1, 2, 1, 2], population=np.full(4, 10)),
        ],
        single_unit="refuse",
    )
    told = survey.total(found, values=[1.0, 3.0, 5.0, 7.0], interval="normal")
    assert told.estimate == pytest.approx(160)
    assert told.se == pytest.approx(math.sqrt(3200 + 320))


def test_strata_take_away_what_lies_between_them():
    values, strata = np.array([1.0, 1.0, 9.0, 9.0]), ["a", "a", "b", "b"]
    assert survey.total(drawn(np.ones(4), strata=strata), values=values, interval="t").se == 0
    # without them: n / (n - 1) x sum of squares 64 = 4/3 x 64
    assert survey.total(drawn(np.ones(4)), values=values, interval="t").se == pytest.approx(
        math.sqrt(4 / 3 * 64)
    )


def test_a_domain_keeps_the_units_that_have_none_of_it():
    found = drawn(np.ones(4), clusters=[1, 2, 3, 4])
    told = survey.total(found, values=np.ones(4), domain=np.array([True, True, False, False]), interval="t")
    # (1, 1, 0, 0): 4/3 x 4 x 1/4; two units alone would have had no error at all
    assert (told.estimate, told.n) == (2, 2)
    assert told.se == pytest.approx(math.sqrt(4 / 3))


def test_groups_at_once_equal_domains_one_by_one():
    random = np.random.default_rng(4)
    weights, strata = random.uniform(1, 9, 400), random.integers(0, 4, 400)
    clusters, by, values = random.integers(0, 12, 400), random.integers(5, 9, 400), random.normal(3, 1, 400)
    plain = drawn(weights, strata=strata, clusters=clusters)
    raked = survey.rake(plain, margins=[Known(by, {5: 500.0, 6: 600.0, 7: 400.0, 8: 500.0})])
    for found in (plain, raked):
        together = survey.totals(found, values=values, by=by, interval="normal")
        middle = survey.means(found, values=values, by=by, interval="normal")
        for group in (5, 6, 7, 8):
            own = survey.total(found, values=values, domain=by == group, interval="normal")
            assert (together[group].estimate, together[group].se) == pytest.approx((own.estimate, own.se))
            own = survey.mean(found, values=values, domain=by == group, interval="normal")
            assert (middle[group].estimate, middle[group].se) == pytest.approx((own.estimate, own.se))


def test_an_empty_domain_has_a_total_of_nothing_and_no_error():
    found, nobody = districts(), np.zeros(15, bool)
    none = survey.total(found, values=np.ones(15), domain=nobody, interval="normal")
    assert (none.estimate, none.se, none.lower, none.cv, none.n) == (0, None, None, None, 0)
    told = survey.mean(found, values=np.ones(15), domain=nobody, interval="normal")
    assert (told.estimate, told.se, told.upper) == (None, None, None)
    assert survey.proportion(found, flags=np.ones(15), domain=nobody, method="logit").estimate is None
    assert (
        survey.quantile(found, values=np.ones(15), probability=0.5, domain=nobody, method="woodruff").estimate
        is None
    )
    assert survey.ratio(found, numerator=np.ones(15), denominator=np.zeros(15), interval="t").estimate is None


@pytest.mark.parametrize("method", ["logit", "asin", "likelihood", "mean"])
@pytest.mark.parametrize("part", [0.0, 1.0])
def test_nobody_and_everybody_have_no_limits_by_methods_that_need_an_error(method, part):
    told = survey.proportion(districts(), flags=np.full(15, part), method=method)
    assert (told.estimate, told.lower, told.upper, told.effective_n) == (part, None, None, None)


def test_nobody_and_everybody_have_exact_limits_of_the_rows_themselves():
    # of 15 rows none: Clopper and Pearson's upper limit 1 - 0.025^(1/15); R binom.test(0, 15): 0.2180194
    none = survey.proportion(districts(None), flags=np.zeros(15), method="beta")
    assert (none.lower, none.upper) == pytest.approx((0, 0.2180194), abs=1e-7)
    everybody = survey.proportion(districts(None), flags=np.ones(15), method="beta")
    assert (everybody.lower, everybody.upper) == pytest.approx((1 - 0.2180194, 1), abs=1e-7)
    wilson = survey.proportion(districts(None), flags=np.zeros(15), method="wilson")
    square = 2.1447866879169273**2 / 15  # t quantile, 14 degrees of freedom (R qt(0.975, 14))
    assert (wilson.lower, wilson.upper) == pytest.approx((0, square / (1 + square)))


def test_wilson_s_limits_solve_his_equation():
    flags = (schools(2) == schools(0)).astype(float)
    told = survey.proportion(districts(), flags=flags, method="wilson")
    for limit in (told.lower, told.upper):
        distance = (told.estimate - limit) ** 2 * told.effective_n / (limit * (1 - limit))
        assert distance == pytest.approx(2.1447866879169273**2)


def test_a_single_unit_is_refused_unless_said_otherwise():
    asked = {"strata": [1, 1, 2], "clusters": [1, 2, 3]}
    with pytest.raises(DesignError, match="got 1 with a single unit"):
        drawn(np.ones(3), **asked)
    values = np.array([1.0, 3.0, 8.0])
    certain = survey.total(drawn(np.ones(3), "certainty", **asked), values=values, interval="normal")
    assert certain.se == pytest.approx(math.sqrt(2 * 2))  # 2/(2 - 1) x (1 + 1), the single one for nothing
    centred = survey.total(drawn(np.ones(3), "centre", **asked), values=values, interval="normal")
    assert centred.se == pytest.approx(
        math.sqrt(4 + (8 - 4) ** 2)
    )  # and its distance from the mean of all, 4
    drawn(np.ones(3), population=[2, 2, 1], **asked)  # all units there are: nothing to refuse


def test_a_whole_population_has_no_error():
    told = survey.total(drawn(np.ones(3), population=[3, 3, 3]), values=[1.0, 2.0, 6.0], interval="normal")
    assert (told.estimate, told.se, told.lower, told.upper) == (9, 0, 9, 9)


def test_one_unit_in_all_has_no_limits_by_t():
    told = survey.total(drawn(np.ones(2), "certainty", clusters=[7, 7]), values=[1.0, 2.0], interval="t")
    assert (told.degrees_of_freedom, told.lower, told.upper) == (0, None, None)


def test_post_stratified_groups_have_no_error_and_meet_their_number():
    group = np.array(["a", "b"])[(np.arange(15) % 2)]
    found = survey.post_stratify(districts(), known=Known(group, {"a": 300.0, "b": 400.0}))
    told = survey.totals(found, values=np.ones(15), by=group, interval="normal")
    assert told["a"].estimate == pytest.approx(300)
    assert told["b"].se == pytest.approx(0, abs=1e-9)


def test_raking_meets_every_margin_or_says_that_it_cannot():
    first, second = np.arange(15) % 2, np.arange(15) % 3
    found = survey.rake(
        districts(),
        margins=[Known(first, {0: 300.0, 1: 457.0}), Known(second, {0: 200.0, 1: 300.0, 2: 257.0})],
    )
    assert np.bincount(first, found.weights) == pytest.approx([300, 457])
    assert np.bincount(second, found.weights) == pytest.approx([200, 300, 257])
    apart = [Known(first, {0: 1.0, 1: 2.0}), Known(second, {0: 9.0, 1: 9.0, 2: 9.0})]
    with pytest.raises(NotConverged, match="contradict"):
        survey.rake(districts(), margins=apart)


def test_a_median_by_hand():
    # weights 1, 1, 4: half of 6 is reached at the third value; of equal weights at the second
    assert (
        survey.quantile(
            drawn([1.0, 1.0, 4.0]), values=[5.0, 6.0, 7.0], probability=0.5, method="woodruff"
        ).estimate
        == 7
    )
    told = survey.quantile(
        drawn(np.ones(101)), values=np.arange(101.0), probability=0.5, method="woodruff"
    )  # fmt: skip
    assert told.estimate == 50
    assert 38 <= told.lower < 50 < told.upper <= 62  # 1.98 x sqrt(101)/2 = 10 ranks on either side


def test_stratified_jackknife_of_a_total_equals_the_formula():
    found = drawn(
        np.full(6, 3.0), strata=[1, 1, 1, 2, 2, 2], clusters=[1, 2, 3, 1, 2, 3], population=[9, 9, 9, 5, 5, 5]
    )
    values = np.array([1.0, 5.0, 2.0, 8.0, 3.0, 4.0])
    copies = survey.replicate_weights(found, method="JKn")
    told = survey.replicated(copies, statistic=lambda w: float(w @ values), around="estimate", interval="t")
    assert told.se == pytest.approx(survey.total(found, values=values, interval="t").se)


def test_the_bootstrap_repeats_by_its_seed_and_comes_near_the_formula():
    found, values = districts(), schools(0).astype(float)
    copies = survey.replicate_weights(found, method="bootstrap", replicates=2000, seed=1)
    one = survey.replicated(copies, statistic=lambda w: float(w @ values), around="mean", interval="normal")
    again = survey.replicate_weights(found, method="bootstrap", replicates=2000, seed=1)
    assert np.array_equal(copies.factors, again.factors)
    assert one.se == pytest.approx(survey.total(found, values=values, interval="normal").se, rel=0.06)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        (lambda: drawn([1.0, -1.0]), "weights: got -1, allowed is a finite number not below 0"),
        (lambda: drawn([1.0, math.nan]), "weights: got nan"),
        (lambda: drawn([]), "weights: got no rows"),
        (lambda: drawn([1.0, 1.0], strata=[1]), "strata of stage 1: got shape (1,)"),
        (lambda: drawn([1.0, 1.0], clusters=[0.5, 1.0]), "clusters of stage 1: got float64"),
        (lambda: drawn([1.0, 1.0], population=[1, 1]), "of which 2 units were drawn"),
        (lambda: drawn([1.0, 1.0], population=[3, 4]), "got several values in one stratum"),
        (lambda: drawn([1.0, 1.0], "average"), "single_unit: got 'average'"),
        (lambda: survey.design(weights=[1.0], stages=[], single_unit="refuse"), "stages: got none"),
        (lambda: survey.total(districts(), values=np.ones(3), interval="t"), "values: got float64 of shape (3,)"),
        (lambda: survey.total(districts(), values=np.ones(15), interval="z"), "interval: got 'z'"),
        (lambda: survey.total(districts(), values=np.ones(15), domain=np.ones(15), interval="t"), "domain: got"),
        (lambda: survey.proportion(districts(), flags=schools(0), method="logit"), "flags: got a value"),
        (lambda: survey.proportion(districts(), flags=np.ones(15), method="wald"), "method of proportion: got 'wald'"),
        (lambda: survey.replicate_weights(districts(), method="BRR"), "method of replicate_weights: got 'BRR'"),
        (lambda: survey.replicate_weights(districts(), method="bootstrap"), "replicates and seed of bootstrap"),
        (lambda: survey.post_stratify(districts(), known=Known(np.arange(15) % 2, {0: 5.0})), "totals of known: got"),
    ],
)  # fmt: skip
def test_what_is_refused_names_what_came(wrong, says):
    with pytest.raises(EpiError, match=re.escape(says)) as refusal:
        wrong()
    assert isinstance(refusal.value, QuantityError | MethodError | DesignError)
