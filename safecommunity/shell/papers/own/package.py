"""What a template's file holds, before it is read as a document: no macros, no objects, nothing from outside.

A template is judged by its content, not by its name. It is small: it holds words and a few pictures.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.etree import ElementTree

from safecommunity.shell.papers.own.faults import Fault, refuse

LARGEST = 5 * 1024 * 1024
MOST_PARTS = 400
MOST_UNPACKED = 40 * 1024 * 1024
MOST_XML = 12 * 1024 * 1024  # of one part
MOST_RATIO, SMALL = 200, 256 * 1024
TYPES = "[Content_Types].xml"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
RUNS = (
    "macroenabled",
    "vbaproject",
    "vbadata",
    "activex",
    "oleobject",
    "ms-office.word.attachedtoolbars",
    "control",
)
FOLDERS = (
    "word/embeddings/",
    "word/activex/",
    "customui/",
    "word/afchunk",
    "word/vba",
    "customxml/item_script",
)
# relations that bring in what is not words, pictures and layout
LINKS = ("/oleobject", "/package", "/control", "/afchunk", "/vbaproject", "/attachedtoolbars", "/frame", "/subdocument",
         "/mailmergesource", "/attachedtemplate", "/keymapcustomizations")  # fmt: skip
ELEMENTS = ("object", "altChunk", "control", "OLEObject", "mailMerge", "subDoc", "attachedTemplate")
WORDS = "INCLUDE INCLUDETEXT INCLUDEPICTURE DDE DDEAUTO LINK IMPORT DATABASE MACROBUTTON EMBED RD"
FIELDS = re.compile(rf"\b({WORDS.replace(' ', '|')})\b", re.IGNORECASE)
HYPER = re.compile(r"\bHYPERLINK\b\s+(?!\\l)", re.I)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def look(content: bytes) -> None:
    """Look a template through. Raises FaultyError with what was found."""
    if len(content) > LARGEST:
        refuse([Fault("large", f"{len(content) / 1048576:.1f}")])
    if not content.startswith(b"PK\x03\x04"):
        refuse([Fault("no_docx", "")])
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            refuse(_limits(archive.infolist()))
            refuse(_parts(archive))
    except (zipfile.BadZipFile, EOFError, zlib.error, NotImplementedError, RuntimeError, KeyError, OSError):
        refuse([Fault("damaged")])


def _limits(parts: list[zipfile.ZipInfo]) -> Iterator[Fault]:
    names = [part.filename for part in parts]
    unpacked = sum(part.file_size for part in parts)
    trap = len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or len(set(names)) != len(names)
    trap = trap or any(
        part.file_size > SMALL and part.file_size > MOST_RATIO * max(1, part.compress_size) for part in parts
    )
    if trap:
        yield Fault("trap", f"{unpacked >> 20} MB / {len(parts)}")
    if any(part.flag_bits & 1 for part in parts):
        yield Fault("locked")
    if any(part.file_size > MOST_XML and part.filename.lower().endswith((".xml", ".rels")) for part in parts):
        yield Fault("trap", f"{max(part.file_size for part in parts) >> 20} MB")
    if TYPES not in names or "word/document.xml" not in names:
        yield Fault("no_docx")


def _parts(archive: zipfile.ZipFile) -> Iterator[Fault]:
    for part in archive.infolist():
        name = part.filename.lower()
        if name.rsplit("/", 1)[-1] in ("vbaproject.bin", "vbadata.xml"):
            yield Fault("macros", part.filename)
        elif name.startswith(FOLDERS) or name.endswith((".bin", ".exe", ".dll", ".js", ".vbs", ".ole")):
            yield Fault("object", part.filename)
        elif ".." in name or name.startswith("/"):
            yield Fault("trap", part.filename)
        elif name.endswith((".xml", ".rels")):
            yield from _xml(part.filename, archive.read(part))


def _xml(name: str, content: bytes) -> Iterator[Fault]:
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        yield Fault("damaged", name)
        return
    try:
        tree = ElementTree.fromstring(content)  # noqa: S314 - entities were refused above
    except ElementTree.ParseError:
        yield Fault("damaged", name)
        return
    if name == TYPES:
        yield from _types(tree)
    elif name.lower().endswith(".rels"):
        yield from _links(tree)
    else:
        yield from _elements(tree)


def _types(tree: ElementTree.Element) -> Iterator[Fault]:
    kinds = {one.get("PartName", ""): one.get("ContentType", "") for one in tree}
    for part, kind in kinds.items():
        if any(word in kind.lower().replace("-", "").replace(".", "") for word in map(_flat, RUNS)):
            yield Fault(
                "macros" if "macro" in kind.lower() or "vba" in kind.lower() else "object", part or kind
            )
    if kinds.get("/word/document.xml") != MAIN and not any(
        "macro" in kind.lower() for kind in kinds.values()
    ):
        yield Fault("no_docx", kinds.get("/word/document.xml", "")[-60:])


def _flat(word: str) -> str:
    return word.replace("-", "").replace(".", "")


def _links(tree: ElementTree.Element) -> Iterator[Fault]:
    for one in tree:
        kind, target = one.get("Type", "").lower(), one.get("Target", "")
        if one.get("TargetMode", "").lower() == "external" or "://" in target or target.startswith("\\\\"):
            yield Fault("outside", target[:120])
        elif kind.endswith(LINKS):
            yield Fault("object", target[:120])


def _elements(tree: ElementTree.Element) -> Iterator[Fault]:
    for one in tree.iter():
        tag = one.tag.rpartition("}")[2] if isinstance(one.tag, str) else ""
        if tag in ELEMENTS:
            yield Fault("object", tag)
        elif tag == "fldSimple" and _reaches_out(one.get(f"{W}instr", "")):
            yield Fault("field", one.get(f"{W}instr", "")[:80].strip())
        elif tag == "p":
            code = "".join(part.text or "" for part in one.iter(f"{W}instrText"))
            if _reaches_out(code):
                yield Fault("field", code[:80].strip())


def _reaches_out(code: str) -> bool:
    return bool(FIELDS.search(code) or HYPER.search(code))
