"""The room's entry in Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Room: intake."""

    name = "safecommunity.intake"
    label = "intake"

    def ready(self) -> None:
        """Keep the own forms of districts for the lists of every room."""
        from safecommunity.intake.own_forms import Kept
        from safecommunity.shell import own_forms

        own_forms.keep_in(Kept())
