"""Duty: people who take turns, the roster by day, leave and swaps, the log of each day, handing over.

A line of the log is never changed: a reversing line takes it back. A turn that was swapped ends and stays readable.
Names and phones are sealed in a side table and go when the person is erased.
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.places.models import Place, new_pid, new_ref


class DutyPerson(models.Model):
    """Somebody who takes turns, as a post; `leads` are those who lead on duty. `user` is his account, if he has one."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(help_text="in the order of turns, within place and part")
    leads = models.BooleanField(default=False)
    post = models.CharField(max_length=60, blank=True)
    user = models.CharField(max_length=40, blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-leads", "number"]
        constraints = [
            models.UniqueConstraint(fields=["place", "leads", "number"], name="duty_person_once"),
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="duty_person_span"),
        ]  # fmt: skip


class DutyName(models.Model):
    """Who it is and the phone; the row goes when the person is erased."""

    person = models.OneToOneField(DutyPerson, on_delete=models.CASCADE, related_name="named")
    name = SecretField()
    phone = SecretField(blank=True)
    digest = models.CharField(max_length=64, help_text="keyed digest of the name, to know it again in a list")


class DutyLeave(models.Model):
    """Days somebody takes no turns."""

    person = models.ForeignKey(DutyPerson, on_delete=models.PROTECT, related_name="leaves")
    first = models.DateField()
    last = models.DateField()
    says = models.CharField(max_length=60, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-first", "pk"]
        constraints = [models.CheckConstraint(condition=Q(last__gte=F("first")), name="duty_leave_span")]


class DutyDay(models.Model):
    """One day of a roster that was made. `rest`: 0 working day, 1 weekend, 2 public holiday."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    rest = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["on", "pk"]
        constraints = [models.UniqueConstraint(fields=["place", "on"], name="duty_day_once")]
        indexes = [models.Index(fields=["on", "id"], name="duty_day_by_day")]


class DutyTurn(models.Model):
    """Who is on duty that day, as what; what was swapped out has ended, with reason."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    day = models.ForeignKey(DutyDay, on_delete=models.PROTECT, related_name="turns")
    person = models.ForeignKey(DutyPerson, on_delete=models.PROTECT, related_name="turns")
    part = models.CharField(max_length=8, help_text="leader, main or second")
    ended_at = models.DateTimeField(null=True, blank=True)
    says = models.CharField(max_length=120, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "part"], condition=Q(ended_at__isnull=True), name="duty_turn_once")
        ]  # fmt: skip


class DutyHandover(models.Model):
    """Signed by who gives the duty over and by who takes it."""

    day = models.OneToOneField(DutyDay, on_delete=models.PROTECT, related_name="handover")
    says = models.CharField(max_length=300)
    given_by = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    taken_by = models.CharField(max_length=40, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(taken_by="") | ~Q(taken_by=F("given_by")), name="duty_handover_two_people"
            )
        ]


class DutyEntry(models.Model):
    """One line of the duty log. Never changed; a correction is a reversing line and a new one."""

    class State(models.TextChoices):
        LIVE = "live"
        REVERSED = "reversed"
        REVERSAL = "reversal"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    happened_at = models.DateTimeField()
    on = models.DateField(help_text="local day it happened")
    kind = models.CharField(max_length=10, help_text="a code of log_kinds")
    says = models.CharField(max_length=300)
    heard_from = models.CharField(max_length=60, blank=True, help_text="a post or body; nobody's name")
    did = models.CharField(max_length=300, blank=True)
    passed_to = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=8, default="quick")
    binder = models.CharField(max_length=60, blank=True)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-happened_at", "-pk"]
        indexes = [
            models.Index(fields=["-happened_at", "-id", "place"], name="duty_log_by_time"),
            models.Index(fields=["place", "-happened_at", "-id"], name="duty_log_by_place"),
            models.Index(fields=["kind", "-happened_at", "-id", "place"], name="duty_log_by_kind"),
            models.Index(fields=["state", "-happened_at", "-id", "place"], name="duty_log_by_state"),
            models.Index(fields=["place", "on", "id"], name="duty_log_by_day"),
        ]

    @property
    def number(self) -> str:
        """How people call it."""
        return f"ZB-{self.on.year}-{self.pk:06d}"
