"""Letters on paper: the text filled in, the form of one letter, and a round as one PDF made in parts."""

import io
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.models import Letter, LetterRound
from safecommunity.shell.numbers import day
from safecommunity.shell.paper_forms import Filled
from safecommunity.shell.paper_forms.registry import context_of

PART = 100  # letters made at a time: progress is told after each, and memory stays small


def body_of(one: Letter, language: str = "") -> dict[str, Any]:
    """Title and paragraphs of a letter, filled in."""
    return filled(one.round, one.unit.name, one.unit.responsible, language)


def filled(made: LetterRound, unit: str, responsible: str = "", language: str = "") -> dict[str, Any]:
    """Title and paragraphs of a round's text; only known words in braces are replaced, others stay as they are."""
    put = {
        "{year}": str(made.year), "{unit}": unit, "{responsible}": responsible or _("the person in charge"),
        "{office}": _("%(place)s office") % {"place": made.place.name}, "{issued}": _written(made.issued_on, language),
        "{sign_by}": _written(made.sign_by, language),
    }  # fmt: skip
    title, text = codes.said(made.title, language), codes.said(made.text, language)
    for mark, word in put.items():
        title, text = title.replace(mark, word), text.replace(mark, word)
    return {"title": title, "paragraphs": [line for line in text.splitlines() if line.strip()]}


def _written(on: date, language: str) -> str:
    """A day as a letter writes it: with words, not 2026-01-06."""
    with override(language or get_language()):
        return date_format(on, "DATE_FORMAT")


def of_letter(one: Letter) -> Filled:
    """A letter as its paper form holds it."""
    body, made = body_of(one), one.round
    signed = _("signed on %(day)s") % {"day": day(one.signed_on)} if one.signed_on else ""
    return Filled(
        context_of(
            body="\n".join(body["paragraphs"]), office=_("%(place)s office") % {"place": made.place.name},
            unit=one.unit.name, place=one.place.name, issued=day(made.issued_on), due=day(made.sign_by),
            signed=signed,
        ),
        place=made.place.pid, name=one.unit.name, number=f"{made.year}-{one.number}", code=f"/u/{one.unit.pid}/",
        title=body["title"],
    )  # fmt: skip


def put_together(parts: Iterable[bytes]) -> bytes:
    """One PDF of several, page after page; of one that one as it is."""
    from pypdf import PdfReader, PdfWriter

    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    writer = PdfWriter()
    for part in parts:
        writer.append(PdfReader(io.BytesIO(part)), import_outline=False)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
