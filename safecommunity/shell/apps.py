"""The room's entry in Django."""

from django.apps import AppConfig


class ShellConfig(AppConfig):
    """Room: shell."""

    name = "safecommunity.shell"
    label = "shell"
