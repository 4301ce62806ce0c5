"""What plans put into the pages of other rooms: menu, what is to be judged, who may open their files."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.governance.plans import queries
from safecommunity.governance.rights import LOOKS
from safecommunity.governance.slots import rights_of
from safecommunity.shell.slots import MenuEntry, WorkLine


def ready() -> None:
    """Publish the facts; stand in the menu and in the work to do."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.facts import publish
    from safecommunity.governance.plans import facts, newyear
    from safecommunity.shell import slots

    for source in facts.SOURCES:
        registry.register_fact(publish(source))
    files.guard("work_plan", queries.may_open_plan)
    files.guard("plan_item", queries.may_open_item)
    slots.register("menu", menu, order=21)
    slots.register("todo", todo)
    slots.register("new.year", newyear.carriers)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The plans, for the office and the auditor."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(*LOOKS):
        return []
    return [MenuEntry("act", _("Work plans"), reverse("work_plans"), sub="promise")]


def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Plans to be judged for the year that ends; what is late of their items stands there as tasks."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(Role.CLERK, Role.CHIEF):
        return []
    today = timezone.localdate()
    found = [
        WorkLine(
            _("Yearly judgement"),
            _("%(n)s items of “%(plan)s” are not judged yet") % {"n": one.left, "plan": one.plan.title},
            f"{reverse('work_plan_judge', args=[one.plan.pid])}?year={one.year}", _("Judge them"),
            date(one.year, 12, 31),
        )
        for one in queries.unjudged(rights, today)
    ]  # fmt: skip
    year, bodies = queries.bodies_unjudged(rights, today)
    if bodies:
        title = _("%(n)s bodies are not judged yet for %(year)s") % {"n": bodies, "year": year}
        url = f"{reverse('review_bodies')}?year={year}"
        found.append(WorkLine(_("Yearly judgement"), title, url, _("Judge them"), date(year, 12, 31)))
    return found
