"""What an office asks a partner agency or a unit about one item of a round, and what came back."""

from django.db import models
from django.db.models import Q

from safecommunity.accreditation.models.rounds import Round
from safecommunity.places.models import SocialUnit, new_pid


class Ask(models.Model):
    """One question about one item to one agency (by its sector) or unit. Overdue is a property of the clock."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asks")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20, blank=True, help_text="empty: the whole item")
    sector = models.CharField(max_length=30, blank=True, help_text="of the agency that is asked")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    text = models.CharField(max_length=500)
    due = models.DateField()
    answered = models.BooleanField(default=False, help_text="an answer waits to be looked at")
    taken_on = models.DateField(null=True, blank=True, help_text="the office took the answer over")
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why withdrawn")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["round", "item", "id"], name="ask_of_item"),
            models.Index(fields=["sector", "due", "id"], name="ask_of_sector"),
            models.Index(fields=["unit", "due", "id"], name="ask_of_unit"),
            models.Index(fields=["due", "id"], name="ask_by_day"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(sector="") & Q(unit__isnull=False)) | (~Q(sector="") & Q(unit__isnull=True)),
                name="ask_of_one",
            ),
            models.CheckConstraint(
                condition=Q(taken_on__isnull=True) | Q(withdrawn_on__isnull=True), name="ask_one_end"
            ),
        ]


class AskAnswer(models.Model):
    """What came back: words, a figure of the item, files (kind "item_answer"); sent back, the next is a new row."""

    class Verdict(models.TextChoices):
        WAITS = ""
        TAKEN = "taken"
        RETURNED = "returned"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ask = models.ForeignKey(Ask, on_delete=models.PROTECT, related_name="answers")
    text = models.CharField(max_length=1000, blank=True)
    figure = models.CharField(
        max_length=80, blank=True, help_text="a figure of the item, as the item names it"
    )
    happened_on = models.DateField(help_text="when what it tells happened, as the answer says")
    paper_of = models.CharField(
        max_length=60,
        blank=True,
        help_text="who answered on paper; the office typed it, the scan hangs on it",
    )
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
                condition=~Q(verdict="returned") | ~Q(reason=""), name="ask_answer_returned_with_reason"
            ),
            models.UniqueConstraint(fields=["ask"], condition=Q(verdict=""), name="ask_answer_one_waits"),
        ]
