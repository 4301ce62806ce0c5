"""What opinions put into the pages of other rooms. On an opinion's own page upper rooms fill the slot `opinion.page`
with a (title, address) for what it may become: a hazard, a project."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.opinions import queries
from safecommunity.governance.rights import OFFICE
from safecommunity.governance.slots import rights_of
from safecommunity.shell.slots import MenuEntry, WorkLine, once


def ready() -> None:
    """Publish the fact, guard the photos, stand in menu and 待办."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.facts import publish
    from safecommunity.governance.opinions import facts
    from safecommunity.shell import slots

    registry.register_fact(publish(facts.OPINIONS))
    files.guard("opinion", queries.may_open, queries.place_for)
    slots.register("menu", menu, order=25)
    slots.register("todo", todo, order=25)
    slots.register("exceptions", exceptions, order=25)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """One entry for who receives or reads them."""
    rights = rights_of(request)
    if rights is None or not queries.opens(rights):
        return []
    group, part = ("daily", "") if rights.sectors else ("act", "people")
    return [MenuEntry(group, _("Residents' opinions"), reverse("opinions"), sub=part)]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What the office has to sort or to answer. A line names the number, not what was said."""
    rights = rights_of(request)
    if rights is None or not (rights.reader.has(*OFFICE) or rights.sectors):
        return []
    return [_line(one) for one in queries.waiting(rights)]


def _line(one: Any) -> WorkLine:
    sorted_out = bool(one.agency_id or one.who)
    says = _("Answer opinion %(number)s") if sorted_out else _("Say who answers opinion %(number)s")
    again = _("opened again") if one.rounds > 1 else ""
    return WorkLine(
        _("Opinion"), f"{says % {'number': one.number}} · {one.place.name}", reverse("opinion", args=[one.ref]),
        _("Answer") if sorted_out else _("Sort"), one.due, again, missing=True, place=one.place.pid,
    )  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: replies that are overdue."""
    today = timezone.localdate()
    return [one for one in todo(request) if one.due is not None and one.due < today]
