"""Claims as a reader may see them, the figure beside one, and all that stand for the checks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse

from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.figures.checker.queries import inside
from safecommunity.figures.checker.rights import WRITES, Rights
from safecommunity.figures.claims.told import Told, of_claim
from safecommunity.figures.models import Claim, Finding
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

MOST_BESIDE = 60
MOST_PLACES = 2000


def claims(rights: Rights) -> QuerySet[Claim]:
    """Those of the reader's places, reversed ones too."""
    return Claim.objects.filter(place__in=inside(choice.reads(rights.reader)))


def one(rights: Rights, pid: str) -> Claim | None:
    """One, if it is open to the reader."""
    return claims(rights).select_related("part_of", "corrects", "reverses").filter(pid=pid).first()


def above(place: str, code: str, n: int, first: date, last: date) -> list[Claim]:
    """Papers of a place that say more than n of what a figure counts, of days within a period; for rules, not pages."""
    rows = Claim.objects.filter(
        place=place, figure_code=code, state=Claim.State.LIVE, target=False, value__gt=n, starts__lte=last,
        ends__gte=first,
    )  # fmt: skip
    return list(rows.order_by("-value", "pk")[:20])


def may_open(reader: Any, ref: str) -> bool:
    """Whether a claim, and its paper, is open to a reader."""
    place = Claim.objects.filter(pid=ref).values_list("place", flat=True).first()
    return place is not None and choice.may_read(reader, place)


def place_for(reader: Any, ref: str) -> str | None:
    """Where its paper may be attached: by who enters claims of the place."""
    place = Claim.objects.filter(pid=ref, state=Claim.State.LIVE).values_list("place", flat=True).first()
    return place if place is not None and Rights(reader).answers(place) else None


def tolds() -> list[Told]:
    """All claims that stand, as the checks read them; three queries."""
    rows = list(Claim.objects.filter(state=Claim.State.LIVE).select_related("part_of").order_by("pk"))
    pids = {row.place for row in rows}
    above, names = places.paths_of(pids), places.names(pids)
    return [of_claim(row, above, names) for row in rows]


def enters_for(rights: Rights) -> list[places.Choice]:
    """Places a reader enters claims for, along the tree; two queries."""
    return places.choices(rights.reader, "figures", *WRITES)[:MOST_PLACES]


def standing(rights: Rights, place: str) -> QuerySet[Claim]:
    """The claims of a place that stand, as they were entered."""
    return claims(rights).filter(place=place, state=Claim.State.LIVE).order_by("pk")


def totals(place: str) -> list[Claim]:
    """Claims another one of a place may be a part of: the newest."""
    found = Claim.objects.filter(
        place=place, state=Claim.State.LIVE, part_of__isnull=True, value__isnull=False
    )
    return list(found.order_by("-pk")[:200])


@dataclass(frozen=True)
class Beside:
    """The figure of a claim's own place and period, to be shown beside it; never instead of it."""

    title: str
    figure: Figure | None
    url: str
    unit: str = ""


def period_of(starts: date | None, ends: date | None) -> Period | None:
    """The whole months of a claim; None where it has no period or not whole months."""
    if starts is None or ends is None or starts.day != 1 or (ends + timedelta(days=1)).day != 1:
        return None
    return Period(starts.year * 12 + starts.month - 1, ends.year * 12 + ends.month - 1)


def beside(claim: Claim, now: datetime, language: str) -> Beside | None:
    """What the records say to a claim; None where it names no figure."""
    if not claim.figure_code:
        return None
    try:
        definition = catalogue.get(claim.figure_code)
    except IndicatorError:
        return None
    period = period_of(claim.starts, claim.ends)
    if period is None:
        return Beside(definition.title(language), None, reverse("figure_definition", args=[definition.code]))
    key = FigureKey(definition.code, definition.version, claim.place, period)
    try:
        figure = figures.compute(key, now=now, ground=figures.ground_of(claim.place, period.end.year))
    except (IndicatorError, LookupError):
        return Beside(definition.title(language), None, "")
    url = reverse("figure", args=[str(key)])
    return Beside(definition.title(language), figure, url, definition.unit_label(language))


def findings_of(rights: Rights, claim: Claim) -> list[Finding]:
    """What the checker says of a claim: its own findings, and those it stands in beside others."""
    own = Finding.objects.filter(
        check_code__startswith="claims.",
        place=claim.place,
        state__in=(Finding.State.OPEN, Finding.State.ANSWERED),
    )
    found = own.order_by("pk")[:2000] if rights.sees(claim.place) else []
    return [
        each for each in found if any(kind == "claim" and ref == claim.pid for kind, ref, _t in each.links)
    ]


def names(found: Iterable[Claim]) -> dict[str, str]:
    """The places of some claims by name; one query."""
    return places.names({each.place for each in found})
