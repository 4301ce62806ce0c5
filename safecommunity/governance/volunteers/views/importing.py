"""A list in: send it, look at what was found, store it. What was found travels in the page, signed for this person."""

from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.governance.models import VolunteerTeam
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need_office
from safecommunity.governance.volunteers import actions, importing
from safecommunity.places.models import Place, PlaceCode
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 100


def _need(request: HttpRequest, kind: str) -> Rights:
    rights = need_office(request)
    if kind not in importing.KINDS:
        raise Http404
    return rights


def places_by_word(rights: Rights) -> dict[str, Place]:
    """Places of the office by permanent id, by code, and by name where only one bears it."""
    mine = list(Place.objects.filter(pid__in=rights.office_reach))
    names: dict[str, int] = {}
    for place in mine:
        names[place.name] = names.get(place.name, 0) + 1
    found = {place.pid: place for place in mine}
    coded = PlaceCode.objects.filter(place__in=mine).values_list("code", "place__pid")
    found |= {code: found[pid] for code, pid in coded}
    return found | {place.name: place for place in mine if names[place.name] == 1}


def _ground(rights: Rights) -> importing.Ground:
    found = places_by_word(rights)
    mine = {place.pk for place in found.values()}
    teams: dict[str, list[VolunteerTeam]] = {}
    for team in VolunteerTeam.objects.filter(place__in=mine, ends__isnull=True).select_related("place"):
        teams.setdefault(team.name, []).append(team)
    return importing.Ground(found, teams, timezone.localdate())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    rights = _need(request, kind)
    context: dict[str, Any] = {
        "most": sheets.LARGEST >> 20, "kind": kind, "headings": importing.headings(kind),
    }  # fmt: skip
    if request.method == "POST" and request.POST.get("found"):
        try:
            _store(request, rights, kind)
            return redirect("volunteers" if kind == "members" else "volunteer_services")
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except actions.Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, rights, kind)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "governance/volunteers/import.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _found(request: HttpRequest, rights: Rights, kind: str) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    try:
        given = sheets.read(file.read(), name, importing.known(kind))
        checked = importing.check(kind, given, _ground(rights))
    except Unreadable as reason:
        return {"problem": str(reason)}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    sealed = signing.dumps(
        {"file": name, "items": importing.pack(checked.items)}, salt=_salt(rights, kind), compress=True
    )
    rows = importing.shown(kind, checked.items[:SHOWN])
    return {**told, "rows": rows, "all": len(checked.items), "found": sealed}


def _store(request: HttpRequest, rights: Rights, kind: str) -> None:
    data = signing.loads(request.POST["found"], salt=_salt(rights, kind), max_age=GOOD_FOR)
    rows = importing.unpack(kind, data["items"], _ground(rights))
    say: dict[str, Any] = {"reader": rights.reader, "file_name": data["file"], "at": timezone.now()}
    if kind == "members":
        told = actions.import_members(rows=rows, **say)
        messages.success(request, _("%(teams)s teams and %(members)s members entered") % told)
        return
    stored, known = actions.import_services(rows=importing.keyed(rows), **say)
    says = _("%(stored)s lines stored, %(known)s were on record already")
    messages.success(request, says % {"stored": stored, "known": known})


def _salt(rights: Rights, kind: str) -> str:
    return f"volunteers-{kind}|{rights.reader.pid}"


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    rights = _need(request, kind)
    name = _("Volunteers") if kind == "members" else _("Volunteer hours")
    answer = HttpResponse(importing.template(kind, _ground(rights)), content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
