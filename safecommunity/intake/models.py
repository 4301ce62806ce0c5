"""Work on its way in: drafts of half-filled forms, import runs with their batches, and long jobs with progress."""

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import new_pid


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

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(read=F("accepted") + F("rejected") + F("duplicates")), name="import_run_adds_up"
            )
        ]
        indexes = [models.Index(fields=["place", "-id"], name="import_run_of_place")]


class RowError(models.Model):
    """Why one row was not taken: which column, what came, what is allowed. Never an identity number or a name."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="errors")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=60)
    came = models.CharField(max_length=120)
    allowed = models.CharField(max_length=300)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="row_error_of_run")]
