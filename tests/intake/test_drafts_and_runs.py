"""Drafts are encrypted and private; import runs always add up."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from safecommunity.intake import actions, queries
from safecommunity.intake.models import Draft, ImportRun

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


def test_a_draft_comes_back_to_its_owner_only_and_is_unreadable_in_the_database():
    actions.save_draft(
        owner="nurse", kind="card", key="k1", content={"name": "吴某", "id": "110101199001011237"}, at=NOW
    )
    assert queries.draft_content("nurse", "card", "k1") == {"name": "吴某", "id": "110101199001011237"}
    assert queries.draft_content("other", "card", "k1") is None
    sealed = Draft.objects.get().sealed
    assert "吴" not in sealed
    assert "110101199001011237" not in sealed


def test_the_newest_content_of_a_key_wins_and_a_dropped_draft_is_gone():
    for n in range(3):
        actions.save_draft(owner="nurse", kind="card", key="k1", content={"n": n}, at=NOW)
    assert queries.draft_content("nurse", "card", "k1") == {"n": 2}
    actions.drop_draft(owner="nurse", kind="card", key="k1")
    assert queries.drafts("nurse") == []


def test_a_draft_of_a_hundred_kilobytes_or_an_overlong_key_is_refused():
    for key, content in (("k", {"x": "好" * 100_000}), ("k" * 65, {})):
        with pytest.raises(actions.Refused, match="64"):
            actions.save_draft(owner="nurse", kind="card", key=key, content=content, at=NOW)
    assert not Draft.objects.exists()


def test_an_import_run_adds_up_or_is_refused_by_the_database():
    run = actions.begin_run(
        kind="injuries", mapping="neiss", place="p", file_name="f.csv", sha256="0" * 64, by="u", at=NOW
    )
    actions.count_batch(run=run, accepted=3, rejected=1, duplicates=2)
    actions.count_batch(run=run, accepted=1, rejected=0, duplicates=0)
    ended = actions.end_run(run=run, done=True, at=NOW)
    assert (ended.read, ended.accepted, ended.rejected, ended.duplicates, ended.state) == (7, 4, 1, 2, "done")
    with pytest.raises(IntegrityError), transaction.atomic():
        ImportRun.objects.update(read=99)
