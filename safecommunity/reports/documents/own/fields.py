"""Fields of a kind's template: their names, what each is, and their values for one document."""

import base64
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, override

from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure
from safecommunity.reports.documents.composing import Composer, Named, interval_of, value_of
from safecommunity.reports.documents.kinds import Kind
from safecommunity.shell.numbers import number
from safecommunity.shell.papers import Paper
from safecommunity.shell.papers.words import day_text

PART = re.compile(r"(?P<section>\d+(?:\.\d+)*)(?:\.(?P<part>p\d+))?(?:\.\d+)*")
FRAME = ("title", "subtitle", "place", "period", "year", "issuer", "number", "day", "strip", "checksum")


@dataclass(frozen=True)
class Field:
    """One field: its name in a template, its kind (of `own.tags.SHAPES`), what it is, and below which heading."""

    name: str
    kind: str
    says: str
    below: str = ""

    @property
    def placeholder(self) -> str:
        """As it stands in a template."""
        return f"{{{{p {self.name} }}}}" if self.kind in ("part", "section") else f"{{{{ {self.name} }}}}"


def of_kind(kind: Kind, language: str) -> list[Field]:
    """Every field, in the order of the paper: its frame, its parts, its figures."""
    with override(language):
        return [*_frame(), *_sections(kind.sections, "", language), *_ends(), *_figures(kind, language)]


def kinds_of(kind: Kind) -> dict[str, str]:
    """Name and kind of every field: what a template is checked against."""
    return {one.name: one.kind for one in of_kind(kind, "zh-hans")}


def _frame() -> Iterator[Field]:
    said = (
        gettext("Title"), gettext("Period, as it stands under the title"), gettext("Place"), gettext("Period"),
        gettext("Year"), gettext("Issuing body"), gettext("Number of the paper"), gettext("Day of the paper"),
        gettext("Draft or final, and whether data are simulated"), gettext("Checksum"),
    )  # fmt: skip
    yield from (Field(name, "text", says) for name, says in zip(FRAME, said, strict=True))
    yield Field("body", "part", gettext("The whole text in our layout"))


def _ends() -> Iterator[Field]:
    yield Field("sign", "part", gettext("Issuing body and day, with room for the seal"))
    yield Field("appendix", "part", gettext("Where the numbers come from; stands at the end unless placed"))


def _sections(sections: Any, above: str, language: str) -> Iterator[Field]:
    spoken = "en" if language == "en" else "zh-hans"
    for at, section in enumerate(sections, 1):
        name = f"{above}{at}"
        heading = section["heading"].get(spoken) or section["heading"]["zh-hans"]
        yield Field(_name("section", name), "section", gettext("The section with its heading"), heading)
        for n, part in enumerate(section.get("parts", ()), 1):
            yield Field(_name("part", f"{name}.p{n}"), "part", _what(part, spoken), heading)
        yield from _sections(section.get("sections", ()), f"{name}.", language)


def _name(kind: str, name: str) -> str:
    return f"{kind}_{name.replace('.', '_')}"


def _what(part: Mapping[str, Any], spoken: str) -> str:
    """What a part is."""
    if "say" in part:
        first = part["say"][0].get(spoken, "") if part["say"] else ""
        return f"{gettext('Paragraph')}: {re.sub(r'{[^}]*}', '…', first)[:60]}"
    if "change" in part:
        return f"{gettext('Change against the year before')}: {catalogue.get(part['change']).title(spoken)}"
    if "free" in part:
        return f"{gettext('What only the author can say')}: {part['free'].get(spoken) or part['free']['zh-hans']}"
    says = {
        "figures": gettext("Table of figures"), "places": gettext("Table by place"), "chart": gettext("Chart"),
        "listed": gettext("A list"), "unsaid": gettext("What has no records"),
    }  # fmt: skip
    return next((text for word, text in says.items() if word in part), gettext("A part"))


def figure_name(code: str) -> str:
    """The field of a figure."""
    return code.replace(".", "_")


def _figures(kind: Kind, language: str) -> Iterator[Field]:
    spoken = "en" if language == "en" else "zh-hans"
    for code in kind.codes:
        yield Field(figure_name(code), "figure", catalogue.get(code).title(spoken), gettext("Figures"))


def marked(composer: Composer, used: Sequence[str]) -> None:
    """Figures a template names get a line in the appendix, before the paper is made."""
    for code in composer.kind.codes:
        if figure_name(code) in used and composer.speaks(composer.told[code]):
            composer.mark(composer.told[code])


def values(composer: Composer, named: Sequence[Named], paper: Paper, used: Sequence[str]) -> dict[str, Any]:
    """The values of the fields a template uses, as data."""
    at = {id(block): n for n, block in enumerate(paper.blocks)}
    blocks: dict[str, list[int]] = {"body": list(range(len(paper.blocks)))}
    for one in named:
        if (place := at.get(id(one.block))) is not None:
            for name in _names(one.name):
                blocks.setdefault(name, []).append(place)
    texts = _texts(composer, paper)
    codes = {figure_name(code): code for code in composer.kind.codes}
    made: dict[str, Any] = {}
    for name, kind in kinds_of(composer.kind).items():
        if name not in used:
            made[name] = {"kind": kind}
        elif kind == "text":
            made[name] = {"kind": kind, "text": texts[name]}
        elif kind == "figure":
            made[name] = _figure(composer, composer.told[codes[name]])
        else:
            made[name] = {"kind": kind, "at": blocks.get(name, []), "appendix": name == "appendix"}
    return made


def _names(name: str) -> Iterator[str]:
    """Fields a block stands in: its part, its section, and those above."""
    found = PART.fullmatch(name)
    if found is None:
        yield name  # the signature
        return
    if found["part"]:
        yield _name("part", f"{found['section']}.{found['part']}")
    steps = found["section"].split(".")
    for n in range(1, len(steps) + 1):
        yield _name("section", ".".join(steps[:n]))


def _texts(composer: Composer, paper: Paper) -> dict[str, str]:
    period = composer.period
    return {
        "title": paper.title, "subtitle": paper.subtitle, "place": composer.place.name,
        "period": period.label(composer.spoken), "year": str(period.end.year), "issuer": paper.issuer,
        "number": paper.number, "day": day_text(timezone.localdate(composer.now), composer.spoken),
        "strip": paper.strip, "checksum": paper.checksum(),
    }  # fmt: skip


def _figure(composer: Composer, figure: Figure) -> dict[str, Any]:
    spoken = composer.spoken
    told = {
        "title": figure.title(spoken), "unit": figure.unit_label(spoken), "place": composer.place.name,
        "period": figure.period.label(spoken), "n": number(figure.n), "interval": interval_of(figure) or "—",
    }  # fmt: skip
    if not composer.speaks(figure):
        with override(spoken):
            return {"kind": "figure", "text": gettext("no records"), "source": 0, "told": {**told, "n": "0"}}
    value = value_of(figure)
    text = value + composer.beside(figure)
    return {"kind": "figure", "text": text, "value": value, "source": composer.mark(figure), "told": told}


def given(content: bytes, fields: dict[str, Any], over: str) -> dict[str, Any]:
    """A template with its values as the printer takes it."""
    return {"template": base64.b64encode(content).decode(), "fields": fields, "over": over}
