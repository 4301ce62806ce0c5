"""Documents in the browser: list, new one, draft with its author's words, file, freezing, what moved since."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.figures import choice
from safecommunity.indicators.period import Period
from safecommunity.reports.documents import actions, kinds, queries, showing
from safecommunity.reports.documents.own import queries as templates
from safecommunity.reports.documents.rights import Rights, of_request
from safecommunity.reports.models import Document
from safecommunity.shell import workbooks
from safecommunity.shell.charts import NoRenderer
from safecommunity.shell.papers import data, printing
from safecommunity.shell.papers.own import saying
from safecommunity.shell.papers.own.faults import FaultyError
from safecommunity.shell.papers.value import Paragraph
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

LANGUAGES: dict[str, str] = data.frame()["languages"]


def need(request: HttpRequest) -> Rights:
    """The reader's rights where documents are open to him."""
    held = of_request(request)
    if held is None or not held.looks:
        raise PermissionDenied
    return held


def asked(request: HttpRequest, pid: str, *, write: bool = False) -> tuple[Rights, Document]:
    """A document open to the reader; `write` asks for its office."""
    held = need(request)
    found = queries.one(held, pid)
    if found is None:
        raise Http404
    if write and not held.keeps(found.place):
        raise PermissionDenied
    show_place(request, found.place.pid)
    return held, found


def _title(one: Document) -> str:
    known = kinds.kinds().get(one.kind)
    return known.title(get_language() or "zh-hans") if known else one.kind


def _period(one: Document) -> str:
    return Period.parse(one.period).label(get_language() or "zh-hans")


def state_text(state: str) -> str:
    """Draft or final."""
    return _("final") if state == Document.State.FINAL else _("draft")


class Documents(Table):
    """Documents, the newest year first."""

    name = "documents"
    caption = gettext_lazy("Documents")
    empty = gettext_lazy("A document appears here as soon as it is begun.")
    columns = (
        Column("title", gettext_lazy("Document"), _title, link=lambda one: reverse("document", args=[one.pid]),
               wide=True, head=True),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("period", gettext_lazy("Period"), lambda one: _period(one)),
        Column("language", gettext_lazy("Language"), lambda one: LANGUAGES.get(one.language, one.language)),
        Column("state", gettext_lazy("State"), lambda one: state_text(one.state)),
        Column("frozen", gettext_lazy("Final since"), "frozen_on", kind="day"),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"),
               lambda: [(one.id, one.title(get_language() or "zh-hans")) for one in kinds.kinds().values()], "kind"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-year", "-pk")),)
    pairs = (("", "recent"), ("kind", "recent"))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Documents open to the reader."""
    held = need(request)
    context = {"table": Documents(queries.documents(held), request.GET), "writes": held.writes}
    return render(request, "reports/documents/list.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Documents(queries.documents(need(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Choose a kind for the place and period of the switches."""
    held = need(request)
    if not held.writes:
        raise PermissionDenied
    now = timezone.now()
    chosen = choice.current(request, timezone.localdate(now))
    if not held.keeps(chosen.place):
        raise PermissionDenied
    problem = ""
    if request.method == "POST":
        kind, _sep, language = request.POST.get("kind", "").partition(" ")
        try:
            made = actions.begin_document(
                reader=held.reader,
                place=chosen.place,
                kind=kind,
                period=str(chosen.period),
                language=language,
                at=now,
            )
        except actions.Refused as reason:
            problem = str(reason)
        else:
            return redirect("document", made.pid)
    spoken = get_language() or "zh-hans"
    offered = [
        {"title": one.title(spoken), "lead": one.lead.get(spoken) or one.lead.get("zh-hans", ""), "shape": one.shape,
         "id": one.id, "languages": [(code, LANGUAGES[code]) for code in one.languages]}
        for one in kinds.kinds().values()
    ]  # fmt: skip
    context = {
        "offered": offered,
        "chosen": chosen,
        "period": chosen.period.label(spoken),
        "problem": problem,
    }
    return render(request, "reports/documents/new.html", context, status=422 if problem else 200)


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """A document as it stands: a draft with today's records, a final one as it was frozen."""
    held, one = asked(request, pid)
    writes = one.state == Document.State.DRAFT and held.keeps(one.place)
    context: dict[str, Any] = {
        "one": one, "title": _title(one), "writes": writes, "decides": writes and held.decides(one.place),
        "state": state_text(one.state), "by": people.names([one.by]).get(one.by, one.by), "period": _period(one),
        "language": LANGUAGES[one.language], "reads": choice.may_read(held.reader, one.place.pid),
        "template": one.template, "templates": templates.offered(one) if writes else [],
    }  # fmt: skip
    if one.state == Document.State.FINAL:
        paper = queries.frozen(one)
        context |= {
            "shown": showing.of_paper(paper), "paper": paper, "sound": queries.sound(one),
            "frozen_by": people.names([one.frozen_by]).get(one.frozen_by, one.frozen_by),
        }  # fmt: skip
    else:
        composer = queries.composer_of(one, held.reader, timezone.now())
        blocks = composer.blocks(one.words)
        paper = composer.paper(number=one.number, named=blocks)
        context |= {
            "shown": showing.of_blocks(blocks, paper), "paper": paper,
            "stale": [text for block in blocks for text in block.stale],
            "changed": queries.changed_kind(one),
        }  # fmt: skip
    return render(request, "reports/documents/page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def words(request: HttpRequest, pid: str, block: str) -> HttpResponse:
    """An author's words for one paragraph."""
    held, one = asked(request, pid, write=True)
    now = timezone.now()
    named = {found.name: found for found in queries.composer_of(one, held.reader, now).blocks(one.words)}
    found = named.get(block)
    if found is None or not isinstance(found.block, Paragraph) or not (found.plain or found.free):
        raise Http404
    problem, text = "", request.POST.get("text", "") if request.method == "POST" else ""
    if request.method == "POST":
        given = "" if "ours" in request.POST else text
        try:
            actions.word_block(
                reader=held.reader, document=one, block=block, text=given, revision=_revision(request), at=now
            )
        except actions.Refused as reason:
            problem = str(reason)
        else:
            return redirect(f"{reverse('document', args=[one.pid])}#b-{block}")
    else:
        text = one.words.get(block, {}).get("text", "") or found.plain
    context = {
        "one": one, "title": _title(one), "found": found, "text": text, "problem": problem, "block": block,
        "edited": block in one.words,
    }  # fmt: skip
    return render(request, "reports/documents/words.html", context, status=422 if problem else 200)


def _revision(request: HttpRequest) -> int:
    given = request.POST.get("revision", "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 10 else -1


@login_required
@require_POST
def head(request: HttpRequest, pid: str) -> HttpResponse:
    """The paper's number and whose it is."""
    held, one = asked(request, pid, write=True)
    return _done(request, one, lambda: actions.head_document(
        reader=held.reader, document=one, number=request.POST.get("number", ""), issuer=request.POST.get("issuer", ""),
        revision=_revision(request), at=timezone.now(),
    ), _("Number and issuer are kept."))  # fmt: skip


@login_required
@require_POST
def freeze(request: HttpRequest, pid: str) -> HttpResponse:
    """Make it final."""
    held, one = asked(request, pid, write=True)
    if not held.decides(one.place):
        raise PermissionDenied
    return _done(request, one, lambda: actions.freeze_document(
        reader=held.reader, document=one, revision=_revision(request), at=timezone.now(),
    ), _("The document is final. Its numbers are held with their records."))  # fmt: skip


def _done(request: HttpRequest, one: Document, deed: Any, says: str) -> HttpResponse:
    try:
        deed()
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, says)
    return redirect("document", one.pid)


@login_required
@require_safe
def file(request: HttpRequest, pid: str, form: str) -> HttpResponse:
    """The document as PDF or Word: a final one as it was made, a draft made now."""
    held, one = asked(request, pid)
    if form not in printing.FORMS:
        raise Http404
    kept = queries.file_of(one, form) if one.state == Document.State.FINAL else None
    if kept is not None:
        content = bytes(kept.content)
    else:
        composer = queries.composer_of(one, held.reader, timezone.now())
        named, over = composer.blocks(one.words), actions.strip_of(one, final=False)
        paper, own = templates.filled(one, composer, named, strip=over, final=False)
        try:
            content = printing.printed(paper, form, dense=composer.kind.dense, marks=True, own=own)
        except FaultyError as reason:
            messages.error(request, "；".join(saying.says(reason.faults)))
            return redirect("document", one.pid)
        except (NoRenderer, printing.NoPrinter):
            messages.error(request, _("The file cannot be made at this moment; try again in a minute."))
            return redirect("document", one.pid)
    answer = HttpResponse(content, content_type=printing.TYPES[form])
    name = f"{one.place.name}-{_title(one)}-{one.period}.{form}"
    answer["Content-Disposition"] = showing.disposition(name, f"{one.kind}-{one.period}.{form}")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@login_required
@require_safe
def moved(request: HttpRequest, pid: str) -> HttpResponse:
    """What a final document would say today."""
    held, one = asked(request, pid)
    # levels above see what was made final, not what the records say today
    if not choice.may_read(held.reader, one.place.pid):
        raise PermissionDenied
    if one.state != Document.State.FINAL:
        raise Http404
    found, counted = queries.moved(one, timezone.now())
    context = {"one": one, "title": _title(one), "found": found, "counted": counted,
               "all": len(queries.frozen(one).sources)}  # fmt: skip
    return render(request, "reports/documents/moved.html", context)
