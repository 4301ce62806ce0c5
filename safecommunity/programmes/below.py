"""What of the rooms below can be tied to a project: meetings, and returns that stand. They cannot register themselves,
because they do not know this room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from safecommunity.governance.models import Meeting, Return
from safecommunity.governance.queries import work
from safecommunity.governance.returns import forms_known, transitions
from safecommunity.governance.returns import queries as returns
from safecommunity.governance.rights import Rights
from safecommunity.indicators.period import Period
from safecommunity.programmes.ties import Kind, Record

LOOKED_AT = 400  # titles of forms are data, which no index knows


def of_meeting(one: Meeting) -> Record:
    """A meeting as a project sees it."""
    return Record(one.ref, one.title, one.on, "meeting", one.body.name, reverse("meeting", args=[one.ref]))


def known_meetings(refs: Iterable[str]) -> Mapping[str, Record]:
    """Meetings that were not withdrawn, whoever asks."""
    found = Meeting.objects.filter(ref__in=list(refs), withdrawn_at__isnull=True).select_related("body")
    return {one.ref: of_meeting(one) for one in found}


def seen_meetings(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Meetings open to the reader."""
    found = work.meetings(Rights(reader)).filter(ref__in=list(refs), withdrawn_at__isnull=True)
    return {one.ref: of_meeting(one) for one in found}


def find_meetings(reader: Any, text: str, most: int) -> list[Record]:
    """The newest meetings that hold a text."""
    found = work.meetings(Rights(reader)).filter(withdrawn_at__isnull=True)
    found = found.filter(Q(title__icontains=text) | Q(agenda__icontains=text)) if text else found
    return [of_meeting(one) for one in found[:most]]


def _form(one: Return) -> str:
    return forms_known.spec_of(one.form).title(get_language() or "zh-hans")


def of_return(one: Return) -> Record:
    """A return as a project sees it: its form, who filled it, for which months."""
    period = Period(one.first, one.last)
    return Record(
        one.pid, f"{_form(one)} · {returns.label(one)}", period.end, "return", returns.filler_name(one),
        reverse("return", args=[one.pid]), str(period),
    )  # fmt: skip


def known_returns(refs: Iterable[str]) -> Mapping[str, Record]:
    """Returns that stand, whoever asks."""
    found = returns.returns().filter(pid__in=list(refs), state__in=transitions.STANDING)
    return {one.pid: of_return(one) for one in found}


def seen_returns(reader: Any, refs: Iterable[str]) -> Mapping[str, Record]:
    """Returns that stand and are open to the reader."""
    found = returns.register(returns.hands(reader)).filter(pid__in=list(refs), state__in=transitions.STANDING)
    return {one.pid: of_return(one) for one in found}


def find_returns(reader: Any, text: str, most: int) -> list[Record]:
    """The newest returns that stand and whose form holds a text."""
    found = (
        returns.register(returns.hands(reader))
        .filter(state__in=transitions.STANDING)
        .order_by("-last", "-pk")
    )
    made = (of_return(one) for one in found[:LOOKED_AT])
    return [one for one in made if text in one.title or text in one.place][:most]


def kinds(_request: Any, **_context: Any) -> list[Kind]:
    """For the slot `project.outputs`."""
    return [
        Kind("meeting", _("Meetings and visits"), known_meetings, seen_meetings, find_meetings),
        Kind("return", _("Statistical returns"), known_returns, seen_returns, find_returns),
    ]
