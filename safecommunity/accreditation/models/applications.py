"""Applications for a title: the procedure they are run by, where they stand, every step, the papers of each."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from safecommunity.accreditation.models.evidence import Evidence
from safecommunity.accreditation.models.rounds import Round, new_ref
from safecommunity.accreditation.models.sheets import Sheet
from safecommunity.places.models import Place, new_pid

NEVER = date(9999, 12, 31)  # lists are ordered by days, and what has no deadline comes last
LEVELS = ("municipal", "provincial", "national", "international")


class Procedure(models.Model):
    """One edition of a procedure: of the product, or brought in by an operator. An edition never changes."""

    class Origin(models.TextChoices):
        SHIPPED = "shipped"
        OPERATOR = "operator"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    code = models.CharField(max_length=60)
    level = models.CharField(max_length=20)
    version = models.CharField(max_length=60)
    checksum = models.CharField(max_length=64, unique=True, help_text="of everything the edition says")
    data = models.JSONField(help_text="the procedure as docs/reference/procedures.md describes it")
    origin = models.CharField(max_length=10, choices=Origin.choices)
    in_force = models.BooleanField(default=False, help_text="new applications are run by it")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["code", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="procedure_edition_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(in_force=True), name="procedure_one_in_force"
            ),
        ]


class Application(models.Model):
    """A place on its way to one title, and as long as it holds it. `edition` grows with every step."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=20, help_text="of the title: municipal, provincial …")
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(help_text="first, second … of the place and level")
    state = models.CharField(max_length=40, help_text="code of the procedure")
    stage = models.CharField(max_length=40, help_text="the stage the state belongs to")
    entered_on = models.DateField(help_text="since when it stands there")
    due_on = models.DateField(null=True, blank=True, help_text="until when the next step is due")
    due_sort = models.DateField(default=NEVER)
    turn_role = models.CharField(
        max_length=20, blank=True, help_text="whose turn it is; empty where nobody's"
    )
    turn_place = models.ForeignKey(
        Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+", help_text="the office"
    )
    sheet = models.ForeignKey(Sheet, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    round = models.ForeignKey(
        Round, null=True, blank=True, on_delete=models.PROTECT, related_name="applications"
    )
    opened_on = models.DateField()
    filed_on = models.DateField(null=True, blank=True, help_text="seen above since then")
    submitted_on = models.DateField(null=True, blank=True, help_text="handed in for recommendation")
    named_on = models.DateField(null=True, blank=True, help_text="first day of the title's present term")
    term_ends = models.DateField(null=True, blank=True, help_text="last day of the present term")
    closed_on = models.DateField(null=True, blank=True)
    locked = models.BooleanField(default=False, help_text="the applicant's papers cannot be changed")
    edition = models.PositiveIntegerField(default=1)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_on", "-pk"]
        indexes = [
            models.Index(fields=["place", "-opened_on", "-id"], name="application_by_place"),
            models.Index(fields=["-opened_on", "-id"], name="application_recent"),
            models.Index(fields=["due_sort", "id"], name="application_due"),
            models.Index(fields=["level", "-opened_on", "-id"], name="application_level_recent"),
            models.Index(fields=["level", "due_sort", "id"], name="application_level_due"),
            models.Index(fields=["stage", "-opened_on", "-id"], name="application_stage_recent"),
            models.Index(fields=["stage", "due_sort", "id"], name="application_stage_due"),
            models.Index(fields=["turn_place", "turn_role", "due_sort"], name="application_turn"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["place", "level", "number"], name="application_once"),
            models.UniqueConstraint(
                fields=["place", "level"], condition=Q(closed_on__isnull=True), name="application_one_going"
            ),
            models.CheckConstraint(
                condition=Q(term_ends__isnull=True) | Q(named_on__isnull=False), name="application_term"
            ),
        ]


class Stay(models.Model):
    """An application's stay in one state, from entering to leaving: stage durations are computed from these."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="stays")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=40)
    stage = models.CharField(max_length=40)
    turn_role = models.CharField(max_length=20, blank=True)
    turn_place = models.ForeignKey(Place, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    entered_on = models.DateField()
    entered_at = models.DateTimeField()
    left_on = models.DateField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_basis = models.CharField(max_length=20, blank=True, help_text="how the clock is known")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="stay_once"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(left_on__isnull=True), name="stay_one_present"
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("entered_on")), name="stay_days"
            ),
        ]


class Step(models.Model):
    """One move of an application: who, as what, from where to where, with which warnings known. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    move = models.CharField(max_length=40)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40)
    role = models.CharField(max_length=20)
    office = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="+", help_text="the office that acted"
    )
    recorded = models.BooleanField(
        default=False, help_text="what an office outside this installation did, put on record with its paper"
    )
    happened_on = models.DateField()
    note = models.CharField(max_length=500, blank=True)
    known = models.JSONField(default=list, help_text="rules that warned, gone on all the same")
    vetoes = models.JSONField(
        default=list, blank=True, help_text="what records said of each veto, or what was declared and why"
    )
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="step_once")]


class Paper(models.Model):
    """A paper of an application, filed where it stood then. Its file hangs on it, or it is a piece of evidence."""

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="papers")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="papers")
    code = models.CharField(
        max_length=40, blank=True, help_text="what the procedure calls it; empty for more"
    )
    title = models.CharField(max_length=200)
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.PROTECT, related_name="papers"
    )
    office = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=40)
    at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["pk"]


class Lock(models.Model):
    """Locking and un-locking of the applicant's papers, with the reason. Never changed."""

    application = models.ForeignKey(Application, on_delete=models.PROTECT, related_name="locks")
    locked = models.BooleanField()
    reason = models.CharField(max_length=200)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
