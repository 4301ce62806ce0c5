"""From a kind, a place and a period to a paper: every number is a figure with its source, what has no records is said.

Each block has a name that stays the same from one composing to the next (`2.1.p3`), so that an author's words keep
their place when the numbers move on.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from safecommunity.figures import queries
from safecommunity.figures.compared import compare
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.documents import authoring
from safecommunity.reports.documents.converting import traditional, turned
from safecommunity.reports.documents.kinds import FRAME, PLACEHOLDER, Kind
from safecommunity.shell.numbers import number, span
from safecommunity.shell.papers import (
    Block,
    Chart,
    Heading,
    Paper,
    Paragraph,
    Run,
    Said,
    Signature,
    Source,
    Table,
)
from safecommunity.shell.papers.words import day_text, frame

CHART_WIDTH = 620
Listed = Callable[["Composer"], Iterator[Block]]
LISTS: dict[str, Listed] = {}
Edits = dict[str, dict[str, Any]]


def listed(name: str) -> Callable[[Listed], Listed]:
    """Register a list that kinds may name."""

    def keep(make: Listed) -> Listed:
        LISTS[name] = make
        return make

    return keep


@dataclass(frozen=True)
class Named:
    """A block with its name, what it said before an author changed it, and numbers that no longer match."""

    name: str
    block: Block
    plain: str = ""
    edited: bool = False
    stale: tuple[str, ...] = ()
    free: str = ""  # what the author is asked to write here


@dataclass
class Composer:
    """Composes one paper. `figures`: those it printed, in the order of their marks."""

    kind: Kind
    place: Place
    period: Period
    language: str
    now: datetime
    reader: Any = None
    figures: list[Figure] = field(default_factory=list)
    silent: list[str] = field(default_factory=list)
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

    def blocks(self, edits: Edits | None = None) -> list[Named]:
        """The paper's blocks with their names, the author's words in place of ours where he wrote some."""
        with override(self._gettext):
            made = list(self._sections(self.kind.sections, 1, ""))
            if self.kind.signs:
                made.append(
                    Named("sign", Signature(self.issuer or self.place.name, timezone.localdate(self.now)))
                )
        if self.language == "zh-hant":
            made = [replace(one, block=turned(one.block)) for one in made]
        return [shown for one in made for shown in self._with_words(one, (edits or {}).get(one.name))]

    def paper(
        self,
        edits: Edits | None = None,
        *,
        strip: str = "",
        number: str = "",
        named: list[Named] | None = None,
    ) -> Paper:
        """The paper as it stands now, of blocks composed before where they are given."""
        found = self.blocks(edits) if named is None else named
        blocks = tuple(_without_bare_headings([one.block for one in found if not one.free or one.edited]))
        title = self.kind.title(self._spoken)
        made = Paper(
            kind=self.kind.id, title=f"{self.place.name}{'' if self._chinese else ': '}{title}", language=self.language,
            blocks=(), on=timezone.localdate(self.now), issuer=self.issuer, number=number,
            subtitle=self._subtitle(), contents=self.kind.contents, strip=strip,
            sources=tuple(self._source(one) for one in self.figures), words=frame(self.language),
        )  # fmt: skip
        made = traditional(made) if self.language == "zh-hant" else made
        return replace(made, blocks=blocks)

    def _subtitle(self) -> str:
        """The period; of one that is not over, up to which day."""
        label, today = self.period.label(self._spoken), timezone.localdate(self.now)
        if self.period.end <= today:
            return label
        until = day_text(today, self._spoken)
        with override(self._gettext):
            return gettext("%(period)s (up to %(day)s)") % {"period": label, "day": until}

    @property
    def _chinese(self) -> bool:
        return self.language != "en"

    @property
    def _spoken(self) -> str:
        """The language sentences are written in; traditional is made from simplified."""
        return "zh-hans" if self._chinese else "en"

    @property
    def _gettext(self) -> str:
        return self._spoken

    def _sections(self, sections: Any, level: int, above: str) -> Iterator[Named]:
        for at, section in enumerate(sections, 1):
            name = f"{above}{at}"
            inner = [
                *self._parts(section.get("parts", ()), name),
                *self._sections(section.get("sections", ()), level + 1, f"{name}."),
            ]
            if inner:
                yield Named(name, Heading(level, section["heading"][self._spoken]))
                yield from inner

    def _parts(self, parts: Any, section: str) -> Iterator[Named]:
        for at, part in enumerate(parts, 1):
            name = f"{section}.p{at}"
            if "say" in part:
                yield from self._say(part["say"], name)
            elif "change" in part:
                yield from self._named(name, self._change(part["change"]))
            elif "figures" in part:
                yield Named(name, self._figures_table(part["figures"]))
            elif "places" in part:
                yield from self._places_table(part["places"], name)
            elif "chart" in part:
                yield from self._drawn(part["chart"], name)
            elif "free" in part:
                asked = part["free"][self._spoken]
                yield Named(
                    name, Paragraph((f"（{asked}）" if self._chinese else f"({asked})",), "note"), free=asked
                )
            elif "listed" in part:
                for n, block in enumerate(LISTS[part["listed"]](self)):
                    yield Named(f"{name}.{n}", block)
            elif "unsaid" in part and self.silent:
                yield from self._named(name, self._unsaid())

    def _named(self, name: str, runs: tuple[Run, ...]) -> Iterator[Named]:
        if runs:
            block = Paragraph(runs)
            yield Named(name, block, plain=_plain(block))

    def _say(self, sentences: Any, name: str) -> Iterator[Named]:
        """One paragraph of the sentences that have records; the others are told at the end of the paper."""
        runs: list[Run] = []
        for sentence in sentences:
            text = sentence[self._spoken]
            codes = [code for code, _what in PLACEHOLDER.findall(text) if code not in FRAME]
            silent = {code for code in codes if not self._speaks(self.told[code])}
            self.silent += [code for code in codes if code in silent and code not in self.silent]
            text = _of_those(text, silent) if self._chinese else ("" if silent else text)
            if not text:
                continue
            runs += self._filled(text)
            if not self._chinese:
                runs.append(" ")
        yield from self._named(name, tuple(runs))

    @cached_property
    def alive(self) -> set[str]:
        """Facts that have any record in this period: a zero among those is one, elsewhere nobody recorded."""
        return {one.definition.fact for one in self.told.values() if one.n}

    def _speaks(self, figure: Figure) -> bool:
        """Whether there is anything behind a figure."""
        if figure.value is None:
            return False
        return bool(figure.n or figure.denominator) or figure.definition.fact in self.alive

    def _filled(self, text: str) -> Iterator[Run]:
        last = 0
        for found in PLACEHOLDER.finditer(text):
            if found.start() > last:
                yield text[last : found.start()]
            code, what = found.groups()
            yield self._frame(code) if code in FRAME else self._said(self.told[code], what or "")
            last = found.end()
        if last < len(text):
            yield text[last:]

    def _frame(self, word: str) -> str:
        return {
            "place": self.place.name, "period": self.period.label(self._spoken), "year": str(self.period.end.year),
            "next_year": str(self.period.end.year + 1), "day": day_text(timezone.localdate(self.now), self._spoken),
        }[word]  # fmt: skip

    def mark(self, figure: Figure) -> int:
        """The number of a figure in the appendix."""
        for at, one in enumerate(self.figures, 1):
            if one.key == figure.key:
                return at
        self.figures.append(figure.sure())
        return len(self.figures)

    def _said(self, figure: Figure, what: str = "") -> Run:
        if what == "title":
            return figure.title(self._spoken)
        if what == "unit":
            return figure.unit_label(self._spoken)
        if what == "n":
            return Said(number(figure.n), self.mark(figure))
        if what == "interval":
            return Said(interval_of(figure), self.mark(figure))
        text = value_of(figure)
        if self.kind.numbers == "inline" and figure.definition.kind != "count":
            text += self._inline(figure)
        return Said(text, self.mark(figure))

    def _inline(self, figure: Figure) -> str:
        told = [f"n = {number(figure.n)}"]
        if figure.lower is not None:
            told.insert(0, f"95% {span(figure.lower, figure.upper)}")
        return f"（{'，'.join(told)}）" if self._chinese else f" ({'; '.join(told)})"

    def _change(self, code: str) -> tuple[Run, ...]:
        """A figure beside the same months of the year before: up or down by how much, and how sure that is."""
        now, then = self.told[code], self.before.get(code)
        if not self._speaks(now):
            self.silent += [code] if code not in self.silent else []
            return ()
        head: tuple[Run, ...] = (now.title(self._spoken), gettext(" is "), *self._with_unit(now))
        if then is None or then.value is None:
            return (*head, gettext("; there is nothing on record of the same months of the year before."))
        middle = (*head, gettext("; in the same months of the year before "), *self._with_unit(then))
        return (*middle, self._how_sure(then, now))

    def _with_unit(self, figure: Figure) -> tuple[Run, ...]:
        """A number with its unit: before a rate in Chinese, after everything else."""
        unit = self._unit(figure)
        if self._chinese and figure.definition.kind == "rate":
            return (unit.strip(), " ", self._said(figure))
        return (" ", self._said(figure), unit) if self._chinese else (self._said(figure), unit)

    def _unit(self, figure: Figure) -> str:
        unit = figure.unit_label(self._spoken)
        return "" if figure.definition.unit == "percent" else (f" {unit}" if unit else "")

    def _how_sure(self, then: Figure, now: Figure) -> str:
        if any(one.due and (one.received or 0) < one.due for one in (then, now)):
            return gettext("; not everybody has reported, so the two are not compared.")
        today = timezone.localdate(self.now)
        if now.definition.kind == "count" and self.period.end > today:
            return gettext("; this month is not over, so the two are not compared.")
        begun = self.period.to_date(today) or self.period
        months = len(begun.months)
        made = compare(then, now, months_then=months, months_now=months)
        if made is None or made.estimate is None:
            return gettext(".")
        if not made.lies_apart:
            return gettext("; the difference lies within chance.")
        rose = made.estimate > made.level
        return gettext("; it rose, beyond chance.") if rose else gettext("; it fell, beyond chance.")

    def _figures_table(self, codes: Any) -> Table:
        heads = (
            gettext("Figure"),
            gettext("Value"),
            gettext("Interval of 95 percent"),
            gettext("Records (n)"),
        )
        rows = []
        for code in codes:
            one = self.told[code]
            rows.append((
                f"{one.title(self._spoken)}{self._in_brackets(one)}", self._said_plain(one), interval_of(one) or "—",
                number(one.n),
            ))  # fmt: skip
        return Table(heads, tuple(rows), numeric=(False, True, True, True), widths=(3, 1, 1.4, 1))

    def _in_brackets(self, figure: Figure) -> str:
        unit = figure.unit_label(self._spoken)
        return "" if not unit else (f"（{unit}）" if self._chinese else f" ({unit})")

    def _said_plain(self, figure: Figure) -> Run:
        return Said(value_of(figure), self.mark(figure))

    def _places_table(self, codes: Any, name: str) -> Iterator[Named]:
        """One line for each subordinate place, in the order of the tree: never ranked by counts."""
        if not self.below:
            return
        pids = [one.pid for one in self.below]
        wanted = [catalogue.get(code) for code in codes]
        found = [
            queries.compute_places(one, pids, self.period, now=self.now, ground=self.ground) for one in wanted
        ]
        rows = tuple((place.name, *(self._said_plain(of[place.pid]) for of in found)) for place in self.below)
        if not any(of[pid].n for of in found for pid in pids):
            return
        heads = (
            gettext("Place"),
            *(
                f"{one.title(self._spoken)}{self._in_brackets(found[n][pids[0]])}"
                for n, one in enumerate(wanted)
            ),
        )
        numeric = (False, *([True] * len(wanted)))
        yield Named(name, Table(heads, rows, numeric=numeric))

    def _drawn(self, what: str, name: str) -> Iterator[Named]:
        """A chart of the overview, in the paper's language, with the same in words under it."""
        from safecommunity.reports import pictures
        from safecommunity.reports.look import Look

        look = Look(self.place, self.period, self.now, self._spoken)
        if not look.n:
            return
        spec = pictures.spec(what, look, CHART_WIDTH)
        if spec is not None:
            caption, words = self._in_words(what, look)
            yield Named(name, Chart(spec, words, caption))

    def _in_words(self, what: str, look: Any) -> tuple[str, str]:
        from safecommunity.reports import overview, panels
        from safecommunity.shell import charts

        if what == "cause":
            found = overview.pareto(look, what)
            return found.title, charts.in_words(
                found.title, [charts.Bar(one.label, one.n) for one in found.bars]
            )
        if what == "trend":
            title = gettext("Injuries by month")
            rows = [
                (charts.month_name(row["month"], self._spoken), row["n"])
                for row in overview.trend(look)
                if row["n"] is not None
            ]
            return title, charts.in_words(title, rows)
        title = gettext("Injured residents by age and sex")
        sides = [(f"{one.label} {one.sex}", one.n) for one in panels.pyramid(look).sides if one.n]
        return title, charts.in_words(title, sides)

    def _unsaid(self) -> tuple[Run, ...]:
        titles = [catalogue.get(code).title(self._spoken) for code in dict.fromkeys(self.silent)]
        between = "、" if self._chinese else ", "
        return (
            gettext("Nothing is on record in this period of: "),
            between.join(titles),
            "。" if self._chinese else ".",
        )

    def _source(self, figure: Figure) -> Source:
        name = (
            self.place.name if figure.place == self.place.pid else self._names.get(figure.place, figure.place)
        )
        return Source(
            key=figure.key, title=figure.title(self._spoken), place=name, period=figure.period.label(self._spoken),
            value=f"{value_of(figure)}{self._unit(figure)}", n=f"n = {number(figure.n)}",
            interval=interval_of(figure), method=figure.method, seq=figure.seq,
            counts=figure.definition.counts.get(self._spoken, ""), rows=figure.rows_path,
        )  # fmt: skip

    @cached_property
    def _names(self) -> dict[str, str]:
        return {one.pid: one.name for one in self.below}

    def _with_words(self, one: Named, edit: dict[str, Any] | None) -> list[Named]:
        """The author's words in place of ours, a line each; a number of ours that moved under them is told."""
        if edit is None or not isinstance(one.block, Paragraph):
            return [one]
        today = {key: said for said, key in self.numbers(one)}
        runs, stale = authoring.marked(edit["text"], edit.get("uses", ()), today)
        found = authoring.lines(runs) or [()]
        first = replace(one, block=Paragraph(found[0]), edited=True, stale=tuple(stale))
        others = [
            Named(f"{one.name}.{n}", Paragraph(line), edited=True) for n, line in enumerate(found[1:], 1)
        ]
        return [first, *others]

    def numbers(self, one: Named) -> list[tuple[Said, str]]:
        """The figures a composed paragraph says, each with its key."""
        if not isinstance(one.block, Paragraph):
            return []
        runs = [run for run in one.block.runs if isinstance(run, Said) and run.source]
        return [(run, self.figures[run.source - 1].key) for run in runs]


def value_of(figure: Figure) -> str:
    """A figure's value as a paper prints it; a percentage with its sign; a dash where it cannot be told."""
    text = number(figure.value)
    return f"{text}%" if figure.definition.unit == "percent" and figure.value is not None else text


def interval_of(figure: Figure) -> str:
    """Its interval, or nothing."""
    return span(figure.lower, figure.upper) if figure.lower is not None else ""


def _plain(block: Block) -> str:
    if not isinstance(block, Paragraph):
        return ""
    return "".join(run if isinstance(run, str) else run.text for run in block.runs)


def _of_those(text: str, silent: set[str]) -> str:
    """A Chinese sentence without the clauses that name a silent figure; nothing where none with a figure is left."""
    clauses = re.findall(r"[^，；。]*[，；。]?", text)
    kept = [one for one in clauses if not any(code in silent for code, _what in PLACEHOLDER.findall(one))]
    if len(kept) == len(clauses):
        return text
    if not any(code not in FRAME for one in kept for code, _what in PLACEHOLDER.findall(one)):
        return ""
    return "".join(kept).rstrip("，；。、") + "。"


def _without_bare_headings(blocks: list[Block]) -> Iterator[Block]:
    """Headings under which nothing stands are left out, the deepest first."""
    kept: list[Block] = []
    level = 0  # of the last heading kept behind this place; 0 where something else stands there
    stands = False
    for block in reversed(blocks):
        if isinstance(block, Heading):
            if not stands and level <= block.level:
                continue
            level, stands = block.level, False
        elif not isinstance(block, Signature):
            level, stands = 0, True
        kept.append(block)
    yield from reversed(kept)
