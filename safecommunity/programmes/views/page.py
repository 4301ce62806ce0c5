"""One project: everything it holds, the moves open to the reader; entering and correcting one."""

import uuid
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.files import queries as files
from safecommunity.governance import codes as governance
from safecommunity.programmes import actions, codes, forms, life, ties, words
from safecommunity.programmes.actions.life import missing
from safecommunity.programmes.actions.parts import PHOTOS
from safecommunity.programmes.models import Project, Review
from safecommunity.programmes.queries import effect
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights
from safecommunity.programmes.views.common import asked, near, need_enter, number_of
from safecommunity.shell.slots import show_place

SHOWN = 12


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """The project file: background, group, measures, figures, plan, places, money, outputs, effect, photos, reviews."""
    held, found = asked(request, pid)
    today = timezone.localdate()
    keeps = held.keeps(found)
    open_now = life.open_deeds(held, found)
    context: dict[str, Any] = {
        "one": found, "today": today, "keeps": keeps and found.ended_on is None, "may_review": keeps,
        "state": words.states()[found.state], "tone": words.tone(found.state),
        "setting": governance.setting_name(found.setting), "lead": _lead(found, today),
        "aims": _aims(found), "path": _path(found), "missing": missing(found) if found.state == "idea" else [],
        "deeds": [_deed(one, life.main_of(open_now), today) for one in open_now],
        **_figures(held, found, today), **_plan(found, today), **_outputs(held, found),
        "money": queries.money_of(found), "photos": _photos(held, found),
        "reviews": [(words.after(one.after), one) for one in found.reviews.prefetch_related("figures__pin")],
        "steps": _history(found),
    }  # fmt: skip
    if context["keeps"] or keeps:
        context |= _forms(request, found, today)
    return render(request, "programmes/project.html", context)


def _lead(one: Project, today: Any) -> str:
    return words.lead(one, dict(queries.agencies(one.place, today)))


def _path(one: Project) -> list[tuple[str, bool, bool]]:
    """The states of its life: (words, passed or present, present)."""
    line = ["idea", "approved", "running", "stopped" if one.state == "stopped" else "finished"]
    at = line.index(one.state)
    return [(words.states()[code], n <= at, n == at) for n, code in enumerate(line)]


def _aims(one: Project) -> list[tuple[str, list[str]]]:
    listed = {"age": None, "sex": "sexes", "role": "roles", "environment": "environments",
              "vulnerable": "vulnerable", "situation": "situations"}  # fmt: skip
    found: list[tuple[str, list[str]]] = []
    for what, name in listed.items():
        chosen = [aim.code for aim in one.aims.all() if aim.what == what]
        told = [codes.age_label(int(code)) if name is None else codes.label(name, code) for code in chosen]
        if told:
            found.append((words.aim(what), told))
    return found


def _deed(code: str, main: str, today: Any) -> dict[str, Any]:
    told = life.DEEDS[code]
    form = forms.StepForm(initial={"on": today}, auto_id=f"{code}_%s")
    if code == "finish":
        form.fields["says"].label = _("What came of it")
    return {"code": code, "title": words.deed(code), "main": code == main, "says": told.says, "form": form}


def _figures(held: Rights, one: Project, today: Any) -> dict[str, Any]:
    """The figures then and now; whoever may not read the place's numbers sees those of the project only."""
    rows = list(one.figures.filter(dropped_on__isnull=True).select_related("pin", "place"))
    told = [effect.change(row, now=timezone.now(), today=today) for row in rows]
    return {
        "changes": told, "problem": next((each for each in told if each.row.use == "problem"), None),
        "caveats": effect.caveats([each for each in told if each.now is not None], one),
        "opens": {each.row.place.pid for each in told if choice.may_read(held.reader, each.row.place.pid)},
    }  # fmt: skip


def _plan(one: Project, today: Any) -> dict[str, Any]:
    stones = list(one.milestones.all())
    live = [each for each in stones if each.dropped_on is None]
    where = one.places.filter(dropped_on__isnull=True).select_related("place")
    return {
        "milestones": stones, "all": len(live), "done": sum(each.done_on is not None for each in live),
        "late": sum(each.done_on is None and each.due < today for each in live) if one.ended_on is None else 0,
        "measures": [
            (codes.label("measures", each.kind), codes.label("sides", each.side), each)
            for each in one.measures.filter(dropped_on__isnull=True)
        ],
        "partners": _partners(one, today),
        "places": [(words.stage(each.stage), _when(each, today), each) for each in where],
    }  # fmt: skip


def _when(one: Any, today: Any) -> str:
    if one.starts > today:
        return "planned"
    return "over" if one.ends is not None and one.ends <= today else "now"


def _partners(one: Project, today: Any) -> list[tuple[str, Any]]:
    names = dict(queries.agencies(one.place, today))
    rows = one.partners.filter(dropped_on__isnull=True).select_related("unit")
    return [
        (names.get(each.agency, each.agency) or (each.unit.name if each.unit else each.name), each)
        for each in rows
    ]


def _outputs(held: Rights, one: Project) -> dict[str, Any]:
    """Tied records by group; what this reader may not open is counted and not shown."""
    rows = list(one.outputs.filter(untied_on__isnull=True))
    seen: dict[tuple[str, str], ties.Record] = {}
    for code, kind in ties.kinds().items():
        refs = [each.record for each in rows if each.kind == code]
        seen |= {(code, ref): record for ref, record in kind.seen(held.reader, refs).items()} if refs else {}
    found = []
    for code, title in codes.choices("groups"):
        own = [each for each in rows if each.group == code]
        if own:
            shown = [(each, seen.get((each.kind, each.record))) for each in own[:SHOWN]]
            found.append({"title": title, "n": len(own), "more": max(0, len(own) - SHOWN), "rows": shown})
    return {"outputs": found, "tied": len(rows)}


def _photos(held: Rights, one: Project) -> list[tuple[str, str, str, list[Any]]]:
    titles = {"before": _("Before the project"), "after": _("After the project"), "paper": _("Papers")}
    return [
        (when, titles[when], kind, files.attachments(held.reader, kind, one.pid))
        for when, kind in PHOTOS.items()
    ]


def _history(one: Project) -> list[tuple[str, str, Any]]:
    steps = list(one.steps.order_by("-pk")[:60])
    names = people.names({step.by for step in steps})
    return [(words.step(step.deed), names.get(step.by, ""), step) for step in steps]


def _forms(request: HttpRequest, one: Project, today: Any) -> dict[str, Any]:
    """The small forms of the page."""
    agencies = queries.agencies(one.place, today)
    year = number_of(request.GET.get("review", ""))
    return {
        "measure_form": forms.MeasureForm(auto_id="me_%s"),
        "partner_form": forms.PartnerForm(agencies=agencies, units=queries.units(one.place), auto_id="pa_%s"),
        "place_form": forms.PlaceForm(near=near(one.place), initial={"starts": max(today, one.starts)},
                                      auto_id="pl_%s"),
        "milestone_form": forms.MilestoneForm(auto_id="mi_%s"),
        "budget_form": forms.BudgetForm(initial={"year": min(max(today.year, one.starts.year), one.until.year)},
                                        auto_id="bu_%s"),
        "spending_form": forms.SpendingForm(initial={"on": today}, auto_id="sp_%s"),
        "review_form": forms.ReviewForm(
            initial={"year": year if 1990 <= year <= 2199 else review_year(one, today),
                     "improve_due": today + timedelta(days=60)}, auto_id="re_%s"),
        "review_open": year > 0, "done_today": today,
    }  # fmt: skip


def review_year(one: Project, today: Any) -> int:
    """The year that waits for its review: last year where it ran and was not judged, else this one."""
    last = today.year - 1
    judged = Review.objects.filter(project=one, year=last, replaced=False).exists()
    return last if one.ran_in(last) and not judged else int(today.year)


# -- entering ------------------------------------------------------------------------------------


def _form(
    request: HttpRequest, held: Rights, place: Any, project: Project | None = None
) -> forms.ProjectForm:
    today = timezone.localdate()
    listed = queries.agencies(place, today)
    own_only = place.pid not in held.office
    if own_only:
        sectors = {sector for pid, sector in held.sectors if pid == place.pid}
        listed = [pair for pair in listed if pair[0] in sectors]
    more = {} if project else {"initial": {
        "starts": today, "until": today.replace(month=12, day=31), "sexes": ["1", "2"],
        "setting": request.GET.get("setting", "")[:40], "ages": request.GET.getlist("age")[:7],
    }}  # fmt: skip
    return forms.ProjectForm(
        request.POST if request.method == "POST" else None, bodies=queries.bodies(place), agencies=listed,
        own_only=own_only, project=project, **more,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a project as an idea."""
    held, place = need_enter(request)
    show_place(request, place.pid)
    form = _form(request, held, place)
    if form.is_valid():
        try:
            made = actions.create_project(
                reader=held.reader, place=place, values=form.values(), at=timezone.now(),
                client_id=request.POST.get("client_id", "")[:64],
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("project", made.pid)
    context = {
        "form": form,
        "place": place,
        "client_id": request.POST.get("client_id", "")[:64] or uuid.uuid4().hex,
    }
    return render(request, "programmes/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct a project."""
    held, found = asked(request, pid, keeps=True)
    if found.ended_on is not None:
        raise Http404
    form = _form(request, held, found.place, found)
    if form.is_valid():
        try:
            actions.change_project(
                reader=held.reader, project=found, values=form.values(), at=timezone.now(),
                revision=number_of(request.POST.get("revision", "")),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("project", pid)
    context = {"form": form, "place": found.place, "one": found}
    return render(request, "programmes/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """One move of its life."""
    held, found = asked(request, pid)
    if deed not in life.DEEDS:
        raise Http404
    if not (held.keeps(found) or held.decides(found)):
        raise Http404
    form = forms.StepForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(form.refusals)
        actions.take_step(
            reader=held.reader, project=found, deed=deed, at=timezone.now(), **form.cleaned_data
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("project", pid)


@login_required
@require_POST
def review(request: HttpRequest, pid: str) -> HttpResponse:
    """Judge a year; the figures that can be told now are held with it."""
    held, found = asked(request, pid, keeps=True)
    form, today = forms.ReviewForm(request.POST), timezone.localdate()
    try:
        if not form.is_valid():
            raise actions.Refused(form.refusals)
        rows = found.figures.filter(dropped_on__isnull=True).select_related("pin", "place")
        told = [effect.change(row, now=timezone.now(), today=today) for row in rows]
        actions.review_project(
            reader=held.reader, project=found, at=timezone.now(), **form.cleaned_data,
            figures=[one.now for one in told if one.now is not None and one.now.value is not None],
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{request.path.removesuffix('review/')}#reviews")
