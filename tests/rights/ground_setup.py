"""Something 示例街道 took into this year."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.models import Carried
from safecommunity.places.models import Place


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    now = timezone.now()
    row = Carried.objects.create(
        place=street, year=timezone.localdate(now).year, carrier="organisation", made={"count": 1}, count=1,
        by=clerk.pid, at=now,
    )  # fmt: skip
    return {"carried": row.pid}
