"""The room's entry in Django."""

from typing import Any

from django.apps import AppConfig

MOST_CHOICES = 3000  # of a whole installation: a page with the country's forty thousand would be no help


class PlacesConfig(AppConfig):
    """Room: places."""

    name = "safecommunity.places"
    label = "places"

    def ready(self) -> None:
        """Offer places and units to the pages of lower rooms."""
        from safecommunity.places import setup
        from safecommunity.places.views.units import UNITS
        from safecommunity.shell import lists, slots

        lists.register(UNITS)
        slots.register("place.choices", place_choices)
        slots.register("unit.choices", unit_choices)
        slots.register("frame.labels", labels)
        slots.register("menu", menu, order=40)
        slots.register("menu", outlines, order=41)
        slots.register("setup.step", setup.steps)


def menu(request: Any, **_context: Any) -> list[Any]:
    """Population and the register of units for those who keep them."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.places.offices import KEEPS, SHAPES, Office
    from safecommunity.shell.slots import MenuEntry

    reader = getattr(request, "reader", None)
    if reader is None or not reader.has(*KEEPS) or not Office(reader).any:
        return []
    entries = [
        MenuEntry("system", _("Facilities and units"), reverse("units"), sub="base"),
        MenuEntry("system", _("Population"), reverse("population"), sub="base"),
    ]
    if reader.has(*SHAPES):
        entries.append(MenuEntry("system", _("Places"), reverse("places"), sub="base"))
    return entries


def outlines(request: Any, **_context: Any) -> list[Any]:
    """The outlines of one's own place, for those who enter them."""
    from django.urls import reverse
    from django.utils.translation import gettext as _

    from safecommunity.places.boundaries.queries import DRAWS
    from safecommunity.shell.slots import MenuEntry

    reader = getattr(request, "reader", None)
    own = reader.place_scopes("places", *DRAWS) if reader is not None else ()
    return (
        [MenuEntry("system", _("Outlines"), reverse("boundaries", args=[own[0]]), sub="base")] if own else []
    )


def place_choices(request: Any, **_context: Any) -> list[tuple[str, str]]:
    """(pid, name) of the places the reader's rights reach, indented along the tree.

    An administrator without a place looks after the whole installation: everything below its roots.
    """
    from safecommunity.accounts.models import Role
    from safecommunity.places import queries
    from safecommunity.places.offices import Office

    everywhere = Office(request.reader, (Role.ADMIN,)).everywhere
    found = queries.choices_of_all(MOST_CHOICES) if everywhere else queries.choices(request.reader)
    depth: dict[int | None, int] = {}
    for place in found:
        depth[place.pk] = depth.get(place.parent_id, -1) + 1
    return [(place.pid, "　" * depth[place.pk] + place.name) for place in found]


def unit_choices(request: Any, **_context: Any) -> list[tuple[str, str]]:
    """(pid, name) of the reporting facilities within the reader's places."""
    from safecommunity.accounts.models import Role
    from safecommunity.places import queries
    from safecommunity.places.offices import Office

    everywhere = Office(request.reader, (Role.ADMIN,)).everywhere
    reach = Office(request.reader, (Role.ADMIN,)).reach if everywhere else queries.reach(request.reader)
    return [(unit.pid, unit.name) for unit in queries.units_within(reach)]


def _own_place(reader: Any) -> str:
    """Where the reader works: his first place, or the place of his facility."""
    from safecommunity.places import queries

    if own := reader.place_scopes():
        return str(own[0])
    unit = queries.unit(reader.units[0]) if reader.units else None
    return unit.place.pid if unit else ""


def labels(request: Any, **_context: Any) -> list[Any]:
    """The strip under the top bar: simulated or real, as the place on the page says of itself."""
    from django.utils.translation import gettext as _

    from safecommunity.places import queries
    from safecommunity.shell.slots import Label

    reader = getattr(request, "reader", None)
    pid = getattr(request, "shown_place", "") or (_own_place(reader) if reader else "")
    kind, source = queries.label_of(pid) if pid else ("", "")
    if kind == "simulated":
        return [
            Label(
                kind,
                _("Simulated data"),
                _("Names, places and numbers here are invented; exports and prints carry this label too."),
            )
        ]
    if kind == "real":
        return [
            Label(kind, _("Real data"), _("Real records; source: %(source)s") % {"source": source or "—"})
        ]
    return []
