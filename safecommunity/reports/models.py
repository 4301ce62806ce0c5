"""Papers that were read, and what was found of each of their numbers: a paper is what somebody brought, the records it
is held against stay where they are. Documents that are written: their author's words while they are drafts, the whole
value and the files once they are frozen. Editions are what a place told everybody: they hold only what may be told."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import Place, new_pid
from safecommunity.reports.register.models import RegisterEntry as RegisterEntry


class Paper(models.Model):
    """One reading of one paper: its text, whose it is, for which months, and how many numbers came to which verdict.

    A new reading of the same text is a new row that names the one before; the old one stays as it was.
    """

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.CharField(max_length=40)
    period = models.CharField(
        max_length=20, help_text="months of numbers that say no time, as figure keys write them"
    )
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=150, blank=True)
    media = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    text = models.TextField(blank=True)
    characters = models.PositiveIntegerField()
    numbers = models.PositiveIntegerField()
    counts = models.JSONField(default=dict)
    pairs = models.JSONField(default=list)
    earlier = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="later")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    forgotten_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["place", "-id"], name="paper_of_place")]


class PaperMark(models.Model):
    """One number of a paper: where it stands, what was read, which figure it may be, and what came of it."""

    class Verdict(models.TextChoices):
        CONFIRMED = "confirmed"
        DIFFERS = "differs"
        NONE = "none"
        HIDDEN = "hidden"
        TARGET = "target"
        OPEN = "open"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="marks")
    number = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    content = models.JSONField()
    problem = models.CharField(max_length=12, blank=True)
    problems = models.JSONField(default=list)
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    code = models.CharField(max_length=80, blank=True)
    linked_by = models.CharField(
        max_length=40, blank=True, help_text="who chose the figure; empty for a suggestion"
    )
    matched = models.JSONField(default=list)
    offered = models.JSONField(default=list)
    figure = models.JSONField(default=dict)
    claim = models.CharField(max_length=16, blank=True)
    kept = models.BooleanField(default=False)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_mark_once")]
        indexes = [
            models.Index(fields=["paper", "verdict", "id"], name="paper_mark_by_verdict"),
            models.Index(fields=["paper", "problem", "id"], name="paper_mark_by_problem"),
        ]


class DocumentTemplate(models.Model):
    """One version of a place's own Word template for a kind and language. A version is never changed and never removed:
    documents that became final in it keep it."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    version = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    content = models.BinaryField()
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    fields = models.JSONField(default=list, help_text="names of the fields it uses")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["place", "kind", "language", "version"], name="template_version_once"
            )
        ]


class Document(models.Model):
    """One document of a place, period and language. A draft is composed anew each time it is opened; `words` holds
    what its author wrote in place of the composed paragraphs. `paper` is the value as it was frozen."""

    class State(models.TextChoices):
        DRAFT = "draft"
        FINAL = "final"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    kind = models.CharField(max_length=40)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField(help_text="in which the period ends")
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=5, choices=State.choices, default=State.DRAFT)
    template = models.ForeignKey(
        DocumentTemplate, null=True, blank=True, on_delete=models.PROTECT, related_name="documents"
    )
    number = models.CharField(max_length=60, blank=True, help_text="of the paper")
    issuer = models.CharField(max_length=120, blank=True, help_text="whose paper it is")
    words = models.JSONField(default=dict, blank=True, help_text="block: {text, by}")
    revision = models.PositiveIntegerField(default=0)
    paper = models.JSONField(null=True, blank=True)
    checksum = models.CharField(max_length=64, blank=True)
    frozen_on = models.DateField(null=True, blank=True)
    frozen_by = models.CharField(max_length=40, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["place", "-year", "-id"], name="document_of_place"),
            models.Index(fields=["kind", "-year", "-id"], name="document_by_kind"),
            models.Index(fields=["-year", "-id"], name="document_by_year"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="draft", frozen_on__isnull=True, checksum="")
                | (Q(state="final", frozen_on__isnull=False) & ~Q(checksum="")),
                name="document_frozen",
            )
        ]


class DocumentFile(models.Model):
    """The bytes of a frozen document as they were made; they are given out again, never made anew."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    form = models.CharField(max_length=4)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["document", "form"], name="document_file_once")]


class Edition(models.Model):
    """What a place tells everybody, as it was told: its numbers never move, a newer edition stands beside it.

    `content` holds only what may be told; a hidden count is in no edition (it is in the release it was made from).
    """

    class State(models.TextChoices):
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PUBLISHED)
    content = models.JSONField()
    checksum = models.CharField(max_length=64)
    purpose = models.CharField(max_length=60)
    published_by = models.CharField(max_length=40)
    published_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=40, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, help_text="why it was withdrawn; told to everybody")

    class Meta:
        ordering = ["-published_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["place", "number"], name="edition_once"),
            models.CheckConstraint(
                condition=Q(state="published", withdrawn_at__isnull=True)
                | (Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(reason="")),
                name="edition_withdrawn_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "place", "-number"], name="edition_open"),
            models.Index(fields=["-published_at", "-id"], name="edition_by_time"),
        ]


class Schedule(models.Model):
    """A kind of document that is written by itself after each month, quarter or year, for some places."""

    class Every(models.TextChoices):
        MONTH = "month"
        QUARTER = "quarter"
        YEAR = "year"

    class Rule(models.TextChoices):
        NEXT = "next"
        PREVIOUS = "previous"
        SAME = "same"
        NTH = "nth"

    class Outcome(models.TextChoices):
        DRAFT = "draft"
        FINAL = "final"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+", help_text="whose office")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    every = models.CharField(max_length=8, choices=Every.choices)
    lag = models.PositiveSmallIntegerField(help_text="months after the period's last one")
    day = models.PositiveSmallIntegerField(help_text="of that month; the n-th working day by the rule nth")
    rule = models.CharField(max_length=8, choices=Rule.choices, help_text="where the day is no working day")
    outcome = models.CharField(max_length=5, choices=Outcome.choices)
    roles = models.JSONField(default=list, help_text="who is told")
    mail = models.BooleanField(default=False, help_text="told by mail too, where a person wishes so")
    starts = models.DateField(help_text="days before it are not made up for")
    paused_on = models.DateField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=40, help_text="with whose rights it is written")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["place", "-id"], name="schedule_of_place")]


class SchedulePlace(models.Model):
    """A place a schedule writes for."""

    schedule = models.ForeignKey(Schedule, on_delete=models.CASCADE, related_name="places")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["place__order", "pk"]
        constraints = [models.UniqueConstraint(fields=["schedule", "place"], name="schedule_place_once")]


class ScheduleRun(models.Model):
    """One document that was due. There is one row a schedule, place and period, so none is written twice."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        SKIPPED = "skipped"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="runs")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(max_length=40)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    document = models.ForeignKey(
        Document, null=True, blank=True, on_delete=models.PROTECT, related_name="runs"
    )
    found = models.BooleanField(default=False, help_text="the office had written it already")
    worker = models.CharField(max_length=16, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(help_text="not before then; of a running one: lost after then")
    reason = models.CharField(max_length=300, blank=True, help_text="why it failed or was passed over")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-due_on", "-pk"]
        indexes = [
            models.Index(fields=["schedule", "-due_on", "-id"], name="schedule_run_log"),
            models.Index(fields=["state", "next_at"], name="schedule_run_due"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["schedule", "place", "period"], name="schedule_run_once"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(document__isnull=False), name="schedule_run_done"
            ),
        ]


class ScheduleNotice(models.Model):
    """Somebody who is told of a document that was written by itself: in the product, and by mail where wished."""

    class Mail(models.TextChoices):
        NONE = "none"
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        GIVEN_UP = "given_up"
        UNKNOWN = "unknown"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    run = models.ForeignKey(ScheduleRun, on_delete=models.CASCADE, related_name="notices")
    user = models.CharField(max_length=40)
    at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=8, choices=Mail.choices, default=Mail.NONE)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "seen_at", "-id"], name="schedule_notice_of_user"),
            models.Index(fields=["mail", "next_at"], name="schedule_notice_mail"),
        ]
        constraints = [models.UniqueConstraint(fields=["run", "user"], name="schedule_notice_once")]


class Bulk(models.Model):
    """One kind of document for many places at once, built by a job into one zip."""

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        STOPPED = "stopped"
        DONE = "done"
        FAILED = "failed"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    period = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    form = models.CharField(max_length=4)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    total = models.PositiveIntegerField()
    worker = models.CharField(
        max_length=16, blank=True, help_text="who leads the work; another may take over"
    )
    beat_at = models.DateTimeField(help_text="when it last said it lives")
    reason = models.CharField(max_length=300, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["by", "-id"], name="bulk_of_person")]


class BulkPiece(models.Model):
    """One document of a bulk: made once, whoever makes it."""

    bulk = models.ForeignKey(Bulk, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    taken_by = models.CharField(max_length=16, blank=True)
    done = models.BooleanField(default=False)
    sha256 = models.CharField(max_length=64, blank=True)
    checksum = models.CharField(max_length=64, blank=True, help_text="of the document's value")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["bulk", "done", "number"], name="bulk_piece_left")]
        constraints = [models.UniqueConstraint(fields=["bulk", "number"], name="bulk_piece_once")]
