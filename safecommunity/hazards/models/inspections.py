"""Inspections by joint teams: a round is planned, each unit or place of it is inspected item by item, and signed."""

from django.db import models
from django.db.models import F, Q

from safecommunity.hazards.models.loop import Hazard, new_ref
from safecommunity.places.models import Place, SocialUnit, new_pid


class Checklist(models.Model):
    """An office's own checklist; the shipped ones are data. A newer version stands beside the older ones."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    title = models.CharField(max_length=120)
    version = models.PositiveSmallIntegerField(default=1)
    setting = models.CharField(max_length=24)
    source = models.CharField(max_length=160, blank=True, help_text="the paper it comes from")
    items = models.JSONField(default=list)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["title", "-version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "title", "version"], name="checklist_version"),
            models.CheckConstraint(condition=Q(version__gte=1), name="checklist_first"),
        ]


class InspectionRound(models.Model):
    """What a joint team means to inspect between two days, by one checklist."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose office planned it"
    )
    title = models.CharField(max_length=120)
    setting = models.CharField(max_length=24)
    checklist = models.CharField(max_length=24, help_text="code of a shipped one, or own-<permanent id>")
    checklist_title = models.CharField(max_length=120, help_text="as it was called then")
    version = models.PositiveSmallIntegerField(help_text="of the checklist")
    starts = models.DateField()
    until = models.DateField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-until", "-pk"]
        indexes = [models.Index(fields=["place", "-until", "-id"], name="round_of_place")]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("starts")), name="round_days")]


class InspectionTeam(models.Model):
    """An agency that goes along in a round."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="teams")
    sector = models.CharField(max_length=24)
    leads = models.BooleanField(default=False)

    class Meta:
        ordering = ["-leads", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "sector"], name="team_once")]


class Inspection(models.Model):
    """One unit or place of a round: planned, then done, or cancelled. Overdue is a property of the clock."""

    class Rank(models.IntegerChoices):
        DONE = 0
        PLANNED = 1
        CANCELLED = 2

    class Signed(models.TextChoices):
        NOT = ""
        SIGNED = "signed"
        REFUSED = "refused"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    round = models.ForeignKey(InspectionRound, on_delete=models.PROTECT, related_name="inspections")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, blank=True, help_text="of a place that is no unit")
    rank = models.PositiveSmallIntegerField(choices=Rank.choices, default=Rank.PLANNED)
    until = models.DateField(help_text="the last day planned")
    day = models.DateField(help_text="the day it was done, else the last day planned")
    year = models.PositiveSmallIntegerField(help_text="of that day")
    done_on = models.DateField(null=True, blank=True)
    done_by = models.CharField(max_length=40, blank=True)
    team = models.CharField(max_length=200, blank=True, help_text="who came: posts, nobody's name")
    came_said = models.BooleanField(default=False, help_text="whether it was said which agencies came")
    checked = models.PositiveSmallIntegerField(
        default=0, help_text="items in order or not; what does not apply is left out"
    )
    failed = models.PositiveSmallIntegerField(default=0)
    fixed = models.PositiveSmallIntegerField(default=0, help_text="of the failed ones, put right on the spot")
    note = models.CharField(max_length=300, blank=True)
    signed = models.CharField(max_length=8, choices=Signed.choices, blank=True)
    signed_post = models.CharField(
        max_length=60, blank=True, help_text="post of the unit's person; nobody's name"
    )
    signed_on = models.DateField(null=True, blank=True)
    signed_by = models.CharField(
        max_length=40, blank=True, help_text="the unit's account, where it signed by itself"
    )
    again = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="rechecks"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why it was cancelled")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-day", "-pk"]
        indexes = [
            models.Index(fields=["-day", "-id", "place"], name="inspection_by_day"),
            models.Index(fields=["rank", "-day", "-id", "place"], name="inspection_by_rank"),
            models.Index(fields=["rank", "until", "id", "place"], name="inspection_due"),
            models.Index(fields=["place", "-day", "-id"], name="inspection_of_place"),
            models.Index(fields=["unit", "year", "rank", "day", "id"], name="inspection_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rank=0, done_on__isnull=False, day=F("done_on"))
                | (Q(rank__in=(1, 2), done_on__isnull=True, day=F("until"))),
                name="inspection_done",
            ),
            models.CheckConstraint(
                condition=Q(failed__lte=F("checked")) & Q(fixed__lte=F("failed")), name="inspection_counts"
            ),
            models.CheckConstraint(
                condition=Q(signed="", signed_on__isnull=True) | (~Q(signed="") & Q(signed_on__isnull=False)),
                name="inspection_signed",
            ),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        """How people call it."""
        return f"JC-{self.until.year}-{self.pk:06d}"

    @property
    def where(self) -> str:
        """The unit's name, or the spot."""
        return self.unit.name if self.unit is not None else self.spot or self.place.name


class InspectionCame(models.Model):
    """An agency that came to an inspection, as who held it said; who was planned to go along stands in its round."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="came")
    sector = models.CharField(max_length=24)
    office = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="that planned it")
    year = models.PositiveSmallIntegerField(help_text="of the inspection")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["office", "year", "sector", "id"], name="came_first")]
        constraints = [models.UniqueConstraint(fields=["inspection", "sector"], name="came_once")]


class InspectionLine(models.Model):
    """One item of a checklist at one inspection, as it was worded then."""

    class Result(models.TextChoices):
        OPEN = ""
        OK = "ok"
        BAD = "bad"
        NONE = "na"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    inspection = models.ForeignKey(Inspection, on_delete=models.PROTECT, related_name="lines")
    n = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    standard = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=16)
    color = models.CharField(max_length=6)
    result = models.CharField(max_length=3, choices=Result.choices, blank=True)
    fixed_now = models.BooleanField(default=False)
    note = models.CharField(max_length=200, blank=True)
    hazard = models.ForeignKey(
        Hazard, null=True, blank=True, on_delete=models.PROTECT, related_name="inspected"
    )
    earlier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")

    class Meta:
        ordering = ["n"]
        constraints = [
            models.UniqueConstraint(fields=["inspection", "n"], name="inspection_line_once"),
            models.CheckConstraint(
                condition=~Q(result="bad") | Q(hazard__isnull=False), name="inspection_line_hazard"
            ),
        ]
