"""What comes of an application: the public notice with its objections, the certificate, a report every year."""

import secrets

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.accreditation.models.applications import Application, Paper, Stay
from safecommunity.places.models import new_pid

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_code() -> str:
    """What stands in a QR code: sixteen letters and digits nobody guesses."""
    return "".join(secrets.choice(ALPHABET) for _ in range(16))


class PublicNotice(models.Model):
    """A decision shown to everybody before it holds, with the days for objections."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="notices")
    stay = models.OneToOneField(Stay, on_delete=models.PROTECT, related_name="notice")
    starts_on = models.DateField()
    ends_on = models.DateField(help_text="last day for objections")
    ended_on = models.DateField(null=True, blank=True, help_text="when the application went on")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["-ends_on", "-id"], name="public_notice_recent")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="public_notice_days")
        ]


class Objection(models.Model):
    """What somebody has against a decision on notice: upheld or dismissed, with an answer."""

    class State(models.TextChoices):
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    receipt = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    client_id = models.CharField(
        max_length=32, unique=True, null=True, blank=True, help_text="the same form sent twice is one"
    )
    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="objections")
    text = models.CharField(max_length=1000)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()
    decided_on = models.DateField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", decided_on__isnull=True)
                | Q(state__in=["upheld", "dismissed"], decided_on__isnull=False),
                name="objection_decided",
            )
        ]


class ObjectionContact(models.Model):
    """How to reach who objected, where he left it: sealed, and only with who decides."""

    objection = models.OneToOneField(Objection, on_delete=models.CASCADE, related_name="contact")
    contact = SecretField()


class Certificate(models.Model):
    """The certificate of one term. `code` stands in its QR code; the page behind it is open to everybody."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=16, unique=True, default=new_code, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField(help_text="of the level and year")
    level = models.CharField(max_length=20)
    number = models.CharField(max_length=40, unique=True)
    paper_number = models.CharField(
        max_length=60, blank=True, help_text="on the paper of the office outside that named the place"
    )
    paper = models.ForeignKey(
        Paper, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="that paper"
    )
    issued_on = models.DateField()
    valid_until = models.DateField()
    ended_on = models.DateField(null=True, blank=True, help_text="lapsed, revoked or replaced before its end")
    why_ended = models.CharField(max_length=20, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["level", "year", "serial"], name="title_certificate_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(ended_on__isnull=True), name="title_certificate_valid"
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("issued_on")), name="title_certificate_term"
            ),
        ]


class AnnualReport(models.Model):
    """The report of one year of a named place."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="reports")
    year = models.PositiveSmallIntegerField()
    handed_in_on = models.DateField()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["application", "year"], name="annual_report_once")]
