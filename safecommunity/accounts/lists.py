"""People as a list, in and out: whoever looks after people sends it; first passwords are shown once."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.accounts import actions, reading
from safecommunity.accounts.models import User
from safecommunity.accounts.views.reach import Reach, new_password
from safecommunity.shell import sheets
from safecommunity.shell.lists import Ground, OfficeList, Told

EVERYWHERE = "everywhere"  # whose own forms an administrator of the whole installation uses


class _NotTaken(Exception):
    """What an action refused, in words."""


def _ground(request: HttpRequest) -> Ground:
    reach = Reach(request)
    own = next(iter(reach.reader.place_scopes()), EVERYWHERE)
    return Ground(reach.reader.pid, own, reach, reverse("accounts_people"), _("People"))


def _here(reach: Reach) -> reading.Ground:
    people = {one.username.casefold(): one for one in reach.people()}
    places, units, sectors = (reading.by_word(one) for one in (reach.places, reach.units, reach.sectors))
    return reading.Ground(reach.roles, places, units, sectors, people)


def _check(given: sheets.List, ground: Ground, today: date) -> sheets.Checked[Any]:
    return reading.check(given, _here(ground.what), today)


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> Told:
    passwords: dict[str, str] = {}
    for one in items:
        if one["user"] is None:
            one["password"] = passwords.setdefault(one["username"].casefold(), new_password())
    place = "" if ground.place == EVERYWHERE else ground.place
    try:
        made, roles = actions.import_people(rows=items, by=ground.by, at=at, file_name=name, place=place)
    except ValidationError as refusal:
        raise _NotTaken(" ".join(refusal.messages)) from None
    says = _("%(people)s people and %(roles)s roles entered") % {"people": len(made), "roles": roles}
    if not made:
        return says
    rows = [(one, passwords[one.username.casefold()]) for one in made]
    return lambda request: _shown(request, rows, says)


def _shown(request: HttpRequest, rows: Sequence[tuple[User, str]], says: str) -> HttpResponse:
    """The first passwords, once; and the way to invite each phone."""
    answer = render(request, "accounts/people_made.html", {"rows": rows, "says": says})
    answer["Cache-Control"] = "no-store"
    return answer


def _rows(ground: Ground) -> list[dict[str, Any]]:
    reach = ground.what
    sectors = dict(reach.sectors)
    people = [one for one in reach.people()[: sheets.MOST_ROWS] if one.is_active]
    return [row for one in people for row in reading.fields_of(reach.row(one), sectors)]


PEOPLE = OfficeList(
    code="people", title=gettext_lazy("People"), heading=gettext_lazy("Import people"),
    lead=gettext_lazy("Who works here, with role and place. The list may be sent again: nobody is entered twice."),
    addresses=("accounts_people_import", "accounts_people_template"), ground=_ground, written=reading.headings,
    check=_check, store=_store, rows=_rows, notes=lambda ground: reading.notes(_here(ground.what)),
    refuses=(_NotTaken,),
)  # fmt: skip
