"""Reading bulks: those a person began, how far one is, what is left."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Bulk, BulkPiece

SILENT = timedelta(seconds=20)  # a leader says that it lives every second


def bulks(rights: Rights) -> QuerySet[Bulk]:
    """Those this reader began: what is in them was composed with his rights."""
    return Bulk.objects.filter(by=rights.reader.pid).select_related("place")


def one(rights: Rights, pid: str) -> Bulk | None:
    """One of his."""
    return bulks(rights).filter(pid=pid).first()


def done(bulk: Bulk) -> int:
    """How many documents are made."""
    return BulkPiece.objects.filter(bulk=bulk, done=True).count()


def problems(bulk: Bulk) -> list[BulkPiece]:
    """Documents that could not be made, with the reason."""
    return list(bulk.pieces.exclude(problem="").select_related("place")[:50])


def interrupted(bulk: Bulk, now: datetime) -> bool:
    """Whether whoever built it fell silent: it was killed, and another may go on."""
    return bulk.state == Bulk.State.RUNNING and now - bulk.beat_at > SILENT


def going(bulk: Bulk, now: datetime) -> bool:
    """Whether somebody is at work, or will be in a moment."""
    return bulk.state in (Bulk.State.WAITING, Bulk.State.RUNNING) and not interrupted(bulk, now)


def folder() -> Path:
    """Where pieces and zips lie."""
    return Path(settings.HOME) / "cache" / "bulk"


def pieces_in(bulk: Bulk) -> Path:
    """The folder of one bulk's pieces."""
    return folder() / bulk.pid


def zip_of(bulk: Bulk) -> Path:
    """The file of a bulk that is done."""
    return folder() / f"{bulk.pid}.zip"
