"""What volunteers put into the pages of other rooms."""

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.rights import OFFICE, WORKER
from safecommunity.governance.slots import rights_of
from safecommunity.governance.volunteers import queries
from safecommunity.shell.slots import MenuEntry, WorkLine, once


def ready() -> None:
    """Publish the facts, guard the photos, stand in menu and 待办."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.facts import publish
    from safecommunity.governance.volunteers import facts
    from safecommunity.shell import slots

    for source in (facts.TEAMS, facts.SERVICES):
        registry.register_fact(publish(source))
    files.guard("volunteer_service", queries.may_open_service)
    slots.register("menu", menu, order=24)
    slots.register("todo", todo, order=24)
    slots.register("exceptions", exceptions, order=24)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Hours for who enters them, teams for who keeps or reads them."""
    rights = rights_of(request)
    if rights is None or not queries.opens(rights.reader):
        return []
    entries = [MenuEntry("act", _("Volunteers"), reverse("volunteers"), sub="people")]
    if rights.reader.has(*OFFICE, *WORKER):
        entries.insert(0, MenuEntry("daily", _("Volunteer hours"), reverse("volunteer_hours")))
    return entries


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Duties of the roster that are over and whose hours nobody entered."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(*OFFICE, *WORKER):
        return []
    return [
        WorkLine(
            _("Volunteers"), _("Hours of %(team)s on %(day)s") % {"team": one.team.name, "day": one.on},
            f"{reverse('volunteer_hours')}?shift={one.pid}", _("Enter the hours"), one.on + timedelta(days=7),
            missing=True, place=one.team.place.pid,
        )
        for one in queries.without_hours(rights, timezone.localdate())
    ]  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: hours still not entered a week after."""
    today = timezone.localdate()
    return [one for one in todo(request) if one.due is not None and one.due < today]
