"""Every write of this room: the tree, its people, its organisations, and the shipped divisions."""

from safecommunity.places.actions.divisions import load as load_divisions
from safecommunity.places.actions.tree import (
    Refused,
    Residents,
    create_place,
    give_code,
    merge_or_split,
    move_place,
    path_of,
    register_unit,
    set_population,
)

__all__ = [
    "Refused", "Residents", "create_place", "give_code", "load_divisions", "merge_or_split", "move_place", "path_of",
    "register_unit", "set_population",
]  # fmt: skip
