"""What duty puts into the pages of other rooms: who is on duty today, gaps, days without a log, handing over."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.emergency.duty import queries
from safecommunity.emergency.rights import Rights, of_request
from safecommunity.shell.slots import MenuEntry, WorkLine, once

LOOKED_AHEAD = timedelta(days=14)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The line of the log for who writes it."""
    held = of_request(request)
    if held is None or not held.works:
        return []
    return [MenuEntry("daily", _("Line of the duty log"), reverse("duty_quick"))]


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Today's duty, what waits to be taken over, gaps, turns of people on leave, days without a log.

    These lines also go out as reminders: they tell posts, never names.
    """
    held = of_request(request)
    if held is None or not held.works:
        return []
    today = timezone.localdate()
    lines = [*_today(held, today), *_handovers(held)]
    return [*lines, *_gaps(held, today), *_without(held, today)] if held.keeps else lines


def _today(held: Rights, today: date) -> list[WorkLine]:
    found = []
    for place in queries.rosters(held)[:3]:
        duty = queries.on_duty(place, today)
        if duty.day is None or not duty.turns:
            continue
        told = "、".join(
            queries.name_of(duty.turns[part].person, opened=False)
            for part in ("leader", "main", "second")
            if part in duty.turns
        )
        title = _("On duty today at %(place)s: %(names)s") % {"place": place.name, "names": told}
        found.append(
            WorkLine(
                _("Duty"), title, f"{reverse('duty_roster')}?at={place.pid}", _("Look at it"), place=place.pid
            )
        )
    return found


def _handovers(held: Rights) -> list[WorkLine]:
    return [
        WorkLine(
            _("Duty"),
            _("Take over the duty of %(place)s, %(day)s") % {"place": one.day.place.name, "day": one.day.on},
            reverse("duty_log"),
            _("Sign"),
            says=one.says[:80],
            place=one.day.place.pid,
        )
        for one in queries.handovers(held)
    ]


def _gaps(held: Rights, today: date) -> list[WorkLine]:
    """One line a place for gaps ahead, one a turn for people on leave."""
    by_place: dict[str, list[Any]] = {}
    for day in queries.gaps(held, today, today + LOOKED_AHEAD):
        by_place.setdefault(day.place.pid, []).append(day)
    found = [
        WorkLine(
            _("Duty"),
            _("%(n)s days of %(place)s without duty or leader")
            % {"n": len(days), "place": days[0].place.name},
            f"{reverse('duty_roster')}?at={pid}&month={days[0].on:%Y-%m}",
            _("Fill the roster"),
            days[0].on,
            missing=days[0].on <= today,
            place=pid,
        )
        for pid, days in by_place.items()
    ]
    found += [
        WorkLine(
            _("Duty"),
            _("%(name)s is on leave on %(day)s")
            % {"name": queries.name_of(turn.person, opened=False), "day": turn.day.on},
            reverse("duty_day", args=[turn.day.ref]),
            _("Swap the turn"),
            turn.day.on,
            place=turn.day.place.pid,
        )
        for turn in queries.on_leave(held, today, today + LOOKED_AHEAD)
    ]
    return found


def _without(held: Rights, today: date) -> list[WorkLine]:
    days = queries.without_log(held, today)
    if not days:
        return []
    title = _("%(n)s days of duty without a line in the log") % {"n": len(days)}
    says = _("A quiet day says so too")
    return [
        WorkLine(
            _("Duty"),
            title,
            reverse("duty_log"),
            _("Look at it"),
            days[0].on + timedelta(days=1),
            says,
            missing=True,
        )
    ]


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: gaps today and days without a log."""
    return [line for line in todo(request) if line.missing]
