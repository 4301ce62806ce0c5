"""The queue of possible duplicates: a list, one pair side by side, and what can be decided about it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.injuries.actions import NotYours, Refused
from safecommunity.injuries.duplicates import actions, matching, queries
from safecommunity.injuries.models import DuplicatePair
from safecommunity.injuries.queries import rows
from safecommunity.injuries.queries.rights import OFFICE, Rights
from safecommunity.injuries.views.common import need
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

OPEN = str(DuplicatePair.State.OPEN)
ALL = "all"


def states() -> list[tuple[str, Any]]:
    """States the queue can be narrowed to."""
    return [
        (OPEN, _("not decided")), ("joined", _("joined into one")), ("apart", _("kept apart")),
        (ALL, _("decided ones too")),
    ]  # fmt: skip


def kinds() -> list[tuple[str, Any]]:
    """What the proposal rests on."""
    return [("identity", _("the same identity number")), ("other", _("person, time and place agree"))]


def _of_state(found: QuerySet[DuplicatePair], value: str) -> QuerySet[DuplicatePair]:
    return found if value == ALL else found.filter(state=value)


def _of_kind(found: QuerySet[DuplicatePair], value: str) -> QuerySet[DuplicatePair]:
    least = matching.POINTS[matching.IDENTITY]
    # all other reasons together stay below the points of the identity number
    return found.filter(strength__gte=least) if value == "identity" else found.filter(strength__lt=least)


def _url(pair: DuplicatePair) -> str:
    return reverse("injury_duplicate", args=[pair.pid])


def _who(pair: DuplicatePair) -> str:
    sides = [rows.band_text(report) for report in (pair.first, pair.second)]
    ages = sides[0] if sides[0] == sides[1] else " / ".join(sides)
    return " · ".join(part for part in (queries.codes.label("sex", pair.first.sex), ages) if part)


def _why(pair: DuplicatePair) -> str:
    """What agrees; where the two come from stands in columns of its own."""
    return " · ".join(queries.reason_texts(pair, ("sources", "facilities")))


class Pairs(Table):
    """The queue, the surest first."""

    name = "duplicates"
    caption = gettext_lazy("Possible duplicates")
    empty = gettext_lazy("Nothing waits. New reports are compared within seconds.")
    columns = (
        Column("day", gettext_lazy("Day"), "injury_on", kind="day"),
        Column("who", gettext_lazy("Person"), _who, link=_url, wide=True, head=True),
        Column("first", gettext_lazy("One report"), lambda pair: queries.origin(pair.first)),
        Column("second", gettext_lazy("Other report"), lambda pair: queries.origin(pair.second)),
        Column("why", gettext_lazy("What agrees"), _why),
        Column("state", gettext_lazy("State"), queries.state_text),
    )
    filters = (
        Filter("state", gettext_lazy("State"), states, _of_state),
        Filter("kind", gettext_lazy("Rests on"), kinds, _of_kind),
    )
    orders = (
        Order("surest", gettext_lazy("surest first"), ("-strength", "-pk")),
        Order("newest", gettext_lazy("newest first"), ("-injury_on", "-pk")),
    )
    pairs = tuple((name, order) for name in ("", "state", "kind") for order in ("surest", "newest"))

    @property
    def filter_choices(self) -> list[dict[str, Any]]:
        """Taking the state off means all states; the page alone shows what waits."""
        found = super().filter_choices
        for one in found:
            if one["name"] == "state" and one["off_url"]:
                one["off_url"] = self._url(state=ALL) if self.chosen.filters["state"] != ALL else ""
        return found


def _held(request: HttpRequest) -> Rights:
    held = need(request)
    if not held.reader.has(*OFFICE):
        raise PermissionDenied
    return held


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Pairs within the reader's rights; what waits for a decision unless another state is asked for."""
    held = _held(request)
    given = request.GET.copy()
    given["state"] = (request.GET.get("state") or ALL) if "state" in given else OPEN
    found = queries.visible_pairs(held)
    context = {
        "table": Pairs(found, given),
        "waiting": queries.waiting(held),
        "decides": bool(held.card_reach),
    }
    return render(request, "injuries/duplicates.html", context)


def _pair(held: Rights, pid: str) -> DuplicatePair:
    pair = queries.visible_pairs(held).filter(pid=pid).first()
    if pair is None:
        raise Http404(_("No such pair, or it is not open to you"))
    return pair


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """Both reports side by side, what differs marked; no names."""
    held = _held(request)
    pair = _pair(held, pid)
    show_place(request, pair.first.place.pid)
    lines = queries.side_by_side(pair)
    context = {
        "pair": pair, "lines": lines, "reasons": queries.reason_texts(pair), "state": queries.state_text(pair),
        "differ": sum(line.kind == "differs" for line in lines), "may": queries.may_decide(held, pair),
        "sides": [(report, held.sees_names(report)) for report in (pair.first, pair.second)],
        "next": queries.next_open(held, pair), "person": _who(pair),
        "decided_by": people.names({pair.decided_by}).get(pair.decided_by, pair.decided_by) if pair.decided_by else "",
    }  # fmt: skip
    return render(request, "injuries/duplicate.html", context)


def _decide(request: HttpRequest, pid: str, deed: Callable[..., DuplicatePair], done: str) -> HttpResponse:
    held = _held(request)
    pair = _pair(held, pid)
    try:
        deed(reader=held.reader, pair=pair, at=timezone.now())
        messages.success(request, done)
    except NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("injury_duplicate", pid=pid)


@login_required
@require_POST
def join(request: HttpRequest, pid: str) -> HttpResponse:
    """They are one injury."""
    return _decide(request, pid, actions.join_pair, _("Joined: figures count it once now"))


@login_required
@require_POST
def apart(request: HttpRequest, pid: str) -> HttpResponse:
    """They are two injuries."""
    return _decide(request, pid, actions.keep_apart, _("Kept apart: figures count two injuries"))


@login_required
@require_POST
def reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the decision back."""
    return _decide(request, pid, actions.reopen_pair, _("Taken back: the pair waits for a decision again"))
