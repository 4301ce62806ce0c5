"""Printed matter in and out. What is left follows from the moves; below zero only where somebody said so."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.journal import actions as journal
from safecommunity.outreach import codes
from safecommunity.outreach.checks import AsksAgain, NotYours, Refused, says
from safecommunity.outreach.models import Entry, Item, StockMove
from safecommunity.outreach.queries.rights import rights
from safecommunity.places.models import Place

MOST = 9_999_999


@transaction.atomic
def add_item(*, reader: Reader, at: datetime, place: Place, kind: str, name: str, by: str = "") -> Item:
    """A printed matter the office keeps from now on. The same name in the same place is the same item."""
    if place.pid not in rights(reader).office:
        raise NotYours.because(
            _("%(place)s: its stock belongs to another office") % {"place": place.name}, "place"
        )
    known = codes.kinds().get(kind)
    if known is None or known.group != "material":
        raise Refused.because(says("kind", kind, _("a printed matter of the list")), "kind")
    if not 1 <= len(name.strip()) <= 80:
        raise Refused.because(
            _("Name: got %(n)s characters; allowed: 1 to 80") % {"n": len(name.strip())}, "name"
        )
    item, made = Item.objects.get_or_create(place=place, name=name.strip(), defaults={"kind": kind})
    if made:
        _note(item, "add_item", by or reader.pid, at, {"kind": kind})
    return item


@transaction.atomic
def print_stock(
    *, reader: Reader, item: Item, at: datetime, on: date, number: int, note: str = "", by: str = ""
) -> StockMove:
    """Printed or delivered: so many more."""
    _check(reader, item, on, number, timezone.localdate(at), lowest=1)
    return move(item=item, delta=number, why="printed", on=on, by=by or reader.pid, at=at, note=note)


@transaction.atomic
def count_stock(
    *, reader: Reader, item: Item, at: datetime, on: date, number: int, note: str = "", by: str = ""
) -> StockMove | None:
    """Counted on the shelf: what is left is this many; the difference is written down. None where it agrees."""
    _check(reader, item, on, number, timezone.localdate(at), lowest=0)
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if locked.left == number:
        return None
    return move(
        item=locked, delta=number - locked.left, why="counted", on=on, by=by or reader.pid, at=at, note=note
    )


@transaction.atomic
def set_low(*, reader: Reader, item: Item, low: int, at: datetime) -> Item:
    """From how few on the office is reminded to print; 0 is never."""
    _check(reader, item, timezone.localdate(at), low, timezone.localdate(at), lowest=0)
    if item.low != low:
        item.low = low
        item.save(update_fields=["low"])
        _note(item, "set_low_stock", reader.pid, at, {"low": low})
    return item


def _check(reader: Reader, item: Item, on: date, number: int, today: date, lowest: int) -> None:
    if not rights(reader).may_stock(item):
        raise NotYours.because(_("%(item)s belongs to another office") % {"item": item.name}, "item")
    if on > today:
        allowed = _("up to today, %(day)s") % {"day": today.isoformat()}
        raise Refused.because(says("happened_on", on.isoformat(), allowed), "on")
    if not lowest <= number <= MOST:
        allowed = _("%(first)s to %(last)s") % {"first": lowest, "last": f"{MOST:,}"}
        raise Refused.because(says("quantity", number, allowed), "number")


def take_out(*, item: Item, entry: Entry, by: str, at: datetime, confirmed: bool) -> StockMove:
    """Handed out with a line of the ledger. Raises AsksAgain where more goes out than is there, unless confirmed."""
    locked = Item.objects.select_for_update().get(pk=item.pk)
    if locked.left < entry.quantity and not confirmed:
        says_so = _(
            "%(item)s: %(out)s go out and the stock says %(left)s. If that is right, store it again: the stock"
            " then stands below zero until it is counted"
        )
        raise AsksAgain.because(
            says_so % {"item": item.name, "out": f"{entry.quantity:,}", "left": f"{locked.left:,}"}, "item"
        )
    return move(
        item=locked, delta=-entry.quantity, why="handed", on=entry.happened_on, by=by, at=at, entry=entry
    )


def put_back(*, entry: Entry, by: str, at: datetime) -> None:
    """What a reversed line had taken out goes back."""
    for one in StockMove.objects.filter(entry=entry, why="handed").select_related("item"):
        move(item=one.item, delta=-one.delta, why="back", on=entry.happened_on, by=by, at=at, entry=entry)


def move(
    *,
    item: Item,
    delta: int,
    why: str,
    on: date,
    by: str,
    at: datetime,
    note: str = "",
    entry: Entry | None = None,
) -> StockMove:
    """One move and what it leaves, inside the caller's transaction."""
    locked = Item.objects.select_for_update().select_related("place").get(pk=item.pk)
    locked.left += delta
    locked.save(update_fields=["left"])
    made = StockMove.objects.create(
        item=locked, happened_on=on, delta=delta, left=locked.left, why=why, entry=entry, note=note.strip()[:120],
        by=by, at=at,
    )  # fmt: skip
    _note(locked, "move_stock", by, at, {"delta": delta, "left": locked.left, "why": why})
    return made


def _note(item: Item, action: str, by: str, at: datetime, detail: dict[str, object]) -> None:
    journal.record(
        by=by, action=action, kind="stock", ref=item.pid, place=item.place.pid, at=at, detail=detail
    )
