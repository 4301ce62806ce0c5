"""Papers of the loop: a major hazard listed for supervision, and the notice that asks for rectification."""

from django.db import models
from django.db.models import F, Q

from safecommunity.hazards.models.loop import Hazard, new_ref
from safecommunity.places.models import Place, new_pid


class Supervision(models.Model):
    """One listing of a major hazard, from the paper that lists it to the paper that strikes it off."""

    class Level(models.TextChoices):
        STREET = "street"
        DISTRICT = "district"

    pid = models.CharField(max_length=16, unique=True, default=new_pid, editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="supervisions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=Level.choices)
    authority = models.CharField(
        max_length=120, help_text="who supervises: a post or an agency; nobody's name"
    )
    paper = models.CharField(max_length=120, help_text="number of the paper that lists it")
    board = models.CharField(max_length=300, help_text="what stands on the public board")
    deadline = models.DateField()
    listed_on = models.DateField()
    lifted_on = models.DateField(null=True, blank=True)
    lift_paper = models.CharField(max_length=120, blank=True)
    lift_says = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["deadline", "pk"]
        indexes = [
            models.Index(fields=["deadline", "id", "place"], name="supervision_by_deadline"),
            models.Index(fields=["place", "deadline", "id"], name="supervision_by_place"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hazard"], condition=Q(lifted_on__isnull=True), name="supervision_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True, lift_paper="")
                | (Q(lifted_on__gte=F("listed_on")) & ~Q(lift_paper="")),
                name="supervision_lifted_by_paper",
            ),
        ]


class Notice(models.Model):
    """A notice of rectification as it was printed; numbered by office and year, never changed."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    hazard = models.ForeignKey(Hazard, on_delete=models.PROTECT, related_name="notices")
    office = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    who = models.CharField(max_length=120)
    facts = models.CharField(max_length=400)
    requires = models.CharField(max_length=400)
    due = models.DateField()
    issued_on = models.DateField()
    by = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        constraints = [models.UniqueConstraint(fields=["office", "year", "number"], name="notice_numbered")]

    @property
    def said(self) -> str:
        """Its number as papers write it."""
        return f"〔{self.year}〕{self.number}"
