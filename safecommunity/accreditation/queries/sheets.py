"""Standards in force and their editions; parsed once for as long as they say the same."""

from functools import lru_cache
from typing import Any

from safecommunity.accreditation import codes, standards
from safecommunity.accreditation.models import Sheet
from safecommunity.accreditation.standards import Standard
from safecommunity.accreditation.standards.crosswalk import Crosswalk
from safecommunity.accreditation.standards.shape import Texts

_PARSED: dict[str, Standard] = {}


def of_sheet(sheet: Sheet) -> Standard:
    """The standard of a stored edition; an edition never changes, so it is parsed once a process."""
    found = _PARSED.get(sheet.checksum)
    if found is None:
        found = _PARSED[sheet.checksum] = standards.read(sheet.data)
    return found


def in_force() -> dict[str, Standard]:
    """Standards by code: editions operators put in force before those of the product. One query."""
    found = dict(codes.shipped())
    for sheet in Sheet.objects.filter(in_force=True):
        found[sheet.code] = of_sheet(sheet)
    return found


def editions(code: str) -> list[Sheet]:
    """Stored editions of a standard, newest first."""
    return list(Sheet.objects.filter(code=code).order_by("-pk")[:100])


def one(pid: str) -> Sheet | None:
    """A stored edition."""
    return Sheet.objects.filter(pid=pid).first()


@lru_cache(maxsize=8)
def _walk(keys: tuple[str, ...]) -> Crosswalk:
    return Crosswalk(_WALKED[keys])


_WALKED: dict[tuple[str, ...], list[Standard]] = {}


def crosswalk(force: dict[str, Standard]) -> Crosswalk:
    """The crosswalk of the standards in force, worked out once for the same editions."""
    keys = tuple(sorted(one.key for one in force.values()))
    _WALKED[keys] = list(force.values())
    return _walk(keys)


def coverage(standard: Standard, answered: set[str]) -> list[dict[str, Any]]:
    """Items with automatic evidence, by how their text is known: the share, and of how many.

    ``answered``: ids of items some figure of a place answers. The headline is the row `read`.
    """
    rows: dict[str, list[int]] = {}
    for item in standard.items():
        line = rows.setdefault(item.basis, [0, 0])
        line[0] += item.id in answered
        line[1] += 1
    return [{"basis": basis, "answered": n, "items": of} for basis, (n, of) in rows.items()]


@lru_cache(maxsize=1)
def shipped_titles() -> dict[str, Texts]:
    """Titles of the product's standards by code: lists ask for them row by row."""
    return {code: one.title for code, one in codes.shipped().items()}
