"""A hazard the grid worker of the community found, one at a unit of the street, and one there with its notice."""

from datetime import timedelta

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
    values = {"place": unit.place, "unit": unit, "kind": "gas"}
    noticed, _new = actions.record_hazard(reader=clerk, values=values, at=at)
    assigned = {"who": unit.name, "due": timezone.localdate(at) + timedelta(days=9)}
    for deed, given in (("assess", {"method": "ls", "factors": {"L": 3, "S": 3}}), ("assign", assigned)):
        noticed = actions.take_step(reader=clerk, hazard=noticed, deed=deed, values=given, at=at)
    (notice,) = actions.issue_notices(reader=clerk, hazards=[noticed], at=at)
    return {
        "hazard": found.pid,
        "unit_hazard": at_unit.pid,
        "noticed_hazard": noticed.pid,
        "notice_ref": notice.ref,
    }
