"""Pages of plans: the list, a new plan, one plan with its versions, the workbook."""

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
from safecommunity.emergency import codes, common
from safecommunity.emergency.common import need, need_office, show
from safecommunity.emergency.listing_views import in_own_form
from safecommunity.emergency.models import EmergencyPlan, PlanVersion
from safecommunity.emergency.plans import actions, listing, queries, words
from safecommunity.emergency.plans.forms import EndForm, NextForm, PlanForm, ReviewForm, StepForm
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.rights import Rights, of_request
from safecommunity.files import queries as files
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = (
    "emergency.plans", "emergency.plans_current", "emergency.plans_drilled", "emergency.plans_before",
    "emergency.plans_during", "emergency.plans_after",
)  # fmt: skip


def _state(plan: EmergencyPlan) -> Any:
    says, tone = words.state_of(plan, timezone.localdate())
    return format_html('<span class="tag {}">{}</span>', tone, says)


def phases_of(plan: Any) -> str:
    """Before, during, after, as far as it is for them."""
    return "、".join(codes.label("phases", one) for one in codes.PHASES if getattr(plan, one))


class Plans(Table):
    """Plans, newest first or by the day of the review."""

    name = "emergency_plans"
    caption = gettext_lazy("Emergency plans")
    empty = gettext_lazy("Draft the first plan, or bring in the list of those in force.")
    columns = (
        Column("number", gettext_lazy("Number"), "number"),
        Column("title", gettext_lazy("Plan"), "title", link=lambda one: reverse("emergency_plan", args=[one.pid]),
               head=True, wide=True),
        Column("kind", gettext_lazy("Kind of plan"), lambda one: codes.label("plan_kinds", one.kind)),
        Column("danger", gettext_lazy("Against what"), lambda one: codes.label("dangers", one.danger)),
        Column("phases", gettext_lazy("Phase"), phases_of),
        Column("owner", gettext_lazy("Whose plan"), lambda one: queries.owner(one, timezone.localdate())),
        Column("due", gettext_lazy("Review due"), words.due_of, kind="day"),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind of plan"), lambda: codes.choices("plan_kinds"), "kind"),
        Filter("danger", gettext_lazy("Against what"), lambda: codes.choices("dangers"), "danger"),
        Filter("phase", gettext_lazy("Phase"), lambda: codes.choices("phases"),
               lambda rows, value: rows.filter(**{value: True})),
        Filter("state", gettext_lazy("State"),
               lambda: [("force", _("in force")), ("late", _("review overdue")), ("draft", _("being drafted")),
                        ("open", _("a version is being worked on")), ("ended", _("ended"))],
               lambda rows, value: queries.in_state(rows, value, timezone.localdate())),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-pk",)),
        Order("due", gettext_lazy("by review"), ("review_due", "pk")),
    )
    pairs = tuple(
        (one, order) for one in ("", "kind", "danger", "phase", "state") for order in ("recent", "due")
    )


def table_of(request: HttpRequest, held: Rights) -> tuple[Plans, Any]:
    """The list a request asks for, of the chosen place."""
    found, asked = queries.plans(held), common.chosen(request, held, timezone.localdate())
    if asked is None:
        return Plans(found, request.GET), None
    of = common.listed(found, queries.every(), held, asked.place.pid)
    return Plans(of.rows, request.GET, most=of.most), asked


@login_required
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """The plans under their figures."""
    held = need(request)
    table, asked = table_of(request, held)
    context = {
        "table": table, "figures": common.told(asked, FIGURES, timezone.now()), "office": held.keeps,
        "sources": [codes.source("plan_kinds"), codes.source("phases"), codes.source("review")],
    }  # fmt: skip
    return render(request, "emergency/plans/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook, or in the district's own form."""
    table, _asked = table_of(request, need(request))
    records = (one for one in table.records())
    if (own := in_own_form(request, "plans", records, listing.fields_of)) is not None:
        return own
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Draft a plan; its text goes with it."""
    held, today = need_office(request), timezone.localdate()
    places = held.places()
    show(request, places[0] if places else None)
    first = {"client_id": uuid.uuid4().hex, "phases": list(codes.PHASES)}
    form = PlanForm(
        request.POST if request.method == "POST" else None, places=places, units=common.units_near(held),
        agencies=common.agencies_near(held, today), initial=first,
    )  # fmt: skip
    if form.is_valid():
        try:
            made = actions.draft_plan(
                reader=held.reader, values=form.values(), at=timezone.now(),
                client_id=form.cleaned_data["client_id"], looked=common.files_of(request),
            )  # fmt: skip
            return redirect("emergency_plan", made.pid)
        except Refused as reason:
            form.refuse(reason)
    return render(request, "emergency/plans/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, EmergencyPlan]:
    held = of_request(request)
    if held is None or not (held.looks or held.units):
        raise PermissionDenied
    plan = queries.one(held, pid)
    if plan is None:
        raise Http404(_("No such plan, or it is not open to you"))
    show(request, plan.place)
    return held, plan


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One plan: the version in force, the one being worked on, earlier ones, reviews, drills."""
    held, plan = _asked(request, pid)
    return _page(request, held, plan)


def _deeds(held: Rights, version: PlanVersion, wrong: Any) -> list[dict[str, Any]]:
    if not held.keeps_of(version.plan.place):
        return []
    found = []
    for code, deed in actions.DEEDS.items():
        if version.state in deed.starts and not (deed.other and version.drafted_by == held.reader.pid):
            form = wrong if isinstance(wrong, StepForm) and wrong.deed == code else StepForm(deed=code)
            found.append({"code": code, "title": words.deed(code), "form": form})
    return found


def _page(request: HttpRequest, held: Rights, plan: EmergencyPlan, wrong: Any = None) -> HttpResponse:
    versions, today = list(plan.versions.all()), timezone.localdate()
    for version in versions:
        version.plan = plan
    open_one = next((one for one in versions if one.state in PlanVersion.OPEN), None)
    names = people.names(
        {pid for one in versions for pid in (one.drafted_by, one.checked_by, one.approved_by)}
    )
    office = held.keeps_of(plan.place) and plan.ends is None
    state, tone = words.state_of(plan, today)
    rows = [
        {"version": one, "state": words.states()[one.state], "drafter": names.get(one.drafted_by, ""),
         "checker": names.get(one.checked_by, ""), "approver": names.get(one.approved_by, ""),
         "files": files.attachments(held.reader, actions.FILES, one.pid)}
        for one in versions
    ]  # fmt: skip
    deeds = _deeds(held, open_one, wrong) if open_one is not None and plan.ends is None else []
    context: dict[str, Any] = {
        "plan": plan, "kind": codes.label("plan_kinds", plan.kind), "danger": codes.label("dangers", plan.danger),
        "phases": phases_of(plan), "owner": queries.owner(plan, today), "state": state, "tone": tone, "rows": rows,
        "open": open_one, "deeds": [one for one in deeds if one["code"] in ("check", "approve", "issue")],
        "others": [one for one in deeds if one["code"] in ("send_back", "drop")], "due": words.due_of(plan),
        "today": today, "office": office, "adds": open_one is not None and open_one.state == "draft" and office,
        "own_draft": open_one is not None and open_one.drafted_by == held.reader.pid, "wrong": wrong,
        "reviews": list(plan.reviews.all()), "drills": queries.drills_of(held, plan),
        "history": common.history(actions.KIND, plan.pid, words.action), "lists": held.looks,
        "source": codes.source("review"),
    }  # fmt: skip
    if office:

        def form(kind: Any) -> Any:
            return wrong if isinstance(wrong, kind) else kind(initial={"on": today})

        context |= {
            "next_form": form(NextForm) if open_one is None else None,
            "end_form": form(EndForm) if plan.starts else None,
            "review_form": form(ReviewForm) if plan.starts else None,
        }
    return render(request, "emergency/plans/one.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def version_step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """One step of a version."""
    held = need_office(request)
    version = queries.version_of(held, pid)
    if version is None or deed not in actions.DEEDS or not held.keeps_of(version.plan.place):
        raise Http404
    show(request, version.plan.place)
    form = StepForm(request.POST, deed=deed)
    if form.is_valid():
        try:
            actions.take_step(
                reader=held.reader, version=version, deed=deed, at=timezone.now(), values=form.cleaned_data,
                looked=common.files_of(request),
            )  # fmt: skip
            return redirect("emergency_plan", version.plan.pid)
        except Refused as reason:
            form.refuse(reason)
    plan = queries.one(held, version.plan.pid)
    if plan is None:  # rights may have ended since the form was opened
        raise Http404
    return _page(request, held, plan, form)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """The next version, a review, or the end of a plan."""
    held = need_office(request)
    plan, what = queries.one(held, pid), request.POST.get("what", "")
    forms: dict[str, Any] = {"next": NextForm, "review": ReviewForm, "end": EndForm}
    if plan is None or what not in forms or not held.keeps_of(plan.place):
        raise Http404
    show(request, plan.place)
    form = forms[what](request.POST)
    say: dict[str, Any] = {"reader": held.reader, "plan": plan, "at": timezone.now()}
    if form.is_valid():
        data: dict[str, Any] = form.cleaned_data
        try:
            if what == "next":
                actions.begin_version(says=data["says"], looked=common.files_of(request), **say)
            elif what == "review":
                actions.review_plan(keeps=data["result"] == "keep", says=data["says"], on=data["on"], **say)
            else:
                actions.end_plan(on=data["on"], reason=data["reason"], **say)
            return redirect("emergency_plan", pid)
        except Refused as reason:
            form.refuse(reason)
    return _page(request, held, plan, form)
