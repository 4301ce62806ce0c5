"""Every write of this room: the tree, its people, its organisations, and the shipped divisions."""

from safecommunity.places.actions.divisions import load as load_divisions
from safecommunity.places.actions.loading import PlaceRow, load_places
from safecommunity.places.actions.population import PopulationTable, import_populations, set_population
from safecommunity.places.actions.tree import (
    Refused,
    Residents,
    create_place,
    give_code,
    merge_or_split,
    move_place,
    path_of,
)
from safecommunity.places.actions.units import FIELDS as UNIT_FIELDS
from safecommunity.places.actions.units import (
    change_unit,
    close_unit,
    find_unit,
    import_units,
    register_unit,
    set_safety,
    year_ref,
)

__all__ = [
    "UNIT_FIELDS",
    "PlaceRow",
    "PopulationTable",
    "Refused",
    "Residents",
    "change_unit",
    "close_unit",
    "create_place",
    "find_unit",
    "give_code",
    "import_populations",
    "import_units",
    "load_divisions",
    "load_places",
    "merge_or_split",
    "move_place",
    "path_of",
    "register_unit",
    "set_population",
    "set_safety",
    "year_ref",
]  # fmt: skip
