"""The places below one's own: what stands, and the list that adds, renames, moves and ends them."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.places import actions, offices
from safecommunity.places.importing import tree as lists
from safecommunity.places.importing import words
from safecommunity.places.importing.levels import level_name
from safecommunity.places.models import Lineage
from safecommunity.places.offices import SHAPES, Book, Office
from safecommunity.places.views.lists import Grid, Kind, book, need, run
from safecommunity.shell import sheets

SHOWN = 1000
SYSTEM = "local"


@login_required
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """Every place kept, along the tree, with code, days and what became of it."""
    office = need(request, *SHAPES)
    found = offices.in_order(office.book.places.values())
    became: dict[int, list[str]] = {}
    for line in Lineage.objects.filter(older__in=[one.pk for one in found]).select_related("newer"):
        share = f" {line.share:.0%}" if line.share < 1 else ""
        became.setdefault(line.older_id, []).append(line.newer.name + share)
    depth: dict[int | None, int] = {}
    lines = []
    for one in found[:SHOWN]:
        depth[one.pk] = depth.get(one.parent_id, -1) + 1
        lines.append({
            "place": one, "depth": min(depth[one.pk], 4), "code": office.book.codes.get(one.pid, ""),
            "level": level_name(one.level), "became": became.get(one.pk, []),
        })  # fmt: skip
    return render(request, "places/tree.html", {"lines": lines, "n": len(found), "most": SHOWN})


def _show(rows: Sequence[lists.PlaceRow], _book: Book) -> Grid:
    heads = [
        _("State"),
        _("Code"),
        _("Place"),
        _("Level"),
        _("Above"),
        _("From"),
        _("Until before"),
        _("Becomes"),
    ]
    return heads, [
        [
            lists.change_names(row), row.code, row.name, level_name(row.level), row.parent, str(row.starts or ""),
            str(row.ends or ""), _(", ").join(f"{code} {share:.0%}" for code, share in row.becomes),
        ]
        for row in rows
    ]  # fmt: skip


def _still_mine(rows: Sequence[lists.PlaceRow], office: Office) -> None:
    """Rights may have changed since the list was shown. Raises Refused for a place that is not kept any more."""
    listed = {row.code for row in rows}
    for row in rows:
        if not row.changes or office.everywhere:
            continue
        above = office.book.find(row.parent)
        mine = row.known in office.reach and row.known not in office.tops if row.known else True
        if not mine or (row.parent not in listed and above is None):
            raise actions.Refused(_("%(place)s is not a place of yours any more") % {"place": row.name})


def _store(rows: Sequence[lists.PlaceRow], office: Office, data: dict[str, Any]) -> str:
    _still_mine(rows, office)
    done = actions.load_places(
        rows=rows, system=SYSTEM, source=data["file"], file_name=data["file"],
        top=office.tops[0] if office.tops else "", by=office.reader.pid, at=timezone.now(),
    )  # fmt: skip
    says = _(
        "%(new)s places made, %(renamed)s renamed, %(moved)s moved, %(ended)s ended, %(same)s as they were"
    )
    return says % done


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def tree_import(request: HttpRequest) -> HttpResponse:
    """Bring a list of places in: below one's own only."""
    office = need(request, *SHAPES)
    reach = None if office.everywhere else office.reach

    def check(given: sheets.List, _book: Book, _today: Any) -> sheets.Checked[lists.PlaceRow]:
        return lists.check(given, lists.Standing.of(lists.codes_in(given), reach, office.tops))

    kind = Kind(
        "places", lists.known, check, lists.pack, lambda data, _book: lists.unpack(data), _show, _store
    )
    page = {
        "title": _("Import places"), "back": "places", "back_title": _("Places"),
        "lead": _("Communities, villages and grids below your own place: new, renamed, moved, merged, split"),
        "templates": [("places_template", "", _("Template with the places as they stand"))],
        "store": _("Store this list"),
    }  # fmt: skip
    return run(request, kind, office, page, "places")


@login_required
@require_safe
def tree_template(request: HttpRequest) -> HttpResponse:
    """The places below one's own as a workbook to go on with."""
    office, levels = need(request, *SHAPES), words.written("levels")
    rows = [
        [
            office.book.code(one.pid), one.name, levels[one.level],
            office.book.code(one.parent.pid) if one.parent else "", "", str(one.ends or ""), "", "", one.area_km2 or "",
        ]
        for one in offices.in_order(office.book.places.values())
    ]  # fmt: skip
    return book(sheets.template(_("Places"), lists.template_columns(), rows, lists.notes()), _("Places"))
