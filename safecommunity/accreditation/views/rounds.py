"""Self-assessment: the list of rounds, one round as a tree, one item with grades and evidence, handing in, export."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accreditation import actions, standards, words
from safecommunity.accreditation.forms import ReasonForm, RoundForm
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import bursts, rounds, sheets
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.views.common import asked, need_looks
from safecommunity.accreditation.views.showing import of_burst, of_tree
from safecommunity.shell import workbooks
from safecommunity.shell.tables import Column, Filter, Order, Table


class Rounds(Table):
    """Rounds, newest first."""

    name = "rounds"
    caption = gettext_lazy("Self-assessments")
    empty = gettext_lazy("A round appears here as soon as it is opened.")
    columns = (
        Column("place", gettext_lazy("Place"), "place.name", link=lambda one: reverse("round", args=[one.pid]),
               wide=True, head=True),
        Column("standard", gettext_lazy("Standard"), lambda one: _title(one.code)),
        Column("year", gettext_lazy("Year"), words.numbered),
        Column("state", gettext_lazy("State"), lambda one: words.state(one.state)),
        Column("graded", gettext_lazy("Graded"), lambda one: f"{one.graded} / {one.items}", num=True),
        Column("points", gettext_lazy("Score"), lambda one: f"{one.points:.2f}" if one.points else "—", num=True),
        Column("opened", gettext_lazy("Opened on"), "opened_on", kind="day"),
    )  # fmt: skip
    filters = (
        Filter("code", gettext_lazy("Standard"), lambda: _codes(),
               "code"),
        Filter("state", gettext_lazy("State"), lambda: [(s, words.state(s)) for s in Round.State.values], "state"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-year", "-pk")),)
    pairs = (("", "recent"), ("code", "recent"), ("state", "recent"))


def _codes() -> list[tuple[str, str]]:
    return [(code, words.text(title)) for code, title in sheets.shipped_titles().items()]


def _title(code: str) -> str:
    found = sheets.shipped_titles().get(code)
    return words.text(found) if found else code


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Rounds open to the reader."""
    held = need_looks(request)
    context = {"table": Rounds(rounds.rounds(held), request.GET), "scores": held.scores}
    return render(request, "accreditation/rounds.html", context)


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    table = Rounds(rounds.rounds(need_looks(request)), request.GET)
    return workbooks.of_table(request, table, now=timezone.now())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Open a round."""
    held = need_looks(request)
    near = held.places() if held.scores else []
    if not near:
        raise PermissionDenied
    force = sorted(
        sheets.in_force().values(), key=lambda one: (one.kind != "scored", one.id != "cn-national", one.id)
    )
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        places=near,
        standards=force,
        initial={"year": timezone.localdate().year},
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            made = actions.open_round(
                reader=held.reader,
                place=form.chosen(),
                code=told["code"],
                year=told["year"],
                at=timezone.now(),
            )
        except actions.Refused as reason:
            form.add_error(reason.field if reason.field in form.fields else None, str(reason))
        else:
            return redirect("round", made.pid)
    return render(
        request, "accreditation/round_new.html", {"form": form}, status=422 if form.is_bound else 200
    )


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """A round: the total against its marks, every element with its items, what still brings most."""
    held, found = asked(request, pid)
    tree = rounds.tree(found)
    context = of_tree(tree) | _newer(found, tree) | of_burst(bursts.of_round(found, timezone.localdate())) | {
        "round": found, "office": held.keeps(found.place), "chief": held.chief_of(found.place),
        "open": found.state == Round.State.OPEN, "state": words.state(found.state), "reason": ReasonForm(),
        "others": [(one, words.numbered(one)) for one in rounds.others(held, found) if one.pid != found.pid],
        "review": found.kind == Round.Kind.REVIEW,
        "handed_in_by": people.names([found.handed_in_by]).get(found.handed_in_by, "") if found.handed_in_by else "",
    }  # fmt: skip
    return render(request, "accreditation/round.html", context)


def _newer(found: Round, tree: rounds.Tree) -> dict[str, Any]:
    """What another edition in force would mean: how much changed, how many items are to be scored again."""
    force = sheets.in_force().get(found.code)
    if force is None or force.key == tree.standard.key:
        return {"newer": None}
    changes = standards.compare(tree.standard, force)
    again = {change.item for change in changes if change.again}
    return {"newer": force, "newer_changes": len(changes), "newer_again": len(again)}


@login_required
@require_POST
def hand_in(request: HttpRequest, pid: str) -> HttpResponse:
    """Hand a round in."""
    held, found = asked(request, pid, chief=True)
    try:
        actions.hand_in(reader=held.reader, round=found, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("round", pid)


@login_required
@require_POST
def reopen(request: HttpRequest, pid: str) -> HttpResponse:
    """Open a round again."""
    held, found = asked(request, pid, chief=True)
    try:
        actions.reopen_round(
            reader=held.reader, round=found, reason=request.POST.get("reason", "")[:300], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("round", pid)


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> FileResponse:
    """A round as a workbook: every item with grades, points, reasons, gaps and evidence."""
    _held, found = asked(request, pid)
    about, sheet = book(found, rounds.tree(found))
    return workbooks.answer(
        request, name=_("Self-assessment"), about=about, sheets=[sheet], now=timezone.now()
    )


def book(found: Round, tree: rounds.Tree) -> tuple[list[tuple[str, str]], workbooks.Sheet]:
    """What stands over the sheet of a round, and the sheet."""
    standard = tree.standard
    marks = {(mark.item, mark.part): mark for mark in found.marks.all()}
    heads = [_("Element"), _("Item no."), _("Text of the item"), _("How the text is known")]
    for part in standard.part_codes:
        heads += [
            f"{words.part(standard, part)} · {what}"
            for what in (_("Grade given"), _("Reason"), _("What is missing"))
        ]
    heads += [_("Score"), _("of"), _("Pieces of evidence")]
    rows = []
    for branch in tree.branches:
        for line in branch.lines:
            cells: list[Any] = [words.text(branch.element.title), line.item.id, words.text(line.item.text),
                                words.basis(line.item.basis)]  # fmt: skip
            for part in standard.part_codes:
                mark = marks.get((line.item.id, part))
                cells += [mark.grade, mark.reason, mark.gap] if mark else ["", "", ""]
            rows.append([*cells, float(line.points), float(line.most), line.evidence])
    about = [
        (_("Standard"), words.text(standard.title)), (_("Version"), standard.version), (_("Place"), found.place.name),
        (_("Year"), str(found.year)), (_("Score"), f"{decimal(tree.score.total)} / {decimal(tree.score.most)}"),
    ]  # fmt: skip
    notes = [] if tree.score.official else [_("A sample, not an official score")]
    return about, workbooks.Sheet(_("Self-assessment"), heads, rows, len(rows), notes)
