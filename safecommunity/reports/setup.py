"""The last step of the set-up guide: a figure that opens its records."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import reader_of
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep

CODE = "injury.count"


def step(request: HttpRequest, *, place: Any, **_context: Any) -> list[SetupStep]:
    """Injuries of this year and the year before, as the overview counts them."""
    if place is None:
        return []
    reader = reader_of(request)
    reads = places.within(reader, place.pid, "figures", *choice.READS)
    there = tuple(_counted(place.pid, year, reads) for year in _years(timezone.now()))
    missing = (
        () if any(one.n for one in there) else (_("Nothing is counted yet: no number without its records"),)
    )
    return [
        SetupStep(
            "figure", 200, _("The first figure"),
            _("The overview counts what was entered; every number opens its records."), there, missing,
            links=(SetupLink(_("Open the overview"), f"{reverse('overview')}?place={place.pid}"),) if reads else (),
            who="" if reads else _("who reads figures of the street"),
        )
    ]  # fmt: skip


def _years(now: datetime) -> tuple[int, int]:
    year = timezone.localdate(now).year
    return year, year - 1


def _counted(pid: str, year: int, reads: bool) -> SetupCount:
    definition = catalogue.get(CODE)
    found = figures.compute_many(
        [definition], pid, Period.of_year(year), now=timezone.now(), with_received=False
    )[0]
    title = _("%(figure)s in %(year)s") % {
        "figure": definition.title(get_language() or "zh-hans"),
        "year": year,
    }
    return SetupCount(int(found.value or 0), title, reverse("figure", args=[found.key]) if reads else "")
