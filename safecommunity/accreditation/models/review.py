"""Review: a panel that declares its ties, scores alone, agrees, finds what is to be put right, visits by schedule."""

from django.db import models
from django.db.models import F, Q

from safecommunity.accreditation.models.applications import Application
from safecommunity.accreditation.models.evidence import Evidence
from safecommunity.accreditation.models.rounds import Round
from safecommunity.governance.models import Task
from safecommunity.places.models import Place, SocialUnit, new_pid


class Panel(models.Model):
    """Those who review one handed-in self-assessment; the sheet is the one it was scored by."""

    class State(models.TextChoices):
        FORMING = "forming"
        SCORING = "scoring"
        CONSENSUS = "consensus"
        PUBLISHED = "published"
        DISSOLVED = "dissolved"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panels")
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="panels",
        help_text="for which title; empty where a place is reviewed without one",
    )  # fmt: skip
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State.choices, default=State.FORMING)
    due = models.DateField(help_text="until when everybody has scored")
    began_on = models.DateField(null=True, blank=True)
    opened_on = models.DateField(
        null=True, blank=True, help_text="since when the marks are open to the panel"
    )
    reason = models.CharField(max_length=200, blank=True, help_text="why it was opened early or dissolved")
    published_on = models.DateField(null=True, blank=True)
    result = models.OneToOneField(
        Round,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="review",
        help_text="what it agreed on",
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["place", "-id"], name="panel_by_place"),
            models.Index(fields=["state", "-id"], name="panel_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "application"], name="panel_one_for_title",
                condition=~Q(state="dissolved") & Q(application__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["round"], name="panel_one_without_title",
                condition=~Q(state="dissolved") & Q(application__isnull=True),
            ),
            models.CheckConstraint(
                condition=Q(state="published", result__isnull=False, published_on__isnull=False)
                | (~Q(state="published") & Q(result__isnull=True, published_on__isnull=True)),
                name="panel_result",
            ),
        ]  # fmt: skip


class PanelMember(models.Model):
    """One reviewer asked for a panel: invited, accepted, or out of it with the reason."""

    class State(models.TextChoices):
        INVITED = "invited"
        ACCEPTED = "accepted"
        REFUSED = "refused"
        BARRED = "barred"
        REMOVED = "removed"

    class Objection(models.TextChoices):
        NONE = ""
        OPEN = "open"
        UPHELD = "upheld"
        DISMISSED = "dismissed"

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="members")
    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    user = models.CharField(max_length=40)
    lead = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.INVITED)
    reason = models.CharField(
        max_length=200, blank=True, help_text="why he is out, or the rule that bars him"
    )
    declared_on = models.DateField(null=True, blank=True)
    marked = models.PositiveIntegerField(default=0, help_text="parts of items with a grade")
    handed_in_on = models.DateField(null=True, blank=True)
    objection_state = models.CharField(max_length=10, choices=Objection.choices, blank=True, default="")
    objection = models.CharField(max_length=200, blank=True)
    objection_by = models.CharField(max_length=40, blank=True)
    objection_answer = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-lead", "pk"]
        indexes = [models.Index(fields=["user", "state"], name="panel_member_of")]
        constraints = [
            models.UniqueConstraint(fields=["panel", "user"], name="panel_member_once"),
            models.UniqueConstraint(
                fields=["panel"],
                condition=Q(lead=True, state__in=["invited", "accepted"]),
                name="panel_one_lead",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(declared_on__isnull=False), name="panel_member_declared"
            ),
        ]


class Declaration(models.Model):
    """What a reviewer declared of one kind of tie to the place; a later one stands before an earlier one."""

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="declarations")
    kind = models.CharField(max_length=20)
    holds = models.BooleanField()
    detail = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]


class ReviewMark(models.Model):
    """The grade one reviewer gives one part of an item. Nobody else sees it before consensus is opened."""

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="marks")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    grade = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "item", "part"], name="review_mark_once")]


class ReviewNote(models.Model):
    """What one reviewer wrote at an item; photos hang on it. As closed as his marks."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="notes")
    item = models.CharField(max_length=20)
    note = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "item"], name="review_note_once")]


class ReviewSheet(models.Model):
    """A sheet a reviewer's device sent: the same one twice is one. What it said stays as it came."""

    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="sheets")
    client_id = models.CharField(max_length=64)
    said = models.JSONField(help_text="grades and notes as they came")
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["member", "client_id"], name="review_sheet_once")]


class Agreed(models.Model):
    """The grade a panel agreed on for one part of an item, with the reason where the marks differ."""

    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="agreed")
    item = models.CharField(max_length=20)
    part = models.CharField(max_length=20)
    grade = models.CharField(max_length=10)
    reason = models.CharField(max_length=500, blank=True)
    differs = models.BooleanField(default=False, help_text="the marks were not all alike")
    edition = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["panel", "item", "part"], name="agreed_once"),
            models.CheckConstraint(condition=Q(differs=False) | ~Q(reason=""), name="agreed_with_reason"),
        ]


class Finding(models.Model):
    """Something a panel found at an item. Published with the result, put right by the place, accepted or returned."""

    class State(models.TextChoices):
        DRAFT = "draft"
        OPEN = "open"
        ANSWERED = "answered"
        RETURNED = "returned"
        CLOSED = "closed"
        DROPPED = "dropped"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="findings")
    member = models.ForeignKey(PanelMember, on_delete=models.PROTECT, related_name="findings")
    item = models.CharField(max_length=20)
    grade = models.CharField(max_length=20, help_text="major, minor, observation: codes/review.yaml")
    text = models.CharField(max_length=500)
    client_id = models.CharField(max_length=64, blank=True, help_text="of the tablet: sent twice, it is one")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT)
    first_due = models.DateField(null=True, blank=True, help_text="the day first set")
    due = models.DateField(null=True, blank=True)
    task = models.ForeignKey(Task, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    closed_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["panel", "state"], name="finding_of_panel")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on__isnull=True)),
                name="finding_closed",
            ),
            models.UniqueConstraint(
                fields=["member", "client_id"], condition=~Q(client_id=""), name="finding_sent_once"
            ),
        ]


class Rectification(models.Model):
    """What the place did about a finding, with its evidence, and what the reviewer said to it. Never changed after."""

    class Decision(models.TextChoices):
        WAITS = ""
        ACCEPTED = "accepted"
        RETURNED = "returned"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="rectifications")
    what = models.CharField(max_length=500)
    evidence = models.ForeignKey(Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    decision = models.CharField(max_length=10, choices=Decision.choices, blank=True, default="")
    reason = models.CharField(max_length=200, blank=True)
    decided_by = models.CharField(max_length=40, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding"], condition=Q(decision=""), name="rectification_one_waits"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False)),
                name="rectification_decided",
            ),
        ]


class VisitStop(models.Model):
    """A stop of a visit day: when, where, which items are looked at, who goes."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="stops")
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    spot = models.CharField(max_length=80, blank=True)
    unit = models.ForeignKey(SocialUnit, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    items = models.JSONField(default=list, help_text="ids of items of the sheet")
    members = models.ManyToManyField(PanelMember, related_name="stops")
    note = models.CharField(max_length=200, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["day", "starts", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="visit_stop_times"),
            models.CheckConstraint(
                condition=~Q(spot="") | Q(unit__isnull=False), name="visit_stop_somewhere"
            ),
        ]

    @property
    def where(self) -> str:
        """The unit, or the place in words."""
        return self.unit.name if self.unit is not None else self.spot
