"""Responsibility letters (责任书): a round a year and level, the letters due in it, their signings and reversals.

Letters of units and merchants stand one by one. Households sign on their committee's sheets, which are counted: no
household has a record, so that no list of residents comes to be.
"""

import secrets
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import Place, SocialUnit, new_pid


def new_ref() -> str:
    """32 hex digits, as facts are named."""
    return secrets.token_hex(16)


class LetterRound(models.Model):
    """The letters of one street, year and level, with their text as it was then."""

    class Level(models.TextChoices):
        UNIT = "unit"
        MERCHANT = "merchant"
        HOUSEHOLD = "household"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=10, choices=Level.choices)
    title = models.JSONField(help_text="by language")
    text = models.JSONField(help_text="by language; one paragraph a line")
    text_version = models.CharField(max_length=40)
    issued_on = models.DateField()
    sign_by = models.DateField()
    renews = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="renewed"
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "place__order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "level"], name="letter_round_once"),
            models.CheckConstraint(condition=Q(sign_by__gte=F("issued_on")), name="letter_round_span"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.year} {self.level}"


class SigningBatch(models.Model):
    """Letters brought in at one time, proved by photos or scans (files of kind "letters")."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    round = models.ForeignKey(LetterRound, on_delete=models.PROTECT, related_name="batches")
    on = models.DateField(help_text="the day of the signatures")
    count = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=150, blank=True, help_text="file name of an imported list")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]


class Letter(models.Model):
    """One letter due from one unit. `signed_on` is what its signings leave: empty again after a reversal."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(LetterRound, on_delete=models.PROTECT, related_name="letters")
    number = models.PositiveIntegerField(help_text="within its round; printed on the letter")
    unit = models.ForeignKey(SocialUnit, on_delete=models.PROTECT, related_name="letters")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    signed_on = models.DateField(null=True, blank=True)
    batch = models.ForeignKey(
        SigningBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="letters"
    )
    void_on = models.DateField(
        null=True, blank=True, help_text="no longer due: the unit is gone, never signed"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "unit"], name="letter_once"),
            models.UniqueConstraint(fields=["round", "number"], name="letter_number_once"),
            models.CheckConstraint(
                condition=Q(void_on__isnull=True) | Q(signed_on__isnull=True), name="letter_void_unsigned"
            ),
        ]
        indexes = [
            models.Index(fields=["round", "place", "number"], name="letter_by_place"),
            models.Index(fields=["unit", "-id"], name="letter_of_unit"),
        ]


class Signing(models.Model):
    """The history of a letter: signed, or the reversal of what was entered wrongly. Rows are never changed."""

    class Kind(models.TextChoices):
        SIGN = "sign"
        REVERSE = "reverse"

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="signings")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    batch = models.ForeignKey(
        SigningBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="signings"
    )
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="sign") | ~Q(reason=""), name="signing_reversal_has_reason"
            )
        ]


class HouseholdLine(models.Model):
    """What one committee owes in a household round: its households, and where that number comes from."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(LetterRound, on_delete=models.PROTECT, related_name="lines")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    due = models.PositiveIntegerField()
    source = models.CharField(max_length=200)
    signed = models.PositiveIntegerField(default=0, help_text="what its sheets add up to")

    class Meta:
        ordering = ["place__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "place"], name="household_line_once")]


class HouseholdSheet(models.Model):
    """A committee's sheet: so many households signed. A reversal takes one off again. Proof: files of kind
    "household_sheet"."""

    class Qualifier(models.TextChoices):
        EXACT = "exact"
        GT = "gt"
        APPROX = "approx"
        GE = "ge"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    line = models.ForeignKey(HouseholdLine, on_delete=models.PROTECT, related_name="sheets")
    on = models.DateField()
    count = models.PositiveIntegerField()
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices, default=Qualifier.EXACT)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversed_by"
    )
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(count__gt=0), name="household_sheet_counts")]


class LetterReport(models.Model):
    """What a street handed in to its district about a round: numbers as they stood, never changed."""

    round = models.ForeignKey(LetterRound, on_delete=models.PROTECT, related_name="reports")
    due = models.PositiveIntegerField()
    signed = models.PositiveIntegerField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=Q(signed__lte=F("due")), name="letter_report_sums")]


class LetterPrint(models.Model):
    """The letters of a round as one PDF for one reader, made in parts with progress, kept for a day."""

    class State(models.TextChoices):
        MAKING = "making"
        DONE = "done"
        FAILED = "failed"

    SILENT = timedelta(seconds=180)  # longer than a part takes on an old machine

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    round = models.ForeignKey(LetterRound, on_delete=models.PROTECT, related_name="prints")
    state = models.CharField(max_length=6, choices=State.choices, default=State.MAKING)
    root = models.CharField(max_length=200, help_text="address of the installation, for the codes")
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=200, blank=True, help_text="why it failed")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    beat_at = models.DateTimeField(help_text="when it last said it lives")

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["round", "by", "-id"], name="letter_print_of_round")]

    def interrupted(self, now: datetime) -> bool:
        """It has been silent for longer than a part takes: it died."""
        return self.state == self.State.MAKING and now - self.beat_at > self.SILENT
