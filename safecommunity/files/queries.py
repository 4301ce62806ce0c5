"""Reading attachments. Who may see one is decided by the room that owns the record it proves."""

from collections.abc import Callable
from typing import Any

from safecommunity.files.actions import path_of
from safecommunity.files.models import Attachment

# kind of record → may this reader open its files?
_guards: dict[str, Callable[[Any, str], bool]] = {}


def guard(kind: str, may_open: Callable[[Any, str], bool]) -> None:
    """A room says who may open the files of its records: may_open(reader, ref)."""
    _guards[kind] = may_open


def attachments(reader: Any, kind: str, ref: str) -> list[Attachment]:
    """Files of one record, oldest first; none where the reader may not open the record."""
    may_open = _guards.get(kind)
    if may_open is None or not may_open(reader, ref):
        return []
    return list(Attachment.objects.filter(kind=kind, ref=ref).order_by("id"))


def content(reader: Any, pid: str) -> tuple[Attachment, bytes] | None:
    """A file and its bytes, or None where it does not exist for this reader."""
    found = Attachment.objects.filter(pid=pid).first()
    if found is None:
        return None
    may_open = _guards.get(found.kind)
    path = path_of(found.sha256)
    if may_open is None or not may_open(reader, found.ref) or not path.exists():
        return None
    return found, path.read_bytes()
