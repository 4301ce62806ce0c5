"""Keeping versions of a template, withdrawing one, choosing one for a document."""

import hashlib
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.reports.documents import actions, kinds
from safecommunity.reports.documents.own import fields, queries
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.models import Document, DocumentTemplate
from safecommunity.shell.papers.own import running, saying
from safecommunity.shell.papers.own.faults import Fault, FaultyError
from safecommunity.shell.papers.own.package import LARGEST

LONGEST_NAME = 120


class Faulty(actions.Refused):
    """A template that is not taken; `says` holds a sentence a fault."""

    def __init__(self, says: list[str]) -> None:
        super().__init__("；".join(says))
        self.says = says


def keep_template(
    *, reader: Reader, place: Place, kind: str, language: str, file_name: str, content: bytes, at: datetime
) -> DocumentTemplate:
    """A new version of a place's template for a kind and language. It is opened by a process with bounds and checked
    placeholder by placeholder before anything is locked or kept. Raises Faulty with every fault found."""
    Rights(reader).need(place)
    known = kinds.kinds()
    if kind not in known or language not in known[kind].languages:
        raise actions.Refused(_("This kind of document has no such language; allowed: one of the list"))
    name = "".join(one for one in file_name if one.isprintable()).strip()[-LONGEST_NAME:] or f"{kind}.docx"
    if not name.lower().endswith(".docx"):
        raise Faulty(saying.says([Fault("no_docx")]))
    if len(content) > LARGEST:
        raise Faulty(saying.says([too_large(len(content))]))
    try:
        used = running.checked(content, fields.kinds_of(known[kind]))
    except FaultyError as reason:
        raise Faulty(saying.says(reason.faults)) from reason
    return _kept(
        reader=reader, place=place, kind=kind, language=language, name=name, content=content, used=used, at=at
    )


def too_large(size: int) -> Fault:
    """A file beyond the limit, told before a byte of it is read."""
    return Fault("large", f"{size / 1048576:.1f}")


@transaction.atomic
def _kept(
    *,
    reader: Reader,
    place: Place,
    kind: str,
    language: str,
    name: str,
    content: bytes,
    used: list[str],
    at: datetime,
) -> DocumentTemplate:
    Place.objects.select_for_update(of=("self",)).get(
        pk=place.pk
    )  # two people at once count one after the other
    held = DocumentTemplate.objects.filter(place=place, kind=kind, language=language)
    version = (held.aggregate(last=Max("version"))["last"] or 0) + 1
    made = DocumentTemplate.objects.create(
        place=place, kind=kind, language=language, version=version, file_name=name, content=content, size=len(content),
        sha256=hashlib.sha256(content).hexdigest(), fields=used, by=reader.pid, at=at,
    )  # fmt: skip
    _log("keep_template", made, reader.pid, at, version=version, sha256=made.sha256)
    return made


def _log(action: str, one: DocumentTemplate, by: str, at: datetime, **detail: object) -> None:
    journal.record(
        by=by, action=action, kind="document_template", ref=one.pid, place=one.place.pid, at=at,
        detail={"kind": one.kind, "language": one.language, **detail},
    )  # fmt: skip


@transaction.atomic
def withdraw_template(*, reader: Reader, template: DocumentTemplate, at: datetime) -> DocumentTemplate:
    """No longer offered; documents written in it keep it and its bytes."""
    held = (
        DocumentTemplate.objects.select_for_update(of=("self",)).select_related("place").get(pk=template.pk)
    )
    Rights(reader).need(held.place)
    if held.withdrawn_at is not None:
        raise actions.Refused(_("This version is withdrawn already."))
    held.withdrawn_at, held.withdrawn_by = at, reader.pid
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _log("withdraw_template", held, reader.pid, at, version=held.version)
    return held


@transaction.atomic
def choose_template(
    *, reader: Reader, document: Document, template: str, revision: int, at: datetime
) -> Document:
    """The template a draft's Word file is written in; empty: our own layout."""
    held = actions.draft(document, reader, revision)
    chosen = None
    if template:
        chosen = next((one for one in queries.offered(held) if one.pid == template), None)
        if chosen is None:
            raise actions.Refused(
                _("This template is not offered for this document; allowed: one of the list")
            )
    held.template = chosen
    held.revision += 1
    held.save(update_fields=["template", "revision"])
    journal.record(
        by=reader.pid, action="choose_template", kind="document", ref=held.pid, place=held.place.pid, at=at,
        detail={"template": chosen.pid if chosen else ""},
    )  # fmt: skip
    return held
