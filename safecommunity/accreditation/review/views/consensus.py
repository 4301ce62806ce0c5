"""Marks side by side once they are open, what the panel agrees on, and the workbook of a review."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accounts import queries as people
from safecommunity.accreditation import words as sheet_words
from safecommunity.accreditation.models import Agreed, Panel, PanelMember
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, marks, queries, words
from safecommunity.accreditation.review.forms import AgreeForm
from safecommunity.accreditation.review.rights import Rights
from safecommunity.accreditation.review.views.common import element_of, the_panel
from safecommunity.accreditation.review.views.panels import title_of
from safecommunity.accreditation.standards import Item, Standard
from safecommunity.shell import workbooks


@login_required
@require_safe
def overview(request: HttpRequest, pid: str) -> HttpResponse:
    """Elements with how much is agreed on, and every part where the marks differ."""
    held, found, seat = the_panel(request, pid)
    opened = marks.side_by_side(held, found, seat)
    standard = sheets.of_sheet(found.round.sheet)
    agreed = {(one.item, one.part): one for one in found.agreed.all()}
    names = people.names([one.user for one in opened.members])
    rows: list[dict[str, Any]] = []
    apart: list[dict[str, Any]] = []
    for element in standard.elements:
        keys = [(item, part) for item in element.items for part in standard.part_codes]
        rows.append({
            "element": element, "title": sheet_words.text(element.title), "all": len(keys),
            "done": sum((item.id, part) in agreed for item, part in keys),
        })  # fmt: skip
        for item, part in keys:
            given = opened.of((item.id, part))
            if len(set(given)) > 1:
                apart.append({
                    "element": element, "item": item, "text": sheet_words.text(item.text),
                    "part": sheet_words.part(standard, part), "given": [_grade(standard, x) for x in given],
                    "agreed": agreed.get((item.id, part)),
                    "agreed_grade": _grade(standard, agreed[item.id, part].grade) if (item.id, part) in agreed else "",
                })  # fmt: skip
    context = {
        "panel": found, "rows": rows, "apart": apart, "title": title_of(found.round),
        "names": [names.get(one.user, "") for one in opened.members], "lead": seat is not None and seat.lead,
        "writes": found.state == Panel.State.CONSENSUS, "left": sum(row["all"] - row["done"] for row in rows),
    }  # fmt: skip
    return render(request, "accreditation/review/consensus.html", context)


def _grade(standard: Standard, code: str) -> str:
    return (code if standard.parts else sheet_words.grade(standard, code)) if code else "—"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def element(request: HttpRequest, pid: str, element: str) -> HttpResponse:
    """The items of one element: marks and notes of all beside what the panel agrees on."""
    held, found, seat = the_panel(request, pid)
    opened = marks.side_by_side(held, found, seat)
    standard = sheets.of_sheet(found.round.sheet)
    one = element_of(standard, element)
    form = None
    if request.method == "POST":
        if seat is None or not seat.lead:
            raise PermissionDenied
        form = AgreeForm(request.POST, standard=standard, items=one.items)
        if form.is_valid():
            try:
                actions.agree(reader=held.reader, panel=found, settled=form.settled(), at=timezone.now())
            except actions.Refused as reason:
                form.add_error(None, str(reason))
            else:
                return redirect("panel_consensus", pid)
    agreed = {(row.item, row.part): row for row in found.agreed.all()}
    names = people.names([member.user for member in opened.members])
    context = {
        "panel": found, "element": one, "title": sheet_words.text(one.title), "form": form,
        "writes": found.state == Panel.State.CONSENSUS and seat is not None and seat.lead,
        "names": [names.get(member.user, "") for member in opened.members],
        "grades": [(code, sheet_words.grade(standard, code)) for code in standard.grade_codes],
        "scored": bool(standard.parts),
        "items": [_item(standard, item, opened, agreed, names, form) for item in one.items],
    }  # fmt: skip
    return render(
        request, "accreditation/review/agree.html", context, status=422 if form is not None else 200
    )


def _item(
    standard: Standard, item: Item, opened: marks.Opened, agreed: dict[Any, Agreed], names: dict[str, str],
    form: AgreeForm | None,
) -> dict[str, Any]:  # fmt: skip
    """One item with its parts, or what was sent after a refusal."""

    def value(name: str, stored: str) -> str:
        sent = form.data.get(name) if form is not None else None
        return stored if sent is None else str(sent)

    parts = []
    for part in standard.part_codes:
        name, now = f"{item.id}:{part}", agreed.get((item.id, part))
        given = opened.of((item.id, part))
        parts.append({
            "name": name, "title": sheet_words.part(standard, part), "given": [_grade(standard, x) for x in given],
            "apart": len(set(given)) > 1, "value": value(name, now.grade if now else ""),
            "reason": value(f"{name}:reason", now.reason if now else ""), "edition": now.edition if now else 0,
            "shown": sheet_words.grade(standard, now.grade) if now else "",
        })  # fmt: skip
    notes = [
        (names.get(member.user, ""), note.note)
        for member in opened.members
        if (note := opened.notes[member.pk].get(item.id)) is not None and note.note
    ]
    return {"item": item, "text": sheet_words.text(item.text), "parts": parts, "notes": notes}


@login_required
@require_safe
def export(request: HttpRequest, pid: str) -> FileResponse:
    """A workbook of what this reader may see: his own marks while blind, then all; the place result and findings."""
    held, found, seat = the_panel(request, pid)
    standard = sheets.of_sheet(found.round.sheet)
    columns = _columns(held, found, seat)
    if seat is None and not columns and found.state != Panel.State.PUBLISHED:
        raise PermissionDenied
    agreed = (
        {(one.item, one.part): one for one in found.agreed.all()} if _agreed_open(held, found, seat) else {}
    )
    heads = [_("Item no."), _("Text of the item"), _("Part of the item"), *[name for name, _told in columns]]
    heads += [_("Agreed grade"), _("Reason")] if agreed else []
    rows = []
    for item in standard.items():
        for part in standard.part_codes:
            key = (item.id, part)
            cells = [item.id, sheet_words.text(item.text), sheet_words.part(standard, part)]
            cells += [told.get(key, "") for _name, told in columns]
            if agreed:
                cells += [agreed[key].grade, agreed[key].reason] if key in agreed else ["", ""]
            rows.append(cells)
    told = [
        [one.item, words.grade(one.grade), one.text, words.finding(one, timezone.localdate())[0], one.due]
        for one in queries.findings(held, found, seat)
    ]
    about = [(_("Place"), found.place.name), (_("Standard"), title_of(found.round)), (_("Year"), str(found.round.year)),
             (_("State"), words.panel(found.state))]  # fmt: skip
    parts = [workbooks.Sheet(_("Marks"), heads, rows, len(rows))]
    finding_heads = [_("Item no."), _("Grade of the finding"), _("What was found"), _("State"), _("Due")]
    parts.append(workbooks.Sheet(_("Review findings"), finding_heads, told, len(told)))
    return workbooks.answer(
        request, name=_("Review by a panel"), about=about, sheets=parts, now=timezone.now()
    )


def _agreed_open(held: Rights, found: Panel, seat: PanelMember | None) -> bool:
    """What was agreed: the panel while it agrees, everybody it is open to once it is published."""
    return found.state == Panel.State.PUBLISHED or held.sees_marks(found, seat)


def _columns(
    held: Rights, found: Panel, seat: PanelMember | None
) -> list[tuple[str, dict[tuple[str, str], str]]]:
    """Columns of marks with their names."""
    if held.sees_marks(found, seat):
        opened = marks.side_by_side(held, found, seat)
        names = people.names([one.user for one in opened.members])
        return [(names.get(one.user, ""), dict(opened.grades[one.pk])) for one in opened.members]
    if seat is not None and seat.state == PanelMember.State.ACCEPTED:
        return [(_("My marks"), marks.own(seat))]
    return []
