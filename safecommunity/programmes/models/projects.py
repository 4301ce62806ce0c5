"""A safety-promotion project: against what, for whom, by which measures, led by whom, where, to which figure."""

from django.db import models
from django.db.models import F, Q

from safecommunity.figures.models import Pin
from safecommunity.governance.models import Body
from safecommunity.places.models import Place, SocialUnit, new_pid, new_ref


class State(models.TextChoices):
    """Where a project is; the table of deeds is in `life.py`."""

    IDEA = "idea"
    APPROVED = "approved"
    RUNNING = "running"
    FINISHED = "finished"
    STOPPED = "stopped"


class Project(models.Model):
    """One project of an office. How far it is, what it cost and brought stands in its rows; nothing of it here."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="whose project it is"
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.IDEA)
    title = models.CharField(max_length=120)
    setting = models.CharField(max_length=40, help_text="a code of governance/codes/settings.yaml")
    problem = models.CharField(max_length=600, help_text="what hurts whom, where and why")
    goal = models.CharField(max_length=300, blank=True)
    group = models.CharField(max_length=200, blank=True, help_text="the target group in words")
    people = models.PositiveIntegerField(null=True, blank=True, help_text="how many the group has")
    people_qualifier = models.CharField(
        max_length=8, blank=True, help_text="as it was told: gt, near, approx, ge; empty: exactly"
    )
    body = models.ForeignKey(
        Body, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="working group"
    )
    agency = models.CharField(
        max_length=40,
        blank=True,
        help_text="sector of the agency that leads it: governance/codes/agencies.yaml",
    )
    starts = models.DateField(help_text="planned, then real")
    until = models.DateField(help_text="its last day as planned")
    started_on = models.DateField(null=True, blank=True, help_text="the day work really began")
    ended_on = models.DateField(null=True, blank=True, help_text="finished or stopped")
    result = models.CharField(max_length=600, blank=True, help_text="what came of it, when it ended")
    recording = models.CharField(
        max_length=200, blank=True, help_text="what changed meanwhile in how things are recorded"
    )
    recording_on = models.DateField(null=True, blank=True)
    client_id = models.CharField(max_length=64, unique=True, null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-starts", "-pk"]
        indexes = [
            models.Index(fields=["-starts", "-id"], name="project_by_day"),
            models.Index(fields=["until", "id"], name="project_by_end"),
            models.Index(fields=["place", "-starts", "-id"], name="project_of_place"),
            models.Index(fields=["state", "-starts", "-id"], name="project_by_state"),
            models.Index(fields=["setting", "-starts", "-id"], name="project_by_setting"),
            models.Index(fields=["state", "until", "id"], name="project_state_end"),
            models.Index(fields=["setting", "until", "id"], name="project_setting_end"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("starts")), name="project_span"),
            models.CheckConstraint(
                condition=Q(state__in=("finished", "stopped"), ended_on__isnull=False)
                | (~Q(state__in=("finished", "stopped")) & Q(ended_on__isnull=True)),
                name="project_ended_has_day",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=False) | Q(state__in=("idea", "approved", "stopped")),
                name="project_running_has_day",
            ),
            models.CheckConstraint(
                condition=Q(started_on__isnull=True)
                | Q(ended_on__isnull=True)
                | Q(ended_on__gte=F("started_on")),
                name="project_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(people__isnull=False) | Q(people_qualifier=""), name="project_people_told"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def ran_in(self, year: int) -> bool:
        """Whether it ran at any time of a year (of a year to come: whether it has not ended)."""
        began, ended = self.started_on, self.ended_on
        if began is None or began.year > year or (ended is not None and ended.year < year):
            return False
        return not self.rested_all(year)

    def rested_all(self, year: int) -> bool:
        """Whether it had ended before a year and was taken up again after it."""
        return any(one.since.year < year < one.until.year for one in self.rests.all())

    @property
    def number(self) -> str:
        """How people call it."""
        return f"XM-{self.starts.year}-{self.pk:04d}"


class ProjectRest(models.Model):
    """A time between an end and being taken up again: the project did not run then, whatever it does now."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="rests")
    state = models.CharField(max_length=8, help_text="finished or stopped")
    since = models.DateField(help_text="the last day it ran")
    until = models.DateField(help_text="the day it was taken up again")

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["project", "since"], name="project_rest_of")]
        constraints = [models.CheckConstraint(condition=Q(until__gte=F("since")), name="project_rest_span")]


class ProjectAim(models.Model):
    """For whom and where: an age group, a sex, a role, a high-risk environment, a vulnerable group, a situation."""

    class What(models.TextChoices):
        AGE = "age"
        SEX = "sex"
        ROLE = "role"
        ENVIRONMENT = "environment"
        VULNERABLE = "vulnerable"
        SITUATION = "situation"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aims")
    what = models.CharField(max_length=12, choices=What.choices)
    code = models.CharField(max_length=20)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["project", "what", "code"], name="project_aim_once")]
        indexes = [models.Index(fields=["what", "code", "project"], name="project_aim_code")]


class Measure(models.Model):
    """What is done, of which kind (policy … product), on which side (people, things, environment, management)."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="measures")
    kind = models.CharField(max_length=12)
    side = models.CharField(max_length=12)
    what = models.CharField(max_length=200)
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["kind", "project"], name="project_measure_kind")]


class Partner(models.Model):
    """Who takes part besides the lead: an agency, a social unit, or somebody by name of a body."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="partners")
    agency = models.CharField(max_length=40, blank=True, help_text="its sector")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=120, blank=True)
    part = models.CharField(max_length=120, blank=True, help_text="what it does in it")
    dropped_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(unit__isnull=True, name="") & ~Q(agency="")
                | Q(agency="", unit__isnull=False, name="")
                | (Q(agency="", unit__isnull=True) & ~Q(name="")),
                name="project_partner_is_one",
            )
        ]


class ProjectPlace(models.Model):
    """Where it runs, from a day: tried out (试点) or rolled out (推广). Never overwritten: it is evaluated later."""

    class Stage(models.TextChoices):
        PILOT = "pilot"
        ROLLOUT = "rollout"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    stage = models.CharField(max_length=8, choices=Stage.choices)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True, help_text="the first day it runs there no more")
    dropped_on = models.DateField(null=True, blank=True, help_text="entered wrongly")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["starts", "pk"]
        indexes = [models.Index(fields=["place", "starts"], name="project_place_where")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gt=F("starts")), name="project_place_span"
            ),
            models.UniqueConstraint(
                fields=["project", "place", "stage", "starts"],
                condition=Q(dropped_on__isnull=True),
                name="project_place_once",
            ),
        ]


class ProjectFigure(models.Model):
    """A figure the project goes by: as it stood at the start (held), and, for a target, what it is to become.

    What it is now is never stored: it is computed from records whenever somebody looks.
    """

    class Use(models.TextChoices):
        PROBLEM = "problem"
        TARGET = "target"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="figures")
    use = models.CharField(max_length=8, choices=Use.choices)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=20, help_text="as figures write it: 2025, 2025-01..2025-10")
    dimensions = models.JSONField(default=list, help_text="pairs of column and code")
    pin = models.ForeignKey(
        Pin, on_delete=models.PROTECT, related_name="+", help_text="as it stood at the start"
    )
    wanted = models.DecimalField(max_digits=16, decimal_places=3, null=True, blank=True)
    wanted_by = models.DateField(null=True, blank=True)
    who = models.CharField(max_length=120, blank=True, help_text="a post, body or agency; nobody's name")
    dropped_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(use="problem", wanted__isnull=True, wanted_by__isnull=True)
                | Q(use="target", wanted__isnull=False, wanted_by__isnull=False),
                name="project_figure_target_is_whole",
            )
        ]


class Step(models.Model):
    """A move of its life: which deed, from where to where, by whom, when, why."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=12)
    state = models.CharField(max_length=8, help_text="it led to")
    on = models.DateField()
    says = models.CharField(max_length=600, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
