"""Tags of attachments: ``{% load files %}``.

``{% gallery found %}`` shows attachments, ``{% gallery found kind ref %}`` also lets the reader add and take off;
``{% photos "photos" %}`` is the field of a form that takes photos: camera, several, dragged in. The form needs
``enctype="multipart/form-data"``, the page ``files/files.css`` and ``files/upload.js``.
"""

from typing import Any

from django import template

from safecommunity.files.kinds import DOCX, ENDINGS, PICTURES, XLSX
from safecommunity.files.models import Attachment

register = template.Library()
SHORT = {"application/pdf": "PDF", DOCX: "Word", XLSX: "Excel"}
# named kinds, not image/*: a phone then hands over its HEIC photos as JPEG
ACCEPT_PICTURES = ",".join(sorted(PICTURES))
ACCEPT = ",".join(sorted(ENDINGS) + sorted(set(ENDINGS.values())))


@register.filter
def file_kind(attachment: Attachment) -> str:
    """PDF, Word, Excel."""
    return SHORT.get(attachment.media_type, "")


@register.inclusion_tag("files/gallery.html", takes_context=True)
def gallery(
    context: dict[str, Any], found: list[Attachment], kind: str = "", ref: str = ""
) -> dict[str, Any]:
    """Pictures small, other files by name."""
    return {
        "found": found, "kind": kind, "ref": ref, "request": context.get("request"), "accept": ACCEPT,
        "csrf_token": context.get("csrf_token"),
    }  # fmt: skip


@register.inclusion_tag("files/photos.html")
def photos(name: str, documents: bool = False) -> dict[str, Any]:
    """The field of a form that takes photos, and with `documents` also PDF, docx and xlsx."""
    return {"name": name, "accept": ACCEPT if documents else ACCEPT_PICTURES, "documents": documents}
