"""Findings: raised on the panel's page; one with its rectifications; answered by the place, decided by the reviewer."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accreditation.models import Finding, Panel, PanelMember
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, queries, words
from safecommunity.accreditation.review.actions.findings import may_decide
from safecommunity.accreditation.review.forms import AnswerForm, FindingForm
from safecommunity.accreditation.review.guards import FOUND, RECTIFIED
from safecommunity.accreditation.review.rights import Rights
from safecommunity.accreditation.review.views.common import my_panel, need, tried
from safecommunity.accreditation.review.views.panels import finding_row, title_of
from safecommunity.files import actions as stored
from safecommunity.files import queries as files
from safecommunity.shell.offline import is_offline
from safecommunity.shell.slots import show_place

MOST_PHOTOS = 9


@login_required
@require_POST
def new(request: HttpRequest, pid: str) -> HttpResponse:
    """A reviewer found something."""
    held, found, _seat = my_panel(request, pid)
    form = FindingForm(request.POST, standard=sheets.of_sheet(found.round.sheet))
    if not form.is_valid():
        messages.error(request, str(form.refusals))
        return redirect("panel", pid)
    tried(request, lambda: actions.raise_finding(
        reader=held.reader, panel=found, at=timezone.now(), **form.cleaned_data
    ))  # fmt: skip
    return redirect("panel", pid)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def on_site(request: HttpRequest, pid: str) -> HttpResponse:
    """On a tablet, with or without network: what was found at an item, with photos; kept there until it is sent."""
    held, found, _seat = my_panel(request, pid)
    standard = sheets.of_sheet(found.round.sheet)
    if request.method != "POST":
        wanted = request.GET.get("item", "")
        first = {"item": wanted} if wanted in standard.by_id else {}
        return _on_site(request, held, found, FindingForm(standard=standard, initial=first))
    form = FindingForm(request.POST, standard=standard)
    if form.is_valid():
        try:
            made, _new = actions.raise_finding(
                reader=held.reader, panel=found, at=timezone.now(), photos=_photos(request),
                client_id=request.POST.get("client_id", "").replace("\x00", ""), **form.cleaned_data,
            )  # fmt: skip
        except (actions.Refused, stored.Refused) as reason:
            form.add_error(None, str(reason))
        else:
            if is_offline(request):
                return JsonResponse({"number": f"{made.item} {words.grade(made.grade)}"}, status=201)
            messages.success(request, _("Kept: %(text)s") % {"text": made.text[:60]})
            return redirect("panel_found", pid)
    return _on_site(request, held, found, form)


def _photos(request: HttpRequest) -> list[stored.Looked]:
    """Photos sent with a finding. Refused for what is none or too much."""
    sent = request.FILES.getlist("photos")
    if len(sent) > MOST_PHOTOS:
        says = _("Photos: got %(came)s; allowed: up to %(most)s at a time")
        raise actions.Refused(says % {"came": len(sent), "most": MOST_PHOTOS})
    looked = [stored.looked_at(one.read(stored.MOST + 1), one.name or "photo") for one in sent]
    for one in looked:
        if one.picture is None:
            raise actions.Refused(_("%(name)s is no photo; allowed: JPEG, PNG, WebP") % {"name": one.name})
    return looked


def _on_site(request: HttpRequest, held: Rights, found: Panel, form: FindingForm) -> HttpResponse:
    refused = form.is_bound
    if refused and is_offline(request):
        reasons = [str(reason) for told in form.errors.values() for reason in told]
        return JsonResponse({"errors": reasons}, status=422)
    standard = sheets.of_sheet(found.round.sheet)
    mine = [one for one in queries.findings(held, found, held.member(found)) if one.by == held.reader.pid]
    if request.headers.get("X-Keep"):  # a page kept on the tablet holds no more than it needs
        mine = []
    context = {
        "panel": found, "form": form, "client_id": uuid.uuid4().hex,
        "writes": found.state in (Panel.State.SCORING, Panel.State.CONSENSUS),
        "mine": [finding_row(one, standard) for one in reversed(mine[-20:])],
    }  # fmt: skip
    return render(request, "accreditation/review/found.html", context, status=422 if refused else 200)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Finding, PanelMember | None]:
    held = need(request)
    told = queries.finding(held, pid)
    if told is None:
        raise Http404
    show_place(request, told[0].panel.place.pid)
    return held, told[0], told[1]


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One finding with all that was done about it."""
    held, found, seat = _asked(request, pid)
    return _page(request, held, found, seat)


def _page(
    request: HttpRequest,
    held: Rights,
    found: Finding,
    seat: PanelMember | None,
    form: AnswerForm | None = None,
) -> HttpResponse:
    panel = queries.one(held, found.panel.pid)
    if panel is None:
        raise Http404
    done = list(found.rectifications.select_related("evidence"))
    names = people.names({x for one in done for x in (one.by, one.decided_by) if x} | {found.by})
    answers = held.answers_for(panel.place) and found.state in queries.TO_PUT_RIGHT
    context = {
        "one": found, "panel": panel, "row": finding_row(found, sheets.of_sheet(panel.round.sheet)),
        "photos": files.attachments(held.reader, FOUND, found.pid),
        "title": title_of(panel.round), "today": timezone.localdate(), "by": names.get(found.by, "") if seat else "",
        "done": [
            {"one": one, "by": names.get(one.by, ""), "files": files.attachments(held.reader, RECTIFIED, one.pid),
             "decided_by": names.get(one.decided_by, "")}
            for one in done
        ],
        "answers": answers, "form": form or (AnswerForm(pieces=queries.pieces(panel.place)) if answers else None),
        "decides": found.state == Finding.State.ANSWERED and may_decide(seat, found),
        "drops": found.state == Finding.State.DRAFT and (
            (seat is not None and found.member_id == seat.pk)
            or (seat is not None and seat.lead and panel.state == Panel.State.CONSENSUS)
        ),
        "office": held.answers_for(panel.place),
    }  # fmt: skip
    return render(request, "accreditation/review/finding.html", context, status=422 if form else 200)


@login_required
@require_POST
def answer(request: HttpRequest, pid: str) -> HttpResponse:
    """The office says what it did."""
    held, found, seat = _asked(request, pid)
    if not held.answers_for(found.panel.place):
        raise PermissionDenied
    form = AnswerForm(request.POST, pieces=queries.pieces(found.panel.place))
    if form.is_valid():
        sent = request.FILES.get("file")
        try:
            looked = stored.looked_at(sent.read(stored.MOST + 1), sent.name or "") if sent else None
            actions.answer_finding(
                reader=held.reader, finding=found, what=form.cleaned_data["what"], evidence=form.chosen(), file=looked,
                at=timezone.now(),
            )  # fmt: skip
        except (actions.Refused, stored.Refused) as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("panel_finding", pid)
    return _page(request, held, found, seat, form)


@login_required
@require_POST
def decide(request: HttpRequest, pid: str) -> HttpResponse:
    """Accept or return what was done."""
    held, found, _seat = _asked(request, pid)
    tried(request, lambda: actions.decide_finding(
        reader=held.reader, finding=found, accepted=request.POST.get("do") == "accept", at=timezone.now(),
        reason=request.POST.get("reason", "")[:300].replace("\x00", ""),
    ))  # fmt: skip
    return redirect("panel_finding", pid)


@login_required
@require_POST
def drop(request: HttpRequest, pid: str) -> HttpResponse:
    """Drop one that was not published."""
    held, found, _seat = _asked(request, pid)
    panel = found.panel.pid
    tried(request, lambda: actions.drop_finding(reader=held.reader, finding=found, at=timezone.now()))
    return redirect("panel", panel)
