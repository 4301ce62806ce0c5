"""The list of records as a workbook: the same rows, rights, filters and order as on the page, without names."""

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
    about = [(_("Place"), place.name if place else ""), (_("Period"), period)]
    said = [(label, text) for label, text in about if text]
    return workbooks.of_table(request, table, about=said, now=timezone.now())
