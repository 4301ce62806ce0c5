"""The room's entry in Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Room: journal."""

    name = "safecommunity.journal"
    label = "journal"
