"""Figures as cards over a page of a room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from safecommunity.figures import choice, queries
from safecommunity.indicators import catalogue


def said(request: HttpRequest, codes: Sequence[str], today: date, now: datetime) -> list[dict[str, Any]]:
    """Figures of the chosen place and period as cards, for whoever reads figures."""
    reader = choice.reader_of(request)
    if not reader.place_scopes("figures", *choice.READS):
        return []
    chosen = choice.current(request, today)
    told = queries.compute_many(
        [catalogue.get(code) for code in codes], chosen.place.pid, chosen.period, now=now
    )
    return [{"figure": one, "url": reverse("figure", args=[one.key])} for one in told]
