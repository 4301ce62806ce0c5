"""A dwelling of the community, screened by its worker."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.housing import actions, words
from safecommunity.places.models import Place


def lay(grid: Reader, community: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    at = timezone.now()
    values = {"place": community, "spot": "3 组 12 号", "structure": "wood", "storeys": 1, "use": "home"}
    made, _new = actions.record_dwelling(reader=grid, values=values, at=at)
    worst = {name: answers[2][0] for name, _title, _help, answers in words.questions()}
    actions.screen_dwelling(reader=grid, dwelling=made, sheet=worst, on=timezone.localdate(at), at=at)
    return {"dwelling": made.pid}
