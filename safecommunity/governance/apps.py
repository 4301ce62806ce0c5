"""The room's entry in Django."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """Room: governance."""

    name = "safecommunity.governance"
    label = "governance"

    def ready(self) -> None:
        """Publish facts, and put work and menu entries where other rooms show them."""
        from safecommunity.governance import slots as ours
        from safecommunity.shell import slots

        slots.register("menu", ours.menu, order=20)
