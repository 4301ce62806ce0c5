"""The integrity rules over hazards: entered in a burst before a visit."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.helpers import daily
from safecommunity.figures.checker.registry import Entered, Entries, Opener, register_entries, register_opener
from safecommunity.hazards import queries
from safecommunity.hazards.models import Hazard


def _found(since: date) -> Iterator[Entered]:
    return daily(Hazard.objects.exclude(state="no_hazard"), "place__pid", "found_on", "at", since)


def register() -> None:
    """Called once by the room when it starts."""
    register_entries(Entries("hazard", gettext_lazy("Hazards"), _found))
    for kind in ("hazard", queries.BEFORE, queries.AFTER, queries.PAPER):
        register_opener(
            kind, Opener(lambda ref: reverse("hazard", args=[ref]), queries.may_open, gettext_lazy("Hazard"))
        )
