"""Probable doubles: two lines of different hands about one event (N5)."""

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from safecommunity.outreach.models import Double, Entry
from safecommunity.outreach.queries.rights import Rights
from safecommunity.places import queries as places

MOST = 20


def visible(held: Rights) -> QuerySet[Double]:
    """Pairs of which both lines belong to the reader's office."""
    if not held.office_paths:
        return Double.objects.none()
    inside = places.keys_under(held.office_paths)
    found = Double.objects.filter(first__place_id__in=inside, second__place_id__in=inside)
    return found.select_related("first__place", "second__place")


def waiting(held: Rights) -> int:
    """How many pairs wait for this reader."""
    return visible(held).filter(state=Double.State.OPEN).order_by()[:1000].count()


def reason_text(name: str) -> str:
    """Why a pair is proposed."""
    return {
        "place": _("the same place"), "within": _("one place lies in the other"), "quantity": _("the same number"),
        "title": _("the same subject"), "reached": _("the same people reached"), "event": _("an event of the same day"),
    }.get(name, name)  # fmt: skip


def candidates(entry: Entry) -> list[tuple[Entry, list[str]]]:
    """Live lines of other hands, the same kind and day, that may tell of the same event; three queries at most."""
    near = Entry.objects.filter(
        kind=entry.kind, happened_on=entry.happened_on, state=Entry.State.LIVE,
    ).exclude(pk=entry.pk).exclude(entered_by=entry.entered_by)  # fmt: skip
    found = list(near.select_related("place").order_by("-pk")[:MOST])
    if not found:
        return []
    paths = places.open_paths({entry.place.pid, *(one.place.pid for one in found)})
    here, pairs = paths.get(entry.place.pid, ""), []
    for one in found:
        if why := reasons(entry, one, here, paths.get(one.place.pid, "")):
            pairs.append((one, why))
    return pairs


def reasons(one: Entry, other: Entry, here: str, there: str) -> list[str]:
    """Why two lines may tell of one event: they lie in one another, and something else agrees. Empty: they may not."""
    if one.place_id == other.place_id:
        why = ["place"]
    elif here and there and (here.startswith(there) or there.startswith(here)):
        why = ["within"]
    else:
        return []
    if one.quantity == other.quantity and (one.group != "event" or one.quantity > 1):
        why.append("quantity")
    if one.title and one.title == other.title:
        why.append("title")
    if one.reached and one.reached == other.reached:
        why.append("reached")
    if one.group == "event" and len(why) == 1:
        why.append("event")
    return why if len(why) > 1 else []


def of_entry(entry: Entry) -> list[Double]:
    """The pairs of a line."""
    found = Double.objects.filter(Q(first=entry) | Q(second=entry)).select_related(
        "first__place", "second__place"
    )
    return list(found.order_by("pk"))
