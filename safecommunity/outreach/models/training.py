"""Training for those who must hold a certificate, and for those who want to learn: sessions, who came, certificates.

A person on a list is a number; the name stands in a side table, sealed, and goes when the person is erased.
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.outreach.models.ledger import new_ref
from safecommunity.places.models import Place, SocialUnit, new_pid


class Session(models.Model):
    """One training: who came signs on the phone, or is counted from a photographed sheet."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    title = models.CharField(max_length=120)
    happened_on = models.DateField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, blank=True)
    setting = models.CharField(max_length=16, blank=True)
    audience = models.CharField(max_length=16, blank=True)
    held_by = models.CharField(max_length=80, blank=True)
    hours = models.PositiveSmallIntegerField(default=1)
    sheet_count = models.PositiveIntegerField(
        null=True, blank=True, help_text="counted on the photographed sheet"
    )
    signed = models.PositiveIntegerField(default=0, help_text="who signed on the phone")
    passed = models.PositiveIntegerField(default=0)
    tested = models.PositiveIntegerField(default=0)
    sign_code = models.CharField(max_length=32, blank=True)
    sign_until = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    client_id = models.CharField(
        max_length=64, unique=True, null=True, blank=True, help_text="of the form sent"
    )
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-happened_on", "-id"], name="training_by_day"),
            models.Index(fields=["place", "-happened_on", "-id"], name="training_by_place"),
            models.Index(fields=["sign_code"], condition=~Q(sign_code=""), name="training_sign_code"),
        ]

    @property
    def people(self) -> int:
        """Who came: the sheet where it was counted, else the signatures."""
        return self.signed if self.sheet_count is None else max(self.sheet_count, self.signed)


class Trainee(models.Model):
    """Somebody who was trained, without a name."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=8, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)


class TraineeName(models.Model):
    """What names a trainee; the row goes when the person is erased."""

    trainee = models.OneToOneField(Trainee, on_delete=models.CASCADE, related_name="named")
    name = SecretField()
    consent = models.CharField(max_length=40, help_text="which text the person agreed to")


class Attendance(models.Model):
    """One person at one session."""

    session = models.ForeignKey(Session, on_delete=models.PROTECT, related_name="attendances")
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="attendances")
    device = models.CharField(max_length=32, help_text="the same phone signs once")
    signed_at = models.DateTimeField()
    passed = models.BooleanField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["session", "device"], name="training_sign_once")]


class Certificate(models.Model):
    """A certificate somebody holds, until it expires."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    trainee = models.ForeignKey(Trainee, on_delete=models.PROTECT, related_name="certificates")
    unit = models.ForeignKey(SocialUnit, on_delete=models.PROTECT, related_name="+")
    post = models.CharField(max_length=8)
    kind = models.CharField(max_length=60)
    number = models.CharField(max_length=40)
    issuer = models.CharField(max_length=80)
    issued_on = models.DateField()
    expires_on = models.DateField()
    session = models.ForeignKey(Session, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=F("issued_on")), name="certificate_span"),
            models.UniqueConstraint(fields=["issuer", "number"], name="certificate_number_once"),
        ]
        indexes = [
            models.Index(fields=["expires_on", "id"], name="certificate_expiry"),
            models.Index(fields=["unit", "post", "expires_on"], name="certificate_of_unit"),
            models.Index(fields=["unit", "expires_on", "id"], name="certificate_unit_expiry"),
        ]


class Obligation(models.Model):
    """How many of a unit must hold a certificate for a post in a year, from the register, and how many do."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    unit = models.ForeignKey(SocialUnit, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=8)
    obliged = models.PositiveIntegerField()
    certified = models.PositiveIntegerField(default=0, help_text="never more than obliged")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "post"], name="obligation_once"),
            models.CheckConstraint(condition=Q(certified__lte=F("obliged")), name="obligation_within"),
        ]
        indexes = [models.Index(fields=["place", "year", "id"], name="obligation_of_place")]
