"""An application moves by its procedure: who may, what stops, what only warns, what is kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from safecommunity.accreditation import actions
from safecommunity.accreditation.actions import NotYours, Refused, Sent, Warned
from safecommunity.accreditation.models import (
    Application,
    Certificate,
    Finding,
    Lock,
    Objection,
    Panel,
    PanelMember,
    Paper,
    Round,
    Stay,
    Step,
)
from safecommunity.accreditation.queries import applications, evidence
from safecommunity.accreditation.rights import Rights
from safecommunity.journal.models import AuditEvent
from tests.accreditation.road import FILED, MUNICIPAL, NATIONAL, NOW, TODAY, Road, at


def test_a_street_goes_from_filing_to_named_at_city_level(road: Road) -> None:
    """The states of cn_designation.yaml, street to city."""
    one = road.named()
    assert (one.state, one.stage, one.locked) == ("named", "named", False)
    # three years, read in the summary of a municipal method: from 2024-05-06 until the day before the anniversary
    assert (one.named_on, one.term_ends) == (date(2024, 5, 6), date(2027, 5, 5))
    paper = Certificate.objects.get(application=one)
    assert not applications.on_record(paper)
    assert (paper.number, paper.valid_until) == ("AQ-M-2024-0001", date(2027, 5, 5))
    states = list(Stay.objects.filter(application=one).values_list("state", flat=True))
    assert states == [
        "considering", "filed_district", "filed_city", "building", "assessed", "at_district", "document_review",
        "accepted", "site_evaluation", "decision", "public_notice", "named",
    ]  # fmt: skip
    assert Stay.objects.filter(application=one, left_on__isnull=True).count() == 1
    assert Step.objects.filter(application=one).count() == len(MUNICIPAL) + 1
    events = AuditEvent.objects.filter(kind="application", ref=one.pid, action="move_application")
    assert events.count() == len(MUNICIPAL)


def test_a_national_title_goes_through_every_tier(road: Road) -> None:
    """The centre is not in this installation: the province puts its steps on record, with the paper."""
    road.official("cn-national")
    held = road.round("cn-national")
    one = road.walk(road.opened("cn-national"), NATIONAL[:5])
    one = road.walk(one, NATIONAL[5:], date(2025, 3, 3), round=held)
    assert one.state == "named"
    recorded = Step.objects.filter(application=one, recorded=True).values_list("move", flat=True)
    assert list(recorded) == ["accept_filing", "accept", "begin_visit", "pass_site", "publish", "name"]
    assert one.term_ends == date(2030, 3, 2)  # five years, recalled
    paper = Certificate.objects.get(application=one)
    assert applications.on_record(paper)
    # whoever scans its code is told that the centre issues the certificate, not that ours is genuine
    page = Client().get(f"/certificates/{paper.code}/").content.decode()
    assert "证书由作出决定的机关颁发" in page
    assert "真实有效" not in page


def test_what_goes_on_record_for_an_office_outside_needs_its_paper(road: Road) -> None:
    one = road.walk(road.opened("cn-national"), NATIONAL[:4])
    with pytest.raises(Refused, match=r"paper\.source"):
        road.move(one, "accept_filing", papers={})


def test_several_levels_go_at_once_and_each_only_once(road: Road) -> None:
    """Eleven streets of the district in the first seed document apply at two levels."""
    road.opened("cn-municipal")
    road.opened("cn-national")
    with pytest.raises(Refused, match=r"application\.one_going"):
        road.opened("cn-municipal")
    assert Application.objects.count() == 2


def test_a_paper_that_was_read_in_its_source_stops_a_move(road: Road) -> None:
    one = road.opened()
    with pytest.raises(Refused, match=r"paper\.minutes.*paper\.filing_form"):
        road.move(one, "file", papers={})
    assert Application.objects.get(pk=one.pk).state == "considering"


def test_what_is_recalled_warns_and_is_kept_with_the_step(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:3])
    held = road.round()
    with pytest.raises(Warned) as warned:
        road.move(one, "assess", papers={}, known=(), round=held)
    assert [(p.rule, p.firm) for p in warned.value.problems] == [("paper.self_report", False)]
    one = road.move(one, "assess", papers={}, known=["paper.self_report"], round=held)
    assert (one.state, one.round) == ("assessed", held)
    assert Step.objects.get(application=one, move="assess").known == ["paper.self_report"]


def test_a_limit_that_is_read_stops(road: Road) -> None:
    """Half a year of building for a municipal title is read: filed 2023-03-01, possible from 2023-09-01."""
    road.official()
    held = road.round()
    one = road.move(road.walk(road.opened(), MUNICIPAL[:3]), "assess", round=held)
    with pytest.raises(Refused, match=r"2023-09-01.*apply\.built_long_enough"):
        road.move(one, "apply", date(2023, 8, 31))
    assert road.move(one, "apply", date(2023, 9, 1)).state == "at_district"


def test_a_score_with_reconstructed_texts_is_not_submitted(road: Road) -> None:
    held = road.round()  # by the sheet of the product, whose items are reconstructed
    one = road.move(road.walk(road.opened(), MUNICIPAL[:3]), "assess", round=held)
    with pytest.raises(Refused, match=r"round\.official"):
        road.move(one, "apply", TODAY)


def test_an_open_self_assessment_does_not_count(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:3])
    with pytest.raises(Refused, match=r"round\.handed_in"):
        road.move(one, "assess", round=road.round(whole=False))
    with pytest.raises(Refused, match=r"round\.of_the_procedure"):
        road.move(one, "assess", round=road.round("isccc6"))


def test_an_application_rests_on_a_self_assessment_that_stays_as_it_is(road: Road) -> None:
    one = road.named()
    with pytest.raises(Refused, match=r"round\.in_use"):
        actions.reopen_round(reader=road.people["chief"], round=one.round, reason="再评", at=NOW)


def test_two_officers_deciding_at_once(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:1])
    before = Application.objects.get(pk=one.pk)
    road.move(one, "pass_filing_district")
    with pytest.raises(Refused, match=r"move\.stale"):
        road.move(before, "return_filing_district")
    assert Application.objects.get(pk=one.pk).state == "filed_city"
    assert Step.objects.filter(application=one).count() == 3


def test_withdrawal_during_the_public_notice_is_refused_by_its_rule(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:-1], date(2024, 5, 6), round=held)
    with pytest.raises(Refused, match=r"no_withdrawal_on_notice"):
        road.move(one, "withdraw")


def test_a_move_that_does_not_begin_here_names_what_does(road: Road) -> None:
    one = road.opened()
    with pytest.raises(Refused, match=r"提交备案.*撤回申请.*move\.not_from_here"):
        road.move(one, "publish", by=road.people["city"])


def test_corrections_go_back_to_whoever_asked_for_them(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, ("assess", "apply"), date(2024, 5, 6), round=held)
    one = road.move(one, "return_district")
    assert (one.state, one.turn_role, one.locked) == ("correction", "applicant", False)
    one = road.move(one, "resubmit")
    assert (one.state, one.turn_role, one.locked) == ("at_district", "district", True)
    one = road.walk(one, ("recommend_district", "correct", "resubmit"))
    assert one.state == "document_review"


def test_a_third_round_of_corrections_warns(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, ("assess", "apply", "recommend_district", "correct", "resubmit", "correct", "resubmit"),
                    date(2024, 5, 6), round=held)  # fmt: skip
    with pytest.raises(Warned, match=r"correct\.correction_rounds"):
        road.move(one, "correct", known=())


def test_a_deadline_on_a_day_off_is_refused_and_names_the_next_working_day(road: Road) -> None:
    """2024-06-08 is a Saturday; the Monday after it is no holiday of the table, which begins in 2025."""
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:-3], date(2024, 5, 6), round=held)
    with pytest.raises(Refused, match=r"2024-06-10.*deadline\.working_day"):
        road.move(one, "rectify", due_on=date(2024, 6, 8))
    with pytest.raises(Refused, match=r"deadline\.ahead"):
        road.move(one, "rectify", due_on=date(2024, 5, 6))
    one = road.move(one, "rectify", due_on=date(2024, 6, 10))
    assert (one.state, one.due_on) == ("rectification", date(2024, 6, 10))
    assert Stay.objects.get(application=one, left_on__isnull=True).due_basis == "operator"


def test_a_title_is_evaluated_again_and_renewed(road: Road) -> None:
    one = road.named()
    one = road.walk(one, ("reapply", "begin_revisit", "rectify_reevaluation", "rectified_again", "renew"),
                    date(2026, 4, 7))  # fmt: skip
    assert (one.state, one.named_on, one.term_ends) == ("named", date(2026, 4, 7), date(2029, 4, 6))
    old, new = Certificate.objects.filter(application=one).order_by("pk")
    assert (old.ended_on, old.why_ended, new.number) == (date(2026, 4, 7), "renewed", "AQ-M-2026-0001")


def test_a_title_does_not_lapse_before_its_term_is_over(road: Road) -> None:
    """Three years of a municipal title are read, so the limit stops."""
    one = road.named()
    with pytest.raises(Refused, match=r"2027-05-05.*lapse\.term_over"):
        road.move(one, "lapse", TODAY)


def test_a_title_is_revoked_and_given_back_on_appeal(road: Road) -> None:
    one = road.move(road.named(), "revoke", date(2025, 5, 12))
    assert Certificate.objects.get(application=one).why_ended == "revoke"
    one = road.walk(one, ("appeal_revocation", "restore"), date(2025, 5, 20))
    assert (one.state, one.due_on) == ("named", date(2027, 5, 5))
    assert Certificate.objects.get(application=one).ended_on is None


def test_a_report_of_each_year_once(road: Road) -> None:
    one = road.move(road.named(), "report", date(2025, 1, 20), year=2024)
    assert one.state == "named"
    assert list(one.reports.values_list("year", flat=True)) == [2024]
    with pytest.raises(Refused, match=r"report\.once_a_year"):
        road.move(one, "report", date(2025, 1, 21), year=2024)
    with pytest.raises(Refused, match=r"report\.year"):
        road.move(one, "report", date(2025, 1, 21), year=2023)  # not named yet
    assert one.stays.count() == 12  # a report is no new stay


def test_papers_are_locked_while_they_are_looked_at(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:1])
    piece = road.pieces["paper"]
    put = {"application": one, "code": "", "title": "补充说明", "thing": piece, "at": NOW}
    with pytest.raises(Refused, match=r"paper\.locked"):
        actions.add_paper(reader=road.people["clerk"], **put)
    with pytest.raises(NotYours):
        actions.set_lock(
            reader=road.people["chief"], application=one, locked=False, reason="要补材料", at=NOW
        )
    actions.set_lock(
        reader=road.people["district"], application=one, locked=False, reason="补一份材料", at=NOW
    )
    paper = actions.add_paper(reader=road.people["clerk"], **put)
    assert list(Lock.objects.filter(application=one).values_list("locked", "reason")) == [
        (True, ""), (False, "补一份材料"),
    ]  # fmt: skip
    actions.withdraw_paper(reader=road.people["clerk"], paper=paper, reason="拿错了", at=NOW)
    with pytest.raises(NotYours):
        actions.add_paper(reader=road.people["stranger"], **put)


def test_a_day_before_it_came_here_or_in_the_future_is_refused(road: Road) -> None:
    one = road.walk(road.opened(), MUNICIPAL[:1])
    for wrong in (date(2023, 2, 28), date(2026, 11, 24)):
        with pytest.raises(Refused, match=r"move\.day"):
            road.move(one, "pass_filing_district", wrong)


def test_a_chief_withdraws_and_may_set_out_again(road: Road) -> None:
    one = road.move(road.walk(road.opened(), MUNICIPAL[:3]), "withdraw")
    assert (one.state, one.closed_on, one.turn_role) == ("withdrawn", FILED, "")
    again = road.opened()
    assert again.number == 2


def test_objections_hold_up_the_naming(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:-1], date(2024, 5, 6), round=held)
    notice = one.notices.get()
    # seven working days after Monday 2024-05-06; no holiday of 2024 is on file, so only the weekend is left out
    assert (notice.starts_on, notice.ends_on) == (date(2024, 5, 6), date(2024, 5, 15))
    say = {"notice": notice, "contact": "", "at": at(date(2024, 5, 8))}
    first = actions.object_to(text="演练没有做过", client_id="a" * 32, **say)
    assert actions.object_to(text="演练没有做过", client_id="a" * 32, **say).pk == first.pk
    with pytest.raises(Refused, match=r"objections\.decided"):
        road.move(one, "name", date(2024, 5, 20))
    decide = {"objection": first, "answer": "已核实", "at": at(date(2024, 5, 9))}
    with pytest.raises(NotYours):
        actions.decide_objection(reader=road.people["chief"], upheld=False, **decide)
    actions.decide_objection(reader=road.people["city"], upheld=True, **decide)
    with pytest.raises(Refused, match=r"objection\.decided"):
        actions.decide_objection(reader=road.people["city"], upheld=False, **decide)
    with pytest.raises(Refused, match=r"objections\.none_upheld"):
        road.move(one, "name", date(2024, 5, 20))
    one = road.move(one, "stop", date(2024, 5, 20))
    assert one.state == "decision"
    with pytest.raises(Refused, match="2024"):
        actions.object_to(text="迟到的意见", client_id="b" * 32, **say)


def test_naming_before_the_notice_is_over_warns_since_its_days_are_recalled(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:-1], date(2024, 5, 6), round=held)
    with pytest.raises(Warned, match=r"2024-05-15.*name\.notice_over"):
        road.move(one, "name", date(2024, 5, 15), known=())
    assert road.move(one, "name", date(2024, 5, 16), known=()).state == "named"


def test_an_international_title_is_renewed_on_paper_where_the_visit_is_not_old(road: Road) -> None:
    """A visit five years ago is enough, one of ten years ago is not (ISCCC news on site visits)."""
    held = road.round("isccc6")
    one = road.walk(road.opened("isccc", date(2013, 3, 4)), ("file", "accept_intent"))
    one = road.walk(
        one,
        ("assess", "apply", "accept", "visit_on_site", "pass_visit", "name"),
        date(2014, 3, 3),
        round=held,
    )
    one = road.walk(one, ("reapply", "renew_on_paper"), date(2019, 2, 25))
    assert one.term_ends == date(2024, 2, 24)
    one = road.move(one, "reapply", date(2024, 2, 19))
    with pytest.raises(Refused, match=r"renew_on_paper\.visited_lately"):
        road.move(one, "renew_on_paper", date(2024, 2, 26))
    one = road.walk(one, ("revisit", "renew"), date(2024, 3, 4))
    assert (one.state, Certificate.objects.filter(application=one).count()) == ("named", 3)


def test_an_unknown_move_and_a_reader_from_elsewhere(road: Road) -> None:
    one = road.opened()
    with pytest.raises(Refused):
        actions.make_move(
            reader=road.people["chief"], application=one, move="jump", sent=Sent(one.edition), at=NOW
        )
    with pytest.raises(NotYours):
        road.move(one, "file", by=road.people["stranger"])


def test_a_paper_used_once_does_not_serve_the_same_move_again(road: Road) -> None:
    one = road.move(road.named(), "spot_check", date(2025, 3, 3))
    with pytest.raises(Warned, match=r"paper\.spot_check"):
        road.move(one, "spot_check", date(2025, 9, 1), papers={}, known=())


def test_a_panel_at_work_holds_up_the_move_that_needs_its_result(road: Road) -> None:
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    one = road.walk(one, MUNICIPAL[3:8], date(2024, 5, 6), round=held)
    panel = Panel.objects.create(
        round=held, application=one, place=road.street, due=date(2024, 6, 3), by="t", at=NOW
    )
    with pytest.raises(Refused, match=r"review\.published"):
        road.move(one, "pass_site")
    Panel.objects.filter(pk=panel.pk).update(state=Panel.State.DISSOLVED)
    assert road.move(one, "pass_site").state == "decision"


def submitted(road: Road) -> Application:
    """A municipal application with the district, resting on a self-assessment by an official sheet."""
    road.official()
    held = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    return road.walk(one, ("assess", "apply"), date(2024, 5, 6), round=held)


def lock(road: Road, one: Application, locked: bool) -> Application:
    return actions.set_lock(
        reader=road.people["district"], application=one, locked=locked, reason="补材料", at=NOW
    )


def test_nobody_looks_at_a_self_assessment_that_was_opened_again(road: Road) -> None:
    """Un-locked for a correction it is opened again; until it is handed in the papers are neither locked nor judged."""
    one = lock(road, submitted(road), locked=False)
    held = actions.reopen_round(reader=road.people["chief"], round=one.round, reason="补评", at=NOW)
    with pytest.raises(Refused, match=r"round\.handed_in"):
        lock(road, one, locked=True)
    with pytest.raises(Refused, match=r"round\.handed_in"):
        road.move(one, "recommend_district")
    one = road.move(one, "return_district")  # back to the applicant is possible
    with pytest.raises(Refused, match=r"round\.handed_in"):
        road.move(one, "resubmit")
    actions.hand_in(reader=road.people["chief"], round=held, at=NOW)
    assert road.move(one, "resubmit").state == "at_district"


def test_a_self_assessment_opened_again_after_the_form_was_read_does_not_count(road: Road) -> None:
    """The form read it handed in; what stands when the move is made decides."""
    before = road.round()
    one = road.walk(road.opened(), MUNICIPAL[:3])
    actions.reopen_round(reader=road.people["chief"], round=before, reason="补评", at=NOW)
    assert before.state == Round.State.HANDED_IN
    with pytest.raises(Refused, match=r"round\.handed_in"):
        road.move(one, "assess", round=before)


def test_only_the_office_that_makes_a_move_files_its_papers(road: Road) -> None:
    """The applicant cannot put the district's recommendation among the papers, by the form or beside it."""
    one = lock(road, submitted(road), locked=False)
    put = {"application": one, "title": "推荐意见", "thing": road.pieces["paper"], "at": NOW}
    with pytest.raises(Refused, match="recommendation"):
        actions.add_paper(reader=road.people["clerk"], code="recommendation", **put)
    Paper.objects.create(
        application=one, stay=one.stays.get(left_on=None), code="recommendation", title="推荐意见", by="t", at=NOW,
        office=road.street, evidence=road.pieces["paper"],
    )  # fmt: skip
    with pytest.raises(Refused, match=r"paper\.recommendation"):
        road.move(one, "recommend_district", papers={})
    actions.add_paper(reader=road.people["district"], code="recommendation", **put)
    assert road.move(one, "recommend_district", papers={}).state == "document_review"


def test_only_the_paper_of_the_office_outside_puts_its_step_on_record(road: Road) -> None:
    one = road.walk(road.opened("cn-national"), NATIONAL[:4])
    put = {"reader": road.people["province"], "application": one, "thing": road.pieces["paper"], "at": NOW}
    actions.add_paper(code="", title="会议照片", **put)
    with pytest.raises(Refused, match=r"paper\.source"):
        road.move(one, "accept_filing", papers={})
    actions.add_paper(code="source", title="", **put)
    assert road.move(one, "accept_filing", papers={}).state == "building"


def test_any_other_paper_is_no_annual_report(road: Road) -> None:
    one = road.named()
    actions.add_paper(
        reader=road.people["clerk"],
        application=one,
        code="",
        title="随手拍",
        thing=road.pieces["paper"],
        at=NOW,
    )
    with pytest.raises(Refused, match=r"report\.paper"):
        road.move(one, "report", date(2025, 1, 20), year=2024, papers={})


def on_notice(road: Road) -> Application:
    """On public notice from 2024-05-06 to 2024-05-15."""
    return road.walk(submitted(road), MUNICIPAL[5:-1], date(2024, 5, 6))


def test_objections_are_taken_until_the_last_day_and_no_longer(road: Road) -> None:
    """After it the naming is not held up by anybody; the last day counts whole, by the clock here."""
    notice = on_notice(road).notices.get()
    say = {"notice": notice, "text": "演练没有做过", "contact": "", "client_id": ""}
    late_here = datetime(2024, 5, 15, 15, 59, tzinfo=UTC)  # one minute to midnight, eight hours east
    assert actions.object_to(at=late_here, **say).pk
    with pytest.raises(Refused, match=r"2024-05-15.*objection\.in_time"):
        actions.object_to(at=late_here + timedelta(minutes=1), **say)
    assert Objection.objects.count() == 1


def test_objecting_holds_the_application_before_its_notice(road: Road) -> None:
    """In the order of every move, so that an objection and a decision wait for each other."""
    notice = on_notice(road).notices.get()
    with CaptureQueriesContext(connection) as seen:
        actions.object_to(
            notice=notice, text="演练没有做过", contact="", client_id="a" * 32, at=at(date(2024, 5, 8))
        )
    read = [
        one["sql"].split("FROM")[1].split()[0].strip('"') for one in seen if one["sql"].startswith("SELECT")
    ]
    assert read[:3] == [
        "accreditation_application", "accreditation_publicnotice", "accreditation_objection",
    ]  # fmt: skip


def test_the_id_of_a_form_speaks_for_its_own_notice_only(road: Road) -> None:
    """The same id at another notice neither shows that objection nor fails."""
    one = on_notice(road)
    first = one.notices.get()
    say = {"text": "演练没有做过", "contact": "", "client_id": "a" * 32, "at": at(date(2024, 5, 8))}
    said = actions.object_to(notice=first, **say)
    actions.decide_objection(
        reader=road.people["city"], objection=said, upheld=True, answer="属实", at=at(date(2024, 5, 8))
    )
    one = road.walk(road.move(one, "stop", date(2024, 5, 7)), ("publish",), date(2024, 5, 8))
    second = one.notices.get(ended_on=None)
    other = actions.object_to(notice=second, **say)
    assert (other.pk != said.pk, other.notice_id) == (True, second.pk)


def warned_of(road: Road, one: Application, move: str) -> list[str]:
    with pytest.raises(Warned) as warned:
        road.move(one, move, known=(), note="按程序办理")
    return [found.rule for found in warned.value.problems]


def test_a_pass_without_a_panel_or_with_findings_left_warns(road: Road) -> None:
    one = road.walk(submitted(road), MUNICIPAL[5:8], date(2024, 5, 6))
    assert warned_of(road, one, "pass_site") == ["review.none"]
    one = road.walk(one, ("rectify", "rectified"))
    assert warned_of(road, one, "accept_rectification") == ["review.none"]
    held = one.round
    panel = Panel.objects.create(
        round=held, application=one, place=road.street, due=date(2024, 6, 3), by="t", at=NOW, state="published",
        result=held, published_on=date(2024, 5, 20),
    )  # fmt: skip
    member = PanelMember.objects.create(panel=panel, user="p-a", by="t", at=NOW)
    for state in ("open", "answered", "returned", "dropped", "draft"):
        Finding.objects.create(
            panel=panel, member=member, item="I1", grade="minor", text="缺记录", state=state, by="t", at=NOW
        )
    assert warned_of(road, one, "accept_rectification") == ["review.findings"]
    Finding.objects.exclude(state="draft").update(state="dropped")
    assert road.move(one, "accept_rectification", known=()).state == "decision"


def test_who_decides_opens_a_piece_of_evidence_that_is_a_paper(road: Road) -> None:
    """Not before it is filed with an application he sees, nor after it was taken back."""
    one = road.opened()
    road.papers(one, "file")
    pid = road.pieces["paper"].pid

    def opened() -> list[str]:
        who = ("clerk", "district", "city", "stranger")
        return [name for name in who if evidence.one(Rights(road.people[name]), pid) is not None]

    assert opened() == ["clerk"]
    road.move(one, "file")
    assert opened() == ["clerk", "district", "city"]
    Paper.objects.update(withdrawn_on=TODAY, reason="拿错了")
    assert opened() == ["clerk"]
