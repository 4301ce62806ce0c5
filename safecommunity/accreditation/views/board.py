"""The programme board of a district, city or province: who is where, what is due, what is stuck, coverage, map."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.accounts.models import Role
from safecommunity.accreditation import addresses, mapping, words
from safecommunity.accreditation.models.applications import LEVELS
from safecommunity.accreditation.queries import board, year
from safecommunity.accreditation.queries.board import Board, Standing
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.accreditation.views.common import need_overview
from safecommunity.accreditation.views.year import FIRST, asked_place
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.governance.targets import queries as targets
from safecommunity.indicators import catalogue
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.errors import Refused

SHOWN = ("titles.begun", "titles.named", *(f"titles.{level}" for level in LEVELS))
CARDS = ("applications.filed", "applications.stage_days", "applications.in_time", "assessments.handed_in")
MOST_CHIPS, MOST_ROWS, MOST_TARGETS, MOST_WEAK = 12, 30, 6, 3
WIDE = 90


def _asked(request: HttpRequest) -> tuple[Rights, Place, str]:
    held = need_overview(request)
    level = request.GET.get("level", "")
    if level and level not in LEVELS:
        says = _("Title: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"came": level[:30]})
    return held, asked_place(request, held), level


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The board of one place."""
    held, place, level = _asked(request)
    today, now = timezone.localdate(), timezone.now()
    found = board.of_place(held, place, today, level)
    reads = choice.may_read(held.reader, place.pid)
    told = figures.compute_many(
        [catalogue.get(code) for code in (*SHOWN, *(CARDS if reads else ()))], place.pid,
        Period.of_year(today.year), now=now,
    )  # fmt: skip
    by_code = {one.definition.code: one for one in told}
    roles = (*LOOKS, Role.SUPERVISOR)
    context: dict[str, Any] = {
        "board": found, "place": place, "level": level, "today": today,
        "levels": [(code, words.title_of(code)) for code in LEVELS],
        "above": place.parent if place.parent and places.within(held.reader, place.parent.pid, ROOM, *roles) else None,
        "roots": _roots(held, place), "reads": reads,
        "coverage": [_covered(by_code[code], found.streets, reads) for code in SHOWN],
        "cards": [{"figure": by_code[code], "url": reverse("figure", args=[by_code[code].key])} for code in CARDS
                  if code in by_code],
        "lanes": _lanes(found), "stuck": [_row(one) for one in found.stuck[:MOST_ROWS]],
        "due": [_row(one) for one in found.due[:MOST_ROWS]], "stuck_all": len(found.stuck), "due_all": len(found.due),
        "lines": [_line(line) for line in found.lines], "map": mapping.drawn(found.lines, today),
        "targets": _targets(held, place, today), "weak": _weak(held, place, today),
    }  # fmt: skip
    return render(request, "accreditation/board.html", context)


def _roots(held: Rights, place: Place) -> list[Place]:
    """The reader's own places, where he has several to begin at."""
    pids = held.reader.place_scopes(ROOM, *LOOKS, Role.SUPERVISOR)
    return places.widest_first(pids) if len(pids) > 1 else []


def _covered(figure: Any, streets: int, reads: bool) -> dict[str, Any]:
    """A figure against the streets and towns of the register."""
    value = figure.value or 0
    return {
        "figure": figure, "title": figure.definition.code, "name": choice_title(figure), "n": value, "of": streets,
        "share": f"{100 * value / streets:.1f}%" if streets else "—", "wide": WIDE * value / streets if streets else 0,
        "url": reverse("figure", args=[figure.key]) if reads else "",
    }  # fmt: skip


def choice_title(figure: Any) -> str:
    """The title of a figure in the reader's language."""
    return words.text(figure.definition.titles)


def _lanes(found: Board) -> list[dict[str, Any]]:
    """Stages with who stands there."""
    top = max((len(some) for _stage, some in found.lanes), default=0) or 1
    return [
        {
            "stage": stage, "title": words.stage(stage), "n": len(some), "wide": WIDE * len(some) / top,
            "late": sum(one.stuck for one in some), "chips": [_row(one) for one in some[:MOST_CHIPS]],
            "more": max(0, len(some) - MOST_CHIPS),
        }
        for stage, some in found.lanes if stage != "closed"
    ]  # fmt: skip


def _row(one: Standing) -> dict[str, Any]:
    """An application with its words."""
    return {
        "it": one, "title": words.title_of(one.level), "short": words.level(one.level), "stage": words.stage(one.stage),
        "url": addresses.of_application(one.pid), "why": _why(one),
    }  # fmt: skip


def _why(one: Standing) -> str:
    """Why it counts as stuck."""
    told = []
    if one.late and one.due is not None:
        told.append(_("%(n)s days past its day") % {"n": (one.today - one.due).days})
    if one.slow and one.usual is not None and one.usual.most is not None:
        says = _("%(days)s days in this stage; three quarters leave it within %(most)s")
        told.append(says % {"days": one.days, "most": f"{one.usual.most:.0f}"})
    return "；".join(told)


def _line(line: board.Line) -> dict[str, Any]:
    """A place of the table."""
    return {
        "line": line,
        "furthest": words.stage(line.furthest) if line.furthest else "",
        "applications": [_row(one) for one in line.applications],
    }  # fmt: skip


def _targets(held: Rights, place: Place, today: date) -> list[dict[str, Any]]:
    """Targets of the place that count titles: promised, now, share of the way."""
    rows = targets.visible(held.reader).filter(
        place=place, dropped_on__isnull=True, figure__startswith="titles.", deadline__gte=today
    )  # fmt: skip
    lines = []
    for one in rows.order_by("deadline", "pk")[:MOST_TARGETS]:
        told = targets.progress(one, now=timezone.now(), today=today)
        share = told.share if told is not None else None
        lines.append({
            "target": one, "value": targets.value_text(one), "told": told,
            "share": int(100 * share + 1e-9) if share is not None else None,
            "left": (one.deadline - today).days,
        })  # fmt: skip
    return lines


def _weak(held: Rights, place: Place, today: date) -> dict[str, Any] | None:
    """What is weak most often this year, or last year before anything was handed in."""
    for of in (today.year, today.year - 1):
        found = year.of_place(held, place, FIRST, of)
        if found is not None:
            query = f"place={place.pid}&code={FIRST}&year={of}"
            items = [
                {"id": one.item.id, "text": words.text(one.item.text), "often": f"{100 * one.often:.0f}%"}
                for one in found.weakest[:MOST_WEAK]
            ]
            return {"year": of, "places": found.places, "items": items, "query": query}
    return None


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Everybody on the way or named, with days and what is stuck, as a workbook."""
    held, place, level = _asked(request)
    today = timezone.localdate()
    found = board.of_place(held, place, today, level)
    heads = [_("Place"), _("Title applied for"), _("Stage"), _("In it since"), _("Days in this stage"), _("Due"),
             _("Stuck")]  # fmt: skip
    rows = [
        [one.name, words.title_of(one.level), words.stage(one.stage), one.since, one.days, one.due, _why(one)]
        for one in found.standing
    ]
    about = [(_("Place"), place.name)] + ([(_("Title applied for"), words.title_of(level))] if level else [])
    sheet = workbooks.Sheet(_("Programme board"), heads, rows, len(rows))
    return workbooks.answer(
        request, name=_("Programme board"), about=about, sheets=[sheet], now=timezone.now()
    )
