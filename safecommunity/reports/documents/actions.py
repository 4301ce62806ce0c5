"""Writing documents: begin, put an author's words in place of ours, freeze with value, files and pinned figures."""

import contextlib
import hashlib
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from safecommunity.accounts.reader import Reader
from safecommunity.figures import actions as pins
from safecommunity.indicators.errors import PeriodError
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.period import Period
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.documents import authoring, kinds, queries
from safecommunity.reports.documents.composing import Named
from safecommunity.reports.documents.own import queries as templates
from safecommunity.reports.documents.rights import NotYours, Rights
from safecommunity.reports.models import Document, DocumentFile
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.errors import Refused as Said
from safecommunity.shell.papers import Paper, printing
from safecommunity.shell.papers.own import saying
from safecommunity.shell.papers.own.faults import FaultyError

MOST_WORDS = 4000
MOST_TRIES = 3
WRITTEN = ("words", "number", "issuer", "template_id")  # what a file was made of


class Refused(Said):
    """A document that cannot be written so; the text is for whoever asked."""


def checked(kind: str, period: str, language: str, at: datetime) -> Period:
    """The months a document of a kind is asked for, whoever asks: one by one, in bulk or by a command.

    Refuses an unknown kind, language or period, one month for a kind that is written for years, and the future.
    """
    known = kinds.kinds()
    if kind not in known:
        says = _("Kind of document: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"came": kind[:40]})
    if language not in known[kind].languages:
        says = _("Language: got “%(came)s”; allowed: %(allowed)s")
        raise Refused(says % {"came": language[:20], "allowed": "、".join(known[kind].languages)})
    try:
        months = Period.parse(period)
    except PeriodError as reason:
        says = _("Period: got “%(came)s”; allowed: 2026, 2026-05 or 2026-01..2026-10.")
        raise Refused(says % {"came": period[:40]}) from reason
    if len(months.months) == 1 and not known[kind].of_month:
        says = _(
            "Period: got %(came)s, one month; this kind is written for years or several months: %(year)s"
        )
        raise Refused(says % {"came": str(months), "year": months.end.year})
    if months.start > timezone.localdate(at):
        raise Refused(_("Period: it has not begun yet; allowed: up to this month"))
    return months


@transaction.atomic
def begin_document(
    *, reader: Reader, place: Place, kind: str, period: str, language: str, at: datetime
) -> Document:
    """A new draft of a kind for a place and period. Refuses an unknown kind, language or period, and the future."""
    Rights(reader).need(place)
    months = checked(kind, period, language, at)
    made = Document.objects.create(
        kind=kind, place=place, period=str(months), year=months.end.year, language=language, by=reader.pid, at=at,
        template=templates.current(place, kind, language),
    )  # fmt: skip
    _log("begin_document", made, reader.pid, at, kind=kind, period=str(months))
    return made


def _log(action: str, one: Document, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="document", ref=one.pid, place=one.place.pid, at=at, detail=dict(detail)
    )


def draft(document: Document, reader: Reader, revision: int) -> Document:
    """The draft, locked; refused where it is final or somebody wrote meanwhile."""
    found = Document.objects.select_for_update(of=("self",)).select_related("place", "template__place")
    held = found.get(pk=document.pk)
    Rights(reader).need(held.place)
    if held.state != Document.State.DRAFT:
        raise Refused(_("This document is final; what is final is not changed. Begin a new one."))
    if held.revision != revision:
        raise Refused(_("Somebody else wrote in this document meanwhile; look at it again."))
    return held


@transaction.atomic
def word_block(
    *, reader: Reader, document: Document, block: str, text: str, revision: int, at: datetime
) -> Document:
    """An author's words in place of a composed paragraph; an empty text takes ours again."""
    held = draft(document, reader, revision)
    text = cleaned(text, _("Text"), MOST_WORDS)
    composer = queries.composer_of(held, reader, at)
    named = {one.name: one for one in composer.blocks() if one.plain or one.free}
    if block not in named:
        raise Refused(_("This paragraph cannot be changed; allowed are paragraphs of text"))
    held.words = {key: value for key, value in held.words.items() if key != block}
    if text:
        known = [(said.text, key) for said, key in composer.numbers(named[block])]
        held.words[block] = {
            "text": text,
            "by": reader.pid,
            "uses": authoring.uses(text, known),
            "version": composer.kind.version,
        }
    held.revision += 1
    held.save(update_fields=["words", "revision"])
    _log("word_block", held, reader.pid, at, block=block, characters=len(text))
    return held


@transaction.atomic
def head_document(
    *, reader: Reader, document: Document, number: str, issuer: str, revision: int, at: datetime
) -> Document:
    """The number of the paper and whose it is."""
    held = draft(document, reader, revision)
    held.number = cleaned(number, _("Number of the paper"), 60).replace("\n", " ")
    held.issuer = cleaned(issuer, _("Issuing body"), 120).replace("\n", " ")
    held.revision += 1
    held.save(update_fields=["number", "issuer", "revision"])
    _log("head_document", held, reader.pid, at, number=held.number)
    return held


def freeze_document(*, reader: Reader, document: Document, revision: int, at: datetime) -> Document:
    """Make a draft final: its value, its checksum, its files, and every figure pinned to the records it was counted
    from. Refused while an author's sentence holds a number that no longer matches, and for who does not decide.

    Files are made before anything is locked: nobody waits for them, and what was written meanwhile is noticed.
    """
    if not Rights(reader).decides(document.place):
        raise NotYours(f"{document.place.pid}: whoever decides there freezes its documents")
    if document.state != Document.State.DRAFT:
        raise Refused(_("This document is final; what is final is not changed. Begin a new one."))
    for _again in range(MOST_TRIES):
        with contextlib.suppress(Moving):
            return _frozen(reader=reader, document=document, revision=revision, at=at)
    raise Refused(_("Records this document counts are being written at this moment; try again in a minute."))


class Moving(Exception):
    """A record was written between counting a figure and holding its records."""


def _frozen(*, reader: Reader, document: Document, revision: int, at: datetime) -> Document:
    composer = queries.composer_of(document, reader, at)
    named = composer.blocks(document.words)
    _nothing_moved(named, document.words)
    over = strip_of(document, final=True)
    paper, own = templates.filled(document, composer, named, strip=over, final=True)
    try:
        made = {
            form: printing.printed(paper, form, dense=composer.kind.dense, marks=True, own=own)
            for form in printing.FORMS
        }
    except FaultyError as reason:
        raise Refused("；".join(saying.says(reason.faults))) from reason
    except (NoRenderer, printing.NoPrinter) as reason:
        raise Refused(_("The file cannot be made at this moment; try again in a minute.")) from reason
    return _kept(reader=reader, document=document, revision=revision, paper=paper, made=made,
                 figures=composer.figures, at=at)  # fmt: skip


def _nothing_moved(named: list[Named], words: dict[str, Any]) -> None:
    stale = [text for one in named for text in one.stale]
    if stale:
        says = _("Numbers that no longer match: %(numbers)s. Change those sentences first.")
        raise Refused(says % {"numbers": "、".join(stale)})
    if lost := set(words) - {one.name for one in named}:
        says = _(
            "%(n)s paragraphs you wrote have no place any more, since their figures fell silent; look again."
        )
        raise Refused(says % {"n": len(lost)})


@transaction.atomic
def _kept(
    *, reader: Reader, document: Document, revision: int, paper: Paper, made: dict[str, bytes],
    figures: list[Figure], at: datetime,
) -> Document:  # fmt: skip
    held = draft(document, reader, revision)
    if any(getattr(held, name) != getattr(document, name) for name in WRITTEN):
        raise Refused(_("Somebody else wrote in this document meanwhile; look at it again."))
    held.paper, held.checksum = paper.as_data(), paper.checksum()
    held.state, held.frozen_on, held.frozen_by = Document.State.FINAL, timezone.localdate(at), reader.pid
    held.save()
    for form, content in made.items():
        DocumentFile.objects.create(
            document=held, form=form, content=content, sha256=hashlib.sha256(content).hexdigest(), at=at
        )
    for figure in figures:
        pins.pin_figure(figure=figure, purpose=f"document {held.pid}", by=reader.pid, at=at)
    if not queries.stands(figures, at):  # what is held would be another number than the one printed
        raise Moving
    _log("freeze_document", held, reader.pid, at, checksum=held.checksum, numbers=len(figures))
    return held


def strip_of(document: Document, *, final: bool) -> str:
    """What stands over every page, in the document's language."""
    return strip(document.place, document.language, final=final)


def strip(place: Place, language: str, *, final: bool) -> str:
    """Simulated data is said so; a draft, and what is final."""
    with override("en" if language == "en" else language):
        said = [_("Simulated data")] if places.label_of(place.pid)[0] == "simulated" else []
        return " · ".join([*said, _("final") if final else _("Draft")])


def cleaned(text: str, title: str, most: int) -> str:
    """A text of an author: one kind of line ends, nothing unseen, not longer than `most`."""
    text = "".join(
        one for one in text.replace("\r\n", "\n").replace("\r", "\n") if one in "\n\t" or one.isprintable()
    ).strip()
    if len(text) > most:
        says = _("%(field)s: got %(came)s characters; allowed: up to %(most)s")
        raise Refused(says % {"field": title, "came": len(text), "most": most})
    return text
