"""Paper forms of this room, filled from its records: the ledger of a month, a training with its sign-in code."""

import calendar
from collections.abc import Sequence
from datetime import date

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.figures import choice
from safecommunity.outreach import codes
from safecommunity.outreach.queries import ledger, training
from safecommunity.outreach.queries.rights import Rights, of_request
from safecommunity.outreach.views.common import need, need_office
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import paper_forms
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Binding, Filled
from safecommunity.shell.paper_forms.registry import context_of

MOST_ROWS = 600


def ready() -> None:
    """Declare the forms and say what fills them."""
    paper_forms.declare(*paper_forms.load("safecommunity.outreach"))
    paper_forms.bind("activities", Binding(activities, "outreach_list"))
    paper_forms.bind("training", Binding(session, "training"))


def activities(request: HttpRequest, key: str) -> Sequence[Filled]:
    """The lines of a month (2026-11) that count, of the place of the switch; a recorder's own lines without it."""
    held, (first, last) = need(request), _month(key)
    where, path = _place(request, held)
    found = ledger.listed(held, path, (first, last)).filter(state="live").order_by("happened_on", "pk")
    lines = list(found[: MOST_ROWS + 1])
    rows = [
        context_of(
            day=day(one.happened_on), what=ledger.title_of(one), kind=codes.label("kinds", one.kind),
            where=f"{one.place.name} {one.spot}".strip(), audience=codes.label("audiences", one.audience),
            quantity=ledger.amount(one), reached=ledger.reached_text(one), held_by=one.held_by, number=one.number,
        )
        for one in lines[:MOST_ROWS]
    ]  # fmt: skip
    told = _("%(n)s entries") % {"n": len(rows)}
    if len(lines) > MOST_ROWS:
        told = _("The first %(n)s entries; the list as a workbook holds all") % {"n": MOST_ROWS}
    values = context_of(place=where.name if where else "", month=key, n=told)
    return [Filled(values, {"rows": rows}, place=where.pid if where else "", name=key)]


def _place(request: HttpRequest, held: Rights) -> tuple[Place | None, str]:
    if held.reader.place_scopes("figures", *choice.READS):
        chosen = choice.current(request, timezone.localdate()).place
        return chosen, places.open_paths([chosen.pid]).get(chosen.pid, "")
    return next(iter(held.places()), None), ""


def _month(text: str) -> tuple[date, date]:
    year, _sep, month = text.partition("-")
    if not (year.isdecimal() and month.isdecimal() and text.isascii() and len(text) == 7):
        raise Http404
    if not (1990 <= int(year) <= 2199 and 1 <= int(month) <= 12):
        raise Http404
    last = calendar.monthrange(int(year), int(month))[1]
    return date(int(year), int(month), 1), date(int(year), int(month), last)


def session(request: HttpRequest, key: str) -> Sequence[Filled]:
    """A training: who signed on the phone stands on the sheet already; the code is there while sign-in is open."""
    held = of_request(request)
    if held is None:
        raise PermissionDenied
    found = training.session_of(need_office(request), key)
    if found is None:
        raise Http404
    came = [
        context_of(
            name=one.trainee.named.name if hasattr(one.trainee, "named") else "",
            unit=one.trainee.unit.name if one.trainee.unit else one.trainee.place.name,
            post=codes.label("posts", one.trainee.post) if one.trainee.post else "", sign=_("signed on the phone"),
            passed="" if one.passed is None else "yes" if one.passed else "no",
        )
        for one in training.attendances(found)[:500]
    ]  # fmt: skip
    values = context_of(
        title=found.title, day=day(found.happened_on), hours=found.hours,
        where=f"{found.place.name} {found.spot}".strip(), held_by=found.held_by,
        audience=codes.label("audiences", found.audience) if found.audience else "", people=found.people or "",
    )  # fmt: skip
    open_now = bool(found.sign_code and found.sign_until and found.sign_until > timezone.now())
    code = reverse("training_sign", args=[found.sign_code]) if open_now else ""
    return [Filled(values, {"people": came}, place=found.place.pid, name=found.title, code=code)]
