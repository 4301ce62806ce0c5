"""Where the ledger of drills and the returns handed in say different numbers: both are shown, neither is changed."""

from collections.abc import Iterable
from dataclasses import dataclass

from safecommunity.emergency.models import Drill
from safecommunity.governance.models import ReturnCell
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places

FORM, CELL = "outreach_month", "drills.n"
MOST = 400


@dataclass(frozen=True)
class Difference:
    """One return whose number is another than the ledger's."""

    place: str
    pid: str
    first: int
    last: int
    told: int
    counted: int

    @property
    def month(self) -> str:
        """The months it is for."""
        return str(Period(self.first, self.last))


def differences(pids: Iterable[str], first: int, last: int) -> list[Difference]:
    """Returns of some places and months whose number of drills is not that of the ledger. A fixed number of queries."""
    cells = ReturnCell.objects.filter(
        cell=CELL, standing=True, of__form__key=FORM, of__unit__isnull=True, of__place__pid__in=list(pids),
        of__first__gte=first, of__last__lte=last,
    )  # fmt: skip
    rows = list(cells.select_related("of__place").order_by("-of__last", "of__place__order", "pk")[:MOST])
    if not rows:
        return []
    trees = places.subtrees({one.of.place.pid for one in rows})
    span = Period(min(one.of.first for one in rows), max(one.of.last for one in rows))
    held = Drill.objects.filter(
        state=Drill.State.DONE,
        done_on__range=(span.start, span.end),
        place__pid__in=frozenset().union(*trees.values()),
    )
    drills = [
        (pid, on.year * 12 + on.month - 1) for pid, on in held.values_list("place__pid", "done_on") if on
    ]
    found = []
    for cell in rows:
        tree, one = trees[cell.of.place.pid], cell.of
        counted = sum(1 for pid, month in drills if pid in tree and one.first <= month <= one.last)
        if counted != cell.value:
            found.append(Difference(one.place.name, one.pid, one.first, one.last, cell.value, counted))
    return found
