"""Plans: the list, one with stages and items, entering and correcting one, its stages and its paper."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.files import queries as files
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import Plan
from safecommunity.governance.plans import actions, queries, words
from safecommunity.governance.plans.forms import PlanForm, StageForm
from safecommunity.governance.plans.views.common import (
    asked_plan,
    bodies_of,
    first_error,
    keeps,
    number_of,
)
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.bodies import need_looks
from safecommunity.governance.views.common import proofs, said
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("plans.count", "plans.items", "plans.items_on_time", "plans.items_overdue")


class Plans(Table):
    """Plans, those that end last first."""

    name = "plans"
    caption = gettext_lazy("Work plans")
    empty = gettext_lazy("A plan appears here with its stages as soon as it is entered.")
    columns = (
        Column("title", gettext_lazy("Work plan"), "title", link=lambda one: reverse("work_plan", args=[one.pid]),
               wide=True, head=True),
        Column("kind", gettext_lazy("Kind"), lambda one: words.kind(one.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("starts", gettext_lazy("From"), "starts", kind="day"),
        Column("until", gettext_lazy("Last day"), "until", kind="day"),
        Column("many", gettext_lazy("Items"), "many", num=True),
        Column("state", gettext_lazy("State"), lambda one: state_of(one)),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: [(one, words.kind(one)) for one in Plan.Kind.values], "kind"),
        Filter("state", gettext_lazy("State"), lambda: [("now", _("running now"))], lambda rows, _v: in_force(rows)),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-until", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"), ("state", "recent"))


def in_force(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Plans that run today."""
    today = timezone.localdate()
    return rows.filter(starts__lte=today, until__gte=today, withdrawn_on__isnull=True)


def state_of(one: Plan) -> str:
    """The state of a plan in words."""
    today = timezone.localdate()
    if one.withdrawn_on is not None:
        return _("withdrawn")
    if today < one.starts:
        return _("not started")
    return _("running now") if today <= one.until else _("over")


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list of plans."""
    rights, now = need_looks(request), timezone.now()
    context = {
        "table": Plans(queries.plans(rights), request.GET), "office": bool(rights.tops),
        "figures": said(request, FIGURES, timezone.localdate(now), now),
    }  # fmt: skip
    return render(request, "governance/plans/list.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Plans(queries.plans(need_looks(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


def _form(request: HttpRequest, rights: Rights, place: Any, plan: Plan | None = None) -> PlanForm:
    today = timezone.localdate()
    staged = queries.plans(rights).filter(place=place, kind="staged", withdrawn_on__isnull=True)
    return PlanForm(
        request.POST if request.method == "POST" else None, bodies=bodies_of(rights, place), staged=staged[:20],
        plan=plan, **({} if plan else {"initial": {
            "kind": "year", "starts": today.replace(month=1, day=1), "until": today.replace(month=12, day=31)}}),
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter a plan."""
    rights = need_looks(request)
    if not rights.tops or rights.street is None:
        raise Http404
    form = _form(request, rights, rights.street)
    if form.is_valid():
        try:
            made = actions.create_plan(
                reader=rights.reader, place=rights.street, values=form.values(), at=timezone.now(),
                scheme=form.cleaned_data["scheme"],
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("work_plan", made.pid)
    context = {"form": form, "place": rights.street}
    return render(request, "governance/plans/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct a plan."""
    rights, found = asked_plan(request, pid, office=True)
    if found.withdrawn_on is not None:
        raise Http404
    form = _form(request, rights, found.place, found)
    if form.is_valid():
        try:
            actions.change_plan(
                reader=rights.reader, plan=found, values=form.values(), at=timezone.now(),
                revision=number_of(request.POST.get("revision", "")),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("work_plan", pid)
    context = {"form": form, "place": found.place, "plan": found}
    return render(request, "governance/plans/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def plan(request: HttpRequest, pid: str) -> HttpResponse:
    """One plan: its stages on their days, its items with how far they are, what may be done with it."""
    rights, found = asked_plan(request, pid)
    today = timezone.localdate()
    lines = queries.lines(found, today)
    live = [line for line in lines if line.state != "dropped"]
    context: dict[str, Any] = {
        "plan": found, "kind": words.kind(found.kind), "state": state_of(found), "today": today,
        "lines": [{"line": line, "state": words.state(line.state), "promised": words.promised(line.item),
                   "judged": words.verdict(line.judged.verdict) if line.judged else ""} for line in lines],
        "stages": queries.stages(found), "all": len(live), "done": sum(line.state == "done" for line in live),
        "late": sum(line.state == "late" for line in live),
        "budget": sum(line.item.budget or 0 for line in live),
        "papers": files.attachments(rights.reader, "work_plan", found.pid),
        "years": found.years.filter(withdrawn_on__isnull=True).order_by("starts"),
        "next": found.after.filter(withdrawn_on__isnull=True).first(),
        "office": keeps(rights, found) and found.withdrawn_on is None,
        "stage_form": StageForm(initial={"starts": found.starts, "until": found.until}), "reason": ReasonForm(),
        "judge_year": min(max(today.year, found.starts.year), found.until.year),
    }  # fmt: skip
    return render(request, "governance/plans/plan.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Take a plan out of the counts."""
    rights, found = asked_plan(request, pid, office=True)
    try:
        actions.withdraw_plan(
            reader=rights.reader, plan=found, reason=request.POST.get("reason", "")[:300], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan", pid)


@login_required
@require_POST
def paper(request: HttpRequest, pid: str) -> HttpResponse:
    """The paper that orders a plan, as a scan."""
    rights, found = asked_plan(request, pid, office=True)
    try:
        sent = proofs(request)
        if not sent:
            raise actions.Refused(_("No file came; allowed: a photo or a scan"))
        actions.attach_paper(reader=rights.reader, plan=found, proofs=sent, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan", pid)


@login_required
@require_POST
def stage(request: HttpRequest, pid: str) -> HttpResponse:
    """Add a stage, or correct one."""
    rights, found = asked_plan(request, pid, office=True)
    form = StageForm(request.POST)
    known = next((one for one in queries.stages(found) if one.ref == request.POST.get("stage")), None)
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        actions.set_stage(
            reader=rights.reader, plan=found, stage=known, at=timezone.now(), **form.cleaned_data
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan", pid)


@login_required
@require_POST
def stage_drop(request: HttpRequest, pid: str, ref: str) -> HttpResponse:
    """A stage is no part of the plan any more."""
    rights, found = asked_plan(request, pid, office=True)
    known = next((one for one in queries.stages(found) if one.ref == ref), None)
    if known is None:
        raise Http404
    try:
        actions.drop_stage(reader=rights.reader, stage=known, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan", pid)
