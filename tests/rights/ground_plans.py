"""A plan of 示例街道 with a stage, an item and its judgement."""

from datetime import date
from typing import Any

from django.utils import timezone

from safecommunity.accounts.reader import Reader
from safecommunity.governance.improvements import actions as improvements
from safecommunity.governance.plans import actions as plans
from safecommunity.governance.support import actions as support
from safecommunity.places.models import Place


def lay(clerk: Reader, street: Place) -> dict[str, str]:
    """Make them; answers what rows of the table may name."""
    at, year = timezone.now(), timezone.localdate().year
    values: dict[str, Any] = {
        "kind": "year", "title": "年度计划", "goal": "", "paper": "", "starts": date(year, 1, 1),
        "until": date(year, 12, 31), "body": None, "within": None,
    }  # fmt: skip
    plan = plans.create_plan(reader=clerk, place=street, values=values, scheme="phases", at=at)
    item = plans.add_item(
        reader=clerk, plan=plan, values={"title": "装扶手", "who": "安全办", "due": date(year, 12, 31)}, at=at
    )
    judged = [plans.Judged(item, "partly", "continue", "台账")]
    review = plans.judge_items(reader=clerk, plan=plan, year=year, judged=judged, at=at)[0]
    stage = plan.stages.first()
    given = support.record_support(
        reader=clerk, place=street, at=at,
        values={"kind": "technique", "giver": "高校", "what": "指导社区诊断", "starts": date(year, 1, 2)},
    )  # fmt: skip
    found = improvements.record_improvement(
        reader=clerk, place=street, due=date(year, 12, 31), at=at,
        values={"kind": "corrective", "source": "drill", "found_on": date(year, 1, 5), "found": "疏散用了八分钟",
                "action": "重画疏散图", "who": "安全办"},
    )  # fmt: skip
    return {
        "improvement": found.pid,
        "work_plan": plan.pid,
        "plan_item": item.ref,
        "review": review.ref,
        "support": given.pid,
        "stage": stage.ref if stage else "",
    }
