"""The fact `appraisal_party`: one row for each party due in an appraisal, in the December of its year; no points."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance.appraisal import words
from safecommunity.governance.appraisal.rights import SHOWN, Seat
from safecommunity.governance.facts import Source
from safecommunity.governance.models import Appraisal, AppraisalParty, PartyKind

KINDS = tuple(PartyKind.values)
CODES = ("appraised", "scored", "reported", "handed_in", "published")
SCHEMA = FactSchema(
    name="appraisal_party", version=1,
    columns=(
        *(Column(one, "int") for one in ("year", "month")), *(Column(one, "code") for one in CODES),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "place", *CODES),
)  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value < 0:
        return _("not asked")
    if name == "appraised":
        return words.kind(KINDS[value])
    if name in CODES:
        return _("yes") if value else _("no")
    return str(value)


def records() -> QuerySet[AppraisalParty]:
    """Those that are appraised, with their marks."""
    found = AppraisalParty.objects.filter(dropped_on__isnull=True).select_related("appraisal", "place")
    return found.prefetch_related("marks")


def complete(one: AppraisalParty) -> bool:
    """Whether every item of the sheet is scored."""
    have = {mark.item for mark in one.marks.all()}
    due = {item["code"] for item in one.appraisal.spec["items"] if item["by"] not in ("bonus", "veto")}
    return due <= have


def row(one: AppraisalParty) -> dict[str, Any]:
    """One as counts see it."""
    appraisal = one.appraisal
    asked = appraisal.answer_by is not None
    return {
        "ref": one.ref, "year": appraisal.year, "month": 12, "appraised": KINDS.index(appraisal.kind),
        "scored": int(complete(one)), "reported": int(one.self_at is not None) if asked else -1,
        "handed_in": int(appraisal.state != Appraisal.State.OPEN), "published": int(appraisal.state in SHOWN),
        "place": one.place.pid,
    }  # fmt: skip


def seen(reader: Any) -> Q:
    """Parties a reader may open: as the office or the auditor, or his own."""
    seat = Seat(reader)
    return Q(appraisal__place__pid__in=seat.look_reach) | seat.own_parties()


PARTIES = Source(
    SCHEMA, records, row, seen,
    lambda: (_("Year"), _("Party"), _("Kind"), _("Every item scored"), _("State")),
    lambda one: (str(one.appraisal.year), one.name, words.kind(one.appraisal.kind),
                 _("yes") if complete(one) else _("no"), words.state(one.appraisal.state)),
    lambda one: reverse("appraisal_party", args=[one.pid]), label,
)  # fmt: skip
