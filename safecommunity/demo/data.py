"""The fictional world as data: the tree of places and the proportions injuries are drawn from."""

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).resolve().parent


@lru_cache
def places() -> dict[str, Any]:
    """Tree, residents, social units."""
    return _load("places.yaml")


@lru_cache
def injuries() -> dict[str, Any]:
    """How injuries are drawn."""
    return _load("injuries.yaml")


@lru_cache
def events() -> dict[str, Any]:
    """What happens besides single injuries."""
    return _load("events.yaml")


@lru_cache
def organisation() -> dict[str, Any]:
    """Shops, letters, bodies, meetings."""
    return _load("organisation.yaml")


def load(name: str) -> dict[str, Any]:
    """A file of the fictional world."""
    return _load(name)


def _load(name: str) -> dict[str, Any]:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def town_of(code: str) -> dict[str, Any]:
    """The street or town a code lies in, by its first letters."""
    return next(town for town in places()["towns"] if code.startswith(town["code"]))


def grid_codes(community: dict[str, Any]) -> tuple[str, ...]:
    """Codes of a community's grids; a village without grids stands for itself."""
    return tuple(f"{community['code']}-{n}" for n in range(1, community["grids"] + 1)) or (community["code"],)
