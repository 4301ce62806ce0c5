"""Places may be looked at; they are written by actions."""

from django.contrib import admin

from safecommunity.places.models import Place, Population, SocialUnit, UnitSafety
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([Place, Population, SocialUnit, UnitSafety], ReadOnlyAdmin)
