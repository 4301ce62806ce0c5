"""What the guide puts into the menu, and its own room's steps."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.governance.founding import queries
from safecommunity.shell.slots import MenuEntry


def ready() -> None:
    """Stand in the menu and give this room's steps."""
    from safecommunity.governance.founding import steps
    from safecommunity.shell import slots

    slots.register("menu", menu, order=60)
    slots.register("landing", landing, order=60)
    slots.register("setup.step", steps.steps)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The guide for an office and an administrator."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated or not queries.opens(reader):
        return []
    return [MenuEntry("system", _("Set-up guide"), reverse("setup"), sub="setup")]


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """An administrator of an installation without a street starts here."""
    reader = getattr(request, "reader", None)
    if reader is None or not queries.opens(reader) or queries.streets(reader):
        return None
    return reverse("setup")
