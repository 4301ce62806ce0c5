"""Rounds of scoring a place by one edition of a standard, and the grade of every part of every item."""

import uuid

from django.db import models
from django.db.models import Q

from safecommunity.accreditation.models.sheets import Sheet
from safecommunity.places.models import Place, new_pid


def new_ref() -> str:
    """A random name for facts."""
    return uuid.uuid4().hex


class Round(models.Model):
    """One self-assessment of a place in a year, or what a panel agreed on. Points and counts go with the marks."""

    class State(models.TextChoices):
        OPEN = "open"
        HANDED_IN = "handed_in"

    class Kind(models.TextChoices):
        SELF = "self"
        REVIEW = "review"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60, help_text="of the standard, for lists")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(help_text="first, second … of the place, standard and year")
    kind = models.CharField(
        max_length=10, choices=Kind.choices, default=Kind.SELF, help_text="scored by the place, or by a panel"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    points = models.DecimalField(max_digits=9, decimal_places=4, default=0)
    begun = models.PositiveSmallIntegerField(default=0, help_text="items with a grade")
    graded = models.PositiveSmallIntegerField(default=0, help_text="items with every grade")
    items = models.PositiveSmallIntegerField(help_text="items of the sheet")
    verdict = models.CharField(max_length=20, blank=True)
    opened_on = models.DateField()
    handed_in_on = models.DateField(null=True, blank=True)
    handed_in_by = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was opened again")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["place", "-year", "-id"], name="round_by_place"),
            models.Index(fields=["-year", "-id"], name="round_by_year"),
            models.Index(fields=["code", "-year", "-id"], name="round_by_code"),
            models.Index(fields=["state", "-year", "-id"], name="round_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["place", "code", "year", "number"], name="round_once"),
            models.CheckConstraint(
                condition=Q(state="open", handed_in_on__isnull=True)
                | Q(state="handed_in", handed_in_on__isnull=False),
                name="round_handed_in",
            ),
            models.CheckConstraint(condition=Q(points__gte=0), name="round_points"),
        ]


class Mark(models.Model):
    """The grade one part of one item stands at. `edition` grows with every change: two people never overwrite."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    grade = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    gap = models.CharField(max_length=300, blank=True, help_text="what is missing for a better grade")
    edition = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "item", "part"], name="mark_once")]


class MarkStep(models.Model):
    """What a grade was before and after. Never changed."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="steps")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    grade = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["round", "item", "-id"], name="mark_step_of_item")]
