"""A fire risk the grid worker of the community entered, and a workplace one at a unit of the street."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.risks import actions
from safecommunity.places.models import Place, SocialUnit


def lay(grid: Reader, clerk: Reader, community: Place, unit: SocialUnit) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    values = {"place": community, "title": "楼道充电", "setting": "fire"}
    fire, _new = actions.record_risk(reader=grid, values=values, at=at)
    values = {"place": unit.place, "unit": unit, "title": "氧气瓶间", "setting": "workplace"}
    at_unit, _new = actions.record_risk(reader=clerk, values=values, at=at)
    return {"risk": fire.pid, "unit_risk": at_unit.pid}
