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

from safecommunity.outreach import actions, codes, importing
from safecommunity.outreach.queries.rights import OFFICE, ROOM, Rights
from safecommunity.outreach.views.common import need_office
from safecommunity.shell import own_forms, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 100
OWN = "outreach"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held = need_office(request)
    context: dict[str, Any] = {
        "most": sheets.LARGEST >> 20,
        "own_forms": own_forms.forms(OWN, own_place(held)),
    }
    if own_forms.answered(request):
        return _remember(request, held)
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
    question: dict[str, Any] = {}
    try:
        written = codes.written_headings()
        given = own_forms.read(file.read(), name, importing.known, written, OWN, own_place(held))
        question = {"question": given.question, "fields": list(written.items())}
        checked = importing.check(given.list, _ground(held))
    except Unreadable as reason:
        return {"problem": str(reason), **question}
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


def own_place(held: Rights) -> str:
    """Whose own forms these are: of the first place whose ledger is kept."""
    return next(iter(held.reader.place_scopes(ROOM, *OFFICE)), "")


def _remember(request: HttpRequest, held: Rights) -> HttpResponse:
    """What the columns of the district's own form hold; the list is then sent again."""
    try:
        told = own_forms.remember(
            request, kind=OWN, place=own_place(held), written=codes.written_headings(), by=held.reader.pid,
            at=timezone.now(),
        )  # fmt: skip
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    return redirect("outreach_import")


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
