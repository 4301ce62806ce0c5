"""Dwellings and how they would stand an earthquake: screened in the village, confirmed by a qualified person.

Judgements, works and defects are dated rows that are added, never overwritten. The row of the dwelling keeps the state
of today beside them, so that lists are flat.
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.hazards.models.loop import new_ref
from safecommunity.places.models import Place, new_pid
from safecommunity.places.models import new_ref as new_year_ref


class Dwelling(models.Model):
    """One building people live or gather in."""

    class State(models.TextChoices):
        UNSCREENED = "unscreened"
        SCREENED = "screened"
        CONFIRMED = "confirmed"
        RETROFITTED = "retrofitted"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_year_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, help_text="house number or where it stands; nobody's name")
    structure = models.CharField(max_length=16, help_text="a code of codes/housing.yaml")
    built = models.PositiveSmallIntegerField(null=True, blank=True, help_text="year")
    storeys = models.PositiveSmallIntegerField()
    area = models.PositiveIntegerField(null=True, blank=True, help_text="square metres")
    people = models.PositiveSmallIntegerField(default=0, help_text="who live there")
    ownership = models.CharField(max_length=12, blank=True)
    use = models.CharField(max_length=12)
    intensity = models.CharField(max_length=4, blank=True, help_text="seismic intensity the place is set to")
    fire = models.CharField(max_length=12, blank=True, help_text="how fire is used: a code")
    ring_beam = models.CharField(max_length=3, blank=True, help_text="yes, no; empty: not known")
    site = models.JSONField(default=list, help_text="codes: fault, slope, flood")
    lon = models.FloatField(null=True, blank=True)
    lat = models.FloatField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UNSCREENED)
    grade = models.CharField(
        max_length=1, blank=True, help_text="A to D as it stands: confirmed, else screened"
    )
    starts = models.DateField(help_text="the day it was entered")
    ends = models.DateField(null=True, blank=True)
    left = models.CharField(max_length=12, blank=True, help_text="why it left the register: a code")
    was = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="what fields said until a day, in the order of the days",
    )
    revision = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="dwelling_by_place"),
            models.Index(fields=["state", "-id", "place"], name="dwelling_by_state"),
            models.Index(fields=["grade", "-id", "place"], name="dwelling_by_grade"),
            models.Index(fields=["structure", "-id", "place"], name="dwelling_by_structure"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="dwelling_span"
            ),
            models.UniqueConstraint(
                fields=["place", "spot"], condition=Q(ends__isnull=True), name="dwelling_once"
            ),
        ]

    @property
    def number(self) -> str:
        """How people call it."""
        return f"FW-{self.pk:06d}"


class Rating(models.Model):
    """One judgement by one person on one day. Never changed; a later one stands beside it."""

    class Kind(models.TextChoices):
        SCREEN = "screen"
        CONFIRM = "confirm"

    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="ratings")
    kind = models.CharField(max_length=7, choices=Kind.choices)
    of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="confirmed_by",
        help_text="the screening that was confirmed",
    )  # fmt: skip
    grade = models.CharField(max_length=1)
    sheet = models.JSONField(default=dict, help_text="answers of the screening sheet: question to code")
    told = models.CharField(max_length=1, blank=True, help_text="the grade the sheet gives")
    on = models.DateField()
    qualification = models.CharField(max_length=16, blank=True, help_text="of who confirms: a code")
    paper = models.CharField(max_length=80, blank=True, help_text="number of the report or certificate")
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grade__in=("A", "B", "C", "D")), name="rating_grade"),
            models.CheckConstraint(
                condition=Q(kind="screen", of__isnull=True) | Q(kind="confirm", of__isnull=False),
                name="rating_confirms",
            ),
        ]


class Defect(models.Model):
    """Something wrong with a building, with photos; put right on a day."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="defects")
    kind = models.CharField(max_length=16, help_text="a code of codes/housing.yaml")
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    fixed_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(fixed_on__isnull=True) | Q(fixed_on__gte=F("on")), name="defect_span"
            ),
        ]


class RetrofitOption(models.Model):
    """A way to make it stand: what, for how much, what grade it then has. What a least-cost plan chooses from."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="options")
    measure = models.CharField(max_length=16, help_text="a code of codes/housing.yaml")
    cost = models.PositiveIntegerField(help_text="yuan")
    grade_after = models.CharField(max_length=1)
    basis = models.CharField(max_length=12, help_text="where the cost is from: a code")
    note = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["cost", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(grade_after__in=("A", "B", "C")), name="option_grade"),
        ]


class Retrofit(models.Model):
    """Work that was done, what it cost and who paid; accepted by somebody else on a later or the same day."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    dwelling = models.ForeignKey(Dwelling, on_delete=models.PROTECT, related_name="retrofits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    option = models.ForeignKey(
        RetrofitOption, null=True, blank=True, on_delete=models.PROTECT, related_name="done"
    )
    measure = models.CharField(max_length=16)
    done_on = models.DateField()
    cost = models.PositiveIntegerField(help_text="yuan, all of it")
    subsidy = models.PositiveIntegerField(default=0, help_text="yuan of public money in it")
    source = models.CharField(max_length=12, help_text="where the money is from: a code")
    craftsman = models.CharField(max_length=12, blank=True, help_text="who built: a code")
    accepted_on = models.DateField(null=True, blank=True)
    accepted_by = models.CharField(max_length=40, blank=True)
    grade_after = models.CharField(max_length=1, blank=True, help_text="as accepted")
    paper = models.CharField(max_length=80, blank=True, help_text="number of the acceptance paper")
    note = models.CharField(max_length=200, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["place", "-done_on", "-id"], name="retrofit_by_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(subsidy__lte=F("cost"))
                & (Q(accepted_on__isnull=True) | Q(accepted_on__gte=F("done_on"))),
                name="retrofit_sound",
            ),
        ]
