"""Pages of numbers on paper: list, entering, one beside its figure, correcting, the list in and out, the example."""

from collections.abc import Iterator
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

from safecommunity.figures.checker import queries as found_by
from safecommunity.figures.checker import rules
from safecommunity.figures.checker import words as said
from safecommunity.figures.checker.rights import Rights, need
from safecommunity.figures.claims import actions, example, queries, reading, sentences, words
from safecommunity.figures.claims.forms import ClaimForm, ReasonForm, initial
from safecommunity.figures.models import Claim
from safecommunity.journal import queries as journal
from safecommunity.places import queries as places
from safecommunity.shell import slots, workbooks
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table


class Claims(Table):
    """Numbers on paper, newest first."""

    name = "claims"
    caption = gettext_lazy("Numbers on paper")
    empty = gettext_lazy("What reports and notices say appears here once it is entered; it is never counted.")
    columns = (
        Column("title", gettext_lazy("What the paper says"), lambda one: one.title, wide=True, head=True,
               link=lambda one: reverse("claim", args=[one.pid])),
        Column("amount", gettext_lazy("As on paper"), lambda one: on_paper(one), num=True),
        Column("kind", gettext_lazy("Kind"), lambda one: words.kind(one.kind)),
        Column("scope", gettext_lazy("Scope"), "scope"),
        Column("period", gettext_lazy("Period"), lambda one: f"{one.starts} – {one.ends}" if one.starts else "—"),
        Column("document", gettext_lazy("Document"), "document"),
        Column("state", gettext_lazy("State"), lambda one: words.state(one.state)),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: [(one, words.kind(one)) for one in Claim.Kind.values], "kind"),
        Filter("state", gettext_lazy("State"), lambda: [(one, words.state(one)) for one in Claim.State.values],
               "state"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"), ("kind", "recent"), ("state", "recent"))


def on_paper(claim: Claim) -> str:
    """The number as the paper says it; of a pair both."""
    if claim.kind == Claim.Kind.PAIR:
        before, after = (f"{text}{claim.unit}" for text in (claim.earlier_printed, claim.printed))
        return f"{before} → {after}"
    if claim.value is None:
        return words.direction(claim.direction) or words.kind(claim.kind)
    upper = "" if claim.upper is None else f"{claim.upper.normalize():f}"
    return words.amount(claim.printed, upper, claim.qualifier, claim.unit)


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """All of the reader's places."""
    rights = need(request)
    context = {
        "table": Claims(queries.claims(rights), request.GET), "writes": rights.writes,
        "places": _offered(rights) if rights.writes else [],
    }  # fmt: skip
    return render(request, "figures/claims/list.html", context)


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """The list as a workbook, within rights and filters; it comes back in as it went out."""
    table = Claims(queries.claims(need(request)), request.GET)
    total, more = table.total
    heads = [*reading.headings().values(), _("State"), _("Place")]
    names: dict[str, str] = {}

    def rows() -> Iterator[list[Any]]:
        for one in table.records():
            if one.place not in names:
                names.update(places.names([one.place]))
            yield [*reading.cells(one), words.state(one.state), names.get(one.place, "")]

    sheet = workbooks.Sheet(str(Claims.caption), heads, rows(), None if more else total)
    return workbooks.answer(
        request, name=str(Claims.caption), about=table.narrowed, sheets=[sheet], now=timezone.now()
    )


def _offered(rights: Rights) -> list[tuple[str, str]]:
    """Places this reader enters for, along the tree."""
    return [(one.pid, one.name) for one in queries.enters_for(rights)]


def _form(request: HttpRequest, rights: Rights, claim: Claim | None = None) -> ClaimForm:
    sent = request.POST if request.method == "POST" else None
    offered = _offered(rights)
    place = claim.place if claim else _place_of(request, offered)
    totals = [one for one in queries.totals(place) if claim is None or one.pk != claim.pk]
    first = initial(claim) if claim else {"place": place, "kind": "number", "qualifier": "exact"}
    return ClaimForm(sent, places=offered, totals=totals, initial=first)


def _place_of(request: HttpRequest, offered: list[tuple[str, str]]) -> str:
    asked = request.POST.get("place") or request.session.get("place", "")
    known = {pid for pid, _name in offered}
    return asked if asked in known else offered[0][0] if offered else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Enter what a paper says."""
    rights = need(request)
    if not rights.writes:
        raise PermissionDenied
    form = _form(request, rights)
    if form.is_valid():
        values = form.values()
        try:
            made = actions.record_claim(
                reader=rights.reader, place=values["place"], values=values, at=timezone.now()
            )
        except actions.Refused as reason:
            _tell(form, reason)
        else:
            return redirect("claim", made.pid)
    context = {"form": form, "claim": None}
    return render(request, "figures/claims/form.html", context, status=422 if form.is_bound else 200)


def _tell(form: ClaimForm, reason: actions.Refused) -> None:
    for problem in reason.problems or (str(reason),):
        form.add_error(None, problem)


def _asked(request: HttpRequest, pid: str, *, writes: bool = False) -> tuple[Rights, Claim]:
    rights = need(request)
    found = queries.one(rights, pid)
    if found is None:
        raise Http404
    if writes and not rights.answers(found.place):
        raise PermissionDenied
    show_place(request, found.place)
    return rights, found


@login_required
@require_safe
def one(request: HttpRequest, pid: str) -> HttpResponse:
    """One claim beside the figure it claims to be, with what the checker says, its paper and its history."""
    rights, found = _asked(request, pid)
    language = get_language() or "zh-hans"
    findings = queries.findings_of(rights, found)
    stands = found.state == Claim.State.LIVE and rights.answers(found.place)
    beside = queries.beside(found, timezone.now(), language)
    context = {
        "claim": found, "amount": on_paper(found), "kind": words.kind(found.kind), "state": words.state(found.state),
        "place": places.place(found.place), "beside": beside, "stands": stands,
        "reversal": Claim.objects.filter(reverses=found).first(),
        "correction": Claim.objects.filter(corrects=found).first(),
        "parts": list(found.parts.filter(state=Claim.State.LIVE)),
        "part_amounts": [(part, on_paper(part)) for part in found.parts.filter(state=Claim.State.LIVE)],
        "findings": [(each, said.rule(each.rule), found_by.sentence(each)) for each in findings],
        "reason": ReasonForm() if stands else None, "history": journal.history("claim", found.pid),
        "sections": slots.collect("claim.page", request, claim=found.pid, stands=stands),
    }  # fmt: skip
    return render(request, "figures/claims/one.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pid: str) -> HttpResponse:
    """Reverse it and enter it anew."""
    rights, found = _asked(request, pid, writes=True)
    form = _form(request, rights, found)
    reason = ReasonForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and reason.is_valid():
        try:
            made = actions.correct_claim(
                reader=rights.reader, claim=found, values=form.values(), reason=reason.cleaned_data["reason"],
                at=timezone.now(),
            )  # fmt: skip
        except actions.Refused as refused:
            _tell(form, refused)
        else:
            return redirect("claim", made.pid)
    context = {"form": form, "claim": found, "reason": reason}
    return render(request, "figures/claims/form.html", context, status=422 if form.is_bound else 200)


@login_required
@require_POST
def reverse_one(request: HttpRequest, pid: str) -> HttpResponse:
    """Take it back by a line that says the opposite."""
    rights, found = _asked(request, pid, writes=True)
    try:
        actions.reverse_claim(
            reader=rights.reader, claim=found, reason=request.POST.get("reason", "")[:1000], at=timezone.now()
        )
    except actions.Refused as refused:
        messages.error(request, str(refused))
    return redirect("claim", pid)


@login_required
@require_safe
def show_example(request: HttpRequest) -> HttpResponse:
    """The ten sample papers as claims, and what the checker says of them; nothing of it is anybody's data."""
    need(request)
    language = get_language() or "zh-hans"
    by_rule: dict[str, list[str]] = {}
    for rule, each in example.findings():
        by_rule.setdefault(rule, []).append(sentences.SAY[rule](each.said))
    papers = [
        {
            "id": paper.id, "title": paper.title(language),
            "lines": [
                (told.key, sentences.title(told.shown), _told_amount(told), words.kind(told.kind),
                 words.scope(told.scope), told.period)
                for told in paper.tolds
            ],
        }
        for paper in example.papers()
    ]  # fmt: skip
    context = {
        "rules": [(said.rule(rule), lines) for rule, lines in by_rule.items()],
        "silent": [said.rule(rule) for rule in rules.rules() if rule not in by_rule],
        "papers": papers, "n": sum(len(paper.tolds) for paper in example.papers()),
        "found": len(example.findings()), "source": example.source(language), "basis": rules.source(language),
    }  # fmt: skip
    return render(request, "figures/claims/example.html", context)


def _told_amount(told: Any) -> str:
    if told.kind == Claim.Kind.PAIR:
        return f"{told.earlier_printed}% → {told.printed}%"
    if told.value is None:
        return told.printed or words.direction(told.direction) or "—"
    return sentences.amount(told.shown)
