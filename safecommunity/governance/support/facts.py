"""The fact `support`: one row each, in the month it came."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import codes
from safecommunity.governance.facts import Source
from safecommunity.governance.models import Support
from safecommunity.governance.rights import Rights
from safecommunity.governance.support import words
from safecommunity.governance.support.actions import yuan_of
from safecommunity.shell.numbers import day

KINDS = tuple(Support.Kind.values)
SCHEMA = FactSchema(
    name="support", version=1,
    columns=(
        *(Column(one, "int") for one in ("year", "month", "persons", "yuan")),
        Column("support_kind", "code"), Column("sector", "code"), Column("place", "place"),
    ),
    count_columns=("year", "month", "place", "support_kind", "sector"),
)  # fmt: skip


def sectors() -> list[str]:
    """Sectors in the order of their codes in facts."""
    return list(codes.sectors())


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "support_kind":
        return words.kind(KINDS[value])
    if name == "sector":
        return codes.said(codes.sectors()[sectors()[value]]["title"]) if value >= 0 else _("others")
    return str(value)


def records() -> QuerySet[Support]:
    """Support that stands."""
    found = Support.objects.filter(withdrawn_on__isnull=True).select_related("place", "agency", "item")
    return found.prefetch_related("agency__names")


def row(one: Support) -> dict[str, Any]:
    """Support as counts see it: whole people, whole yuan; who is no agency has no sector."""
    return {
        "ref": one.ref, "year": one.starts.year, "month": one.starts.month,
        "persons": int(one.amount) if one.kind == "people" and one.amount is not None else -1, "yuan": yuan_of(one),
        "support_kind": KINDS.index(one.kind),
        "sector": sectors().index(one.agency.sector) if one.agency is not None else -1, "place": one.place.pid,
    }  # fmt: skip


SUPPORT = Source(
    SCHEMA, records, row, lambda reader: Rights(reader).seen(),
    lambda: (_("Since"), _("Who gave it"), _("Kind"), _("What was given"), _("Amount"), _("For which item")),
    lambda one: (day(one.starts), words.giver(one), words.kind(one.kind), one.what, words.amount(one),
                 one.item.title if one.item else ""),
    lambda one: reverse("support_one", args=[one.pid]), label,
)  # fmt: skip
