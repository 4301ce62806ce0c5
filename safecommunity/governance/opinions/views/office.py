"""The office's pages: the list with its figures and clock, a new opinion, one opinion with its steps."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.files import queries as files
from safecommunity.governance import codes
from safecommunity.governance.models import Opinion
from safecommunity.governance.opinions import actions, queries, words
from safecommunity.governance.opinions.actions.receiving import PUBLIC
from safecommunity.governance.opinions.forms import AnswerForm, OpinionForm, PublicForm, SortForm
from safecommunity.governance.opinions.views.common import need, need_worker, offered, the_opinion
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import proofs, show
from safecommunity.governance.volunteers.views.common import told
from safecommunity.shell import slots, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

CODES = ("opinions.received", "opinions.answered", "opinions.on_time", "opinions.median_days",
         "opinions.satisfied")  # fmt: skip
PAGE = "governance/opinions/opinion.html"


def state_of(one: Opinion) -> tuple[str, str]:
    """The state of an opinion in words, with its tone."""
    if one.withdrawn_at is not None:
        return _("withdrawn"), ""
    if one.answered_on is None:
        return (_("overdue"), "bad") if one.due < timezone.localdate() else (_("waits for a reply"), "ask")
    if one.satisfied == "no":
        return _("answered, not satisfied"), "ask"
    return (_("answered, satisfied") if one.satisfied else _("answered")), "ok"


class Opinions(Table):
    """Opinions, newest first. What was said stands on the page of each."""

    name = "opinions"
    caption = gettext_lazy("Residents' opinions")
    empty = gettext_lazy("Opinions appear here as soon as somebody enters one or scans a code.")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("opinion", args=[one.ref]),
               head=True, wide=True),
        Column("on", gettext_lazy("Received on"), "received_on", kind="day"),
        Column("channel", gettext_lazy("Came by"), lambda one: words.channel(one.channel)),
        Column("topic", gettext_lazy("Topic"), lambda one: codes.setting_name(one.setting) or "—"),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("who", gettext_lazy("Who answers"), lambda one: queries.who_of(one) or "—"),
        Column("due", gettext_lazy("Reply due"), "due", kind="day"),
        Column("state", gettext_lazy("State"), lambda one: state_of(one)[0]),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: states(),
               lambda rows, value: queries.in_state(rows, value, timezone.localdate())),
        Filter("channel", gettext_lazy("Came by"), lambda: [(one, words.channel(one)) for one in words.channels()],
               "channel"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-received_on", "-pk")),)
    pairs = (("", "recent"), ("state", "recent"), ("channel", "recent"))


def states() -> list[tuple[str, str]]:
    """States a list can be narrowed to."""
    said = {
        "open": _("waits for a reply"), "late": _("overdue"), "answered": _("answered"),
        "unsatisfied": _("not satisfied"), "withdrawn": _("withdrawn"),
    }  # fmt: skip
    return [(one, said[one]) for one in queries.STATES]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list and the figures of the year."""
    rights = need(request)
    context: dict[str, Any] = {
        "table": Opinions(queries.listed(rights), request.GET), "office": bool(rights.tops),
        "works": bool(rights.work_reach), "figures": told(rights.reader, rights.street, CODES),
    }  # fmt: skip
    if rights.street is not None:
        show(request, rights.street)
    return render(request, "governance/opinions/opinions.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; it holds no text and no contact."""
    table = Opinions(queries.listed(need(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what came by box, phone, visit, meeting or survey."""
    rights = need_worker(request)
    near = offered(rights)
    first = {"received_on": timezone.localdate(), "client_id": uuid.uuid4().hex}
    form = OpinionForm(request.POST if request.method == "POST" else None, places=near, initial=first)
    if form.is_valid():
        data = dict(form.cleaned_data)
        place = next((one for one in near if one.pid == data["place"]), None)
        del data["place"]
        try:
            if place is None:
                raise actions.Refused(_("Place: allowed: one of the list"))
            made = actions.record_opinion(
                reader=rights.reader, place=place, at=timezone.now(), proofs=proofs(request), **data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("opinion", made.ref)
    status = 422 if form.is_bound else 200
    return render(request, "governance/opinions/opinion_new.html", {"form": form}, status=status)


@login_required
@require_safe
def opinion(request: HttpRequest, ref: str) -> HttpResponse:
    """One opinion with its history and the next step."""
    rights = need(request)
    return _page(request, rights, the_opinion(request, rights, ref))


def _page(
    request: HttpRequest, rights: Rights, one: Opinion, status: int = 200, **forms: Any
) -> HttpResponse:
    keeps, today = queries.keeps(rights, one), timezone.localdate()
    steps = list(one.steps.all())
    names = people.names({line.by for line in steps}) | {PUBLIC: _("the resident")}
    state, tone = state_of(one)
    first = {"agency": one.agency.pid if one.agency else "", "who": one.who, "setting": one.setting,
             "days": queries.days_for(one)}  # fmt: skip
    made = {"text": one.public_text or one.text, "reply": one.public_reply or one.reply}
    context = {
        "one": one, "answers": queries.answers(rights, one), "state": state, "tone": tone,
        "keeps": keeps, "today": today, "who": queries.who_of(one),
        "channel": words.channel(one.channel), "topic": codes.setting_name(one.setting),
        "contact": one.contact.contact if keeps and hasattr(one, "contact") else "",
        "steps": [(line, words.step(line.what), names.get(line.by, line.by)) for line in steps],
        "sort_form": forms.get("sort") or SortForm(initial=first, agencies=queries.agencies(rights)),
        "answer_form": forms.get("answer") or AnswerForm(initial={"on": today}),
        "public_form": forms.get("publish") or PublicForm(initial=made),
        "refused": next(iter(forms.values()), None), "files": files.attachments(rights.reader, "opinion", one.ref),
        "links": slots.collect("opinion.page", request, opinion=one), "sorted": bool(one.agency_id or one.who),
    }  # fmt: skip
    return render(request, PAGE, context, status=status)


FORMS = ("sort", "answer", "publish")
PLAIN = ("satisfied", "unsatisfied", "reopen", "task", "withdraw", "redact", "erase")


@login_required
@require_POST
def step(request: HttpRequest, ref: str) -> HttpResponse:
    """The next step; a refusal stands beside what was typed."""
    rights, what = need(request), request.POST.get("what", "")
    if not rights.tops and not rights.sectors:
        raise PermissionDenied
    one = the_opinion(request, rights, ref)
    may = queries.answers(rights, one) if what == "answer" else queries.keeps(rights, one)
    if what not in (*FORMS, *PLAIN) or not may:
        raise Http404
    form: Any = None
    if what == "sort":
        form = SortForm(request.POST, agencies=queries.agencies(rights))
    elif what in FORMS:
        form = (AnswerForm if what == "answer" else PublicForm)(request.POST)
    try:
        if form is None:
            _plain(request, rights, one, what)
        elif form.is_valid():
            _formed(rights, one, what, form.cleaned_data)
        else:
            return _page(request, rights, one, 422, **{what: form})
    except actions.Refused as reason:
        if form is not None:
            form.add_error(None, str(reason))
            return _page(request, rights, one, 422, **{what: form})
        messages.error(request, str(reason))
    return redirect("opinion", ref)


def _formed(rights: Rights, one: Opinion, what: str, data: dict[str, Any]) -> None:
    say: dict[str, Any] = {"reader": rights.reader, "opinion": one, "at": timezone.now()}
    if what == "sort":
        agency = queries.agency(rights, data.pop("agency"))
        actions.sort_opinion(agency=agency, **data, **say)
    elif what == "answer":
        actions.answer_opinion(**data, **say)
    else:
        actions.publish_opinion(**data, **say)


def _plain(request: HttpRequest, rights: Rights, one: Opinion, what: str) -> None:
    say: dict[str, Any] = {"reader": rights.reader, "opinion": one, "at": timezone.now()}
    note = request.POST.get("note", "")[:2000]
    if what in ("satisfied", "unsatisfied"):
        actions.note_satisfaction(satisfied=what == "satisfied", note=note, **say)
    elif what == "reopen":
        actions.reopen_opinion(reason=note, **say)
    elif what == "withdraw":
        actions.withdraw_opinion(reason=note, **say)
    elif what == "redact":
        actions.redact_opinion(text=note, **say)
    elif what == "task":
        actions.make_task(**say)
    else:
        actions.erase_contact(**say)
