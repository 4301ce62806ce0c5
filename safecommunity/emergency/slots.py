"""What the room puts into the pages of other rooms: its menu, and what each subject has to say."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.emergency.rights import of_request
from safecommunity.shell.slots import MenuEntry


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """Emergency work for who looks."""
    held = of_request(request)
    if held is None or not held.looks:
        return []
    return [MenuEntry("keep", _("Emergency work"), reverse("emergency"), sub="emergency")]


def shows(code: str) -> bool:
    """Whether the pages of the room show a figure."""
    from safecommunity.emergency import overview
    from safecommunity.emergency.drills import views as drills
    from safecommunity.emergency.duty.views import roster as duty
    from safecommunity.emergency.networks import views as networks
    from safecommunity.emergency.plans import views as plans
    from safecommunity.emergency.resources import views as resources

    shown = (
        overview.FIGURES,
        drills.FIGURES,
        plans.FIGURES,
        resources.FIGURES,
        networks.FIGURES,
        duty.FIGURES,
    )
    return any(code in one for one in shown)
