"""The book of opinions as a list, in and out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Opinion
from safecommunity.governance.opinions import actions, importing
from safecommunity.governance.views.common import need_office, places_by_word
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, Kept, OfficeList


def _ground(request: HttpRequest) -> Ground:
    rights = need_office(request)
    here = importing.Ground(places_by_word(rights), timezone.localdate())
    return Ground(
        rights.reader.pid, rights.tops[0], (rights, here), reverse("opinions"), _("Residents' opinions")
    )


def _check(given: sheets.List, ground: Ground, _today: date) -> sheets.Checked[Any]:
    return importing.check(given, ground.what[1])


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    stored, known = actions.import_opinions(
        reader=ground.what[0].reader, rows=importing.keyed(items), at=at, file_name=name
    )
    return _("%(stored)s lines stored, %(known)s were on record already") % {
        "stored": stored,
        "known": known,
    }


def _rows(ground: Ground) -> list[dict[str, Any]]:
    """Opinions on record in the office's places, the newest first, as many as a list may hold."""
    rights = ground.what[0]
    found = Opinion.objects.filter(rights.seen(), withdrawn_at__isnull=True).select_related("place")
    return [importing.fields_of(one) for one in found.order_by("-received_on", "-pk")[: sheets.MOST_ROWS]]


OPINIONS = OfficeList(
    code="opinions", title=gettext_lazy("Residents' opinions"), heading=gettext_lazy("Import a book of opinions"),
    lead=gettext_lazy("All errors are told together; the same list sent again stores nothing twice."),
    addresses=("opinion_import", "opinion_template"), ground=_ground, written=importing.written, known=importing.known,
    check=_check, store=_store, rows=_rows, empty=lambda _ground: [], notes=lambda _ground: importing.notes(),
    kept=Kept(
        importing.pack, lambda data, ground: importing.unpack(data, ground.what[1]),
        lambda items: (importing.shown_headings(), importing.shown(items)),
    ),
    refuses=(Refused,),
)  # fmt: skip
