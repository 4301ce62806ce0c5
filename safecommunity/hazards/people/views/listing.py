"""The list without names, its workbook, and the sheet with names for who may open them."""

from datetime import date
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
from django.views.decorators.http import require_POST, require_safe

from safecommunity.figures import choice
from safecommunity.figures.cards import said
from safecommunity.hazards.models import VulnerablePerson
from safecommunity.hazards.people import actions, opening, queries, words
from safecommunity.hazards.people.rights import Rights
from safecommunity.hazards.people.views.common import need, private
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place
from safecommunity.places.narrowing import Narrowed
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = (
    "vulnerable.count", "vulnerable.visited_on_time", "vulnerable.consented", "vulnerable.expired", "vulnerable.visits",
)  # fmt: skip
CODES = words.CODES
MOST_NAMES = 200


def states() -> list[tuple[str, str]]:
    """What the list may be narrowed to; without one it shows who is on the register with a consent that holds."""
    return [
        ("due", _("visit due")), ("renew", _("ask for consent again")), ("expired", _("consent ran out")),
        ("left", _("left the register")),
    ]  # fmt: skip


def _state(one: VulnerablePerson) -> Any:
    says, tone = words.state(one, timezone.localdate())
    return format_html('<span class="tag {}">{}</span>', tone, says)


def _who(one: VulnerablePerson) -> Any:
    needs = CODES.labels("needs", one.needs)
    return format_html("{}<small>{}</small>", words.groups(one), needs) if needs else words.groups(one)


def _place_choices() -> list[tuple[str, str]]:
    found = Place.objects.filter(level=Level.COMMUNITY).order_by("order", "pk")
    return [(one.pid, one.name) for one in found[:600]]


class People(Table):
    """People of the register, without names."""

    name = "vulnerable"
    caption = gettext_lazy("People at higher risk")
    empty = gettext_lazy("People appear here as soon as a worker has entered somebody who agreed.")
    columns = (
        Column("number", gettext_lazy("Number"), "number",
               link=lambda one: reverse("vulnerable_one", args=[one.pid])),
        Column("groups", gettext_lazy("Groups and needs"), _who, kind="html", wide=True, head=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("sex", gettext_lazy("Sex"), lambda one: words.sex(one.sex)),
        Column("age", gettext_lazy("Age"), lambda one: words.age(one, timezone.localdate()), num=True),
        Column("next", gettext_lazy("Next visit"), "next_visit", kind="day"),
        Column("until", gettext_lazy("Consent until"), "consent_until", kind="day"),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("state", gettext_lazy("State"), states,
               lambda rows, value: queries.in_state(rows, value, timezone.localdate())),
        Filter("group", gettext_lazy("Group at higher risk"), lambda: CODES.choices("groups"), queries.of_group),
        Filter("community", gettext_lazy("Community"), _place_choices, queries.inside),
    )  # fmt: skip
    orders = (
        Order("visit", gettext_lazy("by next visit"), ("next_visit", "pk")),
        Order("recent", gettext_lazy("newest first"), ("-pk",)),
    )
    pairs = tuple(
        (one, order) for one in ("", "state", "group", "community") for order in ("visit", "recent")
    )


def table_of(request: HttpRequest, held: Rights) -> People:
    """The list a request asks for, of the chosen place for who chooses places."""
    given, today = request.POST if request.method == "POST" else request.GET, timezone.localdate()
    found = Narrowed(queries.people(held))
    if held.reader.place_scopes("figures", *choice.READS):
        found = queries.listed(held, choice.current(request, today).place.pid)
    rows = found.rows if given.get("state") else queries.in_view_listed(found.rows, today)
    return People(rows, given, most=found.most)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who is looked after, without names; figures of the chosen place over it."""
    held, now = need(request), timezone.now()
    table = table_of(request, held)
    context: dict[str, Any] = {
        "table": table, "keeps": held.keeps, "figures": said(request, FIGURES, timezone.localdate(now), now),
        "opens": bool(held.opens_in) and held.proved, "purposes": opening.list_purposes(),
        "laws": CODES.choices("laws"), "source": CODES.one("source"),
        "given": [(name, request.GET[name]) for name in ("state", "group", "community") if request.GET.get(name)],
    }  # fmt: skip
    return render(request, "hazards/people/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook, without names: the same rows, rights, filters and order as on the page."""
    table = table_of(request, need(request))
    heads = [_("Number"), _("Groups"), _("Needs"), _("Place"), _("Sex"), _("Year of birth"), _("Who visits"),
             _("A visit every so many days"), _("Last visit"), _("Next visit"), _("Consent until"),
             _("State")]  # fmt: skip
    today = timezone.localdate()
    rows = [_cells(one, today) for one in table.records()]
    notes = [_("Without names: names are opened one by one or as a sheet, each time for a purpose.")]
    sheet = workbooks.Sheet(_("People at higher risk"), heads, rows, len(rows), notes)
    return workbooks.answer(
        request, name=_("People at higher risk"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _cells(one: VulnerablePerson, today: date) -> list[Any]:
    return [
        one.number, words.groups(one), CODES.labels("needs", one.needs), one.place.name, words.sex(one.sex), one.born,
        one.who, one.visit_days, one.last_visit, one.next_visit, one.consent_until, words.state(one, today)[0],
    ]  # fmt: skip


@login_required
@require_POST
def names(request: HttpRequest) -> HttpResponse:
    """The rows of the list with names, telephone and address, to be taken along: logged for all of them first."""
    held = need(request)
    if not held.opens_in:
        raise PermissionDenied
    table, purpose = table_of(request, held), request.POST.get("purpose", "")[:20]
    people = [one for one in table.records() if held.may_open(one) and one.erased_at is None]
    problem, asked = "", len(people)
    try:
        if len(people) > MOST_NAMES:
            says = _("Names: got %(came)s at once; allowed: up to %(most)s")
            raise actions.Refused(says % {"came": len(people), "most": MOST_NAMES})
        people, opened = actions.open_list(
            reader=held.reader,
            people=people,
            purpose=purpose,
            at=timezone.now(),
            law=request.POST.get("law", "")[:20],
        )
    except actions.Refused as reason:
        opened, people, problem = {}, [], str(reason)
    context = {
        "lines": [(one, opened.get(one.pk, {}), words.groups(one), CODES.labels("needs", one.needs)) for one in people],
        "problem": problem, "closed": asked - len(people),
        "purpose": CODES.label("opened_for", purpose) if not problem else "",
        "places": sorted(places.names({one.place.pid for one in people}).values()),
    }  # fmt: skip
    return private(render(request, "hazards/people/names.html", context, status=422 if problem else 200))
