"""What the checks would say of a card, without writing anything."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from safecommunity.injuries.checks import Finding, check
from safecommunity.injuries.checks.fields import shorten, title

__all__ = ["Finding", "findings", "shorten", "title"]


def findings(values: Mapping[str, Any], *, now: datetime) -> tuple[Finding, ...]:
    """Errors and questions of a card's values, all at once."""
    return check(values, source="card", now=now).findings
