"""An edition of the street that is open to everybody."""

from django.utils import timezone

from safecommunity.places.models import Place
from safecommunity.reports.editions import composing
from safecommunity.reports.models import Edition


def lay(chief: str, street: Place) -> dict[str, str]:
    """Make it; answers what rows of the table may name."""
    content = {
        "schema": 1, "place": {"id": street.pid, "name": street.name, "level": street.level}, "years": [2024],
        "beneath": False, "note": "", "label": "", "label_source": "", "rule": {"id": "public", "threshold": 5},
        "figures": [],
    }  # fmt: skip
    made = Edition.objects.create(
        place=street, number=1, content=content, checksum=composing.checksum(content), purpose="公示",
        published_by=chief, published_at=timezone.now(),
    )  # fmt: skip
    return {"edition": made.pid}
