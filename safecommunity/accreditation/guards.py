"""Who may open the file of a piece of evidence."""

from typing import Any

from safecommunity.accreditation.queries import evidence
from safecommunity.accreditation.rights import Rights


def may_open(reader: Any, ref: str) -> bool:
    """Who may look at the piece."""
    return evidence.one(Rights(reader), ref) is not None
