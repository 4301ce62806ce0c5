"""Places with permanent ids, dated codes and paths; their people; and the organisations on the ground."""

import secrets
from datetime import date

from django.db import models
from django.db.models import F, Q

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def new_pid() -> str:
    """A permanent random id: ten letters and digits that cannot be misread."""
    return "".join(secrets.choice(ALPHABET) for _ in range(10))


class Level(models.TextChoices):
    """Rungs of the place tree; a level may be missing, as in cities without districts."""

    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    COMMUNITY = "community"
    GRID = "grid"


class Place(models.Model):
    """One place for ever: names and codes may change, the pid does not."""

    class Label(models.TextChoices):
        NONE = ""
        SIMULATED = "simulated"
        REAL = "real"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level.choices)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    order = models.PositiveIntegerField(default=0)
    area_km2 = models.FloatField(null=True, blank=True)
    label = models.CharField(max_length=10, choices=Label.choices, blank=True, default="")
    source = models.CharField(max_length=200, blank=True)
    ends = models.DateField(
        null=True, blank=True, help_text="first day it is no more; its records still count above it"
    )

    class Meta:
        ordering = ["order", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(area_km2__isnull=True) | Q(area_km2__gt=0), name="place_area_positive"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PlaceCode(models.Model):
    """A code of a place in one coding system, while it held."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="codes")
    system = models.CharField(max_length=30)
    code = models.CharField(max_length=30)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["system", "code", "starts"], name="place_code_once"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="place_code_span"
            ),
        ]
        indexes = [models.Index(fields=["system", "code"], name="place_by_code")]


class PlacePath(models.Model):
    """Where a place stood in the tree, while it stood there: "/top/…/self/", so that a subtree is a prefix."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="paths")
    path = models.CharField(max_length=200, db_index=True)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["place", "starts"], name="place_path_once"),
            models.UniqueConstraint(
                fields=["place"], condition=Q(ends__isnull=True), name="place_path_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="place_path_span"
            ),
        ]


class Lineage(models.Model):
    """A merge or split: what share of the older place's people went to the newer one."""

    older = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="became")
    newer = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="came_from")
    on = models.DateField()
    share = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["older", "newer", "on"], name="lineage_once"),
            models.CheckConstraint(condition=Q(share__gt=0) & Q(share__lte=1), name="lineage_share"),
        ]


class Population(models.Model):
    """Residents of a place at the end of a year, by sex and age group, with the source they come from."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="populations")
    year = models.PositiveSmallIntegerField()
    sex = models.PositiveSmallIntegerField(default=0, help_text="0 both, 1 male, 2 female")
    age_low = models.PositiveSmallIntegerField(default=0)
    age_high = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="inclusive; empty = and over"
    )
    count = models.PositiveIntegerField()
    households = models.PositiveIntegerField(null=True, blank=True)
    source = models.CharField(max_length=200)
    version = models.PositiveSmallIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "sex", "age_low", "age_high", "version"], name="population_once"
            ),
            models.UniqueConstraint(
                fields=["place", "year", "sex", "age_low", "version"],
                condition=Q(age_high__isnull=True),
                name="population_open_once",
            ),
            models.CheckConstraint(condition=Q(sex__in=[0, 1, 2]), name="population_sex"),
            models.CheckConstraint(
                condition=Q(age_high__isnull=True) | Q(age_high__gte=F("age_low")), name="population_ages"
            ),
        ]


def new_ref() -> str:
    """32 hex digits, as facts are named; the last four stay free for the year a fact tells of."""
    return f"{secrets.token_hex(14)}0000"


class SocialUnit(models.Model):
    """An organisation on the ground (社会单位): clinic, firm, school, shop, venue. It need not be a legal person."""

    class Kind(models.TextChoices):
        HEALTH = "health"
        SCHOOL = "school"
        FIRM = "firm"
        SHOP = "shop"
        SITE = "site"
        VENUE = "venue"
        PUBLIC = "public"
        OTHER = "other"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    credit_code = models.CharField(max_length=18, blank=True)
    industry = models.CharField(max_length=60, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="units")
    people = models.PositiveIntegerField(null=True, blank=True)
    responsible = models.CharField(max_length=60, blank=True, help_text="post, not a private person's name")
    reports_injuries = models.BooleanField(default=False)
    reports_from = models.DateField(null=True, blank=True, help_text="empty: since it exists")
    reports_until = models.DateField(null=True, blank=True, help_text="first day it owes no more")
    order = models.PositiveIntegerField(default=0)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["order", "id"]
        indexes = [
            models.Index(fields=["-reports_injuries", "id"], name="unit_register"),
            models.Index(fields=["place", "-reports_injuries", "id"], name="unit_in_place"),
            models.Index(fields=["place", "kind", "-reports_injuries", "id"], name="unit_in_place_kind"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="social_unit_span"
            ),
            models.CheckConstraint(
                condition=Q(reports_from__isnull=True)
                | Q(reports_until__isnull=True)
                | Q(reports_until__gt=F("reports_from")),
                name="social_unit_reports_span",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def owes(self, first: date, last: date) -> bool:
        """Whether it owes injury reports for the days from first to last (a month): it is there and has begun."""
        begun = max(self.starts, self.reports_from or self.starts) <= last
        ends = [day for day in (self.ends, self.reports_until) if day is not None]
        return self.reports_injuries and begun and all(day > first for day in ends)


class UnitSafety(models.Model):
    """What an organisation has for safety from a day on, until a later row says otherwise. Never overwritten."""

    unit = models.ForeignKey(SocialUnit, on_delete=models.CASCADE, related_name="safety")
    starts = models.DateField()
    has_body = models.BooleanField(default=False, help_text="a safety body or department of its own")
    full_time = models.PositiveIntegerField(default=0, help_text="full-time safety staff")
    part_time = models.PositiveIntegerField(default=0, help_text="part-time safety staff")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "pk"]
        constraints = [models.UniqueConstraint(fields=["unit", "starts"], name="unit_safety_once_a_day")]

    @property
    def staff(self) -> int:
        """Full-time and part-time together."""
        return self.full_time + self.part_time


class StreetPlan(models.Model):
    """A scanned street plan to draw on: its picture, and by which points it is fixed to the ground, if it is."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="plans")
    name = models.CharField(max_length=120)
    picture = models.BinaryField(help_text="JPEG or PNG without anything but the picture")
    media_type = models.CharField(max_length=12)
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(help_text="pixels")
    height = models.PositiveIntegerField(help_text="pixels")
    datum = models.CharField(max_length=10, blank=True, help_text="of the points it was fixed by")
    marks = models.JSONField(
        default=list, blank=True, help_text="points as given: x, y in pixels, lon, lat in datum"
    )
    fixed = models.JSONField(
        null=True, blank=True, help_text="affine map to CGCS2000; empty: plan coordinates"
    )
    by = models.CharField(max_length=40)
    uploaded_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["place", "sha256"], name="street_plan_once")]

    def __str__(self) -> str:
        return self.name


class Boundary(models.Model):
    """The outline of a place while it held. A later one never overwrites: it closes the one before."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="boundaries")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="the same day where it was corrected on the day")
    geometry = models.JSONField(help_text="GeoJSON MultiPolygon in CGCS2000, or in pixels of a plan")
    plan = models.ForeignKey(
        StreetPlan, null=True, blank=True, on_delete=models.PROTECT, help_text="set: in pixels of this plan"
    )
    datum = models.CharField(
        max_length=10, blank=True, help_text="the datum it came in; empty: plan coordinates"
    )
    source = models.CharField(max_length=200)
    points = models.PositiveIntegerField()
    tolerance = models.FloatField(
        null=True, blank=True, help_text="metres it was simplified by; empty: not at all"
    )
    area_km2 = models.FloatField(null=True, blank=True)
    by = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["place"], condition=Q(ends__isnull=True), name="boundary_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="boundary_span"
            ),
        ]
        indexes = [models.Index(fields=["place", "starts"], name="boundary_of_place")]


class Pin(models.Model):
    """Where a social unit stands, while it stood there. Never where a person lives or was hurt."""

    unit = models.ForeignKey(SocialUnit, on_delete=models.CASCADE, related_name="pins")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    x = models.FloatField(help_text="longitude in CGCS2000, or pixels of a plan")
    y = models.FloatField(help_text="latitude in CGCS2000, or pixels of a plan, downwards")
    plan = models.ForeignKey(StreetPlan, null=True, blank=True, on_delete=models.PROTECT)
    datum = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["unit"], condition=Q(ends__isnull=True), name="pin_one_open"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")), name="pin_span"
            ),
        ]


class BoundaryDraft(models.Model):
    """A file of outlines that was read and not yet taken over; thrown away with the taking, or after a day."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=150)
    datum = models.CharField(max_length=10)
    content = models.JSONField(
        help_text="features as read, outlines in CGCS2000, with what is wrong with them"
    )
    by = models.CharField(max_length=40)
    made_at = models.DateTimeField()
