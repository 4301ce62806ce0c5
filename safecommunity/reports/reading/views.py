"""Pages of papers: bring one, its marked copy, its numbers as a list, one number, keep as claims, forget."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.figures.checker.rights import WRITES, Rights, need
from safecommunity.indicators.catalogue import CATALOGUE
from safecommunity.indicators.period import Period
from safecommunity.journal import queries as journal
from safecommunity.places import queries as places
from safecommunity.reports.models import Paper, PaperMark
from safecommunity.reports.reading import actions, marked_copy, opening, queries, words
from safecommunity.reports.reading.claimed import sentence
from safecommunity.reports.reading.forms import PaperForm
from safecommunity.shell import workbooks
from safecommunity.shell.containers import Unreadable
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

MOST_PLACES = 2000
MOST_TOLD = 10


class Papers(Table):
    """Papers that were read, newest first."""

    name = "papers"
    caption = gettext_lazy("Papers that were checked")
    empty = gettext_lazy("No paper was checked yet.")
    columns = (
        Column("title", gettext_lazy("Title"), lambda one: one.title, wide=True, head=True,
               link=lambda one: reverse("paper", args=[one.pid])),
        Column("numbers", gettext_lazy("Numbers read"), "numbers", num=True),
        Column("differs", gettext_lazy("Differ"), lambda one: one.counts.get("verdict", {}).get("differs", 0),
               num=True),
        Column("wrong", gettext_lazy("Wrong by themselves"), lambda one: sum(one.counts.get("problem", {}).values()),
               num=True),
        Column("period", gettext_lazy("Period"), "period"),
        Column("at", gettext_lazy("Checked"), "at", kind="moment"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"),)


def _tagged(mark: PaperMark) -> str:
    kind = {"confirmed": "ok", "differs": "bad", "none": "ask", "hidden": "claim"}.get(mark.verdict, "")
    return format_html(
        '<span class="tag {}">{} {}</span>', kind, words.sign(mark.verdict), words.verdict(mark.verdict)
    )


def _choose(mark: PaperMark) -> str:
    """A box that belongs to the form below the list."""
    if mark.kept:
        return format_html('<span class="tag claim">{}</span>', _("kept"))
    label = _("Keep number %(n)s") % {"n": mark.number + 1}
    return format_html(
        '<input type="checkbox" name="number" value="{}" form="keep" aria-label="{}">', mark.number, label
    )


def _from_records(mark: PaperMark) -> str:
    value = mark.figure.get("value")
    return "" if value is None else words.grouped(f"{round(value, 2):.2f}".rstrip("0").rstrip("."))


class Marks(Table):
    """The numbers of one paper in its order."""

    name = "marks"
    caption = gettext_lazy("Numbers of the paper")
    empty = gettext_lazy("No number of this kind stands in the paper.")
    columns = (
        Column("about", gettext_lazy("What it is about"), lambda one: one.content["subject"] + one.content["after"],
               wide=True, head=True, link=lambda one: reverse("paper_mark", args=[one.paper.pid, one.number])),
        Column("amount", gettext_lazy("As on paper"), words.amount, num=True),
        Column("records", gettext_lazy("From records"), _from_records, num=True),
        Column("verdict", gettext_lazy("Verdict"), _tagged, kind="html"),
        Column("problem", gettext_lazy("By itself"), lambda one: words.problem(one.problem) if one.problem else ""),
        Column("figure", gettext_lazy("Figure of the catalogue"), lambda one: words.figure(one.code)),
        Column("keep", gettext_lazy("Keep"), _choose, kind="html"),
    )  # fmt: skip
    filters = (
        Filter("verdict", gettext_lazy("Verdict"),
               lambda: [(one, words.verdict(one)) for one in PaperMark.Verdict.values], "verdict"),
        Filter("problem", gettext_lazy("By itself"), lambda: [(one, words.problem(one)) for one in words.KINDS],
               "problem"),
    )  # fmt: skip
    orders = (Order("paper", gettext_lazy("as in the paper"), ("pk",)),)
    pairs = (("", "paper"), ("verdict", "paper"), ("problem", "paper"))


def _offered(rights: Rights) -> list[tuple[str, str]]:
    return [(one.pid, one.name) for one in places.choices(rights.reader, "figures", *WRITES)[:MOST_PLACES]]


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All papers of the reader's places."""
    rights = need(request)
    context = {"table": Papers(queries.papers(rights), request.GET), "writes": rights.writes}
    return render(request, "reports/reading/list.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Bring a paper: a file or its text."""
    rights = need(request)
    if not rights.writes:
        raise PermissionDenied
    offered = _offered(rights)
    known = {pid for pid, _name in offered}
    now = timezone.now()
    first = {"place": request.session.get("place", ""), "period": str(timezone.localdate(now).year)}
    if first["place"] not in known:
        first["place"] = offered[0][0] if offered else ""
    bound = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PaperForm(*bound, places=offered, initial=first)
    if form.is_valid():
        made = _bring(rights, form)
        if made is not None:
            return redirect("paper", made.pid)
    return render(request, "reports/reading/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _bring(rights: Rights, form: PaperForm) -> Paper | None:
    """Read what came; what is wrong with it stands on the form."""
    given, file = form.cleaned_data, form.cleaned_data.get("file")
    try:
        if file:
            name = (file.name or "paper")[:150]
            if file.size > opening.LARGEST:
                raise opening.too_large(file.size, name)
            found = opening.opened(file.read(opening.LARGEST + 1), name)
        else:
            name, found = "", opening.Opened(opening.checked(given["text"], str(_("The text"))), "text")
        title = given["title"] or name.rpartition(".")[0]
        return actions.read_paper(
            reader=rights.reader, place=given["place"], period=given["period"], title=title, file_name=name,
            opened=found, at=timezone.now(),
        )  # fmt: skip
    except (Unreadable, actions.Refused) as reason:
        form.add_error("file" if file else "text" if isinstance(reason, Unreadable) else None, str(reason))
    return None


def _asked(request: HttpRequest, pid: str, *, writes: bool = False) -> tuple[Rights, Paper]:
    rights = need(request)
    found = queries.one(rights, pid)
    if found is None:
        raise Http404
    if writes and not rights.answers(found.place):
        raise PermissionDenied
    show_place(request, found.place)
    return rights, found


def _told(counts: dict[str, int], name: str, says: Any) -> list[tuple[str, str, int]]:
    return [(code, says(code), counts[code]) for code in name.split() if counts.get(code)]


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """The marked copy."""
    rights, paper = _asked(request, pid)
    asked = request.GET.get("part", "1")
    part = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 6 else 1
    blocks, parts = queries.copy(rights, paper, part)
    part = min(max(part, 1), parts)
    context = {
        "paper": paper, "blocks": blocks, "part": part, "parts": parts, "place": places.place(paper.place),
        "verdicts": _told(paper.counts.get("verdict", {}), " ".join(words.SIGNS), words.verdict),
        "problems": _told(paper.counts.get("problem", {}), " ".join(words.KINDS), words.problem),
        "runs": queries.history(rights, paper), "history": journal.history("paper", paper.pid),
        "period": Period.parse(paper.period), "writes": rights.answers(paper.place), "media": words.media(paper.media),
        "from_title": paper.title, "before": part - 1, "after": part + 1 if part < parts else 0,
    }  # fmt: skip
    return render(request, "reports/reading/one.html", context)


def _table(request: HttpRequest, rights: Rights, paper: Paper) -> Marks:
    return Marks(queries.marks(rights, paper).select_related("paper"), request.GET)


@login_required
@require_safe
def marks(request: HttpRequest, pid: str) -> HttpResponse:
    """Its numbers as a list; the office chooses those it keeps as claims."""
    rights, paper = _asked(request, pid)
    table = _table(request, rights, paper)
    queries.veiled(rights, table.page.rows)
    context = {
        "paper": paper,
        "table": table,
        "writes": rights.answers(paper.place) and paper.forgotten_at is None,
    }
    return render(request, "reports/reading/marks.html", context)


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> FileResponse:
    """The list as a workbook, within rights and filters."""
    rights, paper = _asked(request, pid)
    table = _table(request, rights, paper)
    heads = [
        _("No."), _("As printed"), _("Value"), _("Unit of measure"), _("What it is about"), _("Verdict"),
        _("From records"), _("Difference"), _("n"), _("Figure of the catalogue"), _("By itself"), _("The sentence"),
        _("Period"),
    ]  # fmt: skip

    def rows() -> Iterator[list[Any]]:
        for mark in queries.veiled(rights, list(table.records())):
            content = mark.content
            yield [
                mark.number + 1, paper.text[mark.start : mark.end], content["shown"], content["unit"],
                content["subject"] + content["after"], words.verdict(mark.verdict), _from_records(mark),
                mark.figure.get("difference", ""), mark.figure.get("n"), words.figure(mark.code),
                "；".join(words.problem_says(each) for each in mark.problems),
                sentence(paper.text, mark.start, mark.end), content["said_period"] or paper.period,
            ]  # fmt: skip

    sheet = workbooks.Sheet(str(Marks.caption), heads, rows(), paper.numbers)
    about = [(_("Title"), paper.title), (_("Period"), paper.period), *table.narrowed]
    return workbooks.answer(request, name=paper.title, about=about, sheets=[sheet], now=timezone.now())


@login_required
@require_safe
def copy(request: HttpRequest, pid: str) -> HttpResponse:
    """The marked copy as .docx: each number highlighted, with what was found as a comment."""
    rights, paper = _asked(request, pid)
    if paper.forgotten_at is not None:
        raise Http404
    found = queries.veiled(rights, list(queries.marks(rights, paper).order_by("start")))
    return marked_copy.answer(paper, found, timezone.now())


def _mark(
    request: HttpRequest, pid: str, number: int, *, writes: bool = False
) -> tuple[Rights, Paper, PaperMark]:
    rights, paper = _asked(request, pid, writes=writes)
    found = queries.mark(rights, paper, number)
    if found is None:
        raise Http404
    return rights, paper, found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def mark(request: HttpRequest, pid: str, number: int) -> HttpResponse:
    """One number: what it was read as, what matched, what the records say; another figure may be chosen."""
    rights, paper, found = _mark(request, pid, number, writes=request.method == "POST")
    if request.method == "POST":
        try:
            actions.relink_mark(
                reader=rights.reader, mark=found, code=request.POST.get("code", "")[:80], at=timezone.now()
            )
        except actions.Refused as reason:
            messages.error(request, str(reason))
        return redirect("paper_mark", paper.pid, number)
    offered = [(code, words.figure(code)) for code in dict.fromkeys([*found.offered, found.code]) if code]
    known = {code for code, _title in offered}
    rest = [(one.code, words.figure(one.code)) for one in CATALOGUE.everything() if one.code not in known]
    key = found.figure.get("key", "")
    context = {
        "paper": paper, "mark": found, "amount": words.amount(found), "verdict": words.verdict(found.verdict),
        "sign": words.sign(found.verdict), "kind": words.kind(found.content["kind"]), "offered": offered,
        "rest": sorted(rest, key=lambda each: each[1]), "title": words.figure(found.code),
        "url": reverse("figure", args=[key]) if key else "", "records": _from_records(found),
        "definition": reverse("figure_definition", args=[found.code]) if found.code else "",
        "problems": [(words.problem(each["kind"]), words.problem_says(each)) for each in found.problems],
        "sentence": sentence(paper.text, found.start, found.end), "as_printed": paper.text[found.start : found.end],
        "where": places.place(found.figure["place"]) if found.figure.get("place") else None,
        "period": found.content["period"], "writes": rights.answers(paper.place) and paper.forgotten_at is None,
    }  # fmt: skip
    return render(request, "reports/reading/mark.html", context)


@login_required
@require_POST
def keep(request: HttpRequest, pid: str) -> HttpResponse:
    """Chosen numbers become numbers on paper."""
    rights, paper = _asked(request, pid, writes=True)
    chosen = [
        int(one) for one in request.POST.getlist("number") if one.isascii() and one.isdigit() and len(one) < 6
    ]
    try:
        new_ones, left = actions.keep_as_claims(
            reader=rights.reader, paper=paper, numbers=chosen, at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("paper_marks", pid)
    messages.success(request, _("%(n)s new entries; what holds already stayed") % {"n": new_ones})
    if left:
        told = "；".join(f"{number + 1}: {why}" for number, why in left[:MOST_TOLD])
        messages.warning(request, _("Left out: %(n)s. %(which)s") % {"n": len(left), "which": told})
    return redirect("paper_marks", pid)


@login_required
@require_POST
def again(request: HttpRequest, pid: str) -> HttpResponse:
    """Hold it against the records of now."""
    rights, paper = _asked(request, pid, writes=True)
    try:
        made = actions.read_again(reader=rights.reader, paper=paper, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
        return redirect("paper", pid)
    return redirect("paper", made.pid)


@login_required
@require_POST
def forget(request: HttpRequest, pid: str) -> HttpResponse:
    """Remove the text."""
    rights, paper = _asked(request, pid, writes=True)
    try:
        actions.forget_paper(reader=rights.reader, paper=paper, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("paper", pid)
