"""The register of papers in the browser: list, new entry, one entry, handing on, cancelling."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.files import actions as stored
from safecommunity.files import queries as files
from safecommunity.places.models import Place
from safecommunity.reports.documents import kinds
from safecommunity.reports.models import Document, RegisterEntry
from safecommunity.reports.register import actions, queries, words
from safecommunity.reports.register.forms import EntryForm
from safecommunity.reports.register.rights import Rights, of_request
from safecommunity.shell import workbooks
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

MOST_FILES = 10


def need(request: HttpRequest) -> Rights:
    """The reader's rights where a register is open to him."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    return held


def _asked(request: HttpRequest, pid: str, *, write: bool = False) -> tuple[Rights, RegisterEntry]:
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    if write and not held.keeps(found.place):
        raise PermissionDenied
    show_place(request, found.place.pid)
    return held, found


class Register(Table):
    """Papers, the newest first."""

    name = "register"
    caption = gettext_lazy("Register of papers")
    empty = gettext_lazy("A paper appears here as soon as it is registered.")
    keep = ("place", "period", "q")
    columns = (
        Column("day", gettext_lazy("Sent or received on"), "day", kind="day"),
        Column("direction", gettext_lazy("Sent or received"), lambda one: words.directions()[one.direction]),
        Column("receipt", gettext_lazy("Number in the register"), words.receipt),
        Column("title", gettext_lazy("Title of the paper"), "title",
               link=lambda one: reverse("register_one", args=[one.pid]), wide=True, head=True),
        Column("agency", gettext_lazy("Agency of the paper"), "agency"),
        Column("number", gettext_lazy("Number of the paper"), "number"),
        Column("secrecy", gettext_lazy("Secrecy"), lambda one: words.secrecy(one.secrecy)),
        Column("holder", gettext_lazy("Who holds it"), "holder"),
        Column("state", gettext_lazy("State"), lambda one: _("withdrawn") if one.cancelled_on else ""),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-day", "-pk")),)
    pairs = (("", "recent"), ("year", "recent"), ("direction", "recent"), ("agency", "recent"))

    def __init__(self, rights: Rights, given: Any) -> None:
        self.filters = (  # type: ignore[misc]
            Filter("year", gettext_lazy("Year"), [(str(one), str(one)) for one in queries.years(rights)], "year"),
            Filter("direction", gettext_lazy("Sent or received"), list(words.directions().items()), "direction"),
            Filter("agency", gettext_lazy("Agency of the paper"), [(n, n) for n in queries.agencies(rights)], "agency"),
        )  # fmt: skip
        super().__init__(queries.found(rights, given.get("q", "")[:100]), given)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Papers of the reader's registers, narrowed by year, direction, agency and words."""
    held = need(request)
    context = {
        "table": Register(held, request.GET),
        "keeps": bool(held.offices),
        "q": request.GET.get("q", "")[:100],
    }
    return render(request, "reports/register/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    return workbooks.of_table(request, Register(need(request), request.GET), now=timezone.now())


def _title(one: Document) -> str:
    known = kinds.kinds().get(one.kind)
    said = known.title(get_language() or "zh-hans") if known else one.kind
    return f"{said} {one.place.name} {one.period}"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a paper: it gets the next number of its row."""
    held = need(request)
    if not held.offices:
        raise PermissionDenied
    place = _place(request, held)
    show_place(request, place.pid)
    offered = [(one, _title(one)) for one in queries.documents(place)]
    data = request.POST if request.method == "POST" else None
    form = EntryForm(data, places=held.offices, documents=offered, initial=_initial(request, place, offered))
    if form.is_valid():
        made = _registered(request, held, form)
        if made is not None:
            messages.success(request, _("Registered as %(number)s.") % {"number": words.receipt(made)})
            return redirect("register_one", made.pid)
    context = {"form": form, "place": place, "allowed": "、".join(words.secrecies().values())}
    return render(request, "reports/register/form.html", context, status=422 if form.is_bound else 200)


def _place(request: HttpRequest, held: Rights) -> Place:
    asked = request.POST.get("place") or request.GET.get("place", "")
    return next((one for one in held.offices if one.pid == asked), held.offices[0])


def _initial(request: HttpRequest, place: Place, offered: list[tuple[Document, str]]) -> dict[str, Any]:
    """What is known before anything is asked; of a document its title, issuer and that it goes out."""
    today = timezone.localdate()
    told: dict[str, Any] = {
        "direction": request.GET.get("direction", "out"), "place": place.pid, "dated": today, "day": today,
        "secrecy": "open", "client_id": uuid.uuid4().hex, "code": next(iter(queries.codes(place)), ""),
        "agency": _("%(place)s office") % {"place": place.name} if request.GET.get("direction") != "in" else "",
    }  # fmt: skip
    asked = request.GET.get("document", "")
    found = next(((one, title) for one, title in offered if one.pid == asked), None)
    if found is not None:
        told |= {"document": asked, "title": found[1], "agency": found[0].issuer or told["agency"]}
    return told


def _registered(request: HttpRequest, held: Rights, form: EntryForm) -> RegisterEntry | None:
    told = dict(form.cleaned_data)
    place = next(one for one in held.offices if one.pid == told.pop("place"))
    asked, client_id = told.pop("document"), told.pop("client_id")
    document = next((one for one in queries.documents(place) if one.pid == asked), None) if asked else None
    try:
        return actions.register_paper(
            reader=held.reader, place=place, values=told, at=timezone.now(), client_id=client_id, document=document,
            scans=_scans(request),
        )  # fmt: skip
    except actions.Refused as reason:
        form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        return None


def _scans(request: HttpRequest) -> list[stored.Looked]:
    """Scans sent with the form. Raises Refused for what is none or too much."""
    sent = request.FILES.getlist("scans")
    if len(sent) > MOST_FILES:
        says = _("Files: got %(came)s; allowed: up to %(most)s at a time")
        raise actions.Refused(says % {"came": len(sent), "most": MOST_FILES}, "scans")
    found = []
    for one in sent:
        try:
            found.append(stored.looked_at(one.read(stored.MOST + 1), one.name or "scan"))
        except stored.Refused as reason:
            raise actions.Refused(f"{one.name}: {reason}", "scans") from reason
    return found


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One paper: where it is, its scans, the document it came from, what it orders."""
    held, found = _asked(request, pid)
    keeps = held.keeps(found.place) and found.cancelled_on is None
    context = {
        "one": found, "receipt": words.receipt(found), "direction": words.directions()[found.direction],
        "secrecy": words.secrecy(found.secrecy), "keeps": keeps,
        "files": files.attachments(held.reader, "register", found.pid),
        "document": _title(found.document) if found.document else "",
        "orders": queries.ordered_by(held, found.number),
    }  # fmt: skip
    return render(request, "reports/register/one.html", context)


@login_required
@require_POST
def step(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """Hand a paper on, or cancel an entry made wrongly."""
    held, found = _asked(request, pid, write=True)
    now = timezone.now()
    try:
        if deed == "hand-on":
            holder = request.POST.get("holder", "")[:300]
            actions.hand_on(reader=held.reader, entry=found, holder=holder, at=now)
        elif deed == "cancel":
            reason = request.POST.get("reason", "")[:300]
            actions.cancel_entry(reader=held.reader, entry=found, reason=reason, at=now)
        else:
            raise Http404
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("register_one", pid)
