"""The queue of lines that may tell of one event."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.outreach import actions
from safecommunity.outreach.models import Double
from safecommunity.outreach.queries import doubles, ledger
from safecommunity.outreach.queries.rights import Rights
from safecommunity.outreach.views.common import need_office, tried

SHOWN = 50


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Pairs of the reader's office, side by side; what waits first."""
    held = need_office(request)
    decided = request.GET.get("show") == "decided"
    found = doubles.visible(held)
    found = found.exclude(state=Double.State.OPEN) if decided else found.filter(state=Double.State.OPEN)
    pairs = list(found.order_by("-happened_on", "-pk")[:SHOWN])
    hands = {line.entered_by for pair in pairs for line in (pair.first, pair.second)}
    names = people.names(hands)
    context = {
        "pairs": [_pair(pair, names) for pair in pairs], "waiting": doubles.waiting(held), "decided": decided,
    }  # fmt: skip
    return render(request, "outreach/doubles.html", context)


def _pair(pair: Double, names: dict[str, str]) -> dict[str, Any]:
    kept = pair.second if pair.first.counted_with_id == pair.second_id else pair.first
    return {
        "pair": pair, "why": "、".join(map(doubles.reason_text, pair.reasons)), "kept": kept,
        "sides": [
            (line, ledger.shown(line), names.get(line.entered_by, line.entered_by), ledger.title_of(line))
            for line in (pair.first, pair.second)
        ],
    }  # fmt: skip


def _one(held: Rights, pid: str) -> Double:
    pair = doubles.visible(held).filter(pid=pid[:16]).first()
    if pair is None:
        raise Http404(_("No such pair, or it is not open to you"))
    return pair


def _decide(request: HttpRequest, pid: str, deed: Callable[[Rights, Double], Any], done: str) -> HttpResponse:
    held = need_office(request)
    pair = _one(held, pid)
    tried(request, lambda: deed(held, pair), done)
    return redirect("outreach_doubles")


@login_required
@require_POST
def join(request: HttpRequest, pid: str) -> HttpResponse:
    """They are one."""
    keep = request.POST.get("keep", "")
    return _decide(
        request, pid,
        lambda held, pair: actions.join_double(reader=held.reader, double=pair, keep=keep, at=timezone.now()),
        _("Joined: figures count it once now"),
    )  # fmt: skip


@login_required
@require_POST
def apart(request: HttpRequest, pid: str) -> HttpResponse:
    """They are two."""
    return _decide(
        request, pid, lambda held, pair: actions.keep_apart(reader=held.reader, double=pair, at=timezone.now()),
        _("Kept apart: both count"),
    )  # fmt: skip


@login_required
@require_POST
def reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Take it back."""
    return _decide(
        request, pid, lambda held, pair: actions.reopen_double(reader=held.reader, double=pair, at=timezone.now()),
        _("Taken back: the pair waits for a decision again"),
    )  # fmt: skip
