"""Storing proof: content decides the type, the same content is stored once, the file is on disk before its row."""

import hashlib
import os
import secrets
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.files.models import Attachment
from safecommunity.journal import actions as journal

MOST = 10 * 1024 * 1024
# what the first bytes say; a name's ending is never believed
SIGNATURES: tuple[tuple[bytes, str, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"%PDF-", "application/pdf", ".pdf"),
)


class Refused(Exception):
    """A file that cannot be stored; the text is for the person who sent it."""


def media_type_of(content: bytes) -> str:
    """The type by content. Raises Refused for anything but JPEG, PNG, WebP and PDF."""
    for start, media_type, _ending in SIGNATURES:
        if content.startswith(start):
            return media_type
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp"
    raise Refused(_("This file is of an unknown kind; allowed: JPEG, PNG or WebP pictures and PDF."))


def path_of(sha256: str) -> Path:
    """Where a content lies: two levels of folders by digest."""
    return Path(settings.UPLOADS) / sha256[:2] / sha256


def _keep(content: bytes, sha256: str) -> None:
    target = path_of(sha256)
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{sha256}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)


def attach_file(
    *,
    content: bytes,
    name: str,
    kind: str,
    ref: str,
    place: str,
    by: str,
    at: datetime,
    happened_on: date | None = None,
) -> Attachment:
    """Store a file as proof of a record. The same content on the same record is one attachment."""
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > MOST:
        raise Refused(
            _("The file has %(came)s MB; allowed: up to %(most)s MB.")
            % {"came": round(len(content) / 1048576, 1), "most": MOST // 1048576}
        )
    media_type, sha256 = media_type_of(content), hashlib.sha256(content).hexdigest()
    _keep(content, sha256)
    with transaction.atomic():
        attachment, made = Attachment.objects.get_or_create(
            kind=kind,
            ref=ref,
            sha256=sha256,
            defaults={
                "name": Path(name.replace("\\", "/")).name[:150] or "file",
                "media_type": media_type,
                "size": len(content),
                "by": by,
                "uploaded_at": at,
                "happened_on": happened_on,
            },
        )
        if made:
            journal.record(
                by=by,
                action="attach_file",
                kind=kind,
                ref=ref,
                place=place,
                at=at,
                detail={"file": attachment.pid, "sha256": sha256, "size": len(content)},
            )
    return attachment
