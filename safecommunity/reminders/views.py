"""One's own reminders with what was sent; the text for a chat group."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import reader_of
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reminders import actions, channels, digest, queries
from safecommunity.reminders.forms import WishForm, titles
from safecommunity.reminders.models import Message
from safecommunity.reminders.slots import URGES
from safecommunity.shell import slots
from safecommunity.shell.slots import show_place

AHEAD = (0, 3, 7, 14)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """Channels and times, what would be told today, what was sent."""
    reader = reader_of(request)
    today = timezone.localdate()
    on = channels.known()
    wish = queries.wish_of(reader.pid)
    form = WishForm(request.POST if request.method == "POST" else None, wish=wish, on=on)
    if form.is_valid():
        try:
            actions.set_wishes(reader=reader, values=form.values(), at=timezone.now())
        except actions.Refused as refused:
            for field, says in refused.findings.items():
                form.add_error(field if field in form.fields else None, says)
        else:
            messages.success(request, _("Kept. The first reminder comes at the next chosen hour."))
            return redirect("reminders")
    late_only = bool(wish and wish.late_only)
    told = digest.digest_of(request.user, today, late_only=late_only)  # type: ignore[arg-type]
    names = {channel: titles()[channel][0] for channel in titles()}
    context = {
        "form": form, "told": told, "channels": [_fields(form, one) for one in form.on],
        "off": [name for channel, name in names.items() if channel not in on],
        "sent": _sent(reader.pid, names),
        "runs": _runs() if reader.has(Role.ADMIN) else None,
        "failures": _failures(names) if reader.has(Role.ADMIN) else [],
    }  # fmt: skip
    return render(request, "reminders/mine.html", context, status=422 if form.is_bound else 200)


def _sent(user: str, names: dict[str, str]) -> list[tuple[Message, str, tuple[str, str]]]:
    found = queries.messages_of(user)
    return [(one, names.get(one.channel, one.channel), state_of(one.state)) for one in found]


def _runs() -> list[tuple[str, int]]:
    return [(state_of(state)[0], n) for state, n in sorted(queries.by_state(timezone.localdate()).items())]


def _failures(names: dict[str, str]) -> list[tuple[str, str, int]]:
    return [
        (names.get(channel, channel), why, n) for channel, why, n in queries.failures(timezone.localdate())
    ]


def _fields(form: WishForm, channel: str) -> dict[str, Any]:
    erase = f"erase_{channel}"
    return {
        "by": form[f"by_{channel}"], "address": form[channel], "erase": form[erase] if erase in form.fields else None,
    }  # fmt: skip


def state_of(state: str) -> tuple[str, str]:
    """Words and tone of a message's state."""
    return {
        "waiting": (_("waits to be sent"), "ask"), "sending": (_("being sent"), ""), "sent": (_("sent"), "ok"),
        "given_up": (_("not sent"), "bad"), "unknown": (_("not known whether it was sent"), "ask"),
    }[state]  # fmt: skip


@login_required
@require_safe
def overdue(request: HttpRequest) -> HttpResponse:
    """What of a place is overdue, as text to copy. It names duties, units and offices, no residents."""
    reader = reader_of(request)
    if not reader.has(*URGES):
        raise PermissionDenied
    offered = _offered(reader)
    place = next((one for one in offered if one.pid == request.GET.get("at", "")), None)
    if request.GET.get("at") and place is None:
        raise Http404
    place = place or (offered[0] if offered else None)
    ahead = _ahead(request.GET.get("ahead", ""))
    lines = sorted(
        slots.collect("todo", request), key=lambda one: (one.due is None, one.due or timezone.localdate())
    )
    if place is not None:
        show_place(request, place.pid)
        lines = digest.of_place(lines, frozenset(places.subtree(place.pid)))
    text = digest.overdue_text(place.name if place else "", lines, timezone.localdate(), ahead=ahead)
    context = {
        "text": text, "rows": text.count("\n") + 2, "places": offered, "place": place, "ahead": ahead,
        "choices": [(n, _("overdue only") if not n else _("and due within %(n)s days") % {"n": n}) for n in AHEAD],
    }  # fmt: skip
    return render(request, "reminders/overdue.html", context)


def _ahead(given: str) -> int:
    return int(given) if given in {str(n) for n in AHEAD} else 0


def _offered(reader: Any) -> list[Place]:
    """The reader's places of work and what lies right below them."""
    own = reader.place_scopes("", *URGES)
    found = list(Place.objects.filter(pid__in=own).order_by("order", "pk"))
    return [*found, *(below for one in own[:3] for below in places.children(one))]
