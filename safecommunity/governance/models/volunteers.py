"""Volunteers: teams with members, the roster, hours served, certificates of hours.

A member is a number; the name stands in a side table, sealed, and goes when the person is erased. Counts stay.
"""

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.governance.models.bodies import span
from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import Place, new_pid
from safecommunity.places.models import new_ref as new_year_ref


class VolunteerTeam(models.Model):
    """A team of volunteers, from a day to a day. `said` is a head count from paper, for those without a list."""

    class Qualifier(models.TextChoices):
        EXACT = "exact"
        GT = "gt"
        APPROX = "approx"
        NEAR = "near"
        GE = "ge"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_year_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, help_text="a code of codes/volunteers.yaml")
    name = models.CharField(max_length=80)
    said = models.PositiveIntegerField(null=True, blank=True, help_text="people, as a paper says")
    qualifier = models.CharField(max_length=6, choices=Qualifier.choices, default=Qualifier.EXACT)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["place_id", "name", "pk"]
        constraints = [
            span("volunteer_team_span"),
            models.UniqueConstraint(
                fields=["place", "name"], condition=Q(ends__isnull=True), name="volunteer_team_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Volunteer(models.Model):
    """Somebody in a team, without a name."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    team = models.ForeignKey(VolunteerTeam, on_delete=models.PROTECT, related_name="members")
    number = models.PositiveIntegerField(help_text="within the team; how a list without names calls them")
    leads = models.BooleanField(default=False)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-leads", "number"]
        constraints = [
            span("volunteer_span"),
            models.UniqueConstraint(fields=["team", "number"], name="volunteer_number_once"),
        ]


class VolunteerName(models.Model):
    """What names a volunteer; the row goes when the person is erased."""

    volunteer = models.OneToOneField(Volunteer, on_delete=models.CASCADE, related_name="named")
    name = SecretField()
    digest = models.CharField(max_length=64, help_text="keyed digest of the name, to know it again in a list")


class Shift(models.Model):
    """Who is on duty when: a line of the roster. An end before its beginning is on the next day."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    team = models.ForeignKey(VolunteerTeam, on_delete=models.PROTECT, related_name="shifts")
    on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    spot = models.CharField(max_length=80, blank=True)
    people = models.ManyToManyField(Volunteer, related_name="shifts")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["on", "begins", "pk"]
        indexes = [models.Index(fields=["on", "team"], name="volunteer_shift_by_day")]


class Service(models.Model):
    """Hours served: a team, a day, from when to when, how many people, what for. Withdrawn and entered anew."""

    class Source(models.TextChoices):
        FORM = "form"
        IMPORT = "import"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    team = models.ForeignKey(VolunteerTeam, on_delete=models.PROTECT, related_name="services")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="the team's")
    on = models.DateField()
    begins = models.TimeField()
    ends = models.TimeField()
    minutes = models.PositiveIntegerField(help_text="of one person")
    people = models.PositiveIntegerField()
    who = models.ManyToManyField(Volunteer, related_name="services")
    what = models.CharField(max_length=16)
    note = models.CharField(max_length=200, blank=True)
    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.PROTECT, related_name="services")
    source = models.CharField(max_length=6, choices=Source.choices, default=Source.FORM)
    binder = models.CharField(max_length=60, blank=True, help_text="of the paper an old line was copied from")
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["-on", "-id"], name="volunteer_service_day"),
            models.Index(fields=["place", "-on", "-id"], name="volunteer_service_place"),
            models.Index(fields=["team", "-on", "-id"], name="volunteer_service_team"),
            models.Index(fields=["what", "-on", "-id"], name="volunteer_service_what"),
            models.Index(fields=["place", "what", "-on", "-id"], name="volunteer_place_what"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0) & Q(minutes__lte=16 * 60) & Q(people__gt=0),
                name="volunteer_service_is",
            ),
        ]

    @property
    def person_minutes(self) -> int:
        """Minutes of all people together."""
        return self.minutes * self.people


class HoursCertificate(models.Model):
    """Hours of one volunteer in a year, as they stood on the day of issue."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="certificates")
    year = models.PositiveIntegerField()
    minutes = models.PositiveIntegerField()
    services = models.PositiveIntegerField()
    issued_on = models.DateField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-issued_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=F("services")), name="volunteer_hours_whole")
        ]
