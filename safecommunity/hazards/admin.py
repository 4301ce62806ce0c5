"""The room's tables may be looked at, never touched."""

from django.contrib import admin

from safecommunity.hazards import models
from safecommunity.shell.admin import ReadOnlyAdmin

# the keys and boxes of people are shown nowhere but for a purpose
for model in (
    models.Hazard, models.HazardStep, models.Notice, models.Supervision,
    models.VulnerablePerson, models.VulnerableGroup, models.Consent, models.CareVisit,
    models.VulnerableStep, models.Dwelling, models.Rating, models.Defect, models.RetrofitOption, models.Retrofit,
    models.Risk, models.RiskAssessment, models.RiskHazard, models.RiskStep, models.Checklist,
    models.InspectionRound, models.InspectionTeam, models.InspectionCame, models.Inspection, models.InspectionLine,
):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
