"""A list of risks in, and the workbook to fill in."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from safecommunity.hazards import lists
from safecommunity.hazards.risks import actions, importing
from safecommunity.hazards.risks.rights import Rights, of_request


def need_office(request: HttpRequest) -> Rights:
    """The reader's rights where he keeps a register."""
    held = of_request(request)
    if held is None or not held.keeps:
        raise PermissionDenied
    return held


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Send a list; nothing is stored before it was looked at."""
    held = need_office(request)
    ground = importing.Ground(held, timezone.localdate())

    def store(items: Any, file: str) -> str:
        rows = importing.keyed(importing.unpack(items, ground))
        stored, known = actions.import_risks(reader=held.reader, rows=rows, at=timezone.now(), file_name=file)
        return _("%(stored)s lines stored, %(known)s were on record already") % {
            "stored": stored,
            "known": known,
        }

    kind = lists.Kind(
        name=importing.OWN, title=_("Risk register"), back="risks", again="risks_import", template="risks_template",
        known=importing.known, written=importing.written(), place=importing.own_place(held),
        check=lambda given: importing.check_list(given, ground), pack=importing.pack, show=importing.shown, store=store,
        forms_export="risks_export",
    )  # fmt: skip
    return lists.run(request, kind, held.reader)


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in."""
    return lists.as_workbook(importing.template(need_office(request)), _("Risk register"))
