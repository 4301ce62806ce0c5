"""When evidence happened and when it came in: spread over the year, or in a burst before it is looked at (N11)."""

import statistics
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.utils import timezone

from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.queries import uses
from safecommunity.figures.checker import rules


@dataclass(frozen=True)
class Burst:
    """Pieces of a round that were brought in, not computed; `late` ones came in its last days, long after.

    `months`: how many came in by month of the twelve before `until`, oldest first. `gap` is the median of days between
    happening and coming in; None where nothing was brought in.
    """

    until: date
    days: int
    n: int
    last: int
    late: int
    gap: float | None
    months: tuple[tuple[str, int], ...]
    backfill: int
    figures: int
    suspicious: bool

    @property
    def share(self) -> float | None:
        """Share of the pieces that came in the last days; None where there are none."""
        return self.last / self.n if self.n else None

    @property
    def spread(self) -> int:
        """Pieces that came in before the last days."""
        return self.n - self.last


def entered(found: QuerySet[Evidence]) -> QuerySet[Evidence]:
    """Pieces whose coming in is watched: figures are computed, declared backfill is exempt."""
    return found.filter(withdrawn_on__isnull=True, binder="").exclude(kind=Evidence.Kind.FIGURE)


def of_round(one: Round, today: date) -> Burst:
    """The pieces a round uses, looked at from its hand-in (of an open one: from today). One query."""
    ids = uses.of_round(one).values("evidence_id")
    rows = list(Evidence.objects.filter(pk__in=ids).values_list("kind", "binder", "happened_on", "at"))
    until = one.handed_in_on or today
    figures = sum(kind == Evidence.Kind.FIGURE for kind, *_rest in rows)
    backfill = sum(bool(binder) for kind, binder, *_rest in rows if kind != Evidence.Kind.FIGURE)
    days = [
        (happened, timezone.localdate(at))
        for kind, binder, happened, at in rows
        if kind != Evidence.Kind.FIGURE and not binder
    ]
    return measure(days, until, backfill=backfill, figures=figures)


def measure(days: list[tuple[date, date]], until: date, *, backfill: int = 0, figures: int = 0) -> Burst:
    """Of (happened, came in): pure, so that it can be checked by hand."""
    window = int(rules.limit("burst_days"))
    begins = until - timedelta(days=window)
    late_after = timedelta(days=int(rules.limit("burst_late_days")))
    last = [(happened, came) for happened, came in days if came >= begins]
    late = [(happened, came) for happened, came in last if came - happened >= late_after]
    return Burst(
        until=until, days=window, n=len(days), last=len(last), late=len(late),
        gap=statistics.median((came - happened).days for happened, came in days) if days else None,
        months=_months([came for _happened, came in days], until), backfill=backfill, figures=figures,
        suspicious=len(late) >= rules.limit("burst_least") and len(late) >= rules.limit("burst_share") * len(days),
    )  # fmt: skip


def _months(came: list[date], until: date) -> tuple[tuple[str, int], ...]:
    """Pieces by month, twelve months up to a day; what came earlier stands in the first."""
    last = until.year * 12 + until.month - 1
    counts = dict.fromkeys(range(last - 11, last + 1), 0)
    for one in came:
        month = max(last - 11, min(last, one.year * 12 + one.month - 1))
        counts[month] += 1
    return tuple((f"{month // 12}-{month % 12 + 1:02d}", n) for month, n in counts.items())
