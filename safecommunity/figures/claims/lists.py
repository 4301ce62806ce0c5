"""The list of claims of a place, in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.rights import need
from safecommunity.figures.claims import actions, queries, reading
from safecommunity.places import queries as places
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList


def _ground(request: HttpRequest) -> Ground:
    """Who enters for the place asked for; without one the place at work, or the first of the office."""
    rights = need(request)
    if not rights.writes:
        raise PermissionDenied
    offered = queries.enters_for(rights)
    asked = request.GET.get("at", "")[:40]
    if asked and not rights.answers(asked):
        raise Http404
    at_work = request.session.get("place", "")
    pid = asked or (at_work if rights.answers(at_work) else offered[0].pid)
    place = places.place(pid)
    if place is None:
        raise Http404
    back_title = f"{_('Numbers on paper')} · {place.name}"
    return Ground(rights.reader.pid, pid, (rights, pid), reverse("claims"), back_title, query={"at": pid})


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, place = ground.what
    new = actions.import_claims(reader=rights.reader, place=place, rows=items, file_name=name, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


def _rows(ground: Ground) -> list[dict[str, Any]]:
    rights, place = ground.what
    return [reading.fields_of(one) for one in queries.standing(rights, place)[: sheets.MOST_ROWS]]


def _notes(_ground: Ground) -> list[str]:
    return [
        _("One row a number: what the paper says in its own words, the kind and the document are needed."),
        _("The number stands as printed: 45.40 is not 45.4. Without a period or n leave the cells empty."),
        _("Names in one cell stand apart by a comma of lists."),
        _("The same row sent again is not stored twice."),
    ]


CLAIMS = OfficeList(
    code="claims", title=gettext_lazy("Numbers on paper"), heading=gettext_lazy("Import numbers on paper"),
    lead=gettext_lazy("What papers say, a row a number. The list may be sent again: nothing is stored twice."),
    addresses=("claims_import", "claims_template"), ground=_ground, written=reading.headings,
    check=lambda given, ground, _today: reading.check(given, ground.place), store=_store, rows=_rows, notes=_notes,
    refuses=(actions.Refused,),
)  # fmt: skip
