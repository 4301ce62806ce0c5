"""What codes of inspections are called on screens."""

from datetime import date

from django.utils.translation import gettext as _

from safecommunity.hazards.models import Inspection


def ranks() -> dict[int, str]:
    """States of an inspection."""
    return {0: _("inspected"), 1: _("planned"), 2: _("cancelled")}


def state(one: Inspection, today: date) -> tuple[str, str]:
    """The state in words with its tone; missed is told by the clock."""
    if one.rank == Inspection.Rank.PLANNED:
        return (_("missed its day"), "bad") if one.until < today else (_("planned"), "ask")
    if one.rank == Inspection.Rank.CANCELLED:
        return _("cancelled"), ""
    return (_("inspected"), "ok") if not one.failed else (_("not all in order"), "ask")


def results() -> dict[str, str]:
    """What may be said of an item."""
    return {"ok": _("In order"), "bad": _("Not in order"), "na": _("Not applicable")}


def signed(code: str) -> str:
    """Whether the unit signed."""
    return {"": _("not signed"), "signed": _("signed"), "refused": _("refused to sign")}.get(code, code)
