"""Numbers that only stand on paper (claims), and figures held fast for somebody (pins)."""

from django.db import models
from django.db.models import Q

from safecommunity.indicators.languages import PERCENT
from safecommunity.places.models import new_pid


class Claim(models.Model):
    """书面数据（待核）: a number from a document, with its qualifier. Never a figure, never evidence of effect."""

    class Qualifier(models.TextChoices):
        EXACT = "exact"
        GT = "gt"
        APPROX = "approx"
        GE = "ge"
        RANGE = "range"
        PLANNED = "planned"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.CharField(max_length=40)
    title = models.CharField(max_length=200)
    value = models.DecimalField(max_digits=16, decimal_places=4)
    upper = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    unit = models.CharField(max_length=30)
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices, default=Qualifier.EXACT)
    starts = models.DateField()
    ends = models.DateField()
    document = models.CharField(max_length=200)
    figure_code = models.CharField(max_length=80, blank=True)
    by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "-id"], name="claim_of_place")]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="claim_period"),
            models.CheckConstraint(
                condition=Q(qualifier="range", upper__isnull=False)
                | (~Q(qualifier="range") & Q(upper__isnull=True)),
                name="claim_range_has_two_ends",
            ),
            models.CheckConstraint(condition=~Q(unit__in=PERCENT), name="claim_is_no_percentage"),
        ]


class Pin(models.Model):
    """A figure as it stood: what was shown, from which state of the rows, by whom and why."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    key = models.CharField(max_length=200)
    code = models.CharField(max_length=80)
    place = models.CharField(max_length=40)
    content = models.JSONField()
    seq = models.BigIntegerField()
    snapshot = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    pinned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "code", "-id"], name="pin_of_figure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__n__isnull=False) & ~Q(content__n=None), name="pin_says_its_n"
            )
        ]


class PublicTable(models.Model):
    """A table as it was told to everybody, with the hidden counts: the next release is checked against it."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    by = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=40)
    threshold = models.PositiveIntegerField()
    content = models.JSONField()
    seq = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    released_by = models.CharField(max_length=40)
    released_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "code", "period", "-id"], name="public_of_figure")]
