"""What this room puts into the pages of lower rooms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.shell.slots import MenuEntry

URGES = (Role.CLERK, Role.CHIEF, Role.CDC, Role.SUPERVISOR)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """One's own reminders for everybody, the text for a chat group for offices."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return []
    mine = MenuEntry("system", _("My reminders"), reverse("reminders"), sub="mine")
    if not reader.has(*URGES):
        return [mine]
    return [MenuEntry("daily", _("Text to urge"), reverse("reminders_overdue")), mine]
