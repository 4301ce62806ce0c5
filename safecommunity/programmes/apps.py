"""The room's entry in Django."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Room: programmes."""

    name = "safecommunity.programmes"
    label = "programmes"

    def ready(self) -> None:
        """Publish the facts, guard the files, and put work and menu entries where other rooms show them."""
        from safecommunity.programmes import slots as ours

        ours.ready()
