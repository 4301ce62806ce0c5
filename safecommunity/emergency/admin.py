"""The room's tables may be looked at, never touched; sealed names are not among them."""

from django.contrib import admin

from safecommunity.emergency import models
from safecommunity.shell.admin import ReadOnlyAdmin

for model in (
    models.EmergencyPlan, models.PlanVersion, models.PlanReview, models.Drill, models.DrillFinding, models.Resource,
    models.ResourceCheck, models.Network, models.DutyDay, models.DutyEntry,
):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
