"""The list of returns: what one owes, what comes in, what is late; and the same as a workbook."""

from typing import Any, ClassVar

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.governance.models import Return
from safecommunity.governance.returns import facts, forms_known, queries, transitions
from safecommunity.governance.returns.rights import Hands
from safecommunity.governance.returns.views.common import INNER, language, need, state
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

MOST_LATE = 30


def _url(one: Return) -> str:
    return reverse("return", args=[one.pid])


def _form(one: Return) -> str:
    return forms_known.spec_of(one.form).title(language())


def states() -> list[tuple[str, Any]]:
    """States a list can be narrowed to; two of them are groups."""
    return [
        ("waiting", _("not in yet")), ("in", _("handed in")),
        *((value, facts.state_text(value)) for value in Return.State.values),
    ]  # fmt: skip


GROUPS = {"waiting": transitions.NOT_IN, "in": transitions.STANDING}


def _kept(found: QuerySet[Return], _value: str) -> QuerySet[Return]:
    """The rows were asked for in the states chosen."""
    return found


class Returns(Table):
    """Returns, newest period first."""

    name = "returns"
    caption = gettext_lazy("Statistical returns")
    empty = gettext_lazy("Nobody has asked for a return yet.")
    columns: ClassVar[tuple[Column, ...]] = (
        Column("form", gettext_lazy("Return"), _form, link=_url, wide=True, head=True),
        Column("period", gettext_lazy("Period"), queries.label),
        Column("filler", gettext_lazy("Filled by"), queries.filler_name),
        Column("state", gettext_lazy("State"), lambda one: facts.state_text(one.state)),
        Column("due", gettext_lazy("Deadline"), "due", kind="day"),
    )
    filters = (Filter("state", gettext_lazy("State"), states, _kept),)
    orders = (Order("recent", gettext_lazy("newest first"), ("-last", "-pk")),)
    pairs = (("", "recent"), ("state", "recent"))
    keep = ("side",)
    side = "own"

    def __init__(self, held: Hands, given: Any) -> None:
        asked = given.get("state", "")
        offered = {value for value, _title in self.filters[0].options()}
        chosen = GROUPS.get(asked, (asked,)) if asked in offered else ()
        super().__init__(queries.listed(held, self.side, chosen), given)


def _outer(one: Return) -> str:
    return state(one, own=False)["text"]


class Incoming(Returns):
    """What comes in: how far the fillers' own houses are does not show."""

    side = "in"
    columns = tuple(
        Column("state", gettext_lazy("State"), _outer) if column.name == "state" else column
        for column in Returns.columns
    )
    filters = (
        Filter(
            "state",
            gettext_lazy("State"),
            lambda: [pair for pair in states() if pair[0] not in INNER],
            _kept,
        ),
    )


def _table(request: HttpRequest) -> tuple[Returns, str, bool, bool]:
    """The list asked for, which side it is, and which sides this reader has."""
    held = need(request)
    owes, receives = queries.owed(held).exists(), bool(held.issuing)
    side = request.GET.get("side", "")
    if side not in ("own", "in"):
        side = "own" if owes or not receives else "in"
    table = Returns if side == "own" else Incoming
    return table(held, request.GET), side, owes, receives


@login_required
@require_safe
def returns(request: HttpRequest) -> HttpResponse:
    """What one owes or what comes in, with what is late on top."""
    table, side, owes, receives = _table(request)
    held, today = need(request), timezone.localdate()
    late, how_many = queries.overdue(held, side, today, MOST_LATE + 1)
    context = {
        "table": table, "side": side, "owes": owes, "receives": receives, "today": today, "more": len(late) > MOST_LATE,
        "late": [
            {"one": one, "form": _form(one), "period": queries.label(one), "who": queries.filler_name(one),
             "days": queries.days_late(one, today), "urge": side == "in" and held.may(one, "urge"),
             "state": state(one, own=side == "own")}
            for one in late[:MOST_LATE]
        ],
        "counts": {**_counts(held, side, today), "late": how_many},
    }  # fmt: skip
    return render(request, "governance/returns/list.html", context)


def _counts(held: Hands, side: str, today: Any) -> dict[str, str]:
    """Due and in of the returns whose period is over: beyond ten thousand nobody counts."""

    def over(found: QuerySet[Return]) -> QuerySet[Return]:
        return found.filter(last__lt=today.year * 12 + today.month - 1)

    return {
        "due": queries.listed(held, side).so_many(over) or "0",
        "in": queries.listed(held, side, transitions.STANDING).so_many(over) or "0",
    }


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The same list as a workbook, with the filter of the page."""
    table, side, _owes, _receives = _table(request)
    about = [(_("Shown"), _("what I owe") if side == "own" else _("what comes in"))]
    return workbooks.of_table(request, table, about=about, now=timezone.now())
