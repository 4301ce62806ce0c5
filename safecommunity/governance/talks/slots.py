"""What talks put into other pages: the menu of whom they concern, what waits for an answer or a decision."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import signed_in
from safecommunity.governance.models import Talk
from safecommunity.governance.talks import actions
from safecommunity.governance.talks.rights import Chair
from safecommunity.governance.talks.words import W
from safecommunity.shell.slots import MenuEntry, WorkLine, once

MOST = 20


def ready() -> None:
    """Stand in the menu and in the work to do."""
    from safecommunity.shell import slots

    slots.register("menu", menu, order=24)
    slots.register("todo", todo)


@once
def chair_of(request: HttpRequest) -> Chair | None:
    """Where the reader sits, made once a request."""
    reader = signed_in(request)
    return Chair(reader) if reader is not None else None


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """For chiefs and auditors; for who was summoned."""
    chair = chair_of(request)
    if chair is None:
        return []
    if (
        not chair.reader.has(Role.CHIEF, Role.AUDITOR)
        and not Talk.objects.filter(user=chair.reader.pid).exists()
    ):
        return []
    return [MenuEntry("prove", _("Talks"), reverse("talks"), sub="target")]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Who was summoned is told that an answer is possible, in neutral words; the chief that an appeal waits."""
    chair = chair_of(request)
    if chair is None:
        return []
    found = []
    mine = Talk.objects.filter(user=chair.reader.pid, closed_on__isnull=True).defer(
        "person", "reasons", "outcome"
    )
    for one in mine.select_related("place")[:MOST]:
        if not one.steps.filter(what=W.ANSWER).exists():
            says = _("A matter of the office waits for your answer")
            found.append(
                WorkLine(
                    _("Matter of the office"),
                    says,
                    reverse("talk", args=[one.pid]),
                    _("Read and answer"),
                    missing=True,
                )
            )
    if chair.reader.has(Role.CHIEF):
        led = Talk.objects.filter(place__pid__in=chair.chief_reach, closed_on__isnull=True)
        for one in led.filter(steps__what=W.APPEAL).distinct().select_related("place", "party")[:MOST]:
            if chair.chief(one) and actions.open_appeal(one) is not None:
                found.append(WorkLine(_("Talk"), one.party.name, reverse("talk", args=[one.pid]), _("An appeal waits"),
                                      place=one.place.pid))  # fmt: skip
    return found
