"""The items of a plan as a list, in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.plans import actions, queries, reading
from safecommunity.governance.plans.views.common import asked_plan
from safecommunity.shell.lists import Ground, OfficeList


def _ground(request: HttpRequest, pid: str) -> Ground:
    rights, plan = asked_plan(request, pid, office=True)
    back = reverse("work_plan", args=[plan.pid])
    return Ground(rights.reader.pid, plan.place.pid, (rights, plan), back, plan.title, args=(plan.pid,))


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, plan = ground.what
    new = actions.import_items(reader=rights.reader, plan=plan, rows=items, file_name=name, at=at)
    return _("%(n)s new entries; what holds already stayed") % {"n": new}


def _rows(ground: Ground) -> list[dict[str, Any]]:
    _rights, plan = ground.what
    return [
        reading.fields_of(one) for one in plan.items.filter(dropped_on__isnull=True).select_related("stage")
    ]


PLAN_ITEMS = OfficeList(
    code="plan_items", title=gettext_lazy("Items of a plan"), heading=gettext_lazy("Import items of a plan"),
    lead=gettext_lazy("What is to be done, by whom and by when. The list may be sent again: nothing is stored twice."),
    addresses=("work_plan_items_import", "work_plan_items_template"), ground=_ground, written=reading.headings,
    check=lambda given, ground, _today: reading.check(given, ground.what[1], queries.stages(ground.what[1])),
    store=_store, rows=_rows, notes=lambda ground: reading.notes(ground.what[1]), refuses=(Refused,),
)  # fmt: skip
