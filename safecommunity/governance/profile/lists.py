"""The sheet of a place and year as a list, in and out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.profile import actions, reading
from safecommunity.governance.profile.asked import asked, year_asked
from safecommunity.shell.lists import Ground, OfficeList


def _ground(request: HttpRequest, *, keeps: bool = True) -> Ground:
    reader, place, _found = asked(request, keeps=keeps)
    year = year_asked(request, place)
    query = {"at": place.pid, "year": year}
    back = f"{reverse('profile')}?at={place.pid}&year={year}"
    return Ground(
        reader.pid,
        place.pid,
        (place, year),
        back,
        f"{_('Community profile')} · {place.name} {year}",
        query=query,
    )


def _store(items: Sequence[Any], ground: Ground, name: str, at: datetime) -> str:
    place, year = ground.what
    changed = actions.set_profile(
        place=place, year=year, values=dict(items), source=name, by=ground.by, at=at
    )
    return _("%(n)s numbers kept") % {"n": changed}


def _notes(ground: Ground) -> list[str]:
    place, year = ground.what
    return [
        f"{place.name} {year}",
        _("One row an item. A word for more, nearly or at least may stand behind the number; it is kept."),
        _("A number that stands already stays; a changed one is its next version."),
    ]


PROFILE = OfficeList(
    code="profile", title=gettext_lazy("Community profile"), heading=gettext_lazy("Import a community profile"),
    lead=gettext_lazy("The numbers of one place and year. The list may be sent again: what stands stays."),
    addresses=("profile_import", "profile_template"), ground=_ground, written=reading.headings,
    check=lambda given, _ground, _today: reading.check(given), store=_store,
    rows=lambda ground: reading.fields_of(*ground.what), notes=_notes,
    looks=lambda request: _ground(request, keeps=False), refuses=(actions.Refused,),
)  # fmt: skip
