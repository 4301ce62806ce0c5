"""Importing a list: upload, match the columns, look at what was found, correct, import, come back later."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.injuries.importing import fields, headings, jobs, remarks, runs
from safecommunity.injuries.importing.command import AUTO, first_plan, refuse_lacking
from safecommunity.injuries.importing.container import Unreadable, letter
from safecommunity.injuries.importing.plan import Plan, masked
from safecommunity.injuries.importing.values import day, text_of
from safecommunity.injuries.views.common import need
from safecommunity.intake import actions as intake
from safecommunity.intake import queries as intake_queries
from safecommunity.intake import vault
from safecommunity.intake.models import ImportRun
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place

KIND = "injuries"
LARGEST = 64 * 1024 * 1024
AT_ONCE = 1500  # rows checked while the person waits; more is a job
SAMPLES = 3
PAGE = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
States = ImportRun.State


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Upload a list; below it the lists sent before."""
    held = need(request)
    allowed = runs.targets(held.reader)
    if not allowed:
        raise PermissionDenied
    problem, sent = "", request.POST if request.method == "POST" else {}
    if request.method == "POST":
        try:
            return redirect("injury_import_columns", pid=_receive(request).pid)
        except (Unreadable, Refused) as reason:
            problem = str(reason)
        except runs.NotYours as reason:
            raise PermissionDenied(str(reason)) from reason
    owners = [key.partition(":")[2] for key in allowed]
    context = {
        "targets": allowed, "mappings": intake_queries.mappings(KIND, owners), "problem": problem, "sent": sent,
        "runs": [_told(run) for run in intake_queries.own_runs(held.reader.pid, KIND, 30)], "most": LARGEST >> 20,
    }  # fmt: skip
    return render(request, "injuries/import.html", context, status=422 if problem else 200)


def _receive(request: HttpRequest) -> ImportRun:
    held, file = need(request), request.FILES.get("file")
    if file is None:
        raise Refused(_("No file came; allowed: one .xlsx or .csv file"))
    if (file.size or 0) > LARGEST:
        says = _(
            "The file has %(came)s MB; allowed: up to %(most)s MB. Larger ones are imported on the server"
        )
        raise Refused(says % {"came": (file.size or 0) >> 20, "most": LARGEST >> 20})
    allowed = runs.targets(held.reader)
    key = request.POST.get("target") or (next(iter(allowed)) if len(allowed) == 1 else "")
    return runs.receive(
        reader=held.reader, key=key, name=(file.name or "list")[:150], content=file.read(),
        mapping=request.POST.get("mapping", AUTO), backfill=_backfill(request), language=get_language() or "",
        at=timezone.now(),
    )  # fmt: skip


def _backfill(request: HttpRequest) -> dict[str, Any]:
    """What a declared session of old records says about all its rows."""
    if "backfill" not in request.POST:
        return {}
    binder, label = (request.POST.get(name, "").strip() for name in ("binder", "label"))
    if not 1 <= len(binder) <= 120 or not binder.isprintable():
        raise Refused(_("Binder: empty or too long; allowed: 1 to 120 characters"))
    typed = request.POST.get("original_date", "").strip()
    found = day(typed) if typed else None
    if typed and not hasattr(found, "isoformat"):
        says = _("Date on the paper: got %(came)s; allowed: a day as 2015-03-02, or empty")
        raise Refused(says % {"came": typed[:40]})
    return {
        "backfill": True, "binder": binder, "label": label[:60],
        "original_date": found.isoformat() if found and hasattr(found, "isoformat") else "",
    }  # fmt: skip


def _told(run: ImportRun) -> dict[str, Any]:
    """A run as lists and pages say it."""
    words = {
        States.UPLOADED: (_("columns to match"), "ask"), States.CHECKING: (_("being checked"), ""),
        States.CHECKED: (_("checked, nothing stored yet"), "ask"), States.RUNNING: (_("being imported"), ""),
        States.DONE: (_("imported"), "ok"), States.FAILED: (_("stopped"), "bad"),
    }  # fmt: skip
    says, kind = words[States(run.state)]
    broken = run.interrupted(timezone.now())
    if broken:
        says, kind = _("interrupted"), "bad"
    return {"run": run, "says": says, "kind": kind, "interrupted": broken, "kept": vault.is_kept(run.pid)}


def _own(request: HttpRequest, pid: str) -> ImportRun:
    """A run of this very person; anybody else's does not exist. The target must still be his."""
    held = need(request)
    run = intake_queries.run_of(pid, held.reader.pid)
    if run is None or run.kind != KIND:
        raise Http404
    if runs.key_of(run) not in runs.targets(held.reader):
        raise PermissionDenied(_("This place is not one you record for"))
    show_place(request, run.place)
    return run


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The own template in the reader's language."""
    if not runs.targets(need(request).reader):
        raise PermissionDenied
    return _book(remarks.template(), _("injury-list"))


def _book(content: bytes, name: str) -> HttpResponse:
    from urllib.parse import quote

    answer = HttpResponse(content, content_type=XLSX)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


# ---- columns


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def columns(request: HttpRequest, pid: str) -> HttpResponse:
    """Which column holds what: guessed, shown with samples, changed by the person, remembered by a name."""
    run = _own(request, pid)
    if run.state in (States.RUNNING, States.DONE):
        return redirect("injury_import_run", pid=pid)
    problem = ""
    try:
        plan = runs.plan_of(run)
        table = runs.table_of(run, plan.sheet)
        if request.method == "POST":
            plan = _chosen(request, run, plan)
            refuse_lacking(plan)
            twice = headings.problems(plan.chosen)["twice"]
            if twice:
                names = "、".join(str(fields.fields()[one]) for one in twice)
                raise Refused(
                    _("Chosen for two columns: %(names)s; allowed: one column each") % {"names": names}
                )
            _remember(request, run, plan)
            _check(run)
            return redirect("injury_import_run", pid=pid)
    except (Unreadable, Refused, intake.Refused) as reason:
        problem = str(reason)
        if not vault.is_kept(run.pid):
            return redirect("injury_import_run", pid=pid)
    context = _columns_context(run, plan, table) | {"problem": problem}
    answer = render(request, "injuries/import_columns.html", context, status=422 if problem else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _chosen(request: HttpRequest, run: ImportRun, plan: Plan) -> Plan:
    """The choice sent; another heading row or sheet starts the guessing anew. Kept even when it lacks something."""
    row, sheet = request.POST.get("row", ""), request.POST.get("sheet", "")
    wanted = int(row) if row.isascii() and row.isdigit() and len(row) < 8 else 0
    at = int(sheet) if sheet.isascii() and sheet.isdigit() and len(sheet) < 3 else plan.sheet
    old = plan.as_data()
    if at != plan.sheet or (wanted and wanted not in plan.heading_rows):
        table = runs.table_of(run, at)
        rest = {name: old[name] for name in ("backfill", "binder", "label", "original_date")}
        top = [one for one, _n in zip(table.rows(), range(headings.LOOKED_AT), strict=False)]
        heads = headings.find_heads(top, wanted)
        new = first_plan(table, **rest).as_data() | {
            "names": list(heads.names), "chosen": headings.guess(heads.names), "skip": heads.skip,
            "heading_rows": list(heads.rows),
        }  # fmt: skip
        _keep(run, new | {"sheet_name": table.sheet_name})
        says = _("Row %(row)s is read as headings now; look through the columns again")
        raise Refused(says % {"row": ", ".join(map(str, heads.rows))})
    known = fields.fields()
    sent = [request.POST.get(f"column-{at}", "") for at in range(len(plan.names))]
    new = old | {"chosen": [one if one in known else "" for one in sent]}
    _keep(run, new)
    return Plan.of(new)


def _keep(run: ImportRun, plan: dict[str, Any]) -> None:
    intake.plan_run(run=run, plan={**run.plan, **plan}, by=run.by, at=timezone.now())


def _remember(request: HttpRequest, run: ImportRun, plan: Plan) -> None:
    name = request.POST.get("remember", "").strip()
    if name:
        intake.remember_mapping(
            kind=KIND, name=name, place=run.unit or run.place, columns=headings.as_mapping(plan.names, plan.chosen),
            by=run.by, at=timezone.now(),
        )  # fmt: skip


def _check(run: ImportRun) -> None:
    """Small lists while the person waits, others as a job."""
    if run.total <= AT_ONCE:
        runs.work(run.pid, importing=False)
        return
    intake.take_over(run=run, state=States.CHECKING, worker="", at=timezone.now())
    jobs.check_list.enqueue(run.pid)


def _columns_context(run: ImportRun, plan: Plan, table: Any) -> dict[str, Any]:
    some, top = [], []
    for at, row in enumerate(table.rows()):
        if at < headings.LOOKED_AT:
            top.append(row[0])
        if at >= plan.skip:
            some.append(row[1])
        if len(some) >= SAMPLES:
            break
    lines = [
        {
            "at": at, "letter": letter(at), "name": name, "field": plan.chosen[at] if at < len(plan.chosen) else "",
            "samples": [_sample(plan, at, cells) for cells in some],
        }
        for at, name in enumerate(plan.names) if name not in (fields.ROW_KEY, fields.REMARKS)
    ]  # fmt: skip
    return {
        "run": run, "plan": plan, "lines": lines, "fields": list(fields.fields().values()), "rows": top,
        "sheets": run.plan.get("sheets", []), "found": sum(bool(one) for one in plan.chosen),
        "lacking": [str(one) for one in fields.fields().values() if one.required and one.id not in plan.chosen],
        "target": runs.targets_name(run),
    }  # fmt: skip


def _sample(plan: Plan, at: int, cells: Any) -> str:
    """A cell to recognise the column by; secrets only by their end."""
    text = text_of(cells[at]) if at < len(cells) else ""
    if plan.chosen[at] in fields.SECRETS or fields.LONG_NUMBER.search(text):
        return masked(text)
    return text if len(text) <= 24 else text[:24] + "…"


# ---- the run


@login_required
@require_safe
def run_page(request: HttpRequest, pid: str) -> HttpResponse:
    """What was found, all errors together; or how far the import is."""
    run = _own(request, pid)
    if run.state == States.UPLOADED:
        return redirect("injury_import_columns", pid=pid)
    after = request.GET.get("after", "")
    first = int(after) if after.isascii() and after.isdigit() and len(after) < 7 else 0
    errors = intake_queries.error_page(run, first, PAGE + 1)
    fixable = intake_queries.fixable(run) if run.state == States.CHECKED else {}
    preview = run.preview if run.state != States.DONE or run.preview else {}
    context = _told(run) | {
        "plan": runs.plan_of(run), "preview": preview, "errors": errors[:PAGE], "first": first,
        "more": first + PAGE if len(errors) > PAGE else 0, "before": max(0, first - PAGE) if first else None,
        "fixes": sum(len(one) for one in fixable.values()), "hidden": fields.HIDDEN, "target": runs.targets_name(run),
        "done": run.position if run.state in (States.RUNNING, States.DONE) else preview.get("read", 0),
        "working": run.state in (States.CHECKING, States.RUNNING), "kept_errors": run.errors.count(),
    }  # fmt: skip
    answer = render(request, "injuries/import_run.html", context)
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_POST
def correct(request: HttpRequest, pid: str) -> HttpResponse:
    """Take repairs over: one, all, or what was typed; then check again."""
    run = _own(request, pid)
    if run.state != States.CHECKED:
        return redirect("injury_import_run", pid=pid)
    repairs = {name: dict(of) for name, of in run.plan.get("repairs", {}).items()}
    wanted, offered = request.POST.get("fix", ""), intake_queries.fixable(run)
    if wanted == "all":
        for name, of in offered.items():
            repairs.setdefault(name, {}).update(of)
    elif ":" in wanted:
        name, _colon, came = wanted.partition(":")
        if came in offered.get(name, {}):
            repairs.setdefault(name, {})[came] = offered[name][came]
    cells = dict(run.plan.get("cells", {}))
    cells |= _typed(request, run)
    _keep(run, {"repairs": repairs, "cells": cells})
    _check(run)
    return redirect("injury_import_run", pid=pid)


def _typed(request: HttpRequest, run: ImportRun) -> dict[str, str]:
    """Corrections typed beside their errors; only for fields that are no secrets."""
    open_cells = {
        f"{row}:{name}" for row, name in run.errors.exclude(field="").values_list("row", "field")
        if name not in fields.HIDDEN
    }  # fmt: skip
    return {
        key[5:]: str(text).strip()[:200] for key, text in request.POST.items()
        if key.startswith("cell-") and str(text).strip() and key[5:] in open_cells
    }  # fmt: skip


@login_required
@require_POST
def go(request: HttpRequest, pid: str) -> HttpResponse:
    """Import the good rows as a job, or go on with what was interrupted."""
    run = _own(request, pid)
    told = _told(run)
    if run.state == States.CHECKED or (run.state in (States.RUNNING, States.FAILED) and _may_go_on(told)):
        if run.state == States.FAILED and not run.position and not run.preview.get("good"):
            _check(run)
            return redirect("injury_import_run", pid=pid)
        intake.take_over(run=run, state=States.RUNNING, worker="", at=timezone.now())
        jobs.import_list.enqueue(run.pid)
    elif run.state == States.CHECKING and told["interrupted"]:
        _check(run)
    return redirect("injury_import_run", pid=pid)


def _may_go_on(told: dict[str, Any]) -> bool:
    return bool(told["kept"]) and (told["interrupted"] or told["run"].state == States.FAILED)


@login_required
@require_safe
def rows_to_correct(request: HttpRequest, pid: str) -> HttpResponse:
    """The rows with errors as a workbook with remarks."""
    run = _own(request, pid)
    try:
        lists = runs.lists_of(run, need(request).reader, timezone.now())
    except Unreadable as reason:
        raise Refused(str(reason)) from reason
    content = remarks.workbook(lists.plan, run.pid, lists.batches())
    stem = run.file_name.rsplit(".", 1)[0]
    return _book(content, f"{stem}-{_('to-correct')}")


@login_required
@require_POST
def drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Take an upload back before anything was stored."""
    run = _own(request, pid)
    if run.state not in (States.RUNNING, States.DONE) and not run.position:
        intake.drop_run(run=run, by=run.by, at=timezone.now())
    return redirect("injury_import")
