"""A list in: send it, look at what was found, store it. What was found travels in the page, signed for this person."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.outreach import actions, importing
from safecommunity.outreach.queries.rights import Rights
from safecommunity.outreach.views.common import need_office
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held = need_office(request)
    context: dict[str, Any] = {"most": sheets.LARGEST >> 20}
    if request.method == "POST" and request.POST.get("found"):
        try:
            _store(request, held)
            return redirect("outreach_list")
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except actions.Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, held)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "outreach/import.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _ground(held: Rights) -> importing.Ground:
    return importing.Ground(held.places(), timezone.localdate())


def _found(request: HttpRequest, held: Rights) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    try:
        given = sheets.read(file.read(), name, importing.known)
        checked = importing.check(given, _ground(held))
    except Unreadable as reason:
        return {"problem": str(reason)}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    sealed = signing.dumps(
        {"file": name, "items": importing.pack(checked.items)}, salt=_salt(held), compress=True
    )
    return {
        **told, "headings": importing.shown_headings(), "rows": importing.shown(checked.items[:SHOWN]),
        "all": len(checked.items), "found": sealed,
    }  # fmt: skip


def _store(request: HttpRequest, held: Rights) -> None:
    data = signing.loads(request.POST["found"], salt=_salt(held), max_age=GOOD_FOR)
    rows = importing.keyed(importing.unpack(data["items"], _ground(held)))
    stored, known = actions.import_entries(
        reader=held.reader, at=timezone.now(), rows=rows, source_name=data["file"]
    )
    messages.success(
        request,
        _("%(stored)s lines stored, %(known)s were on record already") % {"stored": stored, "known": known},
    )


def _salt(held: Rights) -> str:
    return f"outreach-list|{held.reader.pid}"


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    held = need_office(request)
    content = importing.template(held.places(), timezone.localdate())
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(_('Ledger of outreach'))}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
