"""What this room puts into the pages of other rooms: menu, what waits, what is overdue, a unit's hazards."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes, loop, queries, words
from safecommunity.hazards.models import ENDED, Hazard
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
    if held.lists:
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
    if held is None or not (held.finds or held.units or held.agency or held.above):
        return []
    today = timezone.localdate()

    def wanted(one: Hazard) -> bool:
        return bool(next_of(held, one)) or (held.keeps and one.due < today) or held.oversees(one)

    return [_line(held, one, today) for one in queries.waiting(held, wanted, MOST)]


def _line(held: Rights, one: Hazard, today: date) -> WorkLine:
    deed = next_of(held, one)
    told = f"{title(one)}（{mark}）" if (mark := _mark(one, today)) else title(one)
    return WorkLine(
        _("Hazard"), told, reverse("hazard", args=[one.pid]), words.deed(deed) if deed else _("Look at it"),
        one.due if one.fixed_on is None else one.turn_due,
        f"{codes.colour_name(one.color)} · {words.states()[one.state]} · {one.place.name} {one.spot}".strip(),
        missing=one.fixed_on is None and one.due < today, place=one.place.pid,
    )  # fmt: skip


def _mark(one: Hazard, today: date) -> str:
    """Changes on the set days only: a reminder that says something new is sent, one that does not is not."""
    if one.fixed_on is not None or one.state not in loop.GOING:
        return ""
    if one.due < today:
        says = _("overdue, climbed to %(level)s")
        return says % {"level": codes.climb_name(one.climbed)} if one.climbed else _("overdue")
    left = workdays.between(today, one.due)
    reached = [days for days in codes.remind_before() if left <= days]
    if not reached:
        return ""
    return _("within %(days)s working days") % {"days": min(reached)} if min(reached) else _("due today")


@once
def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """What climbed to the reader because it is overdue, and what waits too long to be accepted."""
    held = of_request(request)
    if held is None:
        return []
    today = timezone.localdate()
    lines = [_climbed(one, today) for one in queries.climbed(held, MOST)]
    return lines + [_stuck(one) for one in queries.stuck(held, today, MOST)]


def _climbed(one: Hazard, today: date) -> WorkLine:
    says = _("%(days)s working days overdue, climbed to %(level)s · %(who)s · %(state)s")
    told = {
        "days": workdays.between(one.due, today), "level": codes.climb_name(one.climbed), "who": who(one),
        "state": words.states()[one.state],
    }  # fmt: skip
    return WorkLine(
        _("Hazard"), title(one), reverse("hazard", args=[one.pid]), _("Look at it"), one.due, says % told,
        missing=True, place=one.place.pid,
    )  # fmt: skip


def _stuck(one: Hazard) -> WorkLine:
    return WorkLine(
        _("Hazard"), title(one), reverse("hazard", args=[one.pid]), _("Look at it"), one.turn_due,
        f"{words.states()[one.state]} · {one.place.name} {one.spot}".strip(), missing=True, place=one.place.pid,
    )  # fmt: skip


def who(one: Hazard) -> str:
    """Who has to put it right."""
    return one.who or (one.unit.name if one.unit is not None else one.place.name)


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
    late = one.fixed_on is None and one.state not in ENDED and one.due < today
    tone = "ok" if one.state == "closed" else "bad" if late else "ask"
    says = _("to be put right by %(day)s") % {"day": one.due}
    state = _("overdue") if late else words.states()[one.state]
    return UnitLine(title(one), reverse("hazard", args=[one.pid]), says, state, tone)


def shows(code: str) -> bool:
    """Whether the list shows a figure."""
    from safecommunity.hazards.views.listing import FIGURES

    return code in FIGURES
