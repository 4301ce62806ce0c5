"""Standards: the list, one with its items and what answers them, editions with differences, bringing one in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from safecommunity.accreditation import actions, bringing, standards, words
from safecommunity.accreditation.forms import BringForm
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.standards import BadStandard, Standard
from safecommunity.accreditation.standards.reading import decimal
from safecommunity.accreditation.standards.shape import FIRM
from safecommunity.accreditation.views.common import need_reads
from safecommunity.figures import choice
from safecommunity.shell import workbooks
from safecommunity.shell.containers import Unreadable

MOST_MATCHES = 8


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Every standard in force: what it is for, how many items, how its texts are known."""
    held = need_reads(request)
    rows: list[dict[str, Any]] = []
    for one in sheets.in_force().values():
        items = list(one.items())
        rows.append({
            "standard": one, "title": words.text(one.title), "publisher": words.text(one.publisher),
            "level": words.level(one.level), "status": words.status(one.status), "items": len(items),
            "elements": len(one.elements), "total": decimal(one.total) if one.total else "",
            "read": sum(item.basis in FIRM for item in items), "firm": one.firm,
        })  # fmt: skip
    rows.sort(
        key=lambda row: (
            row["standard"].status == "superseded",
            row["standard"].kind != "scored",
            row["title"],
        )
    )
    return render(request, "accreditation/standards.html", {"rows": rows, "brings": held.brings})


def _asked(request: HttpRequest, code: str) -> Standard:
    found = sheets.in_force().get(code)
    if found is None:
        raise Http404
    return found


@login_required
@require_safe
def standard(request: HttpRequest, code: str) -> HttpResponse:
    """One standard as it is in force, with what answers each item and what it matches elsewhere."""
    held = need_reads(request)
    found = _asked(request, code)
    context = _shown(request, found) | {
        "editions": sheets.editions(code), "brings": held.brings, "in_force": True,
    } | _against(found, code, request.GET.get("against", ""))  # fmt: skip
    return render(request, "accreditation/standard.html", context)


def _against(new: Standard, code: str, pid: str) -> dict[str, Any]:
    """What an edition changes against an older one that somebody was scored by."""
    sheet = sheets.one(pid[:16]) if pid else None
    if sheet is None or sheet.code != code:
        return {}
    return _changes(sheets.of_sheet(sheet), new) | {"against": sheet}


def _changes(old: Standard, new: Standard) -> dict[str, Any]:
    """Differences of two editions, how many items are scored again, where evidence goes."""
    if old.key == new.key:
        return {"changes": []}
    changes, moved = standards.compare(old, new), standards.carried(old, new)
    return {
        "changes": [{"change": one, "what": words.change(one.what)} for one in changes],
        "again": len({one.item for one in changes if one.again}), "moved": len(moved),
        "lost": [{"id": item.id, "text": words.text(item.text)} for item in old.items() if item.id not in moved],
    }  # fmt: skip


def _shown(request: HttpRequest, found: Standard) -> dict[str, Any]:
    """A standard ready to print."""
    force = sheets.in_force()
    walk = sheets.crosswalk(force)
    elements = []
    for element in found.elements:
        items = [
            {
                "item": item, "text": words.text(item.text), "basis": words.basis(item.basis),
                "firm": item.basis in FIRM,
                "figures": [
                    (code.split("~")[0], title) for code in item.figures
                    if (title := words.figure_title(code, request.LANGUAGE_CODE))
                ],
                "records": [words.paper(one) for one in item.records],
                "points": decimal(item.points) if item.points else "",
                "matches": [
                    {
                        "standard": match.standard, "item": match.item, "whole": match.whole,
                        "title": words.text(force[match.standard].title),
                    }
                    for match in walk.of(found.id, item.id)[:MOST_MATCHES]
                ] if found.id in walk.sheets else [],
            }
            for item in element.items
        ]  # fmt: skip
        elements.append({"element": element, "title": words.text(element.title), "items": items})
    reader = choice.reader_of(request)
    return {
        "standard": found, "title": words.text(found.title), "publisher": words.text(found.publisher),
        "level": words.level(found.level), "status": words.status(found.status), "elements": elements,
        "note": words.text(found.note) if found.note else "", "firm": found.firm,
        "parts": [{"title": words.text(p.title), "points": decimal(p.points)} for p in found.parts],
        "grades": [
            {"code": g.code, "title": words.text(g.title), "share": f"{float(g.share) * 100:g}%"}
            for g in found.grades
        ],
        "verdicts": [
            {"title": words.text(v.title), "at_least": decimal(v.at_least), "zero": v.every_item_above is not None}
            for v in found.verdicts
        ],
        "total": decimal(found.total) if found.total else "",
        "vetoes": [{"id": v.id, "text": words.text(v.text), "basis": words.basis(v.basis), "firm": v.basis in FIRM}
                   for v in found.vetoes],
        "reads_figures": bool(reader.place_scopes("figures", *choice.READS)),
    }  # fmt: skip


@login_required
@require_safe
def edition(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """One stored edition: what it changes against the one in force, what is scored again, where evidence goes."""
    held = need_reads(request)
    sheet = sheets.one(pid)
    if sheet is None or sheet.code != code:
        raise Http404
    new = sheets.of_sheet(sheet)
    old = sheets.in_force().get(code)
    context = _shown(request, new) | {
        "sheet": sheet, "old": old, "brings": held.brings, "editions": sheets.editions(code),
    } | (_changes(old, new) if old is not None else {})  # fmt: skip
    return render(request, "accreditation/standard.html", context)


@login_required
@require_POST
def put_in_force(request: HttpRequest, code: str, pid: str) -> HttpResponse:
    """New rounds are scored by this edition."""
    held = need_reads(request)
    if not held.brings:
        raise PermissionDenied
    sheet = sheets.one(pid)
    if sheet is None or sheet.code != code:
        raise Http404
    try:
        carried = actions.put_in_force(reader=held.reader, sheet=sheet, at=timezone.now())
    except actions.Refused as reason:
        messages.error(request, str(reason))
    else:
        messages.success(request, _("In force; %(n)s uses of evidence came over") % {"n": carried})
    return redirect("standard", code)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Bring in an edition: everything wrong with the file is said together, and nothing of it is kept."""
    held = need_reads(request)
    if not held.brings:
        raise PermissionDenied
    force = sheets.in_force()
    form = BringForm(
        *((request.POST, request.FILES) if request.method == "POST" else ()), standards=force.values()
    )
    problems: list[str] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = _read(file.read(bringing.LARGEST * 3), (file.name or "file")[:120], form, force)
            sheet, _new = actions.bring_sheet(reader=held.reader, standard=made, at=timezone.now())
        except BadStandard as wrong:
            problems = wrong.problems
        except (Unreadable, actions.Refused) as reason:
            problems = [str(reason)]
        else:
            return redirect("standard_edition", sheet.code, sheet.pid)
    context = {"form": form, "problems": problems[:100], "more": max(0, len(problems) - 100)}
    status = 422 if request.method == "POST" else 200
    return render(request, "accreditation/bring.html", context, status=status)


def _read(content: bytes, name: str, form: BringForm, force: dict[str, Standard]) -> Standard:
    """A standard from the file that was sent."""
    if name.lower().endswith((".yaml", ".yml")):
        return bringing.from_yaml(content)
    base = force.get(form.cleaned_data["base"])
    if base is None:
        raise BadStandard([_("A workbook needs the rules of a standard; choose one")])
    return bringing.from_list(content, name, base, form.cleaned_data["version"])


@login_required
@require_safe
def template(request: HttpRequest, code: str) -> FileResponse:
    """A standard as a workbook with one row an item: to be corrected after the official text and brought in again."""
    need_reads(request)
    found = _asked(request, code)
    rows = [
        [element.id, element.title.get("zh-hans", ""), item.id,
         *(item.text.get(language, "") for language in ("zh-hans", "zh-hant", "en")),
         str(item.weight), words.basis(item.basis)]
        for element in found.elements for item in element.items
    ]  # fmt: skip
    heads = [*bringing.headings().values(), _("How the text is known")]
    sheet = workbooks.Sheet(_("Items"), heads, rows, len(rows))
    about = [(_("Standard"), words.text(found.title)), (_("Version"), found.version)]
    return workbooks.answer(
        request, name=words.text(found.title), about=about, sheets=[sheet], now=timezone.now()
    )
