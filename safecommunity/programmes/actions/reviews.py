"""The yearly review: what was reached, what is done better, whether the project goes on, changes or stops."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures import actions as pins
from safecommunity.indicators.figure import Figure
from safecommunity.journal.actions import ChangeOf
from safecommunity.programmes import words
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.milestones import FACT as MILESTONE_FACT
from safecommunity.programmes.actions.milestones import set_milestone
from safecommunity.programmes.actions.refusal import Refused
from safecommunity.programmes.models import Project, Review, ReviewFigure

FACT = "project_review"


@transaction.atomic
def review_project(
    *, reader: Reader, project: Project, year: int, after: str, evidence: str, at: datetime, improve: str = "",
    improve_who: str = "", improve_due: date | None = None, figures: Sequence[Figure] = (),
) -> Review:  # fmt: skip
    """Judge a year in which it ran; a later judgement of the year replaces it. An improvement becomes a milestone with
    its clock. The figures that were looked at are held."""
    row = common.locked(project, reader, ended=True)
    today = common.today_of(at)
    if row.started_on is None or not row.ran_in(year) or year > today.year:
        says = _("Year: got %(came)s; allowed: a year in which the project ran")
        raise Refused(says % {"came": year}, "year")
    after = common.one_of(after, _("What follows"), {one: words.after(one) for one in words.AFTERS}, "after")
    evidence = common.text(evidence, _("What was reached, and what shows it"), 1, 600, "evidence")
    improve = common.text(improve, _("What is to be done better"), int(after == "adjust"), 300, "improve")
    changes = []
    if improve and row.ended_on is None:
        made = set_milestone(row, title=improve[:200], who=improve_who, due=improve_due or today, improves=True,
                             by=reader.pid, at=at)  # fmt: skip
        changes.append(ChangeOf(MILESTONE_FACT, made.ref))
    stood = Review.objects.select_for_update().filter(project=row, year=year, replaced=False).first()
    if stood is not None:
        stood.replaced = True
        stood.save(update_fields=["replaced"])
        changes.append(ChangeOf(FACT, stood.ref))
    review = Review.objects.create(
        project=row, year=year, after=after, evidence=evidence, improve=improve, on=today, by=reader.pid, at=at,
        **_stood(row, year),
    )  # fmt: skip
    for one in figures:
        pin = pins.pin_figure(figure=one, purpose=f"project review {review.ref}", by=reader.pid, at=at)
        ReviewFigure.objects.create(review=review, pin=pin)
    changes += [ChangeOf(FACT, review.ref), *common.changes_of(row, today.year)]
    common.note(
        row, "review_project", by=reader.pid, at=at, changes=changes, detail={"year": year, "after": after}
    )
    return review


def _stood(row: Project, year: int) -> dict[str, int]:
    """Milestones and money of the year as they stand."""
    due = row.milestones.filter(dropped_on__isnull=True, first_due__year=year)
    spent = row.spendings.filter(dropped_on__isnull=True, on__year=year).aggregate(all=Sum("amount"))["all"]
    return {
        "milestones_due": due.count(), "milestones_done": due.filter(done_on__isnull=False).count(),
        "spent": spent or 0,
    }  # fmt: skip
