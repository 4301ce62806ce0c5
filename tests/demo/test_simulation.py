"""The fictional world before it meets a database: its shape, its margins, and how its injuries are spread."""

from collections import Counter
from datetime import date, datetime

import pytest

from safecommunity.demo import data, population
from safecommunity.demo.identity import identified
from safecommunity.demo.simulate import ZONE, Drawn, Simulation, month_index
from safecommunity.epi.rates import crude_rate
from safecommunity.injuries import checks
from safecommunity.injuries.checks import identity

NOW = datetime(2026, 11, 23, 21, 5, tzinfo=ZONE)
FIRST, THIS = 2021, 2026
STREET, TOWN = data.places()["towns"]
FALL, BLUNT, SHARP, ANIMAL, NON_MOTOR = 3, 4, 6, 11, 2


@pytest.fixture(scope="module")
def simulation() -> Simulation:
    return Simulation(NOW)


@pytest.fixture(scope="module")
def cards(simulation: Simulation) -> list[Drawn]:
    return identified(simulation.cards(), "hospital")


@pytest.fixture(scope="module")
def quick(simulation: Simulation, cards: list[Drawn]) -> list[Drawn]:
    return simulation.quick(cards, "DEMO-S05-3", ("DEMO-S04-2",))


def residents(cards: list[Drawn], code: str) -> list[Drawn]:
    return [card for card in cards if card.residence.startswith(code)]


def order_of_causes(cards: list[Drawn]) -> list[str]:
    names = {1: "traffic", 2: "traffic", 3: "fall", 4: "blunt", 6: "sharp", 11: "animal"}
    counts = Counter(names.get(card.values["cause"], "other") for card in cards)
    return [name for name, _n in counts.most_common() if name != "other"]


class TestShape:
    """Numbers of the two published reports the world is shaped after (seed facts D8.4, D8.5, D8.27 and D9)."""

    def test_the_street_has_11_committees_and_about_34_000_households(self) -> None:
        assert len(STREET["communities"]) == 11
        households = sum(community["households"] for community in STREET["communities"])
        assert households == pytest.approx(34_000, rel=0.01)

    def test_the_street_has_22_liaison_units_of_several_kinds(self) -> None:
        units = [unit for unit in data.places()["units"] if unit["place"].startswith("DEMO-S")]
        assert len(units) == 22
        assert len({unit["kind"] for unit in units}) >= 5

    def test_the_town_has_14_villages_one_committee_and_8_507_residents_on_150_km2(self) -> None:
        names = [community["name"] for community in TOWN["communities"]]
        assert sum(name.endswith("村") for name in names) == 14
        assert sum(name.endswith("社区") for name in names) == 1
        assert sum(community["residents"] for community in TOWN["communities"]) == 8_507
        assert (TOWN["registered"], TOWN["area_km2"]) == (8_837, 150)

    def test_every_name_is_plainly_fictional(self) -> None:
        tree = data.places()
        places = [
            *tree["above"],
            *tree["towns"],
            *STREET["communities"],
            *TOWN["communities"],
            *tree["units"],
        ]
        assert not [place["name"] for place in places if place["name"][0] not in "示例"]

    def test_each_community_of_the_street_has_3_to_5_grids(self) -> None:
        assert {community["grids"] for community in STREET["communities"]} <= {3, 4, 5}


class TestPopulation:
    @pytest.mark.parametrize("back", range(6))
    @pytest.mark.parametrize("town", [STREET, TOWN], ids=["street", "town"])
    def test_sexes_and_ages_add_up_to_everybody(self, town: dict, back: int) -> None:
        for table in population.tables(town, back).values():
            everybody = table[0].count
            assert (
                sum(cell.count for cell in table if cell.sex == 1)
                + sum(cell.count for cell in table if cell.sex == 2)
                == everybody
            )

    @pytest.mark.parametrize("back", range(6))
    @pytest.mark.parametrize("town", [STREET, TOWN], ids=["street", "town"])
    def test_communities_add_up_cell_by_cell_to_the_whole(self, town: dict, back: int) -> None:
        tables = population.tables(town, back)
        whole = tables.pop(town["code"])
        for n, cell in enumerate(whole):
            assert cell.count == sum(table[n].count for table in tables.values())

    def test_largest_remainders_spend_exactly_the_whole(self) -> None:
        # 10 in shares of 1/3: 3.33 each, the one left over goes to the first
        assert population.spread(10, [1, 1, 1]) == [4, 3, 3]


class TestInjuries:
    def test_equal_seed_and_moment_give_equal_worlds(self, cards: list[Drawn]) -> None:
        assert identified(Simulation(NOW).cards(), "hospital") == cards

    def test_no_card_breaks_or_strains_a_rule(self, cards: list[Drawn]) -> None:
        found = {card.key: checks.check(card.values, source="card", now=NOW).findings for card in cards}
        assert not {key: findings for key, findings in found.items() if findings}

    def test_no_quick_report_breaks_or_strains_a_rule(self, quick: list[Drawn]) -> None:
        found = [checks.check(one.values, source="quick", now=NOW).findings for one in quick]
        assert found
        assert not any(found)

    def test_nothing_lies_after_now_or_before_the_first_year(
        self, cards: list[Drawn], quick: list[Drawn]
    ) -> None:
        assert max(card.entered_at for card in cards + quick) <= NOW
        assert min(card.values["injury_time"] for card in cards) >= datetime(FIRST, 1, 1, tzinfo=ZONE)
        assert all(card.values["injury_time"] <= card.entered_at for card in cards + quick)

    def test_causes_stand_in_the_published_order_of_urban_points(self, cards: list[Drawn]) -> None:
        # national urban points 2006-2011
        assert order_of_causes(residents(cards, "DEMO-S")) == ["fall", "blunt", "traffic", "sharp", "animal"]

    def test_causes_stand_in_the_published_order_of_rural_points(self, cards: list[Drawn]) -> None:
        # national rural points 2006-2011
        assert order_of_causes(residents(cards, "DEMO-T")) == ["fall", "traffic", "blunt", "sharp", "animal"]

    def test_men_are_more_than_65_per_cent_and_july_and_august_peak(self, cards: list[Drawn]) -> None:
        # national urban points 2006-2011: male_share_over_pct 65, peak_months [7, 8]
        street = residents(cards, "DEMO-S")
        assert 0.65 < sum(card.values["sex"] == 1 for card in street) / len(street) < 0.72
        months = Counter(card.month[1] for card in street if card.month[0] < THIS)
        assert {month for month, _n in months.most_common(2)} == {7, 8}

    def test_pupils_are_hurt_as_published(self, cards: list[Drawn]) -> None:
        # pupils of one city 2014-2018: 2.20 boys to a girl, falls 38.75 %, unintentional 95.78 %
        pupils = [card for card in residents(cards, "DEMO-S") if 6 <= card.values["age_years"] <= 14]
        boys = sum(card.values["sex"] == 1 for card in pupils)
        assert boys / (len(pupils) - boys) == pytest.approx(2.2, abs=0.5)
        assert sum(card.values["cause"] == FALL for card in pupils) / len(pupils) == pytest.approx(
            0.39, abs=0.07
        )
        assert sum(card.values["intent"] == 1 for card in pupils) / len(pupils) > 0.95

    def test_old_women_fall_at_home_more_than_old_men(self, cards: list[Drawn]) -> None:
        falls = Counter(
            card.values["sex"]
            for card in residents(cards, "DEMO-S")
            if card.values["cause"] == FALL
            and card.values["place_kind"] == 1
            and card.values["age_years"] >= 65
        )
        assert falls[2] > 1.3 * falls[1]

    @pytest.mark.parametrize("year", range(FIRST, THIS))
    def test_each_year_has_900_to_1_100_injuries_per_100_000(self, cards: list[Drawn], year: int) -> None:
        street = [card for card in residents(cards, "DEMO-S") if card.month[0] == year]
        people = population.tables(STREET, THIS - 1 - year)["DEMO-S"][0].count
        assert 900 < len(street) / people * 100_000 < 1_100

    def test_two_communities_are_clearly_above_the_whole(self, cards: list[Drawn]) -> None:
        years = (date(THIS, 11, 23) - date(THIS, 1, 1)).days / 365
        table = population.tables(STREET, 0)
        now = [card for card in residents(cards, "DEMO-S") if card.month[0] == THIS]
        whole = len(now) / (table["DEMO-S"][0].count * years)
        above = set()
        for community in STREET["communities"]:
            n = len(residents(now, community["code"]))
            person_years = table[community["code"]][0].count * years
            rate = crude_rate(cases=n, person_years=person_years, per=1, method="garwood")
            if rate.lower is not None and rate.lower > whole:
                above.add(community["name"])
        assert above == {"示北社区", "例桥社区"}

    def test_one_to_two_per_cent_are_sensitive(self, cards: list[Drawn]) -> None:
        sensitive = [c for c in cards if c.values["intent"] in (2, 3) or c.values["cause"] == 12]
        assert 0.01 < len(sensitive) / len(cards) < 0.02

    def test_drowning_is_rare_and_comes_in_the_warm_months(self, cards: list[Drawn]) -> None:
        drowned = [card for card in cards if card.values["cause"] == 9]
        assert 0 < len(drowned) < 20
        assert {card.month[1] for card in drowned} <= {5, 6, 7, 8, 9}

    def test_non_motor_crashes_stand_out_in_the_last_full_month(self, cards: list[Drawn]) -> None:
        crashes = Counter(
            month_index(card.values["injury_time"])
            for card in residents(cards, "DEMO-S")
            if card.values["cause"] == NON_MOTOR
        )
        last = month_index(NOW) - 1
        assert crashes[last] > max(crashes[last - 12 * back] for back in (1, 2, 3))

    def test_some_people_live_elsewhere(self, cards: list[Drawn]) -> None:
        strangers = [card for card in cards if card.values.get("lives_elsewhere")]
        assert 0.05 < len(strangers) / len(cards) < 0.12
        assert not any(card.residence for card in strangers)

    @pytest.mark.parametrize(
        "moment", [datetime(2026, 1, 1, 0, 30, tzinfo=ZONE), datetime(2028, 2, 29, tzinfo=ZONE)]
    )
    def test_the_turn_of_the_year_and_leap_days_are_no_trouble(self, moment: datetime) -> None:
        cards = identified(Simulation(moment, scale=0.2).cards(), "hospital")
        assert max(card.entered_at for card in cards) <= moment
        assert not [c for c in cards if checks.check(c.values, source="card", now=moment).findings]


class TestNobody:
    """No name and no number in the fictional world belongs to anybody."""

    def test_names_follow_the_fictional_pattern(self, cards: list[Drawn]) -> None:
        assert all(card.values["name"].startswith("模拟") and len(card.values["name"]) == 4 for card in cards)
        assert not any(card.values.get(name) for card in cards for name in ("phone", "address", "narrative"))

    def test_a_handful_of_identity_numbers_all_of_a_region_that_does_not_exist(
        self, cards: list[Drawn]
    ) -> None:
        # codes of regions (GB/T 2260) begin at 11
        numbers = {card.key: card.values["id_number"] for card in cards if "id_number" in card.values}
        assert len(numbers) == 6
        assert all(number.startswith("000000") for number in numbers.values())

    def test_the_numbers_say_the_sex_and_age_of_their_card(self, cards: list[Drawn]) -> None:
        for card in cards:
            if "id_number" in card.values:
                known = identity.read(card.values["id_number"], NOW.date())
                on = card.values["injury_time"].date()
                assert (known.sex, known.age(on)) == (card.values["sex"], card.values["age_years"])
