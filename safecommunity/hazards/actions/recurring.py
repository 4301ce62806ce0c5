"""What came back: the tie between a hazard and the one put right before it, kept true by every step."""

from safecommunity.hazards.models import NOT_COUNTED, Hazard
from safecommunity.journal.actions import ChangeOf

FACT = "hazard"


def mark(first: Hazard | None) -> list[ChangeOf]:
    """Whether it came back, as those tied to it stand now; its change, where that is new."""
    if first is None:
        return []
    came = first.later.exclude(state__in=NOT_COUNTED).exists()
    if came == first.came_back:
        return []
    first.came_back = came
    Hazard.objects.filter(pk=first.pk).update(came_back=came)
    return [ChangeOf(FACT, first.ref)]


def untie_later(one: Hazard) -> list[ChangeOf]:
    """It had not been put right after all: what was found meanwhile is not its recurrence. Their changes."""
    refs = list(one.later.values_list("ref", flat=True))
    if refs:
        one.later.update(again=None)
        one.came_back = False
        Hazard.objects.filter(pk=one.pk).update(came_back=False)
    return [ChangeOf(FACT, ref) for ref in refs]


def after(one: Hazard, deed: str) -> list[ChangeOf]:
    """What a deed, stored already, changes of others."""
    if one.state in NOT_COUNTED:
        return mark(one.again)
    return untie_later(one) if deed == "send_back" else []
