"""Pages of resources: the list, the map, entering one, one with looks at it and whom to call."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.emergency import codes, common
from safecommunity.emergency.common import agency_name, need, need_office, show
from safecommunity.emergency.listing_views import in_own_form
from safecommunity.emergency.models import Resource
from safecommunity.emergency.plans.views import phases_of
from safecommunity.emergency.refusal import Refused
from safecommunity.emergency.resources import actions, listing, mapping, queries, words
from safecommunity.emergency.resources.forms import CheckForm, ContactForm, EndForm, ResourceForm, first_of
from safecommunity.emergency.rights import Rights
from safecommunity.files import queries as files
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = ("emergency.teams", "emergency.team_people", "shelters.count", "shelters.capacity", "shelters.per_residents",
           "emergency.stock_in_order")  # fmt: skip


def _state(one: Resource) -> Any:
    says, tone = words.state_of(one, timezone.localdate())
    return format_html('<span class="tag {}">{}</span>', tone, says)


class Resources(Table):
    """Teams, shelters and supplies."""

    name = "emergency_resources"
    caption = gettext_lazy("Resources")
    empty = gettext_lazy("Enter teams, shelters and supplies, or bring in a list.")
    columns = (
        Column("name", gettext_lazy("Name"), "name", link=lambda one: reverse("resource", args=[one.pid]), head=True,
               wide=True),
        Column("kind", gettext_lazy("Kind"), lambda one: codes.label("resource_kinds", one.kind)),
        Column("sort", gettext_lazy("Sort"), lambda one: codes.sort_label(one.kind, one.sort)),
        Column("many", gettext_lazy("How many"), words.amount, num=True),
        Column("where", gettext_lazy("Place"),
               lambda one: f"{one.unit.name if one.unit else one.place.name} {one.spot}"),
        Column("phases", gettext_lazy("Phase"), phases_of),
        Column("due", gettext_lazy("Next look"), words.due_of, kind="day"),
        Column("state", gettext_lazy("State"), _state, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: codes.choices("resource_kinds"), "kind"),
        Filter("state", gettext_lazy("State"),
               lambda: [("there", _("there now")), ("late", _("look overdue")), ("bad", _("not in order")),
                        ("ended", _("ended"))],
               lambda rows, value: queries.in_state(rows, value, timezone.localdate())),
        Filter("phase", gettext_lazy("Phase"), lambda: codes.choices("phases"),
               lambda rows, value: rows.filter(**{value: True})),
    )  # fmt: skip
    orders = (
        Order("recent", gettext_lazy("newest first"), ("-pk",)),
        Order("due", gettext_lazy("by next look"), ("due", "pk")),
    )
    pairs = tuple((one, order) for one in ("", "kind", "state", "phase") for order in ("recent", "due"))


def table_of(request: HttpRequest, held: Rights) -> tuple[Resources, Any]:
    """The list a request asks for, of the chosen place."""
    found, asked = queries.resources(held), common.chosen(request, held, timezone.localdate())
    if asked is None:
        return Resources(found, request.GET), None
    of = common.listed(found, queries.every(), held, asked.place.pid)
    return Resources(of.rows, request.GET, most=of.most), asked


@login_required
@require_safe
def listing_page(request: HttpRequest) -> HttpResponse:
    """Resources under their figures."""
    held = need(request)
    table, asked = table_of(request, held)
    context = {
        "table": table, "figures": common.told(asked, FIGURES, timezone.now()), "office": held.keeps,
        "kinds": codes.choices("resource_kinds"), "source": codes.source("shelter_sorts"),
    }  # fmt: skip
    return render(request, "emergency/resources/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook, or in the district's own form; no names, no phones."""
    table, _asked = table_of(request, need(request))
    records = (one for one in table.records())
    if (own := in_own_form(request, "resources", records, listing.fields_of)) is not None:
        return own
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """Points on the outlines, and how many of the residents the shelters of each part hold."""
    held, now = need(request), timezone.now()
    asked = common.chosen(request, held, timezone.localdate(now))
    place = asked.place if asked is not None else held.street
    if place is None:
        raise Http404
    show(request, place)
    found = common.inside(queries.resources(held), place.pid)
    context = {
        "place": place, "sheets": mapping.sheets(place, found, timezone.localdate(now)),
        "parts": mapping.parts(place, found, asked, now), "kinds": codes.choices("resource_kinds"),
    }  # fmt: skip
    return render(request, "emergency/resources/map.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a team, a shelter or supplies."""
    held = need_office(request)
    if kind not in codes.SORTS:
        raise Http404
    near = held.places()
    show(request, near[0] if near else None)
    first = {"client_id": uuid.uuid4().hex, "phases": ["during"], "qualifier": "exact",
             "inspect_days": codes.clock("inspect_days") if kind == "stock" else ""}  # fmt: skip
    form = ResourceForm(
        request.POST if request.method == "POST" else None, kind=kind, places=near, units=common.units_near(held),
        initial=first,
    )  # fmt: skip
    if form.is_valid():
        try:
            made = actions.enter_resource(
                reader=held.reader,
                values=form.values(),
                at=timezone.now(),
                client_id=form.cleaned_data["client_id"],
            )
            return redirect("resource", made.pid)
        except Refused as reason:
            form.refuse(reason)
    context = {"form": form, "kind": kind, "title": codes.label("resource_kinds", kind)}
    return render(request, "emergency/resources/new.html", context, status=422 if form.is_bound else 200)


def _asked(request: HttpRequest, pid: str) -> tuple[Rights, Resource]:
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404(_("No such resource, or it is not open to you"))
    show(request, found.place)
    return held, found


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One resource: what it is, whom to call, looks at it."""
    held, found = _asked(request, pid)
    return _page(request, held, found)


def _page(request: HttpRequest, held: Rights, one: Resource, wrong: Any = None) -> HttpResponse:
    today = timezone.localdate()
    state, tone = words.state_of(one, today)
    office = held.keeps_of(one.place) and one.ends is None
    context: dict[str, Any] = {
        "one": one, "kind": codes.label("resource_kinds", one.kind), "sort": codes.sort_label(one.kind, one.sort),
        "amount": words.amount(one), "state": state, "tone": tone, "phases": phases_of(one), "due": words.due_of(one),
        "agency": agency_name(one.agency, today), "today": today, "office": office, "wrong": wrong,
        "facilities": [codes.label("facilities", code) for code in one.facilities],
        "checks": [(check, codes.label("conditions", check.condition)) for check in one.checks.all()[:20]],
        "contacts": queries.contacts(held, one), "names": held.knows_names(one.place),
        "networks": [row.network for row in one.networks.filter(ends__isnull=True).select_related("network")],
        "files": files.attachments(held.reader, "resource", one.pid),
        "history": common.history(actions.KIND, one.pid, words.action),
    }  # fmt: skip
    if office:
        near: dict[str, Any] = {"kind": one.kind, "places": held.places(), "units": common.units_near(held)}
        forms: dict[str, Any] = {
            "check_form": lambda: CheckForm(kind=one.kind, initial={"on": today, "condition": "ok"}),
            "contact_form": ContactForm, "end_form": lambda: EndForm(initial={"on": today}),
            "change_form": lambda: ResourceForm(initial=first_of(one), **near),
        }  # fmt: skip
        kinds = {
            "check_form": CheckForm,
            "contact_form": ContactForm,
            "end_form": EndForm,
            "change_form": ResourceForm,
        }
        context |= {name: wrong if isinstance(wrong, kinds[name]) else make() for name, make in forms.items()}
    return render(request, "emergency/resources/one.html", context, status=422 if wrong is not None else 200)


@login_required
@require_POST
def step(request: HttpRequest, pid: str) -> HttpResponse:
    """A look, a change, a contact, the end."""
    held = need_office(request)
    one, what = queries.one(held, pid), request.POST.get("what", "")
    if one is None or what not in ("check", "change", "contact", "end") or not held.keeps_of(one.place):
        raise Http404
    show(request, one.place)
    forms: dict[str, Any] = {
        "check": lambda: CheckForm(request.POST, kind=one.kind), "contact": lambda: ContactForm(request.POST),
        "end": lambda: EndForm(request.POST),
        "change": lambda: ResourceForm(
            request.POST, kind=one.kind, places=held.places(), units=common.units_near(held)
        ),
    }  # fmt: skip
    form = forms[what]()
    if form.is_valid():
        say: dict[str, Any] = {"reader": held.reader, "at": timezone.now()}
        try:
            if what == "check":
                actions.check_resource(
                    resource=one, looked=common.files_of(request), **form.cleaned_data, **say
                )
            elif what == "contact":
                actions.add_contact(of=one, **form.cleaned_data, **say)
            elif what == "end":
                actions.end_resource(resource=one, **form.cleaned_data, **say)
            else:
                actions.change_resource(resource=one, values=form.values(), **say)
            return redirect("resource", pid)
        except Refused as reason:
            form.refuse(reason)
    return _page(request, held, one, form)


@login_required
@require_POST
def contact_end(request: HttpRequest, pid: str) -> HttpResponse:
    """Not to be called any more; the name goes."""
    held = need_office(request)
    found = queries.contact_of(held, pid)
    if found is None:
        raise Http404
    common.tried(
        request, lambda: actions.end_contact(reader=held.reader, contact=found, at=timezone.now()),
        _("Ended; name and phone are erased"),
    )  # fmt: skip
    if found.resource is not None:
        return redirect("resource", found.resource.pid)
    assert found.network is not None  # noqa: S101 - a constraint says so
    return redirect("network", found.network.pid)
