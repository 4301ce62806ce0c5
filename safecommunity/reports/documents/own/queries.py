"""Reading templates: those of a place, those offered to a document, the paper and values a template is filled with."""

import hashlib
from dataclasses import replace
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override

from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.documents.composing import Composer, Named
from safecommunity.reports.documents.own import fields
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Document, DocumentTemplate
from safecommunity.shell.papers import Paper


class Damaged(RuntimeError):
    """The bytes of a template are not those that were kept."""


def versions(place: Place, kind: str = "", language: str = "") -> QuerySet[DocumentTemplate]:
    """Versions of a place, the newest first, without their bytes."""
    found = DocumentTemplate.objects.filter(place=place).select_related("place").defer("content")
    found = found.filter(kind=kind) if kind else found
    found = found.filter(language=language) if language else found
    return found.order_by("kind", "language", "-version")


def one(rights: Rights, pid: str) -> DocumentTemplate | None:
    """A version open to a reader: of a place whose office he is of, or in which a document he sees is written."""
    found = DocumentTemplate.objects.filter(pid=pid).select_related("place").first()
    if found is None or rights.keeps(found.place):
        return found
    seen = Document.objects.filter(rights.seen(), template=found).exists()
    return found if seen else None


def current(place: Place, kind: str, language: str) -> DocumentTemplate | None:
    """The newest version a place uses."""
    return versions(place, kind, language).filter(withdrawn_at__isnull=True).first()


def offered(document: Document) -> list[DocumentTemplate]:
    """The newest versions of the document's place and those above it, and the one it is written in."""
    above = reversed(places.ancestors(document.place.pid))
    found = [current(place, document.kind, document.language) for place in above]
    kept = [found_one for found_one in found if found_one is not None]
    if document.template is not None and document.template_id not in {one.pk for one in kept}:
        kept.append(document.template)
    return kept


def content(template: DocumentTemplate) -> bytes:
    """Its bytes as they were kept."""
    held = bytes(template.content)
    if hashlib.sha256(held).hexdigest() != template.sha256:
        raise Damaged(f"{template.pid}: the bytes kept are not those that came")
    return held


def filled(
    document: Document, composer: Composer, named: list[Named], *, strip: str, final: bool
) -> tuple[Paper, dict[str, Any] | None]:
    """The paper of a document, and the template its Word file is filled into with its values, where it has one."""
    template = document.template
    if template is not None:
        fields.marked(composer, template.fields)
    paper = composer.paper(named=named, number=document.number, strip=strip)
    if template is None:
        return paper, None
    paper = replace(paper, words={**paper.words, "template": says(template, document.language)})
    # what is a draft or simulated says so, wherever the template would print it
    over = "" if final and places.label_of(document.place.pid)[0] != "simulated" else strip
    found = fields.values(composer, named, paper, template.fields)
    return paper, fields.given(content(template), found, over)


def says(template: DocumentTemplate, language: str) -> str:
    """Which template it is, in words."""
    with override(language):
        told = {"file": template.file_name, "n": template.version, "place": template.place.name}
        return _("%(file)s, version %(n)s of %(place)s") % told + f", SHA-256 {template.sha256}"
