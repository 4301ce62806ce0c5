"""Evidence of a place, what the records themselves offer for an item, and how far a sheet is answered by them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from safecommunity.accreditation.models import Application, Evidence, Rectification
from safecommunity.accreditation.queries import sheets, uses
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.accreditation.standards import Standard
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place


def seen(rights: Rights) -> QuerySet[Evidence]:
    """Evidence of the places the reader works for, or shown to the panels he sits on, with how often it is used."""
    paths = places.open_paths(rights.reader.place_scopes(ROOM, *LOOKS)).values()
    live = Q(uses__ended_on__isnull=True)
    return (
        Evidence.objects.filter(Q(place_id__in=places.keys_under(paths)) | shown(rights))
        .select_related("place").annotate(used=Count("uses", filter=live))
    )  # fmt: skip


def one(rights: Rights, pid: str) -> Evidence | None:
    """One piece of a place whose rounds the reader sees, shown to a panel he sits on, or filed as a paper he sees."""
    found = Evidence.objects.select_related("place").filter(pid=pid).first()
    if found is None or found.place.pid in rights.looks_in:
        return found
    if rights.reviewing and Evidence.objects.filter(shown(rights), pk=found.pk).exists():
        return found
    filed = found.papers.filter(
        withdrawn_on__isnull=True, application__in=Application.objects.filter(rights.seen_applications())
    )
    return found if filed.exists() else None


def shown(rights: Rights) -> Q:
    """Condition on evidence a reviewer is shown: used for what was handed in, or to put right what was found."""
    found = Q(pk__in=[])
    for panel in rights.reviewing:
        found |= Q(pk__in=uses.of_round(panel.round).values("evidence"))
    done = Rectification.objects.filter(finding__panel__in=rights.reviewing, evidence__isnull=False)
    return found | Q(pk__in=done.values("evidence")) if rights.reviewing else found


def of_codes(codes: Iterable[str], place: Place, year: int, now: datetime) -> list[Figure]:
    """Figures of a place and year by code, narrowed where the code says so (projects.count~setting=0).

    A code the catalogue has not, or a narrowing the figure does not know, is left out.
    """
    known, period = {one.code for one in catalogue.CATALOGUE}, Period.parse(str(year))
    asked = [code for code in dict.fromkeys(codes) if code.split("~")[0] in known]
    by_narrowing: dict[str, list[str]] = {}
    for code in asked:
        name, _sign, narrow = code.partition("~")
        by_narrowing.setdefault(narrow, []).append(name)
    if not asked:
        return []
    found: dict[str, Figure] = {}
    ground = figures.ground_of(place.pid, year)
    for narrow, names in by_narrowing.items():
        for figure in _narrowed(names, narrow, place.pid, period, now, ground):
            found[name_of(figure)] = figure
    return [found[code] for code in asked if code in found]


def _narrowed(
    names: list[str], narrow: str, pid: str, period: Period, now: datetime, ground: figures.Ground
) -> list[Figure]:
    """Figures of one narrowing; with none all are asked together."""
    if not narrow:
        wanted = [catalogue.get(name) for name in names]
        return figures.compute_many(wanted, pid, period, now=now, ground=ground)
    told = []
    for name in names:
        try:
            key = FigureKey.parse(f"{name}@{catalogue.get(name).version}~{pid}~{period}~{narrow}")
            told.append(figures.compute(key, now=now, ground=ground))
        except IndicatorError:
            continue
    return told


def name_of(figure: Figure) -> str:
    """How an item names a figure: its code, with what it is narrowed to."""
    return "~".join([figure.definition.code, *str(figure.key).split("~")[3:]])


def answered(standard: Standard, place: Place, year: int, now: datetime) -> set[str]:
    """Items at least one figure of the place and year speaks to, with records behind it."""
    told = of_codes((code for item in standard.items() for code in item.figures), place, year, now)
    live = {name_of(figure) for figure in told if figure.n > 0}
    return {item.id for item in standard.items() if live.intersection(item.figures)}


def coverage(place: Place, year: int, now: datetime) -> list[dict[str, Any]]:
    """For every standard in force the share of items with automatic evidence, by basis of the item."""
    force = sheets.in_force()
    told = of_codes(
        (code for standard in force.values() for item in standard.items() for code in item.figures),
        place,
        year,
        now,
    )
    live = {name_of(figure) for figure in told if figure.n > 0}
    found = []
    for standard in force.values():
        ids = {item.id for item in standard.items() if live.intersection(item.figures)}
        found.append({"standard": standard, "rows": sheets.coverage(standard, ids)})
    return found
