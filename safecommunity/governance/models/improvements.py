"""Corrective and preventive actions (AQ/T 9001-2006, element 11): what was wrong, why, what is done, did it work."""

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models.bodies import Meeting
from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import Place, new_pid


def _by_state(state: str, condition: Q) -> list[models.Index]:
    """The two orders of the list over the rows of one state; the conditions are those of queries.in_state."""
    return [
        models.Index(fields=["-found_on", "-id"], condition=condition, name=f"improvement_{state}"),
        models.Index(fields=["due", "id"], condition=condition, name=f"improvement_{state}_due"),
        models.Index(
            fields=["place", "-found_on", "-id"], condition=condition, name=f"improvement_at_{state}"
        ),
        models.Index(fields=["place", "due", "id"], condition=condition, name=f"improvement_at_{state}_d"),
    ]


class Improvement(models.Model):
    """One nonconformity with its cause and action. Open until the action was verified as effective by somebody else.

    Overdue is a property of the clock. Not effective opens it again with a new day: another round.
    """

    class Kind(models.TextChoices):
        CORRECTIVE = "corrective"
        PREVENTIVE = "preventive"

    class Source(models.TextChoices):
        INSPECTION = "inspection"
        COMPLAINT = "complaint"
        DRILL = "drill"
        EVALUATION = "evaluation"
        INJURY = "injury"
        MEETING = "meeting"
        OTHER = "other"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    source = models.CharField(max_length=10, choices=Source.choices)
    source_says = models.CharField(
        max_length=200, blank=True, help_text="number or day of the record it came from"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="improvements"
    )
    setting = models.CharField(max_length=40, blank=True)
    found_on = models.DateField()
    found = models.CharField(max_length=300, help_text="what is not as it should be")
    where = models.CharField(max_length=120, blank=True)
    cause = models.CharField(max_length=300, blank=True)
    action = models.CharField(max_length=300)
    who = models.CharField(max_length=120, help_text="a post, body, agency or unit; nobody's name")
    first_due = models.DateField(help_text="the day first set; in time is measured by it")
    due = models.DateField(help_text="the day as extended")
    round = models.PositiveIntegerField(default=1, help_text="one more each time it was opened again")
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    checked_on = models.DateField(null=True, blank=True, help_text="the day it was last verified")
    checked_by = models.CharField(max_length=120, blank=True, help_text="the post that verified")
    effective = models.BooleanField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-found_on", "-pk"]
        indexes = [
            models.Index(fields=["-found_on", "-id"], name="improvement_by_day"),
            models.Index(fields=["due", "id"], name="improvement_by_due"),
            models.Index(fields=["source", "-found_on", "-id"], name="improvement_by_source"),
            models.Index(fields=["source", "due", "id"], name="improvement_source_due"),
            models.Index(fields=["place", "-found_on", "-id"], name="improvement_by_place"),
            models.Index(fields=["place", "due", "id"], name="improvement_place_due"),
            models.Index(fields=["place", "source", "-found_on", "-id"], name="improvement_at_source"),
            models.Index(fields=["place", "source", "due", "id"], name="improvement_at_source_d"),
            *_by_state("open", Q(dropped_on__isnull=True, done_on__isnull=True)),
            *_by_state("check", Q(dropped_on__isnull=True, done_on__isnull=False) & ~Q(effective=True)),
            *_by_state("closed", Q(dropped_on__isnull=True, effective=True)),
            *_by_state("dropped", Q(dropped_on__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_due__gte=F("found_on")) & Q(due__gte=F("first_due")),
                name="improvement_days",
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(done_on__gte=F("found_on")), name="improvement_done"
            ),
            models.CheckConstraint(
                condition=(Q(checked_on__isnull=True) & Q(effective__isnull=True) & Q(checked_by=""))
                | (Q(checked_on__isnull=False) & Q(effective__isnull=False) & ~Q(checked_by="")),
                name="improvement_checked",
            ),
            models.CheckConstraint(
                condition=~Q(effective=True) | Q(done_on__isnull=False), name="improvement_effective_done"
            ),
        ]


class ImprovementStep(models.Model):
    """What happened to it: entered, extended, done, verified, opened again, given up. Never changed."""

    class What(models.TextChoices):
        ENTERED = "entered"
        CHANGED = "changed"
        EXTENDED = "extended"
        DONE = "done"
        EFFECTIVE = "effective"
        NOT_EFFECTIVE = "not_effective"
        REOPENED = "reopened"
        DROPPED = "dropped"

    improvement = models.ForeignKey(Improvement, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=13, choices=What.choices)
    on = models.DateField()
    says = models.CharField(max_length=300, blank=True)
    who = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True, help_text="the day as it stood after this")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
