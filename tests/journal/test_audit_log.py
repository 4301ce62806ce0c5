"""The audit log: one event a deed, chained after commit, and every way of falsifying it is reported."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import connection, transaction

from safecommunity.journal import actions, queries
from safecommunity.journal.actions import ChangeOf
from safecommunity.journal.models import AuditEvent, Change, Head

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def fresh_anchor(tmp_path, settings):
    settings.AUDIT_ANCHOR = tmp_path / "audit.anchor"


def deed(number: int, changes: int = 1) -> AuditEvent:
    with transaction.atomic():
        return actions.record(
            by="tester",
            action="do",
            kind="thing",
            ref=f"t{number}",
            at=NOW + timedelta(seconds=number),
            detail={"n": number, "文字": "䶮𠮷"},
            changes=[ChangeOf("injury", f"{number:016d}{c:016d}") for c in range(changes)],
        )


def log_of(length: int) -> None:
    for number in range(length):
        deed(number)
    assert actions.seal(now=NOW) == length


def problems() -> str:
    return " | ".join(queries.verify().problems)


@pytest.mark.django_db(transaction=True)
def test_an_event_outside_a_transaction_is_refused_because_deed_and_event_belong_together():
    with pytest.raises(RuntimeError, match="outside a transaction"):
        actions.record(by="x", action="do", kind="thing", ref="1", at=NOW)
    assert not AuditEvent.objects.exists()


def test_an_empty_log_is_whole():
    assert queries.verify().good
    assert actions.seal(now=NOW) == 0


def test_events_are_numbered_without_gaps_and_changes_follow_in_the_same_order():
    for number in range(5):
        deed(number, changes=number)
    assert actions.seal(now=NOW) == 5
    assert list(AuditEvent.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    refs = list(Change.objects.order_by("seq").values_list("ref", flat=True))
    assert refs == sorted(refs)
    assert len(refs) == 0 + 1 + 2 + 3 + 4


def test_sealing_twice_changes_nothing():
    log_of(3)
    before = list(AuditEvent.objects.values_list("number", "hash"))
    assert actions.seal(now=NOW) == 0
    assert list(AuditEvent.objects.values_list("number", "hash")) == before


def test_a_whole_log_is_whole_and_says_how_much_is_not_sealed_yet():
    log_of(4)
    deed(9)
    verdict = queries.verify()
    assert verdict.good
    assert (verdict.sealed, verdict.unsealed, verdict.anchored) == (4, 1, 4)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("by", "somebody else"),
        ("action", "undo"),
        ("ref", "t99"),
        ("detail", {"n": 99}),
        ("at", NOW - timedelta(days=1)),
    ],
)
def test_a_changed_event_is_reported(field, value):
    log_of(5)
    AuditEvent.objects.filter(number=3).update(**{field: value})
    assert "event 3: its content was changed" in problems()


def test_a_changed_event_with_its_hash_recomputed_breaks_the_next_link():
    from safecommunity.journal import chain

    log_of(5)
    event = AuditEvent.objects.get(number=3)
    event.by = "somebody else"
    event.hash = chain.link(event, 3, event.previous)
    event.save()
    assert "event 4: does not follow the event before it" in problems()


def test_a_removed_event_is_reported():
    log_of(5)
    Change.objects.filter(event__number=3).delete()
    AuditEvent.objects.filter(number=3).delete()
    assert "events 3–3 are missing" in problems()


def test_reordered_events_are_reported():
    log_of(5)
    AuditEvent.objects.filter(number=2).update(number=99)
    AuditEvent.objects.filter(number=3).update(number=2)
    AuditEvent.objects.filter(number=99).update(number=3)
    assert "does not follow the event before it" in problems()


def test_a_truncated_log_is_reported_by_the_anchor_even_if_the_head_was_set_back_too():
    log_of(5)
    Change.objects.filter(event__number__gt=3).delete()
    AuditEvent.objects.filter(number__gt=3).delete()
    last = AuditEvent.objects.get(number=3)
    Head.objects.update(number=3, hash=last.hash)
    assert "truncated: it ends at event 3, the anchor saw 5" in problems()


def test_a_log_emptied_altogether_is_reported():
    log_of(3)
    Change.objects.all().delete()
    AuditEvent.objects.all().delete()
    Head.objects.all().delete()
    assert "truncated" in problems()


def test_a_rewritten_chain_is_reported_by_the_anchor():
    from safecommunity.journal import chain

    log_of(3)
    previous = chain.GENESIS
    for event in AuditEvent.objects.order_by("number"):
        event.by = "somebody else"
        event.previous, event.hash = previous, chain.link(event, event.number, previous)
        event.save()
        previous = event.hash
    Head.objects.update(hash=previous)
    assert "event 3: differs from what the anchor saw" in problems()


def test_a_cut_log_stays_reported_however_many_deeds_follow():
    log_of(5)
    Change.objects.filter(event__number__gt=3).delete()
    AuditEvent.objects.filter(number__gt=3).delete()
    Head.objects.update(number=3, hash=AuditEvent.objects.get(number=3).hash)
    deed(10)
    assert actions.seal(now=NOW) == 1  # work goes on: figures need their numbers
    assert "truncated: it ends at event 4, the anchor saw 5" in problems()
    for number in range(20, 24):
        deed(number)
    assert actions.seal(now=NOW) == 4
    assert "event 5: differs from what the anchor saw" in problems()


def test_a_rewritten_or_forged_anchor_is_not_written_over():
    log_of(2)
    forged = settings.AUDIT_ANCHOR.read_text().replace('"number": 2', '"number": 1')
    settings.AUDIT_ANCHOR.write_text(forged)
    deed(7)
    actions.seal(now=NOW)
    assert settings.AUDIT_ANCHOR.read_text() == forged
    assert "not written with this installation's key" in problems()


def test_a_missing_or_forged_anchor_is_reported():
    log_of(2)
    written = settings.AUDIT_ANCHOR.read_text()
    settings.AUDIT_ANCHOR.write_text(written.replace('"number": 2', '"number": 1'))
    assert "not written with this installation's key" in problems()
    settings.AUDIT_ANCHOR.write_text("{}")
    assert "is not an anchor" in problems()
    settings.AUDIT_ANCHOR.unlink()
    assert "the file outside the database is missing" in problems()


def test_an_added_removed_or_altered_change_is_reported():
    log_of(3)
    first = Change.objects.order_by("id").first()
    Change.objects.filter(pk=first.pk).update(op="delete")
    assert "event 1: its changes were altered" in problems()
    Change.objects.filter(pk=first.pk).update(op="upsert")
    assert queries.verify().good
    extra = Change.objects.create(
        event=AuditEvent.objects.get(number=2), fact="injury", ref="f" * 32, op="upsert"
    )
    assert "event 2: its changes were altered" in problems()
    extra.delete()
    first.delete()
    assert "event 1: its changes were altered" in problems()


def test_a_change_whose_number_was_set_is_reported():
    log_of(3)
    last = Change.objects.order_by("-seq").first()
    Change.objects.filter(pk=last.pk).update(seq=last.seq + 50)
    assert "changes are numbered up to" in problems()
    Change.objects.filter(pk=last.pk).update(seq=-1)
    assert "event 3: the number of one of its changes was altered" in problems()
    Change.objects.filter(pk=last.pk).update(seq=None)
    assert "event 3: the number of one of its changes was altered" in problems()


def test_changes_slipped_under_an_event_that_made_none_are_reported():
    deed(1, changes=0)
    actions.seal(now=NOW)
    Change.objects.create(event=AuditEvent.objects.get(number=1), fact="injury", ref="f" * 32, op="delete")
    assert "added to an event that recorded none" in problems()


def test_the_feed_gives_sealed_refs_after_a_number_and_pending_ones_apart():
    log_of(3)
    middle = Change.objects.order_by("seq")[1].seq
    deed(7)
    feed = queries.changes("injury", middle)
    assert len(feed.refs) == 1
    assert len(feed.pending) == 1
    assert feed.seq == Change.objects.exclude(seq=None).order_by("-seq").first().seq
    assert queries.changes("another", 0) == queries.Feed(0, (), ())


def test_the_feed_is_one_query_whatever_its_length(django_assert_num_queries):
    log_of(30)
    with django_assert_num_queries(1):
        queries.changes("injury", 0)


def test_the_database_itself_refuses_two_events_of_one_number():
    from django.db import IntegrityError

    log_of(2)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditEvent.objects.filter(number=2).update(number=1)
    assert connection.vendor in {"sqlite", "postgresql"}
