"""Designing a form: on the page, from an Excel list of its rows, from YAML; its next version the same way."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from safecommunity.governance import codes
from safecommunity.governance.returns import actions, design, forms_known, queries
from safecommunity.governance.returns.spec import FILLS, PERIODS, Spec, SpecError
from safecommunity.governance.returns.views.common import language
from safecommunity.governance.returns.views.office import office, period_text
from safecommunity.shell.containers import Unreadable

FIELDS = ("title", "period", "fills", "agency", "sector", "checked", "working_days", "columns")
ROW = ("key", "title", "unit", "decimals", "depth", "optional", "sum")
BLANK = 8


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def design_form(request: HttpRequest) -> HttpResponse:
    """A new form of one's own, or the next version of one."""
    held = office(request)
    key, asked = design.new_key(), request.POST.get("of") or request.GET.get("of", "")
    given: dict[str, Any] = {"period": "month", "fills": "place", "working_days": 5}
    rows: list[dict[str, Any]] = []
    if asked:
        form = next(
            (one for one in queries.forms(held) if one.key == asked and one.owner_id is not None), None
        )
        if form is None:
            raise Http404
        key = form.key
        given, rows = design.fields_of(forms_known.spec_of(form))
    problems: list[str] = []
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in FIELDS}
        try:
            found = _read(request, given, key)
            if isinstance(found, list):
                rows = found
            else:
                owner = held.issuing[0]
                made = actions.adopt_form(spec=found, owner=owner, by=held.reader.pid, at=timezone.now())
                messages.success(
                    request, _("Stored as version %(n)s; now send it down") % {"n": made.version}
                )
                return redirect("return_form", made.key)
        except SpecError as wrong:
            problems, rows = list(wrong.problems), _typed(request)
        except (Unreadable, actions.Refused) as wrong:
            problems, rows = [str(wrong)], _typed(request)
    context = {
        "given": given, "rows": [*rows, *({} for _n in range(max(0, min(design.GRID, len(rows) + BLANK) - len(rows))))],
        "units": design.units(language()), "problems": problems, "of": asked,
        "periods": [(one, period_text(one)) for one in PERIODS],
        "sectors": [(code, codes.sector_name(code)) for code in codes.people_sectors()],
        "fills": list(zip(FILLS, (_("places below"), _("facilities and units"), _("an agency")), strict=True)),
    }  # fmt: skip
    return render(request, "governance/returns/design.html", context, status=422 if problems else 200)


def _typed(request: HttpRequest) -> list[dict[str, Any]]:
    return [
        row for n in range(design.GRID) if (row := {name: request.POST.get(f"{name}-{n}", "") for name in ROW})["title"]
    ]  # fmt: skip


def _read(request: HttpRequest, given: dict[str, Any], key: str) -> Spec | list[dict[str, Any]]:
    """The form that was sent; of an Excel list its rows, to be looked at on the page first."""
    file = request.FILES.get("file")
    if file is None:
        return design.from_fields(given, _typed(request), key)
    content, name = file.read(5 * 1024 * 1024 + 1), (file.name or "form")[:150]
    if name.lower().endswith((".yaml", ".yml")):
        return design.from_yaml(content, key)
    return design.rows_of_sheet(content, name)[: design.GRID]
