"""The responsibility map as a list, in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.choice import reader_of
from safecommunity.governance.answering import actions, queries, reading
from safecommunity.shell.lists import Ground, OfficeList
from safecommunity.shell.slots import show_place


def _ground(request: HttpRequest) -> Ground:
    reader = reader_of(request)
    found = queries.ground(reader, request.GET.get("at", "") or request.POST.get("at", ""))
    if found is None or not found.keeps:
        raise PermissionDenied
    top = found.top
    show_place(request, top.pid)
    back = f"{reverse('duties')}?at={top.pid}"
    return Ground(reader.pid, top.pid, found, back, _("Responsibility map"), query={"at": top.pid})


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    new = actions.import_duties(rows=items, file_name=name, top=ground.what.top, by=ground.by, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


DUTIES = OfficeList(
    code="duties", title=gettext_lazy("Responsibility map"), heading=gettext_lazy("Import responsibilities"),
    lead=gettext_lazy("Who answers for what since when. The list may be sent again: what holds stays."),
    addresses=("duties_import", "duties_template"), ground=_ground, written=reading.headings,
    check=lambda given, ground, today: reading.check(given, ground.what, today), store=_store,
    rows=lambda ground: reading.fields_of(ground.what, timezone.localdate()), notes=lambda _ground: reading.notes(),
    refuses=(actions.Refused,),
)  # fmt: skip
