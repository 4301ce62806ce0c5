"""The room's entry in Django."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Room: reminders."""

    name = "safecommunity.reminders"
    label = "reminders"

    def ready(self) -> None:
        """Stand in the menu."""
        from safecommunity.reminders import slots as ours
        from safecommunity.shell import slots

        slots.register("menu", ours.menu, order=80)
