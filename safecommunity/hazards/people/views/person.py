"""One entry: state, visits, consents, history; opening the name; what may be done with it."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as accounts
from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.people import actions, opening, words
from safecommunity.hazards.people.forms import ConsentForm, VisitForm
from safecommunity.hazards.people.rights import Rights
from safecommunity.hazards.people.views.common import asked, private
from safecommunity.shell.offline import is_offline

CODES = words.CODES
MOST_VISITS = 50
ERASING = ("withdraw", "erase")
DEEDS = ("renew", "leave", *ERASING)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One entry without its name."""
    held, one = asked(request, pid)
    return _page(request, held, one)


def _page(
    request: HttpRequest, held: Rights, one: VulnerablePerson, status: int = 200, **more: Any
) -> HttpResponse:
    today, stands = timezone.localdate(), one.ends is None
    steps = list(one.steps.all())
    names = accounts.names({step.by for step in steps})
    says, tone = words.state(one, today)
    keeps = held.may_keep(one) and stands
    context: dict[str, Any] = {
        "one": one, "groups": words.groups(one), "needs": [CODES.label("needs", code) for code in one.needs],
        "sex": words.sex(one.sex), "age": words.age(one, today), "state": says, "tone": tone, "keeps": keeps,
        "erases": held.may_erase(one) and one.erased_at is None, "stands": stands, "today": today,
        "opens": held.may_open(one) and one.erased_at is None, "purposes": opening.purposes(held, one, today),
        "laws": CODES.choices("laws"),
        "visits": [(visit, CODES.label("found", visit.found)) for visit in one.visits.all()[:MOST_VISITS]],
        "consents": [
            (line, CODES.label("hows", line.how), CODES.label("givers", line.giver),
             CODES.labels("purposes", line.purposes))
            for line in one.consents.all()
        ],
        "steps": [(words.step(step.what), step, names.get(step.by, "")) for step in steps],
        "lapsed": one.consent_until < today, "erase_on": one.consent_until + words.erase_after(),
        "lefts": [(code, CODES.label("lefts", code)) for code in ("moved", "died", "better", "mistaken")],
        "left": CODES.label("lefts", one.left), "sees_house": held.may_open(one),
        "form": more.pop("form", None) or ConsentForm(today=today), **more,
    }  # fmt: skip
    return private(render(request, "hazards/people/one.html", context, status=status))


@login_required
@require_POST
def name(request: HttpRequest, pid: str) -> HttpResponse:
    """Show who it is, once, for a stated purpose; the opening is on the record before the name is on the screen."""
    held, one = asked(request, pid)
    if not held.may_open(one):
        raise PermissionDenied(_("Names are open to the worker of the place and its chief only"))
    try:
        opened = actions.open_names(
            reader=held.reader, people=[one], purpose=request.POST.get("purpose", "")[:20], at=timezone.now(),
            law=request.POST.get("law", "")[:20],
        )  # fmt: skip
    except actions.Refused as reason:
        return _page(request, held, one, 422, problem=str(reason))
    told = opened.get(one.pk, {})
    lines = [(title, told[code]) for code, title in words.personal().items() if told.get(code)]
    return _page(request, held, one, opened=lines, was_opened=True)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: HttpRequest, pid: str) -> HttpResponse:
    """Day and what was found, on a phone, with or without network: nothing in it names anybody."""
    held, one = asked(request, pid, keeps=True)
    offline = is_offline(request)
    if request.method != "POST":
        form = VisitForm(initial={"client_id": uuid.uuid4().hex, "on": timezone.localdate()})
        return _visit_page(request, one, form, 200)
    form = VisitForm(request.POST)
    if form.is_valid():
        try:
            made, _new = actions.record_visit(
                reader=held.reader, person=one, at=timezone.now(), **form.values()
            )
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            if offline:
                return JsonResponse({"number": f"{one.number} {made.on}"}, status=201)
            return redirect("vulnerable_one", pid)
    if offline:
        reasons = [str(reason) for found in form.errors.values() for reason in found]
        return JsonResponse({"errors": reasons}, status=422)
    return _visit_page(request, one, form, 422)


def _visit_page(request: HttpRequest, one: VulnerablePerson, form: VisitForm, status: int) -> HttpResponse:
    context = {
        "form": form,
        "one": one,
        "groups": words.groups(one),
        "needs": CODES.labels("needs", one.needs),
    }
    return private(render(request, "hazards/people/visit.html", context, status=status))


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """Consent asked again, consent withdrawn, left, erased."""
    if deed not in DEEDS:
        raise Http404
    held, one = asked(request, pid, keeps=deed not in ERASING, erases=deed in ERASING)
    given: dict[str, Any] = {"reader": held.reader, "person": one, "at": timezone.now()}
    if deed == "renew":
        return _renew(request, held, one, given)
    try:
        if deed == "leave":
            actions.leave_register(why=request.POST.get("why", "")[:20], **given)
        elif deed == "withdraw":
            actions.withdraw_consent(**given)
        else:
            actions.erase_person(**given)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("vulnerable_one", pid)


def _renew(request: HttpRequest, held: Rights, one: VulnerablePerson, given: dict[str, Any]) -> HttpResponse:
    form = ConsentForm(request.POST, today=timezone.localdate())
    if form.is_valid():
        try:
            actions.renew_consent(consent=form.consent(), **given)
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("vulnerable_one", one.pid)
    return _page(request, held, one, 422, form=form)
