"""Import runs may be looked at; drafts are nobody's business but their owner's."""

from django.contrib import admin

from safecommunity.intake.models import ImportRun
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register(ImportRun, ReadOnlyAdmin)
