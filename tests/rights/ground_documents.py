"""A draft of a bulletin of the street."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.places.models import Place
from safecommunity.reports.documents import actions


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    at = timezone.now()
    one = actions.begin_document(
        reader=clerk, place=street, kind="work_plan", period=str(at.year), language="zh-hans", at=at
    )
    return {"draft": one.pid}
