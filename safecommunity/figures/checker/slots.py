"""What the checker puts into other pages: menu, what waits, what failed a check."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.figures.checker import queries, words
from safecommunity.figures.checker.rights import of_request
from safecommunity.figures.models import Finding
from safecommunity.places import queries as places
from safecommunity.shell import slots
from safecommunity.shell.slots import MenuEntry, WorkLine, once

MOST = 12


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Numbers on paper and what does not add up, for who reads numbers."""
    held = of_request(request)
    if held is None:
        return []
    return [
        MenuEntry("see", _("What does not add up"), reverse("findings"), sub="figure"),
        MenuEntry("see", _("Numbers on paper"), reverse("claims"), sub="figure"),
    ]


@once
def _waiting(request: HttpRequest) -> dict[tuple[str, str], int]:
    held = of_request(request)
    return queries.waiting(held) if held is not None and held.writes else {}


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """One line for all open findings of the reader's places: how many, of how many places."""
    waiting = _waiting(request)
    errors = sum(n for (_place, level), n in waiting.items() if level == "error")
    warnings = sum(waiting.values()) - errors
    if not waiting:
        return []
    title = _("%(errors)s numbers do not hold, %(warnings)s to look at") % {
        "errors": errors, "warnings": warnings,
    }  # fmt: skip
    pids = {place for place, _level in waiting}
    place = next(iter(pids)) if len(pids) == 1 else ""
    url = f"{reverse('findings')}?state=open"
    return [WorkLine(_("Check"), title, url, _("Look at them"), place=place)]


def failed(request: HttpRequest, *, place: str = "", **_context: Any) -> list[WorkLine]:
    """For the chief: the newest open findings that are errors, of a place."""
    held = of_request(request)
    if held is None:
        return []
    found = queries.findings(held).filter(state=Finding.State.OPEN, level="error")
    if place:
        found = queries.of_place(found, place)
    rows = list(found.order_by("-first_seen", "-pk")[:MOST])
    names = places.names({row.place for row in rows})
    return [
        WorkLine(
            row.rule, queries.sentence(row), reverse("finding", args=[row.pid]), _("Look at it"),
            says=f"{words.rule(row.rule).title} · {names.get(row.place, '')}", place=row.place,
        )
        for row in rows
    ]  # fmt: skip


def register() -> None:
    """Called once by the room when it starts."""
    slots.register("menu", menu, order=42)
    slots.register("todo", todo, order=60)
    slots.register("failed", failed, order=60)
