"""The year-end appraisal (年终考核): sheets in versions, one appraisal a year and kind, its parties, marks, objections.

A sheet is data and is frozen with the appraisal that uses it. What was published stands as results, edition by edition.
"""

from django.db import models
from django.db.models import Q

from safecommunity.governance.models.bodies import Agency
from safecommunity.governance.models.letters import new_ref
from safecommunity.places.models import Place, SocialUnit, new_pid


class PartyKind(models.TextChoices):
    """What is appraised: departments, villages and communities, social units."""

    AGENCY = "agency"
    COMMUNITY = "community"
    UNIT = "unit"


class AppraisalSheet(models.Model):
    """One version of an office's own sheet of a kind of party. Never changed; a change is the next version."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=PartyKind.choices)
    version = models.PositiveSmallIntegerField()
    spec = models.JSONField(help_text="items with their points and rules; see appraisal/spec.py")
    source = models.CharField(max_length=150, blank=True, help_text="name of the file it came in")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["place", "kind", "version"], name="appraisal_sheet_once")
        ]


class Appraisal(models.Model):
    """One appraisal of a place, a year and a kind of party, by a sheet that is frozen here."""

    class State(models.TextChoices):
        OPEN = "open"
        HANDED_IN = "handed_in"
        PUBLISHED = "published"
        FINAL = "final"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=PartyKind.choices)
    spec = models.JSONField(help_text="the sheet as it was when this was opened")
    sheet = models.CharField(max_length=60, help_text="which sheet: shipped or own, and its version")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    due = models.DateField(help_text="day until which the office scores")
    answer_by = models.DateField(
        null=True, blank=True, help_text="day until which parties report themselves; empty: not asked"
    )
    objections_until = models.DateField(null=True, blank=True, help_text="last day of objections")
    published_on = models.DateField(null=True, blank=True)
    missing_says = models.CharField(
        max_length=300, blank=True, help_text="why it was handed in with items missing"
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "kind", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "kind"], name="appraisal_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "final"])
                | Q(published_on__isnull=False, objections_until__isnull=False),
                name="appraisal_published_has_days",
            ),
        ]


class AppraisalStep(models.Model):
    """What happened to an appraisal: opened, handed in, sent back, published, corrected, closed. Never changed."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    says = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class AppraisalParty(models.Model):
    """One department, village or unit due in an appraisal, as the registers knew it in that year."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="parties")
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="where it counts")
    name = models.CharField(max_length=120, help_text="as it was called then")
    order = models.PositiveIntegerField(default=0)
    starts = models.DateField(null=True, blank=True, help_text="where it began within the year")
    ends = models.DateField(null=True, blank=True, help_text="where it ended within the year")
    went_to = models.CharField(max_length=200, blank=True, help_text="what it was merged into")
    dropped_on = models.DateField(null=True, blank=True, help_text="not appraised, with reason")
    reason = models.CharField(max_length=300, blank=True)
    self_says = models.CharField(max_length=1000, blank=True, help_text="its own report")
    self_by = models.CharField(max_length=40, blank=True)
    self_at = models.DateTimeField(null=True, blank=True, help_text="handed in")

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False, community__isnull=True, unit__isnull=True)
                | Q(agency__isnull=True, community__isnull=False, unit__isnull=True)
                | Q(agency__isnull=True, community__isnull=True, unit__isnull=False),
                name="appraisal_party_is_one",
            ),
            models.UniqueConstraint(
                fields=["appraisal", "agency"],
                condition=Q(agency__isnull=False),
                name="appraisal_agency_once",
            ),
            models.UniqueConstraint(
                fields=["appraisal", "community"],
                condition=Q(community__isnull=False),
                name="appraisal_community_once",
            ),
            models.UniqueConstraint(
                fields=["appraisal", "unit"], condition=Q(unit__isnull=False), name="appraisal_unit_once"
            ),
        ]


class AppraisalMark(models.Model):
    """The points of one item of one party. `edition` grows with every change: two people never overwrite each other.

    `told` holds what a figure or records said when they were read: value, n, key, how many of how many.
    """

    party = models.ForeignKey(AppraisalParty, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    by_code = models.BooleanField(default=False, help_text="read from figures or records, not judged")
    told = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=500, blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "item"], name="appraisal_mark_once")]


class AppraisalMarkStep(models.Model):
    """What an item's points were, one row a change. Never changed."""

    party = models.ForeignKey(AppraisalParty, on_delete=models.PROTECT, related_name="steps")
    item = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2)
    reason = models.CharField(max_length=500, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["party", "item", "-id"], name="appraisal_mark_steps")]


class AppraisalSelf(models.Model):
    """What a party says of itself at one item: the points it claims, and why. Shown beside, never counted."""

    party = models.ForeignKey(AppraisalParty, on_delete=models.PROTECT, related_name="own")
    item = models.CharField(max_length=20)
    points = models.DecimalField(max_digits=6, decimal_places=2, null=True, blank=True)
    says = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["party", "item"], name="appraisal_self_once")]


class AppraisalObjection(models.Model):
    """A party objects to what was published, at one item or as a whole; the office replies, with new points or none."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    party = models.ForeignKey(AppraisalParty, on_delete=models.PROTECT, related_name="objections")
    item = models.CharField(max_length=20, blank=True)
    text = models.CharField(max_length=1000)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    upheld = models.BooleanField(null=True, blank=True)
    reply = models.CharField(max_length=1000, blank=True)
    points = models.DecimalField(
        max_digits=6, decimal_places=2, null=True, blank=True, help_text="of the item, where upheld"
    )
    replied_by = models.CharField(max_length=40, blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "item"],
                condition=Q(upheld__isnull=True),
                name="appraisal_objection_one_waits",
            ),
            models.CheckConstraint(
                condition=Q(upheld__isnull=True) | ~Q(reply=""), name="appraisal_objection_replied"
            ),
        ]


class AppraisalResult(models.Model):
    """The published order, frozen: one row an edition; a correction after an objection is the next one."""

    appraisal = models.ForeignKey(Appraisal, on_delete=models.PROTECT, related_name="results")
    edition = models.PositiveSmallIntegerField()
    lines = models.JSONField(help_text="points, place and interval of each party")
    says = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-edition"]
        constraints = [models.UniqueConstraint(fields=["appraisal", "edition"], name="appraisal_result_once")]
