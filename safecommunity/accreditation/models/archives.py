"""An archive of a round on its way: twelve boxes built into one file, with progress, kept for a day."""

from datetime import datetime, timedelta

from django.db import models

from safecommunity.accreditation.models.rounds import Round
from safecommunity.places.models import new_pid

SILENT = timedelta(seconds=60)


class Archive(models.Model):
    """One building of the boxes for one reader: he sees in it what he may see, and nobody else takes it."""

    class State(models.TextChoices):
        BUILDING = "building"
        DONE = "done"
        FAILED = "failed"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="archives")
    state = models.CharField(max_length=8, choices=State.choices, default=State.BUILDING)
    total = models.PositiveIntegerField(default=0, help_text="pieces of evidence to write")
    position = models.PositiveIntegerField(default=0, help_text="pieces written")
    left_out = models.PositiveIntegerField(default=0, help_text="pieces the reader may not open")
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it failed")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="when it last said it lives")
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["round", "by", "-id"], name="archive_of_round")]

    def interrupted(self, now: datetime) -> bool:
        """Its building has been silent for longer than a piece takes: it died."""
        return self.state == self.State.BUILDING and now - self.beat_at > SILENT
