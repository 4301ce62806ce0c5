"""A target of 示例街道 and somebody who answers for its community."""

from datetime import date
from decimal import Decimal

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.answering import actions as duties
from safecommunity.governance.targets import actions as targets
from safecommunity.places.models import Place


def lay(clerk: Reader, street: Place, community: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, day = timezone.now(), date(2026, 1, 1)
    values = {
        "title": "讲座", "sense": "ge", "low": Decimal(12), "high": None, "unit": "sessions", "firmness": "binding",
        "starts": day, "deadline": date(2026, 12, 31), "figure": "", "adds_up": True,
    }  # fmt: skip
    target = targets.set_target(reader=clerk, place=street, values=values, at=at)
    duty = duties.take_over(
        kind="community", place=community, who="安办主任", holder="post", starts=day, by=clerk.pid, at=at
    )
    return {"target_pid": target.pid, "duty_pid": duty.pid}
