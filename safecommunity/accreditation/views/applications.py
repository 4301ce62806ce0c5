"""Applications: the list, opening one, its page, a move with its papers, papers, the lock, objections."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accreditation import actions, words
from safecommunity.accreditation.forms import MoveForm, OpenForm, PaperForm, looked
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.procedures import Move, Procedure
from safecommunity.accreditation.procedures.shape import STAGES
from safecommunity.accreditation.queries import applications, offices, procedures, vetoes
from safecommunity.accreditation.queries.moves import state_name
from safecommunity.accreditation.queries.offices import Office
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.views import running
from safecommunity.accreditation.views.common import need_looks
from safecommunity.shell import workbooks
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table


def _turn(one: Application) -> str:
    if not one.turn_role:
        return "—"
    office = one.turn_place.name if one.turn_place else ""
    return office if office == one.place.name else f"{office}（{words.role(one.turn_role)}）"


class Applications(Table):
    """Applications, newest or most urgent first."""

    name = "applications"
    caption = gettext_lazy("Applications")
    empty = gettext_lazy("An application appears here as soon as it is opened.")
    columns = (
        Column("place", gettext_lazy("Place"), "place.name", link=lambda one: reverse("application", args=[one.pid]),
               wide=True, head=True),
        Column("level", gettext_lazy("Title applied for"), lambda one: words.title_of(one.level)),
        Column("stage", gettext_lazy("Stage"), lambda one: words.stage(one.stage)),
        Column("state", gettext_lazy("Stands in"), lambda one: state_name(applications.procedure_of(one), one.state)),
        Column("turn", gettext_lazy("Turn of"), _turn),
        Column("since", gettext_lazy("In it since"), "entered_on", kind="day"),
        Column("due", gettext_lazy("Due"), "due_on", kind="day"),
    )  # fmt: skip
    filters = (
        Filter("level", gettext_lazy("Title applied for"), lambda: [(x, words.title_of(x)) for x in LEVELS],
               "level"),
        Filter("stage", gettext_lazy("Stage"), lambda: [(x, words.stage(x)) for x in STAGES], "stage"),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-opened_on", "-pk")),
        Order("due", gettext_lazy("most urgent first"), ("due_sort", "pk")),
    )
    pairs = (
        ("", "recent"), ("", "due"), ("level", "recent"), ("level", "due"), ("stage", "recent"), ("stage", "due"),
    )  # fmt: skip


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Applications open to the reader."""
    held = need_looks(request)
    context = {
        "table": Applications(applications.applications(held), request.GET), "scores": held.scores,
        "reads": held.reads,
    }  # fmt: skip
    return render(request, "accreditation/applications.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Applications(applications.applications(need_looks(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open an application."""
    held = need_looks(request)
    near = held.places() if held.scores else []
    if not near:
        raise PermissionDenied
    force = sorted(procedures.in_force().values(), key=lambda one: LEVELS.index(one.level))
    form = OpenForm(request.POST if request.method == "POST" else None, places=near, procedures=force)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.open_application(
                reader=held.reader, place=form.chosen(), code=told["code"], opened_on=told["opened_on"],
                at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("application", made.pid)
    status = 422 if form.is_bound else 200
    return render(request, "accreditation/application_new.html", {"form": form}, status=status)


def asked(request: HttpRequest, pid: str) -> tuple[Rights, Application, Procedure]:
    """An application open to the reader, with its procedure."""
    held = need_looks(request)
    found = applications.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    return held, found, applications.procedure_of(found)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """Where an application stands, what comes next and who acts, its papers, its history."""
    held, found, procedure = asked(request, pid)
    context = running.of_application(held, found, procedure, timezone.localdate())
    return render(request, "accreditation/application.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pid: str, move: str) -> HttpResponse:
    """One move: its papers, the day, the reason, what stands against it."""
    held, found, procedure = asked(request, pid)
    it = procedure.move.get(move)
    if it is None:
        raise Http404
    office = offices.office_of(found.place, it.role)
    if not offices.sits(held, found, it.role, office):
        raise PermissionDenied
    form = _form(request, held, found, procedure, it, office)
    warns: list[Any] = []
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            sent = form.sent(request.POST.getlist("known")[:50])
            actions.make_move(reader=held.reader, application=found, move=it.id, sent=sent, at=timezone.now())
        except actions.Warned as reason:
            warns = reason.problems
        except actions.Refused as reason:
            refused = "" if reason.field in form.fields else str(reason)
            if not refused:
                form.add_error(reason.field, str(reason))
        else:
            messages.success(request, _("Done: %(move)s") % {"move": words.text(it.title)})
            return redirect("application", pid)
    context = running.of_move(held, found, procedure, it, office, timezone.localdate()) | {
        "form": form, "papers": form.papers(), "declares": form.declares(), "warns": warns, "refused": refused,
        "known": request.POST.getlist("known") if request.method == "POST" else [],
    }  # fmt: skip
    return render(
        request, "accreditation/move.html", context, status=422 if request.method == "POST" else 200
    )


def _form(
    request: HttpRequest, held: Rights, found: Application, procedure: Procedure, it: Move, office: Office
) -> MoveForm:
    """The form of a move; evidence of a place is offered to the office that keeps it."""
    rounds = {"round", "official_round"}.intersection(it.needs)
    today = timezone.localdate()
    first: dict[str, Any] = {"edition": found.edition, "happened_on": today, "year": today.year - 1}
    chosen = applications.rounds_to_choose(found, procedure) if rounds else []
    if chosen and "round" in it.needs:
        first["round"] = chosen[0].pid
    sent = next((one for one in chosen if one.pid == request.POST.get("round")), None)
    told = vetoes.of_move(found, sent, today) if "vetoes" in it.needs else []
    for name, said in vetoes.carried(found.steps.order_by("number"), office.place.pk, found.state).items():
        first |= {f"veto_{name}": "yes" if said.happened else "no", f"veto_{name}_why": said.reason}
    return MoveForm(
        *((request.POST, request.FILES) if request.method == "POST" else (None, None)),
        move=it, recorded=office.recorded, rounds=chosen, initial=first, vetoes=told,
        pieces=applications.evidence_to_choose(found) if held.keeps(found.place) else [],
    )  # fmt: skip


@login_required
@require_POST
def paper(request: HttpRequest, pid: str) -> HttpResponse:
    """File a paper ahead of a move."""
    held, found, procedure = asked(request, pid)
    acting = running.acts(held, found)
    if not (held.keeps(found.place) or acting):
        raise PermissionDenied
    needs = running.needs_here(found, procedure, running.filer(found, acting))
    form = PaperForm(request.POST, request.FILES, needs=needs)
    try:
        if not form.is_valid():
            raise actions.Refused(form.refusals)
        told = form.cleaned_data
        actions.add_paper(
            reader=held.reader, application=found, code=told["code"], title=told["title"],
            thing=looked(told["file"], _("File")), at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("application", pid)


@login_required
@require_POST
def withdraw_paper(request: HttpRequest, pid: str, paper: str) -> HttpResponse:
    """Take a paper back."""
    held, found, _procedure = asked(request, pid)
    one = found.papers.select_related("application__place").filter(pid=paper).first()
    if one is None:
        raise Http404
    try:
        actions.withdraw_paper(
            reader=held.reader, paper=one, reason=request.POST.get("reason", "")[:300], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("application", pid)


@login_required
@require_POST
def lock(request: HttpRequest, pid: str) -> HttpResponse:
    """Lock or un-lock the applicant's papers."""
    held, found, _procedure = asked(request, pid)
    try:
        actions.set_lock(
            reader=held.reader, application=found, locked=request.POST.get("locked") == "1",
            reason=request.POST.get("reason", "")[:300], at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("application", pid)
