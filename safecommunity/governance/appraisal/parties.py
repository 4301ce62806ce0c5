"""Who is due in an appraisal: taken from the registers, dated; what began, ended or merged within the year is told."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.facts.organisation import name_on
from safecommunity.governance.models import Agency, Letter, LetterRound, PartyKind
from safecommunity.places import queries as places
from safecommunity.places.models import Lineage, Place, PlacePath, SocialUnit


@dataclass(frozen=True)
class Due:
    """One party as the registers know it for a year."""

    place: Place
    name: str
    starts: date | None
    ends: date | None
    agency: Agency | None = None
    community: Place | None = None
    unit: SocialUnit | None = None
    went_to: str = ""

    @property
    def key(self) -> int:
        """The register's own number: agencies, places and units are never mixed in one appraisal."""
        return next(one.pk for one in (self.agency, self.community, self.unit) if one is not None)


def due(place: Place, kind: str, year: int) -> list[Due]:
    """Every party of a kind that stood at any time of a year."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    if kind == PartyKind.AGENCY:
        return _agencies(place, first, last)
    if kind == PartyKind.COMMUNITY:
        return _communities(place, first, last)
    return _units(place, first, last)


def _within(
    starts: date | None, ends: date | None, first: date, last: date
) -> tuple[date | None, date | None]:
    """The days that matter: began after the first, ended by the last day of the year."""
    return (starts if starts and starts > first else None, ends if ends and ends <= last else None)


def _agencies(place: Place, first: date, last: date) -> list[Due]:
    found = Agency.objects.filter(Q(ends__isnull=True) | Q(ends__gt=first), place=place, starts__lte=last)
    rows = []
    for one in found.prefetch_related("names"):
        starts, ends = _within(one.starts, one.ends, first, last)
        rows.append(Due(place, name_on(one, ends or last), starts, ends, agency=one))
    many = Counter(one.name for one in rows)  # one office may do the work of several sectors
    return [_told_apart(one) if many[one.name] > 1 else one for one in rows]


def _told_apart(one: Due) -> Due:
    """A department whose name others bear too, with its sector."""
    sector = codes.sector_name(one.agency.sector) if one.agency is not None else ""
    return replace(one, name=(_("%(name)s (%(sector)s)") % {"name": one.name, "sector": sector})[:120])


def _communities(place: Place, first: date, last: date) -> list[Due]:
    paths = PlacePath.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=first), place__level="community", starts__lte=last,
        path__startswith=places.open_paths([place.pid])[place.pid],
    ).select_related("place").order_by("place__order", "place_id", "starts")  # fmt: skip
    spans: dict[int, tuple[Place, date, date | None]] = {}
    for row in paths:
        known = spans.get(row.place_id)
        spans[row.place_id] = (row.place, known[1] if known else row.starts, row.ends or row.place.ends)
    went: dict[int, list[str]] = {}
    for line in Lineage.objects.filter(older__in=spans, on__range=(first, last)).select_related("newer"):
        went.setdefault(line.older_id, []).append(line.newer.name)
    rows = []
    for pk, (one, begun, ended) in spans.items():
        if ended is not None and ended <= first:
            continue
        starts, ends = _within(begun, ended, first, last)
        rows.append(
            Due(one, one.name, starts, ends, community=one, went_to=_(", ").join(went.get(pk, []))[:200])
        )
    return rows


def _units(place: Place, first: date, last: date) -> list[Due]:
    """Units a letter was due from in the year; where no letters were opened, every unit of the register."""
    under = places.keys_under([places.open_paths([place.pid])[place.pid]])
    found = SocialUnit.objects.filter(
        Q(ends__isnull=True) | Q(ends__gt=first), place_id__in=under, starts__lte=last
    )
    rounds = LetterRound.objects.filter(place=place, year=first.year, level="unit")
    if rounds.exists():
        found = found.filter(pk__in=Letter.objects.filter(round__in=rounds).values("unit"))
    rows = []
    for one in found.select_related("place"):
        starts, ends = _within(one.starts, one.ends, first, last)
        rows.append(Due(one.place, one.name, starts, ends, unit=one))
    return rows
