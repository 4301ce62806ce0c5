"""Talks after an appraisal: 约谈–教育–劝辞–依法罢免 (D10.6), with answer and appeal; a personal matter."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from safecommunity.accounts import actions as accounts
from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Talk, TalkStep, Task
from safecommunity.governance.rights import NotYours
from safecommunity.governance.talks import actions
from safecommunity.governance.talks.actions import Refused
from safecommunity.governance.talks.rights import Chair, sign_ins
from safecommunity.journal.models import AuditEvent
from tests.governance.appraisal.ground import (
    DAY,
    NOW,
    TODAY,
    chief,
    communities,
    judged,
    opened,
    party,
    published,
    sheet,
)
from tests.governance.conftest import Street, person

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NAME, WHY, WORDS = "模拟某甲", "两次未整改", "承认漏报，答应补报"


def summoned(street: Street, user: str = "", **more: Any) -> Talk:
    """The secretary of 示东社区 after a published appraisal."""
    communities(street, 3)
    found = published(street, {"示东社区": 40, "示西社区": 80, "示2社区": 85, "示3社区": 88, "示4社区": 90})
    rule = "示例街道〔模拟〕9 号第六条"
    given = {"post": "社区书记", "person": NAME, "reasons": WHY, "rule": rule, "on": TODAY} | more
    return actions.name_person(
        reader=chief(street), party=party(found, "示东社区"), user=user, at=NOW, **given
    )


def worker_with_sign_in(street: Street) -> tuple[str, Reader]:
    user = accounts.create_user(username="shuji", display_name="演示书记", by="t", at=NOW)
    accounts.grant_scope(user=user, role="grid", place=street.east.pid, starts=DAY, by="t", at=NOW)
    return user.pid, Reader.of(user, TODAY, "demo")


def step(street: Street, talk: Talk, what: str, **more: Any) -> TalkStep:
    given = {"on": TODAY, "who": "街道主任、纪检", "said": WORDS} | more
    return actions.take_step(reader=chief(street), talk=talk, what=what, at=NOW, **given)


class TestNaming:
    def test_the_chief_names_with_reasons_and_basis_and_the_standing_is_held(self, street: Street) -> None:
        talk = summoned(street)
        assert (talk.standing["rank"], talk.standing["last"]) == (5, "credible")
        assert [one.what for one in talk.steps.all()] == ["named"]
        with pytest.raises(Refused, match="open already"):
            actions.name_person(
                reader=chief(street), party=talk.party, post="书记", person="乙", reasons="再约", rule="x", on=TODAY,
                at=NOW,
            )  # fmt: skip

    def test_nobody_is_summoned_by_itself_and_only_after_publication(self, street: Street) -> None:
        published(street, {"示东社区": 10, "示西社区": 80})
        assert not Talk.objects.exists()
        other = opened(street, "community", sheet("community", judged("a", 100)), year=2025)
        with pytest.raises(Refused, match="after the appraisal is published"):
            actions.name_person(
                reader=chief(street), party=party(other, "示东社区"), post="书记", person="甲", reasons="r", rule="x",
                on=TODAY, at=NOW,
            )  # fmt: skip

    @pytest.mark.parametrize("gap", ["post", "person", "reasons", "rule"])
    def test_without_post_name_reasons_or_basis_it_is_refused(self, street: Street, gap: str) -> None:
        with pytest.raises(Refused, match="1 to"):
            summoned(street, **{gap: "  "})

    def test_clerks_and_auditors_name_nobody_and_a_chief_not_himself(self, street: Street) -> None:
        talk = summoned(street)
        actions.close_talk(reader=chief(street), talk=talk, outcome="完成", on=TODAY, at=NOW)
        given: dict[str, Any] = {"party": talk.party, "post": "书记", "person": "甲", "reasons": "r", "rule": "x",
                                 "on": TODAY, "at": NOW}  # fmt: skip
        for role in ("clerk", "auditor", "supervisor"):
            with pytest.raises(NotYours):
                actions.name_person(reader=person(role, street.place), **given)
        with pytest.raises(Refused, match="own people"):
            actions.name_person(reader=chief(street), user="p-chief", **given)

    def test_a_form_sent_twice_names_once(self, street: Street) -> None:
        talk = summoned(street, client_id="k1")
        again = actions.name_person(
            reader=chief(street), party=talk.party, post="书记", person="乙", reasons="r", rule="x", on=TODAY, at=NOW,
            client_id="k1",
        )  # fmt: skip
        assert again.pk == talk.pk


class TestSteps:
    def test_they_follow_each_other_and_none_is_skipped_without_a_reason(self, street: Street) -> None:
        talk = summoned(street)
        step(street, talk, "talk")
        with pytest.raises(Refused, match="No step is skipped"):
            step(street, talk, "advised")
        made = step(street, talk, "advised", skipped="已停职学习，教育在停职期间完成")
        assert made.skipped.startswith("已停职")
        with pytest.raises(Refused, match="passed already"):
            step(street, talk, "talk")

    def test_a_removal_names_its_legal_basis_and_its_paper(self, street: Street) -> None:
        talk = summoned(street)
        for what in ("talk", "education", "advised"):
            step(street, talk, what)
        with pytest.raises(Refused, match="Legal basis"):
            step(street, talk, "removed", paper="示例〔模拟〕12 号")
        with pytest.raises(Refused, match="Paper and its number"):
            step(street, talk, "removed", law="村民委员会组织法第十六条")
        made = step(street, talk, "removed", law="村民委员会组织法第十六条", paper="村民会议决定〔模拟〕1 号")
        assert (made.law, made.paper) == ("村民委员会组织法第十六条", "村民会议决定〔模拟〕1 号")
        with pytest.raises(Refused, match="passed already"):
            step(street, talk, "removed", law="x", paper="y")

    def test_a_promise_becomes_a_task_that_says_nothing_about_the_person(self, street: Street) -> None:
        talk = summoned(street)
        with pytest.raises(Refused, match="needs the day"):
            step(street, talk, "talk", promise="补报三季度报表")
        made = step(street, talk, "talk", promise="补报三季度报表", due=date(2026, 12, 10))
        task = Task.objects.get()
        assert made.task == task
        assert (task.title, task.who) == ("补报三季度报表", "示东社区")
        assert NAME not in f"{task.title}{task.what}{task.who}{task.result}"

    @pytest.mark.parametrize(
        ("what", "more", "says"),
        [
            ("answer", {}, "answer"), ("talk", {"on": TODAY + timedelta(days=1)}, "2026-11-24"),
            ("talk", {"on": date(2026, 1, 1)}, "2026-01-01"), ("talk", {"said": " "}, "What was said"),
            ("talk", {"who": ""}, "Posts that took part"),
        ],
    )  # fmt: skip
    def test_what_cannot_be_is_refused(self, street: Street, what: str, more: dict, says: str) -> None:
        with pytest.raises(Refused, match=says):
            step(street, summoned(street), what, **more)

    def test_a_second_click_is_one_step_and_an_ended_talk_stays(self, street: Street) -> None:
        talk = summoned(street)
        assert step(street, talk, "talk").pk == step(street, talk, "talk").pk
        actions.close_talk(reader=chief(street), talk=talk, outcome="整改完成", on=TODAY, at=NOW)
        with pytest.raises(Refused, match="has ended"):
            step(street, talk, "education")


class TestAnswerAndAppeal:
    def test_the_person_answers_through_his_own_sign_in(self, street: Street) -> None:
        pid, reader = worker_with_sign_in(street)
        talk = summoned(street, user=pid)
        assert sign_ins(talk.party) == [(pid, "演示书记")]
        made = actions.answer(reader=reader, talk=talk, said="漏报是因为换了报表员", at=NOW)
        assert actions.answer(reader=reader, talk=talk, said="漏报是因为换了报表员", at=NOW).pk == made.pk
        with pytest.raises(NotYours):
            actions.answer(reader=chief(street), talk=talk, said="代答", at=NOW)
        with pytest.raises(Refused, match="own sign-in"):
            actions.answer_on_paper(reader=chief(street), talk=talk, said="代答", on=TODAY, at=NOW)

    def test_without_a_sign_in_the_chief_writes_it_down_from_paper(self, street: Street) -> None:
        talk = summoned(street)
        made = actions.answer_on_paper(reader=chief(street), talk=talk, said="书面说明一页", on=TODAY, at=NOW)
        assert (made.what, made.who) == ("answer", "社区书记")

    def test_an_appeal_stops_the_ladder_until_a_body_has_decided(self, street: Street) -> None:
        pid, reader = worker_with_sign_in(street)
        talk = summoned(street, user=pid)
        step(street, talk, "talk")
        actions.appeal(reader=reader, talk=talk, said="事实不清", at=NOW)
        for act in (
            lambda: step(street, talk, "education"),
            lambda: actions.close_talk(reader=chief(street), talk=talk, outcome="x", on=TODAY, at=NOW),
        ):
            with pytest.raises(Refused, match="An appeal waits"):
                act()
        with pytest.raises(Refused, match="waits for its decision"):
            actions.appeal(reader=reader, talk=talk, said="再申诉", at=NOW)
        actions.decide_appeal(
            reader=chief(street), talk=talk, upheld=False, who="区纪委", paper="〔模拟〕3 号", said="维持", on=TODAY,
            at=NOW,
        )  # fmt: skip
        assert step(street, talk, "education").what == "education"

    def test_upheld_it_takes_the_step_back_so_that_it_would_have_to_be_taken_again(
        self, street: Street
    ) -> None:
        talk = summoned(street)
        step(street, talk, "talk")
        first = step(street, talk, "education")
        actions.appeal(reader=chief(street), talk=talk, said="书面申诉", on=TODAY, at=NOW)
        actions.decide_appeal(
            reader=chief(street), talk=talk, upheld=True, who="区纪委", paper="〔模拟〕3 号", said="撤回", on=TODAY,
            at=NOW,
        )  # fmt: skip
        assert first.pk not in [one.pk for one in actions.taken(talk)]
        with pytest.raises(Refused, match="No step is skipped"):
            step(street, talk, "advised")
        assert TalkStep.objects.filter(pk=first.pk).exists()  # it stays readable
        with pytest.raises(Refused, match="No appeal waits"):
            actions.decide_appeal(
                reader=chief(street), talk=talk, upheld=True, who="区", paper="p", said="s", on=TODAY, at=NOW
            )


class TestWhoMay:
    def test_only_chief_person_and_auditor_learn_that_there_is_one(self, street: Street) -> None:
        pid, reader = worker_with_sign_in(street)
        talk = summoned(street, user=pid)
        for one in (chief(street), reader, person("auditor", street.district)):
            assert Chair(one).one(talk.pid) is not None
        others = (street.clerk, street.worker, person("supervisor", street.district),
                  person("admin", street.district), person("chief", street.west))  # fmt: skip
        for one in others:
            assert Chair(one).one(talk.pid) is None

    def test_opening_the_words_is_on_the_record_with_its_purpose(self, street: Street) -> None:
        talk = summoned(street)
        with pytest.raises(Refused, match="Choose what"):
            actions.open_words(reader=chief(street), talk=talk, purpose="", at=NOW)
        with pytest.raises(NotYours):
            actions.open_words(reader=street.clerk, talk=talk, purpose="audit", at=NOW)
        actions.open_words(reader=person("auditor", street.district), talk=talk, purpose="audit", at=NOW)
        event = AuditEvent.objects.filter(action="talk_opened").get()
        assert (event.ref, event.detail["purpose"]) == (talk.pid, "audit")

    def test_no_word_of_it_stands_in_the_log_or_plainly_in_the_database(self, street: Street) -> None:
        talk = summoned(street)
        step(street, talk, "talk")
        logged = " ".join(f"{one.detail} {one.ref} {one.action}" for one in AuditEvent.objects.all())
        with connection.cursor() as cursor:
            cursor.execute("select person, reasons from governance_talk")
            stored = str(cursor.fetchall())
            cursor.execute("select said from governance_talkstep")
            stored += str(cursor.fetchall())
        for secret in (NAME, WHY, WORDS):
            assert secret not in logged
            assert secret not in stored
        assert Talk.objects.get().person == NAME
