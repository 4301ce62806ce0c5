"""Attachments: the proof behind a record, kept once by content and never changed."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import new_pid


class Attachment(models.Model):
    """A stored file as attached to one record. Position and hour are the camera's; they are kept for the office and are
    in no copy that is handed out."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=40, help_text="kind of the record it proves")
    ref = models.CharField(max_length=64, help_text="public id of that record")
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="bytes as kept")
    sha256 = models.CharField(max_length=64, help_text="digest of what was sent")
    kept = models.CharField(max_length=64, help_text="digest of what is kept; pictures are made anew")
    looks = models.CharField(max_length=16, blank=True, help_text="difference hash of a picture")
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    by = models.CharField(max_length=40)
    uploaded_at = models.DateTimeField()
    happened_on = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "ref", "id"], name="attachment_of_record"),
            models.Index(fields=["sha256"], name="attachment_by_content"),
            models.Index(fields=["looks"], condition=~Q(looks=""), name="attachment_by_looks"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="attachment_not_empty"),
            models.UniqueConstraint(fields=["kind", "ref", "sha256"], name="attachment_once_a_record"),
        ]

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small and large."""
        return bool(self.looks)
