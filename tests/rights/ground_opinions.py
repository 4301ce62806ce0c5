"""A box of 示例街道's community and an opinion that came by phone, with how the resident may be reached."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.opinions import actions
from safecommunity.places.models import Place


def lay(clerk: Reader, community: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at = timezone.now()
    box = actions.hang_box(reader=clerk, place=community, label="东门", at=at)
    one = actions.record_opinion(
        reader=clerk,
        place=community,
        channel="phone",
        received_on=timezone.localdate(),
        text="路灯坏了三天",
        at=at,
    )
    return {"say_box": box.pid, "say_code": box.code, "opinion": one.ref, "say_receipt": one.receipt}
