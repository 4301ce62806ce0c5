"""What dwellings put into the pages of other rooms: menu, screenings to confirm, works to accept."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.housing import queries, words
from safecommunity.hazards.housing.rights import of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once


def ready() -> None:
    """Publish the facts, guard the photos, stand in menu and 待办."""
    from safecommunity.figures import lineage, registry
    from safecommunity.files import queries as files
    from safecommunity.hazards.housing import facts
    from safecommunity.hazards.housing.lists import DWELLINGS
    from safecommunity.shell import lists, slots

    lists.register(DWELLINGS)

    for fact in facts.FACTS:
        registry.register_fact(fact)
    files.guard(queries.PHOTOS, queries.may_open, queries.place_for)
    slots.register("menu", menu, order=29)
    slots.register("todo", todo, order=4)
    slots.register("figure.uses", lineage.shown_on(gettext_lazy("Dwellings"), "housing", shows))


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """One entry for who enters, confirms or reads."""
    held = of_request(request)
    if held is None or not held.opens:
        return []
    return [MenuEntry("see", _("Dwellings"), reverse("housing"), sub="people_at_risk")]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For office and housing agency: unsafe screenings to confirm, works to accept; not one's own."""
    held = of_request(request)
    if held is None or not (held.office or held.confirms_in):
        return []
    confirm = [
        WorkLine(
            _("Dwelling"), f"{one.number} {words.title(one)}", reverse("dwelling", args=[one.pid]), _("Confirm"), None,
            words.grade(one.grade), place=one.place.pid,
        )
        for one in queries.to_confirm(held)
        if one.grade in words.UNSAFE
    ]  # fmt: skip
    return confirm + [
        WorkLine(
            _("Dwelling"), f"{work.dwelling.number} {words.title(work.dwelling)}",
            reverse("dwelling", args=[work.dwelling.pid]), _("Accept the work"), None,
            words.CODES.label("measures", work.measure), place=work.dwelling.place.pid,
        )
        for work in queries.to_accept(held)
        if work.by != held.reader.pid
    ]  # fmt: skip


def shows(code: str) -> bool:
    """Whether a page of dwellings shows a figure."""
    from safecommunity.hazards.housing.coverage import CODES, SHARE
    from safecommunity.hazards.housing.views.listing import FIGURES

    return code in FIGURES or code in CODES or code == SHARE
