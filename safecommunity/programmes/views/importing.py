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

from safecommunity.places.models import Place
from safecommunity.programmes import actions
from safecommunity.programmes.importing import KIND, reading, written
from safecommunity.programmes.queries import projects as queries
from safecommunity.programmes.rights import Rights
from safecommunity.programmes.views.common import need_office
from safecommunity.shell import own_forms, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 100


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held, place = need_office(request)
    context: dict[str, Any] = {"most": sheets.LARGEST >> 20, "own_forms": own_forms.forms(KIND, place.pid)}
    if own_forms.answered(request):
        return _remember(request, held, place)
    if request.method == "POST" and request.POST.get("found"):
        try:
            _store(request, held, place)
            return redirect("projects")
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except actions.Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, held, place)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "programmes/import.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _ground(place: Place) -> reading.Ground:
    today = timezone.localdate()
    return reading.Ground(
        {one.name: one for one in queries.bodies(place)},
        {name: code for code, name in queries.agencies(place, today)},
        today,
    )


def _found(request: HttpRequest, held: Rights, place: Place) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    question: dict[str, Any] = {}
    try:
        heads = written.headings()
        given = own_forms.read(file.read(), name, written.known, heads, KIND, place.pid)
        question = {"question": given.question, "fields": list(heads.items())}
        checked = reading.check(given.list, _ground(place))
    except Unreadable as reason:
        return {"problem": str(reason), **question}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    items = reading.pack(checked.items)
    sealed = signing.dumps({"file": name, "items": items}, salt=_salt(held), compress=True)
    return {
        **told, "headings": reading.shown_headings(), "rows": reading.shown(checked.items[:SHOWN]),
        "all": len(items), "found": sealed,
    }  # fmt: skip


def _remember(request: HttpRequest, held: Rights, place: Place) -> HttpResponse:
    """What the columns of the district's own form hold; the list is then sent again."""
    try:
        told = own_forms.remember(
            request,
            kind=KIND,
            place=place.pid,
            written=written.headings(),
            by=held.reader.pid,
            at=timezone.now(),
        )
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    return redirect("projects_import")


def _store(request: HttpRequest, held: Rights, place: Place) -> None:
    data = signing.loads(request.POST["found"], salt=_salt(held), max_age=GOOD_FOR)
    rows = reading.unpack(data["items"], _ground(place))
    stored, known = actions.import_projects(
        reader=held.reader, place=place, rows=rows, file_name=data["file"], at=timezone.now()
    )
    says = _("%(stored)s lines stored, %(known)s were on record already")
    messages.success(request, says % {"stored": stored, "known": known})


def _salt(held: Rights) -> str:
    return f"projects-list|{held.reader.pid}"


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    need_office(request)
    answer = HttpResponse(reading.template(), content_type=TYPE)
    name = quote(_("Safety-promotion projects"))
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
