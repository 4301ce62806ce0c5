"""The room's entry in Django."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Room: reports."""

    name = "safecommunity.reports"
    label = "reports"
