"""Evidence: three dates, one piece for many items, nothing from after the year, withdrawn with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accreditation import actions, standards
from safecommunity.accreditation.models import Evidence, EvidenceUse, Round
from safecommunity.accreditation.queries import rounds, sheets
from tests.accreditation.conftest import NOW, TODAY, Ground

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def piece(ground: Ground, **more: Any) -> Evidence:
    values = {"title": "成立文件", "pointer": "/organisation/", "happened_on": date(2026, 3, 1), **more}
    return actions.bring_evidence(reader=ground.clerk, place=ground.street, values=values, at=NOW)


def test_the_same_pointer_is_one_piece_and_serves_many_items(ground: Ground) -> None:
    one = ground.opened()
    first, again = piece(ground), piece(ground, title="又一次")
    assert first.pk == again.pk
    for item in ("1", "3"):
        actions.use_evidence(
            reader=ground.clerk, evidence=first, round=one, item=item, parts=["exists", "trace"], at=NOW
        )
    assert rounds.proofs(one) == {"1": 1, "3": 1}
    assert EvidenceUse.objects.count() == 4


def test_used_twice_is_used_once(ground: Ground) -> None:
    one, first = ground.opened(), piece(ground)
    new = [
        actions.use_evidence(
            reader=ground.clerk, evidence=first, round=one, item="1", parts=["exists"], at=NOW
        )
        for _ in range(2)
    ]
    assert new == [1, 0]


def test_what_happened_after_the_year_proves_nothing_and_the_rule_is_named(ground: Ground) -> None:
    one = ground.opened(year=2025)
    with pytest.raises(actions.Refused, match=r"2025.*N11"):
        actions.use_evidence(
            reader=ground.clerk, evidence=piece(ground), round=one, item="1", parts=["exists"], at=NOW
        )
    assert EvidenceUse.objects.count() == 0


def test_what_counts_only_after_the_year_proves_nothing_of_it(ground: Ground) -> None:
    one = ground.opened(year=2025)
    late = piece(ground, happened_on=date(2025, 12, 20), effective_from=date(2026, 1, 1))
    with pytest.raises(actions.Refused, match="N11"):
        actions.use_evidence(
            reader=ground.clerk, evidence=late, round=one, item="1", parts=["exists"], at=NOW
        )


def test_a_piece_of_a_later_year_shows_in_no_round_of_an_earlier_one(ground: Ground) -> None:
    # uses hang on the edition; two rounds of one edition still see each its own period
    earlier = ground.graded(ground.opened("who6", 2025), "met")
    actions.hand_in(reader=ground.chief, round=earlier, at=NOW - timedelta(days=30))
    this = ground.opened("who6")
    actions.use_evidence(
        reader=ground.clerk, evidence=piece(ground), round=this, item="W1", parts=["whole"], at=NOW
    )
    assert rounds.proofs(this) == {"W1": 1}
    assert rounds.proofs(Round.objects.get(pk=earlier.pk)) == {}


def test_what_was_handed_in_keeps_the_evidence_it_had(ground: Ground) -> None:
    one, first = ground.graded(ground.opened("who6"), "met"), piece(ground)
    actions.use_evidence(reader=ground.clerk, evidence=first, round=one, item="W1", parts=["whole"], at=NOW)
    actions.hand_in(reader=ground.chief, round=one, at=NOW)
    for deed in (actions.use_evidence, actions.drop_use):
        more = {"parts": ["whole"]} if deed is actions.use_evidence else {"part": "whole"}
        with pytest.raises(actions.Refused):
            deed(reader=ground.clerk, evidence=first, round=one, item="W1", at=NOW, **more)  # type: ignore[operator]
    tomorrow = NOW + timedelta(days=1)
    actions.withdraw_evidence(reader=ground.clerk, evidence=first, reason="拿错了", at=tomorrow)
    assert rounds.proofs(Round.objects.get(pk=one.pk)) == {"W1": 1}


def test_evidence_of_a_place_follows_when_it_is_scored_by_another_edition(ground: Ground) -> None:
    # used after the new edition was put in force, by a round that keeps the old one
    old, first = ground.opened(), piece(ground)
    data = standards.written(sheets.in_force()["cn-national"]) | {"version": "2026 官方"}
    sheet, _new = actions.bring_sheet(reader=ground.admin, standard=standards.read(data), at=NOW)
    assert actions.put_in_force(reader=ground.admin, sheet=sheet, at=NOW) == 0
    actions.use_evidence(reader=ground.clerk, evidence=first, round=old, item="3", parts=["trace"], at=NOW)
    ground.graded(old)
    actions.hand_in(reader=ground.chief, round=old, at=NOW)
    new = ground.opened()
    assert new.sheet_id == sheet.pk
    assert rounds.proofs(new) == {"3": 1}
    assert EvidenceUse.objects.get(sheet=sheet).carried


@pytest.mark.parametrize(
    "more",
    [
        {"happened_on": TODAY + timedelta(days=1)},
        {"happened_on": date(1899, 1, 1)},
        {"effective_from": date(2026, 2, 1)},
        {"title": ""},
        {"title": "题" * 201},
        {"pointer": ""},
        {"pointer": "javascript:alert(1)"},
        {"pointer": "//elsewhere"},
        {"pointer": "/" + "a" * 300},
        {"binder": "盒" * 81},
    ],
)
def test_what_cannot_be_evidence_is_refused(ground: Ground, more: dict[str, Any]) -> None:
    with pytest.raises(actions.Refused):
        piece(ground, **more)
    assert Evidence.objects.count() == 0


def test_another_office_brings_and_uses_none_here(ground: Ground) -> None:
    one, first = ground.opened(), piece(ground)
    with pytest.raises(actions.NotYours):
        actions.use_evidence(
            reader=ground.stranger, evidence=first, round=one, item="1", parts=["exists"], at=NOW
        )


def test_withdrawn_it_serves_nothing_and_stays_readable(ground: Ground) -> None:
    one, first = ground.opened(), piece(ground)
    actions.use_evidence(reader=ground.clerk, evidence=first, round=one, item="1", parts=["exists"], at=NOW)
    actions.withdraw_evidence(reader=ground.clerk, evidence=first, reason="拿错了", at=NOW)
    assert rounds.proofs(one) == {}
    assert Evidence.objects.get().reason == "拿错了"
    with pytest.raises(actions.Refused):
        actions.use_evidence(
            reader=ground.clerk, evidence=first, round=one, item="1", parts=["exists"], at=NOW
        )


def test_coverage_tells_items_read_from_reconstructed_ones() -> None:
    # nine items of the national sheet are read, forty-one reconstructed
    rows = {
        row["basis"]: row for row in sheets.coverage(sheets.codes.shipped()["cn-national"], {"1", "2", "12"})
    }
    assert (rows["read"]["answered"], rows["read"]["items"]) == (2, 9)
    assert (rows["reconstructed"]["answered"], rows["reconstructed"]["items"]) == (1, 41)
