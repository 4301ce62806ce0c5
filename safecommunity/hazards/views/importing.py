"""The quarterly hazard table in, and the workbook to fill in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.hazards import actions, importing, lists
from safecommunity.hazards.views.common import need_office


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held = need_office(request)
    ground = importing.Ground(held, timezone.localdate())

    def store(items: Any, file: str) -> str:
        rows = importing.keyed(importing.unpack(items, ground))
        stored, on_record = actions.import_hazards(
            reader=held.reader, rows=rows, at=timezone.now(), file_name=file
        )
        says = _("%(stored)s lines stored, %(known)s were on record already")
        return says % {"stored": stored, "known": on_record}

    kind = lists.Kind(
        name=importing.OWN, title=_("Hazards"), back="hazards", again="hazards_import", template="hazards_template",
        known=importing.known, written=importing.written(), place=importing.own_place(held),
        check=lambda given: importing.check(given, ground), pack=importing.pack, show=importing.shown, store=store,
        forms_export="hazards_export",
    )  # fmt: skip
    return lists.run(request, kind, held.reader)


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    need_office(request)
    return lists.as_workbook(importing.template(), _("Hazards"))
