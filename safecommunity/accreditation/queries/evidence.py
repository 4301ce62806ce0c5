"""Evidence of a place, what the records themselves offer for an item, and how far a sheet is answered by them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from safecommunity.accreditation.models import Evidence
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.accreditation.standards import Standard
from safecommunity.figures import queries as figures
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place


def seen(rights: Rights) -> QuerySet[Evidence]:
    """Evidence of the places the reader works for or reviews, with how often it is used."""
    paths = places.open_paths(rights.reader.place_scopes(ROOM, *LOOKS)).values()
    live = Q(uses__ended_on__isnull=True)
    return (
        Evidence.objects.filter(Q(place_id__in=places.keys_under(paths)) | Q(place__pid__in=rights.reviewed))
        .select_related("place").annotate(used=Count("uses", filter=live))
    )  # fmt: skip


def one(rights: Rights, pid: str) -> Evidence | None:
    """One piece of a place whose rounds the reader sees."""
    found = Evidence.objects.select_related("place").filter(pid=pid).first()
    return found if found is not None and found.place.pid in rights.looks_in | rights.reviewed else None


def of_codes(codes: Iterable[str], place: Place, year: int, now: datetime) -> list[Figure]:
    """Figures of a place and year by code; a code the catalogue has not is left out."""
    known = {one.code for one in catalogue.CATALOGUE}
    wanted = [catalogue.get(code) for code in dict.fromkeys(codes) if code in known]
    if not wanted:
        return []
    return figures.compute_many(wanted, place.pid, Period.parse(str(year)), now=now)


def answered(standard: Standard, place: Place, year: int, now: datetime) -> set[str]:
    """Items at least one figure of the place and year speaks to, with records behind it."""
    told = of_codes((code for item in standard.items() for code in item.figures), place, year, now)
    live = {figure.definition.code for figure in told if figure.n > 0}
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
    live = {figure.definition.code for figure in told if figure.n > 0}
    found = []
    for standard in force.values():
        ids = {item.id for item in standard.items() if live.intersection(item.figures)}
        found.append({"standard": standard, "rows": sheets.coverage(standard, ids)})
    return found
