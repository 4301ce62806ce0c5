"""A book of opinions in: send it, look at what was found, store it."""

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

from safecommunity.governance.opinions import actions, importing
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need_office
from safecommunity.governance.volunteers.views.importing import GOOD_FOR, SHOWN, places_by_word
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    rights = need_office(request)
    context: dict[str, Any] = {"most": sheets.LARGEST >> 20, "headings": importing.headings()[1:-1]}
    if request.method == "POST" and request.POST.get("found"):
        try:
            _store(request, rights)
            return redirect("opinions")
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except actions.Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, rights)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "governance/opinions/import.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _ground(rights: Rights) -> importing.Ground:
    return importing.Ground(places_by_word(rights), timezone.localdate())


def _found(request: HttpRequest, rights: Rights) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    name = (file.name or "list")[:150]
    try:
        checked = importing.check(sheets.read(file.read(), name, importing.known), _ground(rights))
    except Unreadable as reason:
        return {"problem": str(reason)}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    items = importing.pack(checked.items)
    sealed = signing.dumps({"file": name, "items": items}, salt=_salt(rights), compress=True)
    return {**told, "rows": importing.shown(checked.items[:SHOWN]), "all": len(items), "found": sealed}


def _store(request: HttpRequest, rights: Rights) -> None:
    data = signing.loads(request.POST["found"], salt=_salt(rights), max_age=GOOD_FOR)
    rows = importing.keyed(importing.unpack(data["items"], _ground(rights)))
    stored, known = actions.import_opinions(
        reader=rights.reader, rows=rows, at=timezone.now(), file_name=data["file"]
    )
    says = _("%(stored)s lines stored, %(known)s were on record already")
    messages.success(request, says % {"stored": stored, "known": known})


def _salt(rights: Rights) -> str:
    return f"opinions|{rights.reader.pid}"


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    need_office(request)
    answer = HttpResponse(importing.template(), content_type=TYPE)
    name = quote(_("Residents' opinions"))
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
