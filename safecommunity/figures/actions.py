"""Writing claims and pins."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.figures import public, stores
from safecommunity.figures.models import Claim, Pin, PublicTable
from safecommunity.indicators import disclosure, stored
from safecommunity.indicators.figure import Figure
from safecommunity.indicators.languages import PERCENT
from safecommunity.journal import actions as journal


class Refused(Exception):
    """A claim or pin that cannot be written; the text is for the person who asked."""


@transaction.atomic
def record_claim(
    *,
    place: str,
    title: str,
    value: Decimal,
    unit: str,
    starts: date,
    ends: date,
    document: str,
    by: str,
    at: datetime,
    qualifier: str = "exact",
    upper: Decimal | None = None,
    figure_code: str = "",
) -> Claim:
    """Enter a number that only stands on paper, with scope, period, unit, qualifier and its paper (N3, N7)."""
    if not (title.strip() and unit.strip() and document.strip()):
        raise Refused(_("A number on paper needs its name, its unit and the paper it comes from."))
    if unit.strip().lower() in PERCENT:
        raise Refused(
            _("Unit: got %; a percentage needs numerator and denominator, enter these two instead.")
        )
    if qualifier not in Claim.Qualifier.values:
        raise Refused(
            _("Qualifier: got %(came)s; allowed: %(allowed)s")
            % {"came": qualifier, "allowed": ", ".join(Claim.Qualifier.values)}
        )
    if ends < starts:
        raise Refused(
            _("Period: got %(starts)s to %(ends)s, which ends before it begins.")
            % {"starts": starts, "ends": ends}
        )
    if (qualifier == Claim.Qualifier.RANGE) != (upper is not None) or (upper is not None and upper < value):
        raise Refused(_("A range needs two ends, the lower one first; other numbers have one."))
    claim = Claim.objects.create(
        place=place,
        title=title.strip(),
        value=value,
        upper=upper,
        unit=unit.strip(),
        qualifier=qualifier,
        starts=starts,
        ends=ends,
        document=document.strip(),
        figure_code=figure_code,
        by=by,
        entered_at=at,
    )
    journal.record(by=by, action="record_claim", kind="claim", ref=claim.pid, place=place, at=at)
    return claim


@transaction.atomic
def pin_figure(*, figure: Figure, purpose: str, by: str, at: datetime) -> Pin:
    """Hold a figure as it stands, with its definition and the state of the store it was computed from, which is
    kept: `Store.pinned` of the snapshot's name counts it again."""
    if not purpose.strip():
        raise Refused(_("A pinned figure needs a purpose."))
    kept = stores.store(figure.definition.fact).pin()
    pin = Pin.objects.create(
        key=figure.key,
        code=figure.definition.code,
        place=figure.place,
        seq=figure.seq,
        purpose=purpose.strip(),
        by=by,
        pinned_at=at,
        snapshot={"name": kept.name, "seq": kept.seq, "base_seq": kept.base_seq, "files": kept.files},
        content=stored.to_data(figure),
    )
    journal.record(
        by=by,
        action="pin_figure",
        kind="figure",
        ref=pin.pid,
        place=figure.place,
        at=at,
        detail={"key": figure.key},
    )
    return pin


@transaction.atomic
def release_table(*, table: public.Table, purpose: str, by: str, at: datetime) -> PublicTable:
    """Tell a table to everybody, and keep what was told: later releases are checked against it. Where too little
    changed since the last one, that one stands and nothing is written. Refuses a second table of the same figure,
    place and period with other splits."""
    if not purpose.strip():
        raise Refused(_("A table for everybody needs a purpose."))
    definition = table.definition
    other = public.told_otherwise(definition, table.place, table.period, table.by)
    if other is not None:
        raise Refused(
            _(
                "This figure was told to everybody for this place and period, split by: %(told)s; asked is a table "
                "split by: %(asked)s. The two would give hidden counts away; allowed is the same split."
            )
            % {"told": other or "—", "asked": ",".join(table.by) or "—"}
        )
    before = public.told_before(definition, table.place, table.period, table.by)
    if table.protected.stands:
        return before[-1]
    rule = disclosure.rule()
    made = PublicTable.objects.create(
        code=definition.code,
        version=definition.version,
        place=table.place.pid,
        period=str(table.period),
        by=",".join(table.by),
        rule=rule.id,
        threshold=rule.threshold,
        content=disclosure.to_data(table.protected),
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
        detail=detail,
    )
    return made
