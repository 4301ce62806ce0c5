"""The room's entry in Django."""

from django.apps import AppConfig


class FiguresConfig(AppConfig):
    """Room: figures."""

    name = "safecommunity.figures"
    label = "figures"
