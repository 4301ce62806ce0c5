"""Many cards by keyboard, one line each: the page, saving a line, keeping what is not saved yet."""

import json
import re
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from safecommunity.injuries import actions, checks, entry
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.models import Report
from safecommunity.injuries.queries.rights import Rights
from safecommunity.injuries.views.common import need, places_around, units_to_write
from safecommunity.intake import actions as intake_actions
from safecommunity.intake import queries as intake
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place

DRAFT, KEY = "injury_lines", "lines"
MOST_LINES = 300
LONGEST_CELL = 200
RULE = re.compile(r"[A-Z0-9_]{1,10}", re.ASCII)


def _ground(held: Rights) -> entry.Ground:
    units = units_to_write(held)
    if not units:
        raise PermissionDenied
    names = all(held.may_name(unit) for unit in units)
    return entry.Ground(units, places_around(units[0].place.pid), names)


@login_required
@require_safe
def batch(request: HttpRequest) -> HttpResponse:
    """A page of lines; everything on it is done from the keyboard."""
    held = need(request)
    ground = _ground(held)
    show_place(request, ground.units[0].place.pid)
    everything = request.GET.get("all") == "1"
    kept = (intake.draft_content(held.reader.pid, DRAFT, KEY) or {}).get("lines", [])
    stored = set(
        Report.objects.filter(client_id__in=[one.get("id", "") for one in kept]).values_list(
            "client_id", flat=True
        )
    )
    lines = [one for one in kept if one.get("id") not in stored]
    context = {
        "columns": ground.columns(everything=everything), "everything": everything,
        "draft": json.dumps(lines, ensure_ascii=False), "today": timezone.localdate().isoformat(),
        "icd10": icd10.choices(),
    }  # fmt: skip
    return render(request, "injuries/batch.html", context)


@login_required
@require_POST
def line(request: HttpRequest) -> JsonResponse:
    """Save one line as a card; sent again with the same client id it is the same card."""
    held = need(request)
    read = entry.read(request.POST, _ground(held))
    confirmed = [one for one in request.POST.get("confirmed", "").split(",") if RULE.fullmatch(one)]
    if read.findings:
        also = checks.check(read.values, source="card", now=timezone.now()).errors
        return _refused([*read.findings, *_others(also, read.findings)])
    try:
        report, created = actions.record_injury(
            reader=held.reader, at=timezone.now(), client_id=request.POST.get("client_id", ""), values=read.values,
            confirmed=confirmed,
        )  # fmt: skip
    except actions.AsksAgain as asked:
        return _refused(asked.findings)
    except actions.Refused as refused:
        return _refused(refused.findings)
    seen = Report.objects.filter(held.visible, pk=report.pk).exists()
    url = reverse("injury", args=[report.injury.ref]) if seen else ""
    return JsonResponse({"number": report.card_no, "url": url}, status=201 if created else 200)


def _others(also: tuple[checks.Finding, ...], known: list[checks.Finding]) -> list[checks.Finding]:
    """What is wrong besides cells that could not be read: those count as answered."""
    said = {entry.cell_of(one) for one in known}
    said |= {"visit_day"} if "visit_hour" in said else set()
    return [one for one in also if entry.cell_of(one) not in said]


def _refused(findings: Any) -> JsonResponse:
    said = [
        {"rule": one.rule, "cell": entry.cell_of(one), "says": one.message, "asks": not one.refuses}
        for one in findings
    ]
    return JsonResponse({"findings": said}, status=422)


@login_required
@require_POST
def draft(request: HttpRequest) -> HttpResponse:
    """The page keeps its unsaved lines by itself every few seconds, without who it was."""
    held = need(request)
    if not held.writes_cards:
        raise PermissionDenied
    lines = _lines(request.POST.get("lines", ""))
    if not lines:
        intake_actions.drop_draft(owner=held.reader.pid, kind=DRAFT, key=KEY)
        return HttpResponse(status=204)
    try:
        intake_actions.save_draft(
            owner=held.reader.pid, kind=DRAFT, key=KEY, content={"lines": lines}, at=timezone.now()
        )
    except intake_actions.Refused as reason:
        raise Refused(str(reason)) from reason
    return HttpResponse(status=204)


def _lines(text: str) -> list[dict[str, str]]:
    """The lines sent, as far as they are lines; names and numbers of people are never kept."""
    try:
        given = json.loads(text or "[]")
    except (ValueError, RecursionError):
        return []
    if not isinstance(given, list):
        return []
    return [
        {
            str(name)[:20]: value[:LONGEST_CELL]
            for name, value in one.items()
            if isinstance(value, str) and value and name not in entry.SECRET
        }
        for one in given[:MOST_LINES]
        if isinstance(one, dict)
    ]
