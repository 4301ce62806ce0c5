"""What emergency work takes into a year: the roster of January, and drills planned anew a year later."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader, reader_of
from safecommunity.emergency.drills import actions as drills
from safecommunity.emergency.duty import actions as duty
from safecommunity.emergency.models import Drill, DutyDay, DutyPerson, EmergencyPlan
from safecommunity.emergency.plans.words import add_months
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell.slots import Carrier, CarryLine


def carriers(request: HttpRequest, *, place: Place, year: int, **_context: Any) -> list[Carrier]:
    """Three: what is to be reviewed goes on by itself, drills and the roster are carried."""
    ours = Ours(reader_of(request), place, year)
    return [
        Carrier(
            "emergency_plans",
            26,
            _("Plans to be reviewed"),
            _("Plans hold on; those whose review falls into the new year stand on its list by themselves."),
            ours.due,
        ),
        Carrier(
            "drills",
            27,
            _("Drill plan"),
            _(
                "Every drill that was planned and held last year is planned for the same day a year later; put off or "
                "cancel what does not fit."
            ),
            ours.planned,
            ours.carry_drills,
            ours.undo_drills,
        ),
        Carrier(
            "duty",
            28,
            _("Duty roster of January"),
            _("January is filled from those who take turns, in order and evenly."),
            ours.january,
            ours.make_january,
            ours.undo_january,
        ),
    ]


class Ours:
    """What one place has to carry."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def due(self) -> list[CarryLine]:
        """Plans whose review falls into the year or before."""
        found = EmergencyPlan.objects.filter(
            place__pid__in=places.subtree(self.place.pid),
            starts__isnull=False,
            ends__isnull=True,
            review_due__lte=date(self.year, 12, 31),
        )
        return [
            CarryLine(one.title, one.review_due.isoformat(), reverse("emergency_plan", args=[one.pid]), True)
            for one in found.order_by("review_due", "pk")[:60]
        ]

    def _before(self) -> list[Drill]:
        found = Drill.objects.filter(
            place__pid__in=places.subtree(self.place.pid), state=Drill.State.DONE, planned_on__isnull=False,
            on__year=self.year - 1,
        )  # fmt: skip
        return list(found.select_related("place", "unit", "plan").order_by("on", "pk")[:300])

    def _key(self, one: Drill) -> str:
        return f"carry-{one.pid}-{self.year}"

    def planned(self) -> list[CarryLine]:
        """A line for each drill, and whether it is planned already."""
        before = self._before()
        known = set(
            Drill.objects.filter(client_id__in=[self._key(one) for one in before]).values_list(
                "client_id", flat=True
            )
        )
        return [
            CarryLine(
                one.title,
                add_months(one.on, 12).isoformat(),
                reverse("drill", args=[one.pid]),
                self._key(one) in known,
            )
            for one in before
        ]

    def carry_drills(self, at: datetime) -> dict[str, Any]:
        """Each once; what would lie in the past already is left out."""
        made, today = [], timezone.localdate(at)
        for one in self._before():
            on = add_months(one.on, 12)
            if on < today or (one.plan is not None and one.plan.ends is not None):
                continue
            values = {
                "title": one.title,
                "form": one.form,
                "danger": one.danger,
                "scenario": one.scenario,
                "place": one.place,
                "unit": one.unit,
                "plan": one.plan,
                "held_by": one.held_by,
                "spot": one.spot,
            }
            fresh = not Drill.objects.filter(client_id=self._key(one)).exists()
            row = drills.plan_drill(reader=self.reader, values=values, on=on, at=at, client_id=self._key(one))
            if fresh:
                made.append(row.pid)
        return {"count": len(made), "drills": made}

    def undo_drills(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Those still planned as they were carried are withdrawn."""
        left = []
        for one in Drill.objects.filter(pid__in=made["drills"]).exclude(state=Drill.State.WITHDRAWN):
            if one.state != Drill.State.PLANNED or one.moved_from is not None:
                left.append(one.title)
            else:
                drills.withdraw_drill(reader=self.reader, drill=one, reason=_("taken back"), at=at)
        return left

    def january(self) -> list[CarryLine]:
        """The month, and whether it is made."""
        if not DutyPerson.objects.filter(place=self.place, ends__isnull=True).exists():
            return []
        there = DutyDay.objects.filter(place=self.place, on=date(self.year, 1, 1)).exists()
        url = f"{reverse('duty_roster')}?at={self.place.pid}&month={self.year}-01"
        return [CarryLine(f"{self.year}-01", "", url, there)]

    def make_january(self, at: datetime) -> dict[str, Any]:
        """Filled once."""
        if not self.january() or self.january()[0].there:
            return {"count": 0, "month": ""}
        n = duty.make_month(reader=self.reader, place=self.place, month=date(self.year, 1, 1), at=at)
        return {"count": n, "month": f"{self.year}-01"}

    def undo_january(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Turns that are still to come are taken back."""
        if made["month"]:
            duty.clear_month(reader=self.reader, place=self.place, month=date(self.year, 1, 1), at=at)
        return []
