"""Meetings: the list, one screen to record one with its decisions, its page, signing in by the code on the table."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import reader_of
from safecommunity.files import queries as files
from safecommunity.governance import actions, words
from safecommunity.governance.forms import DecisionForm, MeetingForm, ReasonForm
from safecommunity.governance.models import Body, Meeting
from safecommunity.governance.qr import qr
from safecommunity.governance.queries import work
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.bodies import need_looks
from safecommunity.governance.views.common import proofs, said, show
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

LINES = 5
FIGURES = ("meetings.count", "meetings.launches", "meetings.visits", "meetings.participants")


class Meetings(Table):
    """Meetings, newest first."""

    name = "meetings"
    caption = gettext_lazy("Meetings")
    empty = gettext_lazy("Meetings appear here as soon as they are recorded.")
    columns = (
        Column("on", gettext_lazy("Day"), "on", kind="day"),
        Column("kind", gettext_lazy("Kind"), lambda one: words.meeting_kind(one.kind)),
        Column("title", gettext_lazy("Meeting"), "title", link=lambda one: reverse("meeting", args=[one.ref]),
               wide=True, head=True),
        Column("body", gettext_lazy("Body"), "body.name"),
        Column("present", gettext_lazy("People present"), "present", num=True),
        Column("decisions", gettext_lazy("Decisions"), "made", num=True),
        Column("state", gettext_lazy("State"), lambda one: _("withdrawn") if one.withdrawn_at else ""),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: kinds(), "kind"),
        Filter(
            "tier", gettext_lazy("Tier"), lambda: [(t, words.tier(t)) for t in Body.Tier.values], "body__tier"
        ),
    )
    orders = (Order("recent", gettext_lazy("newest first"), ("-on", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"), ("tier", "recent"))


def kinds() -> list[tuple[str, str]]:
    """Meetings, launches, visits."""
    return [(one, words.meeting_kind(one)) for one in Meeting.Kind.values]


@login_required
@require_safe
def meetings(request: HttpRequest) -> HttpResponse:
    """The list of meetings."""
    rights = need_looks(request)
    now = timezone.now()
    context = {
        "table": Meetings(work.listed_meetings(rights), request.GET), "office": bool(rights.tops),
        "figures": said(request, FIGURES, timezone.localdate(now), now),
    }  # fmt: skip
    return render(request, "governance/meetings.html", context)


@login_required
@require_safe
def meetings_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Meetings(work.listed_meetings(need_looks(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Record a meeting with all it decided on one screen."""
    rights = need_looks(request)
    bodies = [
        one for one in work.bodies(rights).filter(ends__isnull=True) if one.place.pid in rights.office_reach
    ]
    if not rights.tops:
        raise Http404
    data, today = (request.POST if request.method == "POST" else None), timezone.localdate()
    form = MeetingForm(data, bodies=bodies, initial={
        "on": today, "body": request.GET.get("body", ""), "kind": request.GET.get("kind", "meeting")})  # fmt: skip
    lines = [DecisionForm(data, prefix=f"d{n}") for n in range(LINES)]
    sound = [part.is_valid() for part in (form, *lines)]  # all of them, so that every fault shows at once
    if all(sound):
        asked = form.cleaned_data.pop("body")
        body = next(one for one in bodies if one.pid == asked)
        told = [
            actions.Decision(line.cleaned_data["title"], line.cleaned_data["who"], line.cleaned_data["due"])
            for line in lines
            if line.cleaned_data["title"]
        ]
        try:
            made = actions.record_meeting(
                reader=rights.reader, body=body, decisions=told, proofs=proofs(request), at=timezone.now(),
                **form.cleaned_data,
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("meeting", made.ref)
    context = {"form": form, "lines": lines, "bodies": bodies}
    return render(request, "governance/meeting_new.html", context, status=422 if data is not None else 200)


def _meeting(request: HttpRequest, ref: str) -> tuple[Rights, Any]:
    rights = need_looks(request)
    one = work.meeting_of(rights, ref)
    if one is None:
        raise Http404
    show(request, one.body.place)
    return rights, one


@login_required
@require_safe
def meeting(request: HttpRequest, ref: str) -> HttpResponse:
    """One meeting: agenda, who came, what was decided and what came of it."""
    rights, one = _meeting(request, ref)
    came = list(one.sign_ins.all())
    names = people.names(entry.user for entry in came)
    office, today = one.body.place.pid in rights.office_reach, timezone.localdate()
    context = {
        "meeting": one, "kind": words.meeting_kind(one.kind), "tier": words.tier(one.body.tier),
        "decisions": one.decisions.all(), "today": today,
        "agenda": [line for line in one.agenda.splitlines() if line.strip()],
        "came": [names.get(entry.user, "") for entry in came],
        "files": files.attachments(rights.reader, "meeting", one.ref),
        "reason": ReasonForm() if office and one.withdrawn_at is None else None,
        "code": qr(request.build_absolute_uri(reverse("meeting_in", args=[one.ref]))) if one.on == today else "",
    }  # fmt: skip
    return render(request, "governance/meeting.html", context)


@login_required
@require_POST
def meeting_withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a meeting out of the counts, with reason."""
    rights, one = _meeting(request, ref)
    if one.body.place.pid not in rights.office_reach:
        raise Http404
    try:
        actions.withdraw_meeting(
            reader=rights.reader, meeting=one, reason=request.POST.get("reason", "")[:200], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("meeting", ref)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def meeting_in(request: HttpRequest, ref: str) -> HttpResponse:
    """Where the code on the table leads: whoever is signed in on his phone says that he came."""
    one = Meeting.objects.filter(ref=ref).select_related("body__place").first()
    reader = reader_of(request)
    if one is None or not reader.scopes:
        raise Http404
    show(request, one.body.place)
    problem = ""
    if request.method == "POST":
        try:
            actions.sign_in(reader=reader, meeting=one, at=timezone.now())
        except actions.Refused as reason:
            problem = str(reason)
    mine = one.sign_ins.filter(user=reader.pid).first()
    context = {"meeting": one, "mine": mine, "problem": problem}
    return render(request, "governance/meeting_in.html", context, status=422 if problem else 200)
