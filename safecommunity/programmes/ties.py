"""Records of other rooms that belong to a project. Rooms above (and governance) say what can be tied, in the slot
`project.outputs`; this room knows them by kind and public id only."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from safecommunity.shell import slots


@dataclass(frozen=True)
class Record:
    """A record as a project needs it. `group`: a code of the groups of codes/projects.yaml; `amount` in words."""

    ref: str
    title: str
    on: date
    group: str
    place: str
    url: str = ""
    amount: str = ""
    setting: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of record that can be tied.

    `known(refs)`: those that stand, whoever asks (what was reversed or withdrawn is not among them);
    `seen(reader, refs)`: those of them this reader may open; `find(reader, text, most)`: the newest that fit a text.
    """

    code: str
    title: Any
    known: Callable[[Iterable[str]], Mapping[str, Record]]
    seen: Callable[[Any, Iterable[str]], Mapping[str, Record]]
    find: Callable[[Any, str, int], list[Record]]


def kinds() -> dict[str, Kind]:
    """What can be tied on this installation."""
    return {one.code: one for one in slots.collect("project.outputs", None)}
