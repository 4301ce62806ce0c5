"""Lists of the office: seats of bodies and signed letters; with those of the other subjects, all of the room."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance import actions, importing, seating, words
from safecommunity.governance.actions.seats import import_seats
from safecommunity.governance.models import Agency, Body, Letter, Membership
from safecommunity.governance.queries import letters as queries
from safecommunity.governance.views.common import need_office, show
from safecommunity.governance.views.signing import works
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import Ground, OfficeList


def _street(request: HttpRequest) -> Ground:
    rights = need_office(request)
    street = rights.street
    if street is None or street.pid not in rights.office_reach:
        raise Http404
    show(request, street)
    title = f"{_('Organisation')} · {street.name}"
    return Ground(rights.reader.pid, street.pid, (rights, street), reverse("organisation"), title)


def _check_seats(given: sheets.List, ground: Ground, today: date) -> sheets.Checked[Any]:
    _rights, street = ground.what
    agencies = Agency.objects.filter(place=street).prefetch_related("names")
    standing = Body.objects.filter(place=street, ends__isnull=True)
    return seating.check(seating.filled_rows(given), standing, agencies, today)


def _store_seats(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, street = ground.what
    done = import_seats(reader=rights.reader, place=street, rows=items, file_name=name, at=at)
    return _("%(new)s seats entered, %(same)s as they were") % done


def _seats(ground: Ground) -> list[dict[str, Any]]:
    _rights, street = ground.what
    standing = Body.objects.filter(place=street, ends__isnull=True)
    held = Membership.objects.filter(body__in=standing, ends__isnull=True).select_related("agency")
    return seating.fields_of(standing, held.prefetch_related("agency__names").order_by("pk"))


SEATS = OfficeList(
    code="seats", title=gettext_lazy("Seats"), heading=gettext_lazy("Import seats"),
    lead=gettext_lazy("Who sits in which body since when. The list may be sent again: nobody is seated twice."),
    addresses=("seats_import", "seats_template"), ground=_street, written=seating.written, known=seating.known,
    check=_check_seats, store=_store_seats, rows=_seats, notes=lambda _ground: seating.notes(),
    refuses=(actions.Refused,),
)  # fmt: skip


def _round(request: HttpRequest, pid: str) -> Ground:
    rights, made = works(request, pid)
    title = f"{_('Responsibility letters')} · {made.place.name} {made.year} {words.level(made.level)}"
    back = reverse("letters_round", args=[made.pid])
    return Ground(rights.reader.pid, made.place.pid, (rights, made), back, title, args=(made.pid,))


def _letters(ground: Ground) -> QuerySet[Letter]:
    rights, made = ground.what
    found = queries.letters(rights).filter(round=made, void_on__isnull=True)
    return found.select_related("unit", "place")


def _store_letters(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    rights, made = ground.what
    rows = [(one.ref, one.on) for one in items]
    done = actions.import_signed(reader=rights.reader, round=made, rows=rows, source=name, at=at)
    return _("%(new)s letters signed, %(same)s as they were") % done


LETTERS = OfficeList(
    code="letters", title=gettext_lazy("Signed letters"), heading=gettext_lazy("Import signed letters"),
    lead=gettext_lazy("Number and day of signing of each letter. The list may be sent again: nothing is signed twice."),
    addresses=("letters_import", "letters_template"), ground=_round, written=importing.written, known=importing.known,
    check=lambda given, ground, today: importing.check(given, ground.what[1], _letters(ground), today),
    store=_store_letters, rows=lambda ground: [importing.fields_of(one) for one in _letters(ground)],
    notes=lambda _ground: importing.notes(), refuses=(actions.Refused,),
)  # fmt: skip


def ready() -> None:
    """Register every list of the room."""
    from safecommunity.governance.answering.lists import DUTIES
    from safecommunity.governance.appraisal.lists import SHEETS
    from safecommunity.governance.improvements.lists import IMPROVEMENTS
    from safecommunity.governance.opinions.lists import OPINIONS
    from safecommunity.governance.plans.lists import PLAN_ITEMS
    from safecommunity.governance.profile.lists import PROFILE
    from safecommunity.governance.support.lists import SUPPORT
    from safecommunity.governance.volunteers.lists import HOURS, MEMBERS

    lists.register(
        SEATS, LETTERS, MEMBERS, HOURS, OPINIONS, SUPPORT, IMPROVEMENTS, DUTIES, PROFILE, PLAN_ITEMS, SHEETS
    )
