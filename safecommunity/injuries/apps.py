"""The room's entry in Django."""

from django.apps import AppConfig


class InjuriesConfig(AppConfig):
    """Room: injuries."""

    name = "safecommunity.injuries"
    label = "injuries"
