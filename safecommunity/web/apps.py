"""The room's entry in Django."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Room: web."""

    name = "safecommunity.web"
    label = "web"
