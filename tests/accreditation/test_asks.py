"""An item is asked of an agency or a unit: they see it and nothing else, answer, and the office takes it over."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Ask, AskAnswer, Evidence, EvidenceUse
from safecommunity.accreditation.queries import asks, rounds
from safecommunity.accreditation.rights import Rights
from safecommunity.files import actions as files
from safecommunity.files import queries as stored
from safecommunity.journal.models import AuditEvent
from safecommunity.places import actions as places
from tests.accreditation.conftest import NOW, START, TODAY, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.db]
DUE = TODAY + timedelta(days=14)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def agency(ground: Ground, sector: str = "fire", place: str = "") -> Reader:
    held = Held("agency", place=place or ground.street.pid, sector=sector)
    return Reader(f"p-{sector}", "部门", "zh-hans", (held,), signed_in_by="demo")


def asked(ground: Ground, **more: Any) -> Ask:
    values: dict[str, Any] = {
        "item": "38",
        "part": "trace",
        "text": "演练怎么评估的",
        "due": DUE,
        "sector": "fire",
    }
    one = more.pop("round", None) or ground.opened()
    return actions.ask_about(reader=ground.clerk, round=one, at=NOW, **values | more)


def answered(ground: Ground, ask: Ask, **more: Any) -> AskAnswer:
    values: dict[str, Any] = {
        "text": "每次都有评估表",
        "figure": "",
        "happened_on": date(2026, 5, 1),
        "looked": [],
    }
    return actions.answer_ask(reader=agency(ground), ask=ask, at=NOW, **values | more)


class TestAsking:
    def test_the_same_question_twice_is_one(self, ground: Ground) -> None:
        one = ground.opened()
        assert asked(ground, round=one).pk == asked(ground, round=one).pk

    @pytest.mark.parametrize(
        "more",
        [
            {"item": "99"},
            {"part": "nosuch"},
            {"text": " "},
            {"text": "问" * 501},
            {"due": TODAY - timedelta(days=1)},
            {"due": TODAY + timedelta(days=400)},
            {"sector": "nosuch"},
            {"sector": ""},
        ],
    )
    def test_what_cannot_be_asked_is_refused_and_nothing_is_kept(
        self, ground: Ground, more: dict[str, Any]
    ) -> None:
        with pytest.raises(actions.Refused):
            asked(ground, **more)
        assert Ask.objects.count() == 0

    def test_a_unit_elsewhere_is_not_asked(self, ground: Ground) -> None:
        unit = places.register_unit(
            name="外地企业", kind="firm", place=ground.other, starts=START, by="t", at=NOW
        )
        with pytest.raises(actions.Refused, match="外地企业"):
            asked(ground, sector="", unit=unit)

    def test_another_office_asks_nothing_here(self, ground: Ground) -> None:
        one = ground.opened()
        with pytest.raises(actions.NotYours):
            actions.ask_about(
                reader=ground.stranger,
                round=one,
                item="1",
                part="",
                text="问题",
                due=DUE,
                sector="fire",
                at=NOW,
            )

    def test_a_round_that_was_handed_in_asks_nothing(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met")
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        with pytest.raises(actions.Refused):
            asked(ground, round=one, item="W1", part="")


class TestWhoSeesIt:
    def test_the_agency_sees_its_question_and_no_round(self, ground: Ground) -> None:
        ask = asked(ground)
        fire = Rights(agency(ground))
        assert [one.pk for one in asks.asks(fire)] == [ask.pk]
        assert not rounds.rounds(fire).exists()

    @pytest.mark.parametrize("sector", ["police", "health"])
    def test_another_agency_sees_none(self, ground: Ground, sector: str) -> None:
        asked(ground)
        assert not asks.asks(Rights(agency(ground, sector))).exists()

    def test_the_same_agency_of_another_street_sees_none(self, ground: Ground) -> None:
        asked(ground)
        assert not asks.asks(Rights(agency(ground, place=ground.other.pid))).exists()

    def test_a_unit_sees_what_is_asked_of_it(self, ground: Ground) -> None:
        unit = places.register_unit(
            name="示例企业", kind="firm", place=ground.street, starts=START, by="t", at=NOW
        )
        ask = asked(ground, sector="", unit=unit)
        owner = Reader("p-unit", "企业", "zh-hans", (Held("unit", unit=unit.pid),), signed_in_by="demo")
        assert [one.pk for one in asks.asks(Rights(owner))] == [ask.pk]
        made = actions.answer_ask(
            reader=owner, ask=ask, text="有", figure="", happened_on=TODAY, looked=[], at=NOW
        )
        assert made.verdict == ""

    def test_the_other_office_sees_none_and_answers_none(self, ground: Ground) -> None:
        ask = asked(ground)
        assert not asks.asks(Rights(ground.stranger)).exists()
        with pytest.raises(actions.NotYours):
            actions.answer_ask(
                reader=ground.stranger,
                ask=ask,
                text="我来答",
                figure="",
                happened_on=TODAY,
                looked=[],
                at=NOW,
            )


class TestAnswering:
    @pytest.mark.parametrize(
        ("more", "says"),
        [
            ({"text": ""}, "至少"),
            ({"text": "字" * 1001}, "1001"),
            ({"figure": "injury.rate"}, "injury.rate"),  # no figure of item 38
            ({"happened_on": TODAY + timedelta(days=1)}, "2026"),
            ({"happened_on": date(1900, 1, 1)}, "1900"),
        ],
    )
    def test_what_is_no_answer_is_refused(self, ground: Ground, more: dict[str, Any], says: str) -> None:
        ask = asked(ground)
        with pytest.raises(actions.Refused, match=says):
            answered(ground, ask, **more)
        assert AskAnswer.objects.count() == 0

    def test_a_second_click_is_the_same_answer_and_another_waits_its_turn(self, ground: Ground) -> None:
        ask = asked(ground)
        assert answered(ground, ask).pk == answered(ground, ask).pk
        with pytest.raises(actions.Refused):
            answered(ground, ask, text="另一个答复")

    def test_an_answer_for_an_earlier_year_tells_of_that_year(self, ground: Ground) -> None:
        ask = asked(ground, round=ground.opened(year=2025))
        with pytest.raises(actions.Refused, match="2025-12-31"):
            answered(ground, ask, happened_on=date(2026, 1, 5))

    def test_taken_over_words_and_files_are_evidence_of_the_part_that_was_asked(self, ground: Ground) -> None:
        ask = asked(ground)
        answered(ground, ask, looked=[files.looked_at(PDF, "评估表.pdf")])
        made = actions.take_over(reader=ground.clerk, ask=ask, at=NOW)
        assert sorted(piece.kind for piece in made) == ["file", "record"]
        assert {piece.happened_on for piece in made} == {date(2026, 5, 1)}
        assert set(EvidenceUse.objects.values_list("item", "part")) == {("38", "trace")}
        file = next(piece for piece in made if piece.kind == "file")
        assert [one.name for one in stored.attachments(ground.clerk, "evidence", file.pid)] == ["评估表.pdf"]
        ask.refresh_from_db()
        assert (ask.taken_on, ask.answered) == (TODAY, False)
        with pytest.raises(actions.Refused):
            answered(ground, ask, text="再答一次")

    def test_the_office_types_what_came_on_paper_with_who_wrote_it_and_the_scan(self, ground: Ground) -> None:
        ask, scan = asked(ground), files.looked_at(PDF, "答复.pdf")
        typed: dict[str, Any] = {
            "reader": ground.clerk, "ask": ask, "text": "每次都有评估表", "figure": "", "happened_on": date(2026, 5, 1),
            "looked": [scan], "paper_of": "消防大队 王队长", "at": NOW,
        }  # fmt: skip
        for lacks, rule in (
            ({"paper_of": ""}, "paper_of"),
            ({"paper_of": "王"}, "paper_of"),
            ({"looked": []}, "scan"),
        ):
            with pytest.raises(actions.Refused, match=rf"answer\.{rule}"):
                actions.answer_ask(**typed | lacks)
        with pytest.raises(actions.NotYours):
            actions.answer_ask(**typed | {"reader": ground.stranger})
        with pytest.raises(actions.NotYours):  # who is asked answers in his own name
            actions.answer_ask(**typed | {"reader": agency(ground)})
        made = actions.answer_ask(**typed)
        assert (made.by, made.paper_of) == (ground.clerk.pid, "消防大队 王队长")
        assert [one.name for one in stored.attachments(ground.clerk, "item_answer", made.pid)] == ["答复.pdf"]
        pieces = actions.take_over(reader=ground.clerk, ask=ask, at=NOW)
        assert all(
            "消防大队 王队长" in piece.title for piece in pieces
        )  # the evidence says where it comes from

    def test_sent_back_with_a_reason_it_is_answered_again(self, ground: Ground) -> None:
        ask = asked(ground)
        answered(ground, ask)
        with pytest.raises(actions.Refused):
            actions.send_back(reader=ground.clerk, ask=ask, reason=" ", at=NOW)
        actions.send_back(reader=ground.clerk, ask=ask, reason="请附评估表", at=NOW)
        answered(ground, ask, text="附上了")
        assert list(ask.answers.values_list("verdict", "reason")) == [("returned", "请附评估表"), ("", "")]

    def test_the_agency_takes_nothing_over_itself(self, ground: Ground) -> None:
        ask = asked(ground)
        answered(ground, ask)
        with pytest.raises(actions.NotYours):
            actions.take_over(reader=agency(ground), ask=ask, at=NOW)
        assert Evidence.objects.count() == 0

    def test_withdrawn_it_is_answered_no_more(self, ground: Ground) -> None:
        ask = asked(ground)
        actions.withdraw_ask(reader=ground.clerk, ask=ask, reason="问错了部门", at=NOW)
        with pytest.raises(actions.Refused):
            answered(ground, ask)

    def test_every_deed_is_logged(self, ground: Ground) -> None:
        ask = asked(ground)
        answered(ground, ask)
        actions.take_over(reader=ground.clerk, ask=ask, at=NOW)
        told = set(AuditEvent.objects.filter(kind="item_ask").values_list("action", flat=True))
        assert told == {"ask_about_item", "answer_item_ask", "taken_item_answer"}
