"""Versions of a report: what a correction keeps of how it was, and the refusal of one made on an old version."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.injuries import codes
from safecommunity.injuries.checks import Finding, Refused
from safecommunity.injuries.models import Report, ReportVersion
from safecommunity.places.models import Place, SocialUnit

# Fields whose contents a version may show to whoever may open the record. All others may name somebody.
CONTENTS = (
    *codes.LISTS, "age_years", "age_months", "lives_elsewhere", "injury_time", "visit_time", "precision", "icd10",
    "residence", "occurrence", "unit", "state",
)  # fmt: skip
DERIVED = frozenset({"injury_on", "sensitive", "icd10_conflict", "place"})
LONGEST_REASON = 200


class Stale(Refused):
    """The report was corrected by somebody else since the form was opened."""

    def __init__(self, report: Report, opened: int | None) -> None:
        self.report, self.opened = report, opened
        says = _("%(card)s was corrected meanwhile: you opened version %(opened)s, now it is version %(now)s")
        shown = {"card": report.card_no, "opened": opened or "—", "now": report.version}
        super().__init__([Finding("version", "error", "version", says % shown)])


def check_reason(reason: str) -> str:
    """Why it is corrected, in a few words; may be left out."""
    if len(reason) > LONGEST_REASON or not all(ch.isprintable() for ch in reason):
        says = _("Reason: got %(came)s characters; allowed: up to %(most)s, in one line")
        raise Refused.because(says % {"came": len(reason), "most": LONGEST_REASON}, "length", "reason")
    return reason.strip()


def keep_version(
    report: Report, *, by: str, at: datetime, reason: str, changes: Iterable[tuple[str, Any, Any]]
) -> None:
    """Count a report's version on (the caller saves it) and keep what differs from the one before."""
    report.version += 1
    ReportVersion.objects.create(
        report=report, number=report.version, by=by, at=at, reason=reason,
        changes=[
            [name, _plain(before), _plain(after)] if name in CONTENTS else [name]
            for name, before, after in changes
            if name not in DERIVED
        ],
    )  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, Place | SocialUnit):
        return value.pid
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if value is not None and not isinstance(value, bool | int | float | str) else value
