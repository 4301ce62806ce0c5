"""What every signing has: a day that can be, and photos or scans that prove it."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from safecommunity.files import actions as files
from safecommunity.governance.actions.refusal import Refused
from safecommunity.places.models import Place

File = files.Looked


def check_day(on: date, first: date, today: date) -> None:
    """A day of signing lies between the day of issue and today."""
    if not first <= on <= today:
        says = _("Day of signing: got %(came)s; allowed: %(first)s to %(last)s")
        raise Refused(says % {"came": on, "first": first, "last": today})


def attach(
    proofs: Sequence[File], kind: str, ref: str, place: Place, by: str, at: datetime, on: date
) -> None:
    """Store photos or scans as proof; what cannot be stored undoes the whole deed."""
    if not proofs:
        return
    try:
        files.attach_files(files=proofs, kind=kind, ref=ref, place=place.pid, by=by, at=at, happened_on=on)
    except files.Refused as reason:
        raise Refused(str(reason)) from reason
