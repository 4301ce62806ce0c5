"""A sheet of the appraisal as data: items, what answers each, points, bonus and veto; and what no sheet may hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.appraisal import words
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.errors import IndicatorError

BY: Final = ("figure", "records", "judgement", "bonus", "veto")
SCORED: Final = ("figure", "records", "judgement")
READ: Final = ("figure", "records")
RECORDS: Final = {
    "agency": ("tasks", "returns"), "community": ("letters", "returns", "tasks"),
    "unit": ("letters", "requests", "returns"),
}  # fmt: skip
INJURY_FACTS: Final = ("injury", "event")  # who records honestly has more of them
READABLE: Final = ("proportion", "rate", "count", "total", "ratio")
DRAWABLE: Final = ("", "garwood")
MOST_ITEMS: Final = 60
MOST_POINTS: Final = Decimal(1000)
NO_RAW_COUNTS: Final = "no-raw-injury-counts"


@dataclass(frozen=True)
class Item:
    """One item. `none` and `full` are the values of its figure that give no points and all of them."""

    code: str
    by: str
    title: Mapping[str, str]
    most: Decimal = Decimal(0)
    figure: str = ""
    none: float = 0.0
    full: float = 100.0
    sample: bool = False
    records: str = ""
    source: str = ""
    says: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its title in the reader's language."""
        return codes.said(dict(self.title))

    @property
    def text(self) -> str:
        """What is looked at, in the reader's language."""
        return codes.said(dict(self.says)) if self.says else ""

    @property
    def read(self) -> bool:
        """Answered by figures or records, not by a person."""
        return self.by in READ

    def definition(self) -> Definition | None:
        """The figure that answers it, where there is one still."""
        try:
            return catalogue.get(self.figure) if self.figure else None
        except IndicatorError:
            return None

    def data(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "code": self.code, "by": self.by, "title": dict(self.title), "max": str(self.most), "figure": self.figure,
            "none": self.none, "full": self.full, "sample": self.sample, "records": self.records,
            "source": self.source, "says": dict(self.says),
        }  # fmt: skip


@dataclass(frozen=True)
class Spec:
    """A sheet. `passes` is the least total; `last` how many of the last may be talked to."""

    kind: str
    title: Mapping[str, str]
    items: tuple[Item, ...]
    total: Decimal
    passes: Decimal
    basis: str
    last: int

    @property
    def name(self) -> str:
        """Its title in the reader's language."""
        return codes.said(dict(self.title))

    @property
    def scored(self) -> tuple[Item, ...]:
        """Items every party is to be scored at."""
        return tuple(one for one in self.items if one.by in SCORED)

    @property
    def reconstructed(self) -> bool:
        """A sample of ours, not an office's own sheet."""
        return self.basis != "own"

    def item(self, code: str) -> Item | None:
        """One item by its code."""
        return next((one for one in self.items if one.code == code), None)

    def data(self) -> dict[str, Any]:
        """As it is stored and frozen."""
        return {
            "kind": self.kind, "title": dict(self.title), "total": str(self.total), "pass": str(self.passes),
            "basis": self.basis, "last": self.last, "items": [one.data() for one in self.items],
        }  # fmt: skip


def of_data(given: Mapping[str, Any]) -> Spec:
    """A stored sheet."""
    return Spec(
        given["kind"], given["title"], tuple(_item(one) for one in given["items"]), Decimal(given["total"]),
        Decimal(given["pass"]), given["basis"], int(given["last"]),
    )  # fmt: skip


def _item(one: Mapping[str, Any]) -> Item:
    return Item(
        code=str(one["code"]), by=one["by"],
        title=one["title"], most=Decimal(str(one["max"])), figure=one.get("figure", ""),
        none=float(one.get("none", 0)), full=float(one.get("full", 100)), sample=bool(one.get("sample", False)),
        records=one.get("records", ""), source=one.get("source", ""), says=one.get("says", {}),
    )  # fmt: skip


def shipped(kind: str) -> Spec:
    """The sample sheet of a kind, made from what the sources ask."""
    told = codes.load("appraisal")
    given = next(one for one in told["sheets"] if one["kind"] == kind)
    return of_data({**given, "basis": told["basis"], "last": told["last_places"]})


def rule_no_raw_counts() -> str:
    """The rule that no order stands on raw injury counts, and why."""
    return _(
        "Rule “no order by raw injury counts”: whoever records honestly would stand last, so that recording is "
        "punished and hiding rewarded. Use a rate with its interval, or whether reports came in."
    )


def figure_fault(code: str, kind: str, sample: bool = False) -> str:
    """Why a figure cannot answer an item of this kind of party; empty where it can."""
    if kind != "community":
        return _("figures are known for places; departments and units are answered by records or judgement")
    try:
        found = catalogue.get(code)
    except IndicatorError:
        return _("a figure code of the catalogue")
    if found.fact in INJURY_FACTS and found.kind in ("count", "total", "weighted_total"):
        return rule_no_raw_counts()
    if code.startswith("return."):
        return _(
            "a share or rate: numbers of returns are plain counts, of injuries too. %(rule)s"
        ) % {"rule": rule_no_raw_counts()}  # fmt: skip
    if found.kind not in READABLE or found.interval not in DRAWABLE:
        return _("a share, a rate or a count; not a duration or an estimate of its own kind")
    if sample and found.kind not in ("proportion", "rate"):
        return _("a share or a rate, where it is a sample")
    return ""


def faults(spec: Spec) -> list[tuple[int, str, str]]:
    """Everything that is wrong with a sheet: row from 0 (-1 for the whole), field, what is allowed."""
    found: list[tuple[int, str, str]] = []
    seen: set[str] = set()
    for n, one in enumerate(spec.items):
        if one.code in seen:
            found.append((n, "code", _("each item once")))
        seen.add(one.code)
        found += [(n, name, says) for name, says in _item_faults(one, spec.kind)]
    come = sum((one.most for one in spec.scored), Decimal(0))
    if come != spec.total:
        says = _("points of the items add up to %(come)s; the total is %(total)s")
        found.append((-1, "max", says % {"come": plain(come), "total": plain(spec.total)}))
    if not 1 <= len(spec.items) <= MOST_ITEMS:
        found.append((-1, "title", _("1 to %(most)s items") % {"most": MOST_ITEMS}))
    if not 0 <= spec.passes <= spec.total:
        found.append((-1, "max", _("a pass mark from 0 to the total")))
    return found


def _item_faults(one: Item, kind: str) -> Iterable[tuple[str, str]]:
    if one.by not in BY:
        yield "by", _(", ").join(words.by(by) for by in BY)
        return
    if one.by == "veto" and one.most != 0:
        yield "max", _("nothing: a veto has no points")
    if one.by != "veto" and not 0 < one.most <= MOST_POINTS:
        yield "max", _("more than 0, up to %(most)s") % {"most": MOST_POINTS}
    if one.by == "figure":
        if says := figure_fault(one.figure, kind, one.sample):
            yield "figure", says
        if one.none == one.full:
            yield "full", _("another value than the one that gives no points")
    elif one.figure:
        yield "figure", _("nothing: this item is not answered by a figure")
    if one.by == "records" and one.records not in RECORDS[kind]:
        yield "records", _(", ").join(words.records(name) for name in RECORDS[kind])


def plain(value: Decimal) -> str:
    """Points without zeros behind the point."""
    text = f"{value:.2f}"
    return text.rstrip("0").rstrip(".")
