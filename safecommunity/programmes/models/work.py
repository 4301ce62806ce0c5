"""What is done in a project: milestones with their clocks, money planned and spent, outputs tied in, yearly reviews."""

from django.db import models
from django.db.models import Q

from safecommunity.figures.models import Pin
from safecommunity.places.models import new_ref
from safecommunity.programmes.models.projects import Project


class Milestone(models.Model):
    """One thing to be done by a day. Late is told by the clock, never stored."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="milestones")
    title = models.CharField(max_length=200)
    who = models.CharField(max_length=120, help_text="a post, body or agency; nobody's name")
    first_due = models.DateField(help_text="the day first set; whether it was in time is measured by it")
    due = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    improves = models.BooleanField(default=False, help_text="an improvement that a review asked for")
    dropped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["due", "pk"]
        indexes = [models.Index(fields=["due", "id"], name="milestone_by_due")]
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True) | Q(dropped_on__isnull=True),
                name="milestone_done_or_dropped",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Budget(models.Model):
    """Money planned for a year, by what for and where from."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="budgets")
    year = models.PositiveSmallIntegerField()
    line = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    amount = models.PositiveBigIntegerField(help_text="yuan")
    note = models.CharField(max_length=120, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["year", "pk"]


class Spending(models.Model):
    """Money spent. It is never changed: what was entered wrongly is withdrawn, with reason, and entered again."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="spendings")
    on = models.DateField()
    line = models.CharField(max_length=12)
    source = models.CharField(max_length=12)
    what = models.CharField(max_length=120)
    amount = models.PositiveBigIntegerField(help_text="yuan")
    dropped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="project_spending_is_some")]


class Output(models.Model):
    """A record of another room that this project brought about: named by its kind and public id, nothing of it copied
    but its day and kind of output, which figures need."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="outputs")
    kind = models.CharField(max_length=20, help_text="of record: outreach, training, hazard …")
    record = models.CharField(max_length=32, help_text="its public id")
    group = models.CharField(max_length=12, help_text="of output: a code of codes/projects.yaml")
    on = models.DateField(help_text="when it happened")
    untied_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["kind", "record"], name="project_output_record")]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "kind", "record"],
                condition=Q(untied_on__isnull=True),
                name="project_output_once",
            )
        ]


class Review(models.Model):
    """The judgement of a project for one year. A later one of the same year replaces it; the former stays readable."""

    class After(models.TextChoices):
        CONTINUE = "continue"
        ADJUST = "adjust"
        STOP = "stop"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="reviews")
    year = models.PositiveSmallIntegerField()
    after = models.CharField(max_length=8, choices=After.choices)
    evidence = models.CharField(max_length=600, help_text="what was reached and what shows it")
    improve = models.CharField(max_length=300, blank=True, help_text="what is to be done better")
    milestones_due = models.PositiveIntegerField(default=0, help_text="as they stood that day")
    milestones_done = models.PositiveIntegerField(default=0)
    spent = models.PositiveBigIntegerField(default=0, help_text="yuan, of that year, as it stood that day")
    on = models.DateField()
    replaced = models.BooleanField(default=False)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "year"], condition=Q(replaced=False), name="project_review_once"
            )
        ]


class ReviewFigure(models.Model):
    """A figure that was looked at, held as it stood that day."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="figures")
    pin = models.ForeignKey(Pin, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
