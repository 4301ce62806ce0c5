"""Pages of drills: the list, entering one, one drill with its steps and findings, doubles, signing in."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import reader_of
from safecommunity.emergency import codes, common
from safecommunity.emergency.common import need, need_office, need_worker, show
from safecommunity.emergency.drills import actions, listing, queries, returning, words
from safecommunity.emergency.drills.forms import (
    DrillForm,
    FindingForm,
    HoldForm,
    MoveForm,
    OnForm,
    ReasonForm,
    first_of,
)
from safecommunity.emergency.listing_views import in_own_form
from safecommunity.emergency.models import Drill
from safecommunity.emergency.plans import queries as plans
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.rights import Rights, of_request
from safecommunity.files import queries as files
from safecommunity.governance.qr import qr
from safecommunity.places import queries as places
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("drills.count", "drills.people", "drills.planned_done", "drills.overdue", "drills.findings",
           "drills.findings_closed")  # fmt: skip
State = Drill.State


def _state(one: Drill) -> Any:
    says, tone = words.state_of(one, timezone.localdate())
    return format_html('<span class="tag {}">{}</span>', tone, says)


class Drills(Table):
    """Drills, the latest day first."""

    name = "drills"
    caption = gettext_lazy("Drills")
    empty = gettext_lazy("Drills appear here as soon as one is planned or held.")
    columns = (
        Column("day", gettext_lazy("Day"), "on", kind="day"),
        Column("title", gettext_lazy("Drill"), "title", link=lambda one: reverse("drill", args=[one.pid]), head=True,
               wide=True),
        Column("form", gettext_lazy("Form of the drill"), lambda one: codes.label("drill_forms", one.form)),
        Column("danger", gettext_lazy("Against what"), lambda one: codes.label("dangers", one.danger)),
        Column("where", gettext_lazy("Place"), lambda one: one.unit.name if one.unit else one.place.name),
        Column("people", gettext_lazy("People"), words.people_of, num=True),
        Column("rating", gettext_lazy("How it was judged"),
               lambda one: codes.label("ratings", one.rating) if one.rating else "—"),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()), "state"),
        Filter("form", gettext_lazy("Form of the drill"), lambda: codes.choices("drill_forms"), "form"),
        Filter("danger", gettext_lazy("Against what"), lambda: codes.choices("dangers"), "danger"),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("overdue")), ("coming", _("to come"))],
               lambda rows, value: queries.in_clock(rows, value, timezone.localdate())),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-on", "-pk")),
              Order("coming", gettext_lazy("by day"), ("on", "pk")))  # fmt: skip
    pairs = tuple(
        (one, order) for one in ("", "state", "form", "danger", "clock") for order in ("recent", "coming")
    )


def table_of(request: HttpRequest, held: Rights) -> tuple[Drills, Any]:
    """The list a request asks for, of the chosen place."""
    found, asked = queries.drills(held), common.chosen(request, held, timezone.localdate())
    if asked is None:
        return Drills(found, request.GET), None
    of = common.listed(found, queries.every(), held, asked.place.pid)
    return Drills(of.rows, request.GET, most=of.most), asked


@login_required
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """Drills under their figures, and where returns say another number."""
    held = need(request)
    table, asked = table_of(request, held)
    differ = []
    if asked is not None and held.keeps:
        inside = held.office & places.subtrees([asked.place.pid])[asked.place.pid]
        differ = returning.differences(inside, asked.period.first, asked.period.last)
    context = {
        "table": table, "figures": common.told(asked, FIGURES, timezone.now()), "office": held.keeps,
        "works": held.works, "differ": differ[:12], "n_differ": len(differ), "source": codes.source("drill_forms"),
        "n_doubles": queries.doubles(held).count() if held.keeps else 0,
    }  # fmt: skip
    return render(request, "emergency/drills/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook, or in the district's own form."""
    table, _asked = table_of(request, need(request))
    records = (one for one in table.records())
    if (own := in_own_form(request, "drills", records, listing.fields_of)) is not None:
        return own
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A drill that was held, or is planned, on one screen."""
    held, today = need_worker(request), timezone.localdate()
    near = held.places(office=False)
    show(request, near[0] if near else None)
    first = {"client_id": uuid.uuid4().hex, "on": today, "plan": request.GET.get("plan", "")[:16],
             "state": "planned" if request.GET.get("planned") else "done", "qualifier": "exact"}  # fmt: skip
    form = DrillForm(
        request.POST if request.method == "POST" else None, places=near, units=common.units_near(held, office=False),
        agencies=common.agencies_near(held, today, office=False), plans=plans.offered(held, today), today=today,
        initial=first,
    )  # fmt: skip
    if form.is_valid():
        try:
            return redirect("drill", _store(request, held, form).pid)
        except Refused as reason:
            form.refuse(reason)
    return render(request, "emergency/drills/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _store(request: HttpRequest, held: Rights, form: DrillForm) -> Drill:
    data: dict[str, Any] = {
        "reader": held.reader, "values": form.values(), "at": timezone.now(),
        "client_id": form.cleaned_data["client_id"],
    }  # fmt: skip
    if form.cleaned_data["state"] == "planned":
        return actions.plan_drill(on=form.cleaned_data["on"], **data)
    return actions.record_drill(held=form.held(), looked=common.files_of(request), **data)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Drill]:
    held = of_request(request)
    if held is None or not (held.looks or held.units):
        raise PermissionDenied
    drill = queries.one(held, pid)
    if drill is None:
        raise Http404(_("No such drill, or it is not open to you"))
    show(request, drill.place)
    return held, drill


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One drill: who came, how long it took, what it showed, photos, history."""
    held, drill = _asked(request, pid)
    return _page(request, held, drill)


def _timings(drill: Drill) -> list[tuple[str, str, str, str, bool]]:
    rows = []
    order = list(codes.words("drill_steps"))
    for one in sorted(drill.timings.all(), key=lambda row: order.index(row.step)):
        over = (
            (one.actual or 0) - (one.planned or 0)
            if one.actual is not None and one.planned is not None
            else None
        )
        late = over is not None and over > 0
        told = (
            "—" if over is None else f"{'+' if over > 0 else '−' if over < 0 else ''}{words.told(abs(over))}"
        )
        rows.append(
            (
                codes.label("drill_steps", one.step),
                words.told(one.planned),
                words.told(one.actual),
                told,
                late,
            )
        )
    return rows


def _page(request: HttpRequest, held: Rights, drill: Drill, wrong: Any = None) -> HttpResponse:
    today, may = timezone.localdate(), queries.may_change(held, drill)
    office = held.keeps_of(drill.place)
    state, tone = words.state_of(drill, today)
    found = list(drill.findings.select_related("task", "improvement"))
    signs = list(drill.signs.all())
    names = people.names({one.user for one in signs}) if held.knows_names(drill.place) else {}
    running = drill.state in (State.PLANNED, State.DONE)
    context: dict[str, Any] = {
        "drill": drill, "state": state, "tone": tone, "form": codes.label("drill_forms", drill.form),
        "danger": codes.label("dangers", drill.danger), "people": words.people_of(drill), "may": may and running,
        "rating": codes.label("ratings", drill.rating) if drill.rating else "", "parties": list(drill.parties.all()),
        "timings": _timings(drill), "today": today, "office": office, "wrong": wrong, "lists": held.looks,
        "findings": [(one, dict(words.ways(office=True))[one.way], queries.is_done(one)) for one in found],
        "signs": [names.get(one.user, "") for one in signs] if names else [], "n_signs": len(signs),
        "files": files.attachments(held.reader, "drill", drill.pid),
        "joined": list(drill.joined.select_related("place")),
        "history": common.history("drill", drill.pid, words.action) if held.looks else [],
        "code": _code(request, drill) if drill.on == today and running and may else "",
    }  # fmt: skip
    if may and running:
        context |= _forms(held, drill, wrong, today, office)
    return render(request, "emergency/drills/one.html", context, status=422 if wrong is not None else 200)


def _code(request: HttpRequest, drill: Drill) -> Any:
    return qr(request.build_absolute_uri(reverse("drill_in", args=[drill.pid])))


def _forms(held: Rights, drill: Drill, wrong: Any, today: Any, office: bool) -> dict[str, Any]:
    """The forms that fit where the drill stands; one that was refused stands as it was sent."""
    hold = wrong if isinstance(wrong, HoldForm) else HoldForm(
        units=common.units_near(held, office=False), agencies=common.agencies_near(held, today, office=False),
        today=today, initial=first_of(drill, today),
    )  # fmt: skip
    made: dict[str, Any] = {"hold_form": hold}
    if drill.state == State.PLANNED:
        made["move_form"] = wrong if isinstance(wrong, MoveForm) else MoveForm()
        made["cancel_form"] = ReasonForm()
    else:
        made["finding_form"] = wrong if isinstance(wrong, FindingForm) else FindingForm(office=office)
        made["withdraw_form"] = ReasonForm()
        made["on_form"] = OnForm() if office else None
    return made


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """Held, put off, cancelled, withdrawn, or a finding."""
    held, drill = _asked(request, pid)
    what, today = request.POST.get("what", ""), timezone.localdate()
    if what not in ("hold", "move", "cancel", "withdraw", "finding"):
        raise Http404
    if not queries.may_change(held, drill):
        raise PermissionDenied
    form = _form(request, held, drill, what, today)
    if form.is_valid():
        try:
            _deed(request, held, drill, what, form)
            return redirect("drill", pid)
        except Refused as reason:
            form.refuse(reason)
    return _page(request, held, drill, form)


def _form(request: HttpRequest, held: Rights, drill: Drill, what: str, today: Any) -> Any:
    if what == "hold":
        return HoldForm(
            request.POST, units=common.units_near(held, office=False),
            agencies=common.agencies_near(held, today, office=False), today=today,
        )  # fmt: skip
    if what == "finding":
        return FindingForm(request.POST, office=held.keeps_of(drill.place))
    return MoveForm(request.POST) if what == "move" else ReasonForm(request.POST)


def _deed(request: HttpRequest, held: Rights, drill: Drill, what: str, form: Any) -> None:
    say: dict[str, Any] = {"reader": held.reader, "drill": drill, "at": timezone.now()}
    data: dict[str, Any] = form.cleaned_data
    if what == "hold":
        actions.finish_drill(held=form.held(), looked=common.files_of(request), **say)
    elif what == "move":
        actions.move_drill(on=data["on"], reason=data["reason"], **say)
    elif what == "cancel":
        actions.cancel_drill(reason=data["reason"], **say)
    elif what == "withdraw":
        actions.withdraw_drill(reason=data["reason"], **say)
    else:
        actions.record_finding(
            says=data["says"], way=data["way"], who=data.get("who", ""), due=data.get("due"),
            closed_says=data["closed_says"], **say,
        )  # fmt: skip


@login_required
@require_POST
def finding_step(request: HttpRequest, ref: str) -> HttpResponse:
    """The office hands a finding on, or closes it."""
    held, what = need_office(request), request.POST.get("what", "")
    finding = queries.finding_of(held, ref)
    if finding is None or what not in ("on", "close"):
        raise Http404
    say: dict[str, Any] = {"reader": held.reader, "finding": finding, "at": timezone.now()}
    if what == "close":
        common.tried(
            request,
            lambda: actions.close_finding(says=request.POST.get("says", "")[:400], **say),
            _("Closed"),
        )
        return redirect("drill", finding.drill.pid)
    form = OnForm(request.POST)
    if form.is_valid():
        data = form.cleaned_data
        common.tried(
            request,
            lambda: actions.hand_on(way=data["way"], who=data["who"], due=data["due"], **say),
            _("Handed on"),
        )
        return redirect("drill", finding.drill.pid)
    drill = queries.one(held, finding.drill.pid)
    if drill is None:  # rights may have ended since the form was opened
        raise Http404
    show(request, drill.place)
    return _page(request, held, drill, form)


@login_required
@require_safe
def doubles(request: HttpRequest) -> HttpResponse:
    """Pairs that may tell of one drill."""
    held, decided = need_office(request), request.GET.get("show") == "decided"
    rows = [
        {"pair": one, "why": words.why_double(one), "sides": [_side(one.first), _side(one.second)]}
        for one in queries.doubles(held, decided=decided)[:50]
    ]
    context = {"pairs": rows, "decided": decided, "waiting": queries.doubles(held).count()}
    return render(request, "emergency/drills/doubles.html", context)


def _side(drill: Drill) -> dict[str, Any]:
    says = [
        (_("Form of the drill"), codes.label("drill_forms", drill.form)),
        (_("Against what"), codes.label("dangers", drill.danger)),
        (_("Place"), drill.unit.name if drill.unit else drill.place.name), (_("Organised by"), drill.held_by or "—"),
        (_("People"), words.people_of(drill)),
    ]  # fmt: skip
    return {"drill": drill, "says": says, "state": words.state_of(drill, timezone.localdate())}


@login_required
@require_POST
def double_step(request: HttpRequest, pid: str) -> HttpResponse:
    """One drill, two drills, or the decision taken back."""
    held, what = need_office(request), request.POST.get("what", "")
    pair = queries.double_of(held, pid)
    if pair is None or what not in ("join", "apart", "reopen"):
        raise Http404
    say: dict[str, Any] = {"reader": held.reader, "double": pair, "at": timezone.now()}
    if what == "join":
        common.tried(
            request, lambda: actions.join_double(keep=request.POST.get("keep", ""), **say), _("One drill now")
        )
    elif what == "apart":
        common.tried(request, lambda: actions.keep_apart(**say), _("Both count"))
    else:
        common.tried(request, lambda: actions.reopen_double(**say), _("Taken back"))
    return redirect("drill_doubles")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, pid: str) -> HttpResponse:
    """Where the code of a drill leads: whoever is signed in on his phone says that he takes part."""
    drill = Drill.objects.filter(pid=pid[:16]).select_related("place", "unit").first()
    reader = reader_of(request)
    if drill is None or not reader.scopes or drill.state not in (State.PLANNED, State.DONE):
        raise Http404
    show(request, drill.place)
    problem = ""
    if request.method == "POST":
        try:
            actions.sign_in(reader=reader, drill=drill, at=timezone.now())
        except Refused as reason:
            problem = str(reason)
    mine = drill.signs.filter(user=reader.pid).first()
    context = {"drill": drill, "mine": mine, "problem": problem}
    return render(request, "emergency/drills/sign.html", context, status=422 if problem else 200)
