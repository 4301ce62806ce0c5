"""Writing pins and tables for everybody."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.figures import public, queries, stores, told
from safecommunity.figures.checker import frozen
from safecommunity.figures.models import Pin, PublicTable
from safecommunity.indicators import catalogue, disclosure, stored
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import Figure
from safecommunity.journal import actions as journal
from safecommunity.places import queries as places
from safecommunity.places.models import Place


class Refused(Exception):
    """A pin or table that cannot be written; the text is for the person who asked."""


@transaction.atomic
def pin_figure(*, figure: Figure, purpose: str, by: str, at: datetime) -> Pin:
    """Hold a figure as it stands, with its definition and the state of the store it was computed from, which is
    kept: `Store.pinned` of the snapshot's name counts it again."""
    if not purpose.strip():
        raise Refused(_("A pinned figure needs a purpose."))
    kept, content = stores.store(figure.definition.fact).pin(), stored.to_data(figure)
    people = queries.people_behind(figure, queries.ground_of(figure.place, figure.period.end.year))
    pin = Pin.objects.create(
        key=figure.key,
        code=figure.definition.code,
        place=figure.place,
        seq=figure.seq,
        purpose=purpose.strip(),
        by=by,
        pinned_at=at,
        snapshot={
            "name": kept.name,
            "seq": kept.seq,
            "base_seq": kept.base_seq,
            "files": kept.files,
            "people": {"count": people.count, "year": people.year, "version": people.version}
            if people
            else None,
        },
        content=content,
    )
    journal.record(
        by=by,
        action="pin_figure",
        kind="figure",
        ref=pin.pid,
        place=figure.place,
        at=at,
        detail={"key": figure.key, "digest": frozen.digest(content)},
    )
    return pin


@transaction.atomic
def release_table(*, table: public.Table, purpose: str, by: str, at: datetime) -> PublicTable:
    """Tell a table to everybody, and keep what was told: later releases are protected together with it. Where too
    little changed since the last one, that one stands and nothing is written. Refuses a table that may share records
    with another one that was told, and one that was made before another release came between."""
    if not purpose.strip():
        raise Refused(_("A table for everybody needs a purpose."))
    definition = table.definition
    _one_at_a_time(table.place)
    try:
        told.check(definition, table.place, table.period, table.by)
    except told.ToldOtherwise as reason:
        raise Refused(told_otherwise(reason)) from reason
    if [one.pk for one in told.beside(definition, table.place, table.period, table.by)] != [
        one.pk for one in table.beside
    ]:
        raise Refused(_("Another table was told to everybody meanwhile; look at this one again."))
    if table.released is not None:
        return table.released
    rule = disclosure.rule()
    content = disclosure.to_data(table.protected)
    made = PublicTable.objects.create(
        code=definition.code,
        version=definition.version,
        place=table.place.pid,
        period=str(table.period),
        by=",".join(table.by),
        rule=rule.id,
        threshold=rule.threshold,
        content=content,
        seq=table.seq,
        purpose=purpose.strip(),
        released_by=by,
        released_at=at,
    )
    detail = {"code": definition.key, "period": str(table.period), "by": ",".join(table.by)}
    journal.record(
        by=by,
        action="release_table",
        kind="public_table",
        ref=made.pid,
        place=made.place,
        at=at,
        detail={**detail, "digest": frozen.digest(content)},
    )
    return made


def _one_at_a_time(place: Place) -> None:
    """Two releases that could be subtracted from each other wait for each other: the root of their tree is locked."""
    above = places.ancestors(place.pid)
    list(Place.objects.select_for_update().filter(pk=(above[0] if above else place).pk))


def told_otherwise(reason: told.ToldOtherwise) -> str:
    """Why a table cannot be told, in the reader's words."""
    one = reason.one
    try:
        title = catalogue.get(one.code, one.version).title(get_language() or "zh-hans")
    except IndicatorError:
        title = one.code
    return _(
        "“%(title)s” of %(place)s was told to everybody for this period, split by: %(told)s. This table may have "
        "records in common with it, and the two together would give hidden counts away. Allowed are the same counts "
        "with the same splits, and figures that share no record with it."
    ) % {
        "title": title,
        "place": places.names([one.place]).get(one.place, one.place),
        "told": one.by or "—",
    }
