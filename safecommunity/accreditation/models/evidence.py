"""Evidence: a figure, a record, a file or a link, kept once and used for many items of many standards."""

from django.db import models
from django.db.models import F, Q

from safecommunity.accreditation.models.sheets import Sheet
from safecommunity.places.models import Place, new_pid


class Evidence(models.Model):
    """One piece. Three dates: when it happened, since when it counts, when it was brought in here."""

    class Kind(models.TextChoices):
        FIGURE = "figure"
        RECORD = "record"
        FILE = "file"
        LINK = "link"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    pointer = models.CharField(
        max_length=300, blank=True, help_text="key of a figure, address of a record, a link"
    )
    title = models.CharField(max_length=200)
    shown = models.CharField(
        max_length=200, blank=True, help_text="of a figure: what it said when it was taken"
    )
    happened_on = models.DateField()
    effective_from = models.DateField()
    binder = models.CharField(
        max_length=80, blank=True, help_text="backfill: the binder an old paper was entered from"
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField(help_text="when it was brought in")
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="evidence_by_place"),
            models.Index(fields=["place", "kind", "-id"], name="evidence_by_kind"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "pointer"],
                condition=Q(withdrawn_on__isnull=True) & ~Q(pointer=""),
                name="evidence_once",
            ),
            models.CheckConstraint(condition=Q(effective_from__gte=F("happened_on")), name="evidence_days"),
        ]


class EvidenceUse(models.Model):
    """What a piece of evidence is used for: a part of an item of an edition."""

    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="uses")
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="+")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    carried = models.BooleanField(default=False, help_text="came over from an older edition")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["sheet", "item", "id"], name="evidence_use_of_item")]
        constraints = [
            models.UniqueConstraint(
                fields=["evidence", "sheet", "item", "part"],
                condition=Q(ended_on__isnull=True),
                name="evidence_use_once",
            ),
        ]
