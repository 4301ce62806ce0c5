"""Reading drafts (only one's own) and import runs."""

import json
from collections.abc import Iterable
from typing import Any

from safecommunity.accounts.fields import open_text
from safecommunity.intake.models import ColumnMapping, Draft, ImportRun, RowError


def drafts(owner: str, kind: str | None = None, limit: int = 50) -> list[Draft]:
    """A person's drafts, newest first."""
    found = Draft.objects.filter(owner=owner)
    if kind:
        found = found.filter(kind=kind)
    return list(found.order_by("-saved_at")[:limit])


def draft_content(owner: str, kind: str, key: str) -> dict[str, Any] | None:
    """What a person had typed, or None."""
    draft = Draft.objects.filter(owner=owner, kind=kind, key=key).first()
    return json.loads(open_text(draft.sealed)) if draft else None


def runs(place_pids: frozenset[str], limit: int = 50) -> list[ImportRun]:
    """Import runs into these places, newest first."""
    return list(ImportRun.objects.filter(place__in=place_pids).order_by("-id")[:limit])


def row_errors(run: ImportRun, limit: int = 1000) -> list[RowError]:
    """All row errors of a run together, in row order."""
    return list(run.errors.order_by("row", "id")[:limit])


def run_of(pid: str, by: str) -> ImportRun | None:
    """A person's own import run."""
    return ImportRun.objects.filter(pid=pid, by=by).first()


def run(pid: str) -> ImportRun | None:
    """An import run, for the job at work on it."""
    return ImportRun.objects.filter(pid=pid).first()


def own_runs(by: str, kind: str, limit: int = 50) -> list[ImportRun]:
    """A person's import runs, newest first."""
    return list(ImportRun.objects.filter(by=by, kind=kind).order_by("-id")[:limit])


def mappings(kind: str, places: Iterable[str]) -> list[ColumnMapping]:
    """Remembered mappings of these places or facilities, by name."""
    return list(ColumnMapping.objects.filter(kind=kind, place__in=set(places)))


def mapping(kind: str, place: str, name: str) -> ColumnMapping | None:
    """A remembered mapping by its name."""
    return ColumnMapping.objects.filter(kind=kind, place=place, name=name).first()


def error_page(run: ImportRun, after: int, limit: int) -> list[RowError]:
    """Row errors from the n-th on, in row order."""
    return list(run.errors.order_by("row", "id")[after : after + limit])


def fixable(run: ImportRun) -> dict[str, dict[str, str]]:
    """All certain repairs of a run: field → what came → what it means."""
    found: dict[str, dict[str, str]] = {}
    for field, came, fix in run.errors.exclude(fix="").values_list("field", "came", "fix").distinct():
        found.setdefault(field, {})[came] = fix
    return found
