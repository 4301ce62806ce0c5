"""Papers that were read, and schedules with their log, may be looked at, never touched."""

from django.contrib import admin

from safecommunity.reports.models import Bulk, DocumentTemplate, Paper, PaperMark, Schedule, ScheduleRun
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([Bulk, DocumentTemplate, Paper, PaperMark, Schedule, ScheduleRun], ReadOnlyAdmin)
