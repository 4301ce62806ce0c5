"""A hazard the grid worker of the community found, and one at a unit of the street."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards import actions
from safecommunity.places.models import Place, SocialUnit


def lay(grid: Reader, clerk: Reader, community: Place, unit: SocialUnit) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    values = {"place": community, "kind": "passage", "spot": "5 号楼"}
    found, _new = actions.record_hazard(reader=grid, values=values, at=at)
    values = {"place": unit.place, "unit": unit, "kind": "extinguisher"}
    at_unit, _new = actions.record_hazard(reader=clerk, values=values, at=at)
    return {"hazard": found.pid, "unit_hazard": at_unit.pid}
