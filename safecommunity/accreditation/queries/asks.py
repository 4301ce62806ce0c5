"""Questions about items as a reader may see them: the office those of its rounds, who is asked only his own."""

from typing import Any

from django.db.models import Q, QuerySet

from safecommunity.accreditation.models import Ask, AskAnswer, Round
from safecommunity.accreditation.rights import LOOKS, ROOM, Rights
from safecommunity.places import queries as places


def asks(rights: Rights) -> QuerySet[Ask]:
    """Of the places an office or auditor looks at, and those put to the reader himself."""
    return Ask.objects.filter(_seen(rights)).select_related("round__place", "unit__place")


def _seen(rights: Rights) -> Q:
    paths = places.open_paths(rights.reader.place_scopes(ROOM, *LOOKS)).values()
    found = Q(round__place_id__in=places.keys_under(paths)) if paths else Q(pk__in=[])
    return found | mine(rights)


def mine(rights: Rights) -> Q:
    """Condition on questions put to the reader: as one of an agency's people, or as a unit's."""
    found = Q(unit__pid__in=rights.own_units) if rights.own_units else Q(pk__in=[])
    for place, sector in rights.sectors:
        found |= Q(sector=sector, round__place__pid=place)
    return found


def open_ones(found: QuerySet[Ask]) -> QuerySet[Ask]:
    """Neither taken nor withdrawn; a round that was handed in asks nothing any more."""
    return found.filter(taken_on__isnull=True, withdrawn_on__isnull=True, round__state=Round.State.OPEN)


def one(rights: Rights, pid: str) -> Ask | None:
    """One question, if it is open to the reader, with its sheet."""
    return asks(rights).select_related("round__sheet").filter(pid=pid).first()


def of_item(one: Round, item: str) -> list[Ask]:
    """Questions about an item, newest first."""
    return list(one.asks.filter(item=item).select_related("unit")[:20])


def may_open_answer(reader: Any, ref: str) -> bool:
    """An answer's files are open to who may open its question."""
    found = AskAnswer.objects.filter(pid=ref).first()
    return found is not None and asks(Rights(reader)).filter(pk=found.ask_id).exists()
