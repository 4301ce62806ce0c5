"""What this room puts into the pages of lower and upper rooms."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.models import Role
from safecommunity.governance import codes, words
from safecommunity.governance.duties import title_of, who_of
from safecommunity.governance.facts.letters import letters_seen
from safecommunity.governance.models import Letter
from safecommunity.governance.queries import letters, work
from safecommunity.governance.rights import LOOKS, WORKER, Rights
from safecommunity.places.models import SocialUnit
from safecommunity.shell.slots import MenuEntry, UnitLine, UnitSection, WorkLine, once

SOON = timedelta(days=30)
MOST_TASKS = 20


@once
def rights_of(request: HttpRequest) -> Rights | None:
    """The reader's rights in this room, made once a request."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.is_authenticated:
        return None
    rights = Rights(reader)
    return rights if rights.looks or rights.sectors else None


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """The pages of the organisation, for who uses them."""
    reader = getattr(request, "reader", None)
    if reader is not None and reader.place_scopes("governance", Role.SUPERVISOR):
        return [MenuEntry("act", _("Letters of the streets"), reverse("letters_district"), sub="promise")]
    rights = rights_of(request)
    if rights is None:
        return []
    if rights.sectors and not rights.reader.has(*LOOKS, *WORKER):
        return [MenuEntry("daily", _("Tasks"), f"{reverse('tasks')}?state=open")]
    if not rights.reader.has(*LOOKS, *WORKER):
        return [
            MenuEntry("daily", _("My unit"), reverse("unit_page", args=[pid])) for pid in rights.own_units[:3]
        ]
    entries = [MenuEntry("act", _("Responsibility letters"), reverse("letters"), sub="promise")]
    if rights.reader.has(*LOOKS):
        entries += [
            MenuEntry("act", _("Organisation"), reverse("organisation"), sub="organisation"),
            MenuEntry("act", _("Meetings and visits"), reverse("meetings"), sub="organisation"),
            MenuEntry("act", _("Tasks"), f"{reverse('tasks')}?state=open", sub="promise"),
        ]
    return entries


def sector_choices(_request: HttpRequest, **_context: Any) -> list[tuple[str, str]]:
    """(code, name) of the sectors a person of an agency may be of."""
    return [(code, codes.sector_name(code)) for code in codes.people_sectors()]


def landing(request: HttpRequest, **_context: Any) -> str | None:
    """A unit starts at its own page."""
    rights = rights_of(request)
    if rights is None or not rights.own_units or rights.reader.roles != {Role.UNIT}:
        return None
    return reverse("unit_page", args=[rights.own_units[0]])


def letters_of_unit(request: HttpRequest, *, unit: SocialUnit, **_context: Any) -> list[UnitSection]:
    """The letters of a unit, newest first."""
    rights = rights_of(request)
    if rights is None:
        return []
    found = Letter.objects.filter(letters_seen(rights.reader), unit=unit).select_related("round")
    lines = tuple(_letter_line(one) for one in found.order_by("-round__year", "-pk")[:10])
    return [UnitSection(_("Responsibility letters"), lines, _("No letter was due yet."))]


def _letter_line(one: Letter) -> UnitLine:
    state, tone = (_("signed"), "ok") if one.signed_on else (_("no longer due"), "")
    if one.signed_on is None and one.void_on is None:
        state, tone = _("not signed yet"), "ask"
    title = f"{one.round.year} {words.level(one.round.level)} {_('No.')} {one.number}"
    return UnitLine(
        title,
        reverse("letter", args=[one.ref]),
        one.signed_on.isoformat() if one.signed_on else "",
        state,
        tone,
    )


@once
def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """Letters whose day comes and tasks that have begun, of the reader's places; of others only what waits for them."""
    rights = rights_of(request)
    if rights is None:
        return []
    today = timezone.localdate()
    office = rights.reader.has(Role.CLERK, Role.CHIEF)
    return [*(_letters_due(rights, today) if office else []), *_tasks(rights, today)]


def _tasks(rights: Rights, today: date) -> list[WorkLine]:
    """Tasks that wait, the oldest first."""
    return [
        WorkLine(_("Task"), title_of(one), reverse("task", args=[one.ref]), _("Look at it"), one.due, who_of(one),
             missing=True, place=one.place.pid)
        for one in work.waiting(rights, today, MOST_TASKS)
    ]  # fmt: skip


def _letters_due(rights: Rights, today: date) -> list[WorkLine]:
    """A line for each round with letters that are still out, from a month before their day."""
    found = []
    for line in letters.rounds(rights, today.year):
        if line.left and line.round.sign_by - SOON <= today:
            title = _("%(left)s of %(due)s letters of %(level)s are not signed yet") % {
                "left": line.left, "due": line.due, "level": words.level(line.round.level)}  # fmt: skip
            url = reverse("letters_round", args=[line.round.pid])
            found.append(
                WorkLine(
                    _("Letters"),
                    title,
                    url,
                    _("Sign a batch"),
                    line.round.sign_by,
                    missing=True,
                    place=line.round.place.pid,
                )
            )
    return found


def exceptions(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """For the chief: what is past its day."""
    today = timezone.localdate()
    return [line for line in todo(request) if line.missing and line.due is not None and line.due < today]
