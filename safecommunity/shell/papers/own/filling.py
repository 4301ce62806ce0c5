"""Fills a template with a paper's values: texts and numbers where they stand, parts in the template's own file.

Runs in the child process only (`child.py`).
"""

import copy
import io
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from html import unescape
from typing import Any

from docx import Document
from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from lxml import etree  # type: ignore[import-untyped]

from safecommunity.shell.papers import Block, Heading, Paper, Paragraph, Said, Table, numbering
from safecommunity.shell.papers.own.strict import Strict, Value
from safecommunity.shell.papers.own.tags import COLUMNS, W
from safecommunity.shell.papers.word import HEI, Writer, same_bytes

STYLES = ("Heading 1", "Heading 2", "Heading 3", "Heading 4", "Table Grid")
LEFT, RIGHT = "\ue000", "\ue001"  # around the number of a source, until it is raised
APPENDIX, STRIP = "appendix", "strip"
PROPERTIES = ("author", "comments", "identifier", "language", "subject", "title")
MOST_MADE = 60 * 1024 * 1024


class OwnWriter(Writer):
    """Writes blocks at the end of a template's file, with its page and its faces left as they are."""

    def __init__(self, file: Any, paper: Paper, drawings: dict[int, bytes], dense: bool, marks: bool) -> None:
        super().__init__(file, paper, drawings, dense, marks)
        _lend_styles(file)
        self.body = file.element.body
        self.labels = [label for _block, label in numbering.numbered(paper.blocks, paper.language)]

    def _paragraph(self, block: Paragraph) -> None:
        if block.kind == "item":  # the list style of a template may be anything
            block = Paragraph(("· ", *block.runs), "body")
        super()._paragraph(block)

    def taken(self, at: Iterable[int]) -> str:
        """The XML of blocks by their places in the paper; the file is left as it was."""

        def write() -> None:
            for n in at:
                self.block(self.paper.blocks[n], self.labels[n], n)

        return self._written(write)

    def sources(self) -> str:
        """The XML of the figures' appendix."""
        return self._written(self.appendix) if self.paper.sources else ""

    def over(self, text: str) -> str:
        """The XML of a line that stands over the text."""
        return self._written(lambda: self._text(self.file.add_paragraph(), text, HEI, 10, centre=True))

    def _written(self, write: Any) -> str:
        before = set(self.body)
        write()
        made = [one for one in self.body if one not in before]
        for one in made:
            self.body.remove(one)
        return "".join(etree.tostring(one, encoding="unicode") for one in made)


def _lend_styles(file: Any) -> None:
    """Styles of our layout that a template has not."""
    names = {style.name for style in file.styles}
    wanted = [name for name in STYLES if name not in names]
    if not wanted:
        return
    ours = Document()
    ids = {style.style_id for style in file.styles}
    for name in wanted:
        element = copy.deepcopy(ours.styles[name].element)
        if element.get(f"{W}styleId") in ids:
            element.set(f"{W}styleId", f"SC{element.get(f'{W}styleId')}")
        for tag in ("basedOn", "next", "link"):
            for one in element.findall(f"{W}{tag}"):
                if one.get(f"{W}val") not in ids:
                    element.remove(one)
        file.styles.element.append(element)


def filled(content: bytes, told: Mapping[str, Any]) -> bytes:
    """The template with its values. `told`: paper, drawings by block, fields, used names, dense, over."""
    paper: Paper = told["paper"]
    template = DocxTemplate(io.BytesIO(content))
    template.init_docx()
    writer = OwnWriter(template.docx, paper, told["drawings"], told["dense"], True)
    values = {name: _value(told["fields"][name], writer) for name in told["fields"] if name in told["used"]}
    tail = "" if APPENDIX in told["used"] else writer.sources()
    head = writer.over(told["over"]) if told["over"] and STRIP not in told["used"] else ""
    asked = {name: getattr(template.docx.core_properties, name) or "" for name in PROPERTIES}
    template.render(values, Strict(), autoescape=True)
    for name, text in asked.items():  # properties are plain text, not XML
        if "{{" in text:
            filled_in = unescape(getattr(template.docx.core_properties, name))
            setattr(template.docx.core_properties, name, filled_in.replace(LEFT, "[").replace(RIGHT, "]"))
    body = template.docx.element.body
    _put(body, 0, head)
    ends = [at for at, one in enumerate(body) if one.tag == f"{W}sectPr"]
    _put(body, ends[-1] if ends else len(body), tail)
    _dated(template.docx, paper)
    _finish(template.docx)
    out = io.BytesIO()
    template.docx.save(out)
    if out.tell() > MOST_MADE:
        raise MemoryError
    return same_bytes(out.getvalue())


def _put(body: Any, at: int, xml: str) -> None:
    if xml:
        for n, one in enumerate(etree.fromstring(f"<all>{xml}</all>")):
            body.insert(at + n, one)


def _value(field: Mapping[str, Any], writer: OwnWriter) -> Value:
    kind = field["kind"]
    if kind == "text":
        return Value(_clean(field["text"]))
    if kind == "figure":
        told = {name: Value(_clean(text)) for name, text in field["told"].items()}
        mark = _raised(field["source"])
        bare = Value(_clean(field.get("value", field["text"])) + mark)
        return Value(_clean(field["text"]) + mark, {**told, "value": bare})
    if field.get("appendix"):
        return Value(writer.sources(), ready=True)
    blocks = [writer.paper.blocks[n] for n in field["at"]]
    xml = writer.taken(field["at"])
    heading = next((one.text for one in blocks if isinstance(one, Heading)), "")
    lines = [Value(line) for one in blocks if (line := _line(one))]
    rows = [
        Value("", dict(zip(COLUMNS, [*map(_cell, row), *([Value()] * len(COLUMNS))], strict=False)))
        for one in blocks if isinstance(one, Table) for row in one.rows
    ]  # fmt: skip
    text = Value("\n".join(one.shown for one in lines))
    return Value(
        xml, {"text": text, "lines": lines, "rows": rows, "heading": Value(_clean(heading))}, ready=True
    )


def _cell(run: Any) -> Value:
    return Value(_clean(run.text) + _raised(run.source) if isinstance(run, Said) else _clean(run))


def _line(block: Block) -> str:
    return "".join(_cell(run).shown for run in block.runs) if isinstance(block, Paragraph) else ""


def _raised(source: int) -> str:
    return f"{LEFT}{source}{RIGHT}" if source else ""


def _clean(text: str) -> str:
    kept = "".join(one for one in text if one == "\n" or (one >= " " and not "\ue000" <= one <= "\uf8ff"))
    # docxtpl turns these into braces after rendering
    return kept.replace("{_", "{\u200b_").replace("_}", "_\u200b}").replace("%_", "%\u200b_")


def _dated(file: Any, paper: Paper) -> None:
    """The paper's own day, and nobody's name but the issuer's."""
    kept = file.core_properties
    made = datetime(paper.on.year, paper.on.month, paper.on.day, 12, tzinfo=UTC).replace(tzinfo=None)
    kept.created = kept.modified = made
    kept.last_printed, kept.revision = made, 1
    kept.title, kept.author, kept.last_modified_by = paper.title, paper.issuer, ""


def _finish(file: Any) -> None:
    """Numbers of sources raised; no cell without a paragraph, which Word does not open."""
    trees = [file.element]
    for section in file.sections:
        trees += [part._element for part in (
            section.header, section.footer, section.first_page_header, section.first_page_footer,
            section.even_page_header, section.even_page_footer,
        ) if not part.is_linked_to_previous]  # fmt: skip
    for tree in trees:
        for cell in tree.iter(f"{W}tc"):
            if len(cell) == 0 or cell[-1].tag != f"{W}p":
                cell.append(etree.SubElement(cell, f"{W}p"))
        for text in [one for one in tree.iter(f"{W}t") if LEFT in (one.text or "")]:
            _raise(text)


def _raise(text: Any) -> None:
    """Split a run so that what stands between the two signs is raised."""
    run = text.getparent()
    if run is None or run.tag != f"{W}r":
        text.text = text.text.replace(LEFT, "[").replace(RIGHT, "]")
        return
    before, said = run, text.text
    first, *rest = said.split(LEFT)
    after = list(text.itersiblings())
    text.text = first
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for piece in rest:
        number, _sign, tail = piece.partition(RIGHT)
        for words, raised in ((f"[{number}]", True), (tail, False)):
            if not words:
                continue
            new = _run_like(run, words, raised)
            before.addnext(new)
            before = new
    if after:
        last = _run_like(run, "", False)
        for one in after:
            last.append(one)
        before.addnext(last)


def _run_like(run: Any, words: str, raised: bool) -> Any:
    new = etree.Element(f"{W}r")
    properties = run.find(f"{W}rPr")
    if properties is not None:
        new.append(copy.deepcopy(properties))
    if raised:
        held = new.find(f"{W}rPr")
        held = etree.SubElement(new, f"{W}rPr") if held is None else held
        for one in held.findall(f"{W}vertAlign"):
            held.remove(one)
        etree.SubElement(held, f"{W}vertAlign").set(f"{W}val", "superscript")
    if words:
        made = etree.SubElement(new, f"{W}t")
        made.text = words
        made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return new
