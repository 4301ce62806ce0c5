"""The log may be looked at, never touched."""

from django.contrib import admin

from safecommunity.journal.models import AuditEvent, Change
from safecommunity.shell.admin import ReadOnlyAdmin


@admin.register(AuditEvent)
class AuditEventAdmin(ReadOnlyAdmin):
    """Events, newest first."""

    list_display = ("number", "at", "by", "action", "kind", "ref", "place")
    ordering = ("-id",)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The change feed, newest first."""

    list_display = ("seq", "fact", "ref", "op")
    ordering = ("-id",)
