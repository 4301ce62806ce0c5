"""Work on its way in: drafts of half-filled forms, import runs with their batches, and long jobs with progress."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import new_pid

SILENT = timedelta(seconds=45)


class Draft(models.Model):
    """A half-filled form of one person. The content is encrypted: it may hold a name."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    owner = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=64, help_text="the client's id of the form being filled")
    sealed = models.TextField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner", "kind", "key"], name="draft_once")]
        indexes = [models.Index(fields=["owner", "kind", "-saved_at"], name="draft_of_person")]


class ImportRun(models.Model):
    """One reading of one file into one place. Repeating it changes nothing but the counters of duplicates."""

    class State(models.TextChoices):
        UPLOADED = "uploaded"
        CHECKING = "checking"
        CHECKED = "checked"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=40)
    mapping = models.CharField(max_length=40)
    place = models.CharField(max_length=40)
    file_name = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=40)
    state = models.CharField(max_length=8, choices=State.choices, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    accepted = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    duplicates = models.PositiveIntegerField(default=0)
    unit = models.CharField(max_length=40, blank=True, help_text="facility all rows are of")
    plan = models.JSONField(
        default=dict, blank=True, help_text="sheet, heading row, columns, repairs, backfill; nobody's secrets"
    )
    preview = models.JSONField(default=dict, blank=True, help_text="what the last check found")
    total = models.PositiveIntegerField(default=0, help_text="rows of the file")
    position = models.PositiveIntegerField(default=0, help_text="rows dealt with, in the order of the file")
    worker = models.CharField(max_length=16, blank=True, help_text="the job at work; another may take over")
    beat_at = models.DateTimeField(null=True, blank=True, help_text="when that job last said it lives")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("accepted") + F("rejected") + F("duplicates")), name="import_run_adds_up"
            )
        ]
        indexes = [models.Index(fields=["place", "-id"], name="import_run_of_place")]

    def interrupted(self, now: datetime) -> bool:
        """Its job has been silent for longer than a batch takes: it died, and another may go on."""
        if self.state not in (self.State.CHECKING, self.State.RUNNING):
            return False
        return now - (self.beat_at or self.started_at) > SILENT


class ColumnMapping(models.Model):
    """Which column of a list holds what, remembered by name for the lists of one place."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    place = models.CharField(max_length=40, help_text="permanent id of the place or facility it serves")
    owner = models.CharField(max_length=40)
    columns = models.JSONField(default=dict, help_text="heading → field")
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["kind", "place", "name"], name="column_mapping_once")]


class RowError(models.Model):
    """Why one row was not taken: which column, what came, what is allowed. Never an identity number or a name."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    came = models.CharField(max_length=120)
    allowed = models.CharField(max_length=300)
    letter = models.CharField(max_length=3, blank=True, help_text="column as a spreadsheet names it")
    field = models.CharField(max_length=30, blank=True)
    fix = models.CharField(
        max_length=120, blank=True, help_text="what it certainly means; a click puts it in"
    )

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="row_error_of_run")]
