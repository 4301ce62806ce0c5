"""A project's life: the usual way, every wrong order, every wrong person, and what an approval needs."""

from datetime import date, timedelta

import pytest

from safecommunity.journal.models import AuditEvent
from safecommunity.programmes import actions, life
from safecommunity.programmes.models import Project, State, Step
from safecommunity.programmes.rights import Rights
from tests.programmes.conftest import NOW, TODAY, Street


def test_the_usual_way_leads_from_an_idea_to_the_end_and_each_move_is_one_event(street: Street) -> None:
    one = street.running()
    done = actions.take_step(reader=street.chief, project=one, deed="finish", says="两年没有亡人火灾", at=NOW)
    assert (done.state, done.started_on, done.ended_on) == ("finished", date(2026, 3, 1), TODAY)
    assert [step.deed for step in one.steps.all()] == ["enter", "approve", "start", "finish"]
    for deed in ("approve", "start", "finish"):
        assert AuditEvent.objects.filter(action=f"project_{deed}", ref=one.pid).count() == 1


def test_an_idea_without_its_parts_is_not_approved_and_all_that_lacks_is_said(street: Street) -> None:
    one = street.project(body=None, agency="")
    with pytest.raises(actions.Refused) as refused:
        actions.take_step(reader=street.chief, project=one, deed="approve", at=NOW)
    assert len(str(refused.value).split("、" if "、" in str(refused.value) else ", ")) >= 4
    assert Project.objects.get().state == State.IDEA


def test_a_move_out_of_order_is_refused_and_changes_nothing(street: Street) -> None:
    """Every state against every deed that does not start there: thirty pairs less those that do."""
    one = street.whole()
    wrong = [
        (state, deed)
        for state in State.values
        for deed, told in life.DEEDS.items()
        if state not in told.starts
    ]
    assert len(wrong) == 21
    for state, deed in wrong:
        began = date(2026, 3, 1) if state in ("running", "finished", "stopped") else None
        ended = TODAY if state in ("finished", "stopped") else None
        Project.objects.filter(pk=one.pk).update(state=state, started_on=began, ended_on=ended)
        steps = Step.objects.count()
        with pytest.raises(actions.Refused):
            actions.take_step(reader=street.chief, project=one, deed=deed, says="因为", at=NOW)
        assert (Project.objects.get(pk=one.pk).state, Step.objects.count()) == (state, steps)


def test_who_entered_a_project_does_not_approve_it(street: Street) -> None:
    one = street.project(reader=street.chief)
    with pytest.raises(actions.Refused, match="录入"):
        actions.take_step(reader=street.chief, project=one, deed="approve", at=NOW)


def test_nobody_but_a_chief_decides(street: Street) -> None:
    one = street.whole()
    for who in (street.clerk, street.agency, street.worker, street.auditor):
        with pytest.raises(actions.NotYours):
            actions.take_step(reader=who, project=one, deed="approve", at=NOW)


def test_the_agency_that_leads_keeps_its_project_and_no_other(street: Street) -> None:
    one, other = street.project(), street.project(title="别的项目", agency="")
    made = actions.add_milestone(
        reader=street.agency, project=one, title="培训", who="公安", due=date(2026, 6, 1), at=NOW
    )
    assert made.project == one
    with pytest.raises(actions.NotYours):
        actions.add_milestone(
            reader=street.agency, project=other, title="培训", who="公安", due=date(2026, 6, 1), at=NOW
        )
    with pytest.raises(actions.NotYours):
        actions.change_project(reader=street.agency, project=one, values={"agency": ""}, revision=0, at=NOW)


def test_a_village_sees_what_runs_there_and_no_mere_ideas(street: Street) -> None:
    idea, there, away, whole = (
        street.project(title="设想"), street.running(title="在东边"), street.running(title="在西边"),
        street.running(title="全街道"),
    )  # fmt: skip
    for one, where in ((there, street.east), (away, street.west)):
        actions.add_place(
            reader=street.clerk, project=one, place=where, stage="pilot", starts=one.starts, at=NOW
        )
    rights = Rights(street.worker)
    assert [rights.sees(one) for one in (idea, there, away, whole)] == [False, True, False, True]


def test_a_project_that_ended_is_changed_no_more_until_it_is_taken_up_again(street: Street) -> None:
    one = street.running()
    actions.take_step(reader=street.chief, project=one, deed="stop", says="资金没有到位", at=NOW)
    with pytest.raises(actions.Refused):
        actions.add_measure(reader=street.clerk, project=one, kind="policy", side="people", what="x", at=NOW)
    again = actions.take_step(reader=street.chief, project=one, deed="take_up", says="资金到了", at=NOW)
    assert (again.state, again.ended_on) == ("running", None)


def test_taking_a_project_up_again_leaves_the_years_it_rested_as_they_were(street: Street) -> None:
    from safecommunity.programmes.facts import PROJECTS, state_in
    from safecommunity.programmes.queries import projects as asked

    one = street.running(starts=date(2023, 5, 1))
    stopped, again = date(2024, 2, 10), date(2026, 3, 1)
    asks: dict[str, object] = {"reader": street.chief, "project": one, "says": "资金", "at": NOW}
    actions.take_step(deed="stop", on=stopped, **asks)
    years = range(2022, 2028)
    closed = [Project.objects.get().ran_in(year) for year in years][:4]
    assert closed == [False, True, True, False]
    with pytest.raises(actions.Refused):
        actions.take_step(deed="take_up", on=stopped - timedelta(days=1), **asks)
    actions.take_step(deed="take_up", on=again, **asks)
    found = Project.objects.get()
    assert [found.ran_in(year) for year in years] == [*closed, True, True]
    assert [asked.ran_in(Project.objects.all(), year).exists() for year in years] == [*closed, True, True]
    assert [row["year"] for row in PROJECTS.all_rows()] == [2023, 2024, 2026, 2027]
    assert [state_in(found, year) for year in (2023, 2024, 2026)] == ["running", "stopped", "running"]
    with pytest.raises(actions.Refused):
        actions.take_step(deed="finish", on=again - timedelta(days=1), **asks)


def test_nothing_of_a_project_is_done_before_it_began(street: Street) -> None:
    one = street.running(starts=date(2026, 3, 1))
    stone = one.milestones.get()
    asks: dict[str, object] = {"reader": street.clerk, "milestone": stone, "result": "", "at": NOW}
    for day in (date(1, 1, 1), date(2026, 2, 28)):
        with pytest.raises(actions.Refused) as refused:
            actions.finish_milestone(on=day, **asks)
        assert refused.value.field == "on"
    assert actions.finish_milestone(on=date(2026, 3, 1), **asks).done_on == date(2026, 3, 1)


def test_what_never_began_is_not_taken_up_again(street: Street) -> None:
    one = street.project()
    actions.take_step(reader=street.chief, project=one, deed="stop", says="不办了", at=NOW)
    with pytest.raises(actions.Refused):
        actions.take_step(reader=street.chief, project=one, deed="take_up", says="还是办", at=NOW)


def test_the_same_form_sent_twice_is_one_project(street: Street) -> None:
    made = [
        actions.create_project(
            reader=street.clerk, place=street.place, values=street.values(), at=NOW, client_id="form-1"
        )
        for _n in range(2)
    ]
    assert made[0] == made[1]
    assert Project.objects.count() == 1


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(street: Street) -> None:
    one = street.project()
    actions.change_project(reader=street.clerk, project=one, values={"title": "甲"}, revision=0, at=NOW)
    with pytest.raises(actions.Refused):
        actions.change_project(reader=street.clerk, project=one, values={"title": "乙"}, revision=0, at=NOW)
    assert Project.objects.get().title == "甲"


WRONG: list[dict[str, object]] = [
    {"setting": "nosuch"}, {"ages": []}, {"ages": ["9"]}, {"sexes": ["3"]}, {"title": ""}, {"title": "长" * 121},
    {"problem": "\x00"}, {"until": date(2026, 2, 1)}, {"until": date(9999, 1, 1)}, {"starts": date(1899, 1, 1)},
    {"people": 0}, {"people_qualifier": "nosuch"}, {"roles": ["nosuch"]}, {"agency": "nosuch"},
]  # fmt: skip


def test_what_a_project_cannot_be_is_refused_and_nothing_is_stored(street: Street) -> None:
    for wrong in WRONG:
        with pytest.raises(actions.Refused):
            street.project(**wrong)
    assert Project.objects.count() == 0


def test_a_move_in_the_future_is_refused(street: Street) -> None:
    one = street.whole()
    actions.take_step(reader=street.chief, project=one, deed="approve", at=NOW)
    with pytest.raises(actions.Refused):
        actions.take_step(
            reader=street.clerk, project=one, deed="start", on=TODAY + timedelta(days=1), at=NOW
        )
