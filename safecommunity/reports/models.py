"""Papers that were read, and what was found of each of their numbers. The records they are held against stay where
they are; a paper is what somebody brought."""

from django.db import models

from safecommunity.places.models import new_pid


class Paper(models.Model):
    """One reading of one paper: its text, whose it is, for which months, and how many numbers came to which verdict.

    A new reading of the same text is a new row that names the one before; the old one stays as it was.
    """

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.CharField(max_length=40)
    period = models.CharField(
        max_length=20, help_text="months of numbers that say no time, as figure keys write them"
    )
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=150, blank=True)
    media = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    characters = models.PositiveIntegerField()
    numbers = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    pairs = models.JSONField(default=list)
    earlier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-id"], name="paper_of_place")]


class PaperMark(models.Model):
    """One number of a paper: where it stands, what was read, which figure it may be, and what came of it."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        DIFFERS = "differs"
        NONE = "none"
        HIDDEN = "hidden"
        TARGET = "target"
        OPEN = "open"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="marks")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.JSONField()
    problem = models.CharField(max_length=12, blank=True)
    problems = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    code = models.CharField(max_length=80, blank=True)
    linked_by = models.CharField(
        max_length=40, blank=True, help_text="who chose the figure; empty for a suggestion"
    )
    matched = models.JSONField(default=list)
    offered = models.JSONField(default=list)
    figure = models.JSONField(default=dict)
    claim = models.CharField(max_length=16, blank=True)
    kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_mark_once")]
        indexes = [
            models.Index(fields=["paper", "verdict", "id"], name="paper_mark_by_verdict"),
            models.Index(fields=["paper", "problem", "id"], name="paper_mark_by_problem"),
        ]
