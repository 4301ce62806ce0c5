"""The order of an appraisal: totals with their bounds, ties and completeness beside each place, who looks last only.

Points people gave carry no sampling error; points read from rates and samples do, and are drawn again and again. What
is not scored yet may still be given. So a place has bounds, and last is credible only where both say so.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.epi.totals import SampledPart, TotalRanks, rank_totals
from safecommunity.governance.appraisal.spec import Item, Spec, plain
from safecommunity.governance.models import AppraisalMark, AppraisalParty

ZERO = Decimal(0)
CONFIDENCE = 0.95


@dataclass(frozen=True)
class Line:
    """One party in the order. `rank` and its bounds are None where it stands out of the order, and `out` says why.

    `last` tells of the last places: "credible", "looks", "" for who is not there; `why` says what stands against it.
    """

    party: AppraisalParty
    total: Decimal
    bonus: Decimal
    scored: int
    due: int
    missing: Decimal
    vetoes: tuple[str, ...]
    records_done: int
    records_due: int
    rank: int | None = None
    tied: int = 0
    lower: int | None = None
    upper: int | None = None
    sampled: bool = False
    last: str = ""
    why: tuple[str, ...] = ()
    out: str = ""

    @property
    def complete(self) -> bool:
        """Every item is scored."""
        return self.scored == self.due

    def data(self) -> dict[str, Any]:
        """As it is frozen."""
        return {
            "party": self.party.pid, "name": self.party.name, "total": plain(self.total), "bonus": plain(self.bonus),
            "scored": self.scored, "due": self.due, "missing": plain(self.missing), "vetoes": list(self.vetoes),
            "done": self.records_done, "records": self.records_due, "rank": self.rank, "tied": self.tied,
            "lower": self.lower, "upper": self.upper, "sampled": self.sampled, "last": self.last, "out": self.out,
        }  # fmt: skip


Marks = dict[int, dict[str, AppraisalMark]]


def marks_of(parties: Iterable[AppraisalParty]) -> Marks:
    """Marks by party and item; one query."""
    found: Marks = {}
    for mark in AppraisalMark.objects.filter(party__in=list(parties)):
        found.setdefault(mark.party_id, {})[mark.item] = mark
    return found


def lines(spec: Spec, parties: Sequence[AppraisalParty], marks: Marks) -> list[Line]:
    """Every party, those in the order first by their place."""
    told = [_added(spec, one, marks.get(one.pk, {})) for one in parties if one.dropped_on is None]
    ranked = [one for one in told if not one.out]
    parts = [_parts(spec, marks.get(one.party.pk, {})) for one in ranked]
    read = [sum(points for _part, points in of) for of in parts]
    known = [float(one.total) - points for one, points in zip(ranked, read, strict=True)]
    ranks = rank_totals(
        known=known, missing=[float(one.missing) for one in ranked],
        sampled=[[part for part, _points in of] for of in parts], confidence=CONFIDENCE, method="draws",
    )  # fmt: skip
    rows = [_placed(one, n, ranks, bool(parts[n]), spec.last) for n, one in enumerate(ranked)]
    rows.sort(key=lambda one: (one.rank or 0, one.party.order, one.party.pk))
    return rows + [one for one in told if one.out]


def _added(spec: Spec, party: AppraisalParty, marks: dict[str, AppraisalMark]) -> Line:
    have = [item for item in spec.scored if item.code in marks]
    total = sum((marks[item.code].points for item in have), ZERO)
    bonus = sum((marks[i.code].points for i in spec.items if i.by == "bonus" and i.code in marks), ZERO)
    vetoes = tuple(
        i.name for i in spec.items if i.by == "veto" and i.code in marks and marks[i.code].points < 0
    )
    missing = sum((item.most for item in spec.scored if item.code not in marks), ZERO)
    read = [marks[i.code].told for i in have if i.by == "records" and marks[i.code].by_code]
    out = ""
    if party.ends is not None:
        out = "ended"
    elif vetoes:
        out = "veto"
    return Line(
        party, total + bonus, bonus, len(have), len(spec.scored), missing, vetoes,
        sum(one.get("done", 0) for one in read), sum(one.get("due", 0) for one in read), out=out,
    )  # fmt: skip


def _parts(spec: Spec, marks: dict[str, AppraisalMark]) -> list[tuple[SampledPart, float]]:
    """Items whose points come from a rate or a sample, with what they gave."""
    found = []
    for item in spec.items:
        mark = marks.get(item.code)
        if mark is None or item.by != "figure" or not mark.by_code or not mark.told.get("sample"):
            continue
        if (part := _part(item, mark.told)) is not None:
            found.append((part, part.points_now()))
    return found


def _part(item: Item, told: dict[str, Any]) -> SampledPart | None:
    if told.get("numerator") is None or not told.get("denominator"):
        return None
    kind = "rate" if told["kind"] == "rate" else "proportion"
    return SampledPart(
        cases=round(told["numerator"]), at_risk=float(told["denominator"]), kind=kind, none=item.none, full=item.full,
        most=float(item.most), per=float(told["per"]),
    )  # fmt: skip


def _placed(one: Line, n: int, ranks: TotalRanks, sampled: bool, last: int) -> Line:
    rank, tied = int(ranks.rank[n]), int(ranks.tied[n])
    lower, upper = int(ranks.lower[n]), int(ranks.upper[n])
    last = min(last, ranks.ranked - 1)  # of three, two at most are the last ones
    there = (
        rank > 1 and rank + tied - 1 > ranks.ranked - last
    )  # who shares the first place is last of nothing
    credible = bool(ranks.among_last(last)[n]) if there else False
    why: list[str] = []
    if there and not credible:
        why = _against(one, rank, tied, lower, sampled, ranks.ranked)
    state = ("credible" if credible else "looks") if there else ""
    return Line(
        one.party, one.total, one.bonus, one.scored, one.due, one.missing, one.vetoes, one.records_done,
        one.records_due, rank, tied, lower, upper, sampled, state, tuple(why),
    )  # fmt: skip


def _against(one: Line, rank: int, tied: int, lower: int, sampled: bool, ranked: int) -> list[str]:
    """What stands against calling somebody last."""
    found = [_("may stand at place %(place)s of %(all)s as well") % {"place": lower, "all": ranked}]
    if tied > 1:
        found.append(_("%(n)s share place %(place)s") % {"n": tied, "place": rank})
    if not one.complete:
        found.append(_("%(n)s items of its own are not scored") % {"n": one.due - one.scored})
    if sampled:
        found.append(_("points from rates or samples, where chance decides too"))
    return found
