"""Writing the boxes into one file: piece after piece, with pages that open from a stick in any browser, and checksums.

The pages need no program and no network: plain HTML with relative links, one style in each page, no script.
"""

import hashlib
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accreditation import words
from safecommunity.accreditation.actions.evidence import KIND
from safecommunity.accreditation.boxes import names
from safecommunity.accreditation.boxes.contents import Box, Contents, Entry
from safecommunity.accreditation.models import Evidence, Round
from safecommunity.accreditation.queries import rounds
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.files import queries as stored
from safecommunity.places import queries as places

Tell = Callable[[int], None]
STYLE = Path(__file__).resolve().parent.parent / "static" / "accreditation" / "archive.css"


@dataclass
class Laid:
    """What was written of one entry: (name in the box, sha256) of its files, and what is missing of them."""

    files: list[tuple[str, str]] = field(default_factory=list)
    missing: int = 0


@dataclass
class Writer:
    """One archive on its way; every file goes in with its checksum."""

    zip: zipfile.ZipFile
    at: datetime
    sums: list[tuple[str, str]] = field(default_factory=list)

    def add(self, path: str, content: bytes, *, packed: bool = False) -> str:
        """Write one file; its sha256."""
        local = timezone.localtime(self.at)
        info = zipfile.ZipInfo(path, (max(1980, local.year), *local.timetuple()[1:6]))
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o644 << 16
        self.zip.writestr(info, content)
        digest = hashlib.sha256(content).hexdigest()
        self.sums.append((path, digest))
        return digest

    def page(self, path: str, template: str, context: dict[str, Any]) -> None:
        """Write one page; its style lies at the top of the archive."""
        looks = {"style": "../" * (path.count("/") - 1) + "style.css"}
        text = render_to_string(f"accreditation/archive/{template}", context | looks)
        self.add(path, text.encode(), packed=True)


def title_of(box: Box) -> str:
    """The element; of the box for the rest that it is of none."""
    return words.text(box.titles) if box.titles else _("Under no element")


def folder_of(box: Box) -> str:
    """``01 element``."""
    return f"{int(box.number):02d} {names.safe(title_of(box), 40)}"


def write(
    target: IO[bytes], *, rights: Rights, one: Round, contents: Contents, by: str, at: datetime, tell: Tell
) -> None:
    """The whole archive. ``tell`` is told how many pieces are written."""
    top = names.safe(f"{one.place.name} {one.year} {_('archive')}")
    tree = rounds.tree(one)
    about = _about(one, tree, contents, by, at)
    with zipfile.ZipFile(target, "w", allowZip64=True) as archive:
        writer, done, laid = Writer(archive, at), 0, dict[int, tuple[str, Laid]]()
        for box in contents.boxes:
            for entry in box.entries:
                if entry.first is None:
                    laid[entry.piece.pk] = (folder_of(box), _lay(writer, top, box, entry, rights, about))
                    done += 1
                    tell(done)
            _pages_of(writer, top, box, laid, about)
        context = about | {"boxes": [_line(box, about) for box in contents.boxes]}
        writer.page(f"{top}/index.html", "index.html", context)
        writer.add(f"{top}/style.css", STYLE.read_bytes(), packed=True)
        lines = "".join(f"{digest}  {path.removeprefix(top + '/')}\n" for path, digest in writer.sums)
        writer.add(f"{top}/sha256.txt", lines.encode(), packed=True)


def _about(one: Round, tree: rounds.Tree, contents: Contents, by: str, at: datetime) -> dict[str, Any]:
    """What stands on every page: whose archive, by what standard, how it stands, what it is not."""
    label, _source = places.label_of(one.place.pid)
    score = tree.score
    return {
        "round": one, "place": one.place.name, "year": one.year, "standard": words.text(tree.standard.title),
        "version": tree.standard.version, "state": words.state(one.state), "by": by, "at": at,
        "pieces": contents.pieces, "left_out": contents.left_out, "simulated": label == "simulated",
        "score": f"{decimal(score.total)} / {decimal(score.most)}" if tree.standard.parts else "",
        "verdict": words.text(score.verdict.title) if score.verdict else "", "official": score.official,
        "texts": {item.id: words.text(item.text) for item in tree.standard.items()},
    }  # fmt: skip


def _lay(writer: Writer, top: str, box: Box, entry: Entry, rights: Rights, about: dict[str, Any]) -> Laid:
    """One piece into its box: its files, or a page that says what it is."""
    laid, piece, base = Laid(), entry.piece, f"{top}/{folder_of(box)}"
    if piece.kind == Evidence.Kind.FILE:
        for again, attached in enumerate(stored.attachments(rights.reader, KIND, piece.pid)):
            found = stored.content(rights.reader, attached.pid)
            if found is None:
                laid.missing += 1
                continue
            name = names.file(entry.number, piece.title, attached.name, again)
            laid.files.append((name, writer.add(f"{base}/{name}", found[1])))
        if laid.files:
            return laid
    name = names.file(entry.number, piece.title, ".html")
    context = about | {
        "piece": piece,
        "kind": words.evidence(piece.kind),
        "missing": laid.missing,
        "items": entry.items,
    }
    writer.page(f"{base}/{name}", "piece.html", context)
    laid.files.append((name, writer.sums[-1][1]))
    return laid


def _pages_of(
    writer: Writer, top: str, box: Box, laid: dict[int, tuple[str, Laid]], about: dict[str, Any]
) -> None:
    """The list of contents of a box and its spine."""
    base = f"{top}/{folder_of(box)}"
    rows = []
    for entry in box.entries:
        folder, found = laid[entry.piece.pk]
        files = [
            (name, f"../{quote(folder)}/{quote(name)}" if entry.first else quote(name), digest)
            for name, digest in found.files
        ]
        rows.append({
            "entry": entry, "piece": entry.piece, "kind": words.evidence(entry.piece.kind), "files": files,
            "missing": found.missing, "elsewhere": folder if entry.first else "",
        })  # fmt: skip
    context = about | {"box": box, "title": title_of(box), "rows": rows,
                       "bare": [(item, about["texts"].get(item, "")) for item in box.bare]}  # fmt: skip
    writer.page(f"{base}/contents.html", "contents.html", context)
    writer.page(f"{base}/spine.html", "spine.html", context)


def _line(box: Box, about: dict[str, Any]) -> dict[str, Any]:
    """One box on the front page."""
    folder = quote(folder_of(box))
    return {
        "box": box, "title": title_of(box), "contents": f"{folder}/contents.html",
        "spine": f"{folder}/spine.html", "n": len(box.entries), "items": len(box.items), "bare": box.bare,
    }  # fmt: skip


def path_of(folder: Path, pid: str) -> Path:
    """Where a built archive lies."""
    return folder / f"{pid}.zip"
