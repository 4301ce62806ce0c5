"""What plans take into a year: the open items of last year's plans, each in the plan of the new year."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader, reader_of
from safecommunity.governance.models import Plan, PlanItem
from safecommunity.governance.plans import actions, progress
from safecommunity.places.models import Place
from safecommunity.shell.slots import Carrier, CarryLine


def carriers(request: HttpRequest, *, place: Place, year: int, **_context: Any) -> list[Carrier]:
    """One, for an office that keeps plans of a year."""
    return [Plans(reader_of(request), place, year).carrier()]


class Plans:
    """Open items of the plans of last year: not done, not given up, not judged done or to be stopped."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Taken back while nothing of it was worked on."""
        return Carrier(
            "plans", 25, _("Work plans"),
            _("What last year's plans left open goes into the plans of the new year, due a year later; "
              "judge them before."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def _before(self) -> list[Plan]:
        found = Plan.objects.filter(
            place=self.place, kind=Plan.Kind.YEAR, starts__year=self.year - 1, withdrawn_on__isnull=True
        )
        return list(found.select_related("place", "body", "within").order_by("pk"))

    def preview(self) -> list[CarryLine]:
        """A line for each open item, and whether it is in a plan of the new year already."""
        over = set(
            PlanItem.objects.filter(plan__before__in=self._before(), plan__withdrawn_on__isnull=True)
            .filter(dropped_on__isnull=True)
            .values_list("carried_from", flat=True)
        )
        return [
            CarryLine(one.title, plan.title, reverse("work_plan_item", args=[one.ref]), one.pk in over)
            for plan in self._before()
            for one in progress.open_items(plan)
        ]

    def carry(self, at: datetime) -> dict[str, Any]:
        """Every plan once; what came over already stays."""
        plans, count = [], 0
        for plan in self._before():
            if not progress.open_items(plan):
                continue
            made, over = actions.carry_on(reader=self.reader, plan=plan, at=at)
            count += over
            plans.append(made.pid)
        items = PlanItem.objects.filter(plan__pid__in=plans, at=at).exclude(carried_from=None)
        return {"count": count, "plans": plans, "items": list(items.values_list("ref", flat=True))}

    def undo(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Items nobody has worked on are given up, and a plan that holds nothing else is withdrawn."""
        left: list[str] = []
        reason = _("taken back")
        for one in PlanItem.objects.filter(ref__in=made["items"], dropped_on__isnull=True).select_related(
            "plan"
        ):
            if one.revision or one.tasks.filter(done_on__isnull=False).exists() or one.reviews.exists():
                left.append(one.title)
            else:
                actions.drop_item(reader=self.reader, item=one, reason=reason, at=at)
        for plan in Plan.objects.filter(pid__in=made["plans"], withdrawn_on__isnull=True, revision=0):
            if not plan.items.filter(dropped_on__isnull=True).exists():
                actions.withdraw_plan(reader=self.reader, plan=plan, reason=reason, at=at)
        return left
