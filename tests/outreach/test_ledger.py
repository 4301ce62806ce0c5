"""Lines of the ledger: entered once, never changed, taken out of the counts by a line that says the opposite."""

from datetime import date, timedelta

import pytest

from safecommunity.files.models import Attachment
from safecommunity.journal.models import AuditEvent, Change
from safecommunity.outreach import actions, codes
from safecommunity.outreach.models import Entry, StockMove
from safecommunity.outreach.queries import doubles, ledger
from safecommunity.outreach.queries.rights import Rights
from tests.outreach.conftest import NOW, TODAY, World, enter, photo, reader

pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_hand_out_is_one_line_with_its_photo_one_event_and_one_change(world: World) -> None:
    entry = enter(world.grid_worker, world.grid, photos=[("a.jpg", photo())], client_id="one")
    assert (entry.kind, entry.group, entry.quantity, entry.state) == ("leaflet", "material", 200, "live")
    assert Attachment.objects.get().ref == entry.ref
    event = AuditEvent.objects.get(action="record_outreach")
    assert Change.objects.get(event=event).ref == entry.ref


def test_the_same_client_id_again_is_the_same_line(world: World) -> None:
    first = enter(world.grid_worker, world.grid, client_id="same")
    assert enter(world.grid_worker, world.grid, client_id="same").pk == first.pk
    assert Entry.objects.count() == 1
    with pytest.raises(actions.Refused):
        enter(world.clerk, world.grid, client_id="same")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"kind": "rocket"}, "kind"), ({"quantity": 0}, "quantity"), ({"quantity": -3}, "quantity"),
        ({"quantity": 10**9}, "quantity"), ({"quantity": None}, "quantity"), ({"reached": -1}, "reached"),
        ({"happened_on": TODAY + timedelta(days=2)}, "happened_on"), ({"happened_on": date(1989, 1, 1)}, "happened_on"),
        ({"qualifier": "maybe"}, "qualifier"), ({"setting": "space"}, "setting"), ({"title": "长" * 121}, "title"),
        ({"place": "nowhere"}, "place"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_at_its_field_and_leaves_nothing(
    world: World, wrong: dict, field: str
) -> None:
    values = {"kind": "leaflet", "place": world.grid.pid, "quantity": 5, "happened_on": TODAY, **wrong}
    with pytest.raises(actions.Refused) as refused:
        actions.record_entry(reader=world.clerk, at=NOW, values=values)
    assert [finding.field for finding in refused.value.findings] == [field]
    assert not Entry.objects.exists()
    assert not AuditEvent.objects.filter(kind="outreach").exists()


def test_a_bad_photo_is_refused_together_with_the_rest(world: World) -> None:
    values = {"kind": "", "place": world.grid.pid, "quantity": 5, "happened_on": TODAY}
    with pytest.raises(actions.Refused) as refused:
        actions.record_entry(reader=world.clerk, at=NOW, values=values, photos=[("x.jpg", b"MZ")])
    assert {finding.field for finding in refused.value.findings} == {"kind", "photos"}


def test_nobody_enters_lines_outside_his_places(world: World) -> None:
    for who in (world.grid_worker, world.clerk):
        with pytest.raises(actions.NotYours):
            enter(who, world.other_community)
    for who in (world.cdc, world.supervisor, world.auditor, world.nurse):
        with pytest.raises(actions.NotYours):
            enter(who, world.community)


def test_a_recorder_sees_his_own_lines_the_office_all_a_sibling_and_a_supervisor_none(world: World) -> None:
    mine, theirs = enter(world.grid_worker, world.grid), enter(world.clerk, world.community)

    def seen(who) -> set[int]:
        return set(ledger.listed(Rights(who)).values_list("pk", flat=True))

    assert seen(world.grid_worker) == {mine.pk}
    assert seen(world.clerk) == seen(world.chief) == {mine.pk, theirs.pk}
    sibling = reader("sib", "clerk", world.other_street.pid)
    assert seen(sibling) == seen(world.supervisor) == seen(world.cdc) == set()
    assert ledger.entry_of(Rights(sibling), mine.ref) is None


def test_a_correction_is_a_reversing_line_and_a_new_one(world: World) -> None:
    entry = enter(world.clerk, world.community, quantity=200)
    values = {"kind": "leaflet", "place": world.community.pid, "quantity": 20, "happened_on": TODAY}
    right = actions.correct_entry(
        reader=world.clerk, entry=entry, at=NOW, values=values, reason="多打了一个零"
    )
    entry.refresh_from_db()
    assert (entry.quantity, entry.state) == (200, "reversed")
    assert (entry.reversal.quantity, entry.reversal.state) == (-200, "reversal")
    assert (right.quantity, right.state, right.corrects_id) == (20, "live", entry.pk)
    assert sum(Entry.objects.values_list("quantity", flat=True)) == 20


def test_a_line_is_reversed_once_with_a_reason_and_by_those_who_may(world: World) -> None:
    entry = enter(world.clerk, world.community)
    with pytest.raises(actions.Refused):
        actions.reverse_entry(reader=world.clerk, entry=entry, at=NOW, reason=" ")
    with pytest.raises(actions.NotYours):
        actions.reverse_entry(reader=world.grid_worker, entry=entry, at=NOW, reason="错")
    actions.reverse_entry(reader=world.clerk, entry=entry, at=NOW, reason="没有发")
    with pytest.raises(actions.Refused):
        actions.reverse_entry(reader=world.clerk, entry=entry, at=NOW, reason="再来")
    assert AuditEvent.objects.filter(action="reverse_outreach").count() == 1


def test_the_words_of_a_quantity_keep_its_qualifier() -> None:
    assert codes.amount("leaflet", 700_000, "over") == "700,000 余 份"
    assert codes.amount("poster", 500, "near") == "近 500 张"
    assert codes.amount("banner", 89, "exact") == "89 条"


def test_things_installed_are_looked_at_again_and_nothing_else_is(world: World) -> None:
    alarm, paper = enter(world.clerk, world.community, "smoke_alarm", 30), enter(world.clerk, world.community)
    for on, condition in ((TODAY, "broken"), (TODAY - timedelta(days=0), "good")):
        actions.check_condition(reader=world.clerk, entry=alarm, at=NOW, on=on, condition=condition)
    alarm.refresh_from_db()
    assert alarm.condition == "good"
    with pytest.raises(actions.Refused):
        actions.check_condition(reader=world.clerk, entry=paper, at=NOW, on=TODAY, condition="good")
    with pytest.raises(actions.Refused):
        actions.check_condition(
            reader=world.clerk, entry=alarm, at=NOW, on=TODAY + timedelta(days=1), condition="x"
        )


class TestDoubles:
    """N5: one event reported by several groups counts once."""

    def test_two_hands_about_one_event_make_a_pair_and_one_hand_does_not(self, world: World) -> None:
        enter(world.grid_worker, world.grid, "lecture", 1)
        enter(world.grid_worker, world.grid, "lecture", 1)
        assert doubles.waiting(Rights(world.clerk)) == 0
        enter(world.clerk, world.community, "lecture", 1)
        assert doubles.waiting(Rights(world.clerk)) == 2

    def test_leaflets_of_another_number_or_another_place_are_no_pair(self, world: World) -> None:
        enter(world.grid_worker, world.grid, quantity=200)
        enter(world.clerk, world.grid, quantity=150)
        other = reader("o", "clerk", world.other_street.pid)
        enter(other, world.other_community, quantity=200)
        assert doubles.waiting(Rights(world.clerk)) == 0

    def test_joined_lines_count_once_and_the_decision_is_taken_back(self, world: World) -> None:
        first, second = (
            enter(world.grid_worker, world.grid, "film", 1),
            enter(world.clerk, world.community, "film", 1),
        )
        pair = doubles.visible(Rights(world.clerk)).get()
        actions.join_double(reader=world.clerk, double=pair, keep=second.ref, at=NOW)
        first.refresh_from_db()
        assert (first.state, first.counted_with_id) == ("joined", second.pk)
        with pytest.raises(actions.Refused):
            actions.reverse_entry(reader=world.clerk, entry=first, at=NOW, reason="错")
        actions.reopen_double(reader=world.clerk, double=pair, at=NOW)
        first.refresh_from_db()
        assert (first.state, first.counted_with_id) == ("live", None)
        actions.keep_apart(reader=world.clerk, double=pair, at=NOW)
        assert doubles.waiting(Rights(world.clerk)) == 0

    def test_only_the_office_of_both_lines_decides(self, world: World) -> None:
        enter(world.grid_worker, world.grid, "film", 1)
        line = enter(world.clerk, world.community, "film", 1)
        pair = doubles.visible(Rights(world.clerk)).get()
        for who in (world.grid_worker, reader("sib", "clerk", world.other_street.pid), world.supervisor):
            with pytest.raises(actions.NotYours):
                actions.join_double(reader=who, double=pair, keep=line.ref, at=NOW)


class TestStock:
    """Printed matter: in, out, left; never below zero without somebody saying so."""

    def test_what_is_left_follows_from_the_moves(self, world: World) -> None:
        item = actions.add_item(
            reader=world.clerk, at=NOW, place=world.street, kind="leaflet", name="居家防火"
        )
        actions.print_stock(reader=world.clerk, item=item, at=NOW, on=TODAY, number=1000)
        entry = enter(world.grid_worker, world.grid, quantity=200, item=item.pid)
        item.refresh_from_db()
        assert item.left == 800
        actions.reverse_entry(reader=world.clerk, entry=entry, at=NOW, reason="没有发")
        actions.count_stock(reader=world.clerk, item=item, at=NOW, on=TODAY, number=990)
        item.refresh_from_db()
        assert item.left == 990
        assert [move.why for move in StockMove.objects.order_by("pk")] == [
            "printed",
            "handed",
            "back",
            "counted",
        ]

    def test_more_than_there_is_goes_out_only_when_somebody_says_so(self, world: World) -> None:
        item = actions.add_item(
            reader=world.clerk, at=NOW, place=world.street, kind="leaflet", name="居家防火"
        )
        with pytest.raises(actions.AsksAgain, match="负"):
            enter(world.clerk, world.community, quantity=5, item=item.pid)
        assert not Entry.objects.exists()
        enter(world.clerk, world.community, quantity=5, item=item.pid, confirmed=True)
        item.refresh_from_db()
        assert item.left == -5

    def test_an_item_of_another_kind_or_another_office_is_refused(self, world: World) -> None:
        item = actions.add_item(reader=world.clerk, at=NOW, place=world.street, kind="poster", name="宣传画")
        with pytest.raises(actions.Refused, match="宣传画"):
            enter(world.clerk, world.community, quantity=5, item=item.pid)
        other = reader("o", "clerk", world.other_street.pid)
        with pytest.raises(actions.Refused):
            enter(other, world.other_community, "poster", 5, item=item.pid)
        with pytest.raises(actions.NotYours):
            actions.print_stock(reader=other, item=item, at=NOW, on=TODAY, number=5)


def test_what_nobody_has_looked_at_for_a_year_is_asked_for_and_what_is_gone_is_not(world: World) -> None:
    old, new = (
        enter(world.clerk, world.community, kind, n) for kind, n in (("smoke_alarm", 30), ("rail", 2))
    )
    old.happened_on = TODAY - timedelta(days=400)
    old.save(update_fields=["happened_on"])
    held = Rights(world.clerk)
    assert list(ledger.installed_unlooked(held, TODAY)) == [old], "the rail is new"
    actions.check_condition(
        reader=world.clerk, entry=old, at=NOW, on=TODAY - timedelta(days=366), condition="good"
    )
    assert list(ledger.installed_unlooked(held, TODAY)) == [old], "a year and a day ago"
    actions.check_condition(reader=world.clerk, entry=old, at=NOW, on=TODAY, condition="broken")
    assert list(ledger.installed_unlooked(held, TODAY)) == []
    assert list(ledger.installed_out_of_order(held)) == [old]
    assert new.condition == ""
