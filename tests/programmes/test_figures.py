"""Figures of projects out of records: counted, shared, opened; then and now with an honest sentence."""

from datetime import date
from decimal import Decimal

import pytest

from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.programmes import actions
from safecommunity.programmes.actions.coverage import every_cell
from safecommunity.programmes.models import Cell, Project
from safecommunity.programmes.queries import effect
from tests.programmes.conftest import NOW, TODAY, Street

pytestmark = pytest.mark.db


def test_what_runs_is_counted_by_setting_and_opens_its_projects(street: Street) -> None:
    street.running()
    street.project(title="只是设想")
    assert (street.figure("projects.count").value, street.figure("projects.running").value) == (1, 1)
    assert street.figure("projects.running", setting=1).value == 1  # fire is the second of the twelve
    behind = figures.rows_behind(street.clerk, street.figure("projects.running"))
    assert (behind.total, behind.openable, behind.rows.rows[0].cells[1]) == (1, 1, "老旧楼院消防改造")


def test_a_project_counts_in_every_year_it_ran_and_in_no_other(street: Street) -> None:
    one = street.running(starts=date(2024, 5, 1))
    actions.take_step(
        reader=street.chief, project=one, deed="finish", says="完成", on=date(2025, 8, 1), at=NOW
    )
    told = [street.figure("projects.running", str(year)).value for year in (2023, 2024, 2025, 2026)]
    assert told == [0, 1, 1, 0]


def test_coverage_is_the_share_of_cells_a_project_ran_for(street: Street) -> None:
    """Two ages and two sexes of one setting: four cells of all that apply (D3: uncovered cells show)."""
    street.running()
    cells = len(every_cell())
    assert cells == 2 * (
        12 * 7 - (7 - 4) - (7 - 3) - (7 - 2) - (7 - 5)
    )  # settings that do not apply to every age
    figure = street.figure("projects.covered_cells")
    assert (figure.numerator, figure.denominator) == (4, cells)
    assert street.figure("projects.uncovered_cells").value == cells - 4
    assert Cell.objects.filter(year=2026, projects__gt=0).count() == 4


def test_cells_follow_the_project_when_its_group_changes_and_when_it_ends(street: Street) -> None:
    one = street.running()
    actions.change_project(
        reader=street.clerk, project=one, values={"ages": ["6"], "sexes": ["2"]}, revision=0, at=NOW
    )
    assert street.figure("projects.covered_cells").numerator == 1
    assert street.figure("projects.covered_cells", "2027").numerator == 1
    actions.take_step(reader=street.chief, project=one, deed="stop", says="停", at=NOW)
    assert street.figure("projects.covered_cells").numerator == 1  # it did run in 2026
    assert street.figure("projects.covered_cells", "2027").numerator == 0


def test_milestones_are_in_time_by_the_day_first_set(street: Street) -> None:
    one = street.running()
    late = one.milestones.get()
    actions.extend_milestone(
        reader=street.clerk, milestone=late, due=date(2026, 12, 1), reason="缺料", at=NOW
    )
    early = actions.add_milestone(
        reader=street.clerk, project=one, title="培训", who="消防组", due=date(2026, 5, 1), at=NOW
    )
    actions.finish_milestone(reader=street.clerk, milestone=early, on=date(2026, 4, 20), result="", at=NOW)
    actions.finish_milestone(reader=street.clerk, milestone=late, on=date(2026, 11, 1), result="", at=NOW)
    share = street.figure("projects.milestones_on_time")
    assert (share.numerator, share.denominator) == (1, 2)


def test_money_is_added_up_and_what_is_withdrawn_counts_no_more(street: Street) -> None:
    one = street.running()
    for line, amount in (("facility", 30_000), ("training", 5_000)):
        actions.add_budget(
            reader=street.clerk, project=one, year=2026, line=line, source="street", amount=amount, at=NOW
        )
    paid = [
        actions.spend(
            reader=street.clerk, project=one, on=date(2026, 6, n), line="facility", source="street", what="报警器",
            amount=amount, at=NOW,
        )
        for n, amount in ((1, 12_000), (2, 9_000))
    ]  # fmt: skip
    actions.withdraw_spending(reader=street.clerk, spending=paid[1], reason="重复", at=NOW)
    assert (street.figure("projects.budget").value, street.figure("projects.spent").value) == (35_000, 12_000)


def test_two_pilots_are_counted_where_they_are(street: Street) -> None:
    """D9.26: two pilots, one residents' committee and one village; rolled out later."""
    one = street.running()
    for where in (street.east, street.west):
        actions.add_place(
            reader=street.clerk, project=one, place=where, stage="pilot", starts=date(2026, 4, 1), at=NOW
        )
    actions.add_place(
        reader=street.clerk,
        project=one,
        place=street.place,
        stage="rollout",
        starts=date(2026, 10, 1),
        at=NOW,
    )
    assert [street.figure(f"projects.{name}").value for name in ("pilots", "rollouts")] == [2, 1]
    assert street.figure("projects.pilots", place=street.east).value == 1


def test_a_review_is_due_for_every_year_and_an_improvement_becomes_a_milestone(street: Street) -> None:
    one = street.running()
    assert street.figure("projects.reviewed").value == 0
    said = {"reader": street.clerk, "project": one, "year": 2026, "evidence": "装完 300 户", "at": NOW}
    actions.review_project(after="continue", **said)
    actions.review_project(
        after="adjust", improve="把租户也算进来", improve_who="消防组", improve_due=date(2027, 3, 1), **said
    )
    assert (street.figure("projects.reviewed").value, street.figure("projects.reviews").value) == (100, 1)
    assert [each.replaced for each in one.reviews.order_by("pk")] == [True, False]
    assert one.milestones.get(improves=True).due == date(2027, 3, 1)
    with pytest.raises(actions.Refused):
        actions.review_project(**{**said, "year": 2024, "after": "continue"})


def test_seven_project_groups_lead_projects(street: Street) -> None:
    """D8.6, D9.25: seven working groups; the figure of bodies counts them, each project names its own."""
    one = street.running()
    assert one.body is not None
    assert street.figure("bodies.groups").value == 1


# -- then and now --------------------------------------------------------------------------------


def test_too_few_cases_are_told_to_be_too_few(street: Street) -> None:
    one = street.running()
    row = one.figures.get()
    told = effect.change(row, now=NOW, today=TODAY)
    assert (told.code, told.then.value) == ("few", 0)
    assert effect.caveats([told], one)


def test_the_start_stays_as_it_was_and_now_is_the_last_months_that_are_over() -> None:
    from safecommunity.indicators.period import Period

    year = Period.of_year(2025)
    assert str(effect.current_period(year, date(2026, 11, 23), of_year=False)) == "2026-01..2026-10"
    assert str(effect.current_period(year, date(2027, 5, 3), of_year=False)) == "2026-05..2027-04"
    assert effect.current_period(year, date(2026, 1, 20), of_year=False) is None
    assert str(effect.current_period(year, date(2026, 11, 23), of_year=True)) == "2026"


def test_a_figure_that_cannot_be_told_is_no_start(street: Street) -> None:
    one = street.project()
    with pytest.raises(actions.Refused):
        actions.add_figure(reader=street.clerk, project=one, key=street.key("injury.rate"), at=NOW)
    with pytest.raises(actions.Refused):
        actions.add_figure(
            reader=street.clerk, project=one, key=street.key("injury.count", "2026"), at=NOW
        )  # its months are not over
    with pytest.raises(actions.Refused):
        actions.add_figure(
            reader=street.clerk, project=one, key=street.key("injury.count"), use="target", wanted=Decimal("NaN"),
            wanted_by=date(2026, 12, 1), who="组", at=NOW,
        )  # fmt: skip
    assert one.figures.count() == 0


def test_every_figure_of_projects_can_be_told_of_an_empty_street(street: Street) -> None:
    for one in catalogue.CATALOGUE:
        if one.code.startswith("projects."):
            figure = street.figure(one.code)
            assert figure.n == 0
            assert figures.rows_behind(street.clerk, figure).total == 0
    assert Project.objects.count() == 0
