"""What was judged at the end of a year: done, partly, not; go on, change, stop; with the figures looked at that day."""

from django.db import models
from django.db.models import Q

from safecommunity.figures.models import Pin
from safecommunity.governance.models.bodies import Body
from safecommunity.governance.models.letters import new_ref
from safecommunity.governance.models.plans import PlanItem
from safecommunity.places.models import Place


class Review(models.Model):
    """The judgement of one item of a plan, or of one body, for one year. A later one of the same year replaces it;
    the former stays readable."""

    class Verdict(models.TextChoices):
        DONE = "done"
        PARTLY = "partly"
        NOT = "not"

    class After(models.TextChoices):
        CONTINUE = "continue"
        ADJUST = "adjust"
        STOP = "stop"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(
        PlanItem, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews"
    )
    body = models.ForeignKey(Body, null=True, blank=True, on_delete=models.PROTECT, related_name="reviews")
    year = models.PositiveIntegerField()
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    after = models.CharField(max_length=8, choices=After.choices)
    evidence = models.CharField(max_length=500, help_text="what shows it, in words")
    tasks_due = models.PositiveIntegerField(default=0, help_text="its tasks as they stood that day")
    tasks_done = models.PositiveIntegerField(default=0)
    on = models.DateField()
    replaced = models.BooleanField(default=False, help_text="a later judgement of the same year stands")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(item__isnull=False, body__isnull=True) | Q(item__isnull=True, body__isnull=False),
                name="review_of_one",
            ),
            models.UniqueConstraint(
                fields=["item", "year"],
                condition=Q(replaced=False, item__isnull=False),
                name="review_item_once",
            ),
            models.UniqueConstraint(
                fields=["body", "year"],
                condition=Q(replaced=False, body__isnull=False),
                name="review_body_once",
            ),
        ]


class ReviewFigure(models.Model):
    """A figure that was looked at, held as it stood that day: value, n, period and scope are in the pin."""

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="figures")
    pin = models.ForeignKey(Pin, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
