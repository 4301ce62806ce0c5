"""What support puts into the pages of other rooms: menu, who may open its proof."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.governance.rights import LOOKS
from safecommunity.governance.slots import rights_of
from safecommunity.shell.slots import MenuEntry


def ready() -> None:
    """Publish the fact; stand in the menu."""
    from safecommunity.figures import registry
    from safecommunity.files import queries as files
    from safecommunity.governance.facts import publish
    from safecommunity.governance.support import facts, queries
    from safecommunity.shell import slots

    registry.register_fact(publish(facts.SUPPORT))
    files.guard("support", queries.may_open)
    slots.register("menu", menu, order=22)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Support received, for the office and the auditor."""
    rights = rights_of(request)
    if rights is None or not rights.reader.has(*LOOKS):
        return []
    return [MenuEntry("act", _("Support received"), reverse("support"), sub="organisation")]
