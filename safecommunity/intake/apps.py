"""The room's entry in Django."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Room: intake."""

    name = "safecommunity.intake"
    label = "intake"
