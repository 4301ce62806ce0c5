"""The fact `improvement`: one row each, in the month it was found."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import codes
from safecommunity.governance.facts import Source
from safecommunity.governance.improvements import words
from safecommunity.governance.models import Improvement
from safecommunity.governance.rights import Rights
from safecommunity.shell.numbers import day

KINDS, SOURCES = tuple(Improvement.Kind.values), tuple(Improvement.Source.values)
CODES = ("improve_kind", "found_by", "setting", "fell_due", "on_time", "late", "verified", "closed")
SCHEMA = FactSchema(
    name="improvement", version=1,
    columns=(
        *(Column(one, "int") for one in ("year", "month")), *(Column(one, "code") for one in CODES),
        Column("place", "place"),
    ),
    count_columns=("year", "month", "place", *CODES),
)  # fmt: skip


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if value < 0:
        return _("not told")
    if name == "improve_kind":
        return words.kind(KINDS[value])
    if name == "found_by":
        return words.source(SOURCES[value])
    if name == "setting":
        return codes.setting_name(list(codes.settings())[value])
    if name in CODES:
        return _("yes") if value else _("no")
    return str(value)


def records() -> QuerySet[Improvement]:
    """Those that were not given up."""
    return Improvement.objects.filter(dropped_on__isnull=True).select_related("place")


def row(one: Improvement) -> dict[str, Any]:
    """One as counts see it. In time: done by the day first set, and not found ineffective since."""
    today = timezone.localdate()
    return {
        "ref": one.ref, "year": one.found_on.year, "month": one.found_on.month, "improve_kind": KINDS.index(one.kind),
        "found_by": SOURCES.index(one.source),
        "setting": list(codes.settings()).index(one.setting) if one.setting else -1,
        "fell_due": int(one.done_on is not None or one.first_due < today or one.round > 1),
        "on_time": int(one.round == 1 and one.done_on is not None and one.done_on <= one.first_due),
        "late": int(one.done_on is None and one.due < today), "verified": int(one.checked_on is not None),
        "closed": int(bool(one.effective)), "place": one.place.pid,
    }  # fmt: skip


IMPROVEMENTS = Source(
    SCHEMA, records, row, lambda reader: Rights(reader).seen(),
    lambda: (_("Found on"), _("What is not as it should be"), _("Found by"), _("What is done about it"),
             _("Who answers for it"), _("Due"), _("State")),
    lambda one: (day(one.found_on), one.found, words.source(one.source), one.action, one.who, day(one.due),
                 words.state(one, timezone.localdate())),
    lambda one: reverse("improvement", args=[one.pid]), label,
)  # fmt: skip
