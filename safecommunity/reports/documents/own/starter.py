"""A template to begin with: our own layout of a kind, every part and figure in its place."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext, override

from safecommunity.reports.documents.kinds import Kind
from safecommunity.reports.documents.own.fields import figure_name
from safecommunity.shell.papers import Block, Heading, Paper, Paragraph, Table
from safecommunity.shell.papers.word import word
from safecommunity.shell.papers.words import frame


def starter(kind: Kind, language: str, on: date) -> bytes:
    """The .docx to change and bring back."""
    with override("en" if language == "en" else language):
        blocks = (*_sections(kind.sections, "", 1, language), *_ends(kind, language))
    paper = Paper(
        kind=kind.id, title="{{ title }}", language=language, blocks=blocks, on=on, issuer="{{ issuer }}",
        number="{{ number }}", subtitle="{{ subtitle }}", strip="{{ strip }}", words=frame(language),
    )  # fmt: skip
    return word(paper, {}, dense=kind.dense)


def _sections(sections: Any, above: str, level: int, language: str) -> Iterator[Block]:
    spoken = "en" if language == "en" else "zh-hans"
    for at, section in enumerate(sections, 1):
        name = f"{above}{at}"
        field = name.replace(".", "_")
        yield _alone(f"{{%p if section_{field} %}}")
        yield Heading(level, section["heading"].get(spoken) or section["heading"]["zh-hans"])
        for n, _part in enumerate(section.get("parts", ()), 1):
            yield _alone(f"{{{{p part_{field}_p{n} }}}}")
        yield from _sections(section.get("sections", ()), f"{name}.", level + 1, language)
        yield _alone("{%p endif %}")


def _ends(kind: Kind, language: str) -> Iterator[Block]:
    if kind.signs:
        yield _alone("{{p sign }}")
    if kind.codes:
        rows = tuple(
            (f"{{{{ {name}.title }}}}", f"{{{{ {name}.value }}}}", f"{{{{ {name}.interval }}}}", f"{{{{ {name}.n }}}}")
            for name in map(figure_name, kind.codes)
        )  # fmt: skip
        yield Heading(1, gettext("Figures to take from"), numbered=False)
        heads = (
            gettext("Figure"),
            gettext("Value"),
            gettext("Interval of 95 percent"),
            gettext("Records (n)"),
        )
        yield Table(heads, rows, widths=(3, 1, 1.4, 1))
    yield _alone("{{p appendix }}")


def _alone(text: str) -> Paragraph:
    return Paragraph((text,), "plain")
