"""Figures of self-assessments, applications and titles: what counts, when, and whose they are to read."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from safecommunity.accreditation import actions, facts
from safecommunity.accreditation.facts import titles
from safecommunity.accreditation.models import Certificate, Round
from safecommunity.figures import choice, stores
from safecommunity.figures import queries as figures
from safecommunity.governance.models import Target
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from tests.accreditation.conftest import NOW, Ground
from tests.accreditation.on_the_way import TODAY, applied
from tests.accreditation.reviewing import laid

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def told(place: Place, code: str, period: str = "2026") -> Figure:
    """A figure as its page computes it, everything that changed taken up."""
    while journal.seal(now=NOW):
        continue
    stores.forget()
    (found,) = figures.compute_many([catalogue.get(code)], place.pid, Period.parse(period), now=NOW)
    return found


class TestSelfAssessments:
    def test_handed_in_is_a_share_of_those_opened_and_points_of_the_full_score(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("cn-national"), "b")
        assert told(ground.district, "assessments.handed_in").value == 0
        assert told(ground.district, "assessments.points").value is None
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        ground.opened("who6")
        assert told(ground.district, "assessments.opened").value == 2
        assert told(ground.district, "assessments.handed_in").value == 50.0
        assert told(ground.district, "assessments.points").value == pytest.approx(
            70.0
        )  # all b are 105 of 150
        assert (
            told(ground.district, "assessments.passed").value == 100.0
        )  # 105 is 100 or more, no item at zero

    def test_what_a_panel_agreed_on_is_no_self_assessment(self, ground: Ground) -> None:
        laid(ground).published()  # six criteria: one self-assessment, one result
        assert Round.objects.count() == 2
        assert told(ground.district, "assessments.opened").value == 1
        assert [one.kind for one in facts.rounds.records()] == ["self"]


class TestTitles:
    def test_a_place_with_two_titles_is_one_place_and_each_title_counts_on_its_own(
        self, ground: Ground
    ) -> None:
        applied(ground.street, [("filing", date(2024, 2, 1)), ("named", date(2025, 3, 1))])
        applied(
            ground.street, [("filing", date(2024, 2, 1)), ("named", date(2026, 3, 1))], level="provincial"
        )
        applied(ground.other, [("filing", date(2026, 2, 1))])
        rows = {(row["place"], row["year"]): row for row in titles.all_rows()}
        now, before = rows[ground.street.pid, 2026], rows[ground.street.pid, 2025]
        assert (now["named"], now["municipal"], now["provincial"], now["national"]) == (1, 1, 1, 0)
        assert (before["municipal"], before["provincial"]) == (1, 0)
        assert (rows[ground.other.pid, 2026]["begun"], rows[ground.other.pid, 2026]["named"]) == (1, 0)
        assert (ground.other.pid, 2025) not in rows

    def test_a_title_is_held_until_its_term_or_its_end(self, ground: Ground) -> None:
        applied(
            ground.street, [("filing", date(2022, 2, 1)), ("named", date(2023, 3, 1))]
        )  # until 2026-02-27
        applied(ground.other, [("filing", date(2022, 2, 1)), ("named", date(2025, 3, 1))])
        Certificate.objects.filter(application__place=ground.other).update(
            ended_on=TODAY, why_ended="revoked"
        )
        rows = {(row["place"], row["year"]): row["named"] for row in titles.all_rows()}
        assert [rows[ground.street.pid, year] for year in (2023, 2024, 2025, 2026)] == [1, 1, 1, 0]
        assert [rows[ground.other.pid, year] for year in (2025, 2026)] == [1, 0]

    def test_what_was_not_filed_is_not_told(self, ground: Ground) -> None:
        applied(ground.street, [("filing", date(2026, 2, 1))], filed=False)
        assert list(titles.all_rows()) == []
        assert list(facts.applications.APPLICATIONS.all_rows()) == []

    def test_names_of_rows_say_place_and_year(self) -> None:
        assert titles.told_by(titles.ref_of("abcdefghjk", 2026)) == ("abcdefghjk", 2026)
        assert len(titles.ref_of("abcdefghjk", 2026)) == 32

    def test_a_write_of_an_application_changes_the_figures(self, ground: Ground) -> None:
        assert told(ground.district, "titles.begun").value == 0
        one = applied(ground.street, [("filing", date(2025, 2, 1)), ("named", date(2026, 3, 1))])
        with transaction.atomic():  # as every action of applications notes it
            journal.record(
                by="t", action="move_application", kind="application", ref=one.pid, at=NOW,
                changes=facts.of_application(one, TODAY),
            )  # fmt: skip
        codes = ("titles.begun", "titles.named", "titles.municipal", "titles.national")
        assert [told(ground.district, code).value for code in codes] == [1, 1, 1, 0]
        assert told(ground.district, "applications.filed", "2025").value == 1
        assert told(ground.district, "applications.named", "2025").value == 100.0
        days = told(ground.district, "applications.stage_days", "2025")
        assert days.value == (date(2026, 3, 1) - date(2025, 2, 1)).days  # filing, the one stage it passed


class TestStages:
    def test_days_in_a_stage_count_those_still_there(self, ground: Ground) -> None:
        for place, days in ((ground.street, 10), (ground.other, 30)):
            begun = date(2026, 1, 5)
            applied(place, [("review", begun), ("decision", begun + timedelta(days=days))])
        rows = list(facts.applications.STAYS.all_rows())
        assert sorted(row["days"] for row in rows if row["days"] >= 0) == [10, 30]
        assert sum(row["open_since"] > 0 for row in rows) == 2

    def test_in_time_is_left_by_its_day_or_not_past_it(self, ground: Ground) -> None:
        applied(ground.street, [("review", date(2026, 11, 1))], due=TODAY - timedelta(days=1))
        applied(ground.other, [("review", date(2026, 11, 1))], due=TODAY)
        rows = {row["place"]: (row["clocked"], row["in_time"]) for row in facts.applications.STAYS.all_rows()}
        assert rows == {ground.street.pid: (1, 0), ground.other.pid: (1, 1)}


class TestWhoReads:
    def test_figures_of_what_was_filed_may_be_told_above_unfinished_rounds_may_not(self) -> None:
        assert choice.told_above("titles.named")
        assert choice.told_above("applications.stage_days")
        assert not choice.told_above("assessments.handed_in")
        assert not choice.told_above("hazards.found")
        assert not choice.told_above("no.such")

    def test_rows_open_to_the_office_and_the_level_above(self, ground: Ground) -> None:
        applied(ground.street, [("filing", date(2026, 2, 1))])
        refs = [titles.ref_of(ground.street.pid, 2026)]
        (fact,) = [one for one in facts.every() if one.schema.name == "title_place"]
        assert fact.openable is not None
        assert [fact.openable(who, refs) for who in (ground.clerk, ground.above, ground.stranger)] == [
            1,
            1,
            0,
        ]
        (line,) = fact.rows_by_refs(ground.clerk, refs).rows
        assert line.cells[:2] == ("示例街道", "2026")

    def test_a_target_of_the_district_reads_its_titles(self, ground: Ground) -> None:
        from safecommunity.governance.targets import queries

        applied(ground.street, [("filing", date(2024, 2, 1)), ("named", date(2025, 3, 1))])
        target = Target(place=ground.district, figure="titles.named", base="streets", low=20, sense="ge",
                        starts=date(2026, 1, 1), deadline=date(2027, 12, 31))  # fmt: skip
        stores.store("title_place").compact()
        found = queries.progress(target, now=NOW, today=TODAY)
        assert found is not None
        assert (found.figure.value, found.value, found.reached) == (1, 50.0, True)  # one of two streets
