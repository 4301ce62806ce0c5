"""The lists of this room, in and out: the ledger, trainings, certificates."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.outreach import actions, codes, importing
from safecommunity.outreach import training_reading as reading
from safecommunity.outreach.models import Entry
from safecommunity.outreach.queries import training
from safecommunity.outreach.queries.rights import OFFICE, ROOM, Rights
from safecommunity.outreach.views.common import need_office
from safecommunity.places.models import SocialUnit
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, Kept, OfficeList


def own_place(held: Rights) -> str:
    """Whose own forms these are: of the first place whose ledger is kept."""
    return next(iter(held.reader.place_scopes(ROOM, *OFFICE)), "")


def _held(request: HttpRequest, back: str, title: str) -> Ground:
    held = need_office(request)
    here = importing.Ground(held.places(), timezone.localdate())
    return Ground(held.reader.pid, own_place(held), (held, here), reverse(back), title)


def _store_lines(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rows = importing.keyed(items)
    stored, known = actions.import_entries(reader=ground.what[0].reader, at=at, rows=rows, source_name=name)
    return _("%(stored)s lines stored, %(known)s were on record already") % {
        "stored": stored,
        "known": known,
    }


def _lines(ground: Ground) -> list[dict[str, Any]]:
    """Lines that count, the newest first, as many as a list may hold."""
    here = [place.pk for place in ground.what[1].places.values()]
    found = Entry.objects.filter(place__in=here, state=Entry.State.LIVE).select_related("place")
    return [importing.fields_of(one) for one in found.order_by("-happened_on", "-pk")[: importing.MOST_ROWS]]


LEDGER = OfficeList(
    code="outreach", title=gettext_lazy("Ledger of outreach"), heading=gettext_lazy("Import a list"),
    lead=gettext_lazy(
        "All errors are told together; the same list sent again stores nothing twice. "
        "Lines of old binders name the binder."
    ),
    addresses=("outreach_import", "outreach_template"),
    ground=lambda request: _held(request, "outreach_list", _("Ledger of outreach")),
    written=codes.written_headings, known=importing.known,
    check=lambda given, ground, _today: importing.check(given, ground.what[1]), store=_store_lines, rows=_lines,
    empty=lambda _ground: [],
    notes=lambda ground: importing.notes(ground.what[0].places(), timezone.localdate()),
    kept=Kept(
        importing.pack, lambda data, ground: importing.unpack(data, ground.what[1]),
        lambda items: (importing.shown_headings(), importing.shown(items)),
    ),
    refuses=(actions.Refused,),
)  # fmt: skip


def _check_sessions(given: sheets.List, ground: Ground, today: date) -> sheets.Checked[Any]:
    held, here = ground.what
    names = {*here.names, *here.places}
    found = {word: place for word in names if (place := here.find(word)) and place.pid in held.office}
    return reading.check_sessions(given, found, today)


def _store_sessions(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    done = actions.import_sessions(
        reader=ground.what[0].reader, at=at, rows=items, file_name=name, place=ground.place
    )
    return _("%(new)s trainings entered, %(same)s as they were") % done


def _sessions(ground: Ground) -> list[dict[str, Any]]:
    found = training.sessions(ground.what[0]).filter(withdrawn_at__isnull=True)
    return [reading.session_fields(one) for one in found.order_by("-happened_on", "-pk")[: sheets.MOST_ROWS]]


TRAININGS = OfficeList(
    code="trainings", title=gettext_lazy("Trainings"), heading=gettext_lazy("Import trainings"),
    lead=gettext_lazy("What was taught where, and who came. The list may be sent again: nothing is stored twice."),
    addresses=("training_import", "training_template"),
    ground=lambda request: _held(request, "training", _("Training")), written=reading.session_headings,
    check=_check_sessions, store=_store_sessions, rows=_sessions, notes=lambda _ground: reading.session_notes(),
    refuses=(actions.Refused,),
)  # fmt: skip


def _check_certificates(given: sheets.List, ground: Ground, today: date) -> sheets.Checked[Any]:
    units = SocialUnit.objects.filter(place__pid__in=ground.what[0].office).select_related("place")
    return reading.check_certificates(given, reading.Units(units), today)


def _store_certificates(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    done = actions.import_certificates(
        reader=ground.what[0].reader, at=at, rows=items, file_name=name, place=ground.place
    )
    return _("%(new)s certificates entered, %(same)s as they were") % done


def _certificates(ground: Ground) -> list[dict[str, Any]]:
    """Certificates that count and whose holder was not erased."""
    found = training.certificates(ground.what[0]).filter(
        withdrawn_at__isnull=True, trainee__erased_at__isnull=True
    )
    return [reading.certificate_fields(one) for one in found.order_by("expires_on", "pk")[: sheets.MOST_ROWS]]


CERTIFICATES = OfficeList(
    code="certificates", title=gettext_lazy("Certificates"), heading=gettext_lazy("Import certificates"),
    lead=gettext_lazy("Who holds which certificate until when. The list may be sent again: nothing is stored twice."),
    addresses=("certificate_import", "certificate_template"),
    ground=lambda request: _held(request, "training_certificates", _("Certificates")),
    written=reading.certificate_headings, check=_check_certificates, store=_store_certificates, rows=_certificates,
    notes=lambda _ground: reading.certificate_notes(), refuses=(actions.Refused,),
)  # fmt: skip
