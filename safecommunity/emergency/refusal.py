"""What this room refuses, and the checks every form of it shares. Every refusal says what came and what is allowed."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

EARLIEST = date(1949, 10, 1)
LATEST = date(2100, 1, 1)


class Refused(Exception):
    """What cannot be done as asked; the text is for the person who asked. `field` names the question, if one."""

    def __init__(self, says: str, field: str = "") -> None:
        super().__init__(says)
        self.field = field


class NotYours(PermissionDenied):
    """A write outside the writer's rights."""


def need(allowed: bool, what: str) -> None:
    """Refuse a write outside the reader's rights."""
    if not allowed:
        raise NotYours(what)


def text(value: Any, title: str, most: int, *, least: int = 0, field: str = "", lines: bool = False) -> str:
    """A text in one spelling and of a length."""
    plain = str(value or "").replace("\x00", "").strip()
    if not lines:
        plain = " ".join(plain.split())
    if not least <= len(plain) <= most:
        says = _("%(field)s: got %(came)s characters; allowed: %(least)s to %(most)s")
        raise Refused(says % {"field": title, "came": len(plain), "least": least, "most": most}, field)
    return plain


def day(value: Any, title: str, first: date = EARLIEST, last: date = LATEST, field: str = "") -> date:
    """A day from one on until another."""
    if not isinstance(value, date) or not first <= value <= last:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"field": title, "came": value or "—", "first": first, "last": last}, field)
    return value


def number(value: Any, title: str, least: int, most: int, field: str = "") -> int:
    """A whole number of a span."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        says = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        told = {"field": title, "came": "—" if value is None else value, "first": least, "last": f"{most:,}"}
        raise Refused(says % told, field)
    return value


def one_of(value: Any, title: str, allowed: Collection[str], field: str = "", *, empty: bool = False) -> str:
    """A code of a list."""
    came = str(value or "")
    if came not in allowed and not (empty and not came):
        says = _("%(field)s: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"field": title, "came": came[:30] or "—"}, field)
    return came
