"""The technical admin sees events and monthly reports. Injuries stay out: it knows neither places nor rights."""

from django.contrib import admin

from safecommunity.injuries.models import Event, EventStep, FacilityMonth
from safecommunity.shell.admin import ReadOnlyAdmin

admin.site.register([Event, EventStep, FacilityMonth], ReadOnlyAdmin)
