"""What targets, the responsibility map and the profile put into the pages of other rooms."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.accounts.models import Role
from safecommunity.governance.answering import queries as answering
from safecommunity.governance.profile import queries as profile
from safecommunity.governance.targets import queries as targets
from safecommunity.shell.slots import MenuEntry


def ready() -> None:
    """Publish the profile's fact and figures; stand in the menu."""
    from safecommunity.figures import registry
    from safecommunity.governance.profile import facts
    from safecommunity.indicators.catalogue import CATALOGUE
    from safecommunity.shell import slots

    registry.register_fact(
        registry.Fact(
            schema=facts.SCHEMA, rows=facts.rows, all_rows=facts.all_rows, rows_by_refs=facts.rows_by_refs,
            openable=facts.openable, tables=("governance.ProfileNumber",),
            screens=((lazy("Community profile"), "profile"),),
        )
    )  # fmt: skip
    CATALOGUE.register_source("profile", facts.ProfileSource())
    slots.register("menu", menu, order=22)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Targets, who answers for what, the profile: for the offices that keep them; for a worker once there are any."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.has(Role.GRID, Role.CLERK, Role.CHIEF, Role.SUPERVISOR, Role.CDC):
        return []
    found = []
    if targets.has_any(reader):
        found.append(MenuEntry("prove", _("Targets"), reverse("targets"), sub="target"))
    if answering.has_any(reader):
        found.append(MenuEntry("keep", _("Responsibility map"), reverse("duties"), sub="duty"))
    if profile.looks(reader):
        found.append(MenuEntry("system", _("Community profile"), reverse("profile"), sub="base"))
    return found
