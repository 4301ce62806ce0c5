"""Writing the profile: a sheet of a place and year; a changed number is its next version."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.governance.models import ProfileNumber
from safecommunity.governance.profile import items
from safecommunity.journal import actions as journal
from safecommunity.journal.actions import ChangeOf
from safecommunity.places.models import Place

FACT = "profile_number"
YEARS = (1949, 2199)
Values = Mapping[str, tuple[int, str]]


class Refused(Exception):
    """What cannot be kept, in words."""


@transaction.atomic
def set_profile(*, place: Place, year: int, values: Values, source: str, by: str, at: datetime) -> int:
    """Keep numbers of a place and year: (hundredths, qualifier) by item. Returns how many changed."""
    source = " ".join(source.split())[:200]
    _check(year, values, source)
    rows = ProfileNumber.objects.select_for_update().filter(place=place, year=year)
    current = {row.item: row for row in rows.filter(current=True)}
    changes: list[ChangeOf] = []
    for code, (value, qualifier) in values.items():
        old = current.get(code)
        if old is not None and (old.value, old.qualifier, old.source) == (value, qualifier, source):
            continue
        if old is not None:
            old.current = False
            old.save(update_fields=["current"])
            changes.append(ChangeOf(FACT, old.ref, "delete"))
        made = ProfileNumber.objects.create(
            place=place, year=year, item=code, value=value, qualifier=qualifier, source=source, by=by, at=at,
            version=old.version + 1 if old else 1,
        )  # fmt: skip
        changes.append(ChangeOf(FACT, made.ref))
    if changes:
        over = ProfileNumber.objects.filter(place=place.parent_id, year=year, item__in=values, current=True)
        journal.record(
            by=by, action="set_profile", kind="profile", ref=f"{place.pid}-{year}", place=place.pid, at=at,
            detail={"year": year, "numbers": len(changes)}, changes=[*changes, *(ChangeOf(FACT, r.ref) for r in over)],
        )  # fmt: skip
    return len(changes)


def _check(year: int, values: Values, source: str) -> None:
    known, at = items.items(), get_language() or "zh-hans"
    if not YEARS[0] <= year <= YEARS[1]:
        raise Refused(_("Year: got %(came)s; allowed: %(first)s to %(last)s") % {
            "came": year, "first": YEARS[0], "last": YEARS[1],
        })  # fmt: skip
    if not source:
        raise Refused(_("Source: nothing came; allowed: the paper or register the numbers come from"))
    strange = sorted(set(values) - set(known))
    if strange:
        raise Refused(_("Item: got %(came)s; allowed: one of the sheet") % {"came": ", ".join(strange)[:80]})
    for code, (value, _qualifier) in values.items():
        if known[code].is_share and value > 10_000:
            raise Refused(_("%(item)s: a share is at most 100") % {"item": known[code].title(at)})
    for small, large in items.limits():
        if small in values and large in values and values[small][0] > values[large][0]:
            says = _("%(small)s cannot be more than %(large)s: by %(by)s")
            words = {"small": known[small].title(at), "large": known[large].title(at)}
            raise Refused(says % {**words, "by": (values[small][0] - values[large][0]) / 100})
