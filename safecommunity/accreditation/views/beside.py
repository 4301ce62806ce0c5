"""Rounds beside each other: any two by one standard, item by item; and several places of a year, element by element."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from safecommunity.accreditation import words
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import rounds, sheets
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.views.common import asked, need_looks

MOST_PLACES, MOST_CHOICES = 12, 60


@login_required
@require_safe
def compare(request: HttpRequest, pid: str) -> HttpResponse:
    """A round beside any other by the same standard: of another year, another place, of the reviewers."""
    held, found = asked(request, pid)
    other = rounds.one(held, request.GET.get("with", "")[:16])
    if other is None or other.code != found.code or other.pk == found.pk:
        raise Http404
    now, before = rounds.tree(found), rounds.tree(other)
    rows = [
        {**row, "text": words.text(row["item"].text), "now_points": _points(row["now"], now.standard),
         "before_points": _points(row["before"], before.standard),
         "apart_points": decimal(row["apart"]) if row["apart"] is not None and now.standard.parts else "",
         "now_says": _grades(row["now_grades"]), "before_says": _grades(row["before_grades"]),
         "differs": row["now_grades"] != row["before_grades"]}
        for row in rounds.side_by_side(now, before)
    ]  # fmt: skip
    only = request.GET.get("only") == "apart"
    context = {
        "round": found, "other": other, "rows": [row for row in rows if row["differs"] or not only],
        "all": len(rows), "apart": sum(row["differs"] for row in rows), "only": only,
        "title": words.text(now.standard.title), "total": decimal(now.score.total),
        "before_total": decimal(before.score.total), "most": decimal(now.score.most),
        "scored": bool(now.standard.parts),
        "same": found.sheet_id == other.sheet_id, "official": now.score.official and before.score.official,
        "name": _name(found, other), "other_name": _name(other, found), "head": _head(found),
        "other_head": _head(other),
    }  # fmt: skip
    return render(request, "accreditation/compare.html", context)


def _points(line: Any, standard: Any) -> str:
    """Points of an item; of a set of criteria, and of what is not begun, a dash."""
    return decimal(line.points) if line is not None and line.begun and standard.parts else "—"


def _grades(grades: tuple[str, ...]) -> str:
    return " ".join(one or "·" for one in grades)


def _head(one: Round) -> str:
    return f"{one.place.name} {words.numbered(one)}"


def _name(one: Round, beside: Round) -> str:
    """What tells a round from the other: its place where they differ in it, else its year and number."""
    return one.place.name if one.place_id != beside.place_id else words.numbered(one)


@login_required
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Several places by one standard in one year: totals, verdicts, zeros, elements."""
    held = need_looks(request)
    code, year = request.GET.get("code", "cn-national")[:60], request.GET.get("year", "")
    seen = rounds.rounds(held)
    choices = list(seen.order_by("-year", "code").values_list("code", "year").distinct()[:MOST_CHOICES])
    today = timezone.localdate()
    chosen = (
        int(year)
        if year.isascii() and year.isdigit() and len(year) == 4
        else _latest(choices, code, today.year)
    )
    wanted = [one for one in request.GET.getlist("place") if one][:MOST_PLACES]
    found = rounds.newest_of_places(seen, code, chosen)
    there = [(one.place.pid, one.place.name) for one in found]
    some = [one for one in found if not wanted or one.place.pid in wanted][:MOST_PLACES]
    trees = [rounds.tree(one) for one in some]
    titles = sheets.shipped_titles()
    context = {
        "code": code, "year": chosen, "trees": [_column(tree) for tree in trees], "rows": _elements(trees),
        "places": there, "wanted": set(wanted) or {one.place.pid for one in some}, "left": len(found) - len(some),
        "codes": [(name, words.text(titles.get(name, {})) or name) for name in dict.fromkeys(c for c, _y in choices)],
        "years": sorted({one for _c, one in choices}, reverse=True), "title": words.text(titles.get(code, {})) or code,
        "official": all(tree.score.official for tree in trees),
    }  # fmt: skip
    return render(request, "accreditation/beside.html", context)


def _latest(choices: list[tuple[str, int]], code: str, otherwise: int) -> int:
    return next((year for name, year in choices if name == code), otherwise)


def _column(tree: rounds.Tree) -> dict[str, Any]:
    score = tree.score
    return {
        "round": tree.round, "total": decimal(score.total) if tree.standard.parts else str(score.met.get("met", 0)),
        "most": decimal(score.most) if tree.standard.parts else str(len(score.by_item)),
        "verdict": words.text(score.verdict.title) if score.verdict else "",
        "passed": bool(score.verdict and score.verdict == tree.standard.verdicts[0]), "zero": len(score.zero),
        "left": len(score.by_item) - len(score.graded), "state": words.state(tree.round.state),
        "version": tree.standard.version,
    }  # fmt: skip


def _elements(trees: list[rounds.Tree]) -> list[dict[str, Any]]:
    """Elements in the order of the first sheet, each with what every place has of it."""
    if not trees:
        return []
    by_id = [{branch.element.id: branch for branch in tree.branches} for tree in trees]
    rows = []
    for branch in trees[0].branches:
        cells = []
        for found in by_id:
            one = found.get(branch.element.id)
            cells.append({
                "says": (decimal(one.points) if one.most else f"{one.graded}/{len(one.lines)}") if one else "—",
                "wide": one.share * 60 if one else 0,
            })  # fmt: skip
        rows.append({"element": branch.element, "title": words.text(branch.element.title),
                     "most": decimal(branch.most) if branch.most else "", "cells": cells})  # fmt: skip
    return rows
