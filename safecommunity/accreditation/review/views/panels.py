"""The list of reviews, appointing a panel, and the page of one as lead, reviewer, place and office above see it."""

from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accreditation import words as sheet_words
from safecommunity.accreditation.models import Finding, Panel, PanelMember, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, marks, queries, statistics, words
from safecommunity.accreditation.review.forms import AppointForm, FindingForm
from safecommunity.accreditation.review.rights import SITS, Rights
from safecommunity.accreditation.review.views.common import need, the_panel
from safecommunity.accreditation.standards import Standard
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

S, M = Panel.State, PanelMember.State


def _state(one: Panel) -> Any:
    return format_html('<span class="tag {}">{}</span>', words.panel_tone(one.state), words.panel(one.state))


class Reviews(Table):
    """Panels, newest first."""

    name = "panels"
    caption = gettext_lazy("Reviews by panels")
    empty = gettext_lazy("A review appears here as soon as a panel is appointed.")
    columns = (
        Column("place", gettext_lazy("Place"), "place.name", link=lambda one: reverse("panel", args=[one.pid]),
               wide=True, head=True),
        Column("standard", gettext_lazy("Standard"), lambda one: title_of(one.round)),
        Column("year", gettext_lazy("Year"), lambda one: str(one.round.year)),
        Column("state", gettext_lazy("State"), _state, kind="html"),
        Column("due", gettext_lazy("Scored by"), "due", kind="day"),
        Column("done", gettext_lazy("Marks handed in"), lambda one: f"{one.done} / {one.sitting}", num=True),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), lambda: [(s, words.panel(s)) for s in S.values], "state"),
    )
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"), ("state", "recent"))


def title_of(round_: Round) -> str:
    """The standard of a round in words."""
    found = sheets.shipped_titles().get(round_.code)
    return sheet_words.text(found) if found else round_.code


def _table(request: HttpRequest, held: Rights) -> Reviews:
    sits = Q(members__state__in=SITS)
    rows = queries.panels(held).annotate(
        sitting=Count("members", filter=sits),
        done=Count("members", filter=sits & Q(members__handed_in_on__isnull=False)),
    )
    return Reviews(rows, request.GET)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Reviews open to the reader; for a reviewer those he is assigned to."""
    held = need(request)
    context = {"table": _table(request, held), "appoints": held.appoints_somewhere, "reviews": held.reviews}
    return render(request, "accreditation/review/list.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    return workbooks.of_table(request, _table(request, need(request)), now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a self-assessment, then who reviews it."""
    held = need(request)
    if not held.appoints_somewhere:
        raise PermissionDenied
    waiting = queries.reviewable(held)
    wanted, titled = request.GET.get("round", ""), request.GET.get("application", "")
    if not wanted:
        rows = [{"round": one.round, "application": one.application, "title": title_of(one.round),
                 "level": sheet_words.level(one.application.level) if one.application else ""}
                for one in waiting]  # fmt: skip
        return render(request, "accreditation/review/choose.html", {"rows": rows})
    chosen = next((
        one for one in waiting
        if one.round.pid == wanted and (one.application.pid if one.application else "") == titled
    ), None)  # fmt: skip
    if chosen is None:
        raise Http404
    found = chosen.round
    asked = queries.to_ask(found.place, timezone.localdate())
    first = {"due": timezone.localdate() + timedelta(days=30)}
    form = AppointForm(request.POST if request.method == "POST" else None, people=asked, initial=first)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.appoint_panel(
                reader=held.reader, round=found, application=chosen.application, lead=told["lead"],
                members=told["members"], due=told["due"], at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("panel", made.pid)
    context = {"form": form, "round": found, "title": title_of(found), "asked": asked}
    return render(request, "accreditation/review/new.html", context, status=422 if form.is_bound else 200)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """A review as this reader may see it."""
    held, found, seat = the_panel(request, pid)
    standard = sheets.of_sheet(found.round.sheet)
    members = list(found.members.prefetch_related("declarations"))
    names = people.names([one.user for one in members])
    all_parts = len(standard.by_id) * len(standard.part_codes)
    appoints = held.appoints(found.place)
    accepted = seat is not None and seat.state == M.ACCEPTED
    context: dict[str, Any] = {
        "panel": found, "standard": standard, "title": sheet_words.text(standard.title), "seat": seat,
        "state": words.panel(found.state), "tone": words.panel_tone(found.state), "today": timezone.localdate(),
        "members": [_member(one, names, all_parts, held, found, seat) for one in members],
        "appoints": appoints, "chief": held.chief_of(found.place), "accepted": accepted, "all_parts": all_parts,
        "forming": found.state == S.FORMING, "scoring": found.state == S.SCORING,
        "consensus": found.state == S.CONSENSUS, "published": found.state == S.PUBLISHED,
        "going": found.state in (S.FORMING, S.SCORING, S.CONSENSUS),
        "lead": accepted and seat is not None and seat.lead,
        "findings": [
            finding_row(one, standard) for one in queries.findings(held, found, seat)
        ],
        "finding_form": FindingForm(standard=standard),
        "raises": accepted and found.state in (S.SCORING, S.CONSENSUS),
        "sees_round": accepted or appoints or held.answers_for(found.place),
        "level": sheet_words.level(found.application.level) if found.application else "",
    }  # fmt: skip
    if appoints and found.state == S.FORMING:
        there = {one.user for one in members}
        context["to_ask"] = [
            one for one in queries.to_ask(found.place, timezone.localdate()) if one.pid not in there
        ]
    if held.sees_marks(found, seat):
        opened = marks.side_by_side(held, found, seat)
        context["agreement"] = statistics.of_panel(standard, opened, names)
        context["left"] = all_parts - found.agreed.count()
    context["leads"] = appoints and found.state in (S.SCORING, S.CONSENSUS, S.PUBLISHED)
    context["deeds"] = context["leads"] or (found.state == S.FORMING and (appoints or context["chief"]))
    if found.result is not None:
        context |= _result(found, found.result, standard)
    return render(request, "accreditation/review/panel.html", context)


def _result(panel: Panel, round_: Round, standard: Standard) -> dict[str, Any]:
    """What a result comes to, and whether texts it rests on are official."""
    met = "" if standard.parts else f"{panel.agreed.filter(grade='met').count()} / {round_.items} {_('met')}"
    most = sum((standard.points_of(one) for one in standard.items()), Fraction(0))
    return {
        "points": met or decimal(Fraction(round_.points)),
        "most": decimal(most) if standard.parts else "", "official": standard.firm,
        "verdict": sheet_words.verdict(standard, round_.verdict),
    }  # fmt: skip


def _member(
    one: PanelMember, names: dict[str, str], parts: int, held: Rights, panel: Panel, seat: PanelMember | None
) -> dict[str, Any]:
    """A line of the panel: what he declared only for the office that appoints and for himself."""
    state, tone = words.member(one)
    latest = {told.kind: told for told in one.declarations.all()}
    tells = held.appoints(panel.place) or (seat is not None and seat.pk == one.pk)
    return {
        "one": one, "name": names.get(one.user, ""), "state": state, "tone": tone,
        "ties": [(words.tie(kind), told.detail) for kind, told in latest.items() if told.holds] if tells else [],
        "marked": f"{one.marked} / {parts}" if one.state == M.ACCEPTED and panel.began_on else "",
        "sits": one.state in SITS,
    }  # fmt: skip


def finding_row(one: Finding, standard: Standard) -> dict[str, Any]:
    """A finding as lists show it."""
    state, tone = words.finding(one, timezone.localdate())
    item = standard.by_id.get(one.item)
    return {
        "one": one, "state": state, "tone": tone, "grade": words.grade(one.grade),
        "grade_tone": words.grade_tone(one.grade), "item_text": sheet_words.text(item.text) if item else "",
    }  # fmt: skip
