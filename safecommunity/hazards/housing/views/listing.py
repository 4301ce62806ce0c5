"""The list of dwellings and its workbook; the coverage of each village with its map."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.figures import choice
from safecommunity.figures.cards import said
from safecommunity.hazards.housing import queries, words
from safecommunity.hazards.housing.rights import Rights
from safecommunity.hazards.housing.views.common import need
from safecommunity.hazards.models import Dwelling
from safecommunity.places.models import Level, Place
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table

FIGURES = (
    "housing.dwellings", "housing.screened", "housing.confirmed", "housing.unsafe", "housing.retrofitted",
    "housing.retrofit_cost",
)  # fmt: skip
CODES = words.CODES


def grade_tag(code: str) -> Any:
    """A grade as a tag; a dash for none."""
    if not code:
        return "—"
    return format_html('<span class="tag {}">{}</span>', words.tone(code), words.grade(code))


def _what(one: Dwelling) -> Any:
    told = [CODES.label("structures", one.structure)]
    if one.built:
        told.append(_("built in %(year)s") % {"year": one.built})
    return format_html("{}<small>{}</small>", one.spot, " · ".join(told))


def _place_choices() -> list[tuple[str, str]]:
    found = Place.objects.filter(level=Level.COMMUNITY).order_by("order", "pk")
    return [(one.pid, one.name) for one in found[:600]]


class Dwellings(Table):
    """Dwellings, the newest first."""

    name = "housing"
    caption = gettext_lazy("Dwellings")
    empty = gettext_lazy("Dwellings appear here as soon as one is entered or a list is brought in.")
    columns = (
        Column("number", gettext_lazy("Number"), "number", link=lambda one: reverse("dwelling", args=[one.pid])),
        Column("spot", gettext_lazy("Dwelling"), _what, kind="html", wide=True, head=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("people", gettext_lazy("People"), "people", num=True),
        Column("grade", gettext_lazy("Grade"), lambda one: grade_tag(one.grade), kind="html"),
        Column("state", gettext_lazy("State"), lambda one: words.states()[one.state]),
    )  # fmt: skip
    filters = (
        Filter("grade", gettext_lazy("Grade"), lambda: CODES.choices("grades"), "grade"),
        Filter("state", gettext_lazy("State"), lambda: list(words.states().items()), "state"),
        Filter("structure", gettext_lazy("Structure"), lambda: CODES.choices("structures"), "structure"),
        Filter("community", gettext_lazy("Community"), _place_choices, queries.inside),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = tuple((one, "recent") for one in ("", "grade", "state", "structure", "community"))


def table_of(request: HttpRequest, held: Rights) -> Dwellings:
    """The list a request asks for, of the chosen place for who chooses places."""
    if not held.reader.place_scopes("figures", *choice.READS):
        return Dwellings(queries.dwellings(held), request.GET)
    found = queries.listed(held, choice.current(request, timezone.localdate()).place.pid)
    return Dwellings(found.rows, request.GET, most=found.most)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register with its figures."""
    held, now = need(request), timezone.now()
    context: dict[str, Any] = {
        "table": table_of(request, held), "enters": held.finds,
        "figures": said(request, FIGURES, timezone.localdate(now), now), "reads": _reads(held),
        "sources": [CODES.one("source"), CODES.one("grades_source")],
    }  # fmt: skip
    return render(request, "hazards/housing/list.html", context)


def _reads(held: Rights) -> bool:
    return bool(held.reader.place_scopes("figures", *choice.READS))


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    table = table_of(request, need(request))
    heads = [*CODES.written().values()][:12]
    heads += [_("Number"), _("Grade"), _("State"), _("Danger of the ground")]
    rows = [_cells(one) for one in table.records()]
    sheet = workbooks.Sheet(_("Dwellings"), heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Dwellings"), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def fields_of(one: Dwelling) -> dict[str, Any]:
    """A dwelling by the fields of a list, as it would come in again."""
    return {
        "place": one.place.name, "spot": one.spot, "structure": CODES.label("structures", one.structure),
        "built": one.built or "", "storeys": one.storeys, "area": one.area or "", "people": one.people,
        "ownership": CODES.label("ownerships", one.ownership), "use": CODES.label("uses", one.use),
        "intensity": CODES.label("intensities", one.intensity), "fire": CODES.label("fires", one.fire),
        "ring_beam": {"yes": _("yes"), "no": _("no")}.get(one.ring_beam, ""),
    }  # fmt: skip


def _cells(one: Dwelling) -> list[Any]:
    return [
        *fields_of(one).values(), one.number, words.grade(one.grade), words.states()[one.state],
        CODES.labels("sites", one.site),
    ]  # fmt: skip
