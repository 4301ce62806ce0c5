"""Hazards: what could hurt, and how it is put right. Overdue is a property of the clock and never stored."""

import uuid

from django.db import models
from django.db.models import Case, F, Q, SmallIntegerField, Value, When

from safecommunity.places.models import Place, SocialUnit, new_pid


def new_ref() -> str:
    """A random name for facts."""
    return uuid.uuid4().hex


class State(models.TextChoices):
    """How far the loop has come."""

    FOUND = "found"
    ASSESSED = "assessed"
    ASSIGNED = "assigned"
    RECTIFYING = "rectifying"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    CLOSED = "closed"
    NO_HAZARD = "no_hazard"
    DUPLICATE = "duplicate"


NOT_COUNTED = (State.NO_HAZARD, State.DUPLICATE)
ENDED = (State.CLOSED, *NOT_COUNTED)
DISTRICT_LEVEL = 3  # the level of codes/loop.yaml from which the district sees what is overdue
CHIEF_RANK = 2  # what a chief asks is answered by the district
UPWARD = Q(upward=1)


def flag(**when: object) -> models.GeneratedField:
    """1 or 0, kept by the database itself; a number, because a bare truth value enters no index of SQLite."""
    met = When(Q(**when) & ~Q(state__in=ENDED), then=Value(1))
    return models.GeneratedField(
        expression=Case(met, default=Value(0), output_field=SmallIntegerField()),
        output_field=SmallIntegerField(), db_persist=True,
    )  # fmt: skip


def by_both(name: str) -> list[models.Index]:
    """Indexes that give a filter both orders of the list."""
    return [
        models.Index(fields=[name, "-found_on", "-id", "place"], name=f"hazard_by_{name}"),
        models.Index(fields=[name, "due", "id", "place"], name=f"hazard_by_{name}_due"),
    ]


def upward() -> models.GeneratedField:
    """1 where a district sees it: major, climbed so far, or asked by the chief; kept by the database itself."""
    met = When(Q(level="major") | Q(climbed__gte=DISTRICT_LEVEL) | Q(asked_rank=CHIEF_RANK), then=Value(1))
    return models.GeneratedField(
        expression=Case(met, default=Value(0), output_field=SmallIntegerField()),
        output_field=SmallIntegerField(), db_persist=True,
    )  # fmt: skip


def of_upward(name: str) -> list[models.Index]:
    """The same two indexes over what a district sees: a small part of all, so each filter walks its own few rows."""
    lead, short = [name] if name else [], name or "day"
    return [
        models.Index(
            fields=[*lead, "-found_on", "-id", "place"], name=f"hazard_up_{short}", condition=UPWARD
        ),
        models.Index(fields=[*lead, "due", "id", "place"], name=f"hazard_up_{short}_due", condition=UPWARD),
    ]


class Hazard(models.Model):
    """One hazard from found to closed."""

    class Level(models.TextChoices):
        GENERAL = "general"
        MAJOR = "major"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    spot = models.CharField(max_length=80, blank=True, help_text="where exactly")
    setting = models.CharField(max_length=24, blank=True)
    kind = models.CharField(max_length=16)
    klass = models.CharField(max_length=4, blank=True, help_text="GB/T 13861")
    what = models.CharField(max_length=200, blank=True)
    found_on = models.DateField()
    on_the_spot = models.BooleanField(default=False, help_text="found and put right at once")
    color = models.CharField(max_length=6, help_text="four colours; the finder's guess until assessed")
    method = models.CharField(max_length=3, blank=True, help_text="how it was assessed; empty: a guess")
    factors = models.JSONField(default=dict)
    score = models.FloatField(null=True, blank=True)
    level = models.CharField(max_length=7, choices=Level.choices, default=Level.GENERAL)
    five = models.JSONField(default=dict, help_text="of a major hazard")
    state = models.CharField(max_length=11, choices=State.choices, default=State.FOUND)
    who = models.CharField(max_length=120, blank=True, help_text="a post, unit or agency; nobody's name")
    sector = models.CharField(max_length=40, blank=True, help_text="of the agency it is transferred to")
    receipt = models.CharField(max_length=120, blank=True, help_text="of the agency it was transferred to")
    receipt_on = models.DateField(null=True, blank=True)
    answer = models.CharField(max_length=300, blank=True, help_text="of that agency")
    first_due = models.DateField(help_text="the day first set, or an earlier one; in time is measured by it")
    due = models.DateField(help_text="the day as extended")
    turn_due = models.DateField(null=True, blank=True, help_text="by when the next step is due")
    climbed = models.PositiveSmallIntegerField(
        default=0, help_text="to which level, overdue; codes/loop.yaml"
    )
    supervised = models.CharField(
        max_length=8, blank=True, help_text="by street or district, while it is listed"
    )
    asked_until = models.DateField(null=True, blank=True, help_text="an extension that is asked for")
    asked_says = models.CharField(max_length=200, blank=True)
    asked_by = models.CharField(max_length=40, blank=True)
    asked_rank = models.PositiveSmallIntegerField(
        default=0, help_text="of who asked; somebody higher answers"
    )
    fixed = models.CharField(max_length=300, blank=True, help_text="how it was put right")
    fixed_on = models.DateField(null=True, blank=True)
    fixed_by = models.CharField(max_length=40, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was none, or was sent back")
    again = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    came_back = models.BooleanField(default=False, help_text="a later hazard is its recurrence")
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="doubles",
        help_text="the first entry of a hazard that was entered twice",
    )  # fmt: skip
    binder = models.CharField(max_length=60, blank=True, help_text="of the paper an old one was copied from")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    going = flag()
    running = flag(fixed_on__isnull=True)
    upward = upward()

    class Meta:
        ordering = ["-found_on", "-pk"]
        # each order of the list with the place behind it: a scope is tested in the index, no row is read in vain
        indexes = [
            models.Index(fields=["-found_on", "-id", "place"], name="hazard_by_day"),
            models.Index(fields=["due", "id", "place"], name="hazard_by_due"),
            models.Index(fields=["place", "-found_on", "-id"], name="hazard_by_place"),
            models.Index(fields=["place", "due", "id"], name="hazard_by_place_due"),
            *by_both("state"),
            *by_both("color"),
            *by_both("level"),
            *by_both("going"),
            models.Index(fields=["running", "-found_on", "-id", "due", "place"], name="hazard_by_running"),
            models.Index(fields=["running", "due", "id", "place"], name="hazard_by_running_due"),
            models.Index(fields=["running", "place", "color", "due"], name="hazard_on_map"),
            models.Index(fields=["climbed", "due", "id"], name="hazard_by_climbed"),
            *of_upward(""),
            *of_upward("state"),
            *of_upward("color"),
            *of_upward("level"),
            *of_upward("going"),
            models.Index(
                fields=["running", "-found_on", "-id", "due", "place"],
                name="hazard_up_running",
                condition=UPWARD,
            ),
            models.Index(
                fields=["running", "due", "id", "place"], name="hazard_up_running_due", condition=UPWARD
            ),
            models.Index(
                fields=["climbed", "due", "id", "place"], name="hazard_up_climbed", condition=UPWARD
            ),
            models.Index(fields=["sector", "-found_on", "-id"], name="hazard_by_sector"),
            models.Index(fields=["unit", "-id"], name="hazard_of_unit"),
            models.Index(fields=["place", "kind", "-found_on"], name="hazard_again"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_due__gte=F("found_on")) & Q(due__gte=F("first_due")), name="hazard_days"
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False, fixed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="hazard_closed",
            ),
            models.CheckConstraint(
                condition=Q(fixed_on__isnull=True) | Q(fixed_on__gte=F("found_on")), name="hazard_fixed"
            ),
            models.CheckConstraint(
                condition=Q(state="duplicate", same_as__isnull=False)
                | (~Q(state="duplicate") & Q(same_as__isnull=True)),
                name="hazard_double",
            ),
        ]

    @property
    def number(self) -> str:
        """How people call it."""
        return f"YH-{self.found_on.year}-{self.pk:06d}"


class HazardStep(models.Model):
    """What happened to it. Never changed."""

    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="steps")
    what = models.CharField(max_length=16)
    on = models.DateField()
    says = models.CharField(max_length=300, blank=True)
    due = models.DateField(help_text="the day as it stood after this")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
