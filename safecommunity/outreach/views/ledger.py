"""The list of the ledger, a line's page, and what can be done there."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.files import queries as files
from safecommunity.journal import queries as journal
from safecommunity.outreach import actions, codes, importing
from safecommunity.outreach.forms import ConditionForm, EntryForm, initial_of
from safecommunity.outreach.lists import LEDGER, own_place
from safecommunity.outreach.models import Entry
from safecommunity.outreach.queries import doubles, ledger, stock
from safecommunity.outreach.queries.rights import Rights
from safecommunity.outreach.views.common import need, photos_of, tried
from safecommunity.places import queries as places
from safecommunity.shell import own_forms, workbooks
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table


def _filter(name: str, listed: str) -> Filter:
    titles = {
        "kind": gettext_lazy("Kind"),
        "group": gettext_lazy("Group"),
        "setting": gettext_lazy("Setting"),
    }
    return Filter(name, titles[name], lambda: codes.choices(listed), name)


def _states() -> list[tuple[str, Any]]:
    return [
        ("live", _("that count")), ("joined", _("counted with another")), ("reversed", _("reversed")),
        ("reversal", _("reversing line")),
    ]  # fmt: skip


class Entries(Table):
    """Lines of the ledger, newest first."""

    name = "outreach"
    caption = gettext_lazy("Ledger of outreach")
    empty = gettext_lazy("Lines appear here as soon as they are entered.")
    columns = (
        Column("day", gettext_lazy("Day"), "happened_on", kind="day"),
        Column("title", gettext_lazy("Subject"), ledger.title_of,
               link=lambda one: reverse("outreach_entry", args=[one.ref]), wide=True, head=True),
        Column("kind", gettext_lazy("Kind"), lambda one: codes.label("kinds", one.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("quantity", gettext_lazy("How many"), ledger.amount, num=True),
        Column("reached", gettext_lazy("People reached"), ledger.reached_text, num=True),
        Column("number", gettext_lazy("Number"), "number"),
        Column("state", gettext_lazy("State"), ledger.state_text),
    )  # fmt: skip
    filters = (
        _filter("kind", "kinds"), _filter("group", "groups"), _filter("setting", "settings"),
        Filter("state", gettext_lazy("State"), _states, "state"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-happened_on", "-pk")),)
    pairs = tuple((name, "recent") for name in ("", "kind", "group", "setting", "state"))


def table_of(request: HttpRequest) -> tuple[Entries, choice.Choice | None]:
    """The list a request asks for, of the place and period of the switch; a recorder's own lines without them."""
    held = need(request)
    if not held.reader.place_scopes("figures", *choice.READS):
        return Entries(ledger.within(held), request.GET), None
    chosen = choice.current(request, timezone.localdate())
    path = places.open_paths([chosen.place.pid]).get(chosen.place.pid, "")
    days = (chosen.period.start, chosen.period.end)
    return Entries(ledger.within(held, path, days), request.GET), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The ledger."""
    table, chosen = table_of(request)
    until = timezone.localdate() if chosen is None else min(chosen.period.end, timezone.localdate())
    context: dict[str, Any] = {"table": table, "keeps": need(request).keeps, "month": f"{until:%Y-%m}"}
    if chosen is not None:
        context |= {"place": chosen.place, "period": chosen.period.label(get_language() or "zh-hans")}
    return render(request, "outreach/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse | FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page; with `form` in an own form."""
    table, chosen = table_of(request)
    if asked := request.GET.get("form", ""):
        return _in_own_form(request, table, asked)
    about: list[tuple[str, str]] = []
    if chosen is not None:
        label = chosen.period.label(get_language() or "zh-hans")
        about = [(_("Place"), chosen.place.name), (_("Period"), label)]
    return workbooks.of_table(request, table, about=about, now=timezone.now())


def _in_own_form(request: HttpRequest, table: Any, asked: str) -> HttpResponse:
    """The same rows in a district's own form."""
    held = need(request)
    own = own_forms.form(LEDGER.code, own_place(held), asked)
    if own is None:
        raise Http404
    rows = (importing.fields_of(one) for one in table.records())
    answer = HttpResponse(own_forms.filled(own, rows), content_type=workbooks.TYPE)
    answer["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(own.name)}.xlsx"
    answer["Cache-Control"] = "private, no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A whole line, at a desk."""
    held, today = need(request), timezone.localdate()
    first = {"client_id": uuid.uuid4().hex, "happened_on": today, "kind": request.GET.get("kind", "")[:20]}
    form = EntryForm(
        request.POST if request.method == "POST" else None, places=held.places(), items=stock.items_near(held),
        initial=first,
    )  # fmt: skip
    asks = False
    if form.is_valid():
        try:
            entry, _made = actions.record_entry(
                reader=held.reader, at=timezone.now(), values=form.values(), client_id=form.cleaned_data["client_id"],
                photos=photos_of(request), item=form.cleaned_data["item"], confirmed=form.cleaned_data["below"],
            )  # fmt: skip
            return redirect("outreach_entry", ref=entry.ref)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
            asks = isinstance(refused, actions.AsksAgain)
    context = {"form": form, "asks": asks}
    return render(request, "outreach/entry_form.html", context, status=422 if form.is_bound else 200)


def _entry(held: Rights, ref: str) -> Entry:
    entry = ledger.entry_of(held, ref)
    if entry is None:
        raise Http404(_("No such line, or it is not open to you"))
    return entry


@login_required
@require_safe
def page(request: HttpRequest, ref: str) -> HttpResponse:
    """One line with its proof, its history, its doubles, and the looks at it since."""
    held = need(request)
    entry = _entry(held, ref)
    show_place(request, entry.place.pid)
    may = held.may_correct(entry)
    history = journal.history("outreach", entry.ref, 30)
    names = people.names({entry.entered_by, *(one.by for one in history)})
    context = {
        "entry": entry, "title": ledger.title_of(entry), "kind": codes.label("kinds", entry.kind),
        "amount": ledger.amount(entry), "state": ledger.state_text(entry), "lines": ledger.shown(entry),
        "files": files.attachments(held.reader, "outreach", entry.ref), "may": may and entry.state == "live",
        "may_files": may, "checks": [
            (one, codes.label("conditions", one.condition)) for one in entry.checks.all()[:20]
        ],
        "check_form": ConditionForm(today=timezone.localdate()) if entry.group == "installed" and may else None,
        "history": [(one, deed(one.action), names.get(one.by, one.by)) for one in history],
        "entered_by": names.get(entry.entered_by, entry.entered_by),
        "doubles": [(one, "、".join(map(doubles.reason_text, one.reasons))) for one in doubles.of_entry(entry)]
        if held.keeps else [],
        "reversal": getattr(entry, "reversal", None), "corrected": entry.corrections.first(),
    }  # fmt: skip
    return render(request, "outreach/entry.html", context)


def deed(action: str) -> str:
    """What was done, in words."""
    return {
        "record_outreach": _("entered"), "import_outreach": _("imported with a list"),
        "reverse_outreach": _("reversed"),
        "correct_outreach": _("entered as a correction"), "check_condition": _("looked at again"),
        "attach_file": _("proof added"), "withdraw_file": _("proof taken off"),
        "outreach_double_joined": _("joined with another"), "outreach_double_apart": _("kept apart from another"),
        "outreach_double_open": _("a decision was taken back"),
    }.get(action, action)  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, ref: str) -> HttpResponse:
    """Correct a line: a reversing line and a new one."""
    held = need(request)
    entry = _entry(held, ref)
    if not held.may_correct(entry):
        raise PermissionDenied
    form = EntryForm(
        request.POST if request.method == "POST" else None, places=held.places(), correcting=True,
        initial=initial_of(entry),
    )  # fmt: skip
    if form.is_valid():
        try:
            right = actions.correct_entry(
                reader=held.reader, entry=entry, at=timezone.now(), values=form.values(),
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
            return redirect("outreach_entry", ref=right.ref)
        except actions.Refused as refused:
            form.take_findings(refused.findings)
    context = {"form": form, "entry": entry}
    return render(request, "outreach/entry_form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def reverse_line(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a line out of the counts."""
    held = need(request)
    entry = _entry(held, ref)
    tried(
        request,
        lambda: actions.reverse_entry(
            reader=held.reader, entry=entry, at=timezone.now(), reason=request.POST.get("reason", "")
        ),
        _("Reversed: no figure counts it any more"),
    )
    return redirect("outreach_entry", ref=ref)


@login_required
@require_POST
def check(request: HttpRequest, ref: str) -> HttpResponse:
    """Look at things installed again."""
    held, today = need(request), timezone.localdate()
    entry = _entry(held, ref)
    form = ConditionForm(request.POST, today=today)
    if form.is_valid():
        tried(
            request,
            lambda: actions.check_condition(
                reader=held.reader, entry=entry, at=timezone.now(), **form.cleaned_data
            ),
            _("Noted"),
        )
    else:
        tried(request, lambda: _refuse(form), "")
    return redirect("outreach_entry", ref=ref)


def _refuse(form: ConditionForm) -> None:
    raise actions.Refused.because("；".join(str(text) for found in form.errors.values() for text in found))
