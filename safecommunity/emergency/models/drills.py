"""Drills: planned and done, who took part, how long each step took, what was found and what came of it.

One drill that several bodies report has several lines, of which one counts (N5).
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.emergency.models.plans import EmergencyPlan
from safecommunity.governance.models import Agency, Improvement, Task
from safecommunity.places.models import Place, SocialUnit, new_pid, new_ref


class Drill(models.Model):
    """One drill. `on` is the day it was held, or is to be held."""

    class State(models.TextChoices):
        PLANNED = "planned"
        DONE = "done"
        CANCELLED = "cancelled"
        JOINED = "joined"
        WITHDRAWN = "withdrawn"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    plan = models.ForeignKey(
        EmergencyPlan, null=True, blank=True, on_delete=models.PROTECT, related_name="drills"
    )
    title = models.CharField(max_length=120)
    form = models.CharField(max_length=12, help_text="a code of drill_forms")
    danger = models.CharField(max_length=16, help_text="a code of dangers")
    scenario = models.CharField(max_length=500, blank=True)
    held_by = models.CharField(max_length=80, blank=True)
    spot = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State.choices)
    planned_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    on = models.DateField()
    sheet_count = models.PositiveIntegerField(null=True, blank=True, help_text="counted on the sign-in sheet")
    people = models.PositiveIntegerField(
        default=0, help_text="who took part: parties, sheet or signatures, the most"
    )
    qualifier = models.CharField(max_length=6, default="exact")
    alarm_at = models.TimeField(null=True, blank=True)
    rating = models.CharField(max_length=8, blank=True, help_text="a code of ratings")
    says = models.CharField(max_length=500, blank=True, help_text="how it was judged")
    counted_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    moved_from = models.DateField(
        null=True, blank=True, help_text="the day first planned, where it was put off"
    )
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=8, default="form")
    binder = models.CharField(max_length=60, blank=True)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["-on", "-id", "place"], name="drill_by_day"),
            models.Index(fields=["place", "-on", "-id"], name="drill_by_place"),
            models.Index(fields=["state", "-on", "-id", "place"], name="drill_by_state"),
            models.Index(fields=["form", "-on", "-id", "place"], name="drill_by_form"),
            models.Index(fields=["danger", "-on", "-id", "place"], name="drill_by_danger"),
            models.Index(fields=["unit", "-on", "-id"], name="drill_by_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["done", "joined"]) | Q(done_on__isnull=False), name="drill_done_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state="planned") | Q(planned_on__isnull=False, done_on__isnull=True),
                name="drill_planned_has_day",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", counted_with__isnull=False)
                | (~Q(state="joined") & Q(counted_with__isnull=True)),
                name="drill_joined_to_one",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title

    @property
    def number(self) -> str:
        """How people call it."""
        return f"YL-{self.on.year}-{self.pk:05d}"


class DrillParty(models.Model):
    """Who took part, by organisation, with how many people. No names."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="parties")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    people = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["drill", "name"], name="drill_party_once")]


class DrillTiming(models.Model):
    """One step of a drill: seconds after the alarm, as planned and as it was."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="timings")
    step = models.CharField(max_length=10, help_text="a code of drill_steps")
    planned = models.PositiveIntegerField(null=True, blank=True)
    actual = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["drill", "step"], name="drill_step_once")]


class DrillFinding(models.Model):
    """What a drill showed. It is put right at once, or becomes a task or a corrective action, and is then closed."""

    class Way(models.TextChoices):
        OPEN = "open"
        SPOT = "spot"
        TASK = "task"
        ACTION = "action"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="findings")
    says = models.CharField(max_length=200)
    way = models.CharField(max_length=6, choices=Way.choices)
    who = models.CharField(max_length=120, blank=True)
    due = models.DateField(null=True, blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    improvement = models.ForeignKey(
        Improvement, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_says = models.CharField(max_length=200, blank=True)
    closed_by = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["closed_on", "due", "id"], name="drill_finding_open")]


class DrillSign(models.Model):
    """Somebody who took part and signed on his phone by the code of the drill."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="signs")
    user = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["drill", "user"], name="drill_sign_once")]


class DrillDouble(models.Model):
    """Two lines that may tell of one drill; a person decides, and may take it back."""

    class State(models.TextChoices):
        OPEN = "open"
        JOINED = "joined"
        APART = "apart"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    first = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    on = models.DateField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="drill_double_once"),
            models.CheckConstraint(condition=Q(second_id__gt=F("first_id")), name="drill_double_order"),
        ]
        indexes = [models.Index(fields=["state", "-on", "-id"], name="drill_double_state")]
