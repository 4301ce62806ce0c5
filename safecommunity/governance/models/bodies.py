"""Agencies with dated names and duties; bodies in two tiers with dated memberships and papers; meetings."""

from django.db import models
from django.db.models import F, Q

from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import Place, SocialUnit, new_pid


def span(name: str) -> models.CheckConstraint:
    """What is dated does not end before it begins."""
    return models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name=name)


class Agency(models.Model):
    """An agency of a sector; its name is dated, because names change while duties go on."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose agency it is"
    )
    sector = models.CharField(max_length=40, help_text="a code of codes/agencies.yaml")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [span("agency_span")]


class AgencyName(models.Model):
    """What an agency was called, from a day to a day."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=120)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [span("agency_name_span")]


class AgencyDuty(models.Model):
    """What an agency answers for, from a day to a day; in one setting or in all."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="duties")
    setting = models.CharField(max_length=40, blank=True)
    text = models.CharField(max_length=300)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [span("agency_duty_span")]


class Body(models.Model):
    """A leading group, a promotion committee or a working group of one setting."""

    class Tier(models.TextChoices):
        LEADING = "leading"
        PROMOTION = "promotion"
        GROUP = "group"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    tier = models.CharField(max_length=10, choices=Tier.choices)
    setting = models.CharField(max_length=40, blank=True, help_text="of a working group")
    name = models.CharField(max_length=120)
    duties = models.TextField(blank=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    order = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            span("body_span"),
            models.CheckConstraint(
                condition=~Q(tier="group") | ~Q(setting=""), name="body_group_has_setting"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who sits in a body, as what, from a day to a day. Never overwritten: a new term is a new row.

    `person` is erasable; the post stays.
    """

    class Part(models.TextChoices):
        CHAIR = "chair"
        DEPUTY = "deputy"
        MEMBER = "member"
        LIAISON = "liaison"
        OFFICE = "office"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="members")
    part = models.CharField(max_length=8, choices=Part.choices)
    post = models.CharField(max_length=120, help_text="the post, e.g. director of the street office")
    person = models.CharField(max_length=60, blank=True)
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="seats")
    unit = models.ForeignKey(
        SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="seats"
    )
    paper = models.CharField(max_length=120, blank=True, help_text="the order that names them")
    client_id = models.CharField(
        max_length=64, unique=True, null=True, blank=True, help_text="of the form sent"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [span("membership_span")]


class Paper(models.Model):
    """An order that makes a body, or a rule it works by; its scan is a file of kind "paper"."""

    class Kind(models.TextChoices):
        ORDER = "order"
        RULE = "rule"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    title = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True)
    on = models.DateField()
    ends = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    client_id = models.CharField(
        max_length=64, unique=True, null=True, blank=True, help_text="of the form sent"
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "pk"]


class Meeting(models.Model):
    """A meeting of a body with its agenda, a launch, a study visit; who came is proved by a sheet (files of kind
    "meeting")."""

    class Kind(models.TextChoices):
        MEETING = "meeting"
        ASSESS = "assess"
        LAUNCH = "launch"
        MOBILISE = "mobilise"
        VISIT = "visit"
        EXCHANGE = "exchange"
        NETWORK = "network"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.MEETING)
    on = models.DateField()
    until = models.DateField(null=True, blank=True, help_text="its last day, of several")
    title = models.CharField(max_length=200)
    where = models.CharField(max_length=120, blank=True)
    host = models.CharField(max_length=120, blank=True, help_text="who invites or receives; nobody's name")
    agenda = models.TextField(blank=True, help_text="one item a line")
    minutes = models.TextField(blank=True)
    present = models.PositiveIntegerField(null=True, blank=True, help_text="people on the signed sheet")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["on", "id"], name="meeting_by_day"),
            models.Index(fields=["kind", "on", "id"], name="meeting_by_kind"),
            models.Index(fields=["body", "on", "id"], name="meeting_of_body"),
            models.Index(fields=["body", "kind", "on", "id"], name="meeting_of_body_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("on")), name="meeting_span"
            )
        ]


class SignIn(models.Model):
    """A member who signed in at a meeting by the code on the table."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="sign_ins")
    user = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["meeting", "user"], name="meeting_sign_in_once")]
