"""Definitions: data that says what is counted, in three languages, looked up by code and version."""

import json
from dataclasses import replace

import pytest

from safecommunity.engine.conditions import Where, columns_of
from safecommunity.engine.predicate import compile_predicate
from safecommunity.figures import registry
from safecommunity.indicators.catalogue import CATALOGUE, Catalogue, get
from safecommunity.indicators.definition import UNITS, Definition
from safecommunity.indicators.errors import DefinitionError
from safecommunity.indicators.languages import LANGUAGES, nearest

# Columns of the fact, as the room that publishes it declares them.
INJURY = {
    "year", "month", "week", "weekday", "hour", "sex", "age_years", "age_band", "age_group",
    "hour_band", "cause", "place_kind", "activity", "intent", "nature", "body_part", "severity", "outcome",
    "alcohol", "residence", "occurrence",
    "facility", "source", "resident", "diagnosis", "product", "sensitive", "cost", "mechanism", "matrix_intent",
    "matrix_source", "stratum", "psu", "weight",
}  # fmt: skip
FACTS = {
    "injury": INJURY,
    "event": {
        "year",
        "month",
        "day",
        "weekday",
        "hour",
        "hour_band",
        "deaths",
        "hurt",
        "kind",
        "gb_type",
        "grade",
        "on_time",
        "place",
    },
    "facility_month": {
        "year",
        "month",
        "state",
        "received",
        "settled",
        "on_time",
        "zero",
        "place",
        "facility",
    },
}

EVERY = [pytest.param(each, id=each.code) for each in CATALOGUE]


def injury(**columns):
    empty = {"resident": 1, "age_years": 70, "cause": 3, "place_kind": 1, "severity": 1, "outcome": 1}
    return {**empty, **columns}


def feeds(code, row):
    return compile_predicate(get(code).numerator)(row)


class TestTheCatalogue:
    def test_holds_these_figures(self):
        assert [each.code for each in CATALOGUE] == [
            "injury.count", "injury.occurred", "injury.rate", "injury.rate.standardised",
            "injury.rate.standardised.who", "injury.fall.home.65plus", "injury.severe",
            "injury.deaths", "injury.cost.recorded", "injury.estimate", "report.completeness", "report.timeliness",
            "event.count", "event.fires", "event.dead", "event.hurt", "event.on_time",
            "letters.units.due", "letters.units.signed", "letters.units.share",
            "letters.merchants.due", "letters.merchants.signed", "letters.merchants.share",
            "letters.households.due", "letters.households.signed", "letters.households.share",
            "units.count", "units.safety_bodies", "units.safety_staff",
            "bodies.groups", "bodies.liaison_units", "bodies.members", "agencies.count",
            "meetings.count", "meetings.launches", "meetings.visits", "meetings.exchanges", "meetings.participants",
            "meetings.decisions", "tasks.due", "tasks.on_time",
            "plans.count", "plans.years", "plans.stages", "plans.items", "plans.items_on_time",
            "plans.items_overdue", "plans.budget", "reviews.count", "reviews.reached",
            "support.count", "support.people", "support.money", "support.goods", "support.technique",
            "improvements.count", "improvements.open", "improvements.overdue", "improvements.on_time",
            "improvements.effective",
            "hazards.found", "hazards.closed", "hazards.open", "hazards.on_spot", "hazards.overdue", "hazards.fix_rate",
            "hazards.on_time", "hazards.recurrence", "hazards.median_days",
            "outreach.materials", "outreach.posters", "outreach.banners", "outreach.boards", "outreach.films",
            "outreach.arts", "outreach.lectures", "outreach.lessons", "outreach.events", "outreach.reached",
            "services.given", "outreach.installed", "outreach.lines",
            "training.sessions", "training.people", "training.passed", "training.certified",
            "volunteers.teams", "volunteers.people", "volunteers.services", "volunteers.person_times",
            "volunteers.hours",
            "opinions.received", "opinions.answered", "opinions.on_time", "opinions.satisfied",
            "opinions.median_days",
            "requests.asked", "requests.answered", "requests.on_time", "requests.median_days",
            "projects.count", "projects.running", "projects.reviewed", "projects.covered_cells",
            "projects.uncovered_cells", "projects.milestones", "projects.milestones_on_time",
            "projects.milestones_overdue", "projects.budget", "projects.spent", "projects.outputs",
            "projects.pilots", "projects.rollouts", "projects.reviews", "vulnerable.count",
            "vulnerable.in_groups", "vulnerable.consented", "vulnerable.expired", "vulnerable.visited_on_time",
            "vulnerable.visits", "risks.count", "risks.major", "risks.assessed", "risks.exposed",
            "risks.overdue", "risks.reassessed_on_time", "housing.dwellings", "housing.screened",
            "housing.confirmed", "housing.unsafe", "housing.unsafe_share", "housing.people_unsafe",
            "housing.retrofitted", "housing.wood_fire", "housing.retrofit_cost", "housing.retrofit_subsidy",
            "emergency.plans", "emergency.plans_before", "emergency.plans_during", "emergency.plans_after",
            "emergency.plans_current", "emergency.plans_drilled", "drills.count", "drills.people",
            "drills.planned_done", "drills.overdue", "drills.evaluated", "drills.findings",
            "drills.findings_closed", "emergency.teams", "emergency.enforcement_teams", "emergency.team_people",
            "emergency.stock", "emergency.stock_in_order", "shelters.count", "shelters.capacity",
            "shelters.per_residents", "networks.count", "networks.owned", "duty.days_covered", "duty.days_led",
            "duty.days_logged", "duty.handed_over", "duty.entries", "inspections.count", "inspections.joint",
            "inspections.teams", "inspections.came_unsaid", "inspections.done_share", "inspections.units",
            "inspections.coverage",
            "inspections.items", "inspections.items_failed", "appraisals.parties", "appraisals.scored",
            "appraisals.handed_in", "appraisals.reported",
            "assessments.opened", "assessments.handed_in", "assessments.points", "assessments.passed",
            "applications.filed", "applications.named", "applications.in_time", "applications.stage_days",
            "titles.begun", "titles.named", "titles.municipal", "titles.provincial", "titles.national",
            "titles.international",
        ]  # fmt: skip

    def test_keeps_an_old_version_beside_the_present_one(self):
        old = get("injury.rate")
        new = replace(old, version=2, per=1000.0)
        catalogue = Catalogue([old, new])
        assert catalogue.get("injury.rate") is new
        assert catalogue.get("injury.rate", 1) is old
        assert list(catalogue) == [new]

    def test_refuses_the_same_code_and_version_twice(self):
        with pytest.raises(DefinitionError, match=r"injury\.rate@1: got it twice"):
            Catalogue([get("injury.rate"), get("injury.rate")])

    def test_names_the_known_codes_and_versions(self):
        with pytest.raises(DefinitionError, match=r"got 'injury\.rates', allowed are injury\.count, "):
            get("injury.rates")
        with pytest.raises(DefinitionError, match=r"version of injury\.rate: got 7, allowed are 1"):
            get("injury.rate", 7)

    def test_lists_the_figures_a_fact_feeds(self):
        reporting = CATALOGUE.of_fact("facility_month")
        assert [each.code for each in reporting] == ["report.completeness", "report.timeliness"]
        events = CATALOGUE.of_fact("event")
        names = [each.code.removeprefix("event.") for each in events]
        assert names == ["count", "fires", "dead", "hurt", "on_time"]
        every = [
            each for fact in sorted({each.fact for each in CATALOGUE}) for each in CATALOGUE.of_fact(fact)
        ]
        assert sorted(each.code for each in every) == sorted(each.code for each in CATALOGUE)
        assert CATALOGUE.of_fact("nosuchfact") == ()


@pytest.mark.parametrize("definition", EVERY)
class TestEveryDefinition:
    def test_survives_being_stored(self, definition):
        assert Definition.from_data(json.loads(json.dumps(definition.to_data()))) == definition

    def test_speaks_three_languages(self, definition):
        for language in LANGUAGES:
            texts = (definition.title(language), definition.counts_text(language))
            assert all(texts)
            assert definition.excludes_text(language)
            assert definition.unit_label(language)
        assert definition.title("zh-hans") != definition.title("en")

    def test_asks_only_for_columns_of_the_fact(self, definition):
        published = set(registry.fact(definition.fact).schema.names)
        assert FACTS.get(definition.fact, published) <= published
        wanted = {*definition.dimensions, definition.place_column, *columns_of(definition.numerator)}
        assert wanted <= FACTS.get(definition.fact, published)

    def test_has_an_interval_exactly_where_it_is_a_rate_a_duration_or_comes_from_a_sample(self, definition):
        assert bool(definition.interval) == (definition.kind in ("rate", "weighted_total", "duration"))

    def test_has_the_interval_of_a_standardised_rate_exactly_where_it_names_a_standard(self, definition):
        assert (definition.interval == "fay_feuer") == bool(definition.standard)


class TestWhatIsCounted:
    def test_a_rate_counts_residents_only(self):
        assert feeds("injury.rate", injury())
        assert not feeds("injury.rate", injury(resident=0))
        assert not feeds("injury.rate", injury(resident=-1))

    def test_a_count_takes_everybody(self):
        for resident in (-1, 0, 1):
            assert feeds("injury.count", injury(resident=resident))
            assert feeds("injury.occurred", injury(resident=resident))

    def test_counts_go_by_residence_or_by_where_it_happened(self):
        assert get("injury.count").place_column == "residence"
        assert get("injury.occurred").place_column == "occurrence"

    @pytest.mark.parametrize(
        ("change", "counted"),
        [
            ({}, True),
            ({"age_years": 65}, True),
            ({"age_years": 64}, False),
            ({"age_years": -1}, False),
            ({"cause": 4}, False),
            ({"place_kind": 5}, False),
            ({"resident": 0}, False),
        ],
    )
    def test_falls_at_home_of_the_old(self, change, counted):
        assert feeds("injury.fall.home.65plus", injury(**change)) is counted

    def test_falls_of_the_old_are_divided_by_the_old(self):
        assert get("injury.fall.home.65plus").population_age_groups[0] == "65-69"
        assert get("injury.rate").population_age_groups == ()
        assert get("injury.rate").needs_population

    def test_severe_is_code_3_and_death_is_outcome_3(self):
        assert feeds("injury.severe", injury(severity=3))
        assert not feeds("injury.severe", injury(severity=2))
        assert feeds("injury.deaths", injury(outcome=3))
        assert not feeds("injury.deaths", injury(outcome=-1))


class TestADefinitionThatContradictsItself:
    @pytest.mark.parametrize(
        ("change", "said"),
        [
            ({"code": "rate"}, "got 'rate', allowed is like injury.rate"),
            ({"version": 0}, "got 0, allowed is 1 and up"),
            (
                {"kind": "percentage"},
                "got 'percentage', allowed are count, total, weighted_total, proportion",
            ),
            ({"direction": "down"}, "got 'down', allowed are lower, higher"),
            ({"interval": "wald"}, "got 'wald', allowed are"),
            ({"unit": "per mille"}, "got 'per mille', allowed are injuries"),
            ({"denominator": None}, "got None for a rate"),
            ({"kind": "count"}, "got 'population' for a count"),
            ({"per": 0}, "per of injury.rate: got 0"),
            ({"population_ages": (66, None)}, "allowed are limits of the bands"),
            ({"titles": {"en": "Rate"}}, "got texts in en, allowed are zh-hans, zh-hant, en"),
        ],
    )
    def test_is_refused(self, change, said):
        with pytest.raises(DefinitionError, match=said):
            replace(get("injury.rate"), **change)

    def test_ages_without_a_population_are_refused(self):
        with pytest.raises(DefinitionError, match="with a population only"):
            replace(get("injury.count"), population_ages=(65, None))

    def test_data_with_an_unknown_field_is_refused(self):
        with pytest.raises(DefinitionError, match="got formula, allowed are code, version"):
            Definition.from_data({**get("injury.rate").to_data(), "formula": "a/b"})


def test_a_share_divides_two_conditions_and_survives_being_stored():
    share = replace(
        get("injury.count"),
        code="injury.share",
        kind="proportion",
        unit="percent",
        per=100,
        numerator=Where("cause", "eq", (3,)),
        denominator=Where("cause", "known"),
    )
    assert Definition.from_data(json.loads(json.dumps(share.to_data()))) == share


@pytest.mark.parametrize(
    ("tag", "language"),
    [("en-gb", "en"), ("zh-TW", "zh-hant"), ("zh_Hant", "zh-hant"), ("zh-cn", "zh-hans"), ("fr", "zh-hans")],
)
def test_a_language_tag_finds_the_nearest_language(tag, language):
    assert nearest(tag) == language


def test_every_unit_is_said_in_three_languages():
    assert all(set(texts) == set(LANGUAGES) for texts in UNITS.values())
