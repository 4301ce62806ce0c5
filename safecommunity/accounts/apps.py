"""The room's entry in Django."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Room: accounts."""

    name = "safecommunity.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Register what other pages show of this room."""
        from safecommunity.accounts import setup
        from safecommunity.accounts import slots as ours
        from safecommunity.accounts.lists import PEOPLE
        from safecommunity.shell import lists, slots

        lists.register(PEOPLE)
        slots.register("front.accounts", ours.front_accounts)
        slots.register("menu", ours.menu, order=900)
        slots.register("setup.step", setup.step)
