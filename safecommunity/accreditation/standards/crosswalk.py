"""Which items of which standards ask for the same: one piece of evidence serves them all.

An item names what it answers elsewhere (``answers``: item or element of another standard). The arrows lead from the
finer sheet to the broader paper and never in a circle: a circle would make every item of it the whole of every other.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from safecommunity.accreditation.standards.shape import Standard

Node = tuple[str, str]


@dataclass(frozen=True)
class Match:
    """An item elsewhere. ``whole``: one names the other; else they meet in a third and agree in part."""

    standard: str
    item: str
    whole: bool


def parse(reference: str) -> Node:
    """``standard:item`` as a pair."""
    standard, _colon, item = reference.partition(":")
    return standard, item


def problems(standards: Iterable[Standard]) -> list[str]:
    """What is wrong with the crosswalk of standards in force together: names nobody has, and circles."""
    sheets = {one.id: one for one in standards}
    found = []
    for sheet in sheets.values():
        for item in sheet.items():
            for reference in item.answers:
                if not _exists(sheets, parse(reference)):
                    found.append(
                        _("%(from)s answers “%(to)s”, which no standard here has")
                        % {"from": f"{sheet.id}:{item.id}", "to": reference[:80]}
                    )
    circle = _circle(_arrows(sheets))
    if circle:
        found.append(
            _("The crosswalk runs in a circle: %(way)s (rule crosswalk.circle)")
            % {"way": " → ".join(":".join(one) for one in circle)}
        )
    return found


def _exists(sheets: Mapping[str, Standard], node: Node) -> bool:
    """Is it an item or an element of a standard?"""
    sheet = sheets.get(node[0])
    return sheet is not None and (node[1] in sheet.by_id or any(e.id == node[1] for e in sheet.elements))


def _arrows(sheets: Mapping[str, Standard]) -> dict[Node, list[Node]]:
    """Every item's answers; an item also leads to its element, where the element is somebody's answer."""
    named = {parse(r) for sheet in sheets.values() for item in sheet.items() for r in item.answers}
    arrows: dict[Node, list[Node]] = {}
    for sheet in sheets.values():
        for item in sheet.items():
            to = [parse(one) for one in item.answers]
            element = (sheet.id, sheet.element_of[item.id].id)
            # where an item bears the number of an element, the number means the item
            if element in named and element[1] not in sheet.by_id:
                to.append(element)
            arrows[sheet.id, item.id] = to
    return arrows


def _circle(arrows: Mapping[Node, list[Node]]) -> list[Node]:
    """A way that comes back to where it began; empty where there is none."""
    done: set[Node] = set()
    for start in arrows:
        stack: list[tuple[Node, int]] = [(start, 0)]
        way = {start: None}
        while stack:
            node, tried = stack[-1]
            following = arrows.get(node, [])
            if tried == len(following) or node in done:
                done.add(node)
                way.pop(node, None)
                stack.pop()
                continue
            stack[-1] = (node, tried + 1)
            to = following[tried]
            if to in way:
                walked = [one for one, _n in stack]
                return [*walked[walked.index(to) :], to]
            if to not in done:
                way[to] = None
                stack.append((to, 0))
    return []


class Crosswalk:
    """The standards in force, asked many times: reaches are worked out once."""

    def __init__(self, standards: Iterable[Standard]) -> None:
        self.sheets = {one.id: one for one in standards}
        self._arrows = _arrows(self.sheets)
        self._reach = {node: self._reached(node) for node in self._arrows}
        self._meet: dict[Node, list[Node]] = {}
        for node, reached in self._reach.items():
            for other in reached:
                self._meet.setdefault(other, []).append(node)

    def _reached(self, node: Node) -> frozenset[Node]:
        """Everything an item answers, over any number of steps."""
        seen: set[Node] = set()
        todo = list(self._arrows.get(node, ()))
        while todo:
            one = todo.pop()
            if one not in seen:
                seen.add(one)
                todo += self._arrows.get(one, ())
        return frozenset(seen)

    def reach(self, standard: str, item: str) -> frozenset[Node]:
        """Everything an item answers in other standards, over any number of steps."""
        return self._reach.get((standard, item), frozenset())

    def of(self, standard: str, item: str) -> list[Match]:
        """Items of other standards that ask for the same, whole matches first."""
        node = (standard, item)
        up = self._reach.get(node, frozenset())
        found: dict[Node, bool] = {}
        for other in up:
            found[other] = True
        for other in self._meet.get(node, ()):
            found[other] = True
        for shared in up:
            for other in self._meet.get(shared, ()):
                found.setdefault(other, False)
        return sorted(
            (
                Match(sheet, name, whole)
                for (sheet, name), whole in found.items()
                if sheet != standard and name in self.sheets[sheet].by_id
            ),
            key=lambda one: (not one.whole, one.standard, one.item),
        )
