"""Papers that were read, and what was found of each of their numbers: a paper is what somebody brought, the records it
is held against stay where they are. Documents that are written: their author's words while they are drafts, the whole
value and the files once they are frozen. Editions are what a place told everybody: they hold only what may be told."""

from django.db import models
from django.db.models import Q

from safecommunity.places.models import Place, new_pid


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
