"""What this room puts into the pages of other rooms: menu, what waits, what is overdue, a unit's hazards."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.hazards import codes, loop, queries, words
from safecommunity.hazards.models import Hazard
from safecommunity.hazards.rights import Rights, of_request
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

MOST = 20


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Found and put right for who finds, the list for who looks."""
    held = of_request(request)
    if held is None:
        return []
    entries = []
    if held.finds:
        entries.append(MenuEntry("daily", _("Hazard found, put right"), reverse("hazard_quick")))
    if held.looks:
        entries.append(MenuEntry("see", _("Hazards"), reverse("hazards"), sub="hazard"))
    return entries


def title(one: Hazard) -> str:
    """What is wrong, in the finder's words or the list's."""
    return one.what or codes.label(codes.kinds(), one.kind)


def next_of(held: Rights, one: Hazard) -> str:
    """The next deed of a reader that moves it on; empty where it is not his turn."""
    return loop.main_of(one, loop.open_deeds(held, one))


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Hazards whose next step is the reader's; overdue ones for the office also where it waits for others."""
    held = of_request(request)
    if held is None or not (held.finds or held.units):
        return []
    today = timezone.localdate()
    return [
        _line(held, one, today)
        for one in queries.waiting(held, MOST)
        if next_of(held, one) or (held.keeps and one.due < today)
    ]


def _line(held: Rights, one: Hazard, today: date) -> WorkLine:
    deed = next_of(held, one)
    return WorkLine(
        _("Hazard"), title(one), reverse("hazard", args=[one.pid]), words.deed(deed) if deed else _("Look at it"),
        one.due if one.fixed_on is None else None,
        f"{codes.colour_name(one.color)} · {words.states()[one.state]} · {one.place.name} {one.spot}".strip(),
        missing=one.fixed_on is None and one.due < today, place=one.place.pid,
    )  # fmt: skip


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is past its day."""
    return [line for line in todo(request) if line.missing]


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """A unit's hazards on its page; its own phone goes from here to what is to be put right."""
    held = of_request(request)
    if held is None or not (unit.pid in held.units or unit.place.pid in held.looks_in):
        return []
    today = timezone.localdate()
    return [
        UnitSection(
            _("Hazards"), tuple(_unit_line(one, today) for one in queries.of_unit(held, unit)),
            _("No hazard was found at this unit."),
        )
    ]  # fmt: skip


def _unit_line(one: Hazard, today: date) -> UnitLine:
    late = one.fixed_on is None and one.state not in ("closed", "no_hazard") and one.due < today
    tone = "ok" if one.state == "closed" else "bad" if late else "ask"
    says = _("to be put right by %(day)s") % {"day": one.due}
    state = _("overdue") if late else words.states()[one.state]
    return UnitLine(title(one), reverse("hazard", args=[one.pid]), says, state, tone)


def shows(code: str) -> bool:
    """Whether the list shows a figure."""
    from safecommunity.hazards.views import FIGURES

    return code in FIGURES
