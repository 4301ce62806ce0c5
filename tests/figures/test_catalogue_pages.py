"""The catalogue's pages: search, one definition with its way back and forward; the same on the command line."""

import json

import pytest
from django.apps import apps
from django.urls import reverse

from safecommunity.figures import actions, lineage, queries, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.shell import slots
from safecommunity.web import cli
from tests.figures.world import NOW, World
from tests.reports.pages import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(tmp_path, settings):
    settings.STORE = tmp_path / "store"
    stores.forget()
    yield World()
    stores.forget()


@pytest.fixture
def clerk(world):
    return signed_in(world, "clerk")


def page(client, address, **query):
    answer = client.get(address, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_lists_every_definition_in_the_readers_language(clerk, django_assert_max_num_queries):
    clerk.get("/figures/catalogue/")  # the first page of a session also counts what waits
    with django_assert_max_num_queries(30):
        told = page(clerk, reverse("figure_catalogue"))
    for one in catalogue.CATALOGUE:
        assert one.key in told
        assert one.title("zh-hans") in told
        assert reverse("figure_definition", args=[one.key]) in told


def test_is_searched_by_words_in_any_of_the_three_languages(clerk):
    for sought in ("跌倒", "Falls at home", "fall.home", "老年"):
        told = page(clerk, reverse("figure_catalogue"), q=sought)
        assert ("injury.fall.home.65plus" in told) == (sought != "老年")
    assert "report.timeliness@" not in page(clerk, reverse("figure_catalogue"), q="跌倒")


def test_a_column_leads_to_the_definitions_that_read_it(clerk):
    told = page(clerk, reverse("figure_catalogue"), fact="injury", column="cost")
    assert "injury.cost.recorded@1" in told
    assert "injury.deaths@1" not in told


def test_a_definition_says_its_formula_and_where_its_records_are_entered(clerk):
    told = page(clerk, reverse("figure_definition", args=["injury.fall.home.65plus@1"]))
    for said in ("cause = 3", "age_years ≥ 65", "injuries.Report", reverse("injury_card"), "column=cause"):
        assert said in told


@pytest.mark.parametrize(
    "name", ["injury.unheard@1", "injury.rate@9", "injury.rate@x", "injury.rate@-1", "@"]
)
def test_a_definition_nobody_knows_is_not_found(clerk, name):
    assert clerk.get(reverse("figure_definition", args=[name])).status_code == 404


def test_the_page_of_a_figure_leads_to_its_definition(world, clerk):
    key = f"injury.count@1~{world.street.pid}~2026"
    assert reverse("figure_definition", args=["injury.count@1"]) in page(clerk, reverse("figure", args=[key]))


def test_the_menu_leads_to_the_catalogue(clerk):
    assert reverse("figure_catalogue") in page(clerk, reverse("figure_catalogue")).partition("<main")[0]


def held(world, place):
    key = FigureKey("injury.count", 1, place.pid, Period.of_year(2026))
    actions.pin_figure(figure=queries.compute(key, now=NOW), purpose="month_return x", by="t", at=NOW)


class TestUses:
    def test_are_the_pins_and_claims_of_places_one_may_read(self, world, clerk):
        held(world, world.street)
        held(world, world.other)
        found = lineage.of(catalogue.get("injury.count"))
        assert [(one.kind, one.n) for one in found.uses if one.n] == [("pin", 2)]
        mine = lineage.of(catalogue.get("injury.count"), within=[world.street.pid])
        assert [(one.kind, one.n) for one in mine.uses if one.n] == [("pin", 1)]
        told = page(clerk, reverse("figure_definition", args=["injury.count@1"]))
        assert 'data-l="n">1<' in told

    def test_are_also_what_rooms_above_say(self, world, monkeypatch):
        monkeypatch.setattr(slots, "_providers", {})
        slots.register(
            "figure.uses", lambda _request, code, **_more: [lineage.Use("target", f"goal of {code}", 1)]
        )
        found = lineage.of(catalogue.get("injury.rate"))
        assert [one.title for one in found.uses] == ["goal of injury.rate"]


# Figures of no page but their own, which the catalogue leads to.
ON_NO_OTHER_PAGE = {
    "injury.rate.standardised.who", "injury.occurred", "injury.cost.recorded", "injury.estimate",
    "letters.units.due", "letters.units.signed", "letters.merchants.due", "letters.merchants.signed",
    "letters.households.due", "letters.households.signed", "units.count", "bodies.members", "meetings.decisions",
    "tasks.due", "meetings.exchanges", "plans.years", "plans.stages", "plans.budget",
    "improvements.count", "vulnerable.in_groups", "housing.people_unsafe", "housing.wood_fire",
    "housing.retrofit_subsidy", "drills.evaluated", "emergency.enforcement_teams", "emergency.stock", "duty.entries",
    "assessments.opened", "assessments.points", "assessments.passed", "applications.named",
}  # fmt: skip


class TestTheWayOfEveryDefinition:
    @pytest.mark.parametrize("definition", tuple(catalogue.CATALOGUE), ids=lambda one: one.code)
    def test_begins_at_tables_and_pages_where_its_records_are_entered(self, definition):
        found = lineage.of(definition)
        assert found.screens
        for table in found.tables:
            assert apps.get_model(table), table
        assert found.tables

    @pytest.mark.parametrize("definition", tuple(catalogue.CATALOGUE), ids=lambda one: one.code)
    def test_ends_on_a_page_that_shows_it_or_is_said_to_end_nowhere(self, definition):
        pages = [one for one in lineage.of(definition).uses if one.kind == "page"]
        assert all(one.url and one.title for one in pages)
        assert bool(pages) != (definition.code in ON_NO_OTHER_PAGE)


class TestTheCommand:
    def test_lists_definitions_as_data(self, capsys):
        assert cli.main(["figures", "list", "--format", "json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert [row["code"] for row in rows] == [one.code for one in catalogue.CATALOGUE.everything()]
        assert cli.main(["figures", "list", "--format", "csv"]) == 0
        assert capsys.readouterr().out.startswith("code,version,kind,unit,fact,title")

    def test_follows_a_figure_back_to_where_it_is_entered(self, capsys):
        assert cli.main(["figures", "lineage", "injury.deaths", "--format", "json"]) == 0
        steps = [(row["step"], row["name"]) for row in json.loads(capsys.readouterr().out)]
        assert ("table", "injuries.Report") in steps
        assert ("column", "outcome") in steps
        assert steps.index(("fact", "injury")) < steps.index(("figure", "injury.deaths@1"))

    def test_follows_a_column_to_the_figures_that_read_it(self, capsys):
        assert cli.main(["figures", "lineage", "injury.outcome", "--format", "json"]) == 0
        rows = {row["code"]: row["reads_it_for"] for row in json.loads(capsys.readouterr().out)}
        assert rows["injury.deaths"] == ["numerator", "dimension"]

    def test_refuses_a_name_nobody_knows(self, capsys):
        assert cli.main(["figures", "lineage", "injury.colour"]) == 1
        assert "injury.colour" in capsys.readouterr().err
