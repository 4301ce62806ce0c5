"""A smaller world in the test database, built by the same road as the whole one."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import NoReverseMatch, reverse

from safecommunity.accounts import queries as accounts
from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import mapping
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.queries import board
from safecommunity.accreditation.rights import Rights
from safecommunity.demo import world as demo
from safecommunity.demo.simulate import ZONE
from safecommunity.engine.conditions import EVERYTHING
from safecommunity.figures import stores
from safecommunity.figures.models import Finding
from safecommunity.governance.models import ProfileNumber, Target, UnitRequest
from safecommunity.governance.targets import queries as targets
from safecommunity.indicators.period import Period
from safecommunity.injuries.models import FacilityMonth, Injury, MonthReturn, MonthSubmission, Report
from safecommunity.injuries.queries import months
from safecommunity.injuries.slots import DRAFT
from safecommunity.intake import queries as intake
from safecommunity.journal import queries as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit

NOW = datetime(2026, 11, 23, 21, 5, tzinfo=ZONE)
TODAY = NOW.date()
YEAR = Period.parse("2026")
State = FacilityMonth.State


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: object, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[str]]:
    """The world, taken back when the module is done; answers what the builder said."""
    home: Path = tmp_path_factory.mktemp("demo")
    said: list[str] = []
    with (
        django_db_blocker.unblock(),  # type: ignore[attr-defined]
        override_settings(STORE=home / "store", AUDIT_ANCHOR=home / "anchor"),
        transaction.atomic(),
    ):
        demo.build(now=NOW, say=said.append, scale=0.3, years=1)
        yield said
        transaction.set_rollback(True)
    stores.forget()


pytestmark = pytest.mark.usefixtures("built", "db")


def pid(code: str) -> str:
    place = places.by_code(code, "demo")
    assert place is not None
    return place.pid


class TestPlaces:
    def test_everything_lies_under_the_label_simulated(self) -> None:
        labels = {places.label_of(one.pid)[0] for one in Place.objects.all()}
        assert labels == {"simulated"}
        assert [one.name for one in Place.objects.filter(label="simulated")] == ["示例省"]

    def test_the_street_has_11_communities_and_the_town_15(self) -> None:
        assert len(places.children(pid("DEMO-S"))) == 11
        assert len(places.children(pid("DEMO-T"))) == 15

    @pytest.mark.parametrize("code", ["DEMO-S", "DEMO-T"])
    @pytest.mark.parametrize("ages", [None, (65, None), (0, 14)])
    def test_residents_of_communities_add_up(self, code: str, ages: tuple[int, int | None] | None) -> None:
        parts = [places.population(one.pid, 2025, ages=ages) for one in places.children(pid(code))]
        whole = places.population(pid(code), 2025, ages=ages)
        assert whole is not None
        assert whole.count == sum(part.count for part in parts if part) > 0

    def test_the_newest_year_end_has_the_numbers_of_the_data_file(self) -> None:
        street, town = (places.population(pid(code), 2026) for code in ("DEMO-S", "DEMO-T"))
        assert street is not None
        assert town is not None
        assert (street.year, street.households) == (2025, 34_026)
        assert town.count == 8_507
        assert street.source == "模拟数据（形状参照公开统计结构）"

    def test_six_year_ends_are_known(self) -> None:
        years = {
            people.year for year in range(2020, 2026) if (people := places.population(pid("DEMO-S"), year))
        }
        assert years == set(range(2020, 2026))


class TestRecords:
    def test_figures_count_injuries_and_not_reports(self) -> None:
        linked = Report.objects.filter(is_primary=False).count()
        assert linked > 0
        standing = Report.objects.filter(is_primary=True, state="live").count()
        assert stores.store("injury").counts(EVERYTHING) == {(): standing}
        assert Report.objects.count() == standing + linked

    def test_quick_reports_are_joined_to_cards_of_the_same_injury(self) -> None:
        for quick in Report.objects.filter(source="quick", is_primary=False).select_related("injury"):
            card = Report.objects.get(injury=quick.injury, is_primary=True)
            assert card.source == "card"
            assert (card.sex, card.age_years, card.injury_time) == (
                quick.sex,
                quick.age_years,
                quick.injury_time,
            )

    def test_every_injury_stays_within_the_fictional_tree(self) -> None:
        inside = set(places.subtree(pid("DEMO")))
        found = Report.objects.values_list("place__pid", "residence__pid", "occurrence__pid")
        assert {one for row in found for one in row if one} <= inside
        assert Injury.objects.count() == Report.objects.count()  # each report keeps the injury it started

    def test_cards_are_entered_by_the_recorder_of_their_facility(self) -> None:
        nurse = User.objects.get(username="demo-nurse")
        entered = Report.objects.filter(unit__name="示例医院").values_list("entered_by", flat=True)
        assert set(entered) == {nurse.pid}

    def test_numbers_of_cards_follow_the_order_they_were_entered(self) -> None:
        cards = Report.objects.filter(source="card", entered_at__year=2026).order_by("entered_at")
        numbers = list(cards.values_list("card_no", flat=True))
        assert numbers == sorted(numbers)


class TestMonths:
    def test_this_year_three_of_four_facilities_of_the_street_have_reported(self) -> None:
        received = months.received(places.subtree(pid("DEMO-S")), YEAR, TODAY)
        assert (received.facilities_due, received.facilities_complete) == (4, 3)
        lacking = [(name, month % 12 + 1) for _pid, name, month in received.missing]
        assert lacking == [("例桥门诊部", 9), ("例桥门诊部", 10)]

    def test_the_year_before_is_complete_and_accepted(self) -> None:
        received = months.received(places.subtree(pid("DEMO-D")), Period.parse("2025"), TODAY)
        assert received.complete
        assert set(FacilityMonth.objects.filter(year=2025).values_list("state", flat=True)) == {
            State.ACCEPTED
        }

    def test_one_month_of_the_town_was_returned_with_a_reason(self) -> None:
        row = FacilityMonth.objects.get(state=State.RETURNED)
        assert (row.unit.name, row.year, row.month) == ("示例镇卫生院", 2026, 10)
        assert row.reason
        assert row.differs

    def test_all_other_months_declare_what_is_on_record(self) -> None:
        for row in FacilityMonth.objects.filter(state__in=[State.ACCEPTED, State.SUBMITTED]):
            assert row.cards == row.found == months_recorded(row)

    def test_a_small_station_reports_zero_in_some_months(self) -> None:
        small = SocialUnit.objects.get(name="示南卫生站")
        assert FacilityMonth.objects.filter(unit=small, cards=0, state=State.ACCEPTED).exists()

    def test_the_newest_month_waits_to_be_looked_at(self) -> None:
        waiting = FacilityMonth.objects.filter(state=State.SUBMITTED)
        assert Counter((row.year, row.month) for row in waiting) == {(2026, 10): 4}

    def test_the_older_missing_month_was_urged_once(self) -> None:
        rows = FacilityMonth.objects.filter(state=State.OPEN).order_by("year", "month")
        assert {row.unit.name for row in rows} == {"例桥门诊部"}
        assert [(row.year, row.month, row.urged_times, row.overdue) for row in rows] == [
            (2026, 9, 1, True),
            (2026, 10, 0, True),
        ]


def months_recorded(row: FacilityMonth) -> int:
    return Report.objects.filter(unit=row.unit, injury_on__year=row.year, injury_on__month=row.month).count()


class TestReturns:
    def test_a_year_of_both_streets_is_taken_but_for_the_newest(self) -> None:
        states = {
            code: list(
                MonthReturn.objects.filter(place__pid=pid(code))
                .order_by("year", "month")
                .values_list("state", flat=True)
            )
            for code in ("DEMO-S", "DEMO-T")
        }
        assert states == {
            "DEMO-S": ["locked"] * 10 + ["returned", "open"],
            "DEMO-T": ["locked"] * 10 + ["submitted"] * 2,
        }

    def test_what_was_handed_in_is_what_is_on_record(self) -> None:
        for one in MonthSubmission.objects.select_related("of__place"):
            inside = places.subtree(one.of.place.pid)
            there = Report.objects.filter(
                residence__pid__in=inside, injury_on__year=one.of.year, injury_on__month=one.of.month,
                is_primary=True, state="live",
            )  # fmt: skip
            assert one.content["n"] == there.count()

    def test_the_newest_month_of_the_street_was_urged_and_the_one_before_returned(self) -> None:
        newest, before = MonthReturn.objects.filter(place__pid=pid("DEMO-S")).order_by("-year", "-month")[:2]
        assert newest.urged_times == 1
        assert before.reason


class TestPeople:
    def test_there_is_one_person_for_each_role_with_work_to_do(self) -> None:
        roles = Counter(user.scopes.get().role for user in accounts.demo_users())
        assert roles == {  # supervisors: a district, its city and province; a second city, its district and county
            "facility": 1, "grid": 2, "clerk": 1, "chief": 1, "cdc": 1, "supervisor": 6, "agency": 1, "reviewer": 3,
            "unit": 1,
        }  # fmt: skip

    def test_nobody_can_sign_in_by_password(self) -> None:
        assert not any(user.has_usable_password() for user in User.objects.all())

    def test_nurse_and_clerk_have_drafts_to_go_on_with(self) -> None:
        kept = {user.username: intake.drafts(user.pid, DRAFT) for user in accounts.demo_users()}
        assert {name: len(drafts) for name, drafts in kept.items() if drafts} == {
            "demo-nurse": 1,
            "demo-clerk": 2,
        }

    @pytest.mark.parametrize(
        ("username", "page"),
        [
            ("demo-nurse", "injury_card"),
            ("demo-grid", "injury_quick"),
            ("demo-clerk", "todo"),
            ("demo-chief", "exceptions"),
            ("demo-cdc", "todo"),
            ("demo-district", "district"),
            ("demo-at-DEMO-S04", "injury_quick"),
            ("demo-agency", "returns"),
        ],
    )
    def test_each_person_lands_on_their_work(self, username: str, page: str, settings: object) -> None:
        try:
            address = reverse(page)
        except NoReverseMatch:
            pytest.skip(f"the page {page} does not exist yet")
        settings.DEMO = True  # type: ignore[attr-defined]
        client = Client()
        entered = client.post(reverse("accounts_demo_enter"), {"username": username}, follow=True)
        assert entered.redirect_chain[-1][0] == address
        assert entered.status_code == 200


class TestSecondCity:
    """A district after the published notice D1 and a county after the published plan D2."""

    def test_each_of_13_streets_applies_two_of_them_for_the_international_title(self) -> None:
        levels: dict[str, set[str]] = {}
        for one in Application.objects.filter(place__parent__pid=pid("DEMO-F")).select_related("place"):
            levels.setdefault(one.place.name, set()).add(one.level)
        assert len(levels) == len(places.children(pid("DEMO-F"))) == 13  # D1.5
        assert [of for of in levels.values() if "international" in of] == [{"international"}] * 2  # D1.6
        others = [of for of in levels.values() if "international" not in of]
        assert len(others) == 11  # D1.7
        assert all(of <= {"provincial", "national"} for of in others)
        assert sum(len(of) == 2 for of in others) == 4

    def test_they_stand_in_different_stages_some_are_past_their_day_and_some_fall_due(self) -> None:
        user = User.objects.get(username="demo-pipeline-district")
        district = Place.objects.get(pid=pid("DEMO-F"))
        found = board.of_place(Rights(Reader.of(user, TODAY, signed_in_by="demo")), district, TODAY)
        assert {stage for stage, some in found.lanes if some} == {
            "filing", "building", "recommendation", "review", "site", "rectification", "notice", "named"
        }  # fmt: skip
        assert found.streets == 13
        assert {one.name for one in found.standing if one.late} >= {"例盛街道", "例信街道"}
        assert found.due
        gone = Application.objects.get(place__pid=pid("DEMO-F10"), level="provincial")
        assert (gone.state, gone.closed_on is not None) == ("withdrawn", True)

    def test_every_board_of_the_second_city_draws_its_map(self) -> None:
        """Fictional outlines in the open sea: of the city, the district of 13 streets, the county of 8 towns."""
        user = User.objects.get(username="demo-pipeline-city")
        held = Rights(Reader.of(user, TODAY, signed_in_by="demo"))
        for code, areas in (("DEMO-E", 2), ("DEMO-F", 13), ("DEMO-G", 8)):
            place = Place.objects.get(pid=pid(code))
            drawn = mapping.drawn(board.of_place(held, place, TODAY).lines, TODAY)
            assert drawn is not None, code
            assert (len(drawn.layers[0].areas), drawn.without) == (areas, ()), code

    def test_targets_of_the_county_are_handed_down_and_add_up(self) -> None:
        rows = Target.objects.filter(place__pid=pid("DEMO-G"), parent=None).order_by("-low")
        told = [(one.figure, one.sense, int(one.low), one.firmness) for one in rows]
        assert told == [  # D2.1, D2.2, D2.3
            ("titles.municipal", "ge", 5, "binding"), ("titles.provincial", "exact", 2, "stretch"),
            ("titles.national", "exact", 1, "stretch"),
        ]  # fmt: skip
        for one in rows:
            parts = list(one.assigned.all())
            added = targets.added(one, parts)
            assert added is not None
            assert added.holds
        assert rows[0].assigned.filter(wave="pilot").count() == 2

    def test_the_first_district_has_nothing_of_it(self) -> None:
        assert {one.name for one in places.children(pid("DEMO-D"))} == {"示例街道", "示例镇"}


class TestLogAndStore:
    def test_the_log_is_sealed_to_its_end_and_whole(self) -> None:
        verdict = journal.verify()
        assert (verdict.good, verdict.unsealed, verdict.problems) == (True, 0, [])

    def test_the_store_has_a_base_and_nothing_left_over(self) -> None:
        store = stores.store("injury")
        store.refresh()
        kept = store.snapshot()
        assert kept.files
        assert kept.base_seq == kept.seq > 0

    def test_the_builder_says_what_it_made(self, built: list[str]) -> None:
        assert any("built in" in line for line in built)


def test_the_visitors_unit_is_asked_something_and_every_state_of_a_request_is_there() -> None:
    own = UnitRequest.objects.get(unit__name="示例百货商场")
    assert (own.kind, own.answered, own.taken_on) == ("form", False, None)
    assert UnitRequest.objects.filter(taken_on__isnull=False).count() == 2
    assert UnitRequest.objects.filter(answered=True).count() == 1
    assert (
        UnitRequest.objects.filter(answered=False, taken_on=None, due__lt=TODAY).count() == 2
    )  # one sent back


def test_the_street_of_the_visitor_has_a_profile() -> None:
    assert ProfileNumber.objects.get(place__pid=pid("DEMO-S"), item="committees").value == 1100  # hundredths


def test_every_rule_of_the_checker_has_an_example(built: list[str]) -> None:
    """N1 to N16 of integrity_rules.yaml: somebody who learns the checker sees each of them say something."""
    found = set(Finding.objects.values_list("rule", flat=True))
    assert found == {f"N{n}" for n in range(1, 17)}
