"""A scanned street plan for tests: black streets on paper, as PNG, JPEG inside a PDF not being at hand here."""

import struct
import zlib

import numpy as np


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(width: int = 800, height: int = 600, *, more: bytes = b"") -> bytes:
    """Streets every hundred pixels, a slanting one, a lake; `more` goes into a comment."""
    paper = np.full((height, width), 244, dtype=np.uint8)
    paper[::100], paper[:, ::100] = 90, 90
    for x in range(width):
        paper[max(0, min(height - 1, height - 1 - x * height // width)), x] = 90
    y, x = np.mgrid[:height, :width]
    paper[(x - width * 0.7) ** 2 + (y - height * 0.6) ** 2 < (height * 0.12) ** 2] = 190
    rows = b"".join(b"\x00" + row.tobytes() for row in paper)
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
            chunk(b"tEXt", b"Author\x00" + more) if more else b"",
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        ]
    )


def jpeg(width: int = 800, height: int = 600, *, more: bytes = b"") -> bytes:
    """The segments of a JPEG with a made-up scan: what is read is its structure."""

    def segment(marker: int, content: bytes) -> bytes:
        return bytes([0xFF, marker]) + struct.pack(">H", len(content) + 2) + content

    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\x01\x11\x00"
    return b"".join(
        [
            b"\xff\xd8",
            segment(0xE1, b"Exif\x00\x00" + more),
            segment(0xFE, more),
            segment(0xDB, bytes(65)),
            segment(0xC0, frame),
            segment(0xC4, bytes(20)),
            segment(0xDA, b"\x01\x01\x00\x00\x3f\x00"),
            b"\x12\xff\x00\x34\xff\xd0\x56",
            b"\xff\xd9",
            more,
        ]
    )


def pdf(picture: bytes) -> bytes:
    """A page as a scanner writes it: one object with the JPEG."""
    return (
        b"%PDF-1.4\n1 0 obj\n<< /Type /XObject /Subtype /Image /Width 800 /Height 600 /ColorSpace /DeviceGray "
        b"/Filter /DCTDecode /DecodeParms << /K 0 >> /Length "
        + str(len(picture)).encode()
        + b" >>\nstream\n"
        + picture
        + b"\nendstream\nendobj\n%%EOF\n"
    )
