"""Pages of corrective and preventive actions: the list, entering, one with what can be done next, in and out."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.files import queries as files
from safecommunity.governance import codes
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.improvements import actions, queries, reading, words
from safecommunity.governance.improvements.forms import AgainForm, DoneForm, ImprovementForm, VerifyForm
from safecommunity.governance.models import Improvement
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.bodies import need_looks, office_of
from safecommunity.governance.views.common import first_error, number_of, proofs, said, show
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("improvements.open", "improvements.overdue", "improvements.on_time", "improvements.effective")


class Improvements(Table):
    """Corrective and preventive actions, newest first or by day."""

    name = "improvements"
    caption = gettext_lazy("Corrective and preventive actions")
    empty = gettext_lazy("What inspections, complaints, drills, evaluations and injuries show appears here.")
    columns = (
        Column("found", gettext_lazy("What is not as it should be"), "found", wide=True, head=True,
               link=lambda one: reverse("improvement", args=[one.pid])),
        Column("source", gettext_lazy("Found by"), lambda one: words.source(one.source)),
        Column("found_on", gettext_lazy("Found on"), "found_on", kind="day"),
        Column("action", gettext_lazy("What is done about it"), "action"),
        Column("who", gettext_lazy("Who answers for it"), "who"),
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("state", gettext_lazy("State"), lambda one: words.state(one, timezone.localdate())),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()),
               lambda rows, value: queries.in_state(rows, value, timezone.localdate())),
        Filter("source", gettext_lazy("Found by"),
               lambda: [(one, words.source(one)) for one in Improvement.Source.values], "source"),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-found_on", "-pk")),
        Order("due", gettext_lazy("by day"), ("due", "pk")),
    )
    pairs = tuple((one, order) for one in ("", "state", "source") for order in ("recent", "due"))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, with the figures of the chosen place and period over it."""
    rights, now = need_looks(request), timezone.now()
    context = {
        "table": Improvements(queries.listed(rights), request.GET), "office": bool(rights.tops),
        "figures": said(request, FIGURES, timezone.localdate(now), now),
    }  # fmt: skip
    return render(request, "governance/improvements/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; it comes back in as it went out."""
    found = queries.improvements(need_looks(request)).filter(dropped_on__isnull=True)
    if (state := request.GET.get("state", "")) in words.states():
        found = queries.in_state(found, state, timezone.localdate())
    if (source := request.GET.get("source", "")) in Improvement.Source.values:
        found = found.filter(source=source)
    rows = [_cells(one) for one in found]
    heads = [*reading.headings().values(), _("State")]
    sheet = workbooks.Sheet(_("Corrective actions"), heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Corrective actions"), about=[], sheets=[sheet], now=timezone.now()
    )


def _cells(one: Improvement) -> list[Any]:
    closed = bool(one.effective)
    return [
        one.found_on, words.source(one.source), one.source_says, words.kind(one.kind),
        codes.setting_name(one.setting) if one.setting else "", one.where, one.found, one.cause, one.action, one.who,
        one.due, one.done_on, one.result, one.checked_on if closed else None, one.checked_by if closed else "",
        words.state(one, timezone.localdate()),
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what was found and what is done about it."""
    (rights, place), today = office_of(request), timezone.localdate()
    first = {
        "found_on": today,
        "source": request.GET.get("source", ""),
        "meeting": request.GET.get("meeting", ""),
    }
    form = ImprovementForm(
        request.POST if request.method == "POST" else None, meetings=queries.meetings(place), initial=first
    )
    if form.is_valid():
        try:
            made = actions.record_improvement(
                reader=rights.reader, place=place, values=form.values(), due=form.cleaned_data["due"],
                at=timezone.now(), proofs=proofs(request),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("improvement", made.pid)
    context = {"form": form, "place": place}
    return render(request, "governance/improvements/form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pid: str, *, office: bool = False) -> tuple[Rights, Improvement]:
    rights = need_looks(request)
    found = queries.one(rights, pid)
    if found is None or (office and found.place.pid not in rights.office_reach):
        raise Http404
    show(request, found.place)
    return rights, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One: how it stands, what happened, and what can be done next. POST says that the action was carried out."""
    rights, found = _asked(request, pid, office=request.method == "POST")
    today = timezone.localdate()
    done = DoneForm(request.POST if request.method == "POST" else None, initial={"on": today})
    if done.is_valid():
        try:
            actions.finish(
                reader=rights.reader,
                improvement=found,
                at=timezone.now(),
                proofs=proofs(request),
                **done.cleaned_data,
            )
        except actions.Refused as reason:
            done.add_error(None, str(reason))
        else:
            return redirect("improvement", pid)
    state = words.state_code(found, today)
    office = found.place.pid in rights.office_reach and state != "dropped"
    context: dict[str, Any] = {
        "one": found, "kind": words.kind(found.kind), "source": words.source(found.source), "state": state,
        "state_says": words.states()[state], "today": today, "office": office, "done": done,
        "setting": codes.setting_name(found.setting) if found.setting else "",
        "steps": [{"step": step, "what": words.step(step.what)} for step in found.steps.all()],
        "files": files.attachments(rights.reader, "improvement", found.pid), "reason": ReasonForm(),
        "verify": VerifyForm(initial={"on": today}), "again": AgainForm(),
    }  # fmt: skip
    return render(request, "governance/improvements/one.html", context, status=422 if done.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct its words."""
    rights, found = _asked(request, pid, office=True)
    form = ImprovementForm(
        request.POST if request.method == "POST" else None,
        meetings=queries.meetings(found.place),
        improvement=found,
    )
    if form.is_valid():
        try:
            actions.change_improvement(
                reader=rights.reader, improvement=found, values=form.values(), at=timezone.now(),
                revision=number_of(request.POST.get("revision", "")),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("improvement", pid)
    context = {"form": form, "place": found.place, "one": found}
    return render(request, "governance/improvements/form.html", context, status=422 if form.is_bound else 200)


def _deed(request: HttpRequest, pid: str, form: Any, act: Callable[..., Any]) -> HttpResponse:
    """One step of an office; what is refused is said on the page it came from."""
    rights, found = _asked(request, pid, office=True)
    try:
        if not form.is_valid():
            raise actions.Refused(first_error(form))
        act(reader=rights.reader, improvement=found, at=timezone.now(), **form.cleaned_data)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("improvement", pid)


@login_required
@require_POST
def extend(request: HttpRequest, pid: str) -> HttpResponse:
    """A later day, with a reason."""
    return _deed(request, pid, AgainForm(request.POST), actions.extend)


@login_required
@require_POST
def verify(request: HttpRequest, pid: str) -> HttpResponse:
    """Whether it worked."""

    def act(*, effective: str, **told: Any) -> None:
        actions.verify(effective=effective == "yes", proofs=proofs(request), **told)

    return _deed(request, pid, VerifyForm(request.POST), act)


@login_required
@require_POST
def again(request: HttpRequest, pid: str) -> HttpResponse:
    """It came back: open it again."""
    return _deed(request, pid, AgainForm(request.POST), actions.reopen)


@login_required
@require_POST
def drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Given up, or entered wrongly."""
    return _deed(request, pid, ReasonForm(request.POST), actions.drop)
