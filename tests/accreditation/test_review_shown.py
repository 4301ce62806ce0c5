"""What is shown of a review: workbooks and technical tables while scoring is blind, agreement, what waits for whom."""

import io
import re
import zipfile
from typing import Any

import pytest
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.models import Agreed, Finding, Panel, ReviewMark, ReviewNote, ReviewSheet
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, marks, slots, statistics
from safecommunity.accreditation.review.rights import Rights
from safecommunity.accreditation.review.views import consensus, findings
from safecommunity.files import actions as stored
from tests.accreditation.conftest import NOW, Ground
from tests.accreditation.reviewing import Review, laid

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def review(ground: Ground) -> Review:
    return laid(ground)


def asked(rf: RequestFactory, who: Reader) -> HttpRequest:
    request: Any = rf.get("/")
    request.reader = who
    request.user = type("Signed", (), {"is_authenticated": True, "is_active": True, "pid": who.pid})()
    return request


def workbook(rf: RequestFactory, who: Reader, panel: Panel) -> str:
    answer: Any = consensus.export(asked(rf, who), panel.pid)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        names = [name for name in parts.namelist() if name.startswith("xl/") and name.endswith(".xml")]
        return " ".join(re.sub(r"<[^>]+>", " ", parts.read(name).decode()) for name in names)


class TestWorkbook:
    def test_while_blind_a_reviewer_gets_his_own_marks_and_nobody_else_any(
        self, rf: RequestFactory, review: Review
    ) -> None:
        panel = review.scoring()
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "unmet")
        told = workbook(rf, review.who("a"), panel)
        assert "met" in told
        assert "unmet" not in told
        for who in (review.ground.above, review.ground.chief, review.ground.auditor):
            with pytest.raises(PermissionDenied):
                workbook(rf, who, panel)

    def test_published_the_place_gets_the_result_and_no_single_mark(
        self, rf: RequestFactory, review: Review
    ) -> None:
        panel, finding = review.published()
        told = workbook(rf, review.ground.clerk, panel)
        assert "签到表缺两份" in told  # the reason of what was agreed
        assert finding.text in told
        assert "b" not in told.split()  # no column of a reviewer
        assert "b" in workbook(rf, review.who("a"), panel).split()


class TestTechnicalTables:
    def rows(self, rf: RequestFactory, model: Any) -> int:
        request: Any = rf.get("/admin/")
        return int(admin.site._registry[model].get_queryset(request).count())

    def test_they_hold_no_mark_note_sheet_or_finding_of_a_running_review(
        self, rf: RequestFactory, review: Review
    ) -> None:
        panel = review.scoring()
        review.marked(panel, "a", "met")
        actions.raise_finding(
            reader=review.who("b"), panel=panel, item="W2", grade="minor", text="缺记录", at=NOW
        )
        blind = (ReviewMark, ReviewNote, ReviewSheet, Agreed, Finding)
        assert {model.__name__: self.rows(rf, model) for model in blind} == {
            model.__name__: 0 for model in blind
        }
        assert ReviewMark.objects.count() == 6

    def test_they_do_once_it_is_published(self, rf: RequestFactory, review: Review) -> None:
        review.published()
        assert self.rows(rf, ReviewMark) == 18
        assert self.rows(rf, Finding) == 1


class TestAgreement:
    def told(self, review: Review, panel: Panel) -> statistics.Told:
        panel.refresh_from_db()
        held = Rights(review.who("a"))
        opened = marks.side_by_side(held, panel, held.member(panel))
        return statistics.of_panel(sheets.of_sheet(review.round.sheet), opened, {})

    def test_six_criteria_are_too_few_to_say_anything(self, review: Review) -> None:
        panel, _finding = review.published()
        told = self.told(review, panel)
        assert "10" in told.silent
        assert not told.lines

    def test_fifty_items_say_how_far_with_interval_and_n(self, ground: Ground) -> None:
        review = laid(ground, "cn-national")
        panel = review.scoring("a", "b")
        half = {str(n): "c" for n in range(1, 26)}
        review.marked(panel, "a", "b", **half)
        review.marked(panel, "b", "b", **(half | {"1": "b"}))
        told = self.told(review, panel)
        assert told.silent == ""
        assert {(line.items, line.things) for line in told.lines} == {(50, 150)}
        # 147 of 150 pairs are alike; all three parts of one item differ, so the interval is by items, not by parts
        assert told.lines[0].value == "98%"
        assert told.lines[0].interval == "94%–100%"
        assert len(told.pairs) == 1

    def test_where_all_agree_there_is_no_interval_and_it_says_so(self, ground: Ground) -> None:
        review = laid(ground, "cn-national")
        panel = review.scoring("a", "b")
        review.marked(panel, "a", "b")
        review.marked(panel, "b", "b")
        told = self.told(review, panel)
        assert told.lines[0].value == "100%"
        assert {line.interval for line in told.lines} == {""}
        assert told.lines[3].value == "—"  # one grade: chance explains it


class TestFiles:
    def test_of_a_file_no_more_is_read_than_shows_that_it_is_too_large(
        self, rf: RequestFactory, review: Review, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _panel, finding = review.published()
        came: list[int] = []

        def looked_at(content: bytes, name: str) -> None:
            came.append(len(content))
            raise stored.Refused(name)

        monkeypatch.setattr(stored, "MOST", 10)
        monkeypatch.setattr(stored, "looked_at", looked_at)
        request: Any = rf.post("/", {"what": "补齐两份", "file": SimpleUploadedFile("a.pdf", b"x" * 100)})
        signed = asked(rf, review.ground.clerk)
        request.reader, request.user, request.session = review.ground.clerk, signed.user, {}
        assert findings.answer(request, finding.pid).status_code == 422
        assert came == [11]


class TestWhatWaits:
    def lines(self, rf: RequestFactory, who: Reader) -> list[str]:
        return [line.url.rstrip("/").split("/")[-1] + ":" + line.kind for line in slots.todo(asked(rf, who))]

    def test_each_sees_his_own_next_step(self, rf: RequestFactory, review: Review) -> None:
        panel = review.appointed("a", "b")
        assert [one.startswith("declare") for one in self.lines(rf, review.who("a"))] == [True]
        assert self.lines(rf, review.above) == []
        review.declared(panel, "a", "b")
        assert len(self.lines(rf, review.above)) == 1  # to begin
        actions.begin_scoring(reader=review.above, panel=panel, at=NOW)
        assert [one.startswith("sheet") for one in self.lines(rf, review.who("b"))] == [True]
        review.marked(panel, "a", "met")
        review.marked(panel, "b", "met")
        assert [one.startswith("consensus") for one in self.lines(rf, review.who("a"))] == [True]
        assert self.lines(rf, review.who("b")) == []
        assert self.lines(rf, review.who("c")) == []

    def test_the_place_has_what_is_to_be_put_right_and_the_reviewer_what_was_done(
        self, rf: RequestFactory, review: Review
    ) -> None:
        _panel, finding = review.published()
        assert len(self.lines(rf, review.ground.clerk)) == 1
        assert self.lines(rf, review.ground.stranger) == []
        actions.answer_finding(
            reader=review.ground.clerk, finding=finding, what="补齐", at=NOW, evidence=_piece(review)
        )
        assert self.lines(rf, review.ground.clerk) == []
        assert len(self.lines(rf, review.who("b"))) == 1
        assert self.lines(rf, review.who("c")) == []

    def test_who_only_reviews_lands_on_his_reviews(self, rf: RequestFactory, review: Review) -> None:
        assert slots.landing(asked(rf, review.who("a"))) == "/reviews/"
        assert slots.landing(asked(rf, review.who("tied"))) is None
        assert slots.landing(asked(rf, review.ground.clerk)) is None


def _piece(review: Review) -> Any:
    from safecommunity.accreditation import actions as scores

    return scores.bring_evidence(
        reader=review.ground.clerk, place=review.ground.street, at=NOW,
        values={"title": "补签到表", "pointer": "/meetings/", "happened_on": NOW.date()},
    )  # fmt: skip
