"""The room's tables may be looked at, never touched."""

from django.contrib import admin

from safecommunity.hazards import models
from safecommunity.shell.admin import ReadOnlyAdmin

for model in (models.Hazard, models.HazardStep, models.Notice, models.Supervision):
    admin.site.register(model, ReadOnlyAdmin)
