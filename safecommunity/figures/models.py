"""Numbers that only stand on paper (claims), figures held fast for somebody (pins), and what the checker found."""

from django.db import models
from django.db.models import Q

from safecommunity.indicators.languages import PERCENT
from safecommunity.places.models import new_pid


class Claim(models.Model):
    """书面数据（待核）: what a document says, with its qualifier. Never a figure, never evidence of effect.

    It is never changed: a correction is a reversing line (`reverses`) and a new one (`corrects`). A percentage without
    its n stands here as what the paper says, and the checker says what it lacks.
    """

    class Kind(models.TextChoices):
        NUMBER = "number"
        SHARE = "share"
        PAIR = "pair"
        LIST = "list"
        TREND = "trend"
        NONE = "none"
        RANK = "rank"

    class Qualifier(models.TextChoices):
        EXACT = "exact"
        GT = "gt"
        APPROX = "approx"
        NEAR = "near"
        GE = "ge"
        RANGE = "range"
        PLANNED = "planned"

    class Direction(models.TextChoices):
        FALLS = "falls"
        RISES = "rises"

    class State(models.TextChoices):
        LIVE = "live"
        REVERSED = "reversed"
        REVERSAL = "reversal"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.NUMBER)
    place = models.CharField(max_length=40)
    scope = models.CharField(max_length=120, blank=True, help_text="whose number it is, in the paper's words")
    title = models.CharField(max_length=200)
    topic = models.CharField(
        max_length=80, blank=True, help_text="what is counted; numbers of one topic are compared"
    )
    quote = models.CharField(max_length=400, blank=True, help_text="the sentence of the paper")
    value = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    upper = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    printed = models.CharField(
        max_length=24, blank=True, help_text="the digits as printed: 45.40 is not 45.4"
    )
    unit = models.CharField(max_length=30, blank=True)
    qualifier = models.CharField(max_length=8, choices=Qualifier.choices, default=Qualifier.EXACT)
    target = models.BooleanField(default=False, help_text="a target, no result")
    counted = models.PositiveIntegerField(null=True, blank=True, help_text="numerator of a share")
    out_of = models.PositiveIntegerField(
        null=True, blank=True, help_text="n of a share; of the later one of a pair"
    )
    earlier = models.DecimalField(max_digits=16, decimal_places=4, null=True, blank=True)
    earlier_printed = models.CharField(max_length=24, blank=True)
    earlier_of = models.PositiveIntegerField(null=True, blank=True)
    earlier_when = models.CharField(max_length=40, blank=True)
    later_when = models.CharField(max_length=40, blank=True)
    tool = models.CharField(
        max_length=80, blank=True, help_text="questionnaire or way of counting of the later one"
    )
    earlier_tool = models.CharField(max_length=80, blank=True)
    listed = models.JSONField(default=list, blank=True, help_text="the names the paper lists; name=whose")
    against = models.JSONField(
        default=list, blank=True, help_text="the list each name is to have its part in"
    )
    direction = models.CharField(max_length=8, choices=Direction.choices, blank=True)
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    document = models.CharField(max_length=200)
    document_number = models.CharField(max_length=80, blank=True)
    page = models.CharField(max_length=40, blank=True)
    figure_code = models.CharField(max_length=80, blank=True)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="parts")
    all_parts = models.BooleanField(default=False, help_text="its parts are all there: they add up to it")
    state = models.CharField(max_length=8, choices=State.choices, default=State.LIVE)
    reverses = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reversal"
    )
    corrects = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="corrections"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why it was reversed")
    by = models.CharField(max_length=40)
    entered_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["place", "-id"], name="claim_of_place"),
            models.Index(fields=["state", "-id"], name="claim_by_state"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gte=models.F("starts")), name="claim_period"),
            models.CheckConstraint(
                condition=Q(qualifier="range", upper__isnull=False)
                | (~Q(qualifier="range") & Q(upper__isnull=True)),
                name="claim_range_has_two_ends",
            ),
            models.CheckConstraint(
                condition=~Q(unit__in=PERCENT) | Q(kind__in=["share", "pair"]),
                name="claim_percentage_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["trend", "none"]) | Q(value__isnull=False), name="claim_has_its_number"
            ),
            models.CheckConstraint(
                condition=Q(state="reversal", reverses__isnull=False)
                | (~Q(state="reversal") & Q(reverses__isnull=True)),
                name="claim_reversal_reverses",
            ),
        ]


class Pin(models.Model):
    """A figure as it stood: what was shown, from which state of the rows, by whom and why."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    key = models.CharField(max_length=200)
    code = models.CharField(max_length=80)
    place = models.CharField(max_length=40)
    content = models.JSONField()
    seq = models.BigIntegerField()
    snapshot = models.JSONField(default=dict)
    purpose = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    pinned_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "code", "-id"], name="pin_of_figure")]
        constraints = [
            models.CheckConstraint(
                condition=Q(content__n__isnull=False) & ~Q(content__n=None), name="pin_says_its_n"
            )
        ]


class PublicTable(models.Model):
    """A table as it was told to everybody, with the hidden counts: the next release is checked against it."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=80)
    version = models.PositiveIntegerField()
    place = models.CharField(max_length=40)
    period = models.CharField(max_length=20)
    by = models.CharField(max_length=120, blank=True)
    rule = models.CharField(max_length=40)
    threshold = models.PositiveIntegerField()
    content = models.JSONField()
    seq = models.BigIntegerField()
    purpose = models.CharField(max_length=200)
    released_by = models.CharField(max_length=40)
    released_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "code", "period", "-id"], name="public_of_figure")]


class ReviewDay(models.Model):
    """A site visit or review of a place: what was entered in a burst before it is looked at (N11)."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.CharField(max_length=40)
    on = models.DateField()
    title = models.CharField(max_length=120)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["place", "-on", "-id"], name="review_day_of_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "on"], condition=Q(withdrawn_at__isnull=True), name="review_day_once"
            )
        ]


class CheckRun(models.Model):
    """When a check ran last, up to which event of the log, and what came of it. One row a check, and its lock."""

    check_code = models.CharField(max_length=60, unique=True)
    version = models.PositiveSmallIntegerField(default=0)
    number = models.BigIntegerField(default=-1, help_text="sealed events seen")
    day = models.DateField(null=True, blank=True)
    at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)
    milliseconds = models.PositiveIntegerField(default=0)


class Finding(models.Model):
    """One thing that does not add up. The sentence is made when it is read, in the reader's language, from `said`."""

    class State(models.TextChoices):
        OPEN = "open"
        ANSWERED = "answered"
        GONE = "gone"

    class Answer(models.TextChoices):
        NONE = ""
        EXPLAINED = "explained"
        CORRECTED = "corrected"
        ACCEPTED = "accepted"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    check_code = models.CharField(max_length=60)
    rule = models.CharField(max_length=3)
    level = models.CharField(max_length=5)
    key = models.CharField(max_length=160, help_text="the same thing keeps its key from run to run")
    place = models.CharField(max_length=40)
    said = models.JSONField(default=dict, help_text="what came, what was expected")
    links = models.JSONField(default=list, help_text="[kind, ref, title] of the records")
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    answer = models.CharField(max_length=9, choices=Answer.choices, blank=True)
    reason = models.CharField(max_length=400, blank=True)
    answered_by = models.CharField(max_length=40, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    first_seen = models.DateTimeField()
    last_seen = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["place", "state", "-first_seen", "-id"], name="finding_of_place"),
            models.Index(fields=["rule", "state", "-first_seen", "-id"], name="finding_by_rule"),
            models.Index(fields=["-first_seen", "-id"], name="finding_by_time"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["check_code", "key"], name="finding_once"),
            models.CheckConstraint(
                condition=~Q(state="answered") | (~Q(answer="") & ~Q(reason="")),
                name="finding_answer_has_reason",
            ),
        ]


class FindingStep(models.Model):
    """What became of a finding: seen, changed, answered by whom, gone, back. Never changed."""

    of = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="steps")
    deed = models.CharField(max_length=10)
    reason = models.CharField(max_length=400, blank=True)
    said = models.JSONField(default=dict)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
