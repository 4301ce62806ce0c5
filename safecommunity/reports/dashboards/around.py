"""What stands around the cards: work that waits, what does not add up, months of the streets, titles on their way."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest

from safecommunity.accounts.models import Role
from safecommunity.accounts.reader import Reader
from safecommunity.accreditation.queries import board
from safecommunity.accreditation.rights import LOOKS, ROOM
from safecommunity.accreditation.rights import Rights as Applications
from safecommunity.figures.checker import queries as checker
from safecommunity.figures.checker.rights import of_request
from safecommunity.figures.models import Finding
from safecommunity.governance.targets import queries as targets
from safecommunity.injuries.queries import months, returns
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports import district, waiting

SHOWN, MOST_STREETS = 5, 1500


@dataclass(frozen=True)
class Work:
    """What waits for the reader, the most urgent first."""

    items: list[Any]
    total: int
    late: int


def work(request: HttpRequest, reader: Reader, today: date) -> Work | None:
    """Things due by the reader; None where nothing waits."""
    found = waiting.told(request, reader, today)
    return Work(found.first[:SHOWN], found.total, found.late) if found.total else None


def findings(request: HttpRequest, place: Place) -> list[tuple[str, int]] | None:
    """Open findings of the checker at a place and beneath, by rule; None for who may not see them."""
    held = of_request(request)
    if held is None or not held.sees(place.pid):
        return None
    counts = checker.counts(checker.of_place(checker.findings(held), place.pid))
    return sorted((rule, n) for (rule, state), n in counts.items() if state == Finding.State.OPEN)


def handed_in(reader: Reader, place: Place, today: date) -> district.District | None:
    """The months the streets of a place handed in, for whoever hands in or receives them."""
    streets = (*returns.submits(reader), *returns.supervised(reader))
    inside = places.subtrees([place.pid])[place.pid]
    mine = list({one.pk: one for one in streets if one.pid in inside}.values())[:MOST_STREETS]
    if not mine:
        return None
    period = months.window(today, district.SHOWN)
    found = district.District(returns.matrix(mine, period, today), period)
    return found if found.due else None


def titles(reader: Reader, place: Place, today: date) -> board.Board | None:
    """Applications at or beneath a place, for whoever looks at them."""
    if not places.within(reader, place.pid, ROOM, *LOOKS, Role.SUPERVISOR):
        return None
    found = board.of_place(Applications(reader), place, today)
    return found if found.standing or found.streets > 1 else None


def coverage(reader: Reader, place: Place, now: Any, today: date) -> list[dict[str, Any]]:
    """Targets of the place that count titles, with how far they are."""
    rows = targets.visible(reader).filter(
        place=place, dropped_on__isnull=True, figure__startswith="titles.", deadline__gte=today
    )
    found = []
    for one in rows.order_by("deadline", "pk")[:SHOWN]:
        told = targets.progress(one, now=now, today=today)
        share = told.share if told is not None else None
        found.append(
            {"target": one, "value": targets.value_text(one), "told": told,
             "share": int(100 * share + 1e-9) if share is not None else None, "left": (one.deadline - today).days}
        )  # fmt: skip
    return found
