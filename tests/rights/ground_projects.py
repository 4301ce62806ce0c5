"""A running project of the street led by its fire agency, tried out in the community; an idea; one with a unit."""

from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.indicators import catalogue
from safecommunity.indicators.figure import FigureKey
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place, SocialUnit
from safecommunity.programmes import actions
from safecommunity.programmes.models import Project


def lay(clerk: Reader, chief: Reader, street: Place, community: Place, unit: SocialUnit) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, today = timezone.now(), timezone.localdate()
    values = {
        "title": "楼道清理", "setting": "fire", "problem": "楼道堆物", "starts": date(today.year, 1, 1),
        "until": date(today.year, 12, 31), "ages": ["5"], "sexes": ["1", "2"], "agency": "fire",
    }  # fmt: skip
    running = _running(clerk, chief, street, values)
    actions.add_place(
        reader=clerk, project=running, place=community, stage="pilot", starts=values["starts"], at=at
    )
    actions.add_partner(reader=clerk, project=running, unit=unit, at=at)
    idea = actions.create_project(
        reader=clerk, place=street, values={**values, "title": "设想", "agency": ""}, at=at
    )
    stone = running.milestones.get()
    return {
        "project": running.pid, "project_idea": idea.pid, "project_stone": stone.ref,
        "project_year": str(today.year), "project_day": today.isoformat(),
        "project_soon": (today + timedelta(days=400)).isoformat(),
    }  # fmt: skip


def _running(clerk: Reader, chief: Reader, street: Place, values: dict[str, object]) -> Project:
    at, today = timezone.now(), timezone.localdate()
    one = actions.create_project(reader=clerk, place=street, values=values, at=at)
    actions.add_measure(
        reader=clerk, project=one, kind="environment", side="surroundings", what="清楼道", at=at
    )
    actions.add_milestone(
        reader=clerk, project=one, title="清完", who="消防组", due=date(today.year, 6, 1), at=at
    )
    definition = catalogue.get("meetings.count")
    key = FigureKey(definition.code, definition.version, street.pid, Period.of_year(today.year - 1))
    actions.add_figure(
        reader=clerk, project=one, key=key, use="target", wanted=Decimal(4), wanted_by=date(today.year, 12, 31),
        who="消防组", at=at,
    )  # fmt: skip
    actions.take_step(reader=chief, project=one, deed="approve", at=at)
    return actions.take_step(reader=clerk, project=one, deed="start", on=date(today.year, 1, 1), at=at)
