"""The room's entry in Django."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Room: programmes."""

    name = "safecommunity.programmes"
    label = "programmes"
