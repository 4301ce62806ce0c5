"""What this room puts into the pages of other rooms: menu, rounds that wait."""

from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import applications, asks, moves, rounds
from safecommunity.accreditation.rights import Rights, of_request
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

MOST_ASKED = 20
REAPPLY = timedelta(days=180)  # so long before a term ends, the office is told


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Self-assessment for who sees rounds, standards for who looks them up."""
    held = of_request(request)
    if held is None:
        return []
    entries = []
    if held.looks:
        entries += [
            MenuEntry("prove", _("Programme board"), reverse("programme"), sub="claim"),
            MenuEntry("prove", _("Applications"), reverse("applications"), sub="claim"),
            MenuEntry("prove", _("Self-assessment"), reverse("rounds"), sub="claim"),
            MenuEntry("prove", _("Evidence"), reverse("evidence_list"), sub="claim"),
        ]
    if held.looks_in or held.is_asked:
        title = _("Asked of you") if held.is_asked and not held.scores else _("Questions to partners")
        entries.append(MenuEntry("prove", title, f"{reverse('item_asks')}?state=open", sub="claim"))
    if held.reads:
        entries.append(MenuEntry("prove", _("Standards"), reverse("standards"), sub="claim"))
    return entries


def shows(code: str) -> bool:
    """Whether the programme board shows a figure."""
    from safecommunity.accreditation.views import board

    return code in (*board.SHOWN, *board.CARDS)


@once
def applications_todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Applications whose turn is the reader's: the most urgent first; a named place when its term or a report calls."""
    held = of_request(request)
    if held is None or not held.looks:
        return []
    today = timezone.localdate()
    lines = []
    for one in applications.waiting(held).prefetch_related("reports").order_by("due_sort", "pk")[:60]:
        missing = applications.reports_missing(one, today) if one.stage == "named" else []
        if one.stage == "named" and not missing and (one.due_on or today) > today + REAPPLY:
            continue
        state = moves.state_name(applications.procedure_of(one), one.state)
        says = _("annual report of %(year)s missing") % {"year": missing[0]} if missing else state
        lines.append(WorkLine(
            kind=_("Application"), title=f"{one.place.name} · {words.title_of(one.level)}",
            url=reverse("application", args=[one.pid]), action=_("Go on with it"), due=None if missing else one.due_on,
            says=says, place=one.place.pid,
        ))  # fmt: skip
    return lines[:20]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Open rounds of the office: graded whole, the chief hands in; answers that came; what is asked of the reader."""
    held = of_request(request)
    if held is None:
        return []
    lines = _asked_of(held) if held.is_asked else []
    return [*lines, *_rounds(held), *_answers(held)] if held.scores else lines


def _asked_of(held: Rights) -> list[WorkLine]:
    """What waits for an answer of the reader, the first day first."""
    today = timezone.localdate()
    found = (
        asks.open_ones(asks.asks(held).filter(asks.mine(held))).filter(answered=False).order_by("due", "pk")
    )
    return [
        WorkLine(
            kind=_("Asked of you"), title=one.text[:80], url=reverse("item_ask", args=[one.pid]), action=_("Answer"),
            due=one.due, says=f"{one.round.place.name} {one.round.year} · {one.item}", missing=one.due < today,
            place=one.round.place.pid,
        )
        for one in found[:MOST_ASKED]
    ]  # fmt: skip


def _answers(held: Rights) -> list[WorkLine]:
    """Answers the office is to look at, and questions nobody answered in time: one line each."""
    today, found = timezone.localdate(), asks.open_ones(asks.asks(held)).exclude(asks.mine(held))
    told = list(found.filter(Q(answered=True) | Q(due__lt=today)).values_list("answered", "due")[:1000])
    waits = sum(answered for answered, _due in told)
    late = sorted(due for answered, due in told if not answered)
    url, lines = reverse("item_asks"), list[WorkLine]()
    if waits:
        title = _("%(n)s answers of partners wait to be looked at") % {"n": waits}
        lines.append(WorkLine(_("Self-assessment"), title, f"{url}?state=waits", _("Review")))
    if late:
        title = _("%(n)s questions to partners are not answered") % {"n": len(late)}
        lines.append(
            WorkLine(
                _("Self-assessment"), title, f"{url}?state=late", _("Look at them"), late[0], missing=True
            )
        )
    return lines


def of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """What is asked of a unit about items, on its page."""
    held = of_request(request)
    if held is None:
        return []
    rows = list(asks.asks(held).filter(unit=unit).order_by("-pk")[:10])
    if not rows:
        return []
    today = timezone.localdate()
    lines = []
    for one in rows:
        text, tone = words.ask_state(one, today)
        says = _("to be answered by %(day)s") % {"day": one.due}
        lines.append(UnitLine(one.text[:80], reverse("item_ask", args=[one.pid]), says, text, tone))
    return [UnitSection(_("Questions about the self-assessment"), tuple(lines))]


def _rounds(held: Rights) -> list[WorkLine]:
    """Open rounds of the office."""
    found = rounds.rounds(held).filter(state=Round.State.OPEN).order_by("-year", "-pk")[:5]
    lines = []
    for one in found:
        whole = one.graded == one.items
        if whole and not held.decides:
            continue
        says = _("%(n)s of %(all)s items graded") % {"n": one.graded, "all": one.items}
        lines.append(WorkLine(
            kind=_("Self-assessment"), title=f"{one.place.name} {one.year}", url=reverse("round", args=[one.pid]),
            action=_("Hand in") if whole else _("Grade on"), says=says, place=one.place.pid,
        ))  # fmt: skip
    return lines
