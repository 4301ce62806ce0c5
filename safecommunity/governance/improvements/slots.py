"""What corrective and preventive actions put into other pages: menu, what is to be done and verified, what is late."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.governance.improvements import queries, words
from safecommunity.governance.rights import LOOKS
from safecommunity.governance.slots import rights_of
from safecommunity.shell.slots import MenuEntry, WorkLine, once

MOST = 20


def ready() -> None:
    """Publish the fact; stand in the menu, in the work to do and among what is late."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.facts import publish
    from safecommunity.governance.improvements import facts
    from safecommunity.shell import slots

    registry.register_fact(publish(facts.IMPROVEMENTS))
    files.guard("improvement", queries.may_open)
    slots.register("menu", menu, order=22)
    slots.register("todo", todo)
    slots.register("exceptions", exceptions)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """For the office and the auditor."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(*LOOKS):
        return []
    return [MenuEntry("act", _("Corrective actions"), reverse("improvements"), sub="promise")]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What is to be done, and what is done and to be verified."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(Role.CLERK, Role.CHIEF):
        return []
    return [
        WorkLine(
            words.kind(one.kind), one.action if one.done_on is None else one.found,
            reverse("improvement", args=[one.pid]),
            _("Look at it") if one.done_on is None else _("Verify it"),
            one.due if one.done_on is None else None, one.who, missing=one.done_on is None,
        )
        for one in queries.waiting(rights, MOST)
    ]  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is past its day."""
    today = timezone.localdate()
    return [line for line in todo(request) if line.missing and line.due is not None and line.due < today]
