"""Taking a street into a year, a room at a time; taking it back. Each room writes its own records."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import Carried
from safecommunity.governance.rights import Rights
from safecommunity.journal import actions as journal
from safecommunity.places.models import Place
from safecommunity.shell.slots import Carrier

FIRST_MONTH = 10  # from October on the next year may be prepared


def years(today: date) -> tuple[int, ...]:
    """Years one may be taken into: this one, from October on also the next."""
    return (today.year, today.year + 1) if today.month >= FIRST_MONTH else (today.year,)


@transaction.atomic
def carry(*, reader: Reader, place: Place, year: int, carrier: Carrier, at: datetime) -> Carried | None:
    """What one room takes over; what is there already stays as it is. None where nothing was new."""
    Rights(reader).need_office(place)
    allowed = years(timezone.localdate(at))
    if year not in allowed:
        says = _("Year: got %(came)s; allowed: %(allowed)s")
        raise Refused(says % {"came": year, "allowed": _(", ").join(str(one) for one in allowed)})
    if carrier.carry is None:
        return None
    made = carrier.carry(at)
    count = int(made.get("count", 0))
    if not count:
        return None
    row = Carried.objects.create(
        place=place, year=year, carrier=carrier.key, made=made, count=count, by=reader.pid, at=at
    )
    journal.record(
        by=reader.pid, action="carry_year", kind="carried", ref=row.pid, place=place.pid, at=at,
        detail={"year": year, "carrier": carrier.key, "count": count},
    )  # fmt: skip
    return row


@transaction.atomic
def undo(*, reader: Reader, row: Carried, carriers: Sequence[Carrier], at: datetime) -> Carried:
    """Take back what one step made; what has been worked on stays, and is named. Done twice changes nothing."""
    row = Carried.objects.select_for_update(of=("self",)).select_related("place").get(pk=row.pk)
    Rights(reader).need_office(row.place)
    if row.undone_at is not None:
        return row
    carrier = next((one for one in carriers if one.key == row.carrier), None)
    if carrier is None or carrier.undo is None:
        raise Refused(_("This cannot be taken back"))
    row.left = carrier.undo(row.made, at)
    row.undone_by, row.undone_at = reader.pid, at
    row.save(update_fields=["left", "undone_by", "undone_at"])
    journal.record(
        by=reader.pid, action="undo_carry_year", kind="carried", ref=row.pid, place=row.place.pid, at=at,
        detail={"year": row.year, "carrier": row.carrier, "left": len(row.left)},
    )  # fmt: skip
    return row
