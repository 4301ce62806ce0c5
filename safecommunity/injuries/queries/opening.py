"""What of the facts a reader may open, said by their columns: the same rights as `rights.visible`, for counting.

A figure of a million records says "you may open so many" without asking the database for each of them.
"""

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.engine.conditions import AllOf, AnyOf, Condition, Where
from safecommunity.figures.registry import Opening
from safecommunity.injuries.models import Event, Report
from safecommunity.injuries.queries.rights import OFFICE, Rights, rights

PLACED = ("recorded", "occurrence", "residence")
NOTHING = AnyOf(())


def of_injuries(reader: Reader) -> Opening:
    """Places by any of three columns and facilities; the sensitive ones only where that right is held besides."""
    held = rights(reader)
    plain, delicate = _seen_by(held, None), _seen_by(held, True)
    return Opening(
        AnyOf((AllOf((plain, Where("sensitive", "eq", (0,)))), delicate)),
        _own_quick(held) if held.scopes([Role.GRID]) else frozenset(),
    )


def _seen_by(held: Rights, sensitive: bool | None) -> Condition:
    units = tuple(sorted({scope.unit for scope in held.scopes([Role.FACILITY], sensitive) if scope.unit}))
    inside = tuple(sorted(held.reach(OFFICE, sensitive)))
    parts: list[Condition] = [Where(name, "in", inside) for name in PLACED if inside]
    if units:
        parts.append(Where("facility", "in", units))
    return AnyOf(tuple(parts)) if parts else NOTHING


def _own_quick(held: Rights) -> frozenset[str]:
    """Injuries a recorder handed in himself: whose hand a record is from stands in no fact."""
    own = Report.objects.filter(
        held.visible, entered_by=held.reader.pid, source=Report.Source.QUICK, is_primary=True,
        state=Report.State.LIVE,
    )  # fmt: skip
    return frozenset(own.values_list("injury__ref", flat=True))


def of_events(reader: Reader) -> Opening:
    """The office opens the events of its places, a grid worker his own entries."""
    held = rights(reader)
    inside = tuple(sorted(held.reach(OFFICE)))
    own: frozenset[str] = frozenset()
    if reader.has(Role.GRID):
        own = frozenset(Event.objects.filter(entered_by=reader.pid).values_list("ref", flat=True))
    return Opening(Where("place", "in", inside) if inside else NOTHING, own)
