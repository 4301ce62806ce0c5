"""What this room tells the checker: when evidence happened and came in (N11), days on which a round was handed in."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.accreditation import guards, words
from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.queries import bursts, rounds, sheets
from safecommunity.accreditation.rights import Rights
from safecommunity.figures.checker.helpers import daily
from safecommunity.figures.checker.registry import (
    Asked,
    Entered,
    Entries,
    Opener,
    Review,
    register_entries,
    register_opener,
    register_reviews,
)

YEAR = timedelta(days=366)


def _entered(since: date) -> Iterator[Entered]:
    return daily(bursts.entered(Evidence.objects.all()), "place__pid", "happened_on", "at", since)


def _handed_in(asked: Asked) -> Iterator[Review]:
    """Rounds handed in within a year: what was entered in a burst before is looked at."""
    found = Round.objects.filter(handed_in_on__gte=asked.today - YEAR).select_related("place")
    for one in found:
        if one.handed_in_on is None:
            continue
        title = f"{words.text(sheets.shipped_titles().get(one.code, {})) or one.code} {one.year}"
        yield Review(
            one.place.pid, one.handed_in_on, f"{_('Self-assessment')} {title}", ("round", one.pid, title)
        )


def _may_open_round(reader: object, pid: str) -> bool:
    return rounds.one(Rights(reader), pid) is not None  # type: ignore[arg-type]


def register() -> None:
    """Called once by the room when it starts."""
    register_entries(Entries("evidence", gettext_lazy("Evidence"), _entered))
    register_reviews("rounds", _handed_in)
    register_opener(
        "evidence",
        Opener(lambda ref: reverse("evidence", args=[ref]), guards.may_open, gettext_lazy("Evidence")),
    )
    register_opener(
        "round",
        Opener(lambda ref: reverse("round", args=[ref]), _may_open_round, gettext_lazy("Self-assessment")),
    )
