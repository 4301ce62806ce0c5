"""What a paper says, as the checks of claims read it: the same value comes from the database and from the example."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from safecommunity.figures.models import Claim
from safecommunity.indicators.languages import PERCENT

# how far a scope reaches, for papers that name no place of ours
REACH = (
    "international",
    "national",
    "province",
    "city",
    "county",
    "district",
    "street",
    "town",
    "community",
    "unit",
)


@dataclass(frozen=True)
class Told:
    """One statement. `above`: places over its place, outermost first; `reach`: its level where it names no place."""

    key: str
    title: str
    kind: str
    document: str
    value: Decimal | None = None
    upper: Decimal | None = None
    printed: str = ""
    unit: str = ""
    qualifier: str = "exact"
    target: bool = False
    quote: str = ""
    topic: str = ""
    scope: str = ""
    place: str = ""
    above: tuple[str, ...] = ()
    reach: str = ""
    starts: date | None = None
    ends: date | None = None
    period: str = ""
    counted: int | None = None
    out_of: int | None = None
    earlier: Decimal | None = None
    earlier_printed: str = ""
    earlier_of: int | None = None
    earlier_when: str = ""
    later_when: str = ""
    tool: str = ""
    earlier_tool: str = ""
    listed: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    direction: str = ""
    figure: str = ""
    part_of: str = ""
    all_parts: bool = False
    titles: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def percentage(self) -> bool:
        """Whether it is a share of something."""
        return self.kind in (Claim.Kind.SHARE, Claim.Kind.PAIR) and self.unit.strip().lower() in PERCENT

    @property
    def link(self) -> tuple[str, str, str]:
        """The claim's page."""
        return ("claim", self.key, self.title)

    @property
    def shown(self) -> dict[str, Any]:
        """What a sentence says of it: title, value as printed, unit, word, scope, titles in three languages."""
        found = {
            "title": self.title, "value": self.printed or plain(self.value), "unit": self.unit, "word": self.qualifier,
            "scope": self.scope, "titles": dict(self.titles),
        }  # fmt: skip
        return found | ({"upper": plain(self.upper)} if self.upper is not None else {})


def plain(value: Decimal | None) -> str:
    """A number without zeros behind the point; empty for none."""
    return "" if value is None else f"{value.normalize():f}"


def of_claim(claim: Claim, above: Mapping[str, tuple[str, ...]], names: Mapping[str, str]) -> Told:
    """A claim as the checks read it; its scope is its place and the paper's words."""
    return Told(
        key=claim.pid, title=claim.title, kind=claim.kind, document=claim.document, value=claim.value,
        upper=claim.upper, printed=claim.printed, unit=claim.unit, qualifier=claim.qualifier, target=claim.target,
        quote=claim.quote, topic=claim.topic, place=claim.place,
        scope=" · ".join(part for part in (names.get(claim.place, ""), claim.scope) if part),
        above=above.get(claim.place, ()), starts=claim.starts, ends=claim.ends,
        period=f"{claim.starts} – {claim.ends}" if claim.starts else claim.earlier_when,
        counted=claim.counted, out_of=claim.out_of,
        earlier=claim.earlier, earlier_printed=claim.earlier_printed, earlier_of=claim.earlier_of,
        earlier_when=claim.earlier_when, later_when=claim.later_when, tool=claim.tool,
        earlier_tool=claim.earlier_tool, listed=tuple(claim.listed), against=tuple(claim.against),
        direction=claim.direction, figure=claim.figure_code,
        part_of=claim.part_of.pid if claim.part_of is not None else "", all_parts=claim.all_parts,
    )  # fmt: skip


def grouped(tolds: Iterable[Told], *names: str) -> dict[tuple[Any, ...], list[Told]]:
    """Statements by some of their fields, those with an empty one left out."""
    found: dict[tuple[Any, ...], list[Told]] = {}
    for one in tolds:
        key = tuple(getattr(one, name) for name in names)
        if all(key):
            found.setdefault(key, []).append(one)
    return found


def lies_in(one: Told, other: Told) -> bool:
    """Whether the first is told of a smaller part of what the second is told of."""
    if one.place != other.place or (one.place and not one.reach):
        return bool(other.place) and other.place in one.above and one.place != other.place
    if one.document != other.document or one.reach not in REACH or other.reach not in REACH:
        return False
    return REACH.index(one.reach) > REACH.index(other.reach)


def at_other_times(one: Told, other: Told) -> bool:
    """Whether both say their period and the two have no day in common."""
    if one.starts is None or other.starts is None or one.ends is None or other.ends is None:
        return False
    return one.ends < other.starts or other.ends < one.starts
