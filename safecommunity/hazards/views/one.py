"""One hazard: photos, what happened, and the steps open to the reader."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.files import queries as files
from safecommunity.governance import codes as settings
from safecommunity.hazards import actions, codes, loop, queries, words
from safecommunity.hazards.forms import StepForm
from safecommunity.hazards.inspections import queries as inspections
from safecommunity.hazards.inspections.rights import Rights as InspectionRights
from safecommunity.hazards.models import ENDED, Hazard
from safecommunity.hazards.rights import Rights
from safecommunity.hazards.risks import queries as risks
from safecommunity.hazards.risks.rights import Rights as RiskRights
from safecommunity.hazards.slots import title
from safecommunity.hazards.views.common import asked, photos_of

WITH_PHOTOS = ("submit", "assess", "accept", "receive", "list", "lift")


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One hazard: photos, what happened, and the steps open to the reader."""
    held, found = asked(request, pid)
    return _page(request, held, found)


def _page(request: HttpRequest, held: Rights, one: Hazard, wrong: StepForm | None = None) -> HttpResponse:
    open_now = loop.open_deeds(held, one)
    main = loop.main_of(one, open_now)
    steps = list(one.steps.all())
    names = people.names({step.by for step in steps})
    asks = {deed: StepForm(hazard=one, deed=deed) for deed in open_now}
    if wrong is not None and wrong.deed in asks:
        asks[wrong.deed] = wrong
    deeds = [
        {"code": deed, "title": words.deed(deed), "main": deed == main, "photos": deed in WITH_PHOTOS, "form": form}
        for deed, form in asks.items() if not form.idle
    ]  # fmt: skip
    context: dict[str, Any] = {
        "one": one, "title": title(one), "kind": codes.label(codes.kinds(), one.kind),
        "deeds": sorted(deeds, key=lambda deed: not deed["main"]),
        "wrong": wrong,
        "klass": codes.class_name(one.klass), "level": codes.label(codes.levels(), one.level),
        "setting": settings.setting_name(one.setting) if one.setting else "", "state": words.states()[one.state],
        "before": files.attachments(held.reader, queries.BEFORE, one.pid), "ended": one.state in ENDED,
        "after": files.attachments(held.reader, queries.AFTER, one.pid), "today": timezone.localdate(),
        "running": one.state not in ENDED and one.fixed_on is None,
        "steps": [
            (words.step(step.what), words.step_says(step.what, step.says), step, names.get(step.by, _("the clock")))
            for step in steps
        ],
        "papers": files.attachments(held.reader, queries.PAPER, one.pid),
        "turn": words.turn(one.state) if not (one.state == "transferred" and one.receipt) else "",
        "supervised": one.supervisions.first() if one.supervised else None,
        "climbed": codes.climb_name(one.climbed) if one.climbed and one.fixed_on is None else "",
        "notices": list(one.notices.all()[:5]), "clocks": codes.load("loop")["source"],
        "notifies": held.judges(one) and one.state in loop.GOING and bool(one.who) and one.due >= timezone.localdate(),
        "same_as": one.same_as if one.same_as is not None and held.sees(one.same_as) else None,
        "doubles": [each for each in one.doubles.select_related("place", "unit") if held.sees(each)],
        "five": [(codes.label(codes.five(), name), said) for name, said in one.five.items()],
        "method": codes.methods().get(one.method), "lists": held.lists, "classes": codes.load("gb_t_13861")["source"],
        "origins": _origins(held, one),
        "risk_source": codes.load("risk")["source"], "adds": queries.place_for(held.reader, one.pid) is not None,
    }  # fmt: skip
    return render(request, "hazards/one.html", context, status=422 if wrong is not None else 200)


def _origins(held: Rights, one: Hazard) -> list[tuple[str, str, str]]:
    """(what it is, what it is called, address) of the risk and the inspections it came from, as far as open."""
    found = []
    for risk in risks.of_hazard(RiskRights(held.reader), one):
        found.append(
            (_("Risk it belongs to"), f"{risk.number} {risk.title}", reverse("risk", args=[risk.pid]))
        )
    for each in inspections.that_found(InspectionRights(held.reader), one):
        said = f"{each.number} {each.round.title}"
        found.append((_("Found by the inspection"), said, reverse("inspection", args=[each.pid])))
    return found


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """One deed of the loop."""
    held, found = asked(request, pid)
    if deed not in loop.DEEDS:
        raise Http404
    form = StepForm(request.POST, hazard=found, deed=deed)
    if form.is_valid():
        try:
            actions.take_step(
                reader=held.reader, hazard=found, deed=deed, values=form.values(), at=timezone.now(),
                photos=photos_of(request, "photos"),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("hazard", pid)
    return _page(request, held, found, form)
