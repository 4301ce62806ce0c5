"""QR codes that hang in a place."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import OpinionBox
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place


@transaction.atomic
def hang_box(*, reader: Reader, place: Place, label: str, at: datetime) -> OpinionBox:
    """A new code; the same name at the same place is the same box."""
    Rights(reader).need_office(place)
    label = " ".join(label.split())
    if not 1 <= len(label) <= 80:
        raise Refused(_("Where it hangs: got %(came)s characters; allowed: 1 to 80") % {"came": len(label)})
    known = OpinionBox.objects.filter(place=place, label=label, closed_at__isnull=True).first()
    if known is not None:
        return known
    box = OpinionBox.objects.create(place=place, label=label, by=reader.pid, at=at)
    _log("hang_box", box, reader.pid, at)
    return box


@transaction.atomic
def close_box(*, reader: Reader, box: OpinionBox, at: datetime) -> OpinionBox:
    """The page behind the code takes nothing any more; receipts stay open."""
    Rights(reader).need_office(box.place)
    if box.closed_at is None:
        box.closed_at = at
        box.save(update_fields=["closed_at"])
        _log("close_box", box, reader.pid, at)
    return box


def _log(action: str, box: OpinionBox, by: str, at: datetime) -> None:
    journal.record(by=by, action=action, kind="opinion_box", ref=box.pid, place=box.place.pid, at=at)
