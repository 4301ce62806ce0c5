"""Own templates in the browser: kinds of a place, fields and versions of one, starter, upload, withdrawal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.places.models import Place
from safecommunity.reports.documents import kinds, showing
from safecommunity.reports.documents.actions import Refused
from safecommunity.reports.documents.own import actions, fields, queries, starter
from safecommunity.reports.documents.rights import Rights
from safecommunity.reports.documents.views import LANGUAGES, asked, need
from safecommunity.reports.models import DocumentTemplate
from safecommunity.shell.papers import printing
from safecommunity.shell.papers.own import saying
from safecommunity.shell.papers.own.package import LARGEST


def _office(request: HttpRequest) -> tuple[Rights, Place]:
    """The place of the switch, where the reader is of its office."""
    held = need(request)
    place = choice.current(request, timezone.localdate()).place
    if not held.keeps(place):
        raise PermissionDenied
    return held, place


def _kind(kind: str, language: str) -> kinds.Kind:
    known = kinds.kinds().get(kind)
    if known is None or language not in known.languages:
        raise Http404
    return known


def _word(content: bytes, name: str, plain: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=printing.TYPES["docx"])
    answer["Content-Disposition"] = showing.disposition(name, plain)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Kinds of documents with the template a place uses for each."""
    _held, place = _office(request)
    spoken = get_language() or "zh-hans"
    used: dict[tuple[str, str], DocumentTemplate] = {}
    for one in queries.versions(place).filter(withdrawn_at__isnull=True):
        used.setdefault((one.kind, one.language), one)
    offered = [
        {"kind": one, "title": one.title(spoken),
         "languages": [(code, LANGUAGES[code], used.get((one.id, code))) for code in one.languages]}
        for one in kinds.kinds().values()
    ]  # fmt: skip
    return render(request, "reports/documents/templates.html", {"offered": offered, "place": place})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """One kind: its fields, its versions; a file that comes is checked and becomes the next version."""
    held, place = _office(request)
    known = _kind(kind, language)
    problems: list[str] = []
    if request.method == "POST":
        problems = _bring(request, held, place, known, language)
        if not problems:
            return redirect("document_template", kind, language)
    versions = list(queries.versions(place, kind, language)[:50])
    names = people.names([one.by for one in versions])
    context: dict[str, Any] = {
        "kind": known, "title": known.title(get_language() or "zh-hans"), "language": language, "place": place,
        "spoken": LANGUAGES[language], "problems": problems, "most": LARGEST >> 20,
        "versions": [(one, names.get(one.by, one.by)) for one in versions],
        "fields": fields.of_kind(known, get_language() or "zh-hans"),
    }  # fmt: skip
    return render(request, "reports/documents/template.html", context, status=422 if problems else 200)


def _bring(request: HttpRequest, held: Rights, place: Place, known: kinds.Kind, language: str) -> list[str]:
    """Keep the file that came; what is wrong with it, a sentence a fault."""
    file = request.FILES.get("file")
    if file is None:
        return [_("No file came; allowed: a Word document, .docx")]
    if (file.size or 0) > LARGEST:
        return saying.says([actions.too_large(file.size or 0)])
    try:
        made = actions.keep_template(
            reader=held.reader, place=place, kind=known.id, language=language, file_name=file.name or "",
            content=file.read(LARGEST + 1), at=timezone.now(),
        )  # fmt: skip
    except actions.Faulty as reason:
        return reason.says
    except Refused as reason:
        return [str(reason)]
    messages.success(
        request, _("Version %(n)s is kept; new documents of this kind use it.") % {"n": made.version}
    )
    return []


@login_required
@require_safe
def starter_file(request: HttpRequest, kind: str, language: str) -> HttpResponse:
    """The template to begin with."""
    if not need(request).writes:
        raise PermissionDenied
    known = _kind(kind, language)
    content = starter.starter(known, language, timezone.localdate())
    name = f"{known.title(get_language() or 'zh-hans')}-{_('template')}.docx"
    return _word(content, name, f"{kind}-{language}-template.docx")


def _version(request: HttpRequest, pid: str) -> tuple[Rights, DocumentTemplate]:
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    return held, found


@login_required
@require_safe
def file(request: HttpRequest, pid: str) -> HttpResponse:
    """A version as it was kept."""
    _held, found = _version(request, pid)
    return _word(queries.content(found), found.file_name, f"{found.kind}-v{found.version}.docx")


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """No longer offered."""
    held, found = _version(request, pid)
    if not held.keeps(found.place):
        raise PermissionDenied
    try:
        actions.withdraw_template(reader=held.reader, template=found, at=timezone.now())
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The version is withdrawn; documents written in it keep it."))
    return redirect("document_template", found.kind, found.language)


@login_required
@require_POST
def choose(request: HttpRequest, pid: str) -> HttpResponse:
    """The template a draft's Word file is written in."""
    held, one = asked(request, pid, write=True)
    came = request.POST.get("revision", "")
    try:
        actions.choose_template(
            reader=held.reader, document=one, template=request.POST.get("template", "")[:40],
            revision=int(came) if came.isascii() and came.isdigit() and len(came) < 9 else -1, at=timezone.now(),
        )  # fmt: skip
    except Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("The Word file is written in it from now on."))
    return redirect("document", one.pid)
