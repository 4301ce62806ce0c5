"""The integrity rules over projects: money entered in a burst before a visit (N11), photos of two things (N12)."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.helpers import daily
from safecommunity.figures.checker.registry import Entered, Entries, Opener, register_entries, register_opener
from safecommunity.programmes.actions.parts import PHOTOS
from safecommunity.programmes.models import Spending
from safecommunity.programmes.queries import projects


def _spent(since: date) -> Iterator[Entered]:
    """Payments by the day they were made and entered; of a project copied from an old binder they are backfill."""
    rows = Spending.objects.filter(dropped_on__isnull=True).exclude(project__steps__deed="bring")
    return daily(rows, "project__place__pid", "on", "at", since)


def register() -> None:
    """Called once by the room when it starts."""
    register_entries(Entries("project_spending", gettext_lazy("Spending of projects"), _spent))
    for kind in ("project", *PHOTOS.values()):
        title = gettext_lazy("Safety-promotion project")
        register_opener(kind, Opener(lambda ref: reverse("project", args=[ref]), projects.may_open, title))
