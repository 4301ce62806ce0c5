"""Tables of the room: projects, what stands in them, and the coverage of settings, ages and sexes."""

from safecommunity.programmes.models.coverage import Cell
from safecommunity.programmes.models.projects import (
    Measure,
    Partner,
    Project,
    ProjectAim,
    ProjectFigure,
    ProjectPlace,
    ProjectRest,
    State,
    Step,
)
from safecommunity.programmes.models.work import Budget, Milestone, Output, Review, ReviewFigure, Spending

__all__ = [
    "Budget", "Cell", "Measure", "Milestone", "Output", "Partner", "Project", "ProjectAim", "ProjectFigure",
    "ProjectPlace", "ProjectRest", "Review", "ReviewFigure", "Spending", "State", "Step",
]  # fmt: skip
