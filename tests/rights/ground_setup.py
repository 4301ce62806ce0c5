"""Something 示例街道 took into this year, and a request to its hospital."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.asking.actions import ask_units
from safecommunity.governance.models import Carried
from safecommunity.places.models import Place, SocialUnit


def lay(clerk: Reader, street: Place, hospital_pid: str) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    now = timezone.now()
    row = Carried.objects.create(
        place=street, year=timezone.localdate(now).year, carrier="organisation", made={"count": 1}, count=1,
        by=clerk.pid, at=now,
    )  # fmt: skip
    hospital = SocialUnit.objects.get(pid=hospital_pid)
    asked = ask_units(
        reader=clerk,
        units=[hospital],
        kind="paper",
        title="交应急预案",
        due=timezone.localdate(now),
        at=now,
        key="k",
    )
    return {"carried": row.pid, "asked": asked[0].pid}
