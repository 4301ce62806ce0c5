"""A year's rounds of many places: what was handed in counts, the later one of a place, by rights, flat in queries."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from safecommunity.accounts.reader import Held, Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import board, sheets, year
from safecommunity.accreditation.rights import Rights
from safecommunity.places import actions as places
from safecommunity.places import queries as places_of
from safecommunity.places.models import Place
from tests.accreditation.conftest import NOW, START, Ground, Page, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]
CODE = "who6"


def graded(
    place: Place, grades: dict[str, str], *, code: str = CODE, hand_in: bool = True, of: int = 2026
) -> Round:
    """A round of a place, every item `met` but those named."""
    clerk, chief = reader("clerk", place.pid), reader("chief", place.pid)
    one = actions.open_round(reader=clerk, place=place, code=code, year=of, at=NOW)
    standard = sheets.of_sheet(one.sheet)
    for item in standard.by_id:
        given = {p: actions.Given(grades.get(item, standard.grade_codes[0])) for p in standard.part_codes}
        one = actions.mark_item(reader=clerk, round=one, item=item, given=given, at=NOW)
    return actions.hand_in(reader=chief, round=one, at=NOW) if hand_in else one


def told(who: Reader, place: Place, code: str = CODE) -> year.Year | None:
    return year.of_place(Rights(who), place, code, 2026)


class TestWhatCounts:
    def test_totals_verdicts_and_the_middle_place(self, ground: Ground) -> None:
        # fifty items at a are 150 of 150, at c 50 × 3 × 0.3 = 45: the last and the fourth tenth
        graded(ground.street, {}, code="cn-national")
        graded(ground.other, {str(n): "c" for n in range(1, 51)}, code="cn-national")
        found = told(ground.above, ground.district, "cn-national")
        assert found is not None
        assert [(n, k) for n, k in enumerate(found.classes) if k] == [(3, 1), (9, 1)]
        assert dict(found.verdicts) == {"pass": 1, "extend": 0, "fail": 1}
        assert found.middle == (71.25, 97.5, 123.75)  # as R quantile(c(45, 150), c(.25, .5, .75))

    def test_the_item_that_is_weak_most_often_stands_first(self, ground: Ground) -> None:
        graded(ground.street, {"W2": "unmet", "W5": "unmet"})
        graded(ground.other, {"W2": "part"})
        found = told(ground.above, ground.district)
        assert found is not None
        assert [(one.item.id, one.weak, one.graded, float(one.reached)) for one in found.weakest] == [
            ("W2", 2, 2, 0.0), ("W5", 1, 2, 0.5),
        ]  # fmt: skip

    def test_of_a_score_sheet_weak_is_what_brings_less_than_half(self) -> None:
        # a 1, b 0.7, c 0.3, d 0
        assert year.weak_grades(sheets.codes.shipped()["cn-national"]) == ("c", "d")

    def test_what_is_still_being_scored_is_told_but_not_counted(self, ground: Ground) -> None:
        graded(ground.street, {})
        graded(ground.other, {"W1": "unmet"}, hand_in=False)
        clerk = reader("clerk", ground.district.pid)  # an office of the district itself sees both
        found = told(clerk, ground.district)
        assert found is not None
        assert (found.places, found.open, found.weakest) == (1, 1, ())

    def test_of_a_place_that_handed_in_twice_the_later_round_counts(self, ground: Ground) -> None:
        graded(ground.street, {"W1": "unmet"})
        graded(ground.street, {"W3": "unmet"})
        found = told(ground.above, ground.district)
        assert found is not None
        assert (found.places, [one.item.id for one in found.weakest]) == (1, ["W3"])

    def test_rounds_by_another_edition_are_told_and_stay_out(self, ground: Ground) -> None:
        graded(ground.street, {})
        newer = replace(sheets.in_force()[CODE], version="另一版")
        sheet, _new = actions.bring_sheet(reader=ground.admin, standard=newer, at=NOW)
        actions.put_in_force(reader=ground.admin, sheet=sheet, at=NOW)
        third = places.create_place(
            name="第三街道", level="street", parent=ground.district, by="t", at=NOW, starts=START
        )
        for place in (ground.other, third):
            graded(place, {"W1": "unmet"})
        found = told(ground.above, ground.district)
        assert found is not None
        assert (found.places, found.other_editions, found.sheet.pk) == (2, 1, sheet.pk)

    def test_nothing_handed_in_is_nothing_to_judge(self, ground: Ground) -> None:
        graded(ground.street, {}, hand_in=False)
        assert told(ground.above, ground.district) is None


class TestRights:
    def test_the_level_above_sees_what_was_handed_in_only(self, ground: Ground) -> None:
        graded(ground.street, {})
        graded(ground.other, {}, hand_in=False)
        found = told(ground.above, ground.district)
        assert found is not None
        assert (found.places, found.open) == (1, 0)

    @pytest.mark.parametrize("roles", [
        (("supervisor", "district"),), (("auditor", "district"),), (("clerk", "street"),),
        (("supervisor", "district"), ("clerk", "street")), (("supervisor", "street"), ("auditor", "district")),
        (("chief", "other"),), (("reviewer", "district"),), (),
    ])  # fmt: skip
    @pytest.mark.parametrize("below", ["district", "street", "other"])
    def test_below_a_place_everybody_sees_what_he_sees_anyway(
        self, ground: Ground, roles: tuple[tuple[str, str], ...], below: str
    ) -> None:
        """The short way of lists gives the rounds of `seen`, of all roles somebody may hold at once."""
        graded(ground.street, {})
        graded(ground.street, {}, hand_in=False)
        graded(ground.other, {}, hand_in=False)
        held = tuple(Held(role, place=getattr(ground, where).pid) for role, where in roles)
        rights, place = (
            Rights(Reader("p-x", "某人", "zh-hans", held, signed_in_by="demo")),
            getattr(ground, below),
        )
        inside = set(places_of.subtree(place.pid))
        seen = Round.objects.filter(rights.seen()).select_related("place")
        wanted = {one.pk for one in seen if one.place.pid in inside}
        found = rights.seen_under(place)
        assert found is not None
        assert set(Round.objects.filter(found).values_list("pk", flat=True)) == wanted

    def test_where_many_rounds_count_they_stay_in_the_database(
        self, ground: Ground, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for place in (ground.street, ground.other):
            graded(place, {"W2": "unmet"})
        graded(ground.street, {"W2": "part"})
        few = told(ground.above, ground.district)
        monkeypatch.setattr(year, "MOST_KEYS", 1)
        assert told(ground.above, ground.district) == few

    def test_an_office_counts_its_own_places(self, ground: Ground) -> None:
        graded(ground.street, {})
        assert told(ground.stranger, ground.district) is None

    def test_grades_behind_an_item_are_those_counted(self, ground: Ground) -> None:
        graded(ground.street, {"W2": "unmet"})
        graded(ground.other, {"W2": "part"}, hand_in=False)
        rows = year.of_item(Rights(ground.above), ground.district, CODE, 2026, "W2")
        assert [(one.round.place.name, one.grade) for one in rows] == [("示例街道", "unmet")]


class TestPages:
    def test_the_page_names_the_weak_item_and_leads_to_the_places(self, ground: Ground, page: Page) -> None:
        graded(ground.street, {"W2": "unmet"})
        text = page(ground.above, "/assessments/year/?code=who6&year=2026")
        assert "W2" in text
        assert "item=W2" in text
        listed = page(ground.above, "/assessments/year/item/?code=who6&year=2026&item=W2")
        assert "示例街道" in listed

    @pytest.mark.parametrize(
        ("query", "status"),
        [("code=nosuch", 400), ("year=abc", 400), ("year=1999", 400), ("place=nosuch", 400)],
    )
    def test_what_is_no_standard_year_or_place_is_refused(
        self, ground: Ground, page: Page, query: str, status: int
    ) -> None:
        assert query.partition("=")[2] in page(ground.above, f"/assessments/year/?{query}", status)

    def test_a_place_out_of_reach_is_closed(self, ground: Ground, page: Page) -> None:
        graded(ground.other, {})
        assert "另一街道" not in page(ground.clerk, f"/assessments/year/?place={ground.district.pid}", 403)

    def test_an_item_no_edition_has_is_not_found(self, ground: Ground, page: Page) -> None:
        graded(ground.street, {})
        assert "示例街道" not in page(ground.above, "/assessments/year/item/?code=who6&item=Z9", 404)


class TestSize:
    def test_queries_are_the_same_for_one_place_and_for_many(self, ground: Ground) -> None:
        graded(ground.street, {})
        with CaptureQueriesContext(connection) as one:
            told(ground.above, ground.district)
        for n in range(4):
            graded(
                places.create_place(name=f"第 {n} 街道", level="street", parent=ground.district, by="t", at=NOW,
                                    starts=START), {"W1": "part"},
            )  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            told(ground.above, ground.district)
        assert len(many) == len(one) <= 5

    def test_the_tree_adds_up_what_lies_below(self, ground: Ground) -> None:
        graded(ground.street, {})
        graded(ground.other, {}, hand_in=False)
        office = Rights(reader("clerk", ground.district.pid))
        with CaptureQueriesContext(connection) as asked:
            found = board.tree(office)
        assert [(one.place.name, one.depth, one.below, one.handed_in, one.open) for one in found] == [
            ("示例区", 0, 2, 1, 1), ("示例街道", 1, 0, 1, 0), ("另一街道", 1, 0, 0, 1),
        ]  # fmt: skip
        assert len(asked) <= 4  # three in a request, which reads the reader's places once
