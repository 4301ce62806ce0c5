"""The lists this room takes in."""

from safecommunity.emergency.drills.listing import LISTING as DRILLS
from safecommunity.emergency.duty.listing import LOG, PEOPLE
from safecommunity.emergency.plans.listing import LISTING as PLANS
from safecommunity.emergency.resources.listing import LISTING as RESOURCES

LISTINGS = {one.kind: one for one in (PLANS, DRILLS, RESOURCES, PEOPLE, LOG)}
