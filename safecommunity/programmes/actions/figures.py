"""Figures a project goes by: chosen from the catalogue, held as they stand, with what they are to become."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.figures import actions as pins
from safecommunity.figures import choice
from safecommunity.figures import queries as figures
from safecommunity.indicators.errors import IndicatorError
from safecommunity.indicators.figure import FigureKey
from safecommunity.places import queries as places
from safecommunity.programmes.actions import common
from safecommunity.programmes.actions.refusal import Refused
from safecommunity.programmes.models import Project, ProjectFigure

MOST = 12
LARGEST = Decimal(10**12)


@transaction.atomic
def add_figure(
    *, reader: Reader, project: Project, key: FigureKey, at: datetime, use: str = "problem",
    wanted: Decimal | None = None, wanted_by: date | None = None, who: str = "",
) -> ProjectFigure:  # fmt: skip
    """Name a figure of the project and hold it as it stands now. A target says what it is to become, until when, who.

    Refused: a figure that cannot be told, one of a place that is not the project's, one the reader may not read.
    """
    row = common.locked(project, reader)
    given = _checked(row, use, wanted, wanted_by, who)
    known = row.figures.filter(dropped_on__isnull=True)
    same = known.filter(code=key.code, place__pid=key.place, period=str(key.period), use=use).first()
    if same is not None and [tuple(one) for one in same.dimensions] == list(key.dimensions):
        return same
    if known.count() >= MOST:
        raise Refused(_("A project goes by up to %(most)s figures; take one out first") % {"most": MOST})
    if key.place not in places.subtree(row.place.pid):
        raise Refused(_("Place: allowed is %(place)s or a place in it") % {"place": row.place.name}, "place")
    if not may_name(reader, row, key.place):
        raise Refused(_("This figure is not open to you"), "code")
    place = places.place(key.place)
    try:
        figure = figures.compute(key, now=at)
    except IndicatorError as reason:
        raise Refused(
            _("Figure: got %(came)s; allowed: one of the list") % {"came": str(key)[:60]}, "code"
        ) from reason
    if figure.value is None or place is None:
        raise Refused(_("This figure cannot be told for that place and period; choose another"), "period")
    if key.period.end >= common.today_of(at):
        raise Refused(_("Period: what the figure was at the start is told of months that are over"), "period")
    pin = pins.pin_figure(figure=figure, purpose=f"project {row.pid}", by=reader.pid, at=at)
    made = ProjectFigure.objects.create(
        project=row, use=use, code=key.code, version=key.version, place=place, period=str(key.period),
        dimensions=[list(one) for one in key.dimensions], pin=pin, by=reader.pid, at=at, **given,
    )  # fmt: skip
    common.note(row, "add_project_figure", by=reader.pid, at=at, detail={"key": str(key), "use": use})
    return made


def may_name(reader: Reader, project: Project, pid: str) -> bool:
    """Whoever reads the place's numbers, and the agency that leads the project for the project's own place."""
    from safecommunity.programmes.rights import Rights

    return choice.may_read(reader, pid) or Rights(reader).keeps(project)


def _checked(
    row: Project, use: str, wanted: Decimal | None, wanted_by: date | None, who: str
) -> Mapping[str, Any]:
    common.one_of(use, _("Use"), {"problem": _("the problem"), "target": _("a target")}, "use")
    if use == "problem":
        return {}
    if wanted is None or not wanted.is_finite() or not 0 <= wanted < LARGEST:
        says = _("What it is to become: got %(came)s; allowed: a number from 0")
        raise Refused(says % {"came": wanted if wanted is not None else "—"}, "wanted")
    day = common.within(wanted_by, _("Until when"), row.starts, common.LATEST, "wanted_by")
    return {
        "wanted": wanted,
        "wanted_by": day,
        "who": common.text(who, _("Who answers for it"), 1, 120, "who"),
    }


@transaction.atomic
def drop_figure(*, reader: Reader, figure: ProjectFigure, reason: str, at: datetime) -> ProjectFigure:
    """The project goes by it no more, with reason; what it was stays readable."""
    row = common.locked(figure.project, reader)
    if figure.dropped_on is None:
        figure.reason = common.text(reason, _("Reason"), 1, 200, "reason")
        figure.dropped_on = common.today_of(at)
        figure.save(update_fields=["dropped_on", "reason"])
        common.note(row, "drop_project_figure", by=reader.pid, at=at, detail={"code": figure.code})
    return figure
