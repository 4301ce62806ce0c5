"""The fact `network`: one row for each year in which a network stood."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from safecommunity.emergency.models import Network
from safecommunity.emergency.networks.queries import owner_name, owner_on
from safecommunity.emergency.publishing import Standing, Yearly, schema

SCHEMA = schema("network", "", "owned", "owned")


def records() -> QuerySet[Network]:
    """All of them, with their owners."""
    return Network.objects.select_related("place").prefetch_related("owners__agency__names")


def row(one: Standing) -> dict[str, Any]:
    """A network in one year."""
    return {
        "ref": one.ref, "year": one.year, "month": one.day.month, "place": one.record.place.pid,
        "owned": int(owner_on(one.record, one.day) is not None),
    }  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    return (_("yes") if value else _("no")) if name == "owned" else str(value)


NETWORKS = Yearly(
    schema=SCHEMA, records=records, row_of=row, option_label=label,
    headings=lambda: (_("Network"), _("Place"), _("Agency that answers for it"), _("Agency, as the paper says")),
    cells=lambda one: (one.record.title, one.record.place.name, owner_name(one.record, one.day) or "—",
                       one.record.said or "—"),
    url=lambda one: reverse("network", args=[one.record.pid]), tables=("emergency.Network", "emergency.NetworkOwner"),
    screens=((lazy("Networks"), "networks"),),
)  # fmt: skip
