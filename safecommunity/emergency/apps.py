"""The room's entry in Django."""

from django.apps import AppConfig


class EmergencyConfig(AppConfig):
    """Room: emergency."""

    name = "safecommunity.emergency"
    label = "emergency"
