"""Registers of people at higher risk, kept by consent: what names somebody stands apart, under a key of its own.

The row of a person says nothing that names anybody: place, sex, year of birth, groups, needs. It stays when the person
is erased, so that counts of past years stay; what it still said in words goes too.
"""

from datetime import date

from django.db import models
from django.db.models import F, Q

from safecommunity.accounts.fields import SecretField
from safecommunity.hazards.models.housing import Dwelling
from safecommunity.hazards.models.loop import new_ref
from safecommunity.places.models import Place, new_pid
from safecommunity.places.models import new_ref as new_year_ref


class VulnerablePerson(models.Model):
    """Somebody on the register, without a name."""

    class Sex(models.IntegerChoices):
        MALE = 1
        FEMALE = 2

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_year_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    sex = models.PositiveSmallIntegerField(choices=Sex.choices)
    born = models.PositiveSmallIntegerField(help_text="year of birth")
    needs = models.JSONField(default=list, help_text="codes of codes/vulnerable.yaml")
    help = models.CharField(max_length=200, blank=True, help_text="what help; no names")
    who = models.CharField(max_length=60, blank=True, help_text="who visits: a post, nobody's name")
    visit_days = models.PositiveSmallIntegerField(help_text="a visit at least every so many days")
    last_visit = models.DateField(null=True, blank=True)
    next_visit = models.DateField(help_text="the day by which the next visit is due")
    consent_until = models.DateField(help_text="of the consent that holds; the last day it covers")
    dwelling = models.ForeignKey(
        Dwelling, null=True, blank=True, on_delete=models.PROTECT, related_name="registered"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    left = models.CharField(max_length=12, blank=True, help_text="why: a code")
    erased_at = models.DateTimeField(null=True, blank=True)
    was = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="what fields said until a day, in the order of the days",
    )
    revision = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="vulnerable_by_place"),
            models.Index(fields=["ends", "next_visit", "id", "place"], name="vulnerable_by_visit"),
            models.Index(fields=["ends", "-id", "place"], name="vulnerable_recent"),
            models.Index(fields=["ends", "consent_until", "id"], name="vulnerable_by_consent"),
            models.Index(fields=["next_visit", "id"], name="vulnerable_visit"),
            models.Index(fields=["dwelling", "id"], name="vulnerable_dwelling"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="vulnerable_span"
            ),
            models.CheckConstraint(
                condition=Q(born__gte=1880) & Q(born__lte=2200) & Q(visit_days__gte=1),
                name="vulnerable_numbers",
            ),
        ]

    @property
    def number(self) -> str:
        """How people call somebody without a name."""
        return f"GA-{self.pk:06d}"


class PresentGroups(models.Manager["VulnerableGroup"]):
    """The groups people belong to now."""

    def get_queryset(self) -> models.QuerySet["VulnerableGroup"]:
        """Those that did not end."""
        return super().get_queryset().filter(ended__isnull=True)


class VulnerableGroup(models.Model):
    """A group somebody belongs to, or belonged to; the first is the one that matters most."""

    ref = models.CharField(max_length=32, unique=True, default=new_year_ref, editable=False)
    person = models.ForeignKey(VulnerablePerson, on_delete=models.CASCADE, related_name="groups")
    group = models.CharField(max_length=16, help_text="a code of codes/vulnerable.yaml")
    order = models.PositiveSmallIntegerField(default=0)
    since = models.DateField(null=True, blank=True, help_text="empty: since the person is on the register")
    ended = models.DateField(null=True, blank=True, help_text="the first day without it")

    objects = PresentGroups()
    every: models.Manager["VulnerableGroup"] = models.Manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(ended__isnull=True), name="vulnerable_group_once"
            ),
        ]

    @property
    def starts(self) -> date:
        """Since when it stands."""
        return self.since or self.person.starts

    @property
    def ends(self) -> date | None:
        """The day it ended, or the person left."""
        return min((one for one in (self.ended, self.person.ends) if one is not None), default=None)


class VulnerableKey(models.Model):
    """The key of one person's box; destroyed when the person is erased."""

    person = models.OneToOneField(VulnerablePerson, on_delete=models.CASCADE, related_name="secret")
    key = SecretField()


class VulnerableBox(models.Model):
    """What names a person and the one to call: name, identity number, telephone, address; sealed under the key."""

    person = models.OneToOneField(VulnerablePerson, on_delete=models.CASCADE, related_name="box")
    sealed = models.TextField()
    digest = models.CharField(
        max_length=64, blank=True, db_index=True, help_text="keyed digest of the identity number"
    )


class Consent(models.Model):
    """How, when, by whom and for what somebody agreed. Never changed but for being withdrawn."""

    person = models.ForeignKey(VulnerablePerson, on_delete=models.PROTECT, related_name="consents")
    purposes = models.JSONField(help_text="codes of codes/vulnerable.yaml")
    how = models.CharField(max_length=12, help_text="a code: on paper, by word before a witness")
    giver = models.CharField(max_length=12, help_text="a code: the person, a guardian")
    on = models.DateField()
    until = models.DateField(help_text="the last day")
    paper = models.CharField(max_length=60, blank=True, help_text="where the paper is kept")
    withdrawn_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("on")), name="consent_span"),
        ]


class CareVisit(models.Model):
    """Somebody went there: day and what was found. Never changed but for words that go with an erased person."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    person = models.ForeignKey(VulnerablePerson, on_delete=models.PROTECT, related_name="visits")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    due = models.DateField(help_text="the day by which it was due")
    found = models.CharField(max_length=12, help_text="a code of codes/vulnerable.yaml")
    note = models.CharField(max_length=200, blank=True, help_text="no names")
    hazard = models.CharField(max_length=16, blank=True, help_text="the hazard it became")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [
            models.Index(fields=["person", "-on", "-id"], name="care_visit_person"),
        ]


class VulnerableStep(models.Model):
    """What was done with an entry, for the history. Never changed."""

    person = models.ForeignKey(VulnerablePerson, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    on = models.DateField()
    says = models.CharField(max_length=120, blank=True, help_text="codes and days, no names")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
