"""Events, the injuries of one person each, the reports of an injury, and the months a facility reports."""

import uuid
from collections.abc import Iterable

from django.db import models
from django.db.models import Q

from safecommunity.accounts.fields import SecretField
from safecommunity.injuries import codes
from safecommunity.places.models import Place, SocialUnit, new_pid

OLDEST = 120
TESTED = ("place", "occurrence", "residence", "unit", "sensitive")


def new_ref() -> str:
    """A random id that says nothing about person, place or day."""
    return uuid.uuid4().hex


def within_list(fieldname: str) -> models.CheckConstraint:
    """The database itself refuses a number that is not on the card.

    Asked as ranges: for each list in brackets SQLite would build an index anew for every row it checks.
    """
    allowed = Q(**{f"{fieldname}__isnull": True})
    for first, last in _ranges(codes.card().codes(codes.LISTS[fieldname])):
        one = {fieldname: first} if first == last else {f"{fieldname}__range": (first, last)}
        allowed |= Q(**one)
    return models.CheckConstraint(condition=allowed, name=f"report_{fieldname}")


def _ranges(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Whole numbers as runs without gaps: 1, 2, 3, 99 → (1, 3), (99, 99)."""
    runs: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs


def small_code() -> models.PositiveSmallIntegerField:
    """An answer of the card; empty when the source does not carry it."""
    return models.PositiveSmallIntegerField(null=True, blank=True)


class Event(models.Model):
    """What happened, with or without people hurt; the only owner of grade and reporting clocks.

    The people are those reported for the event, whoever is on a card; `grade` is computed from them and
    the loss by the action that writes them. So is `state`, which follows from the steps: a list finds by index what
    waits. Whether something is late is a matter of the clock and stands nowhere.
    """

    class State(models.TextChoices):
        DUE = "due"
        RUNNING = "running"
        CLOSED = "closed"
        WITHDRAWN = "withdrawn"

    class Kind(models.TextChoices):
        ACCIDENT = "accident"
        FIRE = "fire"
        SECURITY = "security"
        NEAR_MISS = "near_miss"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    number = models.CharField(max_length=24, unique=True)
    client_id = models.CharField(max_length=64, null=True, blank=True, unique=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    title = models.CharField(max_length=120, help_text="in a few words, without names")
    what = models.TextField(blank=True, help_text="what happened, without names")
    happened = models.DateTimeField(help_text="the hour")
    known_at = models.DateTimeField(null=True, blank=True, help_text="when the unit learned of it")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=10, default="other")
    gb_version = models.CharField(max_length=8, blank=True)
    gb_type = models.PositiveSmallIntegerField(null=True, blank=True)
    dead = models.PositiveIntegerField(default=0)
    serious = models.PositiveIntegerField(default=0)
    slight = models.PositiveIntegerField(default=0)
    missing = models.PositiveIntegerField(default=0)
    loss = models.DecimalField(
        max_digits=14, decimal_places=2, null=True, blank=True, help_text="direct loss in yuan"
    )
    grade = models.PositiveSmallIntegerField(null=True, blank=True, help_text="computed, never typed")
    entered_by = models.CharField(max_length=40, default="")
    entered_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(
        max_length=9,
        choices=State.choices,
        default=State.RUNNING,
        help_text="follows from its steps, never typed",
    )

    class Meta:
        ordering = ["-happened", "-id"]
        indexes = [
            # the place is tested while a list walks these, so it stands in them
            models.Index(fields=["-happened", "-id", "place"], name="event_newest"),
            models.Index(fields=["place", "-happened", "-id"], name="event_of_place"),
            models.Index(fields=["kind", "-happened", "-id", "place"], name="event_of_kind"),
            models.Index(fields=["grade", "-happened", "-id", "place"], name="event_of_grade"),
            models.Index(fields=["state", "-happened", "-id", "place"], name="event_of_state"),
            models.Index(fields=["entered_by", "-happened", "-id"], name="event_by_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gb_version="", gb_type__isnull=True)
                | (~Q(gb_version="") & Q(gb_type__isnull=False)),
                name="event_type_has_version",
            ),
            models.CheckConstraint(
                condition=~Q(kind="near_miss") | Q(dead=0, serious=0, slight=0, missing=0),
                name="event_near_miss_hurts_nobody",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["accident", "fire"], grade__isnull=False)
                | Q(kind__in=["security", "near_miss"], grade__isnull=True),
                name="event_graded",
            ),
            models.CheckConstraint(condition=Q(loss__isnull=True) | Q(loss__gte=0), name="event_loss"),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) & ~Q(state="withdrawn")
                | Q(withdrawn_at__isnull=False, state="withdrawn"),
                name="event_withdrawn_once",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EventStep(models.Model):
    """One step of an event's way: reported to whom and when, investigated, closed."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=14)
    at = models.DateTimeField(help_text="when it was done")
    to = models.CharField(max_length=120, blank=True, help_text="to whom")
    note = models.TextField(blank=True, help_text="what was said or found, without names")
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["event", "kind"], name="event_step_of")]


class EventNumber(models.Model):
    """The last running number of a year; its row is the lock while a number is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class Injury(models.Model):
    """One person hurt once. Figures count these, whatever number of reports came in."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    event = models.ForeignKey(
        Event, null=True, blank=True, on_delete=models.PROTECT, related_name="injuries", db_index=False
    )

    class Meta:
        # an injury without an event costs no entry
        indexes = [models.Index(fields=["event"], name="injury_of_event", condition=Q(event__isnull=False))]


class Report(models.Model):
    """One source's account of an injury, in the codes of the default card version.

    `own_injury` is the injury the report started; `injury` the one it belongs to now. Linking moves
    the second and never the first, which is why it can be undone.
    """

    class Source(models.TextChoices):
        CARD = "card"
        QUICK = "quick"
        IMPORT = "import"

    class State(models.TextChoices):
        LIVE = "live"
        WITHDRAWN = "withdrawn"

    class Precision(models.TextChoices):
        HOUR = "hour"
        DATE = "date"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    card_no = models.CharField(max_length=24, unique=True)
    injury = models.ForeignKey(Injury, on_delete=models.PROTECT, related_name="reports")
    own_injury = models.OneToOneField(Injury, on_delete=models.PROTECT, related_name="first_report")
    is_primary = models.BooleanField(default=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.LIVE)
    source = models.CharField(max_length=10, choices=Source.choices)
    card_version = models.CharField(max_length=20, default=codes.DEFAULT)
    as_written = models.JSONField(
        default=dict, blank=True, help_text="numbers of another card version, before mapping"
    )
    confirmed = models.JSONField(
        default=list, blank=True, help_text="questions the recorder answered with: it is right"
    )
    client_id = models.CharField(max_length=64, null=True, blank=True)  # noqa: DJ001 - unique where there is one
    version = models.PositiveSmallIntegerField(default=1, help_text="1 as recorded; each correction adds one")
    source_key = models.CharField(max_length=120, null=True, blank=True, unique=True)
    case_no = models.CharField(max_length=64, blank=True)
    digest = models.CharField(
        max_length=64, help_text="keyed digest of what was sent, to tell a repeat from a clash"
    )
    # these four are the first field of an index of several fields; one of their own would only cost
    unit = models.ForeignKey(
        SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text="where it was recorded for",
    )
    entered_by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()
    binder = models.CharField(max_length=120, blank=True, help_text="backfill: binder and sheet")
    original_date = models.DateField(null=True, blank=True, help_text="backfill: date on the paper")

    sex = small_code()
    age_years = models.PositiveSmallIntegerField(null=True, blank=True)
    age_months = models.PositiveSmallIntegerField(null=True, blank=True)
    household = small_code()
    education = small_code()
    occupation = small_code()
    residence = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    lives_elsewhere = models.BooleanField(default=False)
    occurrence = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    injury_time = models.DateTimeField()
    injury_on = models.DateField(help_text="local day of the injury")
    precision = models.CharField(max_length=4, choices=Precision.choices, default=Precision.HOUR)
    visit_time = models.DateTimeField(null=True, blank=True)
    cause = small_code()
    place_kind = small_code()
    activity = small_code()
    intent = small_code()
    alcohol = small_code()
    nature = small_code()
    body_part = small_code()
    system = small_code()
    severity = small_code()
    outcome = small_code()
    icd10 = models.CharField(max_length=8, blank=True, help_text="external cause, where it was recorded")
    icd10_conflict = models.PositiveSmallIntegerField(
        default=0, help_text="what of the card contradicts icd10: 1 cause, 2 intent, 3 both"
    )
    product = models.CharField(max_length=200, blank=True)
    diagnosis = models.CharField(max_length=200, blank=True)
    narrative = models.TextField(
        blank=True, help_text="may name people: shown only to those who may see names"
    )
    diagnosis_code = models.PositiveIntegerField(null=True, blank=True)
    product_code = models.PositiveIntegerField(null=True, blank=True)
    body_code = models.PositiveIntegerField(null=True, blank=True)
    weight = models.FloatField(
        null=True, blank=True, help_text="of a sample: how many injuries of the population it stands for"
    )
    stratum = models.PositiveSmallIntegerField(null=True, blank=True, help_text="of a sample: drawn in it")
    psu = models.PositiveIntegerField(null=True, blank=True, help_text="of a sample: the unit drawn first")
    cost = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    withdrawn_for = SecretField(
        blank=True, help_text="why it was taken back, in the recorder's words; sealed"
    )
    sensitive = models.BooleanField(default=False, help_text="self-harm, violence, sexual assault")

    class Meta:
        ordering = ["-injury_on", "-id"]
        indexes = [
            # what a list tests while it walks stands in the index: no row is read that is not printed
            models.Index(fields=["-injury_on", "-id", *TESTED], name="report_newest"),
            models.Index(fields=["cause", "-injury_on", "-id", *TESTED], name="report_of_cause"),
            models.Index(
                fields=["-injury_on", "-id", *TESTED], name="report_withdrawn", condition=Q(state="withdrawn")
            ),
            models.Index(fields=["place", "-injury_on", "-id"], name="report_of_place"),
            # what a report does not say costs no entry: of a million rows of a list many say neither
            *(
                models.Index(
                    fields=[one, "-injury_on", "-id"],
                    name=f"report_of_{one}",
                    condition=Q(**{f"{one}__isnull": False}),
                )
                for one in ("occurrence", "residence")
            ),
            models.Index(
                fields=["unit", "-injury_on", "-id", *(name for name in TESTED if name != "unit")],
                name="report_of_unit",
                condition=Q(unit__isnull=False),
            ),
            models.Index(
                fields=["entered_by", "-injury_on", "-id"], name="report_quick", condition=Q(source="quick")
            ),
            # "today": only what is typed is asked so, and a list of a million rows pays nothing for it
            models.Index(
                fields=["entered_by", "-entered_at"], name="report_by_person", condition=Q(source="quick")
            ),
            models.Index(
                fields=["unit", "-entered_at"], name="report_entered_unit", condition=Q(source="card")
            ),
        ]
        constraints = [
            *(within_list(fieldname) for fieldname in codes.LISTS),
            models.UniqueConstraint(
                fields=["client_id"], condition=Q(client_id__isnull=False), name="report_client_id"
            ),
            models.UniqueConstraint(
                fields=["injury"], condition=Q(is_primary=True, state="live"), name="report_one_primary"
            ),
            models.CheckConstraint(
                condition=Q(age_years__isnull=True) | Q(age_years__lte=OLDEST), name="report_age_years"
            ),
            models.CheckConstraint(
                condition=Q(age_months__isnull=True) | Q(age_months__lte=35, age_years__lte=2),
                name="report_age_months",
            ),
            models.CheckConstraint(
                condition=Q(lives_elsewhere=False) | Q(residence__isnull=True), name="report_residence_once"
            ),
            models.CheckConstraint(condition=Q(weight__isnull=True) | Q(weight__gte=0), name="report_weight"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gte=0), name="report_cost"),
        ]


class ReportVersion(models.Model):
    """One correction of a report: who, when, why, and what each field said before and after.

    Fields that may name somebody are listed without their contents. Version 1 is the report as it was recorded.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    reason = SecretField(blank=True, help_text="in the recorder's words; sealed")
    changes = models.JSONField(default=list, help_text="[field, before, after]; secret fields alone")

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),
            models.CheckConstraint(condition=Q(number__gte=2), name="report_version_number"),
        ]


class ReportPerson(models.Model):
    """Who it was. Sealed; opened only with a purpose, by the facility that wrote it or the CDC."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="person")
    name = SecretField(blank=True)
    id_number = SecretField(blank=True)
    phone = SecretField(blank=True)
    address = SecretField(blank=True)
    id_digest = models.CharField(max_length=64, blank=True, db_index=True)


class CardNumber(models.Model):
    """The last running number of a year; its row is the lock while a number is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)


class FacilityMonth(models.Model):
    """A facility's statement about one month: so many cards, or none (zero is reported as zero)."""

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        ACCEPTED = "accepted"

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    unit = models.ForeignKey(SocialUnit, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    cards = models.PositiveIntegerField(null=True, blank=True, help_text="number the facility declared")
    found = models.PositiveIntegerField(
        null=True, blank=True, help_text="cards on record when it was submitted"
    )
    submitted_by = models.CharField(max_length=40, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)
    urged_times = models.PositiveSmallIntegerField(default=0)
    overdue = models.BooleanField(default=False, help_text="the deadline passed without a report")
    owed = models.BooleanField(default=True, help_text="as the register of facilities said it last")

    class Meta:
        ordering = ["-year", "-month", "unit_id"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "month"], name="facility_month_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="facility_month_month"),
            models.CheckConstraint(
                condition=Q(state="open")
                | (Q(cards__isnull=False, submitted_at__isnull=False) & ~Q(submitted_by="")),
                name="facility_month_submitted",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "accepted"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="facility_month_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="facility_month_reason"
            ),
        ]
        indexes = [models.Index(fields=["year", "month", "state"], name="facility_month_by_state")]

    @property
    def index(self) -> int:
        """The month's absolute number, year * 12 + month - 1."""
        return self.year * 12 + self.month - 1

    @property
    def zero(self) -> bool:
        """A zero report: the facility says nobody came."""
        return self.cards == 0

    @property
    def differs(self) -> bool:
        """Declared and recorded numbers are not the same."""
        return self.cards is not None and self.found is not None and self.cards != self.found


class MonthReturn(models.Model):
    """A street's return of one month to its district: what is handed in is what the district sees."""

    class State(models.TextChoices):
        OPEN = "open"
        SUBMITTED = "submitted"
        RETURNED = "returned"
        LOCKED = "locked"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    urged_at = models.DateTimeField(null=True, blank=True)
    urged_by = models.CharField(max_length=40, blank=True)
    urged_times = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["-year", "-month", "place_id"]
        constraints = [
            models.UniqueConstraint(fields=["place", "year", "month"], name="month_return_once"),
            models.CheckConstraint(condition=Q(month__gte=1, month__lte=12), name="month_return_month"),
            models.CheckConstraint(
                condition=~Q(state__in=["returned", "locked"])
                | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="month_return_decided",
            ),
            models.CheckConstraint(
                condition=~Q(state="returned") | ~Q(reason=""), name="month_return_reason"
            ),
        ]
        indexes = [models.Index(fields=["year", "month", "state"], name="month_return_by_state")]

    @property
    def index(self) -> int:
        """The month's absolute number, year * 12 + month - 1."""
        return self.year * 12 + self.month - 1


class MonthSubmission(models.Model):
    """One handing-in of a return, frozen: its figures, who had reported, the pins that hold them. Never changed."""

    of = models.ForeignKey(MonthReturn, on_delete=models.PROTECT, related_name="submissions")
    version = models.PositiveSmallIntegerField()
    content = models.JSONField()
    note = models.CharField(max_length=300, blank=True, help_text="what the street says about it")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-version"]
        constraints = [models.UniqueConstraint(fields=["of", "version"], name="month_submission_once")]


class DuplicatePair(models.Model):
    """Two reports that may tell of one person hurt once; a person decides, and may take the decision back."""

    class State(models.TextChoices):
        OPEN = "open"
        JOINED = "joined"
        APART = "apart"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    first = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    second = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="+")
    reasons = models.JSONField(default=list, help_text="names of what agrees, strongest first")
    strength = models.PositiveSmallIntegerField(
        help_text="sum of the reasons' points, to put the surest first"
    )
    injury_on = models.DateField(help_text="day of the later of the two")
    state = models.CharField(max_length=6, choices=State.choices, default=State.OPEN)
    found_at = models.DateTimeField()
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-strength", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="duplicate_pair_once"),
            models.CheckConstraint(condition=Q(first__lt=models.F("second")), name="duplicate_pair_order"),
            models.CheckConstraint(
                condition=Q(state="open", decided_by="", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="duplicate_pair_decided",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-strength", "-id"], name="pair_surest"),
            models.Index(fields=["state", "-injury_on", "-id"], name="pair_newest"),
        ]


class DuplicateSearch(models.Model):
    """How far the search for duplicates has read the change feed: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
