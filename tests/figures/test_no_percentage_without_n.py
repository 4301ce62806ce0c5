"""The database itself refuses a held figure without its n, and a percentage on paper that is not told as a share."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from safecommunity.figures.models import Claim, Pin

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.mark.parametrize("content", [{}, {"value": 75.0}, {"value": 75.0, "n": None}])
def test_a_held_figure_without_n_is_refused(content):
    with pytest.raises(IntegrityError, match="pin_says_its_n"), transaction.atomic():
        Pin.objects.bulk_create([Pin(key="k", code="c", place="p", content=content, seq=1, purpose="x", by="t",
                                     pinned_at=NOW)])  # fmt: skip
    assert not Pin.objects.exists()


@pytest.mark.parametrize("unit", ["%", "％", "percent", "百分比"])
def test_a_percentage_on_paper_stands_as_a_share_only_so_that_its_missing_n_shows(unit):
    with pytest.raises(IntegrityError, match="claim_percentage_is_a_share"), transaction.atomic():
        Claim.objects.create(place="p", title="知晓率", value=Decimal(95), unit=unit, starts=date(2026, 1, 1),
                             ends=date(2026, 12, 31), document="总结", by="t", entered_at=NOW)  # fmt: skip


def test_a_held_figure_with_n_stands():
    Pin.objects.create(
        key="k", code="c", place="p", content={"n": 0}, seq=1, purpose="x", by="t", pinned_at=NOW
    )
    assert Pin.objects.count() == 1
