"""What an office asks of a unit, and what the unit answered; every answer stays, also one that was sent back."""

from django.db import models
from django.db.models import Q

from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import SocialUnit, new_pid


def _by_state(state: str, condition: Q) -> list[models.Index]:
    """The order of the list over the requests of one state, of all units and of each; conditions as the list asks."""
    return [
        models.Index(fields=["due", "id"], condition=condition, name=f"unit_request_{state}"),
        models.Index(fields=["unit", "due", "id"], condition=condition, name=f"unit_request_unit_{state}"),
    ]


class UnitRequest(models.Model):
    """One question to one unit. Overdue is a property of the clock, never a state."""

    class Kind(models.TextChoices):
        SAFETY = "safety"
        PAPER = "paper"
        FORM = "form"
        RECTIFY = "rectify"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    batch = models.CharField(max_length=64, help_text="sent together, or once more by a second click")
    unit = models.ForeignKey(SocialUnit, on_delete=models.PROTECT, related_name="requests")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=120)
    text = models.CharField(max_length=1000, blank=True)
    questions = models.JSONField(default=list, blank=True, help_text="of a form: one line each")
    about = models.CharField(max_length=60, blank=True, help_text="kind:ref of a record of an upper room")
    due = models.DateField()
    answered = models.BooleanField(default=False, help_text="an answer waits to be looked at")
    taken_on = models.DateField(null=True, blank=True, help_text="the office took the answer")
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why withdrawn")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "unit"], name="unit_request_once"),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True) | Q(withdrawn_on__isnull=True), name="unit_request_one_end"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "-id"], name="unit_request_of_unit"),
            models.Index(fields=["due", "id"], name="unit_request_by_day"),
            models.Index(fields=["kind", "due", "id"], name="unit_request_by_kind"),
            models.Index(fields=["unit", "due", "id"], name="unit_request_unit_day"),
            models.Index(fields=["unit", "kind", "due", "id"], name="unit_request_unit_kind"),
            *_by_state("waits", Q(taken_on__isnull=True, withdrawn_on__isnull=True, answered=True)),
            *_by_state("open", Q(taken_on__isnull=True, withdrawn_on__isnull=True, answered=False)),
            *_by_state("taken", Q(taken_on__isnull=False)),
            *_by_state("gone", Q(withdrawn_on__isnull=False)),
        ]


class UnitAnswer(models.Model):
    """What came back; files of kind "unit_answer". Sent back, the next one is a row of its own."""

    class Verdict(models.TextChoices):
        WAITS = ""
        TAKEN = "taken"
        RETURNED = "returned"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    request = models.ForeignKey(UnitRequest, on_delete=models.PROTECT, related_name="answers")
    values = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=500, blank=True)
    on_behalf = models.BooleanField(default=False, help_text="the office typed in what came on paper")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    verdict = models.CharField(max_length=8, choices=Verdict.choices, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True)
    judged_by = models.CharField(max_length=40, blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(verdict="returned") | ~Q(reason=""), name="unit_answer_returned_with_reason"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(verdict=""), name="unit_answer_one_waits"
            ),
        ]
