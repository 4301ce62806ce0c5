"""One return: filled in, taken its steps, with its parts, its papers, its history, on paper and as a workbook."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.files import queries as files
from safecommunity.governance.models import Return, ReturnVersion
from safecommunity.governance.returns import (
    actions,
    forms_known,
    numbers,
    queries,
    transitions,
    workdays,
)
from safecommunity.governance.returns.rights import Hands, is_checked
from safecommunity.governance.returns.views.common import (
    Extra,
    asked,
    done,
    heads,
    language,
    lines,
    state,
)
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period

MOST_SCAN = 10


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """The return as this reader may see it: being filled in, or as it was handed in."""
    held, one = asked(request, pid)
    return render(request, "governance/returns/return.html", _context(request, held, one, {}))


def _context(request: HttpRequest, held: Hands, one: Return, problem: Mapping[str, Any]) -> dict[str, Any]:
    spec, today = forms_known.spec_of(one.form), timezone.localdate()
    versions = list(one.versions.all())
    version = versions[0] if versions else None
    drafting = one.state not in transitions.STANDING and held.sees_draft(one)
    values = problem.get("values", one.draft) if drafting else (version.values if version else {})
    below = queries.parts(one) if held.is_own_side(one) else None
    sums = (
        below.sums if below is not None and below.rows else (version.parts.get("sums") if version else None)
    )
    found = _findings(one, values, below, version, drafting=drafting)
    extra = Extra(
        below=sums, urls={} if drafting else _figures(request, one), wrong=problem.get("wrong"),
        typed=problem.get("typed"), theirs=problem.get("theirs"),
        marked=frozenset(cell for line in found for cell in line["cells"]),
    )  # fmt: skip
    deeds = held.deeds(one)
    return {
        "one": one, "spec": spec, "title": spec.title(language()), "period": queries.label(one), "today": today,
        "filler": queries.filler_name(one),
        "state": state(one, own=held.is_own_side(one)), "late": queries.days_late(one, today),
        "lines": lines(spec, values, extra), "heads": heads(spec), "drafting": drafting, "deeds": deeds,
        "editing": drafting and "fill" in deeds, "version": version, "versions": versions, "sums": sums is not None,
        "findings": found, "missing": len(numbers.missing(spec, values)) if drafting else 0,
        "zero": bool(values) and numbers.is_zero(spec, values), "parts": _parts(held, one, below),
        "names": _names(one, versions), "checked": is_checked(one), "typing": held.types_in(one),
        "revision": problem.get("revision", one.revision), "problem": problem,
        "scans": _scans(request, one, len(versions), drafting=drafting),
        "holidays": workdays.holidays_known(one.due.year), "reason": _reason(one, drafting=drafting),
        "single": len(spec.columns) == 1,
        "remark": _remark(one), "own": held.is_own_side(one), "notes": spec.notes.get(language(), ""),
    }  # fmt: skip


def _reason(one: Return, *, drafting: bool) -> str:
    """Why it came back: for both sides while it is away, for the filler also from his own checker."""
    return one.reason if drafting or one.state in (Return.State.RETURNED, Return.State.REOPENED) else ""


def _remark(one: Return) -> str:
    """What the filler said when it was sent to be checked, for who signs it."""
    if one.state not in (Return.State.FOR_CHECK, Return.State.CHECKED):
        return ""
    last = one.steps.filter(deed="to_check").order_by("-pk").first()
    return last.reason if last is not None else ""


def _names(one: Return, versions: list[ReturnVersion]) -> dict[str, str]:
    pids = {one.filled_by, one.checked_by}
    for version in versions:
        pids |= {version.filled_by, version.checked_by, version.signed_by}
    return people.names(pid for pid in pids if pid)


def _findings(
    one: Return, values: Mapping[str, int], below: queries.Parts | None, version: ReturnVersion | None, *,
    drafting: bool,
) -> list[dict[str, Any]]:  # fmt: skip
    """What does not add up: now, while it is worked on; as it was frozen, once it is in."""
    if not drafting:
        return list(version.findings) if version else []
    if not values:
        return []
    parts = below or queries.Parts(forms_known.spec_of(one.form), ())
    return [found.to_data() for found in queries.findings(one, dict(values), parts, language())]


def _figures(request: HttpRequest, one: Return) -> dict[str, str]:
    """Where the numbers lead: the figures they feed, for who may read them."""
    reader = choice.reader_of(request)
    if not queries.stands(one) or not choice.may_read(reader, one.place.pid):
        return {}
    spec, period = forms_known.spec_of(one.form), Period(one.first, one.last)
    return {
        cell: reverse(
            "figure", args=[str(FigureKey(spec.code(cell), one.form.version, one.place.pid, period))]
        )
        for cell in spec.cells
    }


def _parts(held: Hands, one: Return, below: queries.Parts | None) -> dict[str, Any] | None:
    """The returns beneath, for the office that adds them up."""
    if below is None or one.filler != Return.Filler.PLACE:
        return None
    if below.rows:
        rows = [
            {"one": part.row, "name": queries.filler_name(part.row),
             "state": state(part.row, own=held.is_own_side(part.row)),
             "in": part.values is not None, "late": queries.days_late(part.row, timezone.localdate())}
            for part in below.rows
        ]  # fmt: skip
        return {"rows": rows, "came": len(below.standing), "due": len(below.rows), "complete": below.complete}
    under = queries.children(one.place, timezone.localdate()) if one.place in held.issuing else []
    return {"under": under} if under else None


def _scans(request: HttpRequest, one: Return, count: int, *, drafting: bool) -> list[Any]:
    reader, number = choice.reader_of(request), count + 1 if drafting else count
    return files.attachments(reader, actions.KIND, actions.scan_ref(one, number)) if number else []


@login_required
@require_POST
def fill(request: HttpRequest, pid: str) -> HttpResponse:
    """Save what was typed, and go on where that was asked for. What cannot be read is told all together."""
    held, one = asked(request, pid)
    if not held.may(one, "fill"):
        raise PermissionDenied
    spec, deed = forms_known.spec_of(one.form), request.POST.get("deed", "")
    typed = {cell: request.POST.get(cell, "") for cell in spec.cells}
    values, wrong = numbers.parse_all(spec, typed)
    if deed == "zero":
        values = {**dict.fromkeys((c for c in spec.cells if not typed[c].strip()), 0), **values}
    revision = _revision(request)
    if wrong or revision is None:
        told = {one_wrong.cell: one_wrong.says for one_wrong in wrong}
        problem = {"values": values, "wrong": told, "typed": typed, "revision": one.revision, "list": wrong}
        return _again(request, held, one, problem, 422)
    try:
        row = actions.save_draft(
            reader=held.reader, row=one, values=values, revision=revision, at=timezone.now()
        )
    except actions.Overtaken as clash:
        problem = {
            "values": values, "typed": typed, "theirs": clash.row.draft, "revision": clash.row.revision,
            "clash": str(clash), "who": people.names([clash.row.filled_by]).get(clash.row.filled_by, ""),
            "when": clash.row.filled_at,
        }  # fmt: skip
        return _again(request, held, clash.row, problem, 409)
    if deed in ("to_check", "submit"):
        return _go_on(request, held, row, deed)
    messages.success(request, _("Saved; nobody above sees it yet"))
    return redirect("return", pid)


def _revision(request: HttpRequest) -> int | None:
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else None


def _again(
    request: HttpRequest, held: Hands, one: Return, problem: dict[str, Any], status: int
) -> HttpResponse:
    if "list" in problem:
        spec = forms_known.spec_of(one.form)
        problem["list"] = [
            {"cell": wrong.cell, "label": spec.cell_title(wrong.cell, language()), "came": wrong.came,
             "says": wrong.says}
            for wrong in problem["list"]
        ]  # fmt: skip
    return render(
        request, "governance/returns/return.html", _context(request, held, one, problem), status=status
    )


def _go_on(request: HttpRequest, held: Hands, row: Return, deed: str) -> HttpResponse:
    note = request.POST.get("note", "")
    try:
        actions.step(reader=held.reader, row=row, deed=deed, note=note, at=timezone.now())
    except actions.NotYours as refused:
        raise PermissionDenied(str(refused)) from refused
    except actions.Refused as refused:
        row.refresh_from_db()
        return _again(
            request, held, queries.returns().get(pk=row.pk), {"refused": str(refused), "note": note}, 422
        )
    messages.success(request, _("Handed in") if deed == "submit" else _("Sent to be checked"))
    return redirect("return", row.pid)


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """One step of the way that is not filling in."""
    held, one = asked(request, pid)
    if deed not in transitions.DEEDS or deed == "fill":
        raise Http404
    says = {
        "pass": _("Checked"), "reject": _("Given back to be corrected"), "submit": _("Handed in"),
        "return": _("Returned"), "lock": _("Locked"), "reopen": _("Re-opened"), "urge": _("Urged"),
        "to_check": _("Sent to be checked"),
    }[deed]  # fmt: skip

    def act() -> None:
        actions.step(
            reader=held.reader, row=one, deed=deed, reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""), at=timezone.now(),
        )  # fmt: skip

    if request.POST.get("next") == "list":
        return done(request, act, "returns", says=says)
    return done(request, act, "return", pid, says=says)


@login_required
@require_POST
def sums(request: HttpRequest, pid: str) -> HttpResponse:
    """Take the sums of the parts that have come."""
    held, one = asked(request, pid)
    return done(
        request,
        lambda: actions.roll_up(reader=held.reader, row=one, revision=one.revision, at=timezone.now()),
        "return", pid, says=_("The sums of the parts are taken; look at them and hand in"),
    )  # fmt: skip


@login_required
@require_POST
def pass_on(request: HttpRequest, pid: str) -> HttpResponse:
    """Ask the places beneath for their parts."""
    held, one = asked(request, pid)
    chosen = request.POST.getlist("filler")
    return done(
        request, lambda: actions.pass_on(reader=held.reader, row=one, fillers=chosen, at=timezone.now()),
        "return", pid, says=_("Passed on; the parts come in here"),
    )  # fmt: skip


@login_required
@require_safe
def history(request: HttpRequest, pid: str) -> HttpResponse:
    """Every step with who, when and why, and every handing-in beside the one before it."""
    held, one = asked(request, pid)
    spec, at = forms_known.spec_of(one.form), language()
    versions = list(one.versions.all())
    shown = [
        {
            "version": version,
            "before": after.number if after else None,
            "changes": _changes(spec, at, version, after),
        }
        for version, after in zip(versions, [*versions[1:], None], strict=False)
    ]
    steps = list(one.steps.all())
    if not held.is_own_side(one):  # how the filler's own house worked is not for above
        steps = [step for step in steps if step.deed not in ("fill", "to_check", "pass", "reject")]
    pids = {step.by for step in steps} | {v.signed_by for v in versions} | {v.filled_by for v in versions}
    context = {
        "one": one, "title": spec.title(at), "period": queries.label(one), "filler": queries.filler_name(one),
        "steps": [{"step": step, "deed": deed_text(step.deed)} for step in steps], "versions": shown,
        "names": people.names(pids | {v.checked_by for v in versions}), "state": state(one, own=held.is_own_side(one)),
    }  # fmt: skip
    return render(request, "governance/returns/history.html", context)


def deed_text(deed: str) -> str:
    """A step in words."""
    return {
        "fill": _("begun"), "to_check": _("sent to be checked"), "pass": _("checked"),
        "reject": _("given back to be corrected"), "submit": _("handed in"), "return": _("returned"),
        "lock": _("locked"), "reopen": _("re-opened"), "urge": _("urged"),
    }.get(deed, deed)  # fmt: skip


def _changes(spec: Any, at: str, new: ReturnVersion, old: ReturnVersion | None) -> list[dict[str, str]]:
    if old is None:
        return []
    return [
        {
            "cell": spec.cell_title(cell, at),
            "before": numbers.written(old.values.get(cell), spec.decimals(cell)) or "—",
            "after": numbers.written(new.values.get(cell), spec.decimals(cell)) or "—",
        }
        for cell in spec.cells
        if old.values.get(cell) != new.values.get(cell)
    ]


@login_required
@require_safe
def paper(request: HttpRequest, pid: str) -> HttpResponse:
    """The return on paper, with lines for signature and stamp."""
    held, one = asked(request, pid)
    return render(request, "governance/returns/print.html", _context(request, held, one, {}))
