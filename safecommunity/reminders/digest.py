"""What a person is told: the lines of his own 待办, asked of every room as his page asks them, made into plain text."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _

from safecommunity.accounts.models import User
from safecommunity.accounts.reader import Reader
from safecommunity.shell import slots
from safecommunity.shell.slots import WorkLine

MOST_LINES = 30
SOON = timedelta(days=7)


@dataclass(frozen=True)
class Digest:
    """A person's reminder of one day."""

    subject: str
    text: str
    lines: int
    late: int
    key: str


def waiting_for(user: User, today: date) -> list[WorkLine]:
    """The lines of somebody's 待办, without his sitting at a screen; he has proved nothing, so no name is open."""
    request = HttpRequest()
    request.user = user
    request.reader = Reader.of(user, today)  # type: ignore[attr-defined]
    request.session = {}  # type: ignore[assignment]
    found: list[WorkLine] = slots.collect("todo", request)
    return sorted(found, key=lambda one: (one.due is None, one.due or today))


def clock(line: WorkLine, today: date) -> str:
    """How a line stands against today, in words."""
    if line.due is None:
        return ""
    left = (line.due - today).days
    if left < 0:
        return _("due %(day)s, %(days)s days overdue") % {"day": line.due.isoformat(), "days": -left}
    return _("due today") if left == 0 else _("due %(day)s") % {"day": line.due.isoformat()}


def numbered(lines: Sequence[WorkLine], today: date, most: int = MOST_LINES) -> list[str]:
    """Lines of text, numbered; what is too many is counted."""
    told = []
    for number, line in enumerate(lines[:most], 1):
        when = clock(line, today)
        told.append(f"{number}. {line.kind}：{line.title}" + (f"（{when}）" if when else ""))
    if len(lines) > most:
        told.append(_("… and %(n)s more") % {"n": len(lines) - most})
    return told


def digest_of(user: User, today: date, *, late_only: bool = False) -> Digest | None:
    """What is overdue and due within a week, then what waits without a day; None where nothing waits."""
    lines = waiting_for(user, today)
    late = [one for one in lines if one.due is not None and one.due < today]
    soon = [one for one in lines if one.due is None or today <= one.due <= today + SOON]
    told = late if late_only else [*late, *soon]
    if not told:
        return None
    subject = _("Safe Community: %(late)s overdue, %(soon)s to do") % {
        "late": len(late), "soon": len(told) - len(late),
    }  # fmt: skip
    parts = [
        _("%(name)s, this waits for you on %(day)s:") % {"name": user.display_name, "day": today.isoformat()}
    ]
    if late:
        parts += ["", _("Overdue"), *numbered(late, today)]
    if soon and not late_only:
        parts += ["", _("Soon due or waiting"), *numbered(soon, today)]
    parts += ["", _open_at()]
    key = "\n".join(f"{one.kind}|{one.title}|{one.due}|{one in late}" for one in told)
    return Digest(
        subject, "\n".join(parts), len(told), len(late), hashlib.sha256(key.encode("utf-8")).hexdigest()
    )


def _open_at() -> str:
    address = settings.PUBLIC_ADDRESS
    says = _("Times and channels are chosen in the product under “My reminders”.")
    return f"{_('Open')}: {address}/todo/\n{says}" if address else says


def overdue_text(place_name: str, lines: Sequence[WorkLine], today: date, *, ahead: int = 0) -> str:
    """Text for a chat group: what of a place is overdue, and with `ahead` what falls due within so many days."""
    late = [one for one in lines if one.missing and one.due is not None and one.due < today]
    soon = [
        one for one in lines
        if one.missing and one.due is not None and today <= one.due <= today + timedelta(days=ahead)
    ] if ahead else []  # fmt: skip
    head = _("[Reminder] %(place)s, %(day)s") % {"place": place_name, "day": today.isoformat()}
    if not late and not soon:
        return f"{head}\n{_('Nothing is overdue.')}"
    parts = [head]
    if late:
        parts += [_("Overdue: %(n)s") % {"n": len(late)}, *numbered(late, today, 60)]
    if soon:
        parts += [_("Due within %(days)s days:") % {"days": ahead}, *numbered(soon, today, 60)]
    parts.append(_("Please see to it soon and enter it in the system."))
    return "\n".join(parts)


def of_place(lines: Sequence[Any], inside: frozenset[str]) -> list[Any]:
    """Lines of some places; a line that names no place belongs to all of its reader's."""
    return [one for one in lines if not one.place or one.place in inside]
