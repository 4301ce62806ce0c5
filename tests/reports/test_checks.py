"""One picture or paper that proves two events (N12): by content, and by looks however it was scaled or saved."""

import io
from datetime import UTC, date, datetime

import numpy as np
import pytest
from PIL import Image, ImageDraw

from safecommunity.figures.checker.registry import Asked
from safecommunity.files import actions as files
from safecommunity.files import doubles
from safecommunity.files.models import Attachment
from safecommunity.places import actions as places
from safecommunity.reports import checks

NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def picture(seed: int, size: int = 640, kind: str = "JPEG", quality: int = 90) -> bytes:
    """A made-up scene: rectangles of random greys; the same seed is the same scene."""
    dice = np.random.default_rng(seed)
    scene = Image.new("RGB", (640, 480), "white")
    draw = ImageDraw.Draw(scene)
    for x in range(8):
        for y in range(6):
            grey = int(dice.integers(0, 256))
            draw.rectangle([x * 80, y * 80, x * 80 + 79, y * 80 + 79], fill=(grey, grey, grey))
    out = io.BytesIO()
    scene.resize((size, size * 3 // 4)).save(out, kind, quality=quality)
    return out.getvalue()


@pytest.fixture
def attach(tmp_path, settings):
    settings.UPLOADS = tmp_path / "files"
    street = places.create_place(name="示例街道", level="street", by="t", at=NOW, starts=date(2020, 1, 1))

    def put(content: bytes, ref: str, kind: str = "outreach") -> Attachment:
        return files.attach_file(
            content=content, name="照片.jpg", kind=kind, ref=ref, place=street.pid, by="t", at=NOW
        )

    put.place = street.pid
    return put


def found(find):
    return list(find(Asked(NOW, date(2026, 11, 23))))


def test_the_same_file_at_two_records_is_found_and_at_one_record_is_silent(attach):
    attach(picture(1), "a")
    attach(picture(1), "a")
    attach(picture(2), "b")
    assert not found(checks.used_twice)
    attach(picture(1), "c", "hazard_before")
    (one,) = found(checks.used_twice)
    assert (one.place, one.said["n"]) == (attach.place, 2)
    assert {(kind, ref) for kind, ref, _title in one.links} == {("outreach", "a"), ("hazard_before", "c")}


def test_a_scaled_and_recoded_picture_at_another_record_is_found_and_another_scene_is_silent(attach):
    attach(picture(1), "a")
    attach(picture(2), "b")
    attach(picture(3), "c")
    assert not found(checks.looks_same)
    attach(picture(2, size=320, quality=55), "d")
    (one,) = found(checks.looks_same)
    assert {ref for _kind, ref, _title in one.links} == {"b", "d"}
    assert one.said["bits"] <= 6


def test_a_file_that_was_taken_off_and_the_paper_of_claims_are_silent(attach):
    held = attach(picture(1), "a")
    attach(picture(1), "b")
    files.withdraw_file(attachment=held, place=attach.place, by="t", at=NOW)
    attach(b"%PDF-1.4 paper", "x", "claim")
    attach(b"%PDF-1.4 paper", "y", "claim")
    assert not found(checks.used_twice)


def test_near_pictures_are_found_as_by_comparing_each_with_each():
    dice = np.random.default_rng(7)
    hashes = dice.integers(0, 2**63, 400, dtype=np.uint64)
    for at in range(40):  # 40 planted: up to 9 bits apart, of which those up to 6 are near
        mask = np.uint64(sum(1 << int(bit) for bit in dice.choice(64, at % 10, replace=False)))
        hashes[200 + at] = hashes[at] ^ mask
    expected = {
        (a, b)
        for a in range(400)
        for b in range(a + 1, 400)
        if bin(int(hashes[a] ^ hashes[b])).count("1") <= 6
    }
    assert {tuple(pair) for pair in doubles.pairs(hashes, 6).tolist()} == expected
    assert len(expected) >= 28


def test_a_thousand_copies_of_one_picture_are_one_finding_at_once():
    hashes = np.full(1000, 0x0F0F_1234_5678_9ABC, dtype=np.uint64)
    assert doubles._groups(doubles.pairs(np.unique(hashes), 6), 1) == [[0]]
