"""The register of organisations on the ground; above all, which facilities report injuries and from which month."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.places import actions, offices
from safecommunity.places.forms import CloseForm, UnitForm
from safecommunity.places.importing import units as reading
from safecommunity.places.models import Place, SocialUnit
from safecommunity.places.offices import Office
from safecommunity.places.scopes import Within
from safecommunity.places.views.lists import need
from safecommunity.shell import own_forms
from safecommunity.shell.lists import Ground, Kept, OfficeList
from safecommunity.shell.numbers import day
from safecommunity.shell.tables import Column, Filter, Order, Table

FIELDS = actions.UNIT_FIELDS
REPORTS = Q(reports_injuries__in=[True])  # a bare flag is tested, a list of values is found by index


class Units(Table):
    """Everybody on the ground, those who report injuries first."""

    name = "units"
    caption = gettext_lazy("Register")
    empty = gettext_lazy(
        "Enter the clinics and hospitals that report injuries first, or import the register you have."
    )
    columns = (
        Column("name", gettext_lazy("Name of the organisation"), "name",
               link=lambda one: reverse("unit_page", args=[one.pid]), wide=True, head=True),
        Column("kind", gettext_lazy("Kind"), lambda one: reading.kind_name(one.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("responsible", gettext_lazy("Responsible post"), lambda one: one.responsible or "—"),
        Column("people", gettext_lazy("Number of people"), "people", num=True),
        Column("there", gettext_lazy("There"), lambda one: f"{one.starts} –{f' {one.ends}' if one.ends else ''}"),
        Column("reports", gettext_lazy("Reports injuries"), lambda one: _reports(one)),
    )  # fmt: skip
    orders = (Order("register", gettext_lazy("reporting first"), ("-reports_injuries", "pk")),)
    pairs = (("", "register"), ("show", "register"), ("kind", "register"), ("community", "register"))

    def __init__(self, rows: Within, given: Any, communities: Sequence[Place]) -> None:
        offered = [(one.pid, one.name) for one in communities]
        self.filters = (  # type: ignore[misc]
            Filter("show", gettext_lazy("Shown"), lambda: [("reporting", _("reporting injuries"))],
                   lambda found, _value: found.filter(REPORTS)),
            Filter("kind", gettext_lazy("Kind"), reading.kinds, "kind"),
            Filter("community", gettext_lazy("Place"), offered, lambda found, _value: found),
        )  # fmt: skip
        community = given.get("community", "")
        super().__init__(rows.at(community) if community in dict(offered) else rows, given)


def _reports(one: SocialUnit) -> str:
    """From and until which month it owes reports."""
    if not one.reports_injuries:
        return _("no")
    says = _("due from %(month)s") % {"month": f"{max(one.starts, one.reports_from or one.starts):%Y-%m}"}
    if one.reports_until:
        says += _(", until before %(month)s") % {"month": f"{one.reports_until:%Y-%m}"}
    return says


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Everybody on the ground: those who report injuries first."""
    office, today = need(request), timezone.localdate()
    found = offices.listed(office)
    communities = [one for one in offices.open_places(office, today) if one.level == "community"]
    there = Q(ends__isnull=True) | Q(ends__gt=today)
    context = {
        "table": Units(found, request.GET, communities),
        "n": found.so_many() or "0",
        "reporting": found.so_many(lambda rows: rows.filter(there & REPORTS)),
        "own_forms": own_forms.forms(UNITS.code, office.tops[0] if office.tops else ""),
    }
    return render(request, "places/units.html", context)


def _form(request: HttpRequest, office: Office, unit: SocialUnit | None) -> UnitForm:
    initial: dict[str, Any] = {}
    if unit is not None:
        initial = {name: getattr(unit, name) for name in FIELDS if name != "place"}
        initial["place"] = unit.place.pid
        safety = unit.safety.last()
        if safety is not None:
            initial |= {name: getattr(safety, name) for name in ("has_body", "full_time", "part_time")}
    places = offices.open_places(office, timezone.localdate())
    return UnitForm(request.POST if request.method == "POST" else None, initial=initial, places=places)


def _safety(form: UnitForm, starts: date) -> tuple[date, bool, int, int] | None:
    """What the form says of safety body and staff, from the day it says or today; None for a unit yet to come."""
    told, today = form.cleaned_data, timezone.localdate()
    if starts > today:
        return None
    return told["safety_from"] or today, told["has_body"], told["full_time"] or 0, told["part_time"] or 0


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    office = need(request)
    form = _form(request, office, None)
    if form.is_valid():
        values = {name: form.cleaned_data[name] for name in FIELDS if name in form.cleaned_data}
        values.pop("reports_until", None)
        try:
            actions.register_unit(
                **values, safety=_safety(form, values["starts"]), by=office.reader.pid, at=timezone.now()
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            messages.success(request, _("%(name)s stands in the register") % {"name": values["name"]})
            return redirect("units")
    status = 422 if form.is_bound else 200
    return render(request, "places/unit.html", {"form": form, "unit": None}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def unit_edit(request: HttpRequest, pid: str) -> HttpResponse:
    """Correct an organisation's entry."""
    office = need(request)
    unit = _unit(office, pid)
    form = _form(request, office, unit)
    if form.is_valid():
        try:
            actions.change_unit(
                unit=unit, values=form.cleaned_data, safety=_safety(form, form.cleaned_data["starts"]),
                by=office.reader.pid, at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("units")
    status = 422 if form.is_bound else 200
    close = CloseForm(initial={"on": timezone.localdate()})
    return render(request, "places/unit.html", {"form": form, "unit": unit, "close": close}, status=status)


def _unit(office: Office, pid: str) -> SocialUnit:
    unit = offices.unit(office, pid)
    if unit is None:
        raise Http404
    return unit


@login_required
@require_POST
def unit_close(request: HttpRequest, pid: str) -> HttpResponse:
    """It is no more from a day on."""
    office = need(request)
    unit, form = _unit(office, pid), CloseForm(request.POST)
    if form.is_valid():
        try:
            actions.close_unit(unit=unit, on=form.cleaned_data["on"], by=office.reader.pid, at=timezone.now())
        except actions.Refused as reason:
            messages.error(request, str(reason))
    else:
        messages.error(request, _("First day it is no more: allowed: a day as 2026-10-02"))
    return redirect("unit_edit", pid)


def _show(items: Sequence[dict[str, Any]]) -> tuple[list[str], list[list[Any]]]:
    heads = [
        _("State"),
        _("Name"),
        _("Kind"),
        _("Place"),
        _("There since"),
        _("Reports injuries"),
        _("First month it owes"),
    ]
    rows = []
    for one in items:
        known = actions.find_unit(one)
        fields = [name for name in FIELDS if known and name in one and getattr(known, name) != one[name]]
        state = _("new") if known is None else _("changed") if fields else _("same")
        reports, since = one.get("reports_injuries"), one.get("reports_from")
        rows.append([
            state, one["name"], reading.kind_name(one["kind"]), one["place"].name, day(one["starts"]),
            "" if reports is None else _("yes") if reports else _("no"), f"{since:%Y-%m}" if since else "",
        ])  # fmt: skip
    return heads, rows


def _ground(request: HttpRequest) -> Ground:
    office = need(request)
    place = office.tops[0] if office.tops else ""
    return Ground(office.reader.pid, place, office, reverse("units"), _("Facilities and units"))


def _store(items: Sequence[dict[str, Any]], ground: Ground, name: str, at: datetime) -> str:
    done = actions.import_units(rows=items, file_name=name, top=ground.place, by=ground.by, at=at)
    return _("%(new)s organisations entered, %(changed)s corrected, %(same)s as they were") % done


def _rows(ground: Ground) -> list[dict[str, Any]]:
    fields = list(reading.written())
    rows = reading.template_rows(offices.units(ground.what), ground.what.book)
    return [dict(zip(fields, row, strict=True)) for row in rows]


UNITS = OfficeList(
    code="units", title=gettext_lazy("Facilities and units"), heading=gettext_lazy("Import organisations"),
    lead=gettext_lazy("The register as a list. Who stands in it already is corrected, not doubled."),
    addresses=("unit_import", "unit_template"), ground=_ground, written=reading.written, known=reading.known,
    check=lambda given, ground, today: reading.check(given, ground.what.book, today), store=_store, rows=_rows,
    notes=lambda _ground: reading.notes(), refuses=(actions.Refused,),
    kept=Kept(reading.pack, lambda data, ground: reading.unpack(data, ground.what.book), _show),
)  # fmt: skip
