"""Plans of a year go into the next with what is open in them; plans in stages run on by themselves."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Plan, Task
from safecommunity.governance.plans import actions, progress
from safecommunity.places.models import Place
from safecommunity.shell.slots import Carrier, CarryLine


class Plans:
    """The plans of last year, each carried on once; taken back while no task of the new one is done."""

    def __init__(self, reader: Reader, place: Place, year: int) -> None:
        self.reader, self.place, self.year = reader, place, year

    def carrier(self) -> Carrier:
        """Open items with their tasks, a year later."""
        return Carrier(
            "plans", 25, _("Work plans"),
            _("What last year's plans left open goes into a plan of the new year; its days move one year on."),
            self.preview, self.carry, self.undo,
        )  # fmt: skip

    def _before(self) -> list[Plan]:
        found = Plan.objects.filter(
            place=self.place, kind=Plan.Kind.YEAR, withdrawn_on__isnull=True, starts__year=self.year - 1
        )
        return list(found.order_by("pk"))

    def _after(self) -> set[int | None]:
        """Plans of last year that go on already."""
        found = Plan.objects.filter(before__in=self._before(), withdrawn_on__isnull=True)
        return set(found.values_list("before_id", flat=True))

    def preview(self) -> list[CarryLine]:
        """A line for each plan with how much of it is open."""
        there = self._after()
        return [
            CarryLine(
                one.title, _("%(n)s open items") % {"n": len(progress.open_items(one))},
                reverse("work_plan", args=[one.pid]), one.pk in there,
            )
            for one in self._before()
        ]  # fmt: skip

    def carry(self, at: datetime) -> dict[str, Any]:
        """Plans that do not go on yet."""
        there, made = self._after(), []
        for one in self._before():
            if one.pk not in there:
                made.append(actions.carry_on(reader=self.reader, plan=one, at=at)[0].pid)
        return {"count": len(made), "plans": made}

    def undo(self, made: dict[str, Any], at: datetime) -> list[str]:
        """Plans nobody has done anything of are withdrawn; the others stay."""
        left = []
        for plan in Plan.objects.filter(
            pid__in=made.get("plans", []), place=self.place, withdrawn_on__isnull=True
        ):
            if Task.objects.filter(item__plan=plan, done_on__isnull=False).exists():
                left.append(_("%(plan)s: tasks of it are done already") % {"plan": plan.title})
                continue
            try:
                actions.withdraw_plan(reader=self.reader, plan=plan, reason=_("New Year taken back"), at=at)
            except Refused as reason:
                left.append(f"{plan.title}: {reason}")
        return left
