"""The programme board: the places of a reader as a tree, with what stands in each and below it. Constant queries."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count

from safecommunity.accounts.models import Role
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.places import queries as places
from safecommunity.places.queries import Choice


@dataclass(frozen=True)
class Node:
    """A place of the tree; counts are of the place and everything below it."""

    place: Choice
    depth: int
    below: int
    """places below it"""
    handed_in: int
    open: int


def tree(rights: Rights, year: int | None = None) -> list[Node]:
    """The reader's places along the tree with their self-assessments (of a year, or of all): three queries.

    Counts are rolled up here, from one count a place: a subtree is asked for nothing.
    """
    found = places.choices(rights.reader, ROOM, *LOOKS, Role.SUPERVISOR)
    rounds = Round.objects.filter(rights.seen(), kind=Round.Kind.SELF).order_by()
    if year is not None:
        rounds = rounds.filter(year=year)
    counts: dict[int, dict[str, int]] = {}
    for pk, state, n in rounds.values_list("place_id", "state").annotate(n=Count("pk")):
        counts.setdefault(pk, {})[state] = n
    return rolled_up(found, counts)


def rolled_up(found: list[Choice], counts: Mapping[int, Mapping[str, int]]) -> list[Node]:
    """Counts of each place added to those above it: parents stand before their children."""
    at = {one.pk: n for n, one in enumerate(found)}
    parent = [at.get(one.parent_id, -1) if one.parent_id is not None else -1 for one in found]
    depth = [0] * len(found)
    for n, above in enumerate(parent):
        depth[n] = depth[above] + 1 if above >= 0 else 0
    below = [0] * len(found)
    handed = [counts.get(one.pk, {}).get(Round.State.HANDED_IN, 0) for one in found]
    still_open = [counts.get(one.pk, {}).get(Round.State.OPEN, 0) for one in found]
    for n in range(len(found) - 1, -1, -1):
        above = parent[n]
        if above >= 0:
            below[above] += below[n] + 1
            handed[above] += handed[n]
            still_open[above] += still_open[n]
    return [Node(one, depth[n], below[n], handed[n], still_open[n]) for n, one in enumerate(found)]
