"""Residents' opinions with a clock for the reply: received, sorted, answered, satisfied or not, opened again.

Nobody has to say who he is. What names somebody stands sealed in a side table and can be erased.
"""

import secrets

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.governance.models.bodies import Agency
from safecommunity.governance.models.letters import new_ref
from safecommunity.governance.models.tasks import Task
from safecommunity.places.models import Place, new_pid

READABLE = "23456789abcdefghjkmnpqrstuvwxyz"


def new_code() -> str:
    """Twelve characters that are not mistaken for one another: 59 bits."""
    return "".join(secrets.choice(READABLE) for _n in range(12))


class OpinionBox(models.Model):
    """A QR code somewhere in a place, behind it a page open to everybody."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=80, help_text="where it hangs")
    closed_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place_id", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "label"], condition=Q(closed_at__isnull=True), name="opinion_box_once"
            )
        ]


class Opinion(models.Model):
    """What a resident said, and what came of it. Overdue is a property of the clock, never a state."""

    class Satisfied(models.TextChoices):
        UNASKED = ""
        YES = "yes"
        NO = "no"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    receipt = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8)
    box = models.ForeignKey(
        OpinionBox, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions"
    )
    setting = models.CharField(max_length=40, blank=True)
    received_on = models.DateField()
    text = models.TextField(help_text="as it was said; may be blacked out later")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    who = models.CharField(max_length=120, blank=True, help_text="post or body that answers; nobody's name")
    due = models.DateField(help_text="the last day for the reply of this round")
    first_due = models.DateField(help_text="that of the first round; what answered in time is measured by")
    answered_on = models.DateField(null=True, blank=True)
    first_answered_on = models.DateField(null=True, blank=True)
    reply = models.TextField(blank=True)
    satisfied = models.CharField(max_length=3, choices=Satisfied.choices, blank=True)
    rounds = models.PositiveSmallIntegerField(default=1)
    public_text = models.TextField(blank=True, help_text="what everybody may read, without names")
    public_reply = models.TextField(blank=True)
    public_at = models.DateTimeField(null=True, blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="opinions")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    binder = models.CharField(max_length=60, blank=True)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-received_on", "-pk"]
        indexes = [
            models.Index(fields=["-received_on", "-id"], name="opinion_by_day"),
            models.Index(fields=["place", "-received_on", "-id"], name="opinion_by_place"),
            models.Index(fields=["channel", "-received_on", "-id"], name="opinion_by_channel"),
            models.Index(
                fields=["-received_on", "-id"], name="opinion_open",
                condition=Q(answered_on__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["-received_on", "-id"], name="opinion_unsatisfied", condition=Q(satisfied="no")
            ),
            models.Index(
                fields=["-received_on", "-id"], name="opinion_withdrawn",
                condition=Q(withdrawn_at__isnull=False),
            ),
            models.Index(fields=["place", "channel", "-received_on", "-id"], name="opinion_place_channel"),
            models.Index(
                fields=["place", "-received_on", "-id"], name="opinion_place_open",
                condition=Q(answered_on__isnull=True, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["place", "-received_on", "-id"], name="opinion_place_answered",
                condition=Q(answered_on__isnull=False, withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["place", "-received_on", "-id"], name="opinion_place_unsatisfied",
                condition=Q(satisfied="no", withdrawn_at__isnull=True),
            ),
            models.Index(
                fields=["place", "-received_on", "-id"], name="opinion_place_withdrawn",
                condition=Q(withdrawn_at__isnull=False),
            ),
            models.Index(
                fields=["agency", "-received_on", "-id"], name="opinion_of_agency",
                condition=Q(agency__isnull=False),
            ),
        ]  # fmt: skip
        constraints = [
            models.CheckConstraint(condition=Q(due__gte=F("received_on")), name="opinion_due_after"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True) | Q(first_answered_on__isnull=False),
                name="opinion_first_answer",
            ),
        ]

    @property
    def number(self) -> str:
        """How people call it."""
        return f"YJ-{self.received_on.year}-{self.pk:06d}"


class OpinionContact(models.Model):
    """How the resident may be reached, if he said so; the row goes when it is erased."""

    opinion = models.OneToOneField(Opinion, on_delete=models.CASCADE, related_name="contact")
    contact = SecretField()


class OpinionStep(models.Model):
    """What happened to an opinion, in order; never changed."""

    opinion = models.ForeignKey(Opinion, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    on = models.DateField()
    note = models.TextField(blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
