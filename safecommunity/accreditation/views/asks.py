"""Questions to agencies and units about items: asking, the lists of both sides, one question with its answers."""

from collections.abc import Mapping
from datetime import date, timedelta
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
from safecommunity.accreditation import actions, words
from safecommunity.accreditation.forms import AnswerForm, AskForm, PaperAnswerForm
from safecommunity.accreditation.models import Ask, Round
from safecommunity.accreditation.queries import asks, evidence, rounds, sheets
from safecommunity.accreditation.rights import Rights, of_request
from safecommunity.accreditation.views.common import asked
from safecommunity.files import actions as files
from safecommunity.files import queries as stored
from safecommunity.shell import workbooks
from safecommunity.shell.cards import card
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table


class Asks(Table):
    """Questions, by the day they are to be answered."""

    name = "item_asks"
    caption = gettext_lazy("Questions to partners")
    empty = gettext_lazy("Questions about items appear here as soon as one is asked.")
    columns = (
        Column("due", gettext_lazy("Due"), "due", kind="day"),
        Column("text", gettext_lazy("The question"), "text", link=lambda one: reverse("item_ask", args=[one.pid]),
               wide=True, head=True),
        Column("who", gettext_lazy("Asked of"), lambda one: actions.asks.who(one)),
        Column("place", gettext_lazy("Place"), "round.place.name"),
        Column("item", gettext_lazy("Item of the sheet"), lambda one: f"{one.round.year} · {one.item}"),
        Column("state", gettext_lazy("State"), lambda one: words.ask_state(one, timezone.localdate())[0]),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: words.ask_states(), lambda rows, state: _in_state(rows, state)),
    )  # fmt: skip
    orders = (
        Order("due", gettext_lazy("oldest first"), ("due", "pk")),
        Order("recent", gettext_lazy("newest first"), ("-due", "-pk")),
    )
    pairs = (("", "due"), ("", "recent"), ("state", "due"), ("state", "recent"))


def _in_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "taken":
        return found.filter(taken_on__isnull=False)
    if state == "withdrawn":
        return found.filter(withdrawn_on__isnull=False)
    waiting = asks.open_ones(found)
    if state == "waits":
        return waiting.filter(answered=True)
    waiting = waiting.filter(answered=False)
    return waiting.filter(due__lt=timezone.localdate()) if state == "late" else waiting


def _need(request: HttpRequest) -> Rights:
    """Offices, auditors, and whoever may be asked."""
    held = of_request(request)
    if held is None or not (held.looks_in or held.is_asked):
        raise PermissionDenied
    return held


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The office's questions; for who is asked, his own."""
    held = _need(request)
    context = {"table": Asks(asks.asks(held), request.GET), "asked": held.is_asked and not held.scores}
    return render(request, "accreditation/asks.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    return workbooks.of_table(request, Asks(asks.asks(_need(request)), request.GET), now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Ask an agency or a unit about an item."""
    held, found = asked(request, pid, office=True)
    told = rounds.item(found, item)
    if told is None:
        raise Http404
    standard, one, _judged = told
    text = words.text(one.text)
    form = AskForm(
        request.POST if request.method == "POST" else None, standard=standard, place=found.place,
        initial={"text": text, "due": timezone.localdate() + timedelta(days=14)},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.ask_about(
                reader=held.reader, round=found, item=item, part=data["part"], text=data["text"], due=data["due"],
                sector=data["sector"], unit=form.chosen_unit(), at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            messages.success(request, _("Asked; it stands on their list"))
            return redirect("round_item", pid, item)
    context = {"round": found, "item": one, "text": text, "form": form, "title": words.text(standard.title)}
    return render(request, "accreditation/ask_new.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Ask]:
    held = _need(request)
    found = asks.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.round.place.pid)
    return held, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One question: what is asked of the item and nothing else of the round, the answers, the form to answer."""
    held, row = _asked(request, pid)
    now, mine = timezone.now(), held.answers(row)
    kind = AnswerForm if mine else PaperAnswerForm
    types = held.keeps(row.round.place) and row.round.state == Round.State.OPEN
    open_ = row.taken_on is None and row.withdrawn_on is None and not row.answered
    offered = _offered(row, now) if (mine or types) and open_ else {}
    form = None
    if request.method == "POST":
        if not (mine or types):
            raise PermissionDenied
        form = kind(request.POST, figures=offered)
        if _answered(request, held, row, form):
            messages.success(
                request, _("Sent to the office") if mine else _("Typed in; look at it and take it over")
            )
            return redirect("item_ask", pid)
    elif (mine or types) and open_:
        form = kind(figures=offered, initial={"happened_on": _last_day(row.round, timezone.localdate(now))})
    return render(
        request, "accreditation/ask.html", _context(held, row, form, mine),
        status=422 if request.method == "POST" else 200,
    )  # fmt: skip


def _last_day(one: Round, today: date) -> date:
    return min(today, date(one.year, 12, 31))


def _offered(row: Ask, now: Any) -> dict[str, str]:
    """Figures of the item that have records, by the name the item gives them."""
    item = sheets.of_sheet(row.round.sheet).by_id[row.item]
    found = {}
    for figure in evidence.of_codes(item.figures, row.round.place, row.round.year, now):
        if figure.n > 0:
            told = card(figure)
            found[evidence.name_of(figure)] = f"{told.title} {told.value}{told.unit}"
    return found


def _answered(request: HttpRequest, held: Rights, row: Ask, form: AnswerForm) -> bool:
    """Store what came; what is wrong stands in the form."""
    if not form.is_valid():
        return False
    try:
        looked = [
            files.looked_at(one.read(files.MOST + 1), one.name or "file")
            for one in request.FILES.getlist("files")
        ]
        actions.answer_ask(
            reader=held.reader, ask=row, text=form.cleaned_data["text"], figure=form.cleaned_data["figure"],
            happened_on=form.cleaned_data["happened_on"], looked=looked, at=timezone.now(),
            paper_of=form.cleaned_data.get("paper_of", ""),
        )  # fmt: skip
    except (actions.Refused, files.Refused) as reason:
        name = getattr(reason, "field", "")
        form.add_error(name if name in form.fields else None, str(reason))
        return False
    return True


def _context(held: Rights, row: Ask, form: AnswerForm | None, mine: bool) -> Mapping[str, Any]:
    standard = sheets.of_sheet(row.round.sheet)
    item = standard.by_id[row.item]
    answers = list(row.answers.all())
    names = people.names([row.by, *(one.by for one in answers)])
    state, tone = words.ask_state(row, timezone.localdate())
    office = held.keeps(row.round.place)
    return {
        "row": row, "form": form, "mine": mine, "office": office, "state": state, "tone": tone,
        "who": actions.asks.who(row), "item": item, "text": words.text(item.text), "basis": words.basis(item.basis),
        "part": words.part(standard, row.part) if row.part else "", "title": words.text(standard.title),
        "asker": names.get(row.by, ""), "papers": [words.paper(one) for one in item.records],
        "waits": row.answered and office and row.round.handed_in_on is None,
        "may_withdraw": office and row.taken_on is None and row.withdrawn_on is None,
        "answers": [
            {"one": one, "by": names.get(one.by, ""),
             "figure": words.figure_title(one.figure, words.language()) if one.figure else "",
             "files": stored.attachments(held.reader, actions.asks.FILES, one.pid)}
            for one in answers
        ],
    }  # fmt: skip


@login_required
@require_POST
def judge(request: HttpRequest, pid: str, deed: str) -> HttpResponse:
    """The office takes an answer over, sends it back, or withdraws the question."""
    held, row = _asked(request, pid)
    now, reason = timezone.now(), request.POST.get("reason", "").replace("\x00", "")[:300]
    if not held.keeps(row.round.place):
        raise PermissionDenied
    try:
        if deed == "take":
            made = actions.take_over(reader=held.reader, ask=row, at=now)
            messages.success(request, _("Taken over: %(n)s pieces of evidence") % {"n": len(made)})
            return redirect("round_item", row.round.pid, row.item)
        if deed == "return":
            actions.send_back(reader=held.reader, ask=row, reason=reason, at=now)
        elif deed == "withdraw":
            actions.withdraw_ask(reader=held.reader, ask=row, reason=reason, at=now)
        else:
            raise Http404
    except actions.Refused as why:
        messages.error(request, str(why))
    return redirect("item_ask", pid)
