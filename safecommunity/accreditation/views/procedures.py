"""Procedures: the list, one to browse, its editions, bringing one in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accreditation import actions, bringing, words
from safecommunity.accreditation.forms import ProcedureForm
from safecommunity.accreditation.procedures import BadProcedure, Limit, Move, Procedure
from safecommunity.accreditation.procedures.shape import BACK, FIRM, LEVELS
from safecommunity.accreditation.queries import moves, procedures
from safecommunity.accreditation.views.common import need_reads


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every procedure in force: the title, how many states and moves, how much of it is read in its source."""
    held = need_reads(request)
    rows = []
    for one in sorted(procedures.in_force().values(), key=lambda x: LEVELS.index(x.level)):
        bases = list(one.bases())
        rows.append({
            "procedure": one, "title": words.text(one.title), "publisher": words.text(one.publisher),
            "level": words.title_of(one.level), "read": sum(x in FIRM for x in bases), "all": len(bases),
            "term": words.unit(one.term.n, one.term.unit),
        })  # fmt: skip
    return render(request, "accreditation/procedures.html", {"rows": rows, "brings": held.brings})


def _basis(code: str) -> str:
    """How something is known, where that is worth a word."""
    return "" if code in FIRM else words.basis(code)


def _limit(procedure: Procedure, one: Limit) -> dict[str, str]:
    span = words.unit(one.n, one.unit) if one.unit else ""
    says = words.limit(one.kind)
    if "%(" in says:
        says = says % {"span": span, "n": one.n, "state": moves.state_name(procedure, one.state)}
    return {"says": says, "basis": _basis(one.basis), "id": one.id}


def _move(procedure: Procedure, one: Move) -> dict[str, Any]:
    return {
        "move": one, "title": words.text(one.title), "role": words.role(one.role), "basis": _basis(one.basis),
        "to": _("back to where it came from") if one.to == BACK else moves.state_name(procedure, one.to),
        "papers": [{"title": words.text(x.title), "basis": _basis(x.basis)} for x in one.papers],
        "needs": [words.need(x) for x in one.needs], "limits": [_limit(procedure, x) for x in one.limits],
    }  # fmt: skip


def _shown(procedure: Procedure) -> dict[str, Any]:
    states = [
        {
            "state": one, "title": words.text(one.title), "stage": words.stage(one.stage), "basis": _basis(one.basis),
            "turn": words.role(one.turn) if one.turn else "",
            "clock": words.unit(one.clock.n, one.clock.unit) if one.clock else "",
            "clock_basis": _basis(one.clock.basis) if one.clock else "",
            "moves": [_move(procedure, x) for x in procedure.moves_from(one.id)],
            "refuses": [{"rule": x.rule, "text": words.text(x.text), "basis": _basis(x.basis)} for x in one.refuses],
        }
        for one in procedure.states
    ]  # fmt: skip
    return {
        "procedure": procedure, "title": words.text(procedure.title), "states": states,
        "publisher": words.text(procedure.publisher), "level": words.title_of(procedure.level),
        "note": words.text(procedure.note) if procedure.note else "", "sheet": moves.sheet_name(procedure),
        "term": words.unit(procedure.term.n, procedure.term.unit), "term_basis": _basis(procedure.term.basis),
    }  # fmt: skip


@login_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """One procedure as it is in force."""
    held = need_reads(request)
    found = procedures.in_force().get(code)
    if found is None:
        raise Http404
    context = _shown(found) | {"editions": procedures.editions(code), "brings": held.brings}
    return render(request, "accreditation/procedure.html", context)


@login_required
@require_safe
def edition(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """One stored edition: the one an application is run by, or one that was brought in."""
    held = need_reads(request)
    found = procedures.one(pid)
    if found is None or found.code != code:
        raise Http404
    context = _shown(procedures.of(found)) | {
        "edition": found, "editions": procedures.editions(code), "brings": held.brings,
    }  # fmt: skip
    return render(request, "accreditation/procedure.html", context)


@login_required
@require_POST
def put_in_force(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """New applications are run by this edition."""
    held = need_reads(request)
    if not held.brings:
        raise PermissionDenied
    found = procedures.one(pid)
    if found is None or found.code != code:
        raise Http404
    actions.put_procedure_in_force(reader=held.reader, edition=found, at=timezone.now())
    messages.success(request, _("In force for new applications"))
    return redirect("procedure", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring in an edition: everything wrong with the file is said together, and nothing of it is kept."""
    held = need_reads(request)
    if not held.brings:
        raise PermissionDenied
    form = ProcedureForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = bringing.procedure_from_yaml(form.cleaned_data["file"].read(bringing.LARGEST + 1))
            found, _new = actions.bring_procedure(reader=held.reader, procedure=made, at=timezone.now())
        except BadProcedure as wrong:
            problems = wrong.problems
        except actions.Refused as reason:
            problems = [str(reason)]
        else:
            return redirect("procedure_edition", found.code, found.pid)
    context = {"form": form, "problems": problems[:100], "more": max(0, len(problems) - 100)}
    status = 422 if request.method == "POST" else 200
    return render(request, "accreditation/procedure_bring.html", context, status=status)
