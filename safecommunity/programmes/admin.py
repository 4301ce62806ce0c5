"""The room's tables may be looked at, never touched."""

from django.contrib import admin

from safecommunity.programmes import models
from safecommunity.shell.admin import ReadOnlyAdmin

for model in (
    models.Project, models.Measure, models.Partner, models.ProjectPlace, models.ProjectRest, models.ProjectFigure,
    models.Milestone, models.Budget, models.Spending, models.Output, models.Review, models.Cell,
):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
