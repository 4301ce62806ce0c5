"""What pages of the appraisal show: lines of the order in words, live or as published."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.appraisal import order, queries
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.appraisal.rights import SHOWN
from safecommunity.governance.appraisal.spec import Spec
from safecommunity.governance.models import Appraisal


@dataclass(frozen=True)
class Told:
    """One line of the order as it is printed; `out` says why it stands beside the order."""

    pid: str
    name: str
    rank: str
    span: str
    total: str
    bonus: str
    scored: int
    due: int
    missing: str
    done: int
    records: int
    last: str
    why: tuple[str, ...]
    out: str
    passes: bool | None
    tied: int

    @property
    def last_says(self) -> str:
        """What is to be said of a last place."""
        return last_words(self.last)


def last_words(code: str) -> str:
    """Credibly among the last, or only by appearance."""
    return {"credible": _("credibly among the last"), "looks": _("only looks last")}.get(code, "")


def out_words(code: str, went_to: str = "", day: Any = None) -> str:
    """Why a party stands beside the order."""
    if code == "veto":
        return _("vetoed: not passed whatever the points")
    if code == "ended":
        says = (
            _("ended %(day)s within the year, so not ranked") % {"day": day}
            if day
            else _("ended within the year")
        )
        return says + (" · " + _("now %(name)s") % {"name": went_to} if went_to else "")
    return ""


def lines(appraisal: Appraisal, spec: Spec) -> list[Told]:
    """The order: as published where it is published, else as it stands now."""
    rows = queries.parties(appraisal)
    by_pid = {one.pid: one for one in rows}
    why: dict[str, tuple[str, ...]] = {}
    frozen = queries.result(appraisal) if appraisal.state in SHOWN else None
    if frozen is not None:
        told: list[dict[str, Any]] = list(frozen.lines)
    else:
        live = order.lines(spec, rows, order.marks_of(rows))
        told, why = [one.data() for one in live], {one.party.pid: one.why for one in live}
    return [_line(one, by_pid.get(one["party"]), spec, why.get(one["party"], ())) for one in told]


def _line(one: dict[str, Any], party: Any, spec: Spec, why: tuple[str, ...]) -> Told:
    rank, lower, upper = one["rank"], one["lower"], one["upper"]
    done = one["scored"] == one["due"]
    passes = None if not done else not one["vetoes"] and specs.Decimal(one["total"]) >= spec.passes
    return Told(
        pid=one["party"], name=one["name"], rank="" if rank is None else str(rank),
        span="" if lower is None or lower == upper else f"{lower}–{upper}", total=one["total"],
        bonus=one["bonus"] if one["bonus"] != "0" else "", scored=one["scored"], due=one["due"],
        missing=one["missing"] if one["missing"] != "0" else "", done=one["done"], records=one["records"],
        last=one["last"], why=why, tied=one["tied"], passes=passes,
        out=out_words(one["out"], party.went_to if party else "", party.ends if party else None),
    )  # fmt: skip


def points_ask(spec: Spec) -> str:
    """Bonus and pass mark in one sentence."""
    return _("%(total)s points, passed from %(passes)s") % {
        "total": specs.plain(spec.total), "passes": specs.plain(spec.passes)}  # fmt: skip
