"""On site: the sheets of a reviewer on a tablet, kept there with or without network, sent once; his own marks alone."""

import uuid
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.accreditation import words as sheet_words
from safecommunity.accreditation.models import Panel, PanelMember
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, marks, queries
from safecommunity.accreditation.review.forms import SheetForm
from safecommunity.accreditation.review.guards import NOTES
from safecommunity.accreditation.review.rights import Rights
from safecommunity.accreditation.review.views.common import element_of, my_panel
from safecommunity.accreditation.standards import Element, Standard
from safecommunity.accreditation.standards.shape import FIRM
from safecommunity.files import queries as files
from safecommunity.shell.offline import is_offline

MOST_PIECES = 8


@login_required
@require_safe
def overview(request: HttpRequest, pid: str) -> HttpResponse:
    """Elements of the sheet with how far one's own marks have come; each page is kept on the tablet."""
    _held, found, seat = my_panel(request, pid)
    standard, mine = sheets.of_sheet(found.round.sheet), marks.own(seat)
    rows: list[dict[str, Any]] = []
    for element in standard.elements:
        keys = [(item.id, part) for item in element.items for part in standard.part_codes]
        rows.append({
            "element": element, "title": sheet_words.text(element.title), "all": len(keys),
            "done": sum(key in mine for key in keys),
        })  # fmt: skip
    context = {
        "panel": found, "rows": rows, "seat": seat, "left": sum(row["all"] - row["done"] for row in rows),
        "scoring": found.state == Panel.State.SCORING,
        "raises": found.state in (Panel.State.SCORING, Panel.State.CONSENSUS),
    }  # fmt: skip
    return render(request, "accreditation/review/sheets.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, pid: str, element: str) -> HttpResponse:
    """The items of one element with the evidence named for them: a grade a part, a note; photos once it was sent."""
    held, found, seat = my_panel(request, pid)
    standard = sheets.of_sheet(found.round.sheet)
    one = element_of(standard, element)
    if request.method != "POST":
        return _page(request, held, found, seat, standard, one)
    form = SheetForm(request.POST, standard=standard, items=one.items)
    if form.is_valid():
        seen = form.seen()
        try:
            if not seen:
                raise actions.Refused(_("Nothing was filled in"))
            mine, _new = actions.keep_marks(
                reader=held.reader, panel=found, seen=seen, at=timezone.now(),
                client_id=form.cleaned_data["client_id"],
            )  # fmt: skip
        except actions.Refused as reason:
            form.add_error(None, str(reason))
        else:
            if is_offline(request):
                return JsonResponse({"number": f"{mine.marked}"}, status=201)
            return redirect("panel_sheets", pid)
    if is_offline(request):
        reasons = [str(reason) for told in form.errors.values() for reason in told]
        return JsonResponse({"errors": reasons}, status=422)
    return _page(request, held, found, seat, standard, one, form)


def _page(
    request: HttpRequest, held: Rights, found: Panel, seat: PanelMember, standard: Standard, one: Element,
    form: SheetForm | None = None,
) -> HttpResponse:  # fmt: skip
    mine, notes = marks.own(seat), marks.own_notes(seat)
    pieces = queries.evidence_by_item(found)
    ids = [element.id for element in standard.elements]
    at = ids.index(one.id)
    writes = found.state == Panel.State.SCORING and seat.handed_in_on is None

    def value(name: str, stored: str) -> str:
        sent = form.data.get(name) if form is not None else None
        return stored if sent is None else str(sent)

    items: list[dict[str, Any]] = []
    for item in one.items:
        note = notes.get(item.id)
        items.append({
            "item": item, "text": sheet_words.text(item.text), "firm": item.basis in FIRM, "records": item.records,
            "note": value(f"{item.id}:note", note.note if note else ""), "kept": note,
            "photos": files.attachments(held.reader, NOTES, note.pid) if note else [],
            "pieces": [(piece, sheet_words.evidence(piece.kind)) for piece in pieces.get(item.id, [])[:MOST_PIECES]],
            "parts": [
                {"name": f"{item.id}:{part}", "title": sheet_words.part(standard, part),
                 "value": value(f"{item.id}:{part}", mine.get((item.id, part), ""))}
                for part in standard.part_codes
            ],
        })  # fmt: skip
    context = {
        "panel": found, "element": one, "title": sheet_words.text(one.title), "items": items, "form": form,
        "writes": writes, "client_id": uuid.uuid4().hex, "scored": bool(standard.parts), "notes_kind": NOTES,
        "grades": [(code, sheet_words.grade(standard, code)) for code in standard.grade_codes],
        "after": ids[at + 1] if at + 1 < len(ids) else "",
    }  # fmt: skip
    return render(
        request, "accreditation/review/sheet.html", context, status=422 if form is not None else 200
    )
