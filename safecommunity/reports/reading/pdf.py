"""The text of a PDF: what its pages print, with the lines of a paragraph joined again. A scan has none and says so."""

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.shell.containers import Unreadable

MOST_PAGES = 300
SECONDS = 30  # a person waits no longer, nor does a process that serves others
MOST_CHARACTERS = (
    210_000  # a little more than a paper may hold: what is longer is refused where every text is
)
PAGE_NUMBER = re.compile(r"[\s\u2014\-\u2013]*\d{1,4}[\s\u2014\-\u2013]*")
ENDS = tuple("\u3002\uff1b\uff1a\uff01\uff1f;:.!?")
FULL = 0.8  # of the longest line of its page: a line that reached the margin goes on in the next
ASCII = re.compile(r"[A-Za-z0-9,)]$")


def text_of(content: bytes, name: str) -> str:
    """The text of a PDF, read by a process of its own with bounds on time and memory. Raises Unreadable for one that is
    damaged, locked, endless, or a scan."""
    told = _asked(content)
    if told["what"] == "read" and told["text"].strip():
        return str(told["text"])
    says = {
        "locked": _("%(file)s has a password; allowed: a PDF without one"),
        "long": _("%(file)s has %(came)s pages; allowed: up to %(most)s. Read it in parts"),
        "slow": _(
            "%(file)s takes longer than %(seconds)s seconds to read; read it in parts, or paste its text"
        ),
        "read": _(
            "%(file)s is a PDF of pictures without text. Type its numbers in as numbers on paper, or paste its text"
        ),
    }.get(told["what"], _("%(file)s is a PDF that is damaged or cut off. Save it again, or paste its text"))
    shown = {"file": name, "came": told.get("pages", 0), "most": MOST_PAGES, "seconds": SECONDS}
    raise Unreadable(says % shown)


def _asked(content: bytes) -> dict[str, Any]:
    """What the process that reads says of a PDF; slow where it did not answer in time."""
    command = [sys.executable, "-m", "safecommunity.reports.reading.pdf_apart", str(MOST_PAGES)]
    surroundings = {name: os.environ[name] for name in ("PATH", "PYTHONPATH", "LANG") if name in os.environ}
    try:
        ran = subprocess.run(  # noqa: S603 - our own module, without a shell
            command, input=content, capture_output=True, timeout=SECONDS, env=surroundings, check=False
        )
        told: dict[str, Any] = json.loads(ran.stdout)
    except subprocess.TimeoutExpired:
        return {"what": "slow"}
    except ValueError:  # it was stopped by its bounds
        return {"what": "slow"}
    return told


def read(content: bytes, most: int) -> dict[str, Any]:
    """What a PDF of up to `most` pages holds, as data. Runs in the process apart."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            return {"what": "locked"}
        if len(reader.pages) > most:
            return {"what": "long", "pages": len(reader.pages)}
        pages, size = [], 0
        for page in reader.pages:
            pages.append("\n".join(paragraphs(page.extract_text().splitlines())))
            size += len(pages[-1])
            if size > MOST_CHARACTERS:
                break
    except (
        PyPdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, OSError,
    ):  # fmt: skip
        return {"what": "damaged"}
    return {"what": "read", "text": "\n".join(pages)}


def paragraphs(lines: Sequence[str]) -> Iterator[str]:
    """Lines as printed, joined where one runs into the next; page numbers are left out."""
    kept = [line.strip() for line in lines if line.strip() and not PAGE_NUMBER.fullmatch(line)]
    longest = max((len(line) for line in kept), default=0)
    whole = ""
    for line in kept:
        whole += (" " if whole and ASCII.search(whole) and line[:1].isascii() else "") + line
        if len(line) < FULL * longest or line.endswith(ENDS):
            yield whole
            whole = ""
    if whole:
        yield whole
