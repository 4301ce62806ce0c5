"""Lists in: send one, look at what was found, store it; the template; the same list in a district's own form."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.emergency import importing
from safecommunity.emergency.common import need_office
from safecommunity.emergency.importing import Ground, Listing
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.rights import OFFICE, ROOM, Rights
from safecommunity.shell import own_forms, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

SHOWN = 100


def _listing(kind: str) -> Listing:
    from safecommunity.emergency.lists import LISTINGS

    if kind not in LISTINGS:
        raise Http404
    return LISTINGS[kind]


def own_place(held: Rights) -> str:
    """Whose own forms these are: of the first place of the office."""
    return next(iter(held.reader.place_scopes(ROOM, *OFFICE)), "")


def _salt(held: Rights, kind: str) -> str:
    return f"emergency-{kind}|{held.reader.pid}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, kind: str) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held, listing = need_office(request), _listing(kind)
    context: dict[str, Any] = {
        "most": sheets.LARGEST >> 20, "kind": kind, "title": listing.title, "back": reverse(listing.back),
        "own_forms": own_forms.forms(listing.own, own_place(held)),
    }  # fmt: skip
    if own_forms.answered(request):
        return _remember(request, held, listing)
    if request.method == "POST" and request.POST.get("found"):
        try:
            _store(request, held, listing)
            return redirect(listing.back)
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, held, listing)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "emergency/import.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _found(request: HttpRequest, held: Rights, listing: Listing) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    question: dict[str, Any] = {}
    try:
        written = listing.written()
        given = own_forms.read(file.read(), name, listing.known, written, listing.own, own_place(held))
        question = {"question": given.question, "fields": list(written.items())}
        checked = listing.check(given.list, Ground(held, timezone.localdate()))
    except Unreadable as reason:
        return {"problem": str(reason), **question}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    return {
        **told, "headings": [written[one] for one in listing.shown_as], "all": len(checked.items),
        "rows": [listing.shown(one) for one in checked.items[:SHOWN]],
        "found": importing.seal(given.list, _salt(held, listing.kind)),
    }  # fmt: skip


def _remember(request: HttpRequest, held: Rights, listing: Listing) -> HttpResponse:
    """What the columns of the district's own form hold; the list is then sent again."""
    try:
        told = own_forms.remember(
            request, kind=listing.own, place=own_place(held), written=listing.written(), by=held.reader.pid,
            at=timezone.now(),
        )  # fmt: skip
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    return redirect("emergency_import", listing.kind)


def _store(request: HttpRequest, held: Rights, listing: Listing) -> None:
    given = importing.unseal(request.POST["found"], _salt(held, listing.kind))
    checked = listing.check(given, Ground(held, timezone.localdate()))
    if checked.faults:
        raise Refused(_("Something changed since the list was read; send it again"))
    rows = importing.keyed(listing.kind, checked.items)
    stored, known = listing.store(held.reader, rows, timezone.now(), given.name)
    says = _("%(stored)s lines stored, %(known)s were on record already")
    messages.success(request, says % {"stored": stored, "known": known})


@login_required
@require_safe
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    need_office(request)
    listing = _listing(kind)
    return workbook(listing.template(str(listing.title)), str(listing.title))


def workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook as an answer nobody else keeps."""
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


def in_own_form(
    request: HttpRequest, kind: str, records: Iterable[Any], fields_of: Callable[[Any], Mapping[str, Any]]
) -> HttpResponse | None:
    """The records in the district's own form that `form` names; None where none is asked for."""
    asked = request.GET.get("form", "")
    if not asked:
        return None
    held, listing = need_office(request), _listing(kind)
    own = own_forms.form(listing.own, own_place(held), asked)
    if own is None:
        raise Http404
    return workbook(own_forms.filled(own, (fields_of(one) for one in records)), own.name)
