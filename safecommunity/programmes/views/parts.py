"""What stands in a project, added and ended; figures chosen in two steps; records of other rooms tied to it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.programmes import actions, forms, ties
from safecommunity.programmes.models import Project
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights
from safecommunity.programmes.views.common import asked, near, need, photos_of

PLAIN_DIMENSIONS = ("year", "month", "place", "age_band", "day", "week", "weekday", "hour")
MOST_PARTS = 40
FOUND = 40


def _added(request: HttpRequest, held: Rights, one: Project, part: str) -> Any:
    """The form of a part and the action that stores it."""
    today = timezone.localdate()
    made: dict[str, Callable[[], tuple[Any, Callable[..., Any]]]] = {
        "measure": lambda: (forms.MeasureForm(request.POST), actions.add_measure),
        "partner": lambda: (
            forms.PartnerForm(
                request.POST, agencies=queries.agencies(one.place, today), units=queries.units(one.place)
            ),
            actions.add_partner,
        ),
        "place": lambda: (forms.PlaceForm(request.POST, near=near(one.place)), actions.add_place),
        "milestone": lambda: (forms.MilestoneForm(request.POST), actions.add_milestone),
        "budget": lambda: (forms.BudgetForm(request.POST), actions.add_budget),
        "spending": lambda: (forms.SpendingForm(request.POST), actions.spend),
    }  # fmt: skip
    return made[part]() if part in made else (None, None)


@login_required
@require_POST
def add(request: HttpRequest, pid: str, part: str) -> HttpResponse:
    """One more measure, partner, place, milestone, line of money; photos."""
    held, found = asked(request, pid, keeps=True)
    try:
        if part in ("before", "after", "paper"):
            actions.attach_photos(
                reader=held.reader, project=found, when=part, photos=photos_of(request), at=timezone.now()
            )
        else:
            form, act = _added(request, held, found, part)
            if form is None:
                raise Http404
            if not form.is_valid():
                raise actions.Refused(form.refusals)
            told = (
                form.values() if isinstance(form, forms.PartnerForm | forms.PlaceForm) else form.cleaned_data
            )
            act(reader=held.reader, project=found, at=timezone.now(), **told)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('project', args=[pid])}#{part}s")


DEEDS: dict[tuple[str, str], tuple[Any, Callable[..., Any], str]] = {
    ("measure", "drop"): (forms.NothingForm, actions.drop_measure, "measure"),
    ("partner", "drop"): (forms.NothingForm, actions.drop_partner, "partner"),
    ("place", "end"): (forms.EndForm, actions.end_place, "where"),
    ("place", "drop"): (forms.NothingForm, actions.drop_place, "where"),
    ("figure", "drop"): (forms.ReasonForm, actions.drop_figure, "figure"),
    ("milestone", "done"): (forms.DoneForm, actions.finish_milestone, "milestone"),
    ("milestone", "later"): (forms.LaterForm, actions.extend_milestone, "milestone"),
    ("milestone", "drop"): (forms.ReasonForm, actions.drop_milestone, "milestone"),
    ("budget", "drop"): (forms.NothingForm, actions.drop_budget, "budget"),
    ("spending", "drop"): (forms.ReasonForm, actions.withdraw_spending, "spending"),
    ("output", "drop"): (forms.ReasonForm, actions.untie, "output"),
}


@login_required
@require_POST
def part(request: HttpRequest, kind: str, ref: str, deed: str) -> HttpResponse:
    """A deed on one row of a project: done, put off, ended, taken out."""
    held = need(request)
    if (kind, deed) not in DEEDS:
        raise Http404
    row = queries.part(held, kind, ref)
    if row is None or not (held.keeps(row.project) or (kind == "output" and row.by == held.reader.pid)):
        raise Http404
    made, act, name = DEEDS[kind, deed]
    form = made(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(form.refusals)
        act(reader=held.reader, at=timezone.now(), **{name: row}, **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('project', args=[row.project.pid])}#{kind}s")


# -- figures -------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def figure(request: HttpRequest, pid: str) -> HttpResponse:
    """Choose a figure, of where and when and which part; look at it; hold it as it stands at the start."""
    held, found = asked(request, pid, keeps=True)
    if found.ended_on is not None:
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    bound = request.method == "POST" or bool(given.get("code"))
    form = _figure_form(given if bound else None, found, given)
    looked, wrong = None, ""
    if form.is_bound and form.is_valid():
        try:
            key = _key(form)
            if request.method == "POST" and "keep" in request.POST:
                actions.add_figure(
                    reader=held.reader, project=found, key=key, at=timezone.now(),
                    **{name: form.cleaned_data[name] for name in ("use", "wanted", "wanted_by", "who")},
                )  # fmt: skip
                return redirect(f"{reverse('project', args=[pid])}#figures")
            if actions.figures.may_name(held.reader, found, key.place):
                looked = figures.compute(key, now=timezone.now())
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        except IndicatorError as reason:
            wrong = str(reason)
    bad = wrong or (form.is_bound and not form.is_valid())
    context = {"form": form, "one": found, "looked": looked, "wrong": wrong}
    return render(request, "programmes/figure.html", context, status=422 if bad else 200)


def _figure_form(data: Any, one: Project, given: Any) -> forms.FigureForm:
    today = timezone.localdate()
    if data is not None and "keep" not in data:  # whoever only looks is not asked yet what it is for
        data = data.copy()
        data.setdefault("use", "problem")
    first = {"use": given.get("use") or "problem", "place": one.place.pid, "wanted_by": one.until}
    return forms.FigureForm(
        data, near=near(one.place), periods=forms.periods_of(today), parts=_parts(one, given), initial=first
    )


def _parts(one: Project, given: Any) -> list[tuple[str, str]]:
    """Parts of the chosen figure that records know: dimension=code with its words."""
    try:
        definition = catalogue.get(str(given.get("code", "")))
        period = Period.parse(str(given.get("period", "")))
    except IndicatorError:
        return []
    found = []
    for name in definition.dimensions:
        if name in PLAIN_DIMENSIONS:
            continue
        told = figures.counts_by(definition, one.place.pid, period, name)
        for value in sorted(value for value in told if isinstance(value, int) and value >= 0)[:MOST_PARTS]:
            words = forms.option_label(definition.fact, name, value)
            found.append((f"{name}={value}", _("%(what)s (%(n)s)") % {"what": words, "n": told[value]}))
    return found


def _key(form: forms.FigureForm) -> FigureKey:
    told = form.cleaned_data
    definition = catalogue.get(str(told["code"]))
    name, _equals, value = str(told["only"]).partition("=")
    dimensions = ((name, int(value)),) if value else ()
    return FigureKey(
        definition.code, definition.version, told["place"], Period.parse(told["period"]), dimensions
    )


# -- records of other rooms ----------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def outputs(request: HttpRequest, pid: str) -> HttpResponse:
    """Search records of other rooms and tie them; POST ties those that were ticked."""
    held, found = asked(request, pid)
    if not (held.keeps(found) or held.near) or found.started_on is None:
        raise Http404
    kinds = ties.kinds()
    code, text = request.GET.get("kind", ""), request.GET.get("q", "").replace("\x00", "").strip()[:60]
    if request.method == "POST":
        return _tie_many(request, held, found)
    rows = kinds[code].find(held.reader, text, FOUND) if code in kinds else []
    tied = set(found.outputs.filter(kind=code, untied_on__isnull=True).values_list("record", flat=True))
    context = {
        "one": found, "kinds": [(one.code, one.title) for one in kinds.values()], "kind": code, "q": text,
        "rows": [(row, row.ref in tied) for row in rows], "many": len(rows) == FOUND,
    }  # fmt: skip
    return render(request, "programmes/outputs.html", context)


def _tie_many(request: HttpRequest, held: Rights, one: Project) -> HttpResponse:
    kind, refs = request.POST.get("kind", "")[:20], request.POST.getlist("record")[:FOUND]
    try:
        if not refs:
            raise actions.Refused(_("Nothing was chosen; tick at least one record"))
        for ref in refs:
            actions.tie(reader=held.reader, project=one, kind=kind, record=ref[:32], at=timezone.now())
        messages.success(request, _("%(n)s records belong to the project now") % {"n": len(refs)})
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect(f"{reverse('project', args=[one.pid])}#outputs")


@login_required
@require_POST
def tie(request: HttpRequest) -> HttpResponse:
    """From the page of a record: it belongs to this project."""
    held = need(request)
    found = queries.one(held, request.POST.get("project", ""))
    if found is None or not (held.enters or held.near):
        raise PermissionDenied
    try:
        actions.tie(
            reader=held.reader, project=found, kind=request.POST.get("kind", "")[:20],
            record=request.POST.get("record", "")[:32], at=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("It belongs to “%(project)s” now") % {"project": found.title})
    except actions.Refused as reason:
        messages.error(request, str(reason))
    back = request.POST.get("back", "")
    safe = url_has_allowed_host_and_scheme(
        back, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return redirect(back if safe and back.startswith("/") else reverse("project", args=[found.pid]))
