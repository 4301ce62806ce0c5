"""Setting up and New Year: what an office says it does not need, and what was carried into which year."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import Place, new_pid


class SetupMark(models.Model):
    """A step of the guide this street does without, with the reason. What is done is never marked: it is counted."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    step = models.CharField(max_length=40)
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["place", "step"], name="setup_mark_once")]


class Carried(models.Model):
    """What one room took into a year for one street; taking it back ends the row, it is not deleted."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    carrier = models.CharField(max_length=40)
    made = models.JSONField(default=dict, help_text="what the room needs to take it back: ids and counts")
    count = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    undone_by = models.CharField(max_length=40, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    left = models.JSONField(default=list, blank=True, help_text="what could not be taken back, in words")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["place", "year", "-id"], name="carried_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_by=""), name="carried_undone_by_somebody"
            )
        ]
