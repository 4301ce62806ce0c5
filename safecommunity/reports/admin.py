"""Papers that were read may be looked at, never touched."""

from django.contrib import admin

from safecommunity.reports.models import DocumentTemplate, Paper, PaperMark
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([DocumentTemplate, Paper, PaperMark], ReadOnlyAdmin)
