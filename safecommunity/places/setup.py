"""This room's steps of the set-up guide: places, people, outlines, organisations."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import reader_of
from safecommunity.places import queries
from safecommunity.places.boundaries.queries import DRAWS
from safecommunity.places.models import Boundary, Level, Place, Population, SocialUnit
from safecommunity.places.offices import KEEPS, SHAPES, Office
from safecommunity.shell.slots import SetupCount, SetupLink, SetupStep


def steps(
    request: HttpRequest, *, place: Place | None, inside: frozenset[str] = frozenset(), **_context: Any
) -> list[SetupStep]:
    """Places first; the others once there is a street."""
    reader = reader_of(request)
    shapes, keeps = Office(reader, SHAPES).any, Office(reader, KEEPS).any
    found = [_places(place, inside, shapes)]
    if place is not None:
        draws = queries.within(reader, place.pid, "places", *DRAWS)
        found += [_population(place, inside, keeps), _outlines(place, inside, draws), _units(inside, keeps)]
    return found


def _places(place: Place | None, inside: frozenset[str], shapes: bool) -> SetupStep:
    there: tuple[SetupCount, ...] = ()
    missing: tuple[str, ...] = (_("No street or town is on record yet"),)
    if place is not None:
        standing = Place.objects.filter(pid__in=inside, ends__isnull=True).values_list("level", flat=True)
        levels = list(standing)
        url = reverse("places") if shapes else ""
        there = tuple(
            SetupCount(levels.count(level), name, url)
            for level, name in (
                (Level.COMMUNITY, _("communities and villages")),
                (Level.GRID, _("grids")),
            )
        )
        missing = () if Level.COMMUNITY in levels else (_("No community is on record below this street"),)
    says = _(
        "The street with its communities, villages and grids, each with a code. Everything else hangs on them."
    )
    who = "" if shapes else _("the chief or an administrator")
    links = (
        SetupLink(_("Import places"), reverse("places_import")),
        SetupLink(_("Places"), reverse("places")),
    )
    templates = (SetupLink(_("Template of places"), reverse("places_template")),)
    return SetupStep(
        "places", 10, _("Places"), says, there, missing, links=links if shapes else (),
        templates=templates if shapes else (), who=who,
    )  # fmt: skip


def _population(place: Place, inside: frozenset[str], keeps: bool) -> SetupStep:
    known = Population.objects.filter(place__pid__in=inside)
    pids = set(known.values_list("place__pid", flat=True).distinct())
    homes = set(known.filter(households__isnull=False).values_list("place__pid", flat=True).distinct())
    communities = list(
        Place.objects.filter(pid__in=inside, level=Level.COMMUNITY, ends__isnull=True).values_list(
            "pid", "name"
        )
    )
    without = [name for pid, name in communities if pid not in homes]
    url = reverse("population") if keeps else ""
    there = (
        SetupCount(len(pids), _("places with a population table"), url),
        SetupCount(sum(pid in homes for pid, _name in communities), _("communities with households"), url),
    )
    missing = []
    if place.pid not in pids:
        missing.append(_("The street itself has no population table: rates cannot be said"))
    if without:
        says = _("No households of %(places)s: letters of households cannot be due there")
        missing.append(says % {"places": _named(without)})
    return SetupStep(
        "population", 20, _("Population and households"),
        _("Residents by sex and age, and households, with their source. Rates divide by them; letters of "
          "households are due by them."),
        there, tuple(missing), links=_to(keeps, (_("Import population"), "population_import")),
        templates=(
            SetupLink(_("Template, one row a place"), reverse("population_template", args=["wide"])),
            SetupLink(_("Template, one row a number"), reverse("population_template", args=["long"])),
        ) if keeps else (), who="" if keeps else _("the office"),
    )  # fmt: skip


def _outlines(place: Place, inside: frozenset[str], draws: bool) -> SetupStep:
    known = Boundary.objects.filter(place__pid__in=inside, ends__isnull=True).count()
    url = reverse("boundaries", args=[place.pid])
    return SetupStep(
        "outlines", 30, _("Outlines on the map"),
        _("From GeoJSON, or drawn on a scanned plan. Without them the maps stay lists; nothing else is missing."),
        (SetupCount(known, _("outlines"), url if draws else ""),), () if known else (_("No outline yet"),), True,
        (SetupLink(_("Enter outlines"), url),) if draws else (), who="" if draws else _("the office"),
    )  # fmt: skip


def _units(inside: frozenset[str], keeps: bool) -> SetupStep:
    today = timezone.localdate()
    standing = SocialUnit.objects.filter(place__pid__in=inside, starts__lte=today).exclude(ends__lte=today)
    n, reporting = standing.count(), standing.filter(reports_injuries=True).count()
    url = reverse("units") if keeps else ""
    missing = []
    if not n:
        missing.append(_("No organisation is on record yet"))
    elif not reporting:
        missing.append(_("No facility reports injuries: nothing is due from clinics and hospitals"))
    return SetupStep(
        "units", 40, _("Social units"),
        _("Shops, firms, schools, sites, venues, clinics. Letters, certificates and requests go to them; clinics "
          "marked as reporting owe their cards."),
        (SetupCount(n, _("organisations"), url),
         SetupCount(reporting, _("of them report injuries"), f"{url}?show=reporting" if url else "")),
        tuple(missing), links=_to(
            keeps, (_("Import organisations"), "unit_import"), (_("Enter an organisation"), "unit_new")
        ),
        templates=(SetupLink(_("Template of organisations"), reverse("unit_template")),) if keeps else (),
        who="" if keeps else _("the office"),
    )  # fmt: skip


def _to(may: bool, *links: tuple[str, str]) -> tuple[SetupLink, ...]:
    return tuple(SetupLink(title, reverse(name)) for title, name in links) if may else ()


def _named(names: list[str]) -> str:
    """The first of them by name, the others by number."""
    shown = _(", ").join(names[:3])
    return shown if len(names) <= 3 else _("%(names)s and %(n)s more") % {"names": shown, "n": len(names) - 3}
