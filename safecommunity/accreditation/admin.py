"""The room's tables may be looked at, never touched."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from safecommunity.accreditation import models
from safecommunity.shell.admin import ReadOnlyAdmin


class OpenMarks(ReadOnlyAdmin):
    """Marks and notes of reviewers, and sheets they sent, only of published reviews: blind for all before."""

    to_panel = "member__panel"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of published reviews."""
        published = {f"{self.to_panel}__state": models.Panel.State.PUBLISHED}
        return super().get_queryset(request).filter(**published)


class OpenFindings(OpenMarks):
    """What a panel agrees on and finds, once it is published."""

    to_panel = "panel"


OPEN_LATER: dict[type[Model], type[OpenMarks]] = {
    models.ReviewMark: OpenMarks, models.ReviewNote: OpenMarks, models.ReviewSheet: OpenMarks,
    models.Agreed: OpenFindings, models.Finding: OpenFindings,
}  # fmt: skip
for model, door in OPEN_LATER.items():
    admin.site.register(model, door)
for shown in (
    models.Panel, models.PanelMember, models.Declaration, models.Rectification, models.VisitStop,
):  # fmt: skip
    admin.site.register(shown, ReadOnlyAdmin)
for model in (
    models.Sheet, models.Round, models.Mark, models.MarkStep, models.Evidence, models.EvidenceUse, models.Procedure,
    models.Application, models.Stay, models.Step, models.Paper, models.Lock, models.PublicNotice, models.Objection,
    models.Certificate, models.AnnualReport, models.Ask, models.AskAnswer, models.Archive,
):  # fmt: skip
    admin.site.register(model, ReadOnlyAdmin)
