"""Entered twice: the second entry ends with a link to the first and counts no more."""

from datetime import date, timedelta
from typing import Any

import pytest

from safecommunity.hazards import actions, queries
from safecommunity.hazards.models import Hazard
from tests.hazards.conftest import NOW, TODAY, Street, photo
from tests.hazards.test_pages import signed_in

pytestmark = pytest.mark.django_db


def test_the_second_entry_ends_and_the_first_goes_on(street: Street) -> None:
    first = street.until(street.found(found_on=TODAY - timedelta(days=3)), "rectifying")
    second = street.found(street.clerk)
    assert street.told()["found"] == 2
    second = street.step(second, "duplicate", first=first.pid)
    assert (second.state, second.same_as, second.turn_due) == ("duplicate", first, None)
    assert [step.says for step in second.steps.filter(what="duplicate")] == [first.number]
    assert [step.says for step in first.steps.filter(what="doubled")] == [second.number]
    fresh = Hazard.objects.get(pk=first.pk)
    assert (fresh.state, fresh.due) == (first.state, first.due)
    assert street.told()["found"] == 1


def test_it_counts_neither_as_found_nor_as_due_nor_as_overdue(street: Street) -> None:
    """Of what fell due one was put right: a third of three entries, half of two hazards."""
    day = date(2026, 9, 1)
    street.until(street.found(found_on=day), "closed")
    first = street.found(found_on=day, kind="gas")
    second = street.found(found_on=day, kind="gas")
    assert street.told() | {"on_time": None} == {
        "found": 3, "closed": 1, "on_spot": 0, "overdue": 2, "fix_rate": pytest.approx(100 / 3), "on_time": None,
        "recurrence": 0,
    }  # fmt: skip
    street.step(second, "duplicate", first=first.pid)
    told = street.told()
    assert (told["found"], told["overdue"], told["fix_rate"]) == (2, 1, 50)
    assert list(queries.going(Hazard.objects.all())) == [first]
    assert list(queries.overdue(Hazard.objects.all(), TODAY)) == [first]


def test_a_double_of_what_came_back_is_no_second_recurrence(street: Street) -> None:
    old = street.found(on_the_spot=True, after=[photo(200)], found_on=TODAY - timedelta(days=60))
    first, second = street.found(), street.found(street.clerk)
    assert (first.again, second.again) == (old, old)
    street.step(second, "duplicate", first=first.pid)
    old.refresh_from_db()
    assert old.came_back
    street.step(first, "no_hazard", reason="看错了")
    old.refresh_from_db()
    assert not old.came_back


@pytest.mark.parametrize(
    "first",
    [{"found_on": TODAY, "kind": "gas", "spot": "别处"},  # another thing elsewhere
     {"on_the_spot": True, "after": [photo(200)], "found_on": TODAY - timedelta(days=2)}],  # ended before: came back
)  # fmt: skip
def test_what_is_another_hazard_is_no_first(street: Street, first: dict[str, Any]) -> None:
    other, one = street.found(**first), street.found()
    with pytest.raises(actions.Refused, match="没有选"):
        street.step(one, "duplicate", first=other.pid)
    assert Hazard.objects.get(pk=one.pk).state == "found"


def test_the_first_is_not_made_a_double_of_the_second_nor_of_one_that_ended_as_none(street: Street) -> None:
    first, second, third = street.found(), street.found(), street.found()
    for one, other in ((first, second), (first, first)):
        with pytest.raises(actions.Refused):
            street.step(one, "duplicate", first=other.pid)
    street.step(second, "duplicate", first=first.pid)
    for wrong in (second.pid, "nosuch", ""):
        with pytest.raises(actions.Refused):
            street.step(third, "duplicate", first=wrong)
    third = street.step(third, "duplicate", first=first.pid)
    assert {one.pk for one in first.doubles.all()} == {second.pk, third.pk}
    assert queries.first_of(third) == first


def test_what_was_entered_at_the_grid_may_be_the_first_of_what_was_entered_at_its_community(
    street: Street,
) -> None:
    from safecommunity.places import actions as places
    from tests.hazards.conftest import START

    grid = places.create_place(name="第三网格", level="grid", parent=street.east, by="t", at=NOW, starts=START,
                               label="simulated")  # fmt: skip
    first, second = street.found(place=grid), street.found(street.clerk)
    assert street.step(second, "duplicate", first=first.pid).same_as == first


def test_both_pages_say_so_and_where_nothing_is_like_it_nothing_is_offered(street: Street) -> None:
    first = street.found()
    clerk = signed_in("clerk", street.place.pid)
    assert "/duplicate/" not in clerk.get(f"/hazards/{first.pid}/").content.decode()
    second = street.found(street.clerk)
    page = clerk.get(f"/hazards/{second.pid}/").content.decode()
    assert "/duplicate/" in page
    assert f'value="{first.pid}"' in page
    assert clerk.post(f"/hazards/{second.pid}/duplicate/", {"first": ""}).status_code == 422
    assert clerk.post(f"/hazards/{second.pid}/duplicate/", {"first": first.pid}).status_code == 302
    told, kept = (clerk.get(f"/hazards/{one.pid}/").content.decode() for one in (second, first))
    assert f'href="/hazards/{first.pid}/"' in told
    assert "重复登记，办理见" in told
    assert f'href="/hazards/{second.pid}/"' in kept
    assert "重复登记的另一条" in kept
    listed = clerk.get("/hazards/", {"state": "duplicate"}).content.decode()
    assert second.number in listed
    assert first.number not in listed
