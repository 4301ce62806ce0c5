"""The list of records as a workbook: the same rows, rights, filters and order as on the page, without names."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from safecommunity.injuries.views.listing import table_of
from safecommunity.shell import workbooks


@login_required
@require_safe
def export(request: HttpRequest) -> FileResponse:
    """Every record of the list."""
    table, place, period, _held = table_of(request)
    about = [(_("Place"), place.name if place else ""), (_("Period"), period), *table.narrowed]
    columns = [str(column.title) for column in table.columns]
    total, more = table.total
    rows: Any = table.everything()
    sheet = workbooks.Sheet(str(table.caption), columns, rows, None if more else total)
    return workbooks.answer(
        request,
        name=str(table.caption),
        about=[(label, text) for label, text in about if text],
        sheets=[sheet],
        now=timezone.now(),
    )
