"""Storing proof: content decides the type, pictures are made anew, the same content on a record is stored once, and the
file is on disk before its row."""

import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.files import pictures
from safecommunity.files.kinds import PICTURES, Refused, media_type_of
from safecommunity.files.models import Attachment
from safecommunity.journal import actions as journal

__all__ = ["MOST", "Refused", "attach_file", "attach_files", "looked_at", "path_of", "withdraw_file"]
MOST = 20 * 1024 * 1024
MOST_AT_ONCE = 20
SMALL = ".small"


@dataclass(frozen=True)
class Looked:
    """A file that may be kept: read, judged and made anew, but not stored yet."""

    name: str
    media_type: str
    sha256: str
    content: bytes
    picture: pictures.Made | None = None


def path_of(digest: str) -> Path:
    """Where a content lies: two levels of folders by digest."""
    return Path(settings.UPLOADS) / digest[:2] / digest


def small_path_of(digest: str) -> Path:
    """Where the small picture of a content lies."""
    return path_of(digest).with_name(digest + SMALL)


def looked_at(content: bytes, name: str) -> Looked:
    """Judge a file before anything is written. Raises Refused with the reason."""
    if not content:
        raise Refused(_("The file is empty."))
    if len(content) > MOST:
        raise Refused(
            _("The file has %(came)s MB; allowed: up to %(most)s MB.")
            % {"came": round(len(content) / 1048576, 1), "most": MOST // 1048576}
        )
    media_type = media_type_of(content)
    made = pictures.make(content, media_type) if media_type in PICTURES else None
    plain = "".join(char for char in Path(name.replace("\\", "/")).name if char.isprintable())
    return Looked(
        plain[:150] or "file",
        media_type,
        hashlib.sha256(content).hexdigest(),
        made.content if made else content,
        made,
    )


def _keep(content: bytes, target: Path) -> None:
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    draft.replace(target)


def attach_file(
    *, content: bytes, name: str, kind: str, ref: str, place: str, by: str, at: datetime,
    happened_on: date | None = None,
) -> Attachment:  # fmt: skip
    """Store a file as proof of a record. The same content on the same record is one attachment."""
    return attach_files(
        files=[looked_at(content, name)],
        kind=kind,
        ref=ref,
        place=place,
        by=by,
        at=at,
        happened_on=happened_on,
    )[0]


def attach_files(
    *, files: Iterable[Looked], kind: str, ref: str, place: str, by: str, at: datetime,
    happened_on: date | None = None,
) -> list[Attachment]:  # fmt: skip
    """Store files that were looked at as proof of a record; all of them or none. The caller has checked rights."""
    looked = list(files)
    if len(looked) > MOST_AT_ONCE:
        raise Refused(
            _("%(came)s files at once; allowed: up to %(most)s.")
            % {"came": len(looked), "most": MOST_AT_ONCE}
        )
    kept = [hashlib.sha256(one.content).hexdigest() for one in looked]
    for one, digest in zip(looked, kept, strict=True):
        _keep(one.content, path_of(digest))
        if one.picture:
            _keep(one.picture.small, small_path_of(digest))
    with transaction.atomic():
        return [
            _attached(one, digest, kind, ref, place, by, at, happened_on)
            for one, digest in zip(looked, kept, strict=True)
        ]


def _attached(
    one: Looked, digest: str, kind: str, ref: str, place: str, by: str, at: datetime, happened_on: date | None
) -> Attachment:
    """One row with its event; a file that was taken off comes back."""
    attachment, made = Attachment.objects.get_or_create(
        kind=kind, ref=ref, sha256=one.sha256, defaults=_columns(one, digest, by, at, happened_on)
    )
    if made or attachment.withdrawn_at is not None:
        if not made:
            attachment.withdrawn_at = None
            attachment.save(update_fields=["withdrawn_at"])
        journal.record(
            by=by, action="attach_file", kind=kind, ref=ref, place=place, at=at,
            detail={"file": attachment.pid, "sha256": one.sha256, "size": len(one.content)},
        )  # fmt: skip
    return attachment


def _columns(one: Looked, digest: str, by: str, at: datetime, happened_on: date | None) -> dict[str, Any]:
    made = one.picture
    found = {
        "name": one.name, "media_type": one.media_type, "size": len(one.content), "kept": digest, "by": by,
        "uploaded_at": at, "happened_on": happened_on,
    }  # fmt: skip
    if made is None:
        return found
    taken = timezone.make_aware(made.taken_at, timezone.get_default_timezone()) if made.taken_at else None
    return found | {
        "looks": made.looks, "width": made.width, "height": made.height, "taken_at": taken,
        "latitude": made.latitude, "longitude": made.longitude,
    }  # fmt: skip


@transaction.atomic
def withdraw_file(*, attachment: Attachment, place: str, by: str, at: datetime) -> Attachment:
    """Take a file off its record: it is shown no more and proves nothing. The caller checks rights."""
    if attachment.withdrawn_at is not None:
        return attachment
    attachment.withdrawn_at = at
    attachment.save(update_fields=["withdrawn_at"])
    journal.record(
        by=by, action="withdraw_file", kind=attachment.kind, ref=attachment.ref, place=place, at=at,
        detail={"file": attachment.pid, "sha256": attachment.sha256},
    )  # fmt: skip
    return attachment
