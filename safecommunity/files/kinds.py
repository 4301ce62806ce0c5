"""What a file is, by its content; a name's ending is never believed."""

import io
import zipfile

from django.utils.translation import gettext as _

PICTURES = frozenset({"image/jpeg", "image/png", "image/webp"})
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {
    "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "application/pdf": ".pdf", DOCX: ".docx",
    XLSX: ".xlsx",
}  # fmt: skip
OFFICE = (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX))
MOST_PARTS, MOST_UNPACKED = 5_000, 300 * 1024 * 1024  # of an office file; we never unpack it, others will
HEIF = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})


class Refused(Exception):
    """A file that cannot be stored; the text is for the person who sent it."""


def media_type_of(content: bytes) -> str:
    """The type by content. Raises Refused for anything but JPEG, PNG, WebP, PDF, docx and xlsx."""
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"PK\x03\x04"):
        return _office(content)
    if content[4:8] == b"ftyp" and content[8:12] in HEIF:
        raise Refused(
            _(
                "This is a HEIC photo, which most office computers cannot open. On the phone choose"
                " Settings - Camera - Formats - Most compatible, or send it as JPEG."
            )
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused(_("This is an old Word or Excel file. Save it as docx, xlsx or PDF and send that."))
    raise _unknown()


def _unknown() -> Refused:
    return Refused(
        _("This file is of an unknown kind; allowed: JPEG, PNG or WebP pictures, PDF, docx and xlsx.")
    )


def _office(content: bytes) -> str:
    """A Word or Excel file without programs in it; only its table of contents is read."""
    try:
        parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as broken:
        raise _unknown() from broken
    names = {part.filename for part in parts}
    kind = next((kind for part, kind in OFFICE if part in names), "")
    if not kind or "[Content_Types].xml" not in names:
        raise _unknown()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise Refused(_("This office file holds a program (macro). Save it without macros and send that."))
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused(_("This office file unpacks to far more than it shows; it is not kept."))
    return kind
