"""This room's step of the set-up guide: the first records."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from safecommunity.injuries.models import Report
from safecommunity.injuries.slots import held_by
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def step(
    request: HttpRequest, *, place: Any, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Last year's list is the quickest beginning; then the clinics' cards."""
    held = held_by(request)
    if place is None or held is None:
        return []
    found = Report.objects.filter(place__pid__in=inside)
    n, old = found.count(), found.exclude(binder="").count()
    ours = held.writes_cards and place.pid in held.reach(("clerk", "cdc"))
    links = (
        SetupLink(_("Import a list"), reverse("injury_import")),
        SetupLink(_("Fill in a card"), reverse("injury_card")),
    )
    url = reverse("injuries") if ours else ""
    return [
        SetupStep(
            "injuries", 150, _("First injury records"),
            _("The list a hospital already keeps, as it is: its columns are matched on screen. Old cards are "
              "entered as a declared backfill, with their original dates."),
            (SetupCount(n, _("injury reports"), url), SetupCount(old, _("of them from binders"))),
            () if n else (_("No injury is on record yet"),), links=links if ours else (),
            who="" if ours else _("the clerk of the office"),
        )
    ]  # fmt: skip
