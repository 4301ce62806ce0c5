"""Claims, pins and findings may be looked at, never touched."""

from django.contrib import admin

from safecommunity.figures.models import CheckRun, Claim, Finding, FindingStep, Pin, PublicTable, ReviewDay
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([Claim, Pin, PublicTable, Finding, FindingStep, CheckRun, ReviewDay], ReadOnlyAdmin)
