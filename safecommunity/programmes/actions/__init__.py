"""Every write of projects."""

from safecommunity.programmes.actions.clock import tell_overdue
from safecommunity.programmes.actions.coverage import lay_year
from safecommunity.programmes.actions.figures import add_figure, drop_figure
from safecommunity.programmes.actions.life import take_step
from safecommunity.programmes.actions.milestones import (
    add_milestone,
    drop_milestone,
    extend_milestone,
    finish_milestone,
)
from safecommunity.programmes.actions.money import add_budget, drop_budget, spend, withdraw_spending
from safecommunity.programmes.actions.outputs import forget_record, tie, untie
from safecommunity.programmes.actions.parts import (
    add_measure,
    add_partner,
    add_place,
    attach_photos,
    drop_measure,
    drop_partner,
    drop_place,
    end_place,
)
from safecommunity.programmes.actions.projects import change_project, create_project, import_projects, titles
from safecommunity.programmes.actions.refusal import NotYours, Refused
from safecommunity.programmes.actions.reviews import review_project

__all__ = [
    "NotYours", "Refused", "add_budget", "add_figure", "add_measure", "add_milestone", "add_partner", "add_place",
    "attach_photos", "change_project", "create_project", "drop_budget", "drop_figure", "drop_measure",
    "drop_milestone", "drop_partner", "drop_place", "end_place", "extend_milestone", "finish_milestone",
    "forget_record", "import_projects", "lay_year", "review_project", "spend", "take_step", "tell_overdue", "tie",
    "titles", "untie", "withdraw_spending",
]  # fmt: skip
