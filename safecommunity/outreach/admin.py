"""The room's tables may be looked at, never touched; names of trainees are not among them."""

from django.contrib import admin

from safecommunity.outreach import models
from safecommunity.shell.admin import ReadOnlyAdmin

for model in (models.Entry, models.Double, models.Item, models.StockMove, models.ConditionCheck, models.Session,
              models.Certificate, models.Obligation):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
