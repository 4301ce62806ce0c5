"""Which office a role of a procedure is, for a place of this installation, and who sits there."""

from collections.abc import Sequence
from dataclasses import dataclass

from safecommunity.accounts.models import Role
from safecommunity.accreditation.models import Application
from safecommunity.accreditation.procedures.shape import APPLICANT, CHIEF, TIERS
from safecommunity.accreditation.rights import ROOM, Rights
from safecommunity.places import queries as places
from safecommunity.places.models import Level, Place

RANK = {level: n for n, level in enumerate(Level.values)}  # the country is 0


@dataclass(frozen=True)
class Office:
    """The office that acts. `recorded`: it puts on record what an office outside this installation did."""

    place: Place
    recorded: bool = False


def line_above(place: Place) -> list[Place]:
    """The places above, the nearest first; two queries."""
    return [one for one in reversed(places.ancestors(place.pid)) if one.pid != place.pid]


def office_of(place: Place, role: str, above: Sequence[Place] | None = None) -> Office:
    """The applicant's own office, or the nearest above it at the level of the tier or higher.

    A level the tree does not have is stood in for by the next above. Where none is left, the highest office of the
    installation (or the applicant's own chief) puts on record what the office outside did, with its paper.
    """
    if role in (APPLICANT, CHIEF):
        return Office(place)
    line = line_above(place) if above is None else above
    wanted = RANK[TIERS[role]]
    for one in line:
        if RANK[one.level] <= wanted:
            return Office(one)
    return Office(line[-1] if line else place, recorded=True)


def sits(rights: Rights, one: Application, role: str, office: Office) -> bool:
    """Whether the reader may act as this role on this application: the very office, none above or beside it."""
    if role == APPLICANT:
        return rights.keeps(one.place)
    if role == CHIEF or office.place.pk == one.place.pk:
        return rights.chief_of(one.place)
    return office.place.pid in rights.reader.place_scopes(ROOM, Role.SUPERVISOR)
