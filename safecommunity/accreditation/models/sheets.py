"""Editions of standards used here. An edition never changes; what is scored by it is frozen with it."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import new_pid


class Sheet(models.Model):
    """One edition of one standard: of the product, or brought in by an operator who holds the paper."""

    class Origin(models.TextChoices):
        SHIPPED = "shipped"
        OPERATOR = "operator"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=60)
    version = models.CharField(max_length=60)
    checksum = models.CharField(max_length=64, unique=True, help_text="of everything the edition says")
    data = models.JSONField(help_text="the standard as docs/reference/standards.md describes it")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    in_force = models.BooleanField(default=False, help_text="new rounds are scored by it")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="sheet_edition_once"),
            models.UniqueConstraint(fields=["code"], condition=Q(in_force=True), name="sheet_one_in_force"),
        ]
