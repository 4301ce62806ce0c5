"""The list of support, in and out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.support import actions, queries, reading
from safecommunity.governance.views.bodies import office_of
from safecommunity.governance.views.common import agencies_of
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList


def _ground(request: HttpRequest) -> Ground:
    rights, place = office_of(request)
    return Ground(rights.reader.pid, place.pid, (rights, place), reverse("support"), _("Support received"))


def _check(given: sheets.List, ground: Ground, today: date) -> sheets.Checked[Any]:
    rights, place = ground.what
    return reading.check(given, [one for one, _name in agencies_of(rights, place, today)])


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, place = ground.what
    new = actions.import_support(reader=rights.reader, place=place, rows=items, file_name=name, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


def _rows(ground: Ground) -> list[dict[str, Any]]:
    rights, place = ground.what
    found = queries.support(rights).filter(place=place, withdrawn_on__isnull=True)
    return [reading.fields_of(one) for one in found[: sheets.MOST_ROWS]]


SUPPORT = OfficeList(
    code="support", title=gettext_lazy("Support received"), heading=gettext_lazy("Import support"),
    lead=gettext_lazy("Who gave what since when. The list may be sent again: nothing is stored twice."),
    addresses=("support_import", "support_template"), ground=_ground, written=reading.headings, check=_check,
    store=_store, rows=_rows, notes=lambda _ground: reading.notes(), refuses=(Refused,),
)  # fmt: skip
