"""What requests put into the pages of other rooms: menu, a unit's page, what waits, what is late."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.governance.asking import actions, queries, words
from safecommunity.governance.models import UnitRequest
from safecommunity.governance.rights import LOOKS
from safecommunity.governance.slots import rights_of
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

MOST_COUNTED = 1000


def ready() -> None:
    """Publish the fact, guard the files and stand in the slots."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.asking import facts
    from safecommunity.governance.facts import publish
    from safecommunity.shell import slots

    registry.register_fact(publish(facts.REQUESTS))

    files.guard(actions.FILES, queries.may_open_answer)
    slots.register("menu", menu, order=23)
    slots.register("unit.page", of_unit, order=-10)
    slots.register("todo", todo, order=5)
    slots.register("exceptions", exceptions, order=5)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """For the office and the auditor."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(*LOOKS):
        return []
    return [MenuEntry("act", _("Requests to units"), f"{reverse('requests')}?state=open", sub="promise")]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """What waits for a unit, at the top of its page."""
    rights = rights_of(request)
    if rights is None or not (unit.pid in rights.own_units or rights.reader.has(*LOOKS)):
        return []
    today = timezone.localdate()
    lines = tuple(_line(row, today) for row in queries.of_unit(rights, unit))
    office = unit.place.pid in rights.office_reach
    act = (_("Ask this unit"), f"{reverse('request_new')}?unit={unit.pid}") if office else ("", "")
    return [UnitSection(_("Requests"), lines, _("Nothing is asked of this unit."), "", *act)]


def _line(row: UnitRequest, today: Any) -> UnitLine:
    text, tone = words.state(row, today)
    says = _("to be answered by %(day)s") % {"day": row.due}
    return UnitLine(row.title, reverse("request", args=[row.pid]), says, text, tone)


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the office: answers to look at, and units that are late; one line each."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(Role.CLERK, Role.CHIEF):
        return []
    today, found = timezone.localdate(), queries.open_ones(queries.requests(rights))
    found = found.filter(Q(answered=True) | Q(due__lt=today)).order_by("due")
    told = list(found.values_list("answered", "due")[:MOST_COUNTED])  # one question for both lines
    rows = [due for answered, due in told if answered]
    late = [due for answered, due in told if not answered]
    url, lines = reverse("requests"), list[WorkLine]()
    if rows:
        title = _("%(n)s answers of units wait to be looked at") % {"n": len(rows)}
        lines.append(WorkLine(_("Units"), title, f"{url}?state=waits", _("Review")))
    if late:
        title = _("%(n)s units have not answered") % {"n": len(late)}
        lines.append(
            WorkLine(_("Units"), title, f"{url}?state=late", _("Look at them"), late[0], missing=True)
        )
    return lines


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: units that are late."""
    return [line for line in todo(request) if line.missing]
