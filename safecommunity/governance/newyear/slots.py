"""What New Year puts into menu and to-do, and this room's carriers."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.governance.models import Carried, LetterRound
from safecommunity.governance.rights import OFFICE, Rights
from safecommunity.governance.slots import rights_of
from safecommunity.shell.slots import MenuEntry, WorkLine

SEASON = (12, 1)  # December and January


def ready() -> None:
    """Stand in menu and to-do, and give this room's carriers."""
    from safecommunity.governance.newyear import carriers
    from safecommunity.shell import slots

    slots.register("menu", menu, order=61)
    slots.register("todo", todo, order=40)
    slots.register("new.year", carriers.carriers)


def menu(request: HttpRequest, **_context: Any) -> list[MenuEntry]:
    """For an office."""
    reader = getattr(request, "reader", None)
    if reader is None or not reader.place_scopes("governance", *OFFICE):
        return []
    return [MenuEntry("system", _("New Year"), reverse("new_year"), sub="setup")]


def todo(request: HttpRequest, **_context: Any) -> list[WorkLine]:
    """In December and January, until something was taken over: only where last year had letters."""
    rights, today = rights_of(request), timezone.localdate()
    if rights is None or not rights.tops or today.month not in SEASON:
        return []
    return _line(rights, today)


def _line(rights: Rights, today: date) -> list[WorkLine]:
    year = today.year + (today.month == 12)
    place = rights.street
    if place is None or Carried.objects.filter(place=place, year=year, undone_at__isnull=True).exists():
        return []
    rounds = set(
        LetterRound.objects.filter(place=place, year__in=(year - 1, year)).values_list("year", flat=True)
    )
    if rounds != {year - 1}:
        return []
    title = _("Take letters, returns and organisation into %(year)s") % {"year": year}
    return [
        WorkLine(
            _("New Year"), title, f"{reverse('new_year')}?year={year}", _("Look at it"), date(year, 1, 31)
        )
    ]
