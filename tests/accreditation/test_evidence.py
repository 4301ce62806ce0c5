"""Evidence: three dates, one piece for many items, nothing from after the year, withdrawn with a reason."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Evidence, EvidenceUse
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


def test_what_happened_after_the_year_proves_nothing(ground: Ground) -> None:
    one = ground.opened(year=2025)
    with pytest.raises(actions.Refused, match="2025"):
        actions.use_evidence(
            reader=ground.clerk, evidence=piece(ground), round=one, item="1", parts=["exists"], at=NOW
        )
    assert EvidenceUse.objects.count() == 0


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
