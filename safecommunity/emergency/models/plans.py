"""Emergency plans: what each is about and whose it is; its versions, drafted, checked, approved, in force; reviews.

A version is never changed once it was approved: a revision is the next version. That a review is overdue is told by
the clock and stored nowhere.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, SocialUnit, new_pid, new_ref

NEVER = date(2999, 12, 31)


class EmergencyPlan(models.Model):
    """One plan of a place, a social unit or an agency. `starts` is the day its first version came into force."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, help_text="a code of plan_kinds")
    danger = models.CharField(max_length=16, help_text="a code of dangers")
    before = models.BooleanField(default=False)
    during = models.BooleanField(default=False)
    after = models.BooleanField(default=False)
    review_months = models.PositiveSmallIntegerField(default=36)
    review_due = models.DateField(default=NEVER, help_text="of the version in force; NEVER where none is")
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True, help_text="first day it holds no more")
    reason = models.CharField(max_length=200, blank=True, help_text="why it ended")
    binder = models.CharField(max_length=60, blank=True, help_text="of the paper an old plan was copied from")
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="eplan_by_place"),
            models.Index(fields=["place", "review_due", "id"], name="eplan_place_due"),
            models.Index(fields=["review_due", "id", "place"], name="eplan_by_due"),
            models.Index(fields=["kind", "-id", "place"], name="eplan_by_kind"),
            models.Index(fields=["danger", "-id", "place"], name="eplan_by_danger"),
            models.Index(fields=["unit", "-id"], name="eplan_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | (Q(starts__isnull=False) & Q(ends__gte=F("starts"))),
                name="eplan_span",
            ),
            models.CheckConstraint(condition=Q(unit__isnull=True) | Q(agency__isnull=True), name="eplan_one_owner"),
            models.CheckConstraint(condition=Q(before=True) | Q(during=True) | Q(after=True), name="eplan_phase"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """How people call it."""
        return f"YA-{self.pk:05d}"


class PlanVersion(models.Model):
    """One text of a plan. Who drafted it does not approve it."""

    class State(models.TextChoices):
        DRAFT = "draft"
        CHECKED = "checked"
        APPROVED = "approved"
        IN_FORCE = "in_force"
        SUPERSEDED = "superseded"
        DROPPED = "dropped"

    OPEN = (State.DRAFT, State.CHECKED, State.APPROVED)

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    plan = models.ForeignKey(EmergencyPlan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    says = models.CharField(max_length=300, blank=True, help_text="what is new in it")
    drafted_by = models.CharField(max_length=40)
    drafted_on = models.DateField()
    checked_by = models.CharField(max_length=40, blank=True)
    checked_on = models.DateField(null=True, blank=True)
    approved_by = models.CharField(max_length=40, blank=True)
    approved_on = models.DateField(null=True, blank=True)
    filing_no = models.CharField(max_length=60, blank=True)
    in_force_from = models.DateField(null=True, blank=True)
    in_force_to = models.DateField(null=True, blank=True, help_text="first day the next one held")
    review_due = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was sent back or dropped")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="eplan_version_once"),
            models.UniqueConstraint(fields=["plan"], condition=Q(state="in_force"), name="eplan_one_in_force"),
            models.UniqueConstraint(
                fields=["plan"], condition=Q(state__in=["draft", "checked", "approved"]), name="eplan_one_open"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("drafted_by")), name="eplan_two_people"
            ),
        ]  # fmt: skip


class PlanReview(models.Model):
    """Somebody looked whether the plan still fits: it stays, or a new version is begun. Never changed."""

    plan = models.ForeignKey(EmergencyPlan, on_delete=models.PROTECT, related_name="reviews")
    version = models.ForeignKey(PlanVersion, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    keeps = models.BooleanField()
    says = models.CharField(max_length=300)
    was_due = models.DateField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
