"""The three steps of every list of the office: send it, look at what was found, store it.

Nothing is kept between the steps: what was found travels in the page, signed for this person and this kind of list.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.places import actions
from safecommunity.places.offices import Book, Office
from safecommunity.shell import sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.slots import show_place
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 200
Grid = tuple[Sequence[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Kind:
    """One kind of list: how it is read, shown, carried to the next step and stored."""

    name: str
    known: Callable[[str], str]
    check: Callable[[sheets.List, Book, date], sheets.Checked[Any]]
    pack: Callable[[Iterable[Any]], Any]
    unpack: Callable[[Any, Book], Any]
    show: Callable[[Sequence[Any], Book], Grid]
    store: Callable[[Any, Office, dict[str, Any]], str]


def need(request: HttpRequest, *roles: str) -> Office:
    """What this reader keeps. Raises PermissionDenied where that is nothing."""
    reader = getattr(request, "reader", None)
    office = Office(reader, roles) if roles else Office(reader)  # type: ignore[arg-type]
    if reader is None or not office.any:
        raise PermissionDenied
    if office.tops:
        show_place(request, office.tops[0])
    return office


def run(request: HttpRequest, kind: Kind, office: Office, page: dict[str, Any], back: str) -> HttpResponse:
    """Answer the page of a list: empty, with what was found, or stored and back to the register."""
    context: dict[str, Any] = {**page, "most": sheets.LARGEST >> 20}
    status = 200
    if request.method == "POST" and request.POST.get("found"):
        try:
            messages.success(request, _store(request, kind, office))
            return redirect(back)
        except (signing.BadSignature, actions.Refused) as reason:
            context["problem"] = (
                _("This page is too old; send the list again")
                if isinstance(reason, signing.BadSignature)
                else str(reason)
            )
            status = 422
    elif request.method == "POST":
        context |= _found(request, kind, office)
        status = 422 if context.get("problem") or context.get("faults") else 200
    answer = render(request, "places/list.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer


def _found(request: HttpRequest, kind: Kind, office: Office) -> dict[str, Any]:
    """What an uploaded list says, or why it cannot be read."""
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    try:
        given = sheets.read(file.read(), name, kind.known)
        checked = kind.check(given, office.book, timezone.localdate())
    except Unreadable as reason:
        return {"problem": str(reason)}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked, "asked": checked.asked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    headings, rows = kind.show(checked.items, office.book)
    data = {"file": name, "asked": len(checked.asked), "items": kind.pack(checked.items)}
    sealed = signing.dumps(data, salt=_salt(kind, office), compress=True)
    return {**told, "headings": headings, "rows": rows[:SHOWN], "all": len(rows), "found": sealed}


def _store(request: HttpRequest, kind: Kind, office: Office) -> str:
    data = signing.loads(request.POST["found"], salt=_salt(kind, office), max_age=GOOD_FOR)
    return kind.store(kind.unpack(data["items"], office.book), office, data)


def _salt(kind: Kind, office: Office) -> str:
    return f"list|{kind.name}|{office.reader.pid}"


def book(content: bytes, name: str) -> HttpResponse:
    """A workbook as a download."""
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
