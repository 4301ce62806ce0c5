"""What every page of plans begins with."""

from typing import Any

from django.http import Http404, HttpRequest

from safecommunity.governance.models import Body, Plan, PlanItem
from safecommunity.governance.plans import queries
from safecommunity.governance.queries import work
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.bodies import need_looks
from safecommunity.governance.views.common import agencies_of, first_error, number_of, show
from safecommunity.places.models import Place

__all__ = [
    "agencies_of",
    "asked_item",
    "asked_plan",
    "bodies_of",
    "first_error",
    "keeps",
    "number_of",
]


def asked_plan(request: HttpRequest, pid: str, *, office: bool = False) -> tuple[Rights, Any]:
    """The reader's rights and the plan of an address; 404 where it is not his to see, or not his to write."""
    rights = need_looks(request)
    found = queries.plan_of(rights, pid)
    if found is None or (office and not keeps(rights, found)):
        raise Http404
    show(request, found.place)
    return rights, found


def asked_item(request: HttpRequest, ref: str, *, office: bool = False) -> tuple[Rights, PlanItem]:
    """The same for an item."""
    rights = need_looks(request)
    found = queries.item_of(rights, ref)
    if found is None or (office and not keeps(rights, found.plan)):
        raise Http404
    show(request, found.plan.place)
    return rights, found


def keeps(rights: Rights, plan: Plan) -> bool:
    """Whether the reader's office writes this plan."""
    return plan.place.pid in rights.office_reach


def bodies_of(rights: Rights, place: Place) -> list[Body]:
    """Bodies of a place that stand."""
    return [one for one in work.bodies(rights).filter(ends__isnull=True) if one.place_id == place.pk]
