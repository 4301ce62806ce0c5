"""Tasks: what somebody is to do until a day, out of a decision, a duty of the year, or by itself."""

from django.db import models
from django.db.models import Q

from safecommunity.governance.models.bodies import Meeting
from safecommunity.governance.models.letters import new_ref
from safecommunity.governance.models.plans import PlanItem
from safecommunity.places.models import Place


class Task(models.Model):
    """One task. Overdue is a property of the clock, never a state."""

    class Source(models.TextChoices):
        DECISION = "decision"
        CALENDAR = "calendar"
        OWN = "own"
        PLAN = "plan"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=200)
    what = models.CharField(max_length=500, blank=True)
    who = models.CharField(
        max_length=120, blank=True, help_text="a post, body, agency or unit; nobody's name"
    )
    sector = models.CharField(
        max_length=40, blank=True, help_text="of the agency that does it: its own people see and end it"
    )
    user = models.CharField(max_length=40, blank=True, help_text="permanent id of the person it waits for")
    source = models.CharField(max_length=10, choices=Source.choices)
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    item = models.ForeignKey(
        PlanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="tasks", help_text="of a plan"
    )
    duty = models.CharField(
        max_length=20, blank=True, help_text="id of a duty of the year, codes/calendar.yaml"
    )
    period = models.CharField(max_length=20, blank=True, help_text="of a duty: 2026-03, 2026-Q1, 2026-H1")
    starts = models.DateField()
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    dropped_on = models.DateField(null=True, blank=True, help_text="given up, with reason; stays readable")
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [
            models.Index(fields=["place", "due", "id"], name="task_by_place"),
            models.Index(fields=["due", "id"], name="task_by_due"),
            models.Index(fields=["source", "due", "id"], name="task_by_source"),
            models.Index(fields=["user", "due", "id"], condition=~Q(user=""), name="task_of_user"),
            models.Index(
                fields=["due", "id"],
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
                name="task_open",
            ),
            models.Index(fields=["due", "id"], condition=Q(done_on__isnull=False), name="task_done"),
            models.Index(fields=["due", "id"], condition=Q(dropped_on__isnull=False), name="task_dropped"),
            models.Index(fields=["place", "source", "due", "id"], name="task_place_source"),
            models.Index(
                fields=["place", "due", "id"],
                condition=Q(done_on__isnull=True, dropped_on__isnull=True),
                name="task_place_open",
            ),
            models.Index(
                fields=["place", "due", "id"], condition=Q(done_on__isnull=False), name="task_place_done"
            ),
            models.Index(
                fields=["place", "due", "id"],
                condition=Q(dropped_on__isnull=False),
                name="task_place_dropped",
            ),
            models.Index(
                fields=["place", "sector", "due", "id"], condition=~Q(sector=""), name="task_place_sector"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "duty", "period"], condition=~Q(duty=""), name="task_duty_once"
            ),
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True), name="task_one_end"
            ),
        ]
