"""The office is reminded where few are left of a printed matter."""

from datetime import date
from typing import Any

import pytest
from django.test import RequestFactory

from safecommunity.outreach import actions, slots
from safecommunity.outreach.models import Item
from tests.outreach.conftest import NOW, World, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def lines(who: Any) -> list[str]:
    request = RequestFactory().get("/")
    request.reader = who  # type: ignore[attr-defined]
    return [one.title for one in slots.todo(request) if one.kind == "库存"]


def test_an_item_below_what_the_office_wants_waits_and_one_above_does_not(world: World) -> None:
    clerk = reader("clerk-1", "clerk", world.street.pid)
    item = actions.add_item(reader=clerk, at=NOW, place=world.street, kind="leaflet", name="防跌倒折页")
    actions.print_stock(reader=clerk, item=item, at=NOW, on=date(2026, 11, 20), number=150)
    item = Item.objects.get()
    assert lines(clerk) == []
    actions.set_low(reader=clerk, item=item, low=200, at=NOW)
    assert lines(clerk) == ["防跌倒折页只剩 150"]
    actions.set_low(reader=clerk, item=item, low=150, at=NOW)
    assert lines(clerk) == []


@pytest.mark.parametrize("low", [-1, 10_000_000])
def test_a_number_that_cannot_be_is_refused(world: World, low: int) -> None:
    clerk = reader("clerk-1", "clerk", world.street.pid)
    item = actions.add_item(reader=clerk, at=NOW, place=world.street, kind="leaflet", name="防跌倒折页")
    with pytest.raises(actions.Refused):
        actions.set_low(reader=clerk, item=item, low=low, at=NOW)
