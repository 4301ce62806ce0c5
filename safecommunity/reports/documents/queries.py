"""Reading documents: those open to a reader, one as it stands now, what a frozen one would say today."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from safecommunity.figures import queries as figures
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.reports.documents import (  # noqa: F401 - lists register themselves
    assessments_told,
    ground_told,
    injuries_told,
    kinds,
    lists,
    papers_of_office,
    titles_told,
)
from safecommunity.reports.documents.composing import Composer, interval_of, value_of
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Document, DocumentFile
from safecommunity.shell.papers import Paper
from safecommunity.shell.papers.value import checksum_of


def documents(rights: Rights) -> QuerySet[Document]:
    """Documents open to a reader."""
    return Document.objects.filter(rights.seen()).select_related("place").defer("paper", "words")


def one(rights: Rights, pid: str) -> Document | None:
    """One document with its words and value."""
    return Document.objects.filter(rights.seen(), pid=pid).select_related("place", "template__place").first()


def composer_of(document: Document, reader: Any, now: datetime) -> Composer:
    """What composes a document with today's records."""
    kind = kinds.kinds()[document.kind]
    return Composer(
        kind,
        document.place,
        Period.parse(document.period),
        document.language,
        now,
        reader,
        issuer=document.issuer,
    )


def frozen(document: Document) -> Paper:
    """The value as it was frozen; its checksum is the one kept unless somebody changed the row."""
    return Paper.from_data(document.paper or {})


def sound(document: Document) -> bool:
    """Whether the value kept is the one that was frozen: by what is stored, not by how it is read today."""
    return checksum_of(document.paper or {}) == document.checksum


def file_of(document: Document, form: str) -> DocumentFile | None:
    """The bytes kept of a form."""
    kept = document.files.filter(form=form).first()
    if kept is not None and hashlib.sha256(bytes(kept.content)).hexdigest() != kept.sha256:
        raise Damaged(f"{document.pid}.{form}: the bytes kept are not those that were made")
    return kept


class Damaged(RuntimeError):
    """The bytes of a frozen document are not those that were made."""


@dataclass(frozen=True)
class Moved:
    """A number of a frozen document that would be another today."""

    number: int
    title: str
    place: str
    period: str
    then: str
    now: str
    url: str


def stands(figures_of: list[Figure], now: datetime) -> bool:
    """Whether figures are still what the records say, counted once more."""
    grounds: dict[tuple[str, int], figures.Ground] = {}
    for one in figures_of:
        key = FigureKey.parse(one.key)
        where = (key.place, key.period.start.year)
        grounds[where] = grounds.get(where) or figures.ground_of(*where)
        today = figures.compute(key, now=now, fresh=False, ground=grounds[where])
        if (today.value, today.n, today.numerator) != (one.value, one.n, one.numerator):
            return False
    return True


def changed_kind(document: Document) -> list[str]:
    """Blocks an author wrote under another version of the kind, whose sentences may ask for something else today."""
    version = kinds.kinds()[document.kind].version
    return [name for name, word in document.words.items() if word.get("version", version) != version]


def moved(document: Document, now: datetime) -> tuple[list[Moved], int]:
    """Numbers that changed since a document was frozen, and how many of its numbers can be counted again."""
    found, counted = [], 0
    grounds: dict[tuple[str, int], figures.Ground] = {}
    for at, source in enumerate(frozen(document).sources, 1):
        try:
            key = FigureKey.parse(source.key)
            where = (key.place, key.period.start.year)
            grounds[where] = grounds.get(where) or figures.ground_of(*where)
            today = figures.compute(key, now=now, ground=grounds[where])
        except (IndicatorError, KeyError):
            continue
        counted += 1
        says = " ".join(filter(None, (value_of(today), source.value.partition(" ")[2])))
        if says != source.value or interval_of(today) != source.interval:
            found.append(
                Moved(at, source.title, source.place, source.period, source.value, says, today.rows_path)
            )
    return found, counted
