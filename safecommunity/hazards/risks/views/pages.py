"""One risk: what it is, its assessments, hazards found at it; correcting, assessing, a failed control, its end."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.governance import codes as settings
from safecommunity.hazards import codes
from safecommunity.hazards import queries as hazards
from safecommunity.hazards import words as loop_words
from safecommunity.hazards.models import Risk, RiskAssessment
from safecommunity.hazards.risks import actions, queries, tables, words
from safecommunity.hazards.risks.forms import AssessForm, FailForm, RiskForm, initial, last_answers
from safecommunity.hazards.risks.rights import Rights, of_request
from safecommunity.hazards.risks.views.register import asked, mark, sources
from safecommunity.hazards.slots import title
from safecommunity.hazards.views.common import photos_of
from safecommunity.shell.slots import show_place


def the_risk(request: HttpRequest, pid: str) -> tuple[Rights, Risk]:
    """The reader's rights and a risk open to him. Raises PermissionDenied, Http404."""
    held = of_request(request)
    if held is None or not (held.opens or held.units):
        raise PermissionDenied
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One risk."""
    held, one = the_risk(request, pid)
    return _page(request, held, one)


def _page(request: HttpRequest, held: Rights, one: Risk, wrong: FailForm | None = None) -> HttpResponse:
    steps, made = list(one.steps.all()), list(one.assessments.all())
    names = people.names({step.by for step in steps} | {each.by for each in made})
    found = hazards.hazards(held).filter(at_risk__risk=one).order_by("-found_on", "-pk")[:50]
    context: dict[str, Any] = {
        "one": one, "mark": mark(one.rank), "where": tables.where(one.where), "today": timezone.localdate(),
        "setting": settings.setting_name(one.setting), "klass": codes.class_name(one.klass),
        "accident": tables.accident_name(one.accident), "managed": tables.managed_by(one.rank),
        "last": _told(made[-1], names) if made else None,
        "assessments": [_told(each, names) for each in reversed(made)],
        "hazards": [(each, title(each), loop_words.states()[each.state]) for each in found],
        "all_hazards": one.hazards.count(),
        "steps": [(words.step(step.what), step, names.get(step.by, "")) for step in steps],
        "keeps": held.keeps_risk(one) and one.ends is None, "works": held.works_on(one) and one.ends is None,
        "lists": held.opens, "sources": sources(), "wrong": wrong,
        "fail_form": wrong or FailForm(initial={"client_id": uuid.uuid4().hex}),
    }  # fmt: skip
    return render(request, "hazards/risks/one.html", context, status=422 if wrong is not None else 200)


def _told(made: RiskAssessment, names: dict[str, str]) -> dict[str, Any]:
    """An assessment as the page shows it."""
    columns = list(tables.table(made.method)["columns"].items()) if made.method in tables.LINED else []
    heads = [codes.said(column["label"]) for _name, column in columns]
    lines = [
        (
            [_cell(name, line.get(name, "")) for name, _column in columns],
            line,
            mark(line["rank"]) if "rank" in line else "",
        )
        for line in made.lines
    ]
    return {
        "made": made, "method": tables.method_name(made.method), "mark": mark(made.rank), "heads": heads,
        "lines": lines,
        "formula": tables.formula(made.method, made.factors, made.lines, made.score), "who": names.get(made.by, ""),
        "basis": tables.basis(made.method),
    }  # fmt: skip


def _cell(name: str, text: str) -> str:
    return tables.result(text) if name == "result" and text else text


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct the entry."""
    held, one = the_risk(request, pid)
    if not held.works_on(one):
        raise PermissionDenied
    near = asked(held)
    form = RiskForm(request.POST if request.method == "POST" else None, initial=initial(one), **near)
    if form.is_valid():
        try:
            actions.change_risk(reader=held.reader, risk=one, values=form.values(), at=timezone.now())
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("risk", pid)
    context = {"form": form, "one": one}
    return render(request, "hazards/risks/change.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def assess(request: HttpRequest, pid: str) -> HttpResponse:
    """Assess it by one of four ways; the last answers stand there to be gone on with."""
    held, one = the_risk(request, pid)
    if not held.keeps_risk(one):
        raise PermissionDenied
    method = request.GET.get("method") or one.method or "ls"
    if method not in tables.METHODS:
        raise Http404
    before, lines = last_answers(one, method)
    if request.method == "POST":
        lines = _lines_of(request, method, lines)
    first = {**before, "on": timezone.localdate()}
    form = AssessForm(
        request.POST if request.method == "POST" else None, method=method, lines=lines, initial=first
    )
    if form.is_valid():
        try:
            actions.assess_risk(reader=held.reader, risk=one, at=timezone.now(), **form.values())
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("risk", pid)
    told = tables.table(method) if method in tables.LINED else codes.methods()[method]
    context = {
        "form": form, "one": one, "mark": mark(one.rank), "method": method, "basis": tables.basis(method),
        "methods": [(each, tables.method_name(each)) for each in tables.METHODS], "sources": sources(),
        "formula": str(told.get("formula", "")).replace("*", "×"), "bands": _bands(method),
        "meant": codes.said(told["for"]) if "for" in told else "",
    }  # fmt: skip
    return render(request, "hazards/risks/assess.html", context, status=422 if form.is_bound else 200)


def _lines_of(request: HttpRequest, method: str, least: int) -> int:
    """How many lines came with a form."""
    if method in tables.SINGLE:
        return 0
    sent = sum(1 for name in request.POST if name.startswith("item_"))
    return min(max(sent, least), tables.MOST_LINES + 1)


def _bands(method: str) -> list[tuple[Any, str, str]]:
    """The bands of a method: mark, from where, in words."""
    told = codes.methods()["ls" if method in tables.LINED else method]["bands"]
    return [
        (mark(codes.COLORS.index(band["color"]) + 1), f"{band['from']:g}", codes.said(band["label"]))
        for band in told
    ]


@login_required
@require_POST
def fail(request: HttpRequest, pid: str) -> HttpResponse:
    """A control failed: one step makes it a hazard."""
    held, one = the_risk(request, pid)
    if not held.works_on(one):
        raise PermissionDenied
    form = FailForm(request.POST)
    if form.is_valid():
        try:
            made = actions.tell_failed_control(
                reader=held.reader, risk=one, values=form.cleaned_data, at=timezone.now(),
                client_id=form.cleaned_data["client_id"], before=photos_of(request, "before"),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("hazard", made.pid)
    return _page(request, held, one, form)


@login_required
@require_POST
def end(request: HttpRequest, pid: str) -> HttpResponse:
    """The source of danger is gone."""
    held, one = the_risk(request, pid)
    if not held.keeps_risk(one):
        raise PermissionDenied
    try:
        actions.end_risk(
            reader=held.reader,
            risk=one,
            reason=request.POST.get("reason", "").replace("\x00", ""),
            at=timezone.now(),
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Taken out of the register; it stays readable"))
    return redirect("risk", pid)
