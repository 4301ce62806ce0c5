"""What a paper asks of the records: figures of its place, of places below, of the year before, each with its mark."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import override

from safecommunity.figures import queries
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.documents.kinds import Kind
from safecommunity.reports.documents.named import Named, interval_of, narrowed, value_of
from safecommunity.shell.numbers import number, span
from safecommunity.shell.papers import Paragraph, Run, Said, Source


@dataclass
class Asked:
    """What one paper asks of the records. `figures`: those it printed, in the order of their marks."""

    kind: Kind
    place: Place
    period: Period
    language: str
    now: datetime
    reader: Any = None
    figures: list[Figure] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)  # what its reader has no right to, in words
    issuer: str = ""  # who signs; the place where nobody is named

    @cached_property
    def ground(self) -> queries.Ground:
        """Trees and people, read once for all figures."""
        return queries.ground_of(self.place.pid, self.period.start.year, also=[one.pid for one in self.below])

    @cached_property
    def below(self) -> list[Place]:
        """Subordinate places, in the order of the tree."""
        return places.children(self.place.pid)

    @cached_property
    def told(self) -> dict[str, Figure]:
        """Every figure the kind names, asked together."""
        wanted = [catalogue.get(code) for code in self.kind.codes]
        found = queries.compute_many(wanted, self.place.pid, self.period, now=self.now, ground=self.ground)
        return {one.definition.code: one for one in found}

    @cached_property
    def before(self) -> dict[str, Figure]:
        """The same figures in the same months of the year before, of this period as far as it is over."""
        begun = self.period.to_date(timezone.localdate(self.now))
        if begun is None:
            return {}
        wanted = [catalogue.get(code) for code in self.changing]
        before = begun.year_before()
        found = queries.compute_many(wanted, self.place.pid, before, now=self.now, fresh=False)
        tree = self.ground.trees[self.place.pid]
        # before the first year on record a number is unknown, not zero
        first = {
            one.code: min((year for year, n in queries.years_on_record(one, tree) if n), default=9999)
            for one in wanted
        }
        return {one.definition.code: one for one in found if before.start.year >= first[one.definition.code]}

    @cached_property
    def changing(self) -> list[str]:
        """Figures whose change the kind tells."""

        def within(sections: Any) -> Iterator[str]:
            for section in sections:
                yield from (part["change"] for part in section.get("parts", ()) if "change" in part)
                yield from within(section.get("sections", ()))

        return list(dict.fromkeys(within(self.kind.sections)))

    @property
    def chinese(self) -> bool:
        return self.language != "en"

    @property
    def spoken(self) -> str:
        """The language sentences are written in; traditional is made from simplified."""
        return "zh-hans" if self.chinese else "en"

    @cached_property
    def alive(self) -> set[str]:
        """Facts that have any record in this period: a zero among those is one, elsewhere nobody recorded."""
        return {one.definition.fact for one in self.told.values() if one.n}

    def speaks(self, figure: Figure) -> bool:
        """Whether there is anything behind a figure: records, or reports that say there was nothing.

        A rate has its residents whether or not anybody records, so those alone are no answer.
        """
        if figure.value is None:
            return False
        if figure.n or figure.received or figure.definition.fact in self.alive:
            return True
        return bool(figure.denominator) and figure.definition.kind != "rate"

    def name_silent(self, code: str) -> None:
        """Name a figure among those without records, at the end of the paper."""
        if code not in self.silent:
            self.silent.append(code)

    def hide(self, what: str) -> None:
        """Leave something out since its reader has no right to it; the paper says so."""
        if what not in self.hidden:
            self.hidden.append(what)

    def mark(self, figure: Figure) -> int:
        """The number of a figure in the appendix."""
        for at, one in enumerate(self.figures, 1):
            if one.key == figure.key:
                return at
        self.figures.append(figure.sure())
        return len(self.figures)

    def said(self, figure: Figure, what: str = "") -> Run:
        if what == "title":
            return figure.title(self.spoken)
        if what == "unit":
            return figure.unit_label(self.spoken)
        if what == "n":
            return Said(number(figure.n), self.mark(figure))
        if what == "interval":
            return Said(interval_of(figure), self.mark(figure))
        return Said(value_of(figure) + self.beside(figure), self.mark(figure))

    def beside(self, figure: Figure) -> str:
        """What stands behind a number where it stands: n and interval in kinds that print them there."""
        if self.kind.numbers != "inline" or figure.definition.kind in ("count", "total"):
            return ""
        told = [f"n = {number(figure.n)}"]
        if figure.lower is not None:
            told.insert(0, f"95% {span(figure.lower, figure.upper)}")
        return f"（{'，'.join(told)}）" if self.chinese else f" ({'; '.join(told)})"

    def unit(self, figure: Figure) -> str:
        unit = figure.unit_label(self.spoken)
        return "" if figure.definition.unit == "percent" else (f" {unit}" if unit else "")

    def with_unit(self, figure: Figure) -> tuple[Run, ...]:
        """A number with its unit: before a rate in Chinese, after everything else."""
        unit = self.unit(figure)
        if self.chinese and figure.definition.kind == "rate":
            return (unit.strip(), " ", self.said(figure))
        return (" ", self.said(figure), unit) if self.chinese else (self.said(figure), unit)

    def in_brackets(self, figure: Figure) -> str:
        unit = figure.unit_label(self.spoken)
        return "" if not unit else (f"（{unit}）" if self.chinese else f" ({unit})")

    def said_plain(self, figure: Figure) -> Run:
        return Said(value_of(figure), self.mark(figure))

    def source_of(self, figure: Figure) -> Source:
        name = (
            self.place.name if figure.place == self.place.pid else self.names.get(figure.place, figure.place)
        )
        with override(self.spoken):
            title = " · ".join(filter(None, (figure.title(self.spoken), narrowed(figure))))
        return Source(
            key=figure.key, title=title, place=name, period=figure.period.label(self.spoken),
            value=f"{value_of(figure)}{self.unit(figure)}", n=f"n = {number(figure.n)}",
            interval=interval_of(figure), method=figure.method, seq=figure.seq,
            counts=figure.definition.counts.get(self.spoken, ""), rows=figure.rows_path,
        )  # fmt: skip

    @cached_property
    def names(self) -> dict[str, str]:
        return {one.pid: one.name for one in self.below}

    def numbers(self, one: Named) -> list[tuple[Said, str]]:
        """The figures a composed paragraph says, each with its key."""
        if not isinstance(one.block, Paragraph):
            return []
        runs = [run for run in one.block.runs if isinstance(run, Said) and run.source]
        return [(run, self.figures[run.source - 1].key) for run in runs]
