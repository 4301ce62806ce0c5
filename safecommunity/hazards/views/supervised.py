"""Major hazards listed for supervision: the list, its workbook, and the public board to be printed."""

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

from safecommunity.hazards import queries, words
from safecommunity.hazards.models import Supervision
from safecommunity.hazards.rights import Rights
from safecommunity.hazards.slots import title, who
from safecommunity.hazards.views.common import need
from safecommunity.shell import slots, workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table
from safecommunity.shell.templatetags.shell import clock


def levels() -> dict[str, str]:
    """Who lists: the street's chief, or the district."""
    return {"street": _("Street"), "district": _("District")}


def _hazard(one: Supervision) -> Any:
    where = f"{one.hazard.place.name} {one.hazard.spot}".strip()
    return format_html("{}<small>{}</small>", title(one.hazard), where)


def _clock(one: Supervision) -> Any:
    if one.lifted_on is not None:
        return format_html('<span class="tag ok">{}</span>', _("struck off"))
    if one.hazard.fixed_on is not None:
        return format_html('<span class="tag">{}</span>', words.states()[one.hazard.state])
    told = clock(one.deadline, timezone.localdate())
    return format_html('<span class="clock {}">{}</span>', told["kind"], told["text"])


class Supervised(Table):
    """Listings, the nearest deadline first."""

    name = "supervised"
    caption = gettext_lazy("Under supervision")
    empty = gettext_lazy("No major hazard is listed for supervision.")
    columns = (
        Column("number", gettext_lazy("Number"), lambda one: one.hazard.number,
               link=lambda one: reverse("hazard", args=[one.hazard.pid])),
        Column("what", gettext_lazy("Hazard and place"), _hazard, kind="html", wide=True, head=True),
        Column("level", gettext_lazy("Listed by"), lambda one: levels()[one.level]),
        Column("authority", gettext_lazy("Who supervises"), "authority"),
        Column("who", gettext_lazy("Who puts it right"), lambda one: who(one.hazard)),
        Column("paper", gettext_lazy("Paper"), lambda one: one.lift_paper or one.paper),
        Column("deadline", gettext_lazy("Due"), "deadline", kind="day"),
        Column("clock", gettext_lazy("Clock"), _clock, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("stands", gettext_lazy("State"), lambda: [("yes", _("listed")), ("no", _("struck off"))],
               lambda rows, value: rows.filter(lifted_on__isnull=value == "yes")),
    )  # fmt: skip
    orders = (Order("due", gettext_lazy("by day"), ("deadline", "pk")),)
    pairs = (("", "due"), ("stands", "due"))


def _need(request: HttpRequest) -> Rights:
    held = need(request)
    if not (held.looks or held.above):
        raise PermissionDenied
    return held


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All listings the reader may see."""
    held = _need(request)
    table = Supervised(queries.supervisions(held), request.GET)
    return render(
        request, "hazards/supervised.html", {"table": table, "keeps": held.keeps, "supervises": True}
    )


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Supervised(queries.supervisions(_need(request)), request.GET)
    heads = [
        _("Number"), _("Hazard"), _("Place"), _("Listed by"), _("Who supervises"), _("Who puts it right"),
        _("Number of the paper"), _("Listed on"), _("To be done by"), _("Text of the public board"), _("State"),
        _("Struck off on"), _("Struck off by paper"),
    ]  # fmt: skip
    rows = [
        [
            one.hazard.number, title(one.hazard), f"{one.place.name} {one.hazard.spot}".strip(), levels()[one.level],
            one.authority, who(one.hazard), one.paper, one.listed_on, one.deadline, one.board,
            words.states()[one.hazard.state], one.lifted_on, one.lift_paper,
        ]
        for one in table.records()
    ]  # fmt: skip
    sheet = workbooks.Sheet(_("Under supervision"), heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Under supervision"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


@login_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What hangs out in public: what, where, who puts it right, by when, who supervises. Those that stand."""
    found = list(
        queries.supervisions(_need(request)).filter(lifted_on__isnull=True).order_by("deadline", "pk")[:100]
    )
    context = {
        "rows": [(one, title(one.hazard), who(one.hazard)) for one in found], "today": timezone.localdate(),
        "labels": slots.collect("frame.labels", request),
    }  # fmt: skip
    return render(request, "hazards/board.html", context)
