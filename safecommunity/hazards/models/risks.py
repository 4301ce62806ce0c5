"""The risk register: sources of danger, each with all its assessments. A new assessment never replaces an old one."""

from django.db import models
from django.db.models import F, Q

from safecommunity.hazards.models.housing import Dwelling
from safecommunity.hazards.models.loop import Hazard, new_ref
from safecommunity.places.models import Place, SocialUnit, new_pid

UNASSESSED = 5


def new_standing_ref() -> str:
    """A random name of what stands for years: its last four digits are for the year."""
    return f"{new_ref()[:28]}0000"


class Risk(models.Model):
    """A source of danger at a place, unit or dwelling; how bad it is, is told by its last assessment."""

    class Where(models.TextChoices):
        PLACE = "place"
        UNIT = "unit"
        DWELLING = "dwelling"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_standing_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    where = models.CharField(max_length=8, choices=Where.choices, default=Where.PLACE)
    dwelling = models.ForeignKey(
        Dwelling, null=True, blank=True, on_delete=models.PROTECT, related_name="risks"
    )
    spot = models.CharField(max_length=80, blank=True, help_text="where exactly; of a dwelling its number")
    title = models.CharField(max_length=120, help_text="the source of danger")
    setting = models.CharField(max_length=24)
    klass = models.CharField(max_length=4, blank=True, help_text="GB/T 13861")
    accident = models.CharField(max_length=2, blank=True, help_text="GB/T 6441-1986: what may happen")
    exposed_who = models.CharField(max_length=120, blank=True, help_text="a group; nobody's name")
    exposed = models.PositiveIntegerField(null=True, blank=True, help_text="people; empty: not counted")
    controls = models.TextField(blank=True, help_text="what holds it now")
    measures = models.TextField(blank=True, help_text="what should be done")
    who = models.CharField(max_length=120, blank=True, help_text="a post or body; nobody's name")
    starts = models.DateField(help_text="first day in the register")
    ends = models.DateField(null=True, blank=True, help_text="the first day without it")
    reason = models.CharField(max_length=200, blank=True, help_text="why it is no more")
    rank = models.PositiveSmallIntegerField(default=UNASSESSED, help_text="1 red to 4 blue, 5 not assessed")
    method = models.CharField(max_length=3, blank=True)
    score = models.FloatField(null=True, blank=True)
    assessed_on = models.DateField(null=True, blank=True)
    due = models.DateField(help_text="the next assessment, or the first")
    was = models.JSONField(
        default=list,
        blank=True,
        editable=False,
        help_text="what fields said until a day, in the order of the days",
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["rank", "pk"]
        indexes = [
            models.Index(fields=["rank", "id", "place"], name="risk_worst"),
            models.Index(fields=["due", "id", "place"], name="risk_due"),
            models.Index(fields=["-starts", "-id", "place"], name="risk_recent"),
            models.Index(fields=["place", "rank", "id"], name="risk_of_place"),
            models.Index(fields=["setting", "rank", "id", "place"], name="risk_of_setting"),
            models.Index(fields=["klass", "rank", "id", "place"], name="risk_of_class"),
            models.Index(fields=["rank", "due", "id", "place"], name="risk_rank_due"),
            models.Index(fields=["unit", "-id"], name="risk_of_unit"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="risk_days"),
            models.CheckConstraint(
                condition=Q(rank=UNASSESSED, assessed_on__isnull=True, score__isnull=True)
                | Q(rank__gte=1, rank__lt=UNASSESSED, assessed_on__isnull=False, score__isnull=False),
                name="risk_assessed",
            ),
        ]  # fmt: skip

    @property
    def number(self) -> str:
        """How people call it."""
        return f"FX-{self.starts.year}-{self.pk:06d}"


class RiskAssessment(models.Model):
    """One assessment; never changed. The score is computed from its factors or lines by the tables of its edition."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    method = models.CharField(max_length=3)
    edition = models.PositiveSmallIntegerField(help_text="version of the tables")
    factors = models.JSONField(default=dict)
    lines = models.JSONField(default=list, help_text="of SCL and JHA")
    score = models.FloatField()
    rank = models.PositiveSmallIntegerField(help_text="1 red to 4 blue")
    on = models.DateField()
    next_due = models.DateField()
    done_on = models.DateField(null=True, blank=True, help_text="the day of the next assessment")
    says = models.CharField(max_length=300, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["risk", "-id"], name="assessment_of_risk"),
            models.Index(fields=["next_due", "id"], name="assessment_due"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(next_due__gt=F("on")), name="assessment_due_later"),
            models.CheckConstraint(condition=Q(rank__gte=1, rank__lt=UNASSESSED), name="assessment_rank"),
        ]


class RiskStep(models.Model):
    """What happened to an entry of the register. Never changed."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=12)
    on = models.DateField()
    says = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class RiskHazard(models.Model):
    """A hazard found at a risk: one of its controls failed."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="hazards")
    hazard = models.OneToOneField(Hazard, on_delete=models.PROTECT, related_name="at_risk")

    class Meta:
        ordering = ["-pk"]
