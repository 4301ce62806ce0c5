"""Tables of the room, one file a subject."""

from safecommunity.emergency.models.drills import (
    Drill,
    DrillDouble,
    DrillFinding,
    DrillParty,
    DrillSign,
    DrillTiming,
)
from safecommunity.emergency.models.duty import (
    DutyDay,
    DutyEntry,
    DutyHandover,
    DutyLeave,
    DutyName,
    DutyPerson,
    DutyTurn,
)
from safecommunity.emergency.models.networks import Network, NetworkChannel, NetworkOwner, NetworkResource
from safecommunity.emergency.models.plans import EmergencyPlan, PlanReview, PlanVersion
from safecommunity.emergency.models.resources import Contact, ContactName, Resource, ResourceCheck

__all__ = [
    "Contact", "ContactName", "Drill", "DrillDouble", "DrillFinding", "DrillParty", "DrillSign", "DrillTiming",
    "DutyDay", "DutyEntry", "DutyHandover", "DutyLeave", "DutyName", "DutyPerson", "DutyTurn", "EmergencyPlan",
    "Network", "NetworkChannel", "NetworkOwner", "NetworkResource", "PlanReview", "PlanVersion", "Resource",
    "ResourceCheck",
]  # fmt: skip
