"""The tree of now is read once a request; what a request itself changes is read again."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from safecommunity.places import actions, queries
from safecommunity.places.models import Place

pytestmark = [pytest.mark.django_db, pytest.mark.db]
NOW, START = datetime(2026, 11, 23, 2, 0, tzinfo=UTC), date(2020, 1, 1)


def made(name: str, level: str, parent: Place | None = None) -> Place:
    return actions.create_place(name=name, level=level, parent=parent, by="t", at=NOW, starts=START)


@pytest.fixture
def street() -> Place:
    return made("示例街道", "street", made("示例区", "district"))


@pytest.fixture
def request_begun() -> Iterator[None]:
    queries.remember()
    yield
    queries.remember(False)


def asked(street: Place) -> tuple[dict[str, str], dict[str, frozenset[str]]]:
    return queries.open_paths([street.pid]), queries.subtrees([street.pid])


def test_the_same_question_is_read_once(
    street: Place, request_begun: None, django_assert_num_queries: Any
) -> None:
    first = asked(street)
    with django_assert_num_queries(0):
        assert asked(street) == first


def test_only_what_was_not_asked_is_read(
    street: Place, request_begun: None, django_assert_num_queries: Any
) -> None:
    other = made("另一街道", "street")
    queries.open_paths([street.pid])
    with django_assert_num_queries(1):
        assert set(queries.open_paths([street.pid, other.pid])) == {street.pid, other.pid}


def test_a_place_made_in_the_request_is_there_at_once(street: Place, request_begun: None) -> None:
    asked(street)
    community = made("示东社区", "community", street)
    assert community.pid in queries.subtrees([street.pid])[street.pid]
    assert set(queries.open_paths([community.pid])) == {community.pid}


def test_a_place_moved_in_the_request_has_moved(street: Place, request_begun: None) -> None:
    district = made("另一区", "district")
    before = asked(street)[0]
    actions.move_place(place=street, parent=district, on=date(2026, 1, 1), by="t", at=NOW)
    after = asked(street)[0]
    assert before != after
    assert district.pid in after[street.pid]


def test_nothing_is_remembered_outside_a_request(street: Place, django_assert_num_queries: Any) -> None:
    asked(street)
    with django_assert_num_queries(3):
        asked(street)


def test_a_place_nobody_knows_is_itself_and_has_no_path(request_begun: None) -> None:
    assert queries.open_paths(["nosuch"]) == {}
    assert queries.subtrees(["nosuch"]) == {"nosuch": frozenset({"nosuch"})}


def test_the_next_request_reads_for_itself(client: Any, street: Place) -> None:
    client.get("/")
    assert queries._tree.get() is None
