"""Returns (报表): a form in its versions, its sending down, what each filler owes, what was handed in, each step."""

import secrets

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import Place, SocialUnit, new_pid


def new_ref() -> str:
    """A random reference of a fact row: 32 hexadecimal digits."""
    return secrets.token_hex(16)


class ReturnForm(models.Model):
    """One version of a form. Nothing of it changes once it is sent down; a change is the next version."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    key = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField(default=1)
    owner = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="empty: shipped"
    )
    spec = models.JSONField(help_text="rows, columns, units, checks; see returns/spec.py")
    by = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["key", "-version"]
        constraints = [models.UniqueConstraint(fields=["key", "version"], name="return_form_once")]


class ReturnCall(models.Model):
    """A form sent down: by whom, for which months, once or each period until it is ended."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    form = models.ForeignKey(ReturnForm, on_delete=models.PROTECT, related_name="calls")
    issuer = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose office receives it"
    )
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="passed_on",
        help_text="passed on: the returns it asks for are parts of the issuer's own",
    )  # fmt: skip
    first = models.PositiveIntegerField(help_text="first month, year * 12 + month - 1")
    until = models.PositiveIntegerField(null=True, blank=True, help_text="last month; empty: goes on")
    fillers = models.JSONField(help_text="[kind, permanent id] of each place or facility; places of agencies")
    note = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["issuer", "-id"], name="return_call_of_place")]


class Return(models.Model):
    """What one filler owes for one period. `draft` is being worked on; what was handed in stands in `versions`."""

    class State(models.TextChoices):
        OPEN = "open"
        DRAFT = "draft"
        FOR_CHECK = "for_check"
        CHECKED = "checked"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        LOCKED = "locked"
        REOPENED = "reopened"

    class Filler(models.TextChoices):
        PLACE = "place"
        UNIT = "unit"
        AGENCY = "agency"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    call = models.ForeignKey(ReturnCall, on_delete=models.PROTECT, related_name="returns")
    form = models.ForeignKey(ReturnForm, on_delete=models.PROTECT, related_name="+")
    filler = models.CharField(max_length=6, choices=Filler.choices)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="what it is about, where it counts"
    )
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    issuer = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    first = models.PositiveIntegerField(help_text="first month")
    last = models.PositiveIntegerField(help_text="last month")
    due = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    draft = models.JSONField(default=dict, blank=True, help_text="cell: value in smallest steps")
    revision = models.PositiveIntegerField(
        default=0, help_text="each saving adds one: no two overwrite each other"
    )
    filled_by = models.CharField(max_length=40, blank=True)
    filled_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.CharField(max_length=40, blank=True)
    reason = models.CharField(max_length=300, blank=True, help_text="why it was sent back or re-opened")
    urged_times = models.PositiveSmallIntegerField(default=0)
    urged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-last", "form_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["call", "place", "unit", "first"], name="return_once_a_unit"),
            models.UniqueConstraint(
                fields=["call", "place", "first"], condition=Q(unit__isnull=True), name="return_once_a_place"
            ),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="return_span"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "reopened"]) | ~Q(reason=""), name="return_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["place", "-last", "-id"], name="return_of_place"),
            models.Index(fields=["issuer", "-last", "-id"], name="return_of_issuer"),
            models.Index(fields=["issuer", "state", "-last", "-id"], name="return_of_issuer_state"),
            models.Index(fields=["issuer", "state", "due", "id"], name="return_of_issuer_due"),
            models.Index(fields=["unit", "-last", "-id"], name="return_of_unit"),
            models.Index(fields=["state", "due"], name="return_by_state"),
        ]


class ReturnVersion(models.Model):
    """One handing-in, frozen: its numbers, what did not add up and why, its parts, who filled, checked and signed."""

    of = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    values = models.JSONField(help_text="cell: value in smallest steps")
    findings = models.JSONField(default=list, blank=True)
    parts = models.JSONField(
        default=dict, blank=True, help_text="sums of the parts, and who of them had come"
    )
    note = models.CharField(max_length=300, blank=True, help_text="what the filler says about it")
    stamped = models.BooleanField(default=False, help_text="typed from a signed paper that is attached")
    filled_by = models.CharField(max_length=40)
    checked_by = models.CharField(max_length=40, blank=True)
    signed_by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["of", "number"], name="return_version_once")]


class ReturnStep(models.Model):
    """One step of a return's way: who did what, when, why."""

    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=12)
    before = models.CharField(max_length=10)
    after = models.CharField(max_length=10)
    reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveSmallIntegerField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]


class ReturnCell(models.Model):
    """A number of a return that was handed in, for counting; it keeps its reference when it is corrected."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    of = models.ForeignKey(Return, on_delete=models.CASCADE, related_name="cells")
    cell = models.CharField(max_length=81)
    value = models.BigIntegerField(help_text="in smallest steps")
    standing = models.BooleanField(default=True, help_text="whether the return stands as handed in")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["of", "cell"], name="return_cell_once"),
            models.CheckConstraint(condition=Q(value__gte=0), name="return_cell_positive"),
        ]
