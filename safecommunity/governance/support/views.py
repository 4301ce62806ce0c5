"""Pages of support: the list with what came by agency and kind, entering, one entry, the list in and out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import queries as files
from safecommunity.governance.forms import ReasonForm
from safecommunity.governance.models import Support
from safecommunity.governance.plans.words import qualifier, unit
from safecommunity.governance.rights import Rights
from safecommunity.governance.support import actions, facts, queries, reading, words
from safecommunity.governance.support.forms import SupportForm
from safecommunity.governance.views.bodies import need_looks, office_of
from safecommunity.governance.views.common import agencies_of, proofs, said, show
from safecommunity.indicators import catalogue
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("support.count", "support.people", "support.money", "support.technique", "support.goods")


class SupportList(Table):
    """Support received, newest first."""

    name = "support"
    caption = gettext_lazy("Support received")
    empty = gettext_lazy(
        "People, money, goods and advice from departments appear here as soon as they are entered."
    )
    columns = (
        Column("starts", gettext_lazy("Since"), "starts", kind="day"),
        Column("what", gettext_lazy("What was given"), "what", link=lambda one: reverse("support_one", args=[one.pid]),
               wide=True, head=True),
        Column("giver", gettext_lazy("Who gave it"), lambda one: words.giver(one)),
        Column("kind", gettext_lazy("Kind"), lambda one: words.kind(one.kind)),
        Column("amount", gettext_lazy("Amount"), lambda one: words.amount(one) or "—", num=True),
        Column("item", gettext_lazy("For which item"), lambda one: one.item.title if one.item else ""),
        Column("state", gettext_lazy("State"), lambda one: _("withdrawn") if one.withdrawn_on else ""),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: [(one, words.kind(one)) for one in Support.Kind.values], "kind"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-starts", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The list, over it what came by agency and kind in the chosen place and period."""
    rights, now = need_looks(request), timezone.now()
    context: dict[str, Any] = {
        "table": SupportList(queries.listed(rights), request.GET), "office": bool(rights.tops),
        "figures": said(request, FIGURES[:4], timezone.localdate(now), now), **_by_agency(request, now),
    }  # fmt: skip
    return render(request, "governance/support/list.html", context)


def _by_agency(request: HttpRequest, now: Any) -> dict[str, Any]:
    """A line for each sector that gave something: entries of each kind, people, yuan; each number opens its rows."""
    reader = choice.reader_of(request)
    if not reader.place_scopes("figures", *choice.READS):
        return {}
    chosen = choice.current(request, timezone.localdate(now))
    ground = figures.ground_of(chosen.place.pid, chosen.period.end.year)
    values = {"sector": [-1, *range(len(facts.sectors()))]}
    told = [
        figures.compute_by(
            catalogue.get(code), chosen.place.pid, chosen.period, values, now=now, ground=ground
        )
        for code in FIGURES
    ]
    lines = [
        {"name": facts.label("sector", key), "cells": [_cell(table[(key,)]) for table in told]}
        for key in values["sector"]
        if told[0][(key,)].value
    ]
    label = chosen.period.label(get_language() or "zh-hans")
    return {"by_agency": lines, "chosen": chosen, "period_label": label}


def _cell(figure: Any) -> dict[str, Any]:
    return {"figure": figure, "url": reverse("figure", args=[figure.key])}


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook; it comes back in as it went out."""
    rights = need_looks(request)
    found = queries.support(rights).filter(withdrawn_on__isnull=True)
    if (kind := request.GET.get("kind", "")) in Support.Kind.values:
        found = found.filter(kind=kind)
    rows = [_cells(one) for one in found]
    heads = [*reading.headings().values(), _("For which item")]
    sheet = workbooks.Sheet(_("Support received"), heads, rows, len(rows))
    return workbooks.answer(request, name=_("Support received"), about=[], sheets=[sheet], now=timezone.now())


def _cells(one: Support) -> list[Any]:
    return [
        one.starts, one.until, words.giver(one), words.kind(one.kind), one.what,
        words.told(one.amount) if one.amount is not None else "", unit(one.unit) if one.unit else "",
        qualifier(one.qualifier), one.note, one.item.title if one.item else "",
    ]  # fmt: skip


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what somebody gave."""
    (rights, place), today = office_of(request), timezone.localdate()
    form = SupportForm(
        request.POST if request.method == "POST" else None, agencies=agencies_of(rights, place, today),
        items=queries.items(place, today), initial={"starts": today, "item": request.GET.get("item", "")},
    )  # fmt: skip
    if form.is_valid():
        try:
            made = actions.record_support(
                reader=rights.reader,
                place=place,
                values=form.values(),
                at=timezone.now(),
                proofs=proofs(request),
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("support_one", made.pid)
    context = {"form": form, "place": place}
    return render(request, "governance/support/form.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Support]:
    rights = need_looks(request)
    found = queries.one(rights, pid)
    if found is None:
        raise Http404
    show(request, found.place)
    return rights, found


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One entry with its proof."""
    rights, found = _asked(request, pid)
    office = found.place.pid in rights.office_reach and found.withdrawn_on is None
    context = {
        "support": found, "giver": words.giver(found), "kind": words.kind(found.kind), "amount": words.amount(found),
        "files": files.attachments(rights.reader, "support", found.pid), "reason": ReasonForm() if office else None,
    }  # fmt: skip
    return render(request, "governance/support/one.html", context)


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Entered wrongly."""
    rights, found = _asked(request, pid)
    if found.place.pid not in rights.office_reach:
        raise Http404
    try:
        actions.withdraw_support(
            reader=rights.reader,
            support=found,
            reason=request.POST.get("reason", "")[:300],
            at=timezone.now(),
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("support_one", pid)
