"""Support received from departments and others: people, money, goods, technique; for what, since when, the proof."""

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models.bodies import Agency
from safecommunity.governance.models.letters import new_ref
from safecommunity.governance.models.plans import PlanItem
from safecommunity.places.models import Place, new_pid


class Support(models.Model):
    """What somebody gave a place. Entered wrongly, it is withdrawn with a reason; proof: files of kind "support"."""

    class Kind(models.TextChoices):
        PEOPLE = "people"
        MONEY = "money"
        GOODS = "goods"
        TECHNIQUE = "technique"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="who received it")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    giver = models.CharField(
        max_length=120, blank=True, help_text="who gave it, where it is no agency of the list; nobody's name"
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    what = models.CharField(max_length=200)
    amount = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    qualifier = models.CharField(
        max_length=8, blank=True, help_text="as the paper says it: gt, near, approx, ge; empty: exactly"
    )
    unit = models.CharField(max_length=30, blank=True, help_text="code of a unit of measure")
    starts = models.DateField(help_text="the day it came, or its first day")
    until = models.DateField(
        null=True, blank=True, help_text="its last day, of people lent or advice over time"
    )
    item = models.ForeignKey(
        PlanItem,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="support",
        help_text="for what",
    )
    note = models.CharField(max_length=300, blank=True)
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-starts", "-pk"]
        indexes = [
            models.Index(fields=["-starts", "-id"], name="support_by_day"),
            models.Index(fields=["kind", "-starts", "-id"], name="support_by_kind"),
            models.Index(fields=["place", "-starts", "-id"], name="support_by_place"),
            models.Index(fields=["place", "kind", "-starts", "-id"], name="support_place_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=(Q(agency__isnull=False) & Q(giver="")) | (Q(agency__isnull=True) & ~Q(giver="")),
                name="support_one_giver",
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("starts")), name="support_span"
            ),
            models.CheckConstraint(
                condition=(Q(amount__isnull=True) & Q(unit="") & Q(qualifier=""))
                | (Q(amount__gt=0) & ~Q(unit="")),
                name="support_amount",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["people", "money"]) | Q(amount__isnull=False), name="support_counted"
            ),
        ]
