"""The integrity rules an appraisal can break: published with items missing (N14), a frozen order changed (N16)."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.figures.checker.helpers import in_all, read
from safecommunity.figures.checker.registry import (
    Asked,
    Check,
    Found,
    Opener,
    Ranking,
    register_check,
    register_opener,
    register_rankings,
)
from safecommunity.governance.appraisal import queries, words
from safecommunity.governance.appraisal.actions.moves import told
from safecommunity.governance.appraisal.rights import SHOWN
from safecommunity.governance.models import Appraisal, AppraisalResult

KIND = "appraisal"
Said = Mapping[str, Any]


def _standing() -> Iterator[tuple[Appraisal, AppraisalResult]]:
    """Published appraisals with the edition that stands."""
    for one in Appraisal.objects.filter(state__in=SHOWN).select_related("place").order_by("pk"):
        result = queries.result(one)
        if result is not None:
            yield one, result


def _title(one: Appraisal) -> dict[str, str]:
    return in_all(lambda: f"{one.year} {words.kind(one.kind)}")


def places_unsure(_asked: Asked) -> Iterator[Found]:
    """N14: a published order in which items are missing, so that its last places are not sure."""
    for one, result in _standing():
        short = [line for line in result.lines if line["scored"] < line["due"]]
        if short:
            missing = sum(line["due"] - line["scored"] for line in short)
            title = _title(one)
            said = {"title": title, "n": missing, "parties": len(short), "says": one.missing_says}
            yield Found(one.pid, one.place.pid, said, ((KIND, one.pid, title["zh-hans"]),))


def say_unsure(said: Said) -> str:
    """N14 of appraisals."""
    return _("%(title)s was published with %(n)s items of %(parties)s parties not scored: %(says)s") % {
        **said, "title": read(said["title"]), "says": said["says"] or "—"}  # fmt: skip


def published(_asked: Asked) -> Iterator[Ranking]:
    """Published orders; each rank wants its bounds, unless the party stands out of the order."""
    for one, result in _standing():
        bounded = all(
            line["lower"] is not None and line["upper"] is not None
            for line in result.lines
            if line["rank"] is not None
        )
        title = _title(one)["zh-hans"]
        yield Ranking(one.pid, one.place.pid, title, bounded, (KIND, one.pid, title))


def order_altered(_asked: Asked) -> Iterator[Found]:
    """N16: a published order whose points are not what its marks come to."""
    for one, result in _standing():
        now = {line.party.pid: line.total for line in told(one)}
        changed = [line["name"] for line in result.lines if now.get(line["party"]) != Decimal(line["total"])]
        if changed:
            title = _title(one)
            said = {"title": title, "n": len(changed), "names": "、".join(changed[:5])}
            yield Found(one.pid, one.place.pid, said, ((KIND, one.pid, title["zh-hans"]),))


def say_altered(said: Said) -> str:
    """N16 of appraisals."""
    return _("%(title)s: the points of %(names)s are not those that were published.") % {
        **said, "title": read(said["title"])}  # fmt: skip


def register() -> None:
    """Called once by the room when it starts."""
    unsure, altered = (
        gettext_lazy("Appraisals: published with every item"), gettext_lazy("Appraisals stay as published"),
    )  # fmt: skip
    register_check(Check("appraisals.unsure", "N14", unsure, places_unsure, say_unsure, (KIND,)))
    register_check(Check("appraisals.altered", "N16", altered, order_altered, say_altered))
    register_rankings(KIND, published)
    register_opener(
        KIND,
        Opener(lambda ref: reverse("appraisal", args=[ref]), queries.may_open, gettext_lazy("Appraisal")),
    )
