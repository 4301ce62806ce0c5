"""Printed matter in stock, as a reader may see it."""

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from safecommunity.outreach.models import Item, StockMove
from safecommunity.outreach.queries.rights import Rights
from safecommunity.places import queries as places

MOST = 100


def items(held: Rights) -> QuerySet[Item]:
    """What the reader's office keeps."""
    if not held.office_paths:
        return Item.objects.none()
    return Item.objects.filter(place_id__in=places.keys_under(held.office_paths)).select_related("place")


def items_near(held: Rights) -> list[Item]:
    """What a reader may hand out: of his office, or of the office his places lie in."""
    paths = places.open_paths(held.reader.place_scopes("outreach"))
    above = {pid for path in paths.values() for pid in path.split("/") if pid}
    found = Item.objects.filter(place__pid__in=above | set(held.office), ended_on__isnull=True)
    return list(found.select_related("place").order_by("name", "pk")[:MOST])


def item_of(held: Rights, pid: str) -> Item | None:
    """One item of the reader's office."""
    return items(held).filter(pid=pid[:16]).first()


def moves(item: Item, limit: int = 200) -> list[StockMove]:
    """Its moves, newest first."""
    return list(item.moves.select_related("entry")[:limit])


def why_text(move: StockMove) -> str:
    """Why something moved, in words."""
    return {
        "printed": _("printed or delivered"), "handed": _("handed out"), "counted": _("counted on the shelf"),
        "back": _("back, the line was reversed"),
    }.get(move.why, move.why)  # fmt: skip


def low(held: Rights) -> list[Item]:
    """Items of which fewer are left than the office wants to have."""
    found = items(held).filter(left__gte=0, left__lt=F("low"), ended_on__isnull=True)
    return list(found.order_by("name", "pk")[:20])


def below(held: Rights) -> list[Item]:
    """Items of which more went out than came in."""
    return list(items(held).filter(left__lt=0).order_by("name", "pk")[:20])
