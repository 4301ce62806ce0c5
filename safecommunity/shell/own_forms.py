"""A district's own Excel form of a list: said once what its columns are, remembered by name, then read and filled.

Small lists only (`sheets`). Where forms are kept is said by the room that keeps them (`keep_in`); lists of lower rooms
then use them too. What a heading was mapped to is translated into our own heading, so that a list is checked one way.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from django.http import HttpRequest
from django.utils.translation import gettext as _

from safecommunity.shell import sheets

SKIP = "-"
MOST_COLUMNS, LONGEST = 60, 120
LEAST = 2  # headings a list must share with a form to be taken for it


@dataclass(frozen=True)
class OwnForm:
    """One form: its headings in their order, each with the field it holds or SKIP."""

    pid: str
    name: str
    columns: Mapping[str, str]


class Keeper(Protocol):
    """Where forms are kept."""

    def forms(self, kind: str, place: str) -> list[OwnForm]:
        """The forms of a kind of list that were remembered for a place, the newest first."""

    def remember(
        self, *, kind: str, place: str, name: str, columns: Mapping[str, str], by: str, at: datetime
    ) -> None:
        """Keep one; the newest of a name wins. Raises ValueError in words."""


class _Nowhere:
    def forms(self, kind: str, place: str) -> list[OwnForm]:
        return []

    def remember(self, **_given: Any) -> None:
        raise ValueError(_("Forms are not kept on this installation"))


_kept: list[Keeper] = [_Nowhere()]


def keep_in(keeper: Keeper) -> None:
    """Said once, in the keeping room's `AppConfig.ready()`."""
    _kept[0] = keeper


def forms(kind: str, place: str) -> list[OwnForm]:
    """What may be filled for a place."""
    return _kept[0].forms(kind, place) if place else []


def form(kind: str, place: str, pid: str) -> OwnForm | None:
    """One of them."""
    return next((one for one in forms(kind, place) if one.pid == pid), None)


@dataclass(frozen=True)
class Given:
    """A list as it came, with its own form where one fits; `question` asks what its columns are."""

    list: sheets.List
    own: OwnForm | None
    question: tuple[tuple[str, str], ...]


def read(
    content: bytes, name: str, known: Callable[[str], str], written: Mapping[str, str], kind: str, place: str
) -> Given:
    """Read a list by our headings or by a remembered form. Raises sheets.Unreadable.

    `known` gives the field of one of our headings, `written` our heading of each field.
    """
    kept = forms(kind, place)
    mapped = {heading: to for one in reversed(kept) for heading, to in one.columns.items()}
    found = sheets.read(content, name, lambda cell: mapped.get(cell, "") or known(cell))
    own = _fitting(kept, found.headings, known)
    if own is not None:
        ours = {heading: written.get(to, "") for heading, to in own.columns.items()}
        return Given(replace(found, headings=tuple(ours.get(one, one) for one in found.headings)), own, ())
    asked = found
    if sum(bool(known(one)) for one in found.headings) < LEAST:  # then the fullest row is the head
        asked = sheets.read(content, name, lambda cell: "x" if cell else "")
    headings = dict.fromkeys(one[:LONGEST] for one in asked.headings if one)
    return Given(found, None, tuple((one, known(one)) for one in headings)[:MOST_COLUMNS])


def _fitting(kept: Iterable[OwnForm], headings: Sequence[str], known: Callable[[str], str]) -> OwnForm | None:
    """The form most of whose headings stand in the list, where they are more than our own headings."""
    there = set(headings)
    ours = sum(bool(known(one)) for one in there)
    best = max(kept, key=lambda one: len(there.intersection(one.columns)), default=None)
    if best is None:
        return None
    shared = len(there.intersection(best.columns))
    return best if shared >= max(LEAST, ours) else None


def answered(request: HttpRequest) -> bool:
    """Whether a request says what columns are."""
    return request.method == "POST" and "own_form" in request.POST


def remember(
    request: HttpRequest, *, kind: str, place: str, written: Mapping[str, str], by: str, at: datetime
) -> str:
    """Keep what was said; the words to tell. Raises ValueError in words."""
    name = request.POST.get("own_form", "").replace("\x00", "").strip()
    said = zip(request.POST.getlist("heading"), request.POST.getlist("to"), strict=False)
    columns = {
        heading.replace("\x00", "")[:LONGEST]: to if to in written else SKIP
        for heading, to in list(said)[:MOST_COLUMNS]
        if heading.strip()
    }
    if not any(to != SKIP for to in columns.values()):
        raise ValueError(_("Nothing was chosen"))
    twice = [to for to in written if list(columns.values()).count(to) > 1]
    if twice:
        says = _("%(what)s is chosen for two columns; allowed: one")
        raise ValueError(says % {"what": written[twice[0]]})
    _kept[0].remember(kind=kind, place=place, name=name, columns=columns, by=by, at=at)
    return _("“%(name)s” is remembered; send the list again") % {"name": name}


def filled(own: OwnForm, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Records in a district's own form: its headings, its order; columns it does not share stay empty."""
    fields = list(own.columns.values())
    return sheets.template(
        own.name, list(own.columns), [[row.get(one, "") for one in fields] for row in rows], []
    )
