"""The cards of one place and period: figures, what they were a year before, and what can be said of the change."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from django.utils.translation import gettext as _

from safecommunity.engine.conditions import AllOf, Where
from safecommunity.figures import compared, queries, stores
from safecommunity.indicators import catalogue
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.reports.against import over
from safecommunity.reports.dashboards import shape
from safecommunity.reports.look import Look
from safecommunity.reports.overview import address
from safecommunity.shell.numbers import number, span

May = Callable[[str], bool]


@dataclass(frozen=True)
class Change:
    """A figure's months that are over beside the same months a year before, and what the two may be read as."""

    label: str
    now: Figure
    then: Figure
    now_url: str
    then_url: str
    says: str
    sure: bool = False


@dataclass(frozen=True)
class Card:
    """One card. `known`: whether anything is on record, so that its number is one."""

    title: str
    figure: Figure
    url: str
    known: bool
    change: Change | None
    note: str = ""
    opens: bool = True


@dataclass(frozen=True)
class Group:
    """Cards under one heading."""

    id: str
    title: str
    page: str
    cards: tuple[Card, ...]


@dataclass
class Deck:
    """All cards of a look, for a reader who `may` see some figures; `rows`: whether their rows open to him."""

    look: Look
    may: May
    rows: bool = True
    left_out: int = field(default=0, init=False)
    _begun: dict[tuple[str, str], bool] = field(default_factory=dict, init=False)

    @cached_property
    def specs(self) -> dict[str, shape.Card]:
        """The cards of the place's level."""
        level = self.look.place.level
        return {card.code: card for group in shape.groups() for card in group.cards if level in card.levels}

    @cached_property
    def definitions(self) -> list[Definition]:
        """Those the reader may see."""
        return [catalogue.get(code) for code in self.specs if self.may(code)]

    @cached_property
    def _over(self) -> Period | None:
        return over(self.look.period, self.look)

    def _computed(self, definitions: Iterable[Definition], period: Period) -> dict[str, Figure]:
        """Figures of a period. Who has reported is asked where a missing report would read as a fall."""
        found: dict[str, Figure] = {}
        wanted = list(definitions)
        for chance in (True, False):
            some = [one for one in wanted if self.specs[one.code].chance is chance]
            told = queries.compute_many(
                some, self.look.pid, period, now=self.look.now, fresh=False, ground=self.look.ground,
                with_received=chance,
            )  # fmt: skip
            found |= {one.definition.code: one for one in told}
        return found

    @cached_property
    def _years(self) -> Mapping[tuple[str, str], frozenset[int]]:
        """Years on record of each fact: before the first record a count is unknown, not zero."""
        pids = self.look.ground.trees[self.look.pid]
        found: dict[tuple[str, str], frozenset[int]] = {}
        for one in self.definitions:
            key = (one.fact, one.place_column)
            if key not in found:
                found[key] = frozenset(year for year, n in queries.years_on_record(one, pids) if n)
        return found

    def known(self, figure: Figure, period: Period) -> bool:
        """Whether anything is on record that this figure could count."""
        years = self._years[figure.definition.fact, figure.definition.place_column]
        return bool(figure.n or figure.received or years & set(range(period.start.year, period.end.year + 1)))

    def groups(self) -> list[Group]:
        """Every group with a card the reader may see; what he may not is counted and left out."""
        self.left_out = len(self.specs) - len(self.definitions)
        shown = self._computed(self.definitions, self.look.period)
        changes = self._changes()
        found = []
        for group in shape.groups():
            cards = tuple(
                self._card(shown[card.code], changes.get(card.code))
                for card in group.cards
                if card.code in shown
            )
            if cards:
                found.append(Group(group.id, group.title(self.look.language), group.page, cards))
        return found

    def _card(self, figure: Figure, change: Change | None) -> Card:
        period, note = self.look.period, ""
        if figure.definition.of_year and not period.is_year:
            note = _("of the whole year %(year)s") % {"year": period.end.year}
        known = self.known(figure, period)
        return Card(
            figure.title(self.look.language),
            figure,
            address(figure),
            known,
            change if known else None,
            note,
            self.rows,
        )

    def _changes(self) -> dict[str, Change]:
        """What can be compared: months that are over, with records in both years."""
        period = self._over
        if period is None:
            return {}
        then = period.year_before()
        wanted = [
            one
            for one in self.definitions
            if (not one.of_year or period.is_year) and self._recorded(one, then)
        ]
        found, before = self._computed(wanted, period), self._computed(wanted, then)
        return {
            code: self._change(found[code], before[code], period)
            for code in found
            if found[code].value is not None and before[code].value is not None
        }

    def _recorded(self, definition: Definition, then: Period) -> bool:
        """Whether records of its kind were kept by then: in an earlier year, or in those very months. What began in
        November says nothing of a January before it."""
        years = self._years[definition.fact, definition.place_column]
        if not years or min(years) > then.end.year:
            return False
        if min(years) < then.start.year:
            return True
        key = (definition.fact, definition.place_column)
        if key not in self._begun:
            pids = tuple(sorted(self.look.ground.trees[self.look.pid]))
            asked = AllOf((Where(definition.place_column, "in", pids), then.condition()))
            self._begun[key] = bool(stores.store(definition.fact).counts(asked).get((), 0))
        return self._begun[key]

    def _change(self, now: Figure, then: Figure, period: Period) -> Change:
        months = period.last - period.first + 1
        chance = self.specs[now.definition.code].chance
        said, sure = _by_chance(now, then, months) if chance else (_as_it_is(now, then), False)
        return Change(period.label(self.look.language), now, then, address(now), address(then), said, sure)


def _by_chance(now: Figure, then: Figure, months: int) -> tuple[str, bool]:
    """What happens by chance: a ratio with its interval, and silence where reports are missing."""
    if any(one.due and (one.received or 0) < one.due for one in (now, then)):
        return _("reports are missing, not comparable"), False
    told = compared.compare(then, now, months_then=months, months_now=months)
    if told is None or told.estimate is None or told.lower is None or told.upper is None:
        return _("too few for a comparison"), False
    words = {"times": number(told.estimate, 2), "span": span(told.lower, told.upper, 2)}
    if not told.lies_apart:
        return _("%(times)s times (%(span)s): no change can be claimed") % words, False
    says = (
        _("%(times)s times (%(span)s): more") if told.estimate > 1 else _("%(times)s times (%(span)s): fewer")
    )
    return says % words, True


def _as_it_is(now: Figure, then: Figure) -> str:
    """What an office does itself is counted completely: the difference is what it is."""
    if now.value is None or then.value is None:
        return ""
    change = now.value - then.value
    if now.definition.kind == "proportion":
        return _("%(change)s percentage points") % {"change": f"{change:+.1f}".replace("-", "−")}
    return f"{change:+,.0f}".replace("-", "−") if change else _("the same")
