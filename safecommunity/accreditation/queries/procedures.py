"""Procedures in force and their editions; parsed once for as long as they say the same."""

from safecommunity.accreditation import codes, procedures
from safecommunity.accreditation.models import Procedure as Edition
from safecommunity.accreditation.procedures import Procedure

_PARSED: dict[str, Procedure] = {}


def of(edition: Edition) -> Procedure:
    """The procedure of a stored edition; an edition never changes, so it is parsed once a process."""
    found = _PARSED.get(edition.checksum)
    if found is None:
        found = _PARSED[edition.checksum] = procedures.read(edition.data)
    return found


def in_force() -> dict[str, Procedure]:
    """Procedures by code: editions operators put in force before those of the product. One query."""
    found = dict(codes.procedures())
    for edition in Edition.objects.filter(in_force=True):
        found[edition.code] = of(edition)
    return found


def editions(code: str) -> list[Edition]:
    """Stored editions of a procedure, newest first."""
    return list(Edition.objects.filter(code=code).order_by("-pk")[:100])


def one(pid: str) -> Edition | None:
    """A stored edition."""
    return Edition.objects.filter(pid=pid).first()
