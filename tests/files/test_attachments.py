"""Attachments: content decides the type, once per record, and rights come from the record's room."""

from datetime import UTC, datetime

import pytest

from safecommunity.files import actions, queries
from safecommunity.files.models import Attachment

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 20
pytestmark = [pytest.mark.django_db, pytest.mark.db]


def attach(content: bytes = PNG, name: str = "现场.png", ref: str = "r1") -> Attachment:
    return actions.attach_file(content=content, name=name, kind="thing", ref=ref, place="p", by="u", at=NOW)


def test_a_picture_is_stored_privately_and_read_back_by_whoever_may_open_its_record():
    stored = attach()
    queries.guard("thing", lambda reader, ref: reader == "friend" and ref == "r1")
    assert queries.content("friend", stored.pid) == (stored, PNG)
    assert queries.content("stranger", stored.pid) is None
    assert queries.attachments("stranger", "thing", "r1") == []
    assert actions.path_of(stored.sha256).stat().st_mode & 0o077 == 0


def test_records_of_a_room_that_named_no_guard_open_nothing():
    stored = actions.attach_file(content=PNG, name="x", kind="unguarded", ref="r", place="p", by="u", at=NOW)
    assert queries.content("friend", stored.pid) is None


def test_the_same_content_on_the_same_record_is_one_attachment_with_one_event():
    from safecommunity.journal.models import AuditEvent

    assert attach().pk == attach(name="again.png").pk
    assert attach(ref="r2").pk != attach().pk
    assert AuditEvent.objects.filter(action="attach_file").count() == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"MZ\x90\x00",
        b"#!/bin/sh\n",
        b"GIF89a" + b"0" * 9,
        b"0" * (10 * 1024 * 1024 + 1),
    ],
)
def test_empty_large_and_foreign_content_is_refused_and_leaves_nothing(content):
    with pytest.raises(actions.Refused):
        attach(content)
    assert not Attachment.objects.exists()


def test_a_name_cannot_lead_out_of_its_folder():
    assert attach(name="../../etc/passwd").name == "passwd"
    assert attach(name="..\\..\\boot.ini", ref="r3").name == "boot.ini"
    assert len(attach(name="长" * 400, ref="r4").name) == 150
