"""Reading drafts (only one's own) and import runs."""

import json
from typing import Any

from safecommunity.accounts.fields import open_text
from safecommunity.intake.models import Draft, ImportRun, RowError


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
