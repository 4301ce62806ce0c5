"""The picture of a scanned plan: JPEG or PNG, or the one a scanned PDF holds, and nothing else of the file.

The file is written anew from its own parts: position, camera, author, comments, thumbnails and whatever follows the
end are left out. The picture itself is not touched, so a plan stays as sharp as it was scanned.
"""

import re
import struct
import zlib
from dataclasses import dataclass

from django.utils.translation import gettext as _

LARGEST = 20 * 1024 * 1024
SMALLEST, WIDEST = 200, 12000  # pixels
MOST_PIXELS = 60_000_000
JPEG, PNG = "image/jpeg", "image/png"
STARTS_OF_FRAME = (0xC0, 0xC1, 0xC2)
KEPT_SEGMENTS = {0xC0, 0xC1, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xEE}  # frame, tables, scan, colour transform
KEPT_CHUNKS = {b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"}
SIGNATURE = b"\x89PNG\r\n\x1a\n"
PDF_PICTURE = re.compile(rb"<<(?P<words>(?:[^<>]|<<[^<>]*>>|<[^<>]*>)*)>>\s*stream\r?\n", re.DOTALL)


class NotAPicture(Exception):
    """A file no plan can be taken from; the text is for the person who sent it."""


@dataclass(frozen=True)
class Picture:
    """A picture without anything else."""

    content: bytes
    media_type: str
    width: int
    height: int


def taken_from(content: bytes) -> Picture:
    """The picture of a JPEG, PNG or scanned PDF file, judged by its content. Raises NotAPicture."""
    if not content:
        raise NotAPicture(_("The file is empty."))
    if len(content) > LARGEST:
        raise NotAPicture(
            _("The file has %(came)s MB; allowed: up to %(most)s MB.")
            % {"came": round(len(content) / 1048576, 1), "most": LARGEST >> 20}
        )
    if content.startswith(b"%PDF-"):
        content = _scan_of(content)
    if content.startswith(b"\xff\xd8\xff"):
        picture = _jpeg(content)
    elif content.startswith(SIGNATURE):
        picture = _png(content)
    else:
        raise NotAPicture(
            _("This is no plan that can be read; allowed: JPEG, PNG, or a PDF made by a scanner")
        )
    longest, shortest = max(picture.width, picture.height), min(picture.width, picture.height)
    if shortest < SMALLEST or longest > WIDEST or picture.width * picture.height > MOST_PIXELS:
        raise NotAPicture(
            _("The picture has %(wide)s × %(high)s pixels; allowed: each side %(least)s to %(most)s")
            % {"wide": picture.width, "high": picture.height, "least": SMALLEST, "most": WIDEST}
        )
    return picture


def _scan_of(content: bytes) -> bytes:
    """The largest JPEG a PDF holds: what a scanner puts on a page. Streams never lie inside packed objects."""
    found = []
    for at in PDF_PICTURE.finditer(content):
        words = at["words"]
        if b"/DCTDecode" in words and b"/FlateDecode" not in words and b"/Image" in words:
            end = content.find(b"endstream", at.end())
            found.append(content[at.end() : end if end > 0 else len(content)])
    if not found:
        raise NotAPicture(
            _(
                "This PDF holds no scanned picture; allowed: a PDF made by a scanner, or the page as JPEG or PNG"
            )
        )
    return max(found, key=len)


def _broken() -> NotAPicture:
    return NotAPicture(_("The picture is damaged or cut off; allowed: a whole JPEG or PNG file"))


def _jpeg(content: bytes) -> Picture:
    """Segment by segment; the coded picture after a start of scan goes on to the next marker."""
    out, at, size = [b"\xff\xd8"], 2, None
    try:
        while True:
            if content[at] != 0xFF:
                raise _broken()
            marker = content[at + 1]
            if marker == 0xFF:  # filling
                at += 1
                continue
            if marker == 0xD9:
                break
            (length,) = struct.unpack(">H", content[at + 2 : at + 4])
            segment = content[at : at + 2 + length]
            if len(segment) != 2 + length or length < 2:
                raise _broken()
            if marker in STARTS_OF_FRAME:
                high, wide = struct.unpack(">HH", segment[5:9])
                size = (wide, high)
            if marker in KEPT_SEGMENTS:
                out.append(segment)
            at += 2 + length
            if marker == 0xDA:
                end = _end_of_scan(content, at)
                out.append(content[at:end])
                at = end
    except (IndexError, struct.error) as reason:
        raise _broken() from reason
    if size is None:
        raise _broken()
    return Picture(b"".join([*out, b"\xff\xd9"]), JPEG, *size)


def _end_of_scan(content: bytes, at: int) -> int:
    """Where the next marker stands that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise _broken()
        following = content[at + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2


def _png(content: bytes) -> Picture:
    """Chunk by chunk, each with its check sum."""
    out, at, size = [SIGNATURE], len(SIGNATURE), None
    while True:
        head = content[at : at + 8]
        if len(head) < 8:
            raise _broken()
        length, kind = struct.unpack(">I", head[:4])[0], head[4:]
        chunk = content[at : at + 12 + length]
        if len(chunk) != 12 + length or zlib.crc32(chunk[4:-4]) != struct.unpack(">I", chunk[-4:])[0]:
            raise _broken()
        if size is None:
            if kind != b"IHDR" or length != 13:
                raise _broken()
            size = struct.unpack(">II", chunk[8:16])
        if kind in KEPT_CHUNKS:
            out.append(chunk)
        at += 12 + length
        if kind == b"IEND":
            return Picture(b"".join(out), PNG, *size)
