"""Attachments may be looked at, never touched."""

from django.contrib import admin

from safecommunity.files.models import Attachment
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register(Attachment, ReadOnlyAdmin)
