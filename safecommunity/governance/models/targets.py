"""Targets: what is promised for a place until a day, by which paper; and what of it lower places were assigned."""

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import Place, new_pid


class Target(models.Model):
    """A promised number or range. Progress is a figure, known by its code only; nothing of it is stored here."""

    class Firmness(models.TextChoices):
        BINDING = "binding"
        STRETCH = "stretch"

    class Base(models.TextChoices):
        """What a share is of: counted in the register of places, or a number a paper states."""

        NONE = ""
        STREETS = "streets"
        COMMUNITIES = "communities"
        STATED = "stated"

    class Wave(models.TextChoices):
        """Of a part: tried first, or after the trials."""

        NONE = ""
        PILOT = "pilot"
        ROLL_OUT = "roll_out"

    class Sense(models.TextChoices):
        EXACT = "exact"
        AT_LEAST = "ge"
        AT_MOST = "le"
        RANGE = "range"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="who is to reach it"
    )
    issuer = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose office set it"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="assigned"
    )
    title = models.CharField(max_length=120)
    sense = models.CharField(max_length=5, choices=Sense.choices)
    low = models.DecimalField(max_digits=16, decimal_places=3)
    high = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True, help_text="of a range")
    unit = models.CharField(max_length=30, help_text="code of a unit of measure")
    firmness = models.CharField(max_length=7, choices=Firmness.choices)
    words = models.CharField(
        max_length=40, blank=True, help_text="the words of the paper: not fewer than, strive for"
    )
    figure = models.CharField(
        max_length=120, blank=True, help_text="code of the figure its progress is read from"
    )
    starts = models.DateField()
    deadline = models.DateField()
    paper = models.CharField(max_length=200, blank=True, help_text="title and number of the ordering paper")
    livelihood = models.BooleanField(default=False, help_text="a livelihood project too")
    adds_up = models.BooleanField(default=True, help_text="what is assigned adds up to it; a share does not")
    base = models.CharField(
        max_length=11, choices=Base.choices, blank=True, default=Base.NONE, help_text="what a share is of"
    )
    base_number = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    base_source = models.CharField(max_length=200, blank=True, help_text="of a stated number")
    wave = models.CharField(max_length=8, choices=Wave.choices, blank=True, default=Wave.NONE)
    note = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=0)
    dropped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["deadline", "id"]
        indexes = [
            models.Index(fields=["place", "deadline", "id"], name="target_of_place"),
            models.Index(fields=["issuer", "deadline", "id"], name="target_of_issuer"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(low__gte=0), name="target_low"),
            models.CheckConstraint(
                condition=(Q(sense="range") & Q(high__gte=F("low"))) | (~Q(sense="range") & Q(high__isnull=True)),
                name="target_range",
            ),
            models.CheckConstraint(
                condition=(Q(base="stated") & Q(base_number__gt=0)) | (~Q(base="stated") & Q(base_number__isnull=True)),
                name="target_base",
            ),
            models.CheckConstraint(condition=Q(deadline__gte=F("starts")), name="target_span"),
            models.UniqueConstraint(
                fields=["parent", "place"], condition=Q(parent__isnull=False, dropped_on__isnull=True),
                name="target_assigned_once",
            ),
        ]  # fmt: skip
