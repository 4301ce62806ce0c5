"""Who answers for which community, enterprise, lane or lot (包社区、包企业、包街巷、包片区): dated."""

from django.db import models
from django.db.models import F, Q

from safecommunity.places.models import Place, SocialUnit, new_pid


class Answerable(models.Model):
    """One responsibility while it is held. A new holder closes the one before; nothing is overwritten."""

    class Kind(models.TextChoices):
        COMMUNITY = "community"
        ENTERPRISE = "enterprise"
        LANE = "lane"
        LOT = "lot"

    class Holder(models.TextChoices):
        POST = "post"
        BODY = "body"
        PERSON = "person"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="the community, or where the rest lies"
    )
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=120, blank=True, help_text="name of a lane or lot")
    holder = models.CharField(max_length=6, choices=Holder.choices)
    who = models.CharField(
        max_length=120, help_text="the post or body; of a person the name used in the office"
    )
    user = models.CharField(
        max_length=40, blank=True, help_text="permanent id, where the person signs in here"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="first day it is not held any more")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "place_id", "id"]
        indexes = [models.Index(fields=["place", "kind", "id"], name="answerable_of_place")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="answerable_span"
            ),
            models.CheckConstraint(
                condition=(Q(kind="enterprise") & Q(unit__isnull=False))
                | (~Q(kind="enterprise") & Q(unit__isnull=True)),
                name="answerable_unit",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["community", "enterprise"]) | ~Q(label=""), name="answerable_label"
            ),
        ]
