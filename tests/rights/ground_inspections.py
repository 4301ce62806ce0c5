"""A round of the three teams: a place of the community that is planned, and a unit of the street that was inspected."""

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.hazards.inspections import actions, lists
from safecommunity.hazards.inspections.actions.doing import Answer
from safecommunity.places.models import Place, SocialUnit


def lay(clerk: Reader, street: Place, community: Place, unit: SocialUnit) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, day = timezone.now(), timezone.localdate()
    checklist = lists.one("shop", ())
    assert checklist is not None
    made, _new = actions.plan_round(
        reader=clerk, place=street, title="联合检查", checklist=checklist, lead="fire", starts=day, until=day, at=at,
        sectors=["work_safety", "fire", "urban_management"], units=[unit], spots=[(community, "河边")],
    )  # fmt: skip
    planned, at_unit = made.inspections.get(unit=None), made.inspections.get(unit=unit)
    answers = {line.n: Answer("ok") for line in at_unit.lines.all()}
    actions.record_inspection(reader=clerk, inspection=at_unit, answers=answers, at=at)
    return {"visit_round": made.pid, "inspection": planned.pid, "unit_inspection": at_unit.pid}
