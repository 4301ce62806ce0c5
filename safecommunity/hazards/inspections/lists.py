"""Checklists: the shipped ones are data, an office's own ones are records with versions. Both are read the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from safecommunity.governance import codes as governance
from safecommunity.hazards.codes import load, said
from safecommunity.hazards.models import Checklist
from safecommunity.places import queries as places

OWN = "own-"
MOST_ITEMS = 60
FILE = "checklists"


@dataclass(frozen=True)
class Item:
    """One thing to look at; kind and colour are the hazard's it becomes where it is not in order."""

    text: str
    standard: str
    kind: str
    color: str


@dataclass(frozen=True)
class Listed:
    """A checklist in the reader's language, with where it comes from."""

    code: str
    title: str
    setting: str
    version: int
    source: str
    items: tuple[Item, ...]

    @property
    def own(self) -> bool:
        """Whether an office made it."""
        return self.code.startswith(OWN)


def shipped() -> list[Listed]:
    """The product's own, by setting."""
    return [_shipped(code, told) for code, told in load(FILE)["checklists"].items()]


def _shipped(code: str, told: dict[str, Any]) -> Listed:
    items = tuple(
        Item(said(one["text"]), str(one.get("standard", "")), one["kind"], one["color"])
        for one in told["items"]
    )
    file = load(FILE)
    return Listed(
        code, said(told["title"]), told["setting"], int(file["version"]), said(file["source"]), items
    )


def _own(one: Checklist) -> Listed:
    items = tuple(Item(i["text"], i["standard"], i["kind"], i["color"]) for i in one.items)
    return Listed(f"{OWN}{one.pid}", one.title, one.setting, one.version, one.source, items)


def offered(tops: Sequence[str]) -> list[Listed]:
    """Those offices at these places may use: their own, those of places above, the shipped; newest versions."""
    pids = {above.pid for top in tops for above in places.ancestors(top)} | set(tops)
    newest: dict[tuple[int, str], Checklist] = {}
    for one in Checklist.objects.filter(place__pid__in=pids).order_by("title", "version"):
        newest[one.place_id, one.title] = one
    return [_own(one) for one in newest.values()] + shipped()


def one(code: str, tops: Sequence[str]) -> Listed | None:
    """A checklist by its code, if these offices may use it."""
    return next((each for each in offered(tops) if each.code == code), None)


def team_name(sector: str) -> str:
    """What an agency that goes along is called."""
    told = load(FILE)["teams"]
    return said(told[sector]) if sector in told else governance.sector_name(sector)


def sectors() -> list[str]:
    """Agencies that may go along: the three teams of D8 first."""
    three = list(load(FILE)["team_three"])
    return three + [code for code in governance.people_sectors() if code not in three]


def is_joint(asked: Sequence[str]) -> bool:
    """Whether the three teams (safety, fire, urban management) go together, as D8 tells of them."""
    return set(load(FILE)["team_three"]) <= set(asked)
