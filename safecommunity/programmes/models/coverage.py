"""The grid of settings, ages and sexes of a place and year, each cell with whether a project ran for it."""

from django.db import models

from safecommunity.places.models import Place, new_ref


class Cell(models.Model):
    """One cell that applies (no drivers of four years). Kept by the actions of projects, so that figures count it and
    open it; the projects of a cell are read from the projects themselves."""

    ref = models.CharField(max_length=32, unique=True, default=new_ref, editable=False)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    setting = models.CharField(max_length=40)
    age = models.PositiveSmallIntegerField(help_text="code of a broad age group, 0 to 6")
    sex = models.PositiveSmallIntegerField(help_text="1 male, 2 female")
    projects = models.PositiveIntegerField(default=0, help_text="that ran for it in that year")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["place", "year", "setting", "age", "sex"], name="coverage_cell_once"
            )
        ]
