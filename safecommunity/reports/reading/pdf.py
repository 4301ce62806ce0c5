"""The text of a PDF: what its pages print, with the lines of a paragraph joined again. A scan has none and says so."""

import io
import re
from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from safecommunity.shell.containers import Unreadable

MOST_PAGES = 300
MOST_CHARACTERS = (
    210_000  # a little more than a paper may hold: what is longer is refused where every text is
)
PAGE_NUMBER = re.compile(r"[\s\u2014\-\u2013]*\d{1,4}[\s\u2014\-\u2013]*")
ENDS = tuple("\u3002\uff1b\uff1a\uff01\uff1f;:.!?")
FULL = 0.8  # of the longest line of its page: a line that reached the margin goes on in the next
ASCII = re.compile(r"[A-Za-z0-9,)]$")


def text_of(content: bytes, name: str) -> str:
    """The text of a PDF. Raises Unreadable for one that is damaged, locked, endless, or a scan."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted:
            raise Unreadable(_("%(file)s has a password; allowed: a PDF without one") % {"file": name})
        if len(reader.pages) > MOST_PAGES:
            says = _("%(file)s has %(came)s pages; allowed: up to %(most)s. Read it in parts")
            raise Unreadable(says % {"file": name, "came": len(reader.pages), "most": MOST_PAGES})
        pages, size = [], 0
        for page in reader.pages:
            pages.append("\n".join(paragraphs(page.extract_text().splitlines())))
            size += len(pages[-1])
            if size > MOST_CHARACTERS:
                break
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        AttributeError,
        RecursionError,
        OSError,
    ) as reason:
        says = _("%(file)s is a PDF that is damaged or cut off. Save it again, or paste its text")
        raise Unreadable(says % {"file": name}) from reason
    text = "\n".join(pages)
    if not text.strip():
        says = _(
            "%(file)s is a PDF of pictures without text. Type its numbers in as numbers on paper, or paste its text"
        )
        raise Unreadable(says % {"file": name})
    return text


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
