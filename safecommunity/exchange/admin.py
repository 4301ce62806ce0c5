"""Tokens may be looked at, never touched."""

from django.contrib import admin

from safecommunity.exchange.models import ApiToken
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register(ApiToken, ReadOnlyAdmin)
