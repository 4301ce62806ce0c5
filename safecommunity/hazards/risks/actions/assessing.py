"""Assessing a risk, and assessing it again: each assessment stays, the last one tells how bad it is."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.refusal import NotYours, Refused
from safecommunity.hazards.models import Risk, RiskAssessment
from safecommunity.hazards.risks import tables
from safecommunity.hazards.risks.actions.entries import locked, log, step
from safecommunity.hazards.risks.rights import Rights

LONGEST = timedelta(days=1830)


@transaction.atomic
def assess_risk(
    *, reader: Reader, risk: Risk, method: str, at: datetime, factors: Mapping[str, Any] | None = None,
    lines: Sequence[Mapping[str, Any]] = (), on: date | None = None, next_due: date | None = None, says: str = "",
) -> RiskAssessment:  # fmt: skip
    """Score a risk by the tables. The next day is the colour's, unless an earlier or later one is set."""
    rights, found, today = Rights(reader), locked(risk), timezone.localdate(at)
    if not rights.keeps_risk(found):
        raise NotYours(f"{found.pid}: not a risk of this office")
    day, first = on or today, found.assessed_on or found.starts
    if not first <= day <= today:
        text = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(text % {"field": _("Assessed on"), "came": day, "first": first, "last": today}, "on")
    try:
        told = tables.scored(method, factors or {}, lines)
    except ValueError as wrong:
        raise Refused(str(wrong)) from wrong
    due = next_due or tables.next_day(told.rank, day)
    if not day < due <= day + LONGEST:
        text = _("%(field)s: got %(came)s; allowed: %(first)s to %(last)s")
        span = {"first": day + timedelta(days=1), "last": day + LONGEST}
        raise Refused(text % {"field": _("Next assessment"), "came": due, **span}, "next_due")
    note = " ".join(says.split())
    if len(note) > 300:
        text = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(text % {"field": _("Note"), "came": len(note), "most": 300}, "says")
    found.assessments.filter(done_on__isnull=True).update(done_on=day)
    made = RiskAssessment.objects.create(
        risk=found, method=method, edition=tables.edition(), factors=told.factors, lines=told.lines, score=told.score,
        rank=told.rank, on=day, next_due=due, says=note, by=reader.pid, at=at,
    )  # fmt: skip
    found.method, found.score, found.rank, found.assessed_on, found.due = (
        method,
        told.score,
        told.rank,
        day,
        due,
    )
    found.save(update_fields=["method", "score", "rank", "assessed_on", "due"])
    words = f"{tables.method_name(method)} · {tables.formula(method, told.factors, told.lines, told.score)}"
    step(found, "assessed", day, reader.pid, at, f"{words} · {tables.rank_name(told.rank)}")
    log("assess_risk", found, reader.pid, at, method=method, rank=told.rank)
    return made
