"""The programme board: who is where, what is stuck and due, by rights, flat in queries; what a target is told."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.accreditation import addresses, forecast, mapping, words
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.queries import board, ways
from safecommunity.accreditation.rights import Rights
from safecommunity.governance.models import Target
from safecommunity.places import actions as places
from safecommunity.places.models import Place
from tests.accreditation.conftest import START, Ground, Page, reader
from tests.accreditation.on_the_way import NOW, TODAY, applied

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def back(days: int) -> date:
    return TODAY - timedelta(days=days)


def more(ground: Ground, n: int) -> list[Place]:
    return [
        places.create_place(
            name=f"第 {k} 街道", level="street", parent=ground.district, by="t", at=NOW, starts=START
        )
        for k in range(n)
    ]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def seen(ground: Ground, place: Place | None = None, level: str = "") -> board.Board:
    return board.of_place(Rights(ground.above), place or ground.district, TODAY, level)


class TestWhoIsWhere:
    def test_each_application_stands_in_its_stage_and_each_street_in_its_furthest(
        self, ground: Ground
    ) -> None:
        applied(ground.street, [("filing", back(400)), ("building", back(380))])
        applied(ground.street, [("filing", back(400)), ("review", back(10))], level="provincial")
        applied(ground.other, [("filing", back(900)), ("named", back(100))])
        found = seen(ground)
        assert {stage: [one.name for one in some] for stage, some in found.lanes if some} == {
            "building": ["示例街道"], "review": ["示例街道"], "named": ["另一街道"],
        }  # fmt: skip
        assert [(line.place.name, line.furthest, line.named, line.begun) for line in found.lines] == [
            ("示例街道", "review", 0, 1), ("另一街道", "named", 1, 1),
        ]  # fmt: skip
        assert found.streets == 2
        assert [one.level for one in found.lines[0].applications] == ["municipal", "provincial"]

    def test_a_district_seen_from_the_city_is_one_line_with_its_counts(self, ground: Ground) -> None:
        city = places.create_place(name="示例市", level="city", by="t", at=NOW, starts=START)
        far = places.create_place(name="远区", level="district", parent=city, by="t", at=NOW, starts=START)
        street = places.create_place(name="远街道", level="street", parent=far, by="t", at=NOW, starts=START)
        applied(street, [("filing", back(900)), ("named", back(100))])
        found = board.of_place(Rights(reader("supervisor", city.pid)), city, TODAY)
        (line,) = found.lines
        assert (line.place.name, line.streets, line.named, line.applications) == ("远区", 1, 1, ())

    def test_the_middle_street_tells_of_a_district_and_an_ended_term_holds_no_title(
        self, ground: Ground
    ) -> None:
        city = places.create_place(name="示例市", level="city", by="t", at=NOW, starts=START)
        far = places.create_place(name="远区", level="district", parent=city, by="t", at=NOW, starts=START)
        for n in range(3):
            street = places.create_place(
                name=f"远 {n} 街道", level="street", parent=far, by="t", at=NOW, starts=START
            )
            if n:  # the term of three years of the second began four years ago
                applied(street, [("filing", back(2000)), ("named", back(100 if n == 1 else 1500))])
        (line,) = board.of_place(Rights(reader("supervisor", city.pid)), city, TODAY).lines
        assert (line.streets, line.begun, line.named, line.middle) == (3, 2, 1, "")
        assert line.furthest == "named"

    def test_a_revoked_title_is_none_while_its_appeal_runs(self, ground: Ground) -> None:
        """Not closed yet, its term not over: neither counted nor coloured; another way is on its way."""
        one = applied(ground.street, [("filing", back(900)), ("named", back(100)), ("closed", back(4))])
        Application.objects.filter(pk=one.pk).update(closed_on=None, state="revoked")
        line = seen(ground).lines[0]
        assert (line.named, line.furthest, mapping.tone_of(line.furthest)) == (0, "", "none")
        applied(ground.street, [("review", back(10))], level="provincial")
        line = seen(ground).lines[0]
        assert (line.named, line.furthest) == (0, "review")
        target = Target(place=ground.district, deadline=TODAY + timedelta(days=100))
        standing = forecast._standing(target, ("municipal", "provincial"), ways.ways())
        assert [(found.level, found.stage) for found in standing] == [("provincial", "review")]

    def test_one_level_is_shown_on_its_own(self, ground: Ground) -> None:
        applied(ground.street, [("filing", back(4))])
        applied(ground.street, [("review", back(4))], level="provincial")
        assert [one.level for one in seen(ground, level="provincial").standing] == ["provincial"]

    def test_what_is_closed_is_off_the_board(self, ground: Ground) -> None:
        applied(ground.street, [("filing", back(40)), ("closed", back(4))])
        assert seen(ground).standing == ()


class TestStuckAndDue:
    def test_past_its_day_is_stuck_and_within_a_month_is_due(self, ground: Ground) -> None:
        applied(ground.street, [("review", back(40))], due=back(1))
        applied(ground.other, [("review", back(4))], due=TODAY + timedelta(days=30))
        found = seen(ground)
        assert [(one.name, one.late) for one in found.stuck] == [("示例街道", True)]
        assert [one.name for one in found.due] == ["另一街道"]

    def test_longer_than_three_quarters_is_stuck_without_any_clock(self, ground: Ground) -> None:
        for n, place in enumerate(more(ground, 10)):  # ten left review after 1, 2 … 10 days
            applied(place, [("review", back(500)), ("decision", back(499 - n)), ("named", back(300))])
        applied(ground.street, [("review", back(60))])
        applied(ground.other, [("review", back(3))])
        found = {one.name: one for one in seen(ground).standing if not one.named}
        assert (found["示例街道"].slow, found["另一街道"].slow) == (True, False)
        told = found["示例街道"].usual
        assert told is not None
        # twelve stays, two of them open after 3 and 60 days: three quarters have left by day 9 (Kaplan–Meier by hand:
        # 11/12, 10/12, 9/12 of 12 until day 3, then 8 at risk one after the other: 0.75 × 2/8 = 0.19 after day 9)
        assert told.most == 9

    def test_too_few_stays_call_nobody_slow(self, ground: Ground) -> None:
        for place in more(ground, 3):
            applied(place, [("review", back(500)), ("named", back(499))])
        applied(ground.street, [("review", back(300))])
        assert seen(ground).stuck == []

    def test_whoever_holds_a_title_is_not_slow_in_holding_it(self, ground: Ground) -> None:
        for place in more(ground, 9):
            applied(place, [("review", back(2000)), ("named", back(1900)), ("reevaluation", back(1890))])
        applied(ground.street, [("named", back(900))])
        assert [one.name for one in seen(ground).stuck if one.name == "示例街道"] == []


class TestRights:
    def test_the_level_above_sees_what_was_filed_and_the_office_its_own(self, ground: Ground) -> None:
        applied(ground.street, [("filing", back(4))], filed=False)
        assert seen(ground).standing == ()
        own = board.of_place(Rights(ground.clerk), ground.street, TODAY)
        assert [one.stage for one in own.standing] == ["filing"]

    def test_another_district_s_board_is_closed(self, ground: Ground, page: Page) -> None:
        applied(ground.other, [("review", back(40))], due=back(1))
        assert "另一街道" in page(ground.above, f"/programme/?place={ground.district.pid}")
        assert "另一街道" not in page(ground.clerk, f"/programme/?place={ground.district.pid}", 403)
        assert "另一街道" not in page(reader("grid", ground.street.pid), "/programme/", 403)

    def test_bad_input_is_refused_in_words(self, ground: Ground, page: Page) -> None:
        # what came is named in the refusal
        assert "galactic" in page(ground.above, "/programme/?level=galactic", 400)
        assert "nowhere" in page(ground.above, "/programme/?place=nowhere", 400)


class TestPage:
    def test_it_leads_to_the_application_and_the_round(self, ground: Ground, page: Page) -> None:
        one = applied(ground.street, [("review", back(40))], due=back(1))
        text = page(ground.above, "/programme/")
        assert addresses.of_application(one.pid) in text
        assert "已超期 1 天" in text

    def test_an_empty_programme_says_so(self, ground: Ground, page: Page) -> None:
        assert "还没有在途的" in page(ground.above, "/programme/")

    def test_queries_are_the_same_for_two_streets_and_for_twenty(self, ground: Ground) -> None:
        applied(ground.street, [("filing", back(40)), ("review", back(4))])
        with CaptureQueriesContext(connection) as few:
            seen(ground)
        for place in more(ground, 18):
            applied(place, [("filing", back(40)), ("review", back(4))])
        with CaptureQueriesContext(connection) as many:
            found = seen(ground)
        assert (len(found.standing), len(many)) == (19, len(few))
        assert len(many) <= 8


class TestWays:
    def test_states_of_one_stage_are_one_stay_and_holding_is_none(self, ground: Ground) -> None:
        applied(
            ground.street,
            [("filing", back(100)), ("filing", back(90)), ("building", back(80)), ("named", back(20)),
             ("reevaluation", back(10))],
        )  # fmt: skip
        assert [(one.stage, one.days(TODAY), one.to) for one in ways.ways()] == [
            ("filing", 20, "building"), ("building", 60, "named"),
        ]  # fmt: skip


class TestForecast:
    """Eight that took ten days of review each: who stands in review for three days will be named in seven."""

    def _laid(self, ground: Ground, standing: int) -> list[ways.Way]:
        for place in more(ground, 8):
            applied(place, [("review", back(500)), ("named", back(490))])
        applied(ground.street, [("review", back(standing))])
        return ways.ways()

    def test_it_counts_those_held_and_those_that_will_arrive(self, ground: Ground) -> None:
        known = self._laid(ground, 3)
        standing = [one for one in known if not one.to]
        soon, later = (forecast.told(known, standing, 8, days, TODAY) for days in (6, 7))
        assert (soon.estimate, soon.lower, soon.upper) == (8, 8, 8)
        assert (later.estimate, later.lower, later.upper, later.on_the_way) == (9, 9, 9, 1)

    def test_with_too_few_it_names_the_stage_and_tells_nothing(self, ground: Ground) -> None:
        applied(ground.street, [("review", back(3))])
        known = ways.ways()
        found = forecast.told(known, known, 0, 100, TODAY)
        assert (found.estimate, found.lower) == (None, None)
        assert words.stage("review") in found.why

    def test_it_speaks_of_titles_only(self) -> None:
        assert forecast.levels_of("titles.national") == ("national",)
        assert len(forecast.levels_of("titles.named")) == 4
        assert forecast.levels_of("titles.begun") == forecast.levels_of("hazards.found") == ()
