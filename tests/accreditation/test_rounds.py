"""Rounds: frozen to an edition, graded by two people without overwriting, handed in whole, seen above then."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.accreditation import actions, standards
from safecommunity.accreditation.models import Mark, MarkStep, Round, Sheet
from safecommunity.accreditation.queries import rounds, sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.journal.models import AuditEvent
from tests.accreditation.conftest import NOW, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.db]
G = actions.Given


def marked(ground: Ground, one: Round, item: str, **parts: Any) -> Round:
    return actions.mark_item(reader=ground.clerk, round=one, item=item, given=parts, at=NOW)


class TestOpening:
    def test_a_round_keeps_the_edition_it_begins_with(self, ground: Ground) -> None:
        one = ground.opened()
        assert (one.sheet.version, one.items, one.number) == ("暂行", 50, 1)
        assert sheets.of_sheet(one.sheet) == sheets.in_force()["cn-national"]

    def test_one_open_round_of_a_standard_at_a_time(self, ground: Ground) -> None:
        ground.opened()
        with pytest.raises(actions.Refused, match="2026"):
            ground.opened()
        assert ground.opened("isccc6").number == 1

    @pytest.mark.parametrize(
        ("code", "year"), [("nosuch", 2026), ("cn-national", 2027), ("cn-national", 1999)]
    )
    def test_what_is_no_standard_or_no_year_is_refused_and_nothing_kept(
        self, ground: Ground, code: str, year: int
    ) -> None:
        with pytest.raises(actions.Refused):
            ground.opened(code, year)
        assert (Round.objects.count(), Sheet.objects.count()) == (0, 0)

    def test_another_street_s_office_opens_none_here(self, ground: Ground) -> None:
        with pytest.raises(actions.NotYours):
            actions.open_round(
                reader=ground.stranger, place=ground.street, code="cn-national", year=2026, at=NOW
            )


class TestGrading:
    def test_points_counts_and_history_go_with_the_grade(self, ground: Ground) -> None:
        one = marked(
            ground,
            ground.opened(),
            "31",
            exists=G("a"),
            trace=G("b", "缺 14 份"),
            effect=G("c", gap="区间重叠"),
        )
        # 0.8 + 1.0 × 0.7 + 1.2 × 0.3, the example of the mock-up
        assert (one.points, one.begun, one.graded) == (Decimal("1.86"), 1, 1)
        assert MarkStep.objects.filter(round=one).count() == 3
        assert AuditEvent.objects.filter(action="mark_item").count() == 1

    def test_half_an_item_is_begun_and_not_graded(self, ground: Ground) -> None:
        one = marked(ground, ground.opened(), "1", exists=G("a"))
        assert (one.points, one.begun, one.graded) == (Decimal("0.8"), 1, 0)

    def test_the_same_again_writes_nothing(self, ground: Ground) -> None:
        one = marked(ground, ground.opened(), "1", exists=G("a"))
        marked(ground, one, "1", exists=G("a", edition=1))
        assert MarkStep.objects.count() == 1
        assert Mark.objects.get().edition == 1

    def test_two_people_on_one_part_never_overwrite(self, ground: Ground) -> None:
        one = ground.opened()
        marked(ground, one, "1", exists=G("a"))
        with pytest.raises(actions.Refused, match="a"):  # the second filled the form before
            actions.mark_item(
                reader=ground.second, round=one, item="1", given={"exists": G("c"), "trace": G("b")}, at=NOW
            )
        assert list(Mark.objects.values_list("part", "grade")) == [("exists", "a")]
        actions.mark_item(
            reader=ground.second, round=one, item="1", given={"exists": G("c", edition=1)}, at=NOW
        )
        assert Mark.objects.get().grade == "c"

    def test_two_people_on_different_parts_both_count(self, ground: Ground) -> None:
        one = ground.opened()
        marked(ground, one, "1", exists=G("a"))
        two = actions.mark_item(reader=ground.second, round=one, item="1", given={"trace": G("a")}, at=NOW)
        assert two.points == Decimal("1.8")

    @pytest.mark.parametrize(
        ("item", "part", "given"),
        [
            ("99", "exists", G("a")),
            ("1", "proof", G("a")),
            ("1", "exists", G("e")),
            ("1", "exists", G("a", "理" * 501)),
        ],
    )
    def test_what_the_sheet_has_not_is_refused(self, ground: Ground, item: str, part: str, given: G) -> None:
        with pytest.raises(actions.Refused):
            marked(ground, ground.opened(), item, **{part: given})
        assert Mark.objects.count() == 0

    def test_a_set_of_criteria_is_judged_as_met_or_not(self, ground: Ground) -> None:
        one = marked(ground, ground.opened("isccc6"), "I1", whole=G("met"))
        assert (one.points, one.graded) == (0, 1)


class TestHandingIn:
    def test_a_round_is_handed_in_whole(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met", leave=1)
        with pytest.raises(actions.Refused, match="1"):
            actions.hand_in(reader=ground.chief, round=one, at=NOW)

    def test_only_the_chief_hands_in_and_then_nothing_changes(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met")
        with pytest.raises(actions.NotYours):
            actions.hand_in(reader=ground.clerk, round=one, at=NOW)
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        with pytest.raises(actions.Refused):
            marked(ground, one, "W1", whole=G("unmet", edition=1))

    def test_levels_above_see_it_only_then(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met")
        above = Rights(ground.above)
        assert not rounds.rounds(above).exists()
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        assert [r.pk for r in rounds.rounds(above)] == [one.pk]
        actions.reopen_round(reader=ground.chief, round=one, reason="漏了一项证据", at=NOW)
        assert not rounds.rounds(above).exists()

    def test_opening_again_needs_a_reason(self, ground: Ground) -> None:
        one = ground.graded(ground.opened("who6"), "met")
        actions.hand_in(reader=ground.chief, round=one, at=NOW)
        with pytest.raises(actions.Refused):
            actions.reopen_round(reader=ground.chief, round=one, reason=" ", at=NOW)

    def test_the_worked_example_passes_with_111(self, ground: Ground) -> None:
        one, standard = ground.opened(), sheets.in_force()["cn-national"]
        letters = ["a"] * 20 + ["b"] * 20 + ["c"] * 10
        for item, letter in zip(standard.by_id, letters, strict=True):
            one = marked(ground, one, item, **{part: G(letter) for part in standard.part_codes})
        assert (one.points, one.verdict, one.graded) == (Decimal(111), "pass", 50)


class TestEditions:
    def brought(self, ground: Ground, version: str = "2026 官方") -> Sheet:
        data = standards.written(sheets.in_force()["cn-national"]) | {"version": version}
        for element in data["elements"]:
            for item in element["items"]:
                item["basis"] = "operator"
        data["elements"][0]["items"][1]["text"]["zh-hans"] = "完全另一条要求，讲的是别的事情"
        sheet, _new = actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)
        return sheet

    def test_only_an_administrator_brings_one_in(self, ground: Ground) -> None:
        data = standards.written(sheets.in_force()["who6"]) | {"version": "2"}
        with pytest.raises(actions.NotYours):
            actions.bring_sheet(reader=ground.chief, standard=standards.read(data), at=NOW)

    def test_an_edition_never_changes(self, ground: Ground) -> None:
        self.brought(ground)
        data = standards.written(sheets.in_force()["cn-national"]) | {"version": "2026 官方"}
        with pytest.raises(actions.Refused, match="2026"):
            actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)

    def test_open_rounds_keep_theirs_and_new_ones_take_the_new(self, ground: Ground) -> None:
        old = ground.opened()
        sheet = self.brought(ground)
        actions.put_in_force(reader=ground.admin, sheet=sheet, at=NOW)
        new = actions.open_round(
            reader=ground.stranger, place=ground.other, code="cn-national", year=2026, at=NOW
        )
        old.refresh_from_db()
        assert (old.sheet.version, new.sheet.version) == ("暂行", "2026 官方")
        assert sheets.of_sheet(new.sheet).firm is True

    def test_evidence_follows_to_the_items_that_carry_the_text(self, ground: Ground) -> None:
        one = ground.opened()
        piece = actions.bring_evidence(
            reader=ground.clerk, place=ground.street, at=NOW,
            values={"title": "成立文件", "pointer": "/organisation/", "happened_on": date(2026, 3, 1)},
        )  # fmt: skip
        for item in ("1", "2"):
            actions.use_evidence(
                reader=ground.clerk, evidence=piece, round=one, item=item, parts=["exists"], at=NOW
            )
        sheet = self.brought(ground)
        assert actions.put_in_force(reader=ground.admin, sheet=sheet, at=NOW) == 2  # 2 keeps its number
        assert set(piece.uses.filter(sheet=sheet).values_list("item", "carried")) == {
            ("1", True),
            ("2", True),
        }

    def test_a_circle_through_the_crosswalk_is_refused(self, ground: Ground) -> None:
        data = standards.written(sheets.in_force()["isccc6"]) | {"version": "2"}
        data["elements"][0]["items"][0]["answers"] = ["who6:W1"]
        with pytest.raises(actions.Refused, match="→"):
            actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)
        assert Sheet.objects.count() == 0


class TestSpeed:
    def test_a_round_is_read_by_the_same_queries_whatever_it_holds(self, ground: Ground) -> None:
        one = ground.opened()
        counts = []
        for grade in ("", "a"):
            if grade:
                ground.graded(one, grade)
            with CaptureQueriesContext(
                connection,
            ) as asked:
                rounds.tree(Round.objects.select_related("place", "sheet").get(pk=one.pk))
            counts.append(len(asked))
        assert counts[0] == counts[1] <= 4
