"""The room's entry in Django."""

from django.apps import AppConfig


class OutreachConfig(AppConfig):
    """Room: outreach."""

    name = "safecommunity.outreach"
    label = "outreach"
