"""The community profile: dated numbers that feed every report, each with unit, qualifier, source and version."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import Place, new_pid


def new_ref() -> str:
    """A random reference of a fact row: 32 hexadecimal digits."""
    from secrets import token_hex

    return token_hex(16)


class ProfileNumber(models.Model):
    """One number of a place in one year. A correction is the next version; the old one stays."""

    class Qualifier(models.TextChoices):
        EXACT = "exact"
        GT = "gt"
        APPROX = "approx"
        NEAR = "near"
        GE = "ge"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    item = models.CharField(max_length=40, help_text="a code of codes/profile.yaml")
    value = models.BigIntegerField(help_text="in hundredths")
    qualifier = models.CharField(max_length=6, choices=Qualifier.choices, default=Qualifier.EXACT)
    source = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)
    current = models.BooleanField(default=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place_id", "-year", "item", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "item", "version"], name="profile_once"),
            models.UniqueConstraint(
                fields=["place", "year", "item"], condition=Q(current=True), name="profile_one_current"
            ),
            models.CheckConstraint(condition=Q(value__gte=0), name="profile_positive"),
        ]
