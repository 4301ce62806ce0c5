"""Scanned plans: the picture alone is kept, whatever else the file carries; anything else is refused in words."""

import pytest

from safecommunity.places.boundaries import pictures
from tests.places import scans

SECRET = b"GPSLatitude 30.1234 Author Li"


@pytest.mark.parametrize("make", [scans.png, scans.jpeg])
def test_what_is_not_the_picture_is_left_out(make) -> None:
    found = pictures.taken_from(make(800, 600, more=SECRET))
    assert (found.width, found.height) == (800, 600)
    assert SECRET in make(800, 600, more=SECRET)
    assert SECRET not in found.content
    assert pictures.taken_from(found.content) == found  # written anew, it reads the same


def test_a_scanned_pdf_gives_its_page() -> None:
    picture = scans.jpeg(900, 700)
    found = pictures.taken_from(scans.pdf(picture))
    assert (found.media_type, found.width, found.height) == ("image/jpeg", 900, 700)
    assert found.content == pictures.taken_from(picture).content


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"GIF89a" + bytes(100), "读不出平面图"),
        (b"%PDF-1.4\n1 0 obj\n<< /Type /Page >>\nendobj", "没有扫描图"),
        (scans.png()[:500], "损坏"),
        (scans.png()[:-30] + b"x" + scans.png()[-29:], "损坏"),
        (scans.jpeg()[:40], "损坏"),
        (scans.png(120, 900), "120 × 900"),
        (b"\xff\xd8\xff" + bytes(pictures.LARGEST), "20 MB"),
        (b"<svg onload='x'>", "读不出平面图"),
    ],
)
def test_what_is_no_plan_is_refused_with_what_came(content: bytes, words: str) -> None:
    with pytest.raises(pictures.NotAPicture, match=words):
        pictures.taken_from(content)
