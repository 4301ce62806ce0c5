"""Reading attachments. Who may see or add one is decided by the room that owns the record it proves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Sum

from safecommunity.files import pictures
from safecommunity.files.actions import path_of, small_path_of
from safecommunity.files.models import Attachment

Judge = Callable[[Any, str], bool]


@dataclass(frozen=True)
class Guard:
    """What a room says about the files of one kind of its records."""

    may_open: Judge
    place_for: Callable[[Any, str], str | None]


def _nowhere(_reader: Any, _ref: str) -> None:
    return None


# kind of record → who may open and add files of it
_guards: dict[str, Guard] = {}


def guard(kind: str, may_open: Judge, place_for: Callable[[Any, str], str | None] = _nowhere) -> None:
    """A room says who may open the files of its records: may_open(reader, ref); and, where files may be added on the
    record's page, place_for(reader, ref): the place of the record where this reader may add or take off, else None."""
    _guards[kind] = Guard(may_open, place_for)


def place_to_add(reader: Any, kind: str, ref: str) -> str | None:
    """The place of a record to which this reader may add files, or None."""
    known = _guards.get(kind)
    return known.place_for(reader, ref) if known else None


def attachments(reader: Any, kind: str, ref: str) -> list[Attachment]:
    """Files of one record, oldest first; none where the reader may not open the record."""
    known = _guards.get(kind)
    if known is None or not known.may_open(reader, ref):
        return []
    return list(Attachment.objects.filter(kind=kind, ref=ref, withdrawn_at__isnull=True).order_by("id"))


def bytes_of(kind: str, refs: Iterable[str]) -> int:
    """How much the files of some records take together."""
    wanted = Attachment.objects.filter(kind=kind, ref__in=list(refs), withdrawn_at__isnull=True)
    return int(wanted.aggregate(n=Sum("size"))["n"] or 0)


def firsts(kind: str, refs: Iterable[str]) -> dict[str, Attachment]:
    """The first picture of each record of a list the caller may show. One query."""
    found: dict[str, Attachment] = {}
    wanted = Attachment.objects.filter(kind=kind, ref__in=list(refs), withdrawn_at__isnull=True).exclude(
        looks=""
    )
    for attachment in wanted.order_by("id"):
        found.setdefault(attachment.ref, attachment)
    return found


def of_records(kind: str, refs: Iterable[str]) -> dict[str, list[Attachment]]:
    """Files of records of a list the caller may show, oldest first. One query."""
    found: dict[str, list[Attachment]] = {}
    wanted = Attachment.objects.filter(kind=kind, ref__in=list(refs), withdrawn_at__isnull=True)
    for attachment in wanted.order_by("id"):
        found.setdefault(attachment.ref, []).append(attachment)
    return found


def open_one(reader: Any, pid: str) -> Attachment | None:
    """An attachment this reader may open."""
    found = Attachment.objects.filter(pid=pid, withdrawn_at__isnull=True).first()
    if found is None:
        return None
    known = _guards.get(found.kind)
    return found if known is not None and known.may_open(reader, found.ref) else None


def content(reader: Any, pid: str, *, small: bool = False) -> tuple[Attachment, bytes] | None:
    """A file and its bytes (of a picture also the small one), or None where it does not exist for this reader."""
    found = open_one(reader, pid)
    if found is None or (small and not found.is_picture):
        return None
    path = (small_path_of if small else path_of)(found.kept)
    return (found, path.read_bytes()) if path.exists() else None


def used_before(attachment: Attachment, within: int = 6) -> list[Attachment]:
    """Files of other records with the same content, or pictures that look the same (for the integrity rule N12)."""
    others = Attachment.objects.exclude(kind=attachment.kind, ref=attachment.ref).filter(
        withdrawn_at__isnull=True
    )
    same = list(others.filter(sha256=attachment.sha256).order_by("id"))
    if not attachment.looks:
        return same
    known = {one.pk for one in same}
    near = others.exclude(looks="").filter(uploaded_at__gte=attachment.uploaded_at.replace(month=1, day=1))
    return same + [
        one
        for one in near.order_by("id").iterator()
        if one.pk not in known and pictures.alike(one.looks, attachment.looks) <= within
    ]
