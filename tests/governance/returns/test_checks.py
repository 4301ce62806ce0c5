"""Returns against the integrity rules: sums (N2), the level above (N4), what was handed in stays (N16)."""

import pytest

from safecommunity.figures.checker.registry import Asked
from safecommunity.governance import checks
from safecommunity.governance.models import ReturnCell, ReturnVersion
from safecommunity.governance.returns import actions, queries
from tests.governance.returns.conftest import NOW, cells

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def found(find):
    return list(find(Asked(NOW, NOW.date())))


def test_n2_a_return_whose_parts_do_not_make_its_total_is_found_with_its_remark(office, street_return):
    office.hand_in(street_return, cells(7, 3, 3), note="一起待核")
    (one,) = found(checks.returns_apart)
    assert (one.key, one.said["n"], one.said["note"]) == (street_return.pid, 1, "一起待核")
    assert "7" in checks.say_returns(one.said)
    assert "一起待核" in checks.say_returns(one.said)


def test_n2_a_return_that_agrees_is_silent(office, street_return):
    office.hand_in(street_return, cells(7, 3, 4))
    assert not found(checks.returns_apart)


@pytest.mark.parametrize(("street", "silent"), [(cells(6, 3, 3), False), (cells(8, 4, 4), True)])
def test_n4_a_street_below_its_villages_is_found(office, street_return, street, silent):
    actions.pass_on(
        reader=office.people["clerk"], row=street_return, fillers=[one.pid for one in office.villages], at=NOW
    )
    for part in queries.returns().filter(call__parent=street_return.call):
        office.hand_in(part, cells(4, 2, 2))
    office.hand_in(street_return, street, note="村里多报")
    told = found(checks.returns_below)
    assert [one.key for one in told] == ([] if silent else [street_return.pid])
    if not silent:
        assert "6" in checks.say_below(told[0].said)
        assert "8" in checks.say_below(told[0].said)


def test_n16_a_return_stays_as_handed_in_until_somebody_changes_it_in_the_database(office, street_return):
    office.hand_in(street_return, cells(7, 3, 4))
    assert not found(checks.returns_altered)
    version = ReturnVersion.objects.get()
    ReturnVersion.objects.filter(pk=version.pk).update(values={**version.values, "total.n": 5})
    ReturnCell.objects.filter(cell="total.n").update(value=5)  # both alike: only the log's checksum tells
    (one,) = found(checks.returns_altered)
    assert one.key == street_return.pid


def test_n16_cells_that_are_counted_are_those_that_were_handed_in(office, street_return):
    office.hand_in(street_return, cells(7, 3, 4))
    ReturnCell.objects.filter(cell="total.n").update(value=1)
    assert [one.said["n"] for one in found(checks.returns_altered)] == [1]
