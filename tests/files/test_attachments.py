"""Attachments: content decides the type, pictures are made anew, and rights come from the room of the record."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from django.test import RequestFactory
from PIL import Image, PngImagePlugin

from safecommunity.files import actions, pictures, queries
from safecommunity.files.kinds import DOCX, XLSX, media_type_of
from safecommunity.files.models import Attachment

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.db]


@pytest.fixture(autouse=True)
def _uploads(tmp_path, settings):
    settings.UPLOADS = tmp_path / "files"


def drawn(kind: str = "PNG", size: tuple[int, int] = (64, 48), **how) -> bytes:
    """A picture with something on it: a slope of grey, darker to the right."""
    picture = Image.linear_gradient("L").rotate(90).resize(size).convert("RGB")
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def taken_at_a_place() -> bytes:
    """A JPEG as a phone writes it: position, hour, turned by 90 degrees."""
    exif = Image.Exif()
    exif[pictures.ORIENTATION] = 6
    exif.get_ifd(pictures.EXIF)[pictures.TAKEN] = "2026:11:20 09:30:00"
    exif.get_ifd(pictures.GPS).update({1: "N", 2: (30.0, 15.0, 36.0), 3: "E", 4: (120.0, 9.0, 0.0)})
    return drawn("JPEG", exif=exif)


def packed(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


PNG = drawn()


def attach(content: bytes = PNG, name: str = "现场.png", ref: str = "r1") -> Attachment:
    return actions.attach_file(content=content, name=name, kind="thing", ref=ref, place="p", by="u", at=NOW)


def test_a_picture_is_stored_privately_and_read_back_by_whoever_may_open_its_record():
    stored = attach()
    queries.guard("thing", lambda reader, ref: reader == "friend" and ref == "r1")
    found = queries.content("friend", stored.pid)
    assert found is not None
    assert Image.open(io.BytesIO(found[1])).size == (64, 48)
    assert queries.content("stranger", stored.pid) is None
    assert queries.attachments("stranger", "thing", "r1") == []
    assert actions.path_of(stored.kept).stat().st_mode & 0o077 == 0


def test_records_of_a_room_that_named_no_guard_open_nothing():
    stored = actions.attach_file(content=PNG, name="x", kind="unguarded", ref="r", place="p", by="u", at=NOW)
    assert queries.content("friend", stored.pid) is None
    assert queries.place_to_add("friend", "unguarded", "r") is None


def test_the_same_content_on_the_same_record_is_one_attachment_with_one_event():
    from safecommunity.journal.models import AuditEvent

    assert attach().pk == attach(name="again.png").pk
    assert attach(ref="r2").pk != attach().pk
    assert AuditEvent.objects.filter(action="attach_file").count() == 2


def test_position_and_hour_are_kept_for_the_office_and_are_in_no_copy():
    stored = attach(taken_at_a_place(), "IMG_1.jpg")
    # 30 degrees 15 minutes 36 seconds = 30 + 15/60 + 36/3600; 09:30 in Shanghai is 01:30 UTC
    assert (stored.latitude, stored.longitude) == (30.26, 120.15)
    assert stored.taken_at == datetime(2026, 11, 20, 1, 30, tzinfo=UTC)
    for path in (actions.path_of(stored.kept), actions.small_path_of(stored.kept)):
        copy = Image.open(path)
        assert not copy.getexif()
        assert b"Exif" not in path.read_bytes()
    assert (stored.width, stored.height) == (48, 64)  # stands upright


def test_what_hangs_behind_a_picture_or_in_its_comments_does_not_survive():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    stored = attach(drawn("PNG", pnginfo=notes) + b"PK\x03\x04 a second file")
    kept = actions.path_of(stored.kept).read_bytes()
    assert b"script" not in kept
    assert b"second file" not in kept


def test_a_large_photo_is_kept_at_2560_pixels_and_shown_small_at_360():
    stored = attach(drawn("JPEG", (4000, 3000)), "大.jpg")
    assert (stored.width, stored.height) == (2560, 1920)
    assert max(Image.open(actions.small_path_of(stored.kept)).size) == 360


def test_a_picture_that_looks_the_same_is_found_again_at_another_size_and_kind():
    first, again = attach(drawn("PNG", (640, 480))), attach(drawn("JPEG", (320, 240)), ref="r2")
    other = attach(packed("[Content_Types].xml", "word/document.xml"), "纪要.docx", "r3")
    assert pictures.alike(first.looks, again.looks) <= 6
    assert queries.used_before(again) == [first]
    assert queries.used_before(other) == []
    assert pictures.alike("0" * 16, "f" * 16) == 64


def test_office_papers_are_known_by_what_they_hold():
    assert media_type_of(packed("[Content_Types].xml", "word/document.xml")) == DOCX
    assert media_type_of(packed("[Content_Types].xml", "xl/workbook.xml")) == XLSX
    assert media_type_of(b"%PDF-1.7 ...") == "application/pdf"


def huge_png() -> bytes:
    """A bomb: a few kilobytes that would unpack to 30,000 x 30,000 pixels."""
    content = bytearray(drawn())
    content[16:24] = (30_000).to_bytes(4, "big") * 2
    import zlib

    content[29:33] = zlib.crc32(bytes(content[12:29])).to_bytes(4, "big")
    return bytes(content)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "空"),
        (b"<svg onload=alert(1)>", "JPEG"),
        (b"MZ\x90\x00", "JPEG"),
        (b"#!/bin/sh\n", "JPEG"),
        (b"GIF89a" + b"0" * 9, "JPEG"),
        (b"\x00\x00\x00\x18ftypheic" + b"0" * 20, "HEIC"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 20, "docx"),
        (packed("hello.txt"), "JPEG"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "宏"),
        (b"PK\x03\x04" + b"0" * 50, "JPEG"),
        (PNG[:40], "读"),
        (b"\xff\xd8\xff" + b"0" * 50, "读"),
        (b"0" * (20 * 1024 * 1024 + 1), "20"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_is_allowed_and_leaves_nothing(content, says):
    with pytest.raises(actions.Refused, match=says):
        attach(content)
    assert not Attachment.objects.exists()


def test_a_picture_that_would_unpack_to_900_million_pixels_is_refused_before_it_is_unpacked():
    with pytest.raises(actions.Refused, match="900"):
        attach(huge_png())


def test_a_name_cannot_lead_out_of_its_folder():
    assert attach(name="../../etc/passwd").name == "passwd"
    assert attach(name="..\\..\\boot.ini", ref="r3").name == "boot.ini"
    assert len(attach(name="长" * 400, ref="r4").name) == 150


def test_a_file_taken_off_is_shown_no_more_and_comes_back_when_it_is_added_again():
    queries.guard("thing", lambda _reader, _ref: True)
    stored = attach()
    actions.withdraw_file(attachment=stored, place="p", by="u", at=NOW)
    assert queries.attachments("any", "thing", "r1") == []
    assert queries.content("any", stored.pid) is None
    assert attach().pk == stored.pk
    assert queries.attachments("any", "thing", "r1") == [stored]


@pytest.mark.parametrize(
    ("sent", "leads"), [("0", "/"), ("NaN", "/"), ("//elsewhere.example", "/"), ("/tasks/", "/tasks/")]
)
def test_after_a_file_one_is_led_to_a_path_of_ours_and_never_to_a_fault(
    sent: str, leads: str, rf: RequestFactory
) -> None:
    from safecommunity.files.views import _back

    assert _back(rf.post("/files/x/y/add/", {"next": sent})).url == leads
