"""The ledger of outreach: what was told, taught, given and installed; its printed matter in stock; probable doubles."""

import secrets

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import Place, new_pid


def new_ref() -> str:
    """32 hex digits, as facts are named."""
    return secrets.token_hex(16)


class Entry(models.Model):
    """One line of the ledger. It is never changed: a correction is a reversing line and a new one.

    Live lines count. A joined line tells of the same event as another, which counts for both.
    """

    class State(models.TextChoices):
        LIVE = "live"
        JOINED = "joined"
        REVERSED = "reversed"
        REVERSAL = "reversal"

    class Source(models.TextChoices):
        QUICK = "quick"
        FORM = "form"
        IMPORT = "import"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    kind = models.CharField(max_length=20)
    group = models.CharField(max_length=12)
    happened_on = models.DateField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, blank=True, help_text="where exactly, as people say it")
    title = models.CharField(max_length=120, blank=True)
    held_by = models.CharField(max_length=80, blank=True, help_text="organising body")
    setting = models.CharField(max_length=16, blank=True)
    audience = models.CharField(max_length=16, blank=True)
    enters = models.CharField(max_length=12, blank=True)
    quantity = models.IntegerField(help_text="in the unit of its kind; below zero in a reversal only")
    qualifier = models.CharField(max_length=8, default="exact")
    reached = models.PositiveIntegerField(null=True, blank=True)
    reached_qualifier = models.CharField(max_length=8, default="exact")
    condition = models.CharField(max_length=8, blank=True, help_text="of things installed, as last looked at")
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    counted_with = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="joined"
    )
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why it was reversed")
    source = models.CharField(max_length=8, choices=Source.choices)
    binder = models.CharField(max_length=60, blank=True, help_text="of the paper an old line was copied from")
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="outreach_by_day"),
            models.Index(fields=["place", "-happened_on", "-id"], name="outreach_by_place"),
            models.Index(fields=["kind", "-happened_on", "-id"], name="outreach_by_kind"),
            models.Index(fields=["group", "-happened_on", "-id"], name="outreach_by_group"),
            models.Index(fields=["setting", "-happened_on", "-id"], name="outreach_by_setting"),
            models.Index(fields=["state", "-happened_on", "-id"], name="outreach_by_state"),
            models.Index(fields=["place", "kind", "-happened_on", "-id"], name="outreach_place_kind"),
            models.Index(fields=["place", "group", "-happened_on", "-id"], name="outreach_place_group"),
            models.Index(fields=["place", "setting", "-happened_on", "-id"], name="outreach_place_setting"),
            models.Index(fields=["place", "state", "-happened_on", "-id"], name="outreach_place_state"),
            models.Index(fields=["entered_by", "-happened_on", "-id"], name="outreach_by_hand"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0, reverses__isnull=True)
                | Q(quantity__lt=0, reverses__isnull=False),
                name="outreach_quantity_sign",
            ),
            models.CheckConstraint(
                condition=Q(state="joined", counted_with__isnull=False)
                | (~Q(state="joined") & Q(counted_with__isnull=True)),
                name="outreach_joined_to_one",
            ),
        ]

    @property
    def number(self) -> str:
        """How people call it."""
        return f"XC-{self.happened_on.year}-{self.pk:06d}"


class Double(models.Model):
    """Two lines that may tell of one event (N5); a person decides, and may take it back."""

    class State(models.TextChoices):
        OPEN = "open"
        JOINED = "joined"
        APART = "apart"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    first = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    happened_on = models.DateField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="outreach_double_once"),
            models.CheckConstraint(condition=Q(second_id__gt=F("first_id")), name="outreach_double_order"),
        ]
        indexes = [models.Index(fields=["state", "-happened_on", "-id"], name="outreach_double_state")]


class Item(models.Model):
    """A printed matter kept in stock by an office."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=80)
    left = models.IntegerField(
        default=0, help_text="what its moves leave; below zero: more went out than came in"
    )
    low = models.PositiveIntegerField(default=0, help_text="remind where fewer are left; 0: never")
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "name"], name="outreach_item_once")]

    def __str__(self) -> str:
        return self.name


class StockMove(models.Model):
    """Printed matter in or out, never changed."""

    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="moves")
    happened_on = models.DateField()
    delta = models.IntegerField()
    left = models.IntegerField(help_text="after this move")
    why = models.CharField(max_length=8, help_text="printed, handed, counted or back")
    entry = models.ForeignKey(Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="moves")
    note = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.CheckConstraint(condition=~Q(delta=0), name="outreach_move_moves")]


class ConditionCheck(models.Model):
    """A later look at things installed."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="checks")
    looked_on = models.DateField()
    condition = models.CharField(max_length=8)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-looked_on", "-pk"]
