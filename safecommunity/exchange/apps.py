"""The room's entry in Django."""

from typing import Any

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    """Room: exchange."""

    name = "safecommunity.exchange"
    label = "exchange"

    def ready(self) -> None:
        """One's own tokens stand in the menu of those who have something to give to a program."""
        from safecommunity.shell import slots

        slots.register("menu", menu, order=901)


def menu(request: Any, **_context: Any) -> list[Any]:
    """Tokens, for those who may read figures or write cards."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.exchange import queries
    from safecommunity.shell.slots import MenuEntry

    reader = getattr(request, "reader", None)
    if reader is None or not queries.may_offer(reader):
        return []
    return [MenuEntry("system", _("Tokens for programs"), reverse("tokens"), sub="mine")]
