"""The fact `unit_request`: one row a request, in the month it was asked; what was withdrawn is none."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import words as ours
from safecommunity.governance.asking import queries, words
from safecommunity.governance.facts import Source
from safecommunity.governance.models import UnitAnswer, UnitRequest
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import Rights
from safecommunity.places.models import SocialUnit
from safecommunity.shell.numbers import day

KINDS, UNIT_KINDS = tuple(UnitRequest.Kind.values), tuple(SocialUnit.Kind.values)
SCHEMA = FactSchema(
    name="unit_request", version=1,
    columns=(Column("year", "int"), Column("month", "int"), Column("request_kind", "code"), Column("unit_kind", "code"),
             Column("answered", "code"), Column("on_time", "code"), Column("days", "int"), Column("open_since", "int"),
             Column("place", "place")),
    count_columns=("year", "month", "place", "request_kind", "answered", "on_time"),
)  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "request_kind":
        return words.kind(KINDS[value])
    if name == "unit_kind":
        return ours.kind(UNIT_KINDS[value])
    return _("yes") if value else _("no")


def records() -> QuerySet[UnitRequest]:
    """Requests that were not withdrawn, with their answers."""
    found = UnitRequest.objects.filter(withdrawn_on__isnull=True)
    return found.select_related("unit__place").prefetch_related("answers")


def standing(one: UnitRequest) -> UnitAnswer | None:
    """The answer that counts: the last one, unless it was sent back."""
    given = list(one.answers.all())
    return given[-1] if given and given[-1].verdict != UnitAnswer.Verdict.RETURNED else None


def row(one: UnitRequest) -> dict[str, Any]:
    """A request as counts see it. In time: the answer that stands came by the day it was asked for."""
    asked, answer = timezone.localdate(one.at), standing(one)
    came = timezone.localdate(answer.at) if answer is not None else None
    return {
        "ref": one.ref, "year": asked.year, "month": asked.month, "request_kind": KINDS.index(one.kind),
        "unit_kind": UNIT_KINDS.index(one.unit.kind), "answered": int(came is not None),
        "on_time": int(came is not None and came <= one.due),
        "days": workdays.between(asked, came) if came is not None else -1,
        "open_since": asked.toordinal() if came is None else -1, "place": one.unit.place.pid,
    }  # fmt: skip


def _cells(one: UnitRequest) -> tuple[str, ...]:
    answer = standing(one)
    came = day(timezone.localdate(answer.at)) if answer is not None else "—"
    return (
        one.unit.name, one.title, words.kind(one.kind), day(timezone.localdate(one.at)), day(one.due), came,
        words.state(one, timezone.localdate())[0],
    )  # fmt: skip


REQUESTS = Source(
    SCHEMA, records, row, lambda reader: queries.seen(Rights(reader)),
    lambda: (_("Social unit"), _("Title"), _("What is asked"), _("Asked on"), _("Due"), _("Answered on"), _("State")),
    _cells, lambda one: reverse("request", args=[one.pid]), label, workdays.elapsed,
)  # fmt: skip
