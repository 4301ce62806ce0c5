"""Evidence: taking a figure, bringing a file or an address, taking it off, the list, how far a sheet is answered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from safecommunity.accreditation import actions, words
from safecommunity.accreditation.forms import EvidenceForm
from safecommunity.accreditation.models import Evidence
from safecommunity.accreditation.queries import bursts, doubts, evidence, rounds
from safecommunity.accreditation.standards.shape import FIRM
from safecommunity.accreditation.views.common import asked, need_looks
from safecommunity.accreditation.views.showing import of_burst
from safecommunity.figures.checker import queries as checker
from safecommunity.figures.checker import words as checker_words
from safecommunity.files import actions as files
from safecommunity.files import queries as stored
from safecommunity.shell import workbooks
from safecommunity.shell.cards import card
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

REACH = 80  # percent of the items read in their source


class Pieces(Table):
    """Evidence, newest first."""

    name = "evidence"
    caption = gettext_lazy("Evidence")
    empty = gettext_lazy("Evidence appears here as soon as it is used for an item.")
    columns = (
        Column("title", gettext_lazy("Evidence"), "title", link=lambda one: reverse("evidence", args=[one.pid]),
               wide=True, head=True),
        Column("kind", gettext_lazy("Kind"), lambda one: words.evidence(one.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("happened", gettext_lazy("Happened on"), "happened_on", kind="day"),
        Column("since", gettext_lazy("Counts since"), "effective_from", kind="day"),
        Column("at", gettext_lazy("Brought in"), "at", kind="moment"),
        Column("binder", gettext_lazy("Backfill"), lambda one: one.binder or "—"),
        Column("used", gettext_lazy("Used for"), lambda one: one.used or "—", num=True),
    )  # fmt: skip
    filters = (
        Filter("kind", gettext_lazy("Kind"), lambda: [(k, words.evidence(k)) for k in Evidence.Kind.values], "kind"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"), ("kind", "recent"))


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Evidence of the reader's places."""
    table = Pieces(evidence.seen(need_looks(request)), request.GET)
    return render(request, "accreditation/evidence_list.html", {"table": table})


@login_required
@require_safe
def listing_export(request: HttpRequest) -> FileResponse:
    """The list as a workbook."""
    return workbooks.of_table(
        request, Pieces(evidence.seen(need_looks(request)), request.GET), now=timezone.now()
    )


@login_required
@require_safe
def page(request: HttpRequest, pid: str) -> HttpResponse:
    """One piece: its three dates, its file or address, every item it serves."""
    held = need_looks(request)
    found = evidence.one(held, pid)
    if found is None:
        raise Http404
    show_place(request, found.place.pid)
    uses = found.uses.select_related("sheet").order_by("ended_on", "sheet__code", "pk")[:200]
    context = {
        "piece": found, "kind": words.evidence(found.kind), "uses": uses, "office": held.keeps(found.place),
        "files": stored.attachments(held.reader, actions.evidence.KIND, found.pid),
        "address": _address(found), "gap": (timezone.localdate(found.at) - found.happened_on).days,
        "doubts": [
            {"one": doubt.finding, "near": doubt.near, "says": checker.sentence(doubt.finding),
             "rule": checker_words.rule(doubt.finding.rule), "state": checker_words.state(doubt.finding.state)}
            for doubt in doubts.of_pieces(held.reader, found.place, [found]).get(found.pid, [])[:20]
        ],
        "checked": bool(found.kind in (Evidence.Kind.FIGURE, Evidence.Kind.RECORD, Evidence.Kind.FILE)),
    }  # fmt: skip
    return render(request, "accreditation/evidence.html", context)


def _address(found: Evidence) -> str:
    """Where a piece leads."""
    return reverse("figure", args=[found.pointer]) if found.kind == Evidence.Kind.FIGURE else found.pointer


@login_required
@require_POST
def withdraw(request: HttpRequest, pid: str) -> HttpResponse:
    """Withdraw a piece everywhere."""
    held = need_looks(request)
    found = evidence.one(held, pid)
    if found is None:
        raise Http404
    try:
        actions.withdraw_evidence(
            reader=held.reader, evidence=found, reason=request.POST.get("reason", "")[:300], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("evidence", pid)


def _asked(request: HttpRequest, pid: str, item: str) -> Any:
    held, found = asked(request, pid, office=True)
    told = rounds.item(found, item)
    if told is None:
        raise Http404
    return held, found, told


@login_required
@require_POST
def take(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Take a figure the records offer as evidence."""
    held, found, (standard, one, _judged) = _asked(request, pid, item)
    now = timezone.now()
    code = request.POST.get("code", "")
    told = evidence.of_codes([code] if code in one.figures else [], found.place, found.year, now)
    part = request.POST.get("part") or standard.part_codes[-1]
    try:
        if not told or told[0].n == 0:
            raise actions.Refused(_("This figure has no records here in %(year)s") % {"year": found.year})
        shown = card(told[0])
        piece = actions.take_figure(
            reader=held.reader, place=found.place, figure=told[0],
            title=" · ".join(filter(None, (shown.title, words.narrowed(code)))),
            shown=f"{shown.value}{shown.unit} {shown.interval} {shown.n}".strip(), at=now,
        )  # fmt: skip
        actions.use_evidence(reader=held.reader, evidence=piece, round=found, item=item, parts=[part], at=now)
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("round_item", pid, item)


@login_required
@require_POST
def bring(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Bring a file or an address and use it for this item."""
    held, found, (standard, _one, _judged) = _asked(request, pid, item)
    form, now = EvidenceForm(request.POST, standard=standard), timezone.now()
    try:
        if not form.is_valid():
            raise actions.Refused(form.refusals)
        sent = request.FILES.get("file")
        looked = None
        if sent is not None:
            try:
                looked = files.looked_at(sent.read(files.MOST + 1), sent.name or "file")
            except files.Refused as reason:
                raise actions.Refused(f"{sent.name}: {reason}") from reason
        piece = actions.bring_evidence(
            reader=held.reader, place=found.place, values=form.cleaned_data, at=now, file=looked
        )
        actions.use_evidence(
            reader=held.reader,
            evidence=piece,
            round=found,
            item=item,
            parts=form.cleaned_data["part"],
            at=now,
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("round_item", pid, item)


@login_required
@require_POST
def drop(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """Take a piece off a part."""
    held, found, _told = _asked(request, pid, item)
    piece = evidence.one(held, request.POST.get("evidence", ""))
    if piece is None:
        raise Http404
    try:
        actions.drop_use(
            reader=held.reader, evidence=piece, round=found, item=item, part=request.POST.get("part", ""),
            at=timezone.now(),
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("round_item", pid, item)


@login_required
@require_safe
def coverage(request: HttpRequest, pid: str) -> HttpResponse:
    """How many items of every standard the records of this place and year answer, by how the text is known."""
    _held, found = asked(request, pid)
    rows = []
    for line in evidence.coverage(found.place, found.year, timezone.now()):
        firm = [row for row in line["rows"] if row["basis"] in FIRM]
        rest = [row for row in line["rows"] if row["basis"] not in FIRM]
        sums = [
            {"answered": sum(r["answered"] for r in some), "items": sum(r["items"] for r in some)}
            for some in (firm, rest)
        ]
        rows.append(
            {
                "standard": line["standard"],
                "title": words.text(line["standard"].title),
                "firm": sums[0],
                "rest": sums[1],
            }
        )
    read = {name: sum(row["firm"][name] for row in rows) for name in ("answered", "items")}
    burst = bursts.of_round(found, timezone.localdate())
    shown = {"round": found, "rows": rows, "firm": read, "reach": REACH} | of_burst(burst)
    return render(request, "accreditation/coverage.html", shown)
