"""A list of this room in: send it, look at what was found, store it. What was found travels in the page, signed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.actions.refusal import Refused
from safecommunity.shell import own_forms, sheets
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.workbooks import TYPE

GOOD_FOR = 6 * 3600
SHOWN = 100
Grid = tuple[Sequence[str], Sequence[Sequence[Any]]]


@dataclass(frozen=True)
class Kind:
    """One kind of list: its names, how it is read, shown, carried on and stored; where one goes back to."""

    name: str
    title: str
    back: str
    again: str
    template: str
    known: Callable[[str], str]
    written: dict[str, str]
    place: str
    check: Callable[[sheets.List], sheets.Checked[Any]]
    pack: Callable[[Sequence[Any]], Any]
    show: Callable[[Sequence[Any]], Grid]
    store: Callable[[Any, str], str]
    forms_export: str = ""
    extra: str = ""  # a template of questions beside the list
    more: dict[str, Any] = field(default_factory=dict)


def run(request: HttpRequest, kind: Kind, reader: Reader) -> HttpResponse:
    """Answer the page of a list: empty, with what was found, or stored and back to its list."""
    context: dict[str, Any] = {
        "title": kind.title, "back": reverse(kind.back), "most": sheets.LARGEST >> 20,
        "template": reverse(kind.template),
        "headings": list(kind.written.values()), "own_forms": own_forms.forms(kind.name, kind.place),
        "forms_export": reverse(kind.forms_export) if kind.forms_export else "", "extra": kind.extra, **kind.more,
    }  # fmt: skip
    if own_forms.answered(request):
        return _remember(request, kind, reader)
    if request.method == "POST" and request.POST.get("found"):
        try:
            data = signing.loads(request.POST["found"], salt=_salt(kind, reader), max_age=GOOD_FOR)
            messages.success(request, kind.store(data["items"], data["file"]))
            return redirect(kind.back)
        except signing.BadSignature:
            context["problem"] = _("This page is too old; send the list again")
        except Refused as refused:
            context["problem"] = str(refused)
    elif request.method == "POST":
        context |= _found(request, kind, reader)
    bad = request.method == "POST" and (context.get("problem") or context.get("faults"))
    answer = render(request, "hazards/list_in.html", context, status=422 if bad else 200)
    answer["Cache-Control"] = "no-store"
    return answer


def _found(request: HttpRequest, kind: Kind, reader: Reader) -> dict[str, Any]:
    file = request.FILES.get("file")
    if file is None:
        return {"problem": _("No file came; allowed: one .xlsx or .csv file")}
    name = (file.name or "list")[:150]
    if (file.size or 0) > sheets.LARGEST:
        says = _("The file has %(came)s MB; allowed: up to %(most)s MB")
        return {"problem": says % {"came": (file.size or 0) >> 20, "most": sheets.LARGEST >> 20}}
    question: dict[str, Any] = {}
    try:
        given = own_forms.read(file.read(), name, kind.known, kind.written, kind.name, kind.place)
        question = {"question": given.question, "fields": list(kind.written.items())}
        checked = kind.check(given.list)
    except Unreadable as reason:
        return {"problem": str(reason), **question}
    if not checked.rows:
        return {"problem": _("%(file)s has headings and no rows below") % {"file": name}}
    told = {"file": name, "faults": checked.faults[:500], "checked": checked}
    if checked.faults:
        return {**told, "wrong_rows": len({fault.row for fault in checked.faults})}
    items = kind.pack(checked.items)
    sealed = signing.dumps({"file": name, "items": items}, salt=_salt(kind, reader), compress=True)
    heads, rows = kind.show(checked.items[:SHOWN])
    return {**told, "heads": heads, "rows": rows, "all": len(checked.items), "found": sealed}


def _remember(request: HttpRequest, kind: Kind, reader: Reader) -> HttpResponse:
    """What the columns of the district's own form hold; the list is then sent again."""
    try:
        told = own_forms.remember(
            request, kind=kind.name, place=kind.place, written=kind.written, by=reader.pid, at=timezone.now()
        )
    except ValueError as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, told)
    return redirect(kind.again)


def _salt(kind: Kind, reader: Reader) -> str:
    return f"hazards|{kind.name}|{reader.pid}"


def as_workbook(content: bytes, name: str) -> HttpResponse:
    """A workbook to keep or to fill in."""
    answer = HttpResponse(content, content_type=TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer
