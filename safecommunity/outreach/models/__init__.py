"""Tables of the room."""

from safecommunity.outreach.models.ledger import ConditionCheck, Double, Entry, Item, StockMove
from safecommunity.outreach.models.training import (
    Attendance,
    Certificate,
    Obligation,
    Session,
    Trainee,
    TraineeName,
)

__all__ = [
    "Attendance", "Certificate", "ConditionCheck", "Double", "Entry", "Item", "Obligation", "Session", "StockMove",
    "Trainee", "TraineeName",
]  # fmt: skip
