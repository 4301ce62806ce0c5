"""The integrity rules over injury records: cards and events entered in a burst, reports that may tell of one injury."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.helpers import daily
from safecommunity.figures.checker.registry import (
    Asked,
    Check,
    Entered,
    Entries,
    Found,
    Opener,
    register_check,
    register_entries,
    register_opener,
)
from safecommunity.injuries.models import DuplicatePair, Report
from safecommunity.injuries.queries.rights import OFFICE, Rights


def pairs_waiting(_asked: Asked) -> Iterator[Found]:
    """N5: how many pairs of reports may tell of one injury and wait for a judgement, by place; no card is named, and
    what a separate right opens is left out."""
    plain = {f"{end}__{name}": value for end in ("first", "second")
             for name, value in (("sensitive", False), ("state", Report.State.LIVE))}  # fmt: skip
    waiting = DuplicatePair.objects.filter(state=DuplicatePair.State.OPEN, **plain).order_by()
    for place, n in waiting.values_list("first__place__pid").annotate(n=Count("pk")):
        yield Found(place, place, {"n": n}, (("duplicates", place, ""),))


def say_pairs(said: Mapping[str, Any]) -> str:
    """N5 of injuries."""
    return _(
        "%(n)s pairs of injury reports may tell of one injury each; until they are judged, both count."
    ) % {"n": said["n"]}


def _cards(since: date) -> Iterator[Entered]:
    rows = Report.objects.filter(state="live", binder="", original_date__isnull=True)
    return daily(rows, "place__pid", "injury_on", "entered_at", since)


def _may_open_queue(reader: Any, _ref: str) -> bool:
    """The queue is the office's."""
    return bool(Rights(reader).scopes(OFFICE))


def register() -> None:
    """Called once by the room when it starts."""
    register_check(
        Check("injuries.twice", "N5", gettext_lazy("An injury is counted once"), pairs_waiting, say_pairs)
    )
    register_entries(Entries("injury", gettext_lazy("Injury records"), _cards))
    register_opener("duplicates", Opener(lambda _ref: reverse("injury_duplicates"), _may_open_queue))
