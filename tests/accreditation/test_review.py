"""Review: ties declared before scoring, marks blind until open, consensus, findings put right, a schedule."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts import actions as accounts
from safecommunity.accreditation import actions as scores
from safecommunity.accreditation.models import (
    Application,
    Evidence,
    EvidenceUse,
    Finding,
    Panel,
    PanelMember,
    ReviewMark,
    ReviewSheet,
    Round,
)
from safecommunity.accreditation.queries import evidence, rounds
from safecommunity.accreditation.review import actions, marks, queries
from safecommunity.accreditation.review.rights import Rights
from safecommunity.accreditation.rights import Rights as RoundRights
from safecommunity.governance.models import Task
from safecommunity.governance.returns import workdays
from safecommunity.journal.models import AuditEvent
from tests.accreditation.conftest import NOW, TODAY, Ground
from tests.accreditation.on_the_way import applied
from tests.accreditation.reviewing import DUE, LATER, NO_TIES, Review, laid, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]
S, M, F = Panel.State, PanelMember.State, Finding.State


Told, Seen, Settled = actions.Told, actions.Seen, actions.Settled


@pytest.fixture
def review(ground: Ground) -> Review:
    return laid(ground)


class TestAppointing:
    def test_a_panel_is_asked_and_one_leads(self, review: Review) -> None:
        panel = review.appointed()
        assert (panel.state, panel.members.count()) == (S.FORMING, 3)
        assert review.seat(panel, "a").lead
        assert {one.state for one in panel.members.all()} == {M.INVITED}

    def test_who_works_for_the_place_is_refused_with_the_rule_s_name(self, review: Review) -> None:
        with pytest.raises(actions.Refused, match=r"在该单位或其下属单位任职.*tied.*示例街道"):
            review.appointed("a", "tied")
        assert Panel.objects.count() == 0

    def test_an_office_above_that_answers_for_the_place_does_not_review_it(self, review: Review) -> None:
        # rights of an office reach downwards: the district's clerk scores the street too
        users = review.users
        accounts.grant_scope(
            user=users["b"], role="clerk", place=review.ground.district.pid, starts=TODAY, by="t", at=NOW
        )
        assert Rights(review.who("b")).answers_for(review.ground.street)
        with pytest.raises(actions.Refused, match=r"在该单位或其下属单位任职.*b"):
            review.appointed("a", "b")

    def test_who_appoints_does_not_sit(self, review: Review) -> None:
        accounts.grant_scope(
            user=review.users["b"], role="supervisor", place=review.ground.district.pid, starts=TODAY, by="t", at=NOW
        )  # fmt: skip
        with pytest.raises(actions.Refused, match=r"b.*组建评审组"):
            review.appointed("a", "b")
        asked = [review.users[name].pid for name in ("a", "b")]
        with pytest.raises(actions.Refused, match=r"b.*组建评审组"):  # nor does he seat himself
            actions.appoint_panel(
                reader=review.who("b"), round=review.round, lead=asked[0], members=asked, due=DUE, at=NOW
            )
        assert Panel.objects.count() == 0

    def test_a_round_of_two_titles_has_a_panel_for_each(self, review: Review) -> None:
        def titled(level: str) -> Application:
            one = applied(review.ground.street, [("filing", date(2026, 2, 1))], level=level)
            Application.objects.filter(pk=one.pk).update(round=review.round)
            return Application.objects.get(pk=one.pk)

        def appointed(one: Application | None) -> Panel:
            asked = [review.users[name].pid for name in ("a", "b")]
            return actions.appoint_panel(
                reader=review.above, round=review.round, lead=asked[0], members=asked, due=DUE, at=NOW, application=one
            )  # fmt: skip

        titles = [titled("provincial"), titled("national")]
        waits = {one.application for one in queries.reviewable(Rights(review.above))}
        assert waits == set(titles)
        for one in titles:
            appointed(one)
            with pytest.raises(actions.Refused):
                appointed(one)
        assert {panel.application for panel in Panel.objects.all()} == set(titles)
        assert queries.reviewable(Rights(review.above)) == []
        for one in (*titles, None):  # the database holds the same, where two ask at once
            if one is None:
                appointed(None)
            with pytest.raises(IntegrityError), transaction.atomic():
                Panel.objects.create(round=review.round, application=one, place=review.ground.street, due=DUE,
                                     by="t", at=NOW)  # fmt: skip

    def test_only_a_reviewer_is_asked(self, review: Review) -> None:
        review.users["d"] = review.users["a"]
        with pytest.raises(actions.Refused):
            actions.appoint_panel(
                reader=review.above, round=review.round, lead=review.ground.clerk.pid,
                members=[review.ground.clerk.pid], due=DUE, at=NOW,
            )  # fmt: skip

    def test_the_place_does_not_appoint_for_itself(self, review: Review) -> None:
        for who in (review.ground.chief, review.ground.stranger, review.who("a")):
            with pytest.raises(actions.NotYours):
                actions.appoint_panel(
                    reader=who, round=review.round, lead="x", members=["x"], due=DUE, at=NOW
                )

    def test_one_panel_at_a_time_and_another_after_it_is_dissolved(self, review: Review) -> None:
        panel = review.appointed()
        with pytest.raises(actions.Refused):
            review.appointed()
        actions.dissolve_panel(reader=review.above, panel=panel, reason="换一批人", at=NOW)
        assert review.appointed().pk != panel.pk

    def test_what_was_not_handed_in_is_not_reviewed(self, review: Review) -> None:
        open_ = review.ground.opened("isccc6")
        with pytest.raises(actions.Refused):
            actions.appoint_panel(reader=review.above, round=open_, lead="x", members=["x"], due=DUE, at=NOW)

    def test_what_is_reviewed_is_not_opened_again(self, review: Review) -> None:
        review.appointed()
        with pytest.raises(scores.Refused):
            scores.reopen_round(reader=review.ground.chief, round=review.round, reason="改一处", at=NOW)


class TestDeclaring:
    def test_a_panel_cannot_begin_without_declarations(self, review: Review) -> None:
        panel = review.appointed()
        review.declared(panel, "a", "b")
        with pytest.raises(actions.Refused, match="c"):
            actions.begin_scoring(reader=review.above, panel=panel, at=NOW)
        review.declared(panel, "c")
        assert actions.begin_scoring(reader=review.above, panel=panel, at=NOW).state == S.SCORING

    @pytest.mark.parametrize("kind", ["works_there", "worked_there", "kin", "paid_by", "adviser"])
    def test_a_tie_that_bars_takes_him_off_by_its_name(self, review: Review, kind: str) -> None:
        panel = review.appointed()
        told = NO_TIES | {kind: Told(True, "2024 年前在该街道工作")}
        one = actions.declare(reader=review.who("b"), panel=panel, answers=told, at=NOW)
        assert (one.state, one.lead) == (M.BARRED, False)
        assert one.reason
        with pytest.raises(actions.NotYours):
            actions.declare(reader=review.who("b"), panel=panel, answers=NO_TIES, at=NOW)

    def test_another_tie_is_told_and_the_office_reads_it(self, review: Review) -> None:
        panel = review.appointed()
        told = NO_TIES | {"other": Told(True, "同一协会会员")}
        one = actions.declare(reader=review.who("b"), panel=panel, answers=told, at=NOW)
        assert one.state == M.ACCEPTED
        assert one.declarations.get(kind="other").detail == "同一协会会员"

    @pytest.mark.parametrize(
        "answers",
        [{}, {k: v for k, v in NO_TIES.items() if k != "kin"}, NO_TIES | {"kin": Told(True)},
         NO_TIES | {"nosuch": Told(False)}],
        ids=["nothing", "one lacking", "a yes without a word", "an unknown tie"],
    )  # fmt: skip
    def test_every_tie_is_answered(self, review: Review, answers: Any) -> None:
        panel = review.appointed()
        with pytest.raises(actions.Refused):
            actions.declare(reader=review.who("a"), panel=panel, answers=answers, at=NOW)
        assert review.seat(panel, "a").state == M.INVITED

    def test_who_came_to_work_there_later_scores_no_more(self, review: Review) -> None:
        panel = review.scoring()
        accounts.grant_scope(
            user=review.users["b"], role="grid", place=review.ground.street.pid, starts=TODAY, by="t", at=NOW
        )
        with pytest.raises(actions.Refused, match=r"在该单位或其下属单位任职"):
            actions.keep_marks(reader=review.who("b"), panel=panel, seen=review.seen("met"), at=NOW)

    def test_a_tie_that_comes_up_while_scoring_ends_the_seat_and_its_marks_count_no_more(
        self, review: Review
    ) -> None:
        panel = review.scoring()
        review.marked(panel, "b", "unmet")
        actions.declare(
            reader=review.who("b"), panel=panel, answers=NO_TIES | {"adviser": Told(True, "受聘顾问")}, at=NOW
        )
        review.marked(panel, "a", "met")
        review.marked(panel, "c", "met")
        panel.refresh_from_db()
        assert panel.state == S.CONSENSUS
        assert marks.given(panel)["W1", "whole"] == {"met"}

    def test_a_reviewer_declines_with_a_reason(self, review: Review) -> None:
        panel = review.appointed()
        with pytest.raises(actions.Refused):
            actions.decline(reader=review.who("b"), panel=panel, reason="", at=NOW)
        actions.decline(reader=review.who("b"), panel=panel, reason="时间冲突", at=NOW)
        assert review.seat(panel, "b").state == M.REFUSED
        assert not queries.panels(Rights(review.who("b"))).exists()

    def test_the_place_objects_and_the_office_above_decides(self, review: Review) -> None:
        panel = review.appointed()
        review.declared(panel, "a", "b", "c")
        with pytest.raises(actions.NotYours):  # the clerk does not
            actions.object_to(
                reader=review.ground.clerk, member=review.seat(panel, "c"), reason="曾有争议", at=NOW
            )
        for name in ("b", "c"):
            actions.object_to(
                reader=review.ground.chief, member=review.seat(panel, name), reason="曾有争议", at=NOW
            )
        with pytest.raises(actions.Refused):
            actions.begin_scoring(reader=review.above, panel=panel, at=NOW)
        for name, upheld in (("b", False), ("c", True)):
            actions.settle_objection(
                reader=review.above, member=review.seat(panel, name), upheld=upheld, answer="已核实", at=NOW
            )
        assert (review.seat(panel, "b").state, review.seat(panel, "c").state) == (M.ACCEPTED, M.REMOVED)
        actions.begin_scoring(reader=review.above, panel=panel, at=NOW)

    def test_a_panel_of_one_or_without_lead_does_not_begin(self, review: Review) -> None:
        panel = review.appointed("a", "b")
        review.declared(panel, "a", "b")
        actions.take_off(reader=review.above, member=review.seat(panel, "a"), reason="调整", at=NOW)
        with pytest.raises(actions.Refused, match="2"):
            actions.begin_scoring(reader=review.above, panel=panel, at=NOW)
        actions.invite(reader=review.above, panel=panel, user=review.users["c"].pid, at=NOW)
        review.declared(panel, "c")
        with pytest.raises(actions.Refused):
            actions.begin_scoring(reader=review.above, panel=panel, at=NOW)
        actions.make_lead(reader=review.above, member=review.seat(panel, "c"), at=NOW)
        actions.begin_scoring(reader=review.above, panel=panel, at=NOW)


class TestBlindScoring:
    def everybody(self, review: Review) -> dict[str, Rights]:
        g = review.ground
        return {
            "lead": Rights(review.who("a")), "other": Rights(review.who("b")), "above": Rights(g.above),
            "chief": Rights(g.chief), "clerk": Rights(g.clerk), "auditor": Rights(g.auditor), "admin": Rights(g.admin),
        }  # fmt: skip

    def seers(self, review: Review, panel: Panel) -> set[str]:
        found = set()
        for name, held in self.everybody(review).items():
            try:
                marks.side_by_side(held, panel, held.member(panel))
            except PermissionDenied:
                continue
            found.add(name)
        return found

    def test_nobody_sees_the_marks_of_others_before_all_have_handed_in(self, review: Review) -> None:
        panel = review.scoring()
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "part")
        panel.refresh_from_db()
        assert self.seers(review, panel) == set()
        review.marked(panel, "c", "met")
        panel.refresh_from_db()
        assert self.seers(review, panel) == {"lead", "other", "above"}

    def test_the_place_reviewed_never_sees_a_single_mark(self, review: Review) -> None:
        panel, _finding = review.published()
        assert self.seers(review, panel) == {"lead", "other", "above"}

    def test_the_log_says_that_something_was_marked_and_never_how(self, review: Review) -> None:
        panel = review.scoring()
        actions.keep_marks(
            reader=review.who("a"), panel=panel, seen={"W1": Seen({"whole": "unmet"}, "档案缺页")}, at=NOW
        )
        told = json.dumps(list(AuditEvent.objects.values_list("detail", flat=True)), default=str)
        assert '"W1"' in told
        assert "unmet" not in told
        assert "档案缺页" not in told

    def test_the_lead_opens_early_with_a_reason_after_marking_himself(self, review: Review) -> None:
        panel = review.scoring()
        review.marked(panel, "b", "met")
        with pytest.raises(actions.NotYours):
            actions.open_consensus(reader=review.who("b"), panel=panel, reason="等不及", at=NOW)
        with pytest.raises(actions.Refused):  # he would see before he has marked
            actions.open_consensus(reader=review.who("a"), panel=panel, reason="c 生病", at=NOW)
        review.marked(panel, "a", "part")
        with pytest.raises(actions.Refused):
            actions.open_consensus(reader=review.who("a"), panel=panel, reason=" ", at=NOW)
        opened = actions.open_consensus(reader=review.who("a"), panel=panel, reason="c 生病", at=NOW)
        assert (opened.state, opened.reason) == (S.CONSENSUS, "c 生病")
        with pytest.raises(actions.Refused):
            review.marked(panel, "c", "met")

    def test_marks_are_handed_in_whole_and_then_stand(self, review: Review) -> None:
        panel = review.scoring()
        actions.keep_marks(reader=review.who("a"), panel=panel, seen={"W1": Seen({"whole": "met"})}, at=NOW)
        with pytest.raises(actions.Refused, match="5"):
            actions.hand_in_marks(reader=review.who("a"), panel=panel, at=NOW)
        review.marked(panel, "a", "met")
        with pytest.raises(actions.Refused):
            actions.keep_marks(
                reader=review.who("a"), panel=panel, seen={"W1": Seen({"whole": "part"})}, at=NOW
            )

    def test_a_sheet_sent_twice_is_stored_once_and_a_later_one_stands(self, review: Review) -> None:
        panel = review.scoring()
        for grade, sheet in (("met", "x1"), ("met", "x1"), ("part", "x2")):
            actions.keep_marks(
                reader=review.who("a"), panel=panel, seen={"W1": Seen({"whole": grade}, "看过")}, at=NOW,
                client_id=sheet,
            )  # fmt: skip
        assert ReviewSheet.objects.count() == 2
        assert ReviewMark.objects.get().grade == "part"
        assert ReviewSheet.objects.first().said["W1"]["grades"] == {"whole": "met"}  # what came first is kept

    @pytest.mark.parametrize(
        "seen",
        [{"W9": Seen({"whole": "met"})}, {"W1": Seen({"part": "met"})}, {"W1": Seen({"whole": "a"})},
         {"W1": Seen({"whole": "met"}, "记" * 501)}],
        ids=["item", "part", "grade", "note"],
    )  # fmt: skip
    def test_what_the_sheet_has_not_is_refused_and_nothing_of_it_kept(
        self, review: Review, seen: Any
    ) -> None:
        panel = review.scoring()
        with pytest.raises(actions.Refused):
            actions.keep_marks(
                reader=review.who("a"), panel=panel, seen={"W2": Seen({"whole": "met"})} | seen, at=NOW
            )
        assert ReviewMark.objects.count() == ReviewSheet.objects.count() == 0

    def test_nobody_scores_who_is_not_on_the_panel(self, review: Review) -> None:
        panel = review.scoring("a", "b")
        for who in (review.who("c"), review.ground.chief, review.above):
            with pytest.raises(actions.NotYours):
                actions.keep_marks(reader=who, panel=panel, seen={"W1": Seen({"whole": "met"})}, at=NOW)


class TestWhatReviewersSee:
    def test_only_what_they_are_assigned_to(self, review: Review) -> None:
        mine, none = RoundRights(review.who("a")), RoundRights(review.who("c"))
        panel = review.scoring("a", "b")
        assert [one.pk for one in rounds.rounds(mine)] == [review.round.pk]
        assert not rounds.rounds(none).exists()
        assert queries.one(Rights(review.who("c")), panel.pid) is None
        piece = self.piece(review)
        assert evidence.one(RoundRights(review.who("a")), piece.pid) == piece
        assert evidence.one(RoundRights(review.who("c")), piece.pid) is None

    def piece(self, review: Review, used: datetime | None = NOW, name: str = "organisation") -> Evidence:
        """A piece of the street, used for the first item of what was handed in."""
        made = scores.bring_evidence(
            reader=review.ground.clerk, place=review.ground.street, at=NOW,
            values={"title": "成立文件", "pointer": f"/{name}/", "happened_on": date(2026, 3, 1)},
        )  # fmt: skip
        if used is not None:
            EvidenceUse.objects.create(
                evidence=made, sheet=review.round.sheet, item="W1", part="whole", by="t", at=used
            )
        return made

    def test_the_evidence_that_was_handed_in_and_none_brought_in_or_taken_off_since(
        self, review: Review
    ) -> None:
        panel = review.scoring("a", "b")
        kept = self.piece(review)
        later = self.piece(review, NOW + timedelta(days=2), "later")
        unused = self.piece(review, None, "unused")
        scores.withdraw_evidence(
            reader=review.ground.clerk, evidence=kept, reason="拿错了", at=NOW + timedelta(days=1)
        )
        assert queries.evidence_by_item(panel) == {"W1": [kept]}
        held = RoundRights(review.who("a"))
        assert [evidence.one(held, one.pid) for one in (kept, later, unused)] == [kept, None, None]
        assert list(evidence.seen(held)) == [kept]

    def test_evidence_until_what_was_found_is_closed(self, review: Review) -> None:
        kept = self.piece(review)
        _panel, finding = review.published()
        shown = self.piece(review, None, "shown")
        actions.answer_finding(
            reader=review.ground.clerk, finding=finding, what="补齐两份", evidence=shown, at=NOW
        )
        held = RoundRights(review.who("b"))
        assert set(evidence.seen(held)) == {kept, shown}
        assert rounds.pieces_open(held, review.round)
        actions.decide_finding(reader=review.who("b"), finding=finding, accepted=True, reason="", at=NOW)
        held = RoundRights(review.who("b"))
        assert [evidence.one(held, one.pid) for one in (kept, shown)] == [None, None]
        assert not rounds.pieces_open(held, review.round)
        assert rounds.rounds(held).count() == 2  # what he reviewed and what came of it stay his to read

    def test_not_before_they_have_declared(self, review: Review) -> None:
        panel = review.appointed()
        assert queries.one(Rights(review.who("a")), panel.pid) == panel  # to declare
        assert not rounds.rounds(RoundRights(review.who("a"))).exists()

    def test_not_after_the_role_has_ended(self, review: Review) -> None:
        panel = review.scoring()
        ended = reader(review.users["a"])
        gone = type(ended)(ended.pid, ended.name, ended.language, (), "demo")
        assert queries.one(Rights(gone), panel.pid) is None
        with pytest.raises(actions.NotYours):
            actions.keep_marks(reader=gone, panel=panel, seen={"W1": Seen({"whole": "met"})}, at=NOW)


class TestConsensus:
    def agreed(self, review: Review) -> Panel:
        panel = review.scoring()
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "met", W2="part")
        review.marked(panel, "c", "met")
        panel.refresh_from_db()
        return panel

    def test_what_all_gave_alike_is_agreed_on_by_itself(self, review: Review) -> None:
        panel = self.agreed(review)
        assert panel.agreed.count() == 5
        assert not panel.agreed.filter(item="W2").exists()

    def test_where_marks_differ_there_is_a_reason(self, review: Review) -> None:
        panel, key = self.agreed(review), ("W2", "whole")
        with pytest.raises(actions.Refused, match="W2"):
            actions.agree(reader=review.who("a"), panel=panel, settled={key: Settled("met")}, at=NOW)
        with pytest.raises(actions.Refused, match="W1"):  # all gave met
            actions.agree(
                reader=review.who("a"), panel=panel, settled={("W1", "whole"): Settled("part", "", 1)}, at=NOW
            )
        told = {key: Settled("part", "缺两份签到表")}
        assert actions.agree(reader=review.who("a"), panel=panel, settled=told, at=NOW) == 1
        assert panel.agreed.get(item="W2").differs

    def test_two_screens_never_overwrite(self, review: Review) -> None:
        panel, key = self.agreed(review), ("W2", "whole")
        actions.agree(reader=review.who("a"), panel=panel, settled={key: Settled("part", "甲")}, at=NOW)
        with pytest.raises(actions.Refused, match="部分符合"):
            actions.agree(reader=review.who("a"), panel=panel, settled={key: Settled("met", "乙")}, at=NOW)

    def test_only_the_lead_writes_and_only_when_marks_are_open(self, review: Review) -> None:
        panel = review.scoring()
        told = {("W1", "whole"): Settled("met")}
        with pytest.raises(actions.Refused):
            actions.agree(reader=review.who("a"), panel=panel, settled=told, at=NOW)
        for name in ("a", "b", "c"):
            review.marked(panel, name, "met")
        with pytest.raises(actions.NotYours):
            actions.agree(reader=review.who("b"), panel=panel, settled=told, at=NOW)

    def test_a_result_is_published_whole(self, review: Review) -> None:
        panel = self.agreed(review)
        with pytest.raises(actions.Refused, match="1"):
            actions.publish(reader=review.who("a"), panel=panel, at=NOW)
        assert Round.objects.filter(kind="review").count() == 0

    def test_the_result_is_a_round_beside_the_self_assessment(self, review: Review) -> None:
        panel, _finding = review.published()
        result = panel.result
        assert (result.kind, result.state, result.sheet_id) == ("review", "handed_in", review.round.sheet_id)
        own = RoundRights(review.ground.chief)
        assert result in rounds.others(own, review.round)
        rows = rounds.side_by_side(rounds.tree(review.round), rounds.tree(result))
        assert len(rows) == 6
        with pytest.raises(scores.Refused):
            scores.reopen_round(reader=review.ground.chief, round=result, reason="不同意", at=NOW)

    def test_the_number_of_a_result_is_taken_while_the_place_is_held(self, review: Review) -> None:
        panel = self.agreed(review)
        told = {("W2", "whole"): Settled("part", "缺两份签到表")}
        actions.agree(reader=review.who("a"), panel=panel, settled=told, at=NOW)
        with CaptureQueriesContext(connection) as asked:
            actions.publish(reader=review.who("a"), panel=panel, at=NOW)
        said = [one["sql"] for one in asked]
        numbered = next(n for n, sql in enumerate(said) if "MAX(" in sql)
        assert 'FROM "places_place" WHERE "places_place"."id"' in said[numbered - 1]
        if connection.features.has_select_for_update:
            assert "FOR UPDATE" in said[numbered - 1]

    def test_a_lead_who_is_barred_leaves_the_panel_to_another(self, review: Review) -> None:
        panel = review.scoring()
        review.marked(panel, "a", "met", W2="part")
        review.marked(panel, "b", "met")
        review.marked(panel, "c", "met")
        panel.refresh_from_db()
        assert not panel.agreed.filter(item="W2").exists()
        told = NO_TIES | {"adviser": Told(True, "受聘顾问")}
        actions.declare(reader=review.who("a"), panel=panel, answers=told, at=NOW)
        assert panel.agreed.get(item="W2").grade == "met"  # the marks that count are alike now
        with pytest.raises(actions.NotYours):
            actions.publish(reader=review.who("b"), panel=panel, at=NOW)
        actions.make_lead(reader=review.above, member=review.seat(panel, "b"), at=NOW)
        assert actions.publish(reader=review.who("b"), panel=panel, at=NOW).state == S.PUBLISHED
        actions.make_lead(reader=review.above, member=review.seat(panel, "c"), at=NOW)
        assert review.seat(panel, "c").lead

    def test_one_reviewer_publishes_nothing_by_himself(self, review: Review) -> None:
        panel = review.scoring("a", "b")
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "met")
        panel.refresh_from_db()
        told = NO_TIES | {"adviser": Told(True, "受聘顾问")}
        actions.declare(reader=review.who("b"), panel=panel, answers=told, at=NOW)
        with pytest.raises(actions.Refused, match=r"1.*2"):
            actions.publish(reader=review.who("a"), panel=panel, at=NOW)
        actions.declare(reader=review.who("a"), panel=panel, answers=told, at=NOW)
        assert not panel.agreed.exists()  # no mark counts any more, nothing is agreed on

    def test_the_result_scores_as_the_sheet_does(self, ground: Ground) -> None:
        review = laid(ground, "cn-national")
        panel = review.scoring("a", "b")
        review.marked(panel, "a", "b")
        review.marked(panel, "b", "b")
        actions.publish(reader=review.who("a"), panel=panel, at=NOW)
        panel.refresh_from_db()
        # all b: 50 × 3 × 0.7, which passes
        assert (panel.result.points, panel.result.verdict) == (105, "pass")


class TestFindings:
    def test_the_place_sees_them_only_when_published(self, review: Review) -> None:
        panel = review.scoring()
        actions.raise_finding(
            reader=review.who("b"), panel=panel, item="W2", grade="major", text="没有记录", at=NOW
        )
        seen = {
            name: len(queries.findings(held, panel, held.member(panel)))
            for name, held in TestBlindScoring().everybody(review).items()
        }
        assert {name for name, n in seen.items() if n} == {"other"}  # blind: who raised it
        panel.refresh_from_db()

    def test_a_published_one_is_a_task_with_working_days(self, review: Review) -> None:
        panel, finding = review.published()
        assert finding.state == F.OPEN
        assert finding.due == finding.first_due == workdays.after(TODAY, 15)
        task = Task.objects.get(pk=finding.task_id)
        assert (task.place, task.due) == (review.ground.street, finding.due)
        held = Rights(review.ground.clerk)
        assert [one.pk for one in queries.findings(held, panel, None)] == [finding.pk]

    def test_an_observation_asks_for_nothing(self, review: Review) -> None:
        panel = review.scoring("a", "b")
        one, _new = actions.raise_finding(
            reader=review.who("a"), panel=panel, item="W1", grade="observation", text="可以做得更好", at=NOW
        )
        again, new = actions.raise_finding(
            reader=review.who("a"), panel=panel, item="W1", grade="observation", text="可以做得更好", at=NOW
        )
        assert (again.pk, new) == (one.pk, False)
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "met")
        actions.publish(reader=review.who("a"), panel=panel, at=NOW)
        one.refresh_from_db()
        assert (one.state, one.task) == (F.CLOSED, None)

    def answered(self, review: Review, finding: Finding, at: datetime = NOW) -> None:
        piece = scores.bring_evidence(
            reader=review.ground.clerk, place=review.ground.street, at=at,
            values={"title": "补签到表", "pointer": "/meetings/", "happened_on": TODAY},
        )  # fmt: skip
        actions.answer_finding(
            reader=review.ground.clerk, finding=finding, what="补齐两份", evidence=piece, at=at
        )

    def test_put_right_returned_put_right_again_and_accepted(self, review: Review) -> None:
        _panel, finding = review.published()
        self.answered(review, finding)
        with pytest.raises(actions.NotYours):
            actions.decide_finding(reader=review.who("c"), finding=finding, accepted=True, reason="", at=NOW)
        with pytest.raises(actions.Refused):  # a return says why
            actions.decide_finding(reader=review.who("b"), finding=finding, accepted=False, reason="", at=NOW)
        later = NOW + timedelta(days=3)
        one = actions.decide_finding(
            reader=review.who("b"), finding=finding, accepted=False, reason="签到表无日期", at=later
        )
        assert one.state == F.RETURNED
        # ten working days from the 26th are up on 10 December, before the day first set: that one stays
        assert one.due == finding.first_due > workdays.after(TODAY + timedelta(days=3), 10)
        self.answered(review, finding, later)
        one = actions.decide_finding(
            reader=review.who("a"), finding=finding, accepted=True, reason="", at=later
        )
        assert one.state == F.CLOSED
        assert Task.objects.get(pk=finding.task_id).done_on == TODAY + timedelta(days=3)
        assert [r.decision for r in one.rectifications.all()] == ["returned", "accepted"]

    def test_what_was_done_is_shown_by_evidence_of_the_place(self, review: Review) -> None:
        _panel, finding = review.published()
        with pytest.raises(actions.Refused):
            actions.answer_finding(reader=review.ground.clerk, finding=finding, what="补齐了", at=NOW)
        other = scores.bring_evidence(
            reader=review.ground.stranger, place=review.ground.other, at=NOW,
            values={"title": "别处", "pointer": "/x/", "happened_on": TODAY},
        )  # fmt: skip
        with pytest.raises(actions.Refused):
            actions.answer_finding(
                reader=review.ground.clerk, finding=finding, what="补齐了", evidence=other, at=NOW
            )
        with pytest.raises(actions.NotYours):
            actions.answer_finding(
                reader=review.ground.stranger, finding=finding, what="补齐了", evidence=other, at=NOW
            )

    def test_two_answers_at_once_are_one(self, review: Review) -> None:
        _panel, finding = review.published()
        self.answered(review, finding)
        with pytest.raises(actions.Refused):
            self.answered(review, finding)


class TestSchedule:
    def stop(self, review: Review, panel: Panel, starts: str, ends: str, *names: str, **more: Any) -> Any:
        told = {"spot": "示例小学", "items": ["W1"], "day": LATER} | more
        return actions.add_stop(
            reader=review.who("a"), panel=panel, starts=time.fromisoformat(starts), ends=time.fromisoformat(ends),
            members=[review.seat(panel, name).pid for name in names], at=NOW, **told,
        )  # fmt: skip

    def test_one_person_is_in_one_place_at_a_time(self, review: Review) -> None:
        panel = review.scoring()
        self.stop(review, panel, "09:00", "10:00", "a", "b")
        with pytest.raises(actions.Refused, match=r"b.*09:00"):
            self.stop(review, panel, "09:30", "10:30", "b", "c", spot="消防站")
        self.stop(review, panel, "10:00", "11:00", "a", "b", spot="消防站")  # end to end is no clash
        self.stop(review, panel, "09:30", "10:30", "c", spot="老年活动中心")
        with pytest.raises(actions.Refused, match="示例小学"):  # the school receives one group at a time
            self.stop(review, panel, "08:30", "09:30", "c")
        assert [one.where for one in queries.stops(panel)] == ["示例小学", "老年活动中心", "消防站"]

    @pytest.mark.parametrize(
        "more",
        [
            {"items": ["W99"]},
            {"day": date(2026, 11, 1)},
            {"spot": ""},
            {"spot": "长" * 81},
            {"note": "长" * 201},
        ],
        ids=["item", "past", "nowhere", "long", "note"],
    )
    def test_what_cannot_be_is_refused(self, review: Review, more: Any) -> None:
        panel = review.scoring()
        with pytest.raises(actions.Refused):
            self.stop(review, panel, "09:00", "10:00", "a", **more)
        with pytest.raises(actions.Refused):
            self.stop(review, panel, "10:00", "10:00", "a")
        with pytest.raises(actions.Refused):
            self.stop(review, panel, "09:00", "10:00")

    def test_a_stop_is_taken_out_by_the_lead(self, review: Review) -> None:
        panel = review.scoring()
        made = self.stop(review, panel, "09:00", "10:00", "a")
        with pytest.raises(actions.NotYours):
            actions.drop_stop(reader=review.who("b"), stop=made, at=NOW)
        actions.drop_stop(reader=review.who("a"), stop=made, at=NOW)
        assert queries.stops(panel) == []
        self.stop(review, panel, "09:00", "10:00", "a")


class TestSpeed:
    def test_marks_of_all_are_read_by_the_same_queries_whoever_sits(self, ground: Ground) -> None:
        review = laid(ground, "cn-national")
        panel = review.scoring()
        for name in ("a", "b", "c"):
            review.marked(panel, name, "b")
        panel.refresh_from_db()
        held = Rights(review.who("a"))
        with CaptureQueriesContext(connection) as asked:
            opened = marks.side_by_side(held, panel, held.member(panel))
        assert sum(len(one) for one in opened.grades.values()) == 450
        assert len(asked) <= 8
