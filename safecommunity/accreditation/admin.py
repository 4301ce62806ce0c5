"""The room's tables may be looked at, never touched."""

from django.contrib import admin

from safecommunity.accreditation import models
from safecommunity.shell.admin import ReadOnlyAdmin

for model in (
    models.Sheet, models.Round, models.Mark, models.MarkStep, models.Evidence, models.EvidenceUse, models.Procedure,
    models.Application, models.Stay, models.Step, models.Paper, models.Lock, models.PublicNotice, models.Objection,
    models.Certificate, models.AnnualReport,
):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
