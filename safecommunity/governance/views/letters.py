"""Responsibility letters of a year: signed over due by level, place and kind; a round's list; one letter."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accounts.reader import reader_of
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.files import queries as files
from safecommunity.governance import actions, codes, words
from safecommunity.governance.forms import ReasonForm, RoundForm
from safecommunity.governance.letter_print import body_of
from safecommunity.governance.models import Letter, LetterRound
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.rights import Rights
from safecommunity.governance.views.common import need, need_office, show
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import Figure, FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.numbers import day
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

SHARES = ("letters.units.share", "letters.merchants.share", "letters.households.share")
FACT_OF = {"unit": "units", "merchant": "merchants", "household": "households"}


@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """The letters of a year: what is due, what is signed, where and of whom."""
    rights, today = need(request), timezone.localdate()
    chosen = None
    if rights.reader.place_scopes("figures", *choice.READS):
        chosen = choice.current(request, today)
    elif rights.street is not None:
        show(request, rights.street)
    known = queries.years(rights)
    year = chosen.period.end.year if chosen else (known[0] if known else today.year)
    lines: list[dict[str, Any]] = [
        {
            "line": line,
            "level": words.level(line.round.level),
            "late": line.left and line.round.sign_by < today,
        }
        for line in queries.rounds(rights, year)
    ]
    context: dict[str, Any] = {
        "year": year, "lines": lines, "office": bool(rights.tops), "today": today,
        "lacking": bool(rights.tops) and len({line["line"].round.level for line in lines}) < len(codes.levels()),
    }  # fmt: skip
    if chosen is not None:
        context |= {"place": chosen.place, **_figures(chosen.place, Period.of_year(year))}
    return render(request, "governance/letters.html", context)


def _figures(place: Place, period: Period) -> dict[str, Any]:
    """Cards of the three shares; signed over due by place and by kind. Every number opens its rows."""
    now = timezone.now()
    beneath = places.children(place.pid)
    ground = figures.ground_of(place.pid, period.start.year, also=[one.pid for one in beneath])
    shares = [catalogue.get(code) for code in SHARES]
    whole = figures.compute_many(shares, place.pid, period, now=now, ground=ground)
    found = [
        figures.compute_places(one, [p.pid for p in beneath], period, now=now, ground=ground)
        for one in shares
    ]
    rows: list[dict[str, Any]] = [
        {
            "place": one,
            "cells": [_cell(by_place[one.pid], code) for by_place, code in zip(found, SHARES, strict=True)],
        }
        for one in beneath
    ]
    return {
        "figures": [{"figure": one, "url": reverse("figure", args=[one.key])} for one in whole],
        "place_rows": [row for row in rows if any(cell["due"] for cell in row["cells"])],
        "kind_rows": _kinds(place, period, ground),
    }


def _cell(share: Figure, code: str) -> dict[str, Any]:
    signed = code.replace(".share", ".signed")
    return {"signed": share.numerator, "due": share.denominator, "signed_url": _rows(share, signed, ()),
            "due_url": _rows(share, code.replace(".share", ".due"), ())}  # fmt: skip


def _rows(share: Figure, code: str, dimensions: tuple[tuple[str, int | str], ...]) -> str:
    key = FigureKey(code, catalogue.get(code).version, share.place, share.period, dimensions)
    return reverse("figure", args=[str(key)]) + "#rows"


def _kinds(place: Place, period: Period, ground: figures.Ground) -> list[dict[str, Any]]:
    """Signed over due by kind of unit, units and merchants together by their own kinds."""
    from safecommunity.governance.facts.letters import KINDS

    found = []
    for who in ("units", "merchants"):
        due = figures.counts_by(catalogue.get(f"letters.{who}.due"), place.pid, period, "kind", ground=ground)
        signed = figures.counts_by(
            catalogue.get(f"letters.{who}.signed"), place.pid, period, "kind", ground=ground
        )
        for code in sorted(due):
            keys = [
                str(FigureKey(f"letters.{who}.{part}", 1, place.pid, period, (("kind", int(code)),)))
                for part in ("signed", "due")
            ]
            found.append({
                "kind": words.kind(KINDS[int(code)]), "due": due[code], "signed": signed.get(code, 0),
                "signed_url": reverse("figure", args=[keys[0]]) + "#rows",
                "due_url": reverse("figure", args=[keys[1]]) + "#rows",
            })  # fmt: skip
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def open_round(request: HttpRequest) -> HttpResponse:
    """Open (or renew) the letters of a year and level."""
    rights, today = need_office(request), timezone.localdate()
    street = rights.street
    if street is None:
        raise Http404
    show(request, street)
    initial = {"year": today.year, "issued_on": today, "sign_by": today.replace(month=12, day=31),
               "level": request.GET.get("level", "")}  # fmt: skip
    form = RoundForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        try:
            made = actions.open_round(
                reader=rights.reader, place=street, at=timezone.now(), **form.cleaned_data
            )
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            return redirect("letters_round", made.pid)
    context = {"form": form, "street": street}
    return render(request, "governance/letters_open.html", context, status=422 if form.is_bound else 200)


class Letters(Table):
    """The letters of one round, in the order of their numbers."""

    name = "letters"
    caption = gettext_lazy("Letters")
    empty = gettext_lazy("No unit of these kinds stands in the register.")
    size = 50
    columns = (
        Column("number", gettext_lazy("No."), "number", link=lambda one: reverse("letter", args=[one.ref])),
        Column("unit", gettext_lazy("Social unit"), "unit.name", link=lambda one: reverse("letter", args=[one.ref]),
               wide=True, head=True),
        Column("kind", gettext_lazy("Kind"), lambda one: words.kind(one.unit.kind)),
        Column("place", gettext_lazy("Place"), "place.name"),
        Column("responsible", gettext_lazy("Responsible post"), lambda one: one.unit.responsible or "—"),
        Column("signed", gettext_lazy("Signed on"), lambda one: day(one.signed_on) or _state(one)),
    )  # fmt: skip
    orders = (Order("number", gettext_lazy("by number"), ("number", "pk")),)
    pairs = (("", "number"), ("state", "number"), ("kind", "number"), ("community", "number"))

    def __init__(self, rows: QuerySet[Letter], given: Any, communities: list[Place]) -> None:
        self.filters = (  # type: ignore[misc]
            Filter("state", gettext_lazy("State"), states, _in_state),
            Filter("kind", gettext_lazy("Kind"), lambda: [(k, words.kind(k)) for k in KINDS], "unit__kind"),
            Filter("community", gettext_lazy("Community"), [(p.pid, p.name) for p in communities], _in_place),
        )
        super().__init__(rows, given)


KINDS = ("health", "school", "firm", "shop", "site", "venue", "public", "other")


def states() -> list[tuple[str, str]]:
    """States a list can be narrowed to; none is stored."""
    return [("open", _("not signed yet")), ("signed", _("signed")), ("void", _("no longer due"))]


def _state(one: Letter) -> str:
    return _("no longer due") if one.void_on else _("not signed yet")


def _in_state(found: QuerySet[Any], state: str) -> QuerySet[Any]:
    if state == "void":
        return found.filter(void_on__isnull=False)
    return found.filter(void_on__isnull=True, signed_on__isnull=state == "open")


def _in_place(found: QuerySet[Any], pid: str) -> QuerySet[Any]:
    return found.filter(place_id__in=places.keys_under(places.open_paths([pid]).values()))


def round_or_404(request: HttpRequest, pid: str) -> tuple[Rights, LetterRound]:
    """A round open to the reader."""
    rights = need(request)
    made = queries.round_of(rights, pid)
    if made is None:
        raise Http404
    show(request, made.place)
    return rights, made


def table_of(request: HttpRequest, rights: Rights, made: LetterRound) -> Letters:
    """The list a request asks for."""
    found = queries.letters(rights).filter(round=made).select_related("unit", "place")
    communities = [one for one in places.children(made.place.pid) if one.pid in rights.look_reach]
    return Letters(found, request.GET, communities)


@login_required
@require_safe
def letters_round(request: HttpRequest, pid: str) -> HttpResponse:
    """One round: its letters, or of households its committees."""
    rights, made = round_or_404(request, pid)
    line = next((one for one in queries.rounds(rights, made.year) if one.round.pk == made.pk), None)
    context: dict[str, Any] = {
        "round": made, "level": words.level(made.level), "title": codes.said(made.title).format(year=made.year),
        "line": line, "office": made.place.pid in rights.office_reach, "works": bool(rights.work_reach),
        "report": made.reports.first() if rights.tops else None, "today": timezone.localdate(),
    }  # fmt: skip
    if made.level == queries.HOUSEHOLD:
        context["committees"] = list(
            queries.lines(rights).filter(round=made).select_related("place").order_by("place__order", "pk")
        )
        return render(request, "governance/household_round.html", context)
    context["table"] = table_of(request, rights, made)
    return render(request, "governance/letters_round.html", context)


@login_required
@require_safe
def letters_export(request: HttpRequest, pid: str) -> FileResponse:
    """The list as a workbook: the same rows, rights, filters and order as on the page."""
    rights, made = round_or_404(request, pid)
    table = table_of(request, rights, made)
    about = [
        (_("Place"), made.place.name),
        (_("Year"), str(made.year)),
        (_("Level of letters"), words.level(made.level)),
    ]
    name = f"{table.caption}-{made.place.name}-{made.year}-{words.level(made.level)}"
    return workbooks.of_table(request, table, about=about, name=name, now=timezone.now())


@login_required
@require_POST
def letters_refresh(request: HttpRequest, pid: str) -> HttpResponse:
    """Bring a round up to date with the register."""
    rights, made = round_or_404(request, pid)
    if made.place.pid not in rights.office_reach:
        raise Http404
    done = actions.refresh_round(reader=rights.reader, round=made, at=timezone.now())
    messages.success(request, _("%(new)s letters added, %(gone)s no longer due") % done)
    return redirect("letters_round", pid)


@login_required
@require_POST
def letters_report(request: HttpRequest, pid: str) -> HttpResponse:
    """Hand the numbers of a round in to the district."""
    rights, made = round_or_404(request, pid)
    if made.place.pid not in rights.office_reach:
        raise Http404
    done = actions.report_letters(reader=rights.reader, round=made, at=timezone.now())
    messages.success(
        request, _("Handed in: %(signed)s of %(due)s") % {"signed": done.signed, "due": done.due}
    )
    return redirect("letters_round", pid)


def letter_or_404(request: HttpRequest, ref: str) -> tuple[Rights, Letter]:
    """A letter open to the reader."""
    rights = need(request)
    one = queries.letter_of(rights, ref)
    if one is None:
        raise Http404
    show(request, one.place)
    return rights, one


@login_required
@require_safe
def letter(request: HttpRequest, ref: str) -> HttpResponse:
    """One letter: its text, whether it is signed, what proves it and what was entered when."""
    rights, one = letter_or_404(request, ref)
    history = list(one.signings.all())
    names = people.names(entry.by for entry in history)
    batches = dict.fromkeys(entry.batch.pid for entry in one.signings.select_related("batch") if entry.batch)
    context = {
        "letter": one, "round": one.round, "level": words.level(one.round.level), "kind": words.kind(one.unit.kind),
        "body": body_of(one), "history": [(entry, names.get(entry.by, "")) for entry in history],
        "files": [found for batch in batches for found in files.attachments(rights.reader, "letters", batch)],
        "reverse": ReasonForm() if one.signed_on and one.place.pid in rights.office_reach else None,
        "own": one.unit.pid in rights.own_units and one.signed_on is None and one.void_on is None,
        "works": one.place.pid in rights.work_reach and one.signed_on is None and one.void_on is None,
    }  # fmt: skip
    return render(request, "governance/letter.html", context)


@login_required
@require_POST
def letter_reverse(request: HttpRequest, ref: str) -> HttpResponse:
    """Take a signature back that was entered wrongly."""
    rights, one = letter_or_404(request, ref)
    if one.place.pid not in rights.office_reach:
        raise Http404
    try:
        actions.reverse_signing(
            reader=rights.reader, letter=one, reason=request.POST.get("reason", "")[:200], at=timezone.now()
        )
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("letter", ref)


@login_required
@require_POST
def letter_sign(request: HttpRequest, ref: str) -> HttpResponse:
    """A unit signs its own letter on its phone."""
    rights, one = letter_or_404(request, ref)
    if one.unit.pid not in rights.own_units:
        raise Http404
    now = timezone.now()
    try:
        actions.sign_letters(
            reader=rights.reader, round=one.round, refs=[one.ref], on=timezone.localdate(now), at=now,
            note=_("signed by the unit on its own phone"),
        )  # fmt: skip
    except actions.Refused as reason:
        messages.error(request, str(reason))
    return redirect("letter", ref)


@login_required
@require_safe
def letters_district(request: HttpRequest) -> HttpResponse:
    """What the streets of a district handed in about their letters; nothing else is seen from above."""
    from django.core.exceptions import PermissionDenied

    from safecommunity.accounts.models import Role

    tops = reader_of(request).place_scopes("governance", Role.SUPERVISOR)
    if not tops:
        raise PermissionDenied
    asked = request.GET.get("year", "")
    year = (
        int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else timezone.localdate().year
    )
    lines = [(one, words.level(one.round.level)) for one in queries.reported(tops, year)]
    show_place(request, tops[0])
    return render(request, "governance/letters_district.html", {"lines": lines, "year": year})
