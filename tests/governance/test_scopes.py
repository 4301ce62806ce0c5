"""Lists within places: the same rows looked up or walked, and never a sort of all of them."""

import pytest
from django.db import connection

from safecommunity.governance.models import Support
from safecommunity.places import queries, scopes
from tests.governance.conftest import DAY, NOW, Street

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def lay(street: Street) -> None:
    for place in (street.place, street.east, street.west):
        Support.objects.create(
            place=place,
            giver="示例单位",
            kind="people",
            what="人手",
            amount=1,
            unit="people",
            starts=DAY,
            by="t",
            at=NOW,
        )


@pytest.mark.parametrize("few", [0, 2000])
def test_rows_of_a_place_and_beneath_are_found_either_way(
    street: Street, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scopes, "FEW", few)
    lay(street)

    def found(*pids: str) -> set[int]:
        return set(
            scopes.listed(Support.objects.all(), queries.open_paths(pids).values()).values_list(
                "place", flat=True
            )
        )

    assert found(street.place.pid) == {street.place.pk, street.east.pk, street.west.pk}
    assert found(street.east.pid) == {street.east.pk}
    assert found() == set()


def test_where_rows_are_many_the_index_of_the_order_is_walked(
    street: Street, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("EXPLAIN QUERY PLAN is SQLite's")
    monkeypatch.setattr(scopes, "FEW", 0)
    lay(street)
    rows = scopes.listed(Support.objects.all(), queries.open_paths([street.place.pid]).values())
    plan = rows.order_by("-starts", "-pk")[:51].explain()
    assert "support_by_day" in plan
    assert "TEMP B-TREE FOR ORDER BY" not in plan
