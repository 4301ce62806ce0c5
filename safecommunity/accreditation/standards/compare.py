"""Two versions of one standard beside each other: what changed, what must be scored again, what is carried over."""

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

from safecommunity.accreditation.standards.shape import Item, Standard

# below this likeness of the simplified texts two items of different number are not proposed as one
ALIKE = 0.6


@dataclass(frozen=True)
class Change:
    """One difference. ``what``: added, removed, text, basis, points, moved, parts, grades, verdicts, vetoes."""

    what: str
    item: str
    old: str = ""
    new: str = ""

    @property
    def again(self) -> bool:
        """Must an item that was scored by the old version be scored again by the new one?"""
        return self.what in {"added", "text", "points", "parts", "grades"}


def compare(old: Standard, new: Standard) -> list[Change]:
    """What changed from one version to the next, rules first, then items in the new order, then those gone."""
    changes = [
        Change(name, "", _told(getattr(old, name)), _told(getattr(new, name)))
        for name in ("parts", "grades", "verdicts", "vetoes")
        if getattr(old, name) != getattr(new, name)
    ]
    for item in new.items():
        before = old.by_id.get(item.id)
        if before is None:
            changes.append(Change("added", item.id, new=item.text["zh-hans"]))
            continue
        changes += _of_item(old, new, before, item)
    gone = [item for item in old.items() if item.id not in new.by_id]
    return [*changes, *(Change("removed", item.id, old=item.text["zh-hans"]) for item in gone)]


def _of_item(old: Standard, new: Standard, before: Item, after: Item) -> list[Change]:
    """What changed of one item that both versions have."""
    found = []
    if before.text["zh-hans"] != after.text["zh-hans"]:
        found.append(Change("text", after.id, before.text["zh-hans"], after.text["zh-hans"]))
    if before.basis != after.basis:
        found.append(Change("basis", after.id, before.basis, after.basis))
    if (points := (old.points_of(before), new.points_of(after)))[0] != points[1]:
        found.append(Change("points", after.id, *(f"{float(one):g}" for one in points)))
    under = (old.element_of[before.id].id, new.element_of[after.id].id)
    if under[0] != under[1]:
        found.append(Change("moved", after.id, *under))
    return found


def _told(rules: tuple[object, ...]) -> str:
    """Rules in few words: their codes."""
    return ", ".join(str(getattr(one, "code", None) or getattr(one, "id", "")) for one in rules)


def carried(old: Standard, new: Standard) -> Mapping[str, str]:
    """Which item of the new version an item of the old one becomes: by likeness of the text, else by the same number.

    Only one of each: the likest pairs are taken first. What finds no partner is missing here, and its evidence waits to
    be placed by hand.
    """
    pairs = sorted(
        (
            (share, before.id, after.id)
            for before in old.items()
            for after in new.items()
            if (share := _likeness(before, after)) >= ALIKE or before.id == after.id
        ),
        key=lambda one: (-one[0], one[1]),
    )
    found: dict[str, str] = {}
    taken: set[str] = set()
    for _share, before_id, after_id in pairs:
        if before_id not in found and after_id not in taken:
            found[before_id] = after_id
            taken.add(after_id)
    return found


def _likeness(before: Item, after: Item) -> float:
    """How alike the simplified texts are, 0 to 1."""
    one, other = before.text["zh-hans"], after.text["zh-hans"]
    if one == other:
        return 1.0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    # the two bounds cost little and settle most pairs
    if matcher.real_quick_ratio() < ALIKE or matcher.quick_ratio() < ALIKE:
        return 0.0
    return matcher.ratio()
