"""What projects take into a year: running ones go on by themselves; the new year's grid is laid; reviews are due."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader, reader_of
from safecommunity.governance import codes as governance
from safecommunity.places.models import Place
from safecommunity.programmes import actions
from safecommunity.programmes.models import Cell, Project, State
from safecommunity.programmes.queries import projects
from safecommunity.programmes.rights import Rights
from safecommunity.shell.slots import Carrier, CarryLine


def carriers(request: HttpRequest, *, place: Place, year: int, **_context: Any) -> list[Carrier]:
    """One, for an office that keeps projects."""
    reader = reader_of(request)
    return [Projects(reader, place, year).carrier()]


class Projects:
    """Running projects go on until somebody ends them; their last year waits for its review."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Nothing is copied: what is laid is the grid of the year."""
        return Carrier(
            "projects", 28, _("Safety-promotion projects"),
            _("Running projects go on; review their last year, and finish or stop what is over. "
              "The grid of the new year is laid, so that uncovered cells show from the first day."),
            self.preview, self.carry, lambda _made, _at: [],
        )  # fmt: skip

    def preview(self) -> list[CarryLine]:
        """A line for each running project, and whether its last year was reviewed."""
        due = {one.pk for one, _year in projects.to_review(Rights(self.reader), date(self.year, 1, 1), 500)}
        rows = Project.objects.filter(place=self.place, state=State.RUNNING).order_by(
            "setting", "title", "pk"
        )
        laid = Cell.objects.filter(place=self.place, year=self.year).exists()
        return [
            CarryLine(
                one.title,
                f"{governance.setting_name(one.setting)} · "
                + (_("last year not reviewed yet") if one.pk in due else _("last year reviewed")),
                reverse("project", args=[one.pid]), laid,
            )
            for one in rows[:200]
        ]  # fmt: skip

    def carry(self, at: datetime) -> dict[str, Any]:
        """The grid of the year, once."""
        return {"count": actions.lay_year(reader=self.reader, place=self.place, year=self.year, at=at)}
