"""Tables of what could hurt, one file a subject; Django finds them through this door."""

from safecommunity.hazards.models.listing import Notice as Notice
from safecommunity.hazards.models.listing import Supervision as Supervision
from safecommunity.hazards.models.loop import ENDED as ENDED
from safecommunity.hazards.models.loop import Hazard as Hazard
from safecommunity.hazards.models.loop import HazardStep as HazardStep
from safecommunity.hazards.models.loop import State as State
from safecommunity.hazards.models.loop import new_ref as new_ref
