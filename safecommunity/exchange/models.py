"""A token: what a person lets a program do in their name, never more than they may do themselves."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.models import User, new_pid


class May(models.TextChoices):
    """What a token is for."""

    FIGURES = "figures"
    CARDS = "cards"


class ApiToken(models.Model):
    """One program's key. The key itself is shown once; only its digest is kept."""

    pid = models.CharField(max_length=12, unique=True, default=new_pid, editable=False)
    name = models.CharField(max_length=60)
    owner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token")
    may = models.JSONField(default=list, help_text="figures, cards")
    unit = models.CharField(max_length=40, blank=True, help_text="only for this facility")
    place = models.CharField(max_length=40, blank=True, help_text="only for this place and below")
    strong = models.BooleanField(default=False, help_text="its owner had proved two factors when it was made")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")), name="token_expires_after_it_is_made"
            ),
            models.CheckConstraint(condition=Q(unit="") | Q(place=""), name="token_unit_or_place"),
        ]

    def is_open(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and now < self.expires_at
