"""The room's entry in Django."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """Room: journal."""

    name = "safecommunity.journal"
    label = "journal"

    def ready(self) -> None:
        """Who writes waits in a queue, where the database has none of its own."""
        from django.db.backends.signals import connection_created

        from safecommunity.journal import turns

        connection_created.connect(turns.told, dispatch_uid="journal.turns")
