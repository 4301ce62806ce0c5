"""Every write of work plans and of the yearly judgement."""

from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.plans.actions.clock import tell_overdue
from safecommunity.governance.plans.actions.items import (
    add_item,
    add_task,
    change_item,
    drop_item,
    import_items,
)
from safecommunity.governance.plans.actions.plans import (
    attach_paper,
    carry_on,
    change_plan,
    create_plan,
    drop_stage,
    set_stage,
    withdraw_plan,
)
from safecommunity.governance.plans.actions.reviews import Judged, JudgedBody, judge_bodies, judge_items

__all__ = [
    "Judged", "JudgedBody", "Refused", "add_item", "add_task", "attach_paper", "carry_on", "change_item", "change_plan",
    "create_plan", "drop_item", "drop_stage", "import_items", "judge_bodies", "judge_items", "set_stage",
    "tell_overdue", "withdraw_plan",
]  # fmt: skip
