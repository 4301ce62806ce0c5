"""The fact `opinion`: one row an opinion, in the month it came; no text, no name."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.engine.schema import Column, FactSchema
from safecommunity.governance import codes
from safecommunity.governance.facts import Source
from safecommunity.governance.models import Opinion
from safecommunity.governance.opinions import words
from safecommunity.governance.returns import workdays
from safecommunity.governance.rights import Rights
from safecommunity.shell.numbers import day

SCHEMA = FactSchema(
    name="opinion", version=2,
    columns=(Column("year", "int"), Column("month", "int"), Column("channel", "code"), Column("topic", "code"),
             Column("answered", "code"), Column("on_time", "code"), Column("satisfied", "code"),
             Column("rounds", "int"), Column("days", "int"), Column("open_since", "int"), Column("place", "place")),
    count_columns=("year", "place", "month", "channel", "answered", "on_time"),
)  # fmt: skip
SATISFIED = {"": 0, "yes": 1, "no": 2}


def topics() -> tuple[str, ...]:
    """The twelve settings in the order of their list."""
    return tuple(codes.settings())


def label(name: str, value: int) -> str:
    """The words of a stored code."""
    if name == "channel":
        return words.channel(words.channels()[value]) if 0 <= value < len(words.channels()) else str(value)
    if name == "topic":
        known = topics()
        return codes.setting_name(known[value]) if 0 <= value < len(known) else _("not said")
    if name == "satisfied":
        return {0: _("not said"), 1: _("Satisfied"), 2: _("Not satisfied")}.get(value, str(value))
    return _("yes") if value else _("no")


def row(one: Opinion) -> dict[str, Any]:
    """An opinion as counts see it; in time is the first reply by the first due day."""
    first = one.first_answered_on
    known = topics()
    return {
        "ref": one.ref, "year": one.received_on.year, "month": one.received_on.month,
        "channel": words.channels().index(one.channel), "answered": int(first is not None),
        "topic": known.index(one.setting) if one.setting in known else -1,
        "on_time": int(first is not None and first <= one.first_due), "satisfied": SATISFIED[one.satisfied],
        "days": workdays.between(one.received_on, first) if first is not None else -1,
        "open_since": one.received_on.toordinal() if first is None else -1,
        "rounds": one.rounds, "place": one.place.pid,
    }  # fmt: skip


def stand() -> QuerySet[Opinion]:
    """Opinions that were not withdrawn."""
    return Opinion.objects.filter(withdrawn_at__isnull=True).select_related("place")


OPINIONS = Source(
    SCHEMA, stand, row, lambda reader: Rights(reader).seen(),
    lambda: (_("Number"), _("Received on"), _("Came by"), _("Place"), _("Reply due"), _("First answered")),
    lambda one: (one.number, day(one.received_on), words.channel(one.channel), one.place.name, day(one.first_due),
                 day(one.first_answered_on)),
    lambda one: reverse("opinion", args=[one.ref]), label, workdays.elapsed,
)  # fmt: skip
