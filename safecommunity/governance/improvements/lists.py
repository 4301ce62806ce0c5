"""The list of corrective and preventive actions, in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.improvements import actions, queries, reading
from safecommunity.governance.views.bodies import office_of
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList


def _ground(request: HttpRequest) -> Ground:
    rights, place = office_of(request)
    back = reverse("improvements")
    return Ground(rights.reader.pid, place.pid, (rights, place), back, _("Corrective and preventive actions"))


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, place = ground.what
    new = actions.import_improvements(reader=rights.reader, place=place, rows=items, file_name=name, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


def _rows(ground: Ground) -> list[dict[str, Any]]:
    rights, place = ground.what
    found = queries.improvements(rights).filter(place=place, dropped_on__isnull=True)
    return [reading.fields_of(one) for one in found[: sheets.MOST_ROWS]]


IMPROVEMENTS = OfficeList(
    code="improvements", title=gettext_lazy("Corrective actions"), heading=gettext_lazy("Import corrective actions"),
    lead=gettext_lazy("What was found and what is done about it. The list may be sent again: nothing is stored twice."),
    addresses=("improvements_import", "improvements_template"), ground=_ground, written=reading.headings,
    check=lambda given, _ground, today: reading.check(given, today), store=_store, rows=_rows,
    notes=lambda _ground: reading.notes(), refuses=(Refused,),
)  # fmt: skip
