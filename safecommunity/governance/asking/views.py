"""Requests: the office's list, asking, one request with its answers; a unit answers on its phone."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.files import queries as files
from safecommunity.governance import words as ours
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.asking import actions, queries, words
from safecommunity.governance.asking.forms import AskForm, SafetyForm
from safecommunity.governance.models import UnitRequest
from safecommunity.governance.rights import LOOKS, Rights
from safecommunity.governance.views.common import need, need_office, proofs, said, show
from safecommunity.places import queries as places
from safecommunity.places.models import Place, SocialUnit, new_pid
from safecommunity.places.scopes import Within
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("requests.asked", "requests.answered", "requests.on_time", "requests.median_days")
DEEDS = {"take": actions.take_answer, "return": actions.return_answer, "withdraw": actions.withdraw_request}


class Requests(Table):
    """Requests, the newest first or by their day."""

    name = "requests"
    caption = gettext_lazy("Requests to units")
    empty = gettext_lazy("Ask units to confirm their safety staff, to send a paper or to answer questions.")
    columns = (
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("unit", gettext_lazy("Social unit"), "unit.name", link=lambda one: reverse("request", args=[one.pid]),
               wide=True, head=True),
        Column("title", gettext_lazy("Title"), "title"),
        Column("kind", gettext_lazy("What is asked"), lambda one: words.kind(one.kind)),
        Column("place", gettext_lazy("Place"), "unit.place.name"),
        Column("state", gettext_lazy("State"), lambda one: words.state(one, timezone.localdate())[0]),
    )  # fmt: skip
    orders = (
        Order("due", gettext_lazy("oldest first"), ("due", "pk")),
        Order("recent", gettext_lazy("newest first"), ("-due", "-pk")),
    )
    pairs = tuple((one, order) for one in ("", "state", "kind", "community") for order in ("due", "recent"))

    def __init__(self, rows: Within, given: Any, communities: list[Place]) -> None:
        offered = [(p.pid, p.name) for p in communities]
        self.filters = (  # type: ignore[misc]
            Filter("state", gettext_lazy("State"), words.states, _in_state),
            Filter("kind", gettext_lazy("What is asked"), words.kinds, "kind"),
            Filter("community", gettext_lazy("Community"), offered, lambda found, _value: found),
        )
        community = given.get("community", "")
        super().__init__(rows.at(community) if community in dict(offered) else rows, given)


def _in_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "taken":
        return found.filter(taken_on__isnull=False)
    if state == "withdrawn":
        return found.filter(withdrawn_on__isnull=False)
    waiting = queries.open_ones(found)
    if state == "waits":
        return waiting.filter(answered=True)
    waiting = waiting.filter(answered=False)
    return waiting.filter(due__lt=timezone.localdate()) if state == "late" else waiting


def _looks(request: HttpRequest) -> Rights:
    rights = need(request)
    if not rights.reader.has(*LOOKS):
        raise PermissionDenied
    if rights.street is not None:
        show(request, rights.street)
    return rights


def _communities(rights: Rights) -> list[Place]:
    street = rights.street
    return [one for one in places.children(street.pid) if one.pid in rights.look_reach] if street else []


@login_required
@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """What was asked of units, and what waits to be looked at."""
    rights = _looks(request)
    found = queries.listed(rights)
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "figures": said(request, FIGURES, today, now),
        "table": Requests(found, request.GET, _communities(rights)), "office": bool(rights.tops),
        "waits": found.so_many(lambda rows: _in_state(rows, "waits")) or "0",
        "late": found.so_many(lambda rows: _in_state(rows, "late")) or "0",
    }  # fmt: skip
    return render(request, "governance/asking/list.html", context)


@login_required
@require_safe
def requests_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    rights = _looks(request)
    table = Requests(queries.listed(rights), request.GET, _communities(rights))
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_new(request: HttpRequest) -> HttpResponse:
    """Ask units: first it says how many they are, then it goes out."""
    rights, today = need_office(request), timezone.localdate()
    if rights.street is not None:
        show(request, rights.street)
    only = (request.POST.get("unit") or request.GET.get("unit", "")).replace("\x00", "")[:16]
    initial = {"due": today + timedelta(days=14), "kind": request.GET.get("kind", "safety")}
    given = request.POST if request.method == "POST" else None
    kinds = [(code, ours.kind(code)) for code in SocialUnit.Kind.values]
    form = AskForm(given, initial=initial, communities=_communities(rights), unit_kinds=kinds)
    asked: list[SocialUnit] = []
    status = 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            data = form.cleaned_data
            asked = queries.units_asked(rights, data["kinds"], data["community"], only, today)
            if not asked:
                form.add_error(
                    None, _("Nobody would be asked: choose kinds of units that are in the register")
                )
            elif request.POST.get("sure") == str(len(asked)):
                if _sent(request, rights, form, asked):
                    return redirect("requests")
            else:
                status = 200
    unit = asked[0] if only and asked else queries_unit(rights, only)
    context = {
        "form": form, "asked": asked, "n": len(asked), "unit": unit, "key": given.get("key") if given else new_pid(),
    }  # fmt: skip
    return render(request, "governance/asking/new.html", context, status=status)


def queries_unit(rights: Rights, only: str) -> SocialUnit | None:
    """The one unit a request is written for."""
    found = queries.units_asked(rights, (), "", only, timezone.localdate()) if only else []
    if only and not found:
        raise Http404
    return found[0] if found else None


def _sent(request: HttpRequest, rights: Rights, form: AskForm, asked: list[SocialUnit]) -> bool:
    data = form.cleaned_data
    try:
        actions.ask_units(
            reader=rights.reader, units=asked, kind=data["kind"], title=data["title"], text=data["text"],
            questions=form.lines if data["kind"] == "form" else (), due=data["due"],
            key=request.POST.get("key", "").replace("\x00", "")[:40] or new_pid(), at=timezone.now(),
        )  # fmt: skip
    except Refused as reason:
        form.add_error(None, str(reason))
        return False
    messages.success(request, _("Asked: %(n)s units. They find it on their page.") % {"n": len(asked)})
    return True


def _row(request: HttpRequest, pid: str) -> tuple[Rights, UnitRequest]:
    rights = need(request)
    found = queries.one(rights, pid)
    if found is None:
        raise Http404
    show(request, found.unit.place)
    return rights, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, pid: str) -> HttpResponse:
    """One request: what is asked, the answers, and the form to answer."""
    rights, row = _row(request, pid)
    own, office = row.unit.pid in rights.own_units, row.unit.place.pid in rights.office_reach
    answers = list(row.answers.all())
    open_ = row.taken_on is None and row.withdrawn_on is None and not row.answered
    safety = (
        SafetyForm.of(request.POST if request.method == "POST" else None, row.unit)
        if row.kind == "safety"
        else None
    )
    problem = ""
    if request.method == "POST":
        if not (own or office):
            raise Http404
        problem = _answered(request, rights, row, safety)
        if not problem and (safety is None or safety.is_valid()):
            messages.success(request, _("Sent to the office"))
            return redirect("request", pid)
    names = people.names(one.by for one in answers)
    text, tone = words.state(row, timezone.localdate())
    context: dict[str, Any] = {
        "row": row, "kind": words.kind(row.kind), "state": text, "tone": tone, "own": own, "office": office,
        "open": open_ and (own or office), "safety": safety, "problem": problem,
        "questions": list(enumerate(row.questions)), "given": request.POST.getlist("answer"),
        "needs_file": row.kind in ("paper", "rectify"), "waits": row.answered and office,
        "answers": [
            {"one": one, "by": names.get(one.by, ""), "lines": _lines(row, one.values),
             "files": files.attachments(rights.reader, actions.FILES, one.pid)}
            for one in answers
        ],
    }  # fmt: skip
    return render(
        request, "governance/asking/request.html", context, status=422 if request.method == "POST" else 200
    )


def _answered(request: HttpRequest, rights: Rights, row: UnitRequest, safety: SafetyForm | None) -> str:
    """Store what came; why not, in words, or "" (a form of its own says what is wrong in it)."""
    values: dict[str, Any] = {"answers": [one.replace("\x00", "") for one in request.POST.getlist("answer")]}
    if safety is not None:
        if not safety.is_valid():
            return ""
        values = safety.cleaned_data
    note = request.POST.get("note", "").replace("\x00", "")
    try:
        actions.answer_request(
            reader=rights.reader, row=row, values=values, note=note, proofs=proofs(request), at=timezone.now()
        )
    except Refused as reason:
        return str(reason)
    return ""


def _lines(row: UnitRequest, values: dict[str, Any]) -> list[tuple[str, str]]:
    """An answer as pairs of question and answer."""
    if row.kind == "safety" and values:
        body = _("has a safety body") if values["has_body"] else _("no safety body")
        return [
            (_("Safety body"), body), (_("Full-time safety staff"), str(values["full_time"])),
            (_("Part-time safety staff"), str(values["part_time"])),
        ]  # fmt: skip
    return list(zip(row.questions, values.get("answers", ()), strict=False))


@login_required
@require_POST
def request_judge(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """The office takes an answer, sends it back, or withdraws the request."""
    rights, row = _row(request, pid)
    act = DEEDS.get(deed)
    if act is None or row.unit.place.pid not in rights.office_reach:
        raise Http404
    more = {} if deed == "take" else {"reason": request.POST.get("reason", "").replace("\x00", "")[:200]}
    try:
        act(reader=rights.reader, row=row, at=timezone.now(), **more)  # type: ignore[operator]
    except Refused as reason:
        messages.error(request, str(reason))
    return redirect("request", pid)
