"""The organisation may be looked at; it is written by actions."""

from django.contrib import admin

from safecommunity.governance import models
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([getattr(models, name) for name in models.__all__], ReadOnlyAdmin)
