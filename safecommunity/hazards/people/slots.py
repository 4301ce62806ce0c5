"""What the register puts into the pages of other rooms: menu, visits due and consents to renew, what is overdue."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.hazards.people import queries, words
from safecommunity.hazards.people.rights import of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once


def ready() -> None:
    """Publish the facts, stand in menu and 待办."""
    from safecommunity.figures import lineage, registry
    from safecommunity.hazards.people import facts
    from safecommunity.hazards.people.lists import PEOPLE
    from safecommunity.shell import lists, slots

    lists.register(PEOPLE)

    for fact in facts.FACTS:
        registry.register_fact(fact)
    slots.register("menu", menu, order=29)
    slots.register("todo", todo, order=3)
    slots.register("exceptions", exceptions, order=3)
    slots.register(
        "figure.uses", lineage.shown_on(gettext_lazy("People at higher risk"), "vulnerable", shows)
    )


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """One entry: for who keeps the register daily, for who reads it among what to see."""
    held = of_request(request)
    if held is None or not held.looks:
        return []
    return [MenuEntry("daily" if held.keeps else "see", _("People at higher risk"), reverse("vulnerable"))]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the worker: visits due, consents to ask for again. Numbers and groups, nobody's name."""
    held = of_request(request)
    if held is None or not held.keeps:
        return []
    today = timezone.localdate()
    visits = [
        WorkLine(
            _("Visit"), f"{one.number} {words.groups(one)}", reverse("vulnerable_visit", args=[one.pid]), _("Visit"),
            one.next_visit, one.place.name, missing=one.next_visit < today, place=one.place.pid,
        )
        for one in queries.due(held, today)
    ]  # fmt: skip
    return visits + [
        WorkLine(
            _("Consent"), f"{one.number} {words.groups(one)}", reverse("vulnerable_one", args=[one.pid]),
            _("Ask again"), one.consent_until, one.place.name, missing=one.consent_until < today, place=one.place.pid,
        )
        for one in queries.to_renew(held, today)
    ]  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: visits past their day."""
    held = of_request(request)
    if held is None or not held.heads:
        return [line for line in todo(request) if line.missing]
    today = timezone.localdate()
    return [
        WorkLine(
            _("Visit"), f"{one.number} {words.groups(one)}", reverse("vulnerable_one", args=[one.pid]),
            _("Look at it"), one.next_visit, one.place.name, missing=True, place=one.place.pid,
        )
        for one in queries.overdue(held, today)
    ]  # fmt: skip


def shows(code: str) -> bool:
    """Whether the list shows a figure."""
    from safecommunity.hazards.people.views.listing import FIGURES

    return code in FIGURES
