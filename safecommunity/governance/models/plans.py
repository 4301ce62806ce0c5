"""Work plans in years and stages, their items, and how far each had come when it was judged."""

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models.bodies import Agency, Body
from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import Place, new_pid
from safecommunity.places.models import new_ref as yearly_ref


class Plan(models.Model):
    """What a place or a body means to do from a day to a day, by which paper.

    A plan in stages runs over years; a plan of a year may stand within one and carry on what the year before left open.
    """

    class Kind(models.TextChoices):
        STAGED = "staged"
        YEAR = "year"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=yearly_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="whose plan it is"
    )
    kind = models.CharField(max_length=6, choices=Kind.choices)
    title = models.CharField(max_length=200)
    goal = models.CharField(max_length=500, blank=True)
    paper = models.CharField(
        max_length=200, blank=True, help_text="title and number of the paper that orders it"
    )
    starts = models.DateField()
    until = models.DateField(help_text="its last day")
    within = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="years",
        help_text="the plan in stages whose year it is",
    )  # fmt: skip
    before = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="after",
        help_text="the plan whose open items it carries on",
    )  # fmt: skip
    revision = models.PositiveIntegerField(default=0)
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-pk"]
        indexes = [
            models.Index(fields=["-until", "-id"], name="plan_by_day"),
            models.Index(fields=["place", "-until", "-id"], name="plan_of_place"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("starts")), name="plan_span"),
            models.CheckConstraint(
                condition=Q(within__isnull=True) | Q(kind="year"), name="plan_year_within_stages"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def ends(self) -> date:
        """The first day it is over."""
        return self.until + timedelta(days=1)


class PlanStage(models.Model):
    """A stage of a plan and what it is to bring (打基础、上台阶、见成效、迈大步)."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="stages")
    title = models.CharField(max_length=60)
    expected = models.CharField(max_length=300, blank=True)
    starts = models.DateField()
    until = models.DateField(help_text="its last day")
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("starts")), name="plan_stage_span")]


class PlanItem(models.Model):
    """One thing to do: what, for whom, by whom, until when, what it is to bring, what it may cost.

    How far it is stands in its tasks and in the figure it names; nothing of it is stored here.
    """

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="items")
    stage = models.ForeignKey(
        PlanStage, null=True, blank=True, on_delete=models.PROTECT, related_name="items"
    )
    number = models.PositiveIntegerField(help_text="its place in the plan, from 1")
    title = models.CharField(max_length=200)
    setting = models.CharField(max_length=40, blank=True, help_text="a code of codes/settings.yaml")
    group = models.CharField(max_length=120, blank=True, help_text="for whom")
    who = models.CharField(max_length=120, help_text="a post, body, agency or unit; nobody's name")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    measure = models.CharField(max_length=200, blank=True, help_text="what it is to bring, in words")
    amount = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    qualifier = models.CharField(
        max_length=8, blank=True, help_text="as the paper says it: gt, near, approx, ge; empty: exactly"
    )
    unit = models.CharField(max_length=30, blank=True, help_text="code of a unit of measure")
    figure = models.CharField(
        max_length=120, blank=True, help_text="code of the figure its progress is read from"
    )
    budget = models.PositiveBigIntegerField(null=True, blank=True, help_text="yuan")
    carried_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="carried_to"
    )
    revision = models.PositiveIntegerField(default=0)
    dropped_on = models.DateField(null=True, blank=True, help_text="given up, with reason; stays readable")
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number", "pk"]
        indexes = [models.Index(fields=["due", "id"], name="plan_item_by_due")]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_item_number"),
            models.CheckConstraint(condition=Q(amount__isnull=True) | Q(amount__gte=0), name="plan_item_amount"),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) & Q(unit="") & Q(qualifier=""))
                | (Q(amount__isnull=False) & ~Q(unit="")),
                name="plan_item_unit",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.title
