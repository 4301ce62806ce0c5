"""A paper the street sent out."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.places.models import Place
from safecommunity.reports.register import actions


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    at = timezone.now()
    today = timezone.localdate(at)
    one = actions.register_paper(
        reader=clerk, place=street, at=at,
        values={"direction": "out", "code": "示街安", "title": "关于开展检查的通知", "agency": "示例街道办事处",
                "dated": today, "day": today, "secrecy": "internal", "holder": "安全办"},
    )  # fmt: skip
    return {"register_entry": one.pid}
