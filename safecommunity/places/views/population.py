"""Who lives where: what is on record, one table with its versions, and the list that brings new ones."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.places import actions, queries
from safecommunity.places.importing import population as lists
from safecommunity.places.importing.words import FEMALE, MALE, band
from safecommunity.places.models import Level, Population
from safecommunity.places.offices import Book, Office, open_places
from safecommunity.places.views.lists import Grid, Kind, book, need, run
from safecommunity.shell import sheets
from safecommunity.shell.numbers import number
from safecommunity.shell.slots import show_place

SHOWN = 600


@login_required
@require_safe
def population(request: HttpRequest) -> HttpResponse:
    """The places kept with their newest table; where none is on record, the page says so."""
    office = need(request)
    today = timezone.localdate()
    found = [one for one in open_places(office, today) if one.level != Level.GRID][:SHOWN]
    tables = queries.population_tables([one.pid for one in found], today.year)
    lines = [
        {
            "place": one, "code": office.book.codes.get(one.pid, ""), "people": tables.people(one.pid, today.year),
            "own": (own := _newest(tables, one.pid)), "ages": bool(own) and _by_age(tables, one.pid, today.year),
            "years": sorted({year for year, _version in tables.tables.get(one.pid, {})}, reverse=True),
        }
        for one in found
    ]  # fmt: skip
    context = {"lines": lines, "without": sum(line["people"] is None for line in lines)}
    return render(request, "places/population.html", context)


def _newest(tables: queries.PopulationTables, pid: str) -> tuple[int, int] | None:
    return max(tables.tables.get(pid, {}), default=None)


def _by_age(tables: queries.PopulationTables, pid: str, year: int) -> bool:
    return tables.by_ages(pid, year, [(0, 14), (65, None)]) is not None


@login_required
@require_safe
def population_year(request: HttpRequest, pid: str, year: int) -> HttpResponse:
    """One place and year: every version on record, the newest open; earlier reports keep theirs."""
    office = need(request)
    place = office.book.places.get(pid)
    rows = list(Population.objects.filter(place__pid=pid, year=year).order_by("-version", "sex", "age_low"))
    if place is None or not rows:
        raise Http404
    show_place(request, pid)
    versions = sorted({row.version for row in rows}, reverse=True)
    asked = request.GET.get("version", "")
    chosen = int(asked) if asked.isascii() and asked.isdigit() and int(asked) in versions else versions[0]
    cells = [row for row in rows if row.version == chosen]
    table = lists.Table(place, year, cells[0].source, tuple(
        actions.Residents(c.count, c.sex, c.age_low, c.age_high, c.households) for c in cells
    ))  # fmt: skip
    context = {
        "place": place, "year": year, "table": table, "bands": _bands(table), "total": table.total(),
        "versions": [(v, next(r.source for r in rows if r.version == v)) for v in versions], "version": chosen,
        "questions": lists.questions([table]),
    }  # fmt: skip
    return render(request, "places/population_year.html", context)


def _bands(table: lists.Table) -> list[dict[str, Any]]:
    """Lines of the table: each band with men, women and both."""
    cells = {(c.sex, c.age_low, c.age_high): c.count for c in table.cells}
    spans = sorted({key[1:] for key in cells}, key=lambda s: (s == (0, None), s[0], s[1] is None, s[1] or 0))
    lines = []
    for low, high in spans:
        men, women, both = (cells.get((sex, low, high)) for sex in (MALE, FEMALE, 0))
        if both is None and men is not None and women is not None:
            both = men + women
        lines.append(
            {"band": band(low, high), "whole": (low, high) == (0, None), "cells": (men, women, both)}
        )
    return lines


KIND_NAME = "population"


def _show(tables: Sequence[lists.Table], office_book: Book) -> Grid:
    heads = [
        _("Place"),
        _("Year"),
        _("Residents"),
        _("Men"),
        _("Women"),
        _("Households"),
        _("Numbers"),
        _("Source"),
    ]
    rows = [
        [
            one.place.name, str(one.year), *(number(one.total(sex)) for sex in (0, MALE, FEMALE)),
            number(one.households), len(one.cells), one.source,
        ]
        for one in tables
    ]  # fmt: skip
    return heads, rows


def _store(tables: Sequence[lists.Table], office: Office, data: dict[str, Any]) -> str:
    top = office.tops[0] if office.tops else ""
    new, same = actions.import_populations(
        tables=[actions.PopulationTable(t.place, t.year, t.source, t.cells) for t in tables],
        file_name=data["file"], top=top, asked=data["asked"], by=office.reader.pid, at=timezone.now(),
    )  # fmt: skip
    return _("%(new)s tables stored, %(same)s were there already; rates use them at once") % {
        "new": new,
        "same": same,
    }


KIND = Kind(KIND_NAME, lists.known, lists.check, lists.pack, lists.unpack, _show, _store)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def population_import(request: HttpRequest) -> HttpResponse:
    """Bring a list of residents in."""
    page = {
        "title": _("Import population"), "back": "population", "back_title": _("Population"),
        "lead": _("Residents by place and year, with or without sex and age; stored only once you have seen it"),
        "templates": [("population_template", "wide", _("Template, one row a place")),
                      ("population_template", "long", _("Template, one row a number"))],
        "store": _("Store these tables"),
    }  # fmt: skip
    return run(request, KIND, need(request), page, "population")


@login_required
@require_safe
def population_template(request: HttpRequest, form: str) -> HttpResponse:
    """A workbook with the places kept, to fill in."""
    office = need(request)
    if form not in ("wide", "long"):
        raise Http404
    today = timezone.localdate()
    found = [one for one in open_places(office, today) if one.level in (Level.STREET, Level.COMMUNITY)]
    wide = form == "wide"
    content = sheets.template(
        _("Population"), lists.template_columns(wide=wide),
        lists.template_rows(found, office.book, today.year - 1, wide=wide), lists.notes(),
    )  # fmt: skip
    return book(content, _("Population"))
