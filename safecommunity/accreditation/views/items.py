"""One item of a round: graded part by part beside its evidence; what is missing becomes a task."""

from collections.abc import Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from safecommunity.accounts import queries as people
from safecommunity.accreditation import actions, words
from safecommunity.accreditation.forms import EvidenceForm, MarkForm, TaskForm
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import asks, evidence, rounds, sheets
from safecommunity.accreditation.queries import doubts as doubting
from safecommunity.accreditation.queries.doubts import Doubt
from safecommunity.accreditation.rights import Rights
from safecommunity.accreditation.standards import Item, Standard
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.standards.shape import FIRM
from safecommunity.accreditation.views.common import asked
from safecommunity.accreditation.views.showing import of_tree
from safecommunity.governance import actions as governance
from safecommunity.shell.cards import card

MOST_MATCHES = 8


def _neighbours(standard: Standard, item: Item) -> tuple[str, str]:
    ids = list(standard.by_id)
    at = ids.index(item.id)
    return (ids[at - 1] if at else "", ids[at + 1] if at + 1 < len(ids) else "")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """One item: grade each part with reason and what is missing, beside its evidence."""
    held, found = asked(request, pid, office=request.method == "POST")
    told = rounds.item(found, item)
    if told is None:
        raise Http404
    standard, one, _judged = told
    if request.method != "POST":
        return _item(request, held, found, told)
    form = MarkForm(request.POST, standard=standard, item=one)
    if not form.is_valid():
        return _item(request, held, found, told, form, 422)
    try:
        actions.mark_item(reader=held.reader, round=found, item=item, given=form.given(), at=timezone.now())
    except actions.Refused as reason:
        form.add_error(None, str(reason))
        return _item(request, held, found, rounds.item(found, item), form, 422)
    _before, after = _neighbours(standard, one)
    if request.POST.get("next") and after:
        return redirect("round_item", pid, after)
    return redirect("round_item", pid, item)


def _item(
    request: HttpRequest,
    held: Rights,
    found: Round,
    told: Any,
    form: MarkForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of an item."""
    standard, one, judged = told
    now = timezone.now()
    before, after = _neighbours(standard, one)
    pieces = {use.evidence.pid: use.evidence for part in judged for use in part.uses}
    doubts = doubting.of_pieces(held.reader, found.place, pieces.values())
    used = {use.evidence.pointer for part in judged for use in part.uses}
    offered: list[dict[str, Any]] = [
        {"figure": figure, "card": card(figure), "url": reverse("figure", args=[figure.key]),
         "code": evidence.name_of(figure), "narrow": words.narrowed(evidence.name_of(figure))}
        for figure in evidence.of_codes(one.figures, found.place, found.year, now) if figure.n > 0
    ]  # fmt: skip
    context = of_tree(rounds.tree(found)) | {
        "round": found, "item": one, "text": words.text(one.text), "basis": words.basis(one.basis),
        "firm": one.basis in FIRM, "element": standard.element_of[one.id],
        "element_title": words.text(standard.element_of[one.id].title), "before": before, "after": after, "form": form,
        "parts": [_part(standard, part, form, doubts) for part in judged],
        "grades": [
            {"code": code, "title": words.grade(standard, code), "share": _share(standard, code)}
            for code in standard.grade_codes
        ],
        "offered": [line for line in offered if str(line["figure"].key) not in used],
        "matches": _matches(standard, one),
        "steps": [
            {"step": step, "part": words.part(standard, step.part), "grade": words.grade(standard, step.grade)}
            for step in rounds.history(found, one.id)
        ],
        "own": {
            "points": decimal(sum((part.points for part in judged), Fraction(0))),
            "most": decimal(standard.points_of(one)), "parts": [decimal(part.points) for part in judged],
        } if standard.parts else None,
        "asks": [
            {"ask": ask, "who": actions.asks.who(ask), "state": words.ask_state(ask, timezone.localdate(now))}
            for ask in asks.of_item(found, one.id)
        ] if held.keeps(found.place) or found.place.pid in held.looks_in else [],
        "writes": held.keeps(found.place) and found.state == Round.State.OPEN,
        "evidence_form": EvidenceForm(
            standard=standard,
            initial={"happened_on": timezone.localdate(), "part": list(standard.part_codes[:1])},
        ),
        "task_form": TaskForm(initial={"due": timezone.localdate() + timedelta(days=30)}),
        "records": [words.paper(name) for name in one.records],
    }  # fmt: skip
    context["names"] = people.names({step["step"].by for step in context["steps"]})
    return render(request, "accreditation/item.html", context, status=status)


def _matches(standard: Standard, one: Item) -> list[dict[str, Any]]:
    """Items of other standards that ask for the same."""
    force = sheets.in_force()
    walk = sheets.crosswalk(force)
    found = walk.of(standard.id, one.id) if standard.id in walk.sheets else []
    return [
        {
            "standard": match.standard, "item": match.item, "whole": match.whole,
            "title": words.text(force[match.standard].title),
            "text": words.text(force[match.standard].by_id[match.item].text),
            "basis": words.basis(force[match.standard].by_id[match.item].basis),
        }
        for match in found[:MOST_MATCHES]
    ]  # fmt: skip


def _share(standard: Standard, code: str) -> str:
    return next((f"{float(g.share) * 100:g}%" for g in standard.grades if g.code == code), "")


def _part(
    standard: Standard, part: rounds.Judged, form: MarkForm | None, doubts: Mapping[str, list[Doubt]]
) -> dict[str, Any]:
    """One part with what stands or, after a refusal, what was sent."""

    def value(name: str, stored: str) -> str:
        sent = form.data.get(f"{part.code}_{name}") if form is not None else None
        return stored if sent is None else str(sent)

    mark = part.mark
    return {
        "code": part.code, "title": words.part(standard, part.code), "points": decimal(part.points),
        "most": decimal(part.most), "edition": mark.edition if mark else 0,
        "grade": value("grade", mark.grade if mark else ""), "reason": value("reason", mark.reason if mark else ""),
        "gap": value("gap", mark.gap if mark else ""),
        "uses": [
            {"use": use, "kind": words.evidence(use.evidence.kind), "doubts": len(doubts.get(use.evidence.pid, ()))}
            for use in part.uses
        ],
    }  # fmt: skip


@login_required
@require_POST
def task(request: HttpRequest, pid: str, item: str) -> HttpResponse:
    """What is missing becomes a task of the office."""
    held, found = asked(request, pid, office=True)
    told = rounds.item(found, item)
    if told is None:
        raise Http404
    form = TaskForm(request.POST)
    try:
        if not form.is_valid():
            raise governance.Refused(form.refusals)
        made = governance.record_task(
            reader=held.reader, place=found.place, title=form.cleaned_data["title"], who=form.cleaned_data["who"],
            due=form.cleaned_data["due"], at=timezone.now(),
            what=f"{words.text(told[0].title)} {item} {words.text(told[1].text)}"[:500],
        )  # fmt: skip
    except governance.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("Task made: %(title)s") % {"title": made.title})
    return redirect("round_item", pid, item)
