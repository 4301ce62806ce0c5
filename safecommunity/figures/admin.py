"""Claims and pins may be looked at, never touched."""

from django.contrib import admin

from safecommunity.figures.models import Claim, Pin, PublicTable
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([Claim, Pin, PublicTable], ReadOnlyAdmin)
