"""From a kind, a place and a period to a paper: every number is a figure with its source, what has no records is said.

Each block has a name that stays the same from one composing to the next (`2.1.p3`), so that an author's words keep
their place when the numbers move on.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from safecommunity.reports.documents import authoring, drawn, sentences, tabled
from safecommunity.reports.documents.asked import Asked
from safecommunity.reports.documents.converting import traditional, turned
from safecommunity.reports.documents.named import Named, interval_of, plain, value_of, without_bare_headings
from safecommunity.shell.papers import Block, Heading, Paper, Paragraph, Run, Signature
from safecommunity.shell.papers.words import day_text, frame

__all__ = ["Composer", "Edits", "Named", "interval_of", "listed", "value_of"]

Listed = Callable[["Composer"], Iterator[Block]]
LISTS: dict[str, Listed] = {}
Edits = dict[str, dict[str, Any]]


def listed(name: str) -> Callable[[Listed], Listed]:
    """Register a list that kinds may name."""

    def keep(make: Listed) -> Listed:
        LISTS[name] = make
        return make

    return keep


@dataclass
class Composer(Asked):
    """Composes one paper of what it asks of the records."""

    def blocks(self, edits: Edits | None = None) -> list[Named]:
        """The paper's blocks with their names, the author's words in place of ours where he wrote some."""
        with override(self.spoken):
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
        blocks = tuple(without_bare_headings([one.block for one in found if not one.free or one.edited]))
        title = self.kind.title(self.spoken)
        made = Paper(
            kind=self.kind.id, title=f"{self.place.name}{'' if self.chinese else ': '}{title}", language=self.language,
            blocks=(), on=timezone.localdate(self.now), issuer=self.issuer, number=number,
            subtitle=self._subtitle(), contents=self.kind.contents, strip=strip,
            sources=tuple(self.source_of(one) for one in self.figures), words=frame(self.language),
        )  # fmt: skip
        made = traditional(made) if self.language == "zh-hant" else made
        return replace(made, blocks=blocks)

    def _subtitle(self) -> str:
        """The period; of one that is not over, up to which day."""
        label, today = self.period.label(self.spoken), timezone.localdate(self.now)
        if self.period.end <= today:
            return label
        until = day_text(today, self.spoken)
        with override(self.spoken):
            return gettext("%(period)s (up to %(day)s)") % {"period": label, "day": until}

    def _sections(self, sections: Any, level: int, above: str) -> Iterator[Named]:
        for at, section in enumerate(sections, 1):
            name = f"{above}{at}"
            inner = [
                *self._parts(section.get("parts", ()), name),
                *self._sections(section.get("sections", ()), level + 1, f"{name}."),
            ]
            if inner:
                yield Named(name, Heading(level, section["heading"][self.spoken]))
                yield from inner

    def _parts(self, parts: Any, section: str) -> Iterator[Named]:
        for at, part in enumerate(parts, 1):
            name = f"{section}.p{at}"
            if "say" in part:
                yield from self._named(name, sentences.say(self, part["say"]))
            elif "change" in part:
                yield from self._named(name, sentences.change(self, part["change"]))
            elif "figures" in part:
                yield Named(name, tabled.of_figures(self, part["figures"]))
            elif "places" in part:
                yield from _if(name, tabled.of_places(self, part["places"]))
            elif "chart" in part:
                yield from _if(name, drawn.chart(self, part["chart"]))
            elif "free" in part:
                asked = part["free"][self.spoken]
                yield Named(
                    name, Paragraph((f"（{asked}）" if self.chinese else f"({asked})",), "note"), free=asked
                )
            elif "listed" in part:
                for n, block in enumerate(LISTS[part["listed"]](self)):
                    yield Named(f"{name}.{n}", block)
            elif "unsaid" in part and self.silent:
                yield from self._named(name, sentences.unsaid(self))

    def _named(self, name: str, runs: tuple[Run, ...]) -> Iterator[Named]:
        if runs:
            block = Paragraph(runs)
            yield Named(name, block, plain=plain(block))

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


def _if(name: str, block: Block | None) -> Iterator[Named]:
    if block is not None:
        yield Named(name, block)
