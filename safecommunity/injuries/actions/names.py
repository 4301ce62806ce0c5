"""Opening a name: rare, for a purpose, and on the record first."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.injuries.actions.recording import NotYours
from safecommunity.injuries.models import Report, ReportPerson
from safecommunity.injuries.queries.rights import rights
from safecommunity.journal import actions as journal


@transaction.atomic
def open_name(
    *, reader: Reader, report: Report, purpose: str, at: datetime, by: str = ""
) -> ReportPerson | None:
    """Log who opens whose name for what, then answer with it; None where the card carries no name."""
    if not rights(reader).sees_names(report):
        raise NotYours.because(
            _("Names are open to the reporting facility and the district CDC only"), "rights"
        )
    journal.record(
        by=by or reader.pid, action="open_name", kind="injury", ref=report.injury.ref, place=report.place.pid, at=at,
        detail={"report": report.pid, "purpose": purpose},
    )  # fmt: skip
    return ReportPerson.objects.filter(report=report).first()
