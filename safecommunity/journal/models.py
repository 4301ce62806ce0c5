"""The audit log and the change feed.

People and places stand here by permanent id, never by foreign key, so that history outlives them.
"""

from django.db import models


class AuditEvent(models.Model):
    """One action: who did what to which record, when. Numbered and chained by the sealer after commit."""

    number = models.BigIntegerField(null=True, unique=True, editable=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=40)
    action = models.CharField(max_length=60)
    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=64)
    place = models.CharField(max_length=40, blank=True)
    detail = models.JSONField(default=dict)
    facts = models.CharField(max_length=64, blank=True, help_text="SHA-256 over the event's changes")
    previous = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "ref", "id"], name="journal_of_record"),
            models.Index(fields=["by", "id"], name="journal_by_person"),
            models.Index(fields=["at", "id"], name="journal_by_time"),
            models.Index(fields=["id"], name="journal_unsealed", condition=models.Q(number__isnull=True)),
        ]


class Change(models.Model):
    """One fact row that an action made, changed or removed; numbered in commit order by the sealer."""

    class Op(models.TextChoices):
        UPSERT = "upsert"
        DELETE = "delete"

    seq = models.BigIntegerField(null=True, editable=False)
    event = models.ForeignKey(AuditEvent, on_delete=models.PROTECT, related_name="changes")
    fact = models.CharField(max_length=40)
    ref = models.CharField(max_length=64)
    op = models.CharField(max_length=6, choices=Op.choices)

    class Meta:
        indexes = [
            # a change stands in one of the two: waiting for its number, or numbered
            models.Index(fields=["fact", "seq"], name="change_feed", condition=models.Q(seq__isnull=False)),
            models.Index(fields=["fact"], name="change_pending", condition=models.Q(seq__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["seq"], name="change_numbered_once", condition=models.Q(seq__isnull=False)
            )
        ]


class Head(models.Model):
    """The end of the chain: one row, locked by whoever seals."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64, blank=True)
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="journal_one_head")]
