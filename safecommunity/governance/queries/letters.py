"""Letters as a reader may see them: rounds of his street, letters and committee lines of his places."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from safecommunity.governance import models as tables
from safecommunity.governance.facts.letters import letters_seen
from safecommunity.governance.models import HouseholdLine, HouseholdSheet, Letter, LetterReport, LetterRound
from safecommunity.governance.rights import Rights
from safecommunity.places import queries as places

HOUSEHOLD = LetterRound.Level.HOUSEHOLD


@dataclass(frozen=True)
class RoundLine:
    """A round with what is due in it and signed, as far as the reader may see."""

    round: LetterRound
    due: int
    signed: int

    @property
    def left(self) -> int:
        """Not signed yet."""
        return self.due - self.signed


def rounds(rights: Rights, year: int) -> list[RoundLine]:
    """The rounds of a year that hold anything open to the reader; three queries."""
    counted = letters(rights).filter(round__year=year, void_on__isnull=True).values("round_id")
    by_round = {
        row["round_id"]: (row["due"], row["signed"])
        for row in counted.annotate(
            due=Count("pk"), signed=Count("pk", filter=Q(signed_on__isnull=False))
        ).order_by()
    }
    summed = lines(rights).filter(round__year=year).values("round_id").order_by()
    for row in summed.annotate(total=Sum("due"), came=Sum("signed")):
        by_round[row["round_id"]] = (row["total"], row["came"])
    order = {level: n for n, level in enumerate(LetterRound.Level.values)}
    empty = Q(place__pid__in=rights.tops)
    found = LetterRound.objects.filter(Q(pk__in=list(by_round)) | empty, year=year).select_related("place")
    ordered = sorted(found, key=lambda one: (one.place.order, order[one.level]))
    return [RoundLine(one, *by_round.get(one.pk, (0, 0))) for one in ordered]


def years(rights: Rights) -> list[int]:
    """Years that have letters open to the reader, newest first."""
    paths = places.keys_under(rights.paths(("clerk", "chief", "auditor", "grid")))
    seen = (
        Q(letters__place_id__in=paths)
        | Q(lines__place_id__in=paths)
        | Q(letters__unit__pid__in=rights.own_units)
    )
    return sorted(set(LetterRound.objects.filter(seen).values_list("year", flat=True)), reverse=True)


def round_of(rights: Rights, pid: str) -> LetterRound | None:
    """A round that holds anything for the reader."""
    found = LetterRound.objects.filter(pid=pid).select_related("place", "renews").first()
    if found is None:
        return None
    if found.place.pid in rights.look_reach:
        return found
    own = lines(rights) if found.level == HOUSEHOLD else letters(rights)
    return found if own.filter(round=found).exists() else None


def letters(rights: Rights) -> QuerySet[Letter]:
    """Letters open to the reader."""
    return Letter.objects.filter(letters_seen(rights.reader))


def letter_of(rights: Rights, ref: str) -> Letter | None:
    """One letter, if it is open to the reader."""
    found = letters(rights).select_related("round__place", "unit", "place", "batch")
    return found.filter(ref=ref).first()


def open_letters(rights: Rights, made: LetterRound) -> QuerySet[Letter]:
    """Letters of a round that wait to be signed, where the reader may bring them in."""
    paths = rights.paths(("clerk", "chief", "grid"))
    found = Letter.objects.filter(round=made, signed_on__isnull=True, void_on__isnull=True)
    return found.filter(place_id__in=places.keys_under(paths)).select_related("unit", "place")


def lines(rights: Rights) -> QuerySet[HouseholdLine]:
    """Committee lines open to the reader."""
    return HouseholdLine.objects.filter(rights.seen())


def line_of(rights: Rights, ref: str) -> HouseholdLine | None:
    """One committee line, if it is open to the reader."""
    return lines(rights).select_related("round__place", "place").filter(ref=ref).first()


def reported(tops: tuple[str, ...], year: int) -> list[LetterReport]:
    """What the streets under these places handed in for a year: the last of each round."""
    inside = places.keys_under(places.open_paths(tops).values())
    found = LetterReport.objects.filter(round__year=year, round__place_id__in=inside).select_related(
        "round__place"
    )
    last: dict[int, LetterReport] = {}
    for one in found.order_by("pk"):
        last[one.round_id] = one
    return sorted(last.values(), key=lambda one: (one.round.place.order, one.round.level))


def may_open_batch(reader: Any, ref: str) -> bool:
    """Photos of a batch are open to who may open one of its letters."""
    batch = tables.SigningBatch.objects.filter(pid=ref).first()
    rights = Rights(reader)
    return batch is not None and letters(rights).filter(Q(batch=batch) | Q(signings__batch=batch)).exists()


def may_open_sheet(reader: Any, ref: str) -> bool:
    """A sheet's scan is open to who may open its committee's line."""
    sheet = HouseholdSheet.objects.filter(pid=ref).first()
    return sheet is not None and lines(Rights(reader)).filter(pk=sheet.line_id).exists()
