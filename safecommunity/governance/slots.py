"""What this room puts into the pages of lower and upper rooms."""

from typing import Any

from django.http import HttpRequest

from safecommunity.shell.slots import MenuEntry


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The pages of the organisation, for who uses them."""
    return []
