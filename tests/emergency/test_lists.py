"""Lists of very many rows: an index is walked, nothing is sorted, and the rows are the same as of few."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from safecommunity.emergency.drills import actions as drills
from safecommunity.emergency.duty import actions as duty
from safecommunity.emergency.models import Drill, DutyEntry, EmergencyPlan, Resource
from safecommunity.places import narrowing
from tests.emergency.conftest import NOW, TODAY, Street
from tests.emergency.test_drills import values

pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.mark.parametrize("page", ["drills", "plans", "resources", "log"])
def test_a_list_of_many_shows_what_a_list_of_few_shows_and_sorts_nothing(
    street: Street, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    for n in range(3):
        drills.plan_drill(
            reader=street.clerk,
            values=values(street, title=f"第 {n} 次演练"),
            on=TODAY + timedelta(days=n),
            at=NOW,
        )
        told = {"says": f"第 {n} 条", "kind": "report", "happened_at": NOW - timedelta(hours=n)}
        duty.record_entry(reader=street.worker, place=street.east, values=told, at=NOW)
        street.plan(title=f"第 {n} 个预案")
        Resource.objects.create(place=street.west, kind="team", sort="other", name=f"第 {n} 队", people=9, starts=TODAY,
                                by="t", at=NOW)  # fmt: skip
    assert {one.objects.count() for one in (Drill, DutyEntry, EmergencyPlan, Resource)} == {3}
    client, address = street.client(), f"/emergency/{page}/"
    few: Any = client.get(address).context["table"]
    monkeypatch.setattr(narrowing, "FEW", 0)
    for order in dict.fromkeys(order for name, order in few.pairs if not name):
        table: Any = client.get(f"{address}?order={order}").context["table"]
        assert {row.pk for row in table.page.rows} == {row.pk for row in few.page.rows}
        assert (table.most, table.total) == (narrowing.MOST_WALKED, (3, False))
        if connection.vendor == "sqlite":
            assert "TEMP B-TREE" not in table._filtered().order_by(*table.chosen.order.fields)[:51].explain()
