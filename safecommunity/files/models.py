"""Attachments: the proof behind a record, kept once by content and never changed."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import new_pid


class Attachment(models.Model):
    """A stored file as attached to one record."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=40, help_text="kind of the record it proves")
    ref = models.CharField(max_length=64, help_text="public id of that record")
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=60)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=40)
    uploaded_at = models.DateTimeField()
    happened_on = models.DateField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "ref", "id"], name="attachment_of_record"),
            models.Index(fields=["sha256"], name="attachment_by_content"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.UniqueConstraint(fields=["kind", "ref", "sha256"], name="attachment_once_a_record"),
        ]
