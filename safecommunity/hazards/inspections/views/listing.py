"""The list with its figures, one inspection, its sheet for paper, the workbook."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.governance import codes as settings
from safecommunity.governance.qr import qr
from safecommunity.hazards import queries as hazards
from safecommunity.hazards import words as loop_words
from safecommunity.hazards.inspections import lists, queries, words
from safecommunity.hazards.inspections.rights import Rights
from safecommunity.hazards.inspections.slots import FIGURES, UNSAID
from safecommunity.hazards.inspections.views.common import need, the_inspection
from safecommunity.hazards.models import Inspection
from safecommunity.hazards.views.listing import _place_choices
from safecommunity.indicators import catalogue
from safecommunity.shell import slots, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table


def _state(one: Inspection) -> Any:
    said, tone = words.state(one, timezone.localdate())
    return format_html('<span class="tag {}">{}</span>', tone, said)


def _what(one: Inspection) -> Any:
    again = format_html(' <span class="tag">{}</span>', _("recheck")) if one.again_id else ""
    return format_html(
        "{}{}<small>{} · {}</small>", one.where, again, one.place.name, one.round.checklist_title
    )


def _found(one: Inspection) -> str:
    return f"{one.failed} / {one.checked}" if one.rank == Inspection.Rank.DONE else ""


class Inspections(Table):
    """Inspections, the latest day first or by last day planned."""

    name = "inspections"
    caption = gettext_lazy("Joint inspections")
    empty = gettext_lazy("Inspections appear here as soon as a round is planned.")
    columns = (
        Column(
            "number", gettext_lazy("Number"), "number", link=lambda one: reverse("inspection", args=[one.pid])
        ),
        Column("what", gettext_lazy("Unit or place"), _what, kind="html", wide=True, head=True),
        Column("round", gettext_lazy("Round"), "round.title"),
        Column("until", gettext_lazy("Planned until"), "until", kind="day"),
        Column("done", gettext_lazy("Inspected on"), "done_on", kind="day"),
        Column("found", gettext_lazy("Not in order of items"), _found, num=True),
        Column(
            "signed", gettext_lazy("Signature"), lambda one: words.signed(one.signed) if one.done_on else ""
        ),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )
    filters = (
        Filter("state", gettext_lazy("State"), lambda: [(str(n), said) for n, said in words.ranks().items()], "rank"),
        Filter("clock", gettext_lazy("Clock"), lambda: [("late", _("missed its day"))],
               lambda rows, _value: queries.missed(rows, timezone.localdate())),
        Filter("community", gettext_lazy("Community"), _place_choices, queries.inside),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-day", "-pk")),
        Order("due", gettext_lazy("by day"), ("until", "pk")),
    )
    pairs = (("", "recent"), ("state", "recent"), ("state", "due"), ("clock", "due"), ("community", "recent"))


def table_of(request: HttpRequest, held: Rights) -> tuple[Inspections, choice.Choice | None]:
    """The list a request asks for, of the chosen place; without the switch for who reads no figures."""
    if not held.reader.place_scopes("figures", *choice.READS):
        return Inspections(queries.inspections(held), request.GET), None
    chosen = choice.current(request, timezone.localdate())
    found = queries.listed(held, chosen.place.pid)
    return Inspections(found.rows, request.GET, most=found.most), chosen


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, its figures, and the rounds."""
    held = need(request)
    table, chosen = table_of(request, held)
    context: dict[str, Any] = {
        "table": table, "keeps": held.keeps, "inspects": held.finds or held.goes_along,
        "rounds": [(one, [lists.team_name(team.sector) for team in one.teams.all()])
                   for one in queries.rounds(held, 8)],
    }  # fmt: skip
    if chosen is not None:
        *told, unsaid = figures.compute_many(
            [catalogue.get(one) for one in (*FIGURES, UNSAID)],
            chosen.place.pid,
            chosen.period,
            now=timezone.now(),
        )
        if unsaid.value:
            context["unsaid"] = {"n": int(unsaid.value), "url": reverse("figure", args=[unsaid.key])}
        context["figures"] = [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told]
    return render(request, "hazards/inspections/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    table, _chosen = table_of(request, need(request))
    heads = [_("Number"), _("Round"), _("Setting"), _("Checklist"), _("Place"), _("Unit or place"), _("Planned until"),
             _("Inspected on"), _("State"), _("Items looked at"), _("Not in order"), _("Put right on the spot"),
             _("Signature"), _("Post of who signed"), _("Who inspected"),
             _("Agencies that came"), _("Note")]  # fmt: skip
    rows = (_cells(one) for one in table.records())
    total, more = table.total
    sheet = workbooks.Sheet(_("Joint inspections"), heads, rows, None if more else total)
    return workbooks.answer(
        request, name=_("Joint inspections"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _cells(one: Inspection) -> list[Any]:
    done = one.rank == Inspection.Rank.DONE
    counts = [one.checked, one.failed, one.fixed] if done else [None, None, None]
    return [
        one.number, one.round.title, settings.setting_name(one.round.setting), one.round.checklist_title,
        one.place.name, one.where, one.until, one.done_on, words.state(one, timezone.localdate())[0], *counts,
        words.signed(one.signed) if done else "", one.signed_post, one.team,
        _came_cell(one), one.note,
    ]  # fmt: skip


def came_of(one: Inspection) -> list[str]:
    """Names of the agencies that came."""
    return [lists.team_name(each.sector) for each in one.came.all()]


def _came_cell(one: Inspection) -> str:
    if one.rank != Inspection.Rank.DONE:
        return ""
    return "、".join(came_of(one)) or (_("none of these agencies") if one.came_said else _("not said"))


def told(held: Rights, one: Inspection) -> dict[str, Any]:
    """An inspection as its page and its sheet show it."""
    lines = list(one.lines.select_related("hazard", "earlier"))
    keys = {line.hazard_id for line in lines if line.hazard_id is not None}
    open_ = set(hazards.hazards(held).filter(pk__in=keys).values_list("pk", flat=True)) if keys else set()
    states = loop_words.states()
    state, tone = words.state(one, timezone.localdate())
    return {
        "one": one, "state": state, "tone": tone, "today": timezone.localdate(),
        "setting": settings.setting_name(one.round.setting),
        "teams": [(lists.team_name(team.sector), team.leads) for team in one.round.teams.all()],
        "came": came_of(one), "came_said": one.came_said,
        "lines": [(line, words.results().get(line.result, ""), line.hazard_id in open_,
                   states[line.hazard.state] if line.hazard is not None else "") for line in lines],
        "signed": words.signed(one.signed), "done": one.rank == Inspection.Rank.DONE,
        "who": people.names({one.done_by}).get(one.done_by, "") if one.done_by else "",
    }  # fmt: skip


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One inspection: what was seen of each item, the hazards it became, who signed, what comes next."""
    held, one = the_inspection(request, pid)
    planned = one.rank == Inspection.Rank.PLANNED
    context = told(held, one) | {
        "lists": held.opens, "inspects": planned and held.inspects(one), "plans": held.plans(one), "planned": planned,
        "signs": held.signs(one) and not one.signed and not planned, "rechecks": list(one.rechecks.order_by("pk")),
        "round_opens": queries.round_of(held, one.round.pid) is not None,
    }  # fmt: skip
    return render(request, "hazards/inspections/one.html", context)


@login_required
@require_safe
def sheet(request: HttpRequest, pid: str) -> HttpResponse:
    """The sheet for paper, filled as far as it is; its QR code opens the record."""
    held, one = the_inspection(request, pid)
    if one.rank == Inspection.Rank.CANCELLED:
        raise PermissionDenied
    context = told(held, one) | {
        "qr": qr(request.build_absolute_uri(reverse("inspection", args=[one.pid]))),
        "labels": slots.collect("frame.labels", request), "results": list(words.results().values()),
    }  # fmt: skip
    return render(request, "hazards/inspections/sheet.html", context)
