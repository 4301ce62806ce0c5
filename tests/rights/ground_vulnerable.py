"""Somebody on the register of the community, entered by its worker; what names the person nobody else may read."""

from datetime import timedelta

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.people import actions
from safecommunity.places.models import Place


def lay(grid: Reader, community: Place, named: dict[str, str]) -> dict[str, str]:
    """Make the entry; answers what rows of the table may name."""
    at, today = timezone.now(), timezone.localdate()
    made, _new = actions.record_person(
        reader=grid, at=at, values={"place": community, "groups": ["alone"], "sex": 2, "born": 1948},
        secret=named,
        consent={"purposes": ["visits"], "how": "paper", "giver": "self", "on": today,
                 "until": today + timedelta(days=365)},
    )  # fmt: skip
    return {"vulnerable": made.pid}
