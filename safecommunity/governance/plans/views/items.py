"""Items of plans: one with its tasks and figure, entering and correcting, giving up, the list in and out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.governance import codes
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import Plan, PlanItem
from safecommunity.governance.plans import actions, progress, queries, reading, words
from safecommunity.governance.plans.forms import ItemForm, ItemTaskForm
from safecommunity.governance.plans.views.common import (
    agencies_of,
    asked_item,
    asked_plan,
    bodies_of,
    first_error,
    keeps,
    number_of,
)
from safecommunity.governance.rights import Rights
from safecommunity.shell import workbooks


@login_required
@require_safe
def item(request: HttpRequest, ref: str) -> HttpResponse:
    """One item: what was promised, its tasks, its figure, how it was judged, where it went on."""
    rights, found = asked_item(request, ref)
    now, today = timezone.now(), timezone.localdate()
    way = progress.of([found])[found.pk]
    state = progress.state(found, way, today)
    told = None
    if found.figure and choice.may_read(rights.reader, found.plan.place.pid):
        told = progress.measured(found, now=now, today=today)
    office = keeps(rights, found.plan) and found.plan.withdrawn_on is None and found.dropped_on is None
    context: dict[str, Any] = {
        "item": found, "way": way, "state": state, "state_says": words.state(state), "today": today,
        "setting": codes.setting_name(found.setting) if found.setting else "", "promised": words.promised(found),
        "tasks": found.tasks.all(), "told": told, "url": reverse("figure", args=[told.figure.key]) if told else "",
        "reviews": [{"review": one, "verdict": words.verdict(one.verdict), "after": words.after(one.after)}
                    for one in found.reviews.all()],
        "support": support_of(rights, found), "went_on": found.carried_to.select_related("plan").first(),
        "office": office,
        "form": ItemTaskForm(initial={"due": found.due, "who": found.who}), "reason": ReasonForm(),
    }  # fmt: skip
    return render(request, "governance/plans/item.html", context)


def support_of(rights: Rights, found: PlanItem) -> list[dict[str, Any]]:
    """What was given for an item."""
    from safecommunity.governance.support import queries as given
    from safecommunity.governance.support import words as names

    return [
        {"pid": one.pid, "what": one.what, "starts": one.starts, "amount_says": names.amount(one),
         "giver_says": names.giver(one)}
        for one in given.support(rights).filter(item=found, withdrawn_on__isnull=True)
    ]  # fmt: skip


def _form(request: HttpRequest, rights: Rights, plan: Plan, found: PlanItem | None = None) -> ItemForm:
    today = timezone.localdate()
    first = {} if found else {"initial": {"due": plan.until, "stage": request.GET.get("stage", "")}}
    return ItemForm(
        request.POST if request.method == "POST" else None, stages=queries.stages(plan), item=found,
        agencies=agencies_of(rights, plan.place, today), bodies=bodies_of(rights, plan.place), **first,
    )  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pid: str) -> HttpResponse:
    """Enter an item; its task comes with it."""
    rights, plan = asked_plan(request, pid, office=True)
    form = _form(request, rights, plan)
    if form.is_valid():
        try:
            actions.add_item(reader=rights.reader, plan=plan, values=form.values(), at=timezone.now())
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("Entered, with its task"))
            return redirect("work_plan_item_new" if request.POST.get("then") == "more" else "work_plan", pid)
    context = {"form": form, "plan": plan}
    return render(request, "governance/plans/item_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct an item."""
    rights, found = asked_item(request, ref, office=True)
    form = _form(request, rights, found.plan, found)
    if form.is_valid():
        try:
            actions.change_item(
                reader=rights.reader, item=found, values=form.values(), at=timezone.now(),
                revision=number_of(request.POST.get("revision", "")),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("work_plan_item", ref)
    context = {"form": form, "plan": found.plan, "item": found}
    return render(request, "governance/plans/item_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def task(request: HttpRequest, ref: str) -> HttpResponse:
    """One more task of an item."""
    rights, found = asked_item(request, ref, office=True)
    form = ItemTaskForm(request.POST)
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        actions.add_task(reader=rights.reader, item=found, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan_item", ref)


@login_required
@require_POST
def drop(request: HttpRequest, ref: str) -> HttpResponse:
    """Give an item up."""
    rights, found = asked_item(request, ref, office=True)
    try:
        actions.drop_item(
            reader=rights.reader, item=found, reason=request.POST.get("reason", "")[:300], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("work_plan_item", ref)


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> FileResponse:
    """The items of a plan as a workbook; it comes back in as it went out."""
    _rights, plan = asked_plan(request, pid)
    heads = [*reading.headings().values(), _("Tasks done"), _("State"), _("Judgement")]
    rows = [_cells(line) for line in queries.lines(plan, timezone.localdate())]
    sheet = workbooks.Sheet(plan.title, heads, rows, len(rows))
    about = [(_("Place"), plan.place.name), (_("Work plan"), plan.title)]
    return workbooks.answer(request, name=plan.title, about=about, sheets=[sheet], now=timezone.now())


def _cells(line: queries.ItemLine) -> list[Any]:
    one = line.item
    return [
        one.title, one.who, one.due, one.stage.title if one.stage else "",
        codes.setting_name(one.setting) if one.setting else "", one.group, one.measure,
        words.told(one.amount) if one.amount is not None else "", words.qualifier(one.qualifier),
        words.unit(one.unit) if one.unit else "", one.budget if one.budget is not None else "",
        f"{line.way.done}/{line.way.due}", words.state(line.state),
        words.verdict(line.judged.verdict) if line.judged else "",
    ]  # fmt: skip
