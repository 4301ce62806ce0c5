"""A year's self-assessments of many places: how totals lie, what is weak most often, verdicts; the places behind."""

from fractions import Fraction
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from safecommunity.accounts.models import Role
from safecommunity.accreditation import words
from safecommunity.accreditation.models import Mark
from safecommunity.accreditation.queries import sheets, year
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.accreditation.standards import Standard
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.standards.shape import CRITERION_GRADES, FIRM
from safecommunity.accreditation.views.common import need_overview
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.shell import workbooks
from safecommunity.shell.errors import Refused
from safecommunity.shell.slots import show_place
from safecommunity.shell.tables import Column, Filter, Order, Table

WIDE = 90  # drawing units of a bar
FIRST = "cn-national"
GRADES = ("a", "b", "c", "d", *CRITERION_GRADES)


class Grades(Table):
    """Grades of one item in the rounds of many places."""

    name = "year-item"
    caption = gettext_lazy("Grades of one item")
    empty = gettext_lazy("No place has handed in this item.")
    keep = ("place", "code", "year", "item")
    columns = (
        Column("place", gettext_lazy("Place"), "round.place.name",
               link=lambda one: reverse("round_item", args=[one.round.pid, one.item]), wide=True, head=True),
        Column("part", gettext_lazy("Part"), lambda one: _part(one)),
        Column("grade", gettext_lazy("Grade given"), lambda one: _grade(one)),
        Column("reason", gettext_lazy("Reason"), "reason"),
        Column("gap", gettext_lazy("What is missing"), "gap"),
    )  # fmt: skip
    filters = (
        Filter("grade", gettext_lazy("Grade given"), lambda: [(code, code) for code in GRADES], "grade"),
    )  # fmt: skip
    orders = (Order("recent", gettext_lazy("newest first"), ("-pk",)),)
    pairs = (("", "recent"), ("grade", "recent"))
    read = staticmethod(year.grades)


def _part(one: Mark) -> str:
    return words.part(sheets.of_sheet(one.round.sheet), one.part)


def _grade(one: Mark) -> str:
    return words.grade(sheets.of_sheet(one.round.sheet), one.grade)


def asked_place(request: HttpRequest, held: Rights) -> Place:
    """The place whose rounds are asked for: one of the reader's, his first where none is named."""
    roles = (*LOOKS, Role.SUPERVISOR)
    roots = held.reader.place_scopes(ROOM, *roles)
    pid = request.GET.get("place", "") or (roots[0] if roots else "")
    found = places.place(pid)
    if found is None:
        says = _("Place: got “%(came)s”; allowed: a place from the list.")
        raise Refused(says % {"came": pid[:40]})
    if not places.within(held.reader, found.pid, ROOM, *roles):
        raise PermissionDenied
    show_place(request, found.pid)
    return found


def _asked(request: HttpRequest) -> tuple[Rights, Place, Standard, int, list[int]]:
    """Place, standard and year of the address; what it does not say is the usual."""
    held = need_overview(request)
    place = asked_place(request, held)
    force = sheets.in_force()
    code = request.GET.get("code", "") or FIRST
    if code not in force:
        says = _("Standard: got “%(came)s”; allowed: one of the list")
        raise Refused(says % {"came": code[:30]})
    known = year.years(held, place, code)
    text = request.GET.get("year", "")
    if text and (not text.isascii() or not text.isdigit() or not 2000 <= int(text[:6]) <= 2100):
        says = _("Year: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": text[:10], "first": 2000, "last": 2100})
    chosen = int(text) if text else (known[0] if known else timezone.localdate().year)
    return held, place, force[code], chosen, known


@login_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """How the places below stand by a standard in a year."""
    held, place, standard, chosen, known = _asked(request)
    found = year.of_place(held, place, standard.id, chosen)
    context: dict[str, Any] = {
        "place": place, "standard": standard, "title": words.text(standard.title), "year": chosen, "found": found,
        "years": sorted({*known, chosen}, reverse=True), "beneath": places.children(place.pid),
        "above": place.parent if place.parent and places.within(held.reader, place.parent.pid, ROOM, *LOOKS,
                                                                 Role.SUPERVISOR) else None,
        "standards": [(one.id, words.text(one.title)) for one in sheets.in_force().values()],
        "query": f"place={place.pid}&code={standard.id}&year={chosen}",
    }  # fmt: skip
    return render(request, "accreditation/year.html", context | (_told(found) if found else {}))


def _told(found: year.Year) -> dict[str, Any]:
    """The counts ready to print."""
    standard = found.standard
    most = sum((standard.points_of(one) for one in standard.items()), Fraction(0))
    top = max(found.classes) or 1
    return {
        "scored": bool(standard.parts), "most": decimal(most), "official": standard.firm,
        "classes": [
            {"says": f"{n * 10}–{n * 10 + 10}%", "places": count, "wide": count / top * WIDE}
            for n, count in enumerate(found.classes)
        ],
        "middle": [f"{value:.1f}" for value in found.middle] if found.middle and most else [],
        "verdicts": [
            {"title": words.verdict(standard, code), "places": count, "share": f"{100 * count / found.places:.0f}%"}
            for code, count in found.verdicts
        ],
        "parts": [words.part(standard, code) for code in standard.part_codes],
        "weak_grades": "、".join(words.grade(standard, code) for code in year.weak_grades(standard)),
        "weakest": [
            {"weak": one, "text": words.text(one.item.text), "firm": one.item.basis in FIRM,
             "often": f"{100 * one.often:.0f}%", "wide": one.often * WIDE,
             "reached": f"{100 * float(one.reached):.0f}%",
             "parts": [n for _part, n in one.by_part]}
            for one in found.weakest
        ],
    }  # fmt: skip


def _grades(request: HttpRequest) -> tuple[Grades, Place, Standard, int, str]:
    held, place, standard, chosen, _known = _asked(request)
    item = request.GET.get("item", "")
    rows = year.of_item(held, place, standard.id, chosen, item)
    if item not in standard.by_id and not rows.exists():
        raise Http404
    return Grades(rows, request.GET), place, standard, chosen, item


@login_required
@require_safe
def item(request: HttpRequest) -> HttpResponse:
    """Places behind an item: what each was graded, with reason and gap."""
    table, place, standard, chosen, name = _grades(request)
    one = standard.by_id.get(name)
    context = {
        "table": table, "place": place, "year": chosen, "item": name, "text": words.text(one.text) if one else "",
        "title": words.text(standard.title), "query": f"place={place.pid}&code={standard.id}&year={chosen}",
    }  # fmt: skip
    return render(request, "accreditation/year_item.html", context)


@login_required
@require_safe
def item_export(request: HttpRequest) -> FileResponse:
    """The same as a workbook."""
    table, place, standard, chosen, name = _grades(request)
    about = [(_("Place"), place.name), (_("Standard"), words.text(standard.title)), (_("Year"), str(chosen)),
             (_("Item no."), name)]  # fmt: skip
    return workbooks.of_table(request, table, now=timezone.now(), about=about)
