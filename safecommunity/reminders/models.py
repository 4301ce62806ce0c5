"""How each person wants to be reminded, and what was sent to whom on which day."""

from django.db import models
from django.db.models import Q

from safecommunity.accounts.fields import SecretField
from safecommunity.places.models import new_pid


class Wish(models.Model):
    """By which channels, at which hour and on which days a person is reminded; addresses are sealed.

    A person without a row is reminded in the product only.
    """

    class Days(models.TextChoices):
        WORK = "work"
        EVERY = "every"

    user = models.CharField(max_length=40, unique=True, help_text="permanent id of the person")
    mail = SecretField(blank=True, default="")
    sms = SecretField(blank=True, default="")
    wecom = SecretField(blank=True, default="")
    by_mail = models.BooleanField(default=False)
    by_sms = models.BooleanField(default=False)
    by_wecom = models.BooleanField(default=False)
    hour = models.PositiveSmallIntegerField(default=8)
    days = models.CharField(max_length=5, choices=Days.choices, default=Days.WORK)
    late_only = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(hour__lte=23), name="reminder_hour")]


class Message(models.Model):
    """One digest to one person by one channel on one day. It is made once and sent at most once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        GIVEN_UP = "given_up"
        UNKNOWN = "unknown"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    user = models.CharField(max_length=40)
    channel = models.CharField(max_length=8)
    day = models.DateField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    lines = models.PositiveIntegerField()
    late = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, help_text="SHA-256 of what is told, without the day")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["state", "next_at"], name="reminder_due"),
            models.Index(fields=["user", "-day", "-id"], name="reminder_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "channel", "day"], name="reminder_once_a_day"),
        ]
