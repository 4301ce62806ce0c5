"""Figures of safety-promotion projects: how many, where they run, what they cover, milestones, money, outputs."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 5 要素（安全促进项目）; seed documents D3, D5, D7, D9"
IDEAS: Texts = {
    "zh-hans": "只是设想、还没有批准的不算。", "zh-hant": "只是設想、還沒有批准的不算。",
    "en": "Mere ideas that were not approved do not count.",
}  # fmt: skip
WRONG: Texts = {
    "zh-hans": "录错后撤销的不算。", "zh-hant": "錄錯後撤銷的不算。",
    "en": "What was entered wrongly and withdrawn does not count.",
}  # fmt: skip


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, unit: str, dimensions: str, *,
    numerator: Condition = EVERYTHING, below: Condition | None = None, quantity: str = "", of_year: bool = False,
    excludes: Texts = WRONG, direction: str = "neither",
) -> Definition:  # fmt: skip
    kind = "proportion" if below is not None else "total" if quantity else "count"
    return Definition(
        code=code, version=1, titles=titles, unit=unit, kind=kind, fact=fact, numerator=numerator, denominator=below,
        place_column="place", dimensions=("year", "month", *dimensions.split(), "place"), direction=direction,
        interval="", per=100.0 if below is not None else 1.0, source=SOURCE, counts=counts, excludes=excludes,
        quantity=quantity, of_year=of_year,
    )  # fmt: skip


PROJECT, RAN = "setting project_state ran judged", Where("ran", "eq", (1,))
PROJECTS = (
    _one("projects.count", "project", worded("安全促进项目", "安全促進項目", "Safety-promotion projects"),
         worded("这一年批准、在办、已完成或中止的项目，一个算一。", "這一年批准、在辦、已完成或中止的項目，一個算一。",
                "Projects that stand in that year: approved, running, finished or stopped, each once."), "pieces",
         PROJECT, numerator=Where("project_state", "in", (1, 2, 3, 4)), of_year=True, excludes=IDEAS),
    _one("projects.running", "project", worded("实施过的项目", "實施過的項目", "Projects that ran"),
         worded("这一年实施过的项目，后来完成或中止的也算。", "這一年實施過的項目，後來完成或中止的也算。",
                "Projects that ran at any time of that year, also those that ended in it."), "pieces", PROJECT,
         numerator=RAN, of_year=True, excludes=IDEAS, direction="higher"),
    _one("projects.reviewed", "project", worded("项目年度评审率", "項目年度評審率", "Projects reviewed"),
         worded("这一年实施过、已作年度评审的项目，除以这一年实施过的。",
                "這一年實施過、已作年度評審的項目，除以這一年實施過的。",
                "Projects that ran in that year and were reviewed for it, divided by those that ran."), "percent",
         PROJECT, numerator=AllOf((RAN, Where("judged", "eq", (1,)))), below=RAN, of_year=True, excludes=IDEAS,
         direction="higher"),
)  # fmt: skip
CELL = "setting age_group sex covered"
NOT_APPLYING: Texts = {
    "zh-hans": "领域对该年龄段不适用的格子不算（如幼儿的工作场所）；哪些不适用写在代码表里。",
    "zh-hant": "領域對該年齡段不適用的格子不算（如幼兒的工作場所）；哪些不適用寫在代碼表裡。",
    "en": "Cells in which a setting does not apply to the ages (small children at work) do not count; a code list says "
          "which.",
}  # fmt: skip
CELLS = (
    _one("projects.covered_cells", "project_cell",
         worded("项目覆盖率（领域×年龄×性别）", "項目覆蓋率（領域×年齡×性別）",
                "Coverage by projects (setting × age × sex)"),
         worded("这一年有项目实施过的格子，除以全部适用的格子；格子是领域、年龄段、性别的组合。",
                "這一年有項目實施過的格子，除以全部適用的格子；格子是領域、年齡段、性別的組合。",
                "Cells for which a project ran in that year, divided by all cells that apply; a cell is a setting, an "
                "age group and a sex."),
         "percent", CELL, numerator=Where("covered", "eq", (1,)), below=EVERYTHING, of_year=True,
         excludes=NOT_APPLYING, direction="higher"),
    _one("projects.uncovered_cells", "project_cell",
         worded("没有项目的格子", "沒有項目的格子", "Cells without a project"),
         worded("这一年没有项目实施过的格子。", "這一年沒有項目實施過的格子。",
                "Cells for which no project ran in that year."), "pieces", CELL,
         numerator=Where("covered", "eq", (0,)), of_year=True, excludes=NOT_APPLYING, direction="lower"),
)  # fmt: skip
MILESTONE, FELL = "setting on_time late fell_due", Where("fell_due", "eq", (1,))
MILESTONES = (
    _one("projects.milestones", "milestone", worded("项目节点", "項目節點", "Milestones of projects"),
         worded("最初期限在这段时间的节点。", "最初期限在這段時間的節點。",
                "Milestones whose first day lies in the period."), "items", MILESTONE, excludes=IDEAS),
    _one("projects.milestones_on_time", "milestone",
         worded("项目节点按时完成率", "項目節點按時完成率", "Milestones in time"),
         worded("按最初期限完成的节点，除以最初期限已过或已经完成的。",
                "按最初期限完成的節點，除以最初期限已過或已經完成的。",
                "Milestones done by the day first set, divided by those whose first day has passed or that are done."),
         "percent", MILESTONE, numerator=AllOf((Where("on_time", "eq", (1,)), FELL)), below=FELL, excludes=IDEAS,
         direction="higher"),
    _one("projects.milestones_overdue", "milestone",
         worded("超期的项目节点", "超期的項目節點", "Milestones overdue"),
         worded("项目没有结束、期限已过还没有完成的节点。", "項目沒有結束、期限已過還沒有完成的節點。",
                "Milestones of projects that have not ended, past their day and not done."), "items", MILESTONE,
         numerator=Where("late", "eq", (1,)), excludes=IDEAS, direction="lower"),
)  # fmt: skip
MONEY = "setting line money_source"
SPENT = (
    _one("projects.budget", "project_budget", worded("项目预算", "項目預算", "Budget of projects"),
         worded("各项目这一年的预算相加。", "各項目這一年的預算相加。", "Budgets of all projects for that year."),
         "yuan", MONEY, quantity="amount", of_year=True, excludes=IDEAS),
    _one("projects.spent", "project_spending", worded("项目支出", "項目支出", "Spent on projects"),
         worded("这段时间各项目的支出相加。", "這段時間各項目的支出相加。", "What projects spent in the period."),
         "yuan", MONEY, quantity="amount"),
)  # fmt: skip
STAGE = "setting project_stage"
OUTPUTS = (
    _one("projects.outputs", "project_output", worded("项目产出", "項目產出", "Outputs of projects"),
         worded("归到项目名下的记录：服务、设施、宣传、培训、演练、隐患整改等，一条算一。",
                "歸到項目名下的記錄：服務、設施、宣傳、培訓、演練、隱患整改等，一條算一。",
                "Records tied to a project: services, things installed, outreach, training, drills, hazards put right, "
                "each once."),
         "pieces", "setting output_group"),
    _one("projects.pilots", "project_place", worded("项目试点", "項目試點", "Pilots of projects"),
         worded("在这段时间开始试点的地方，一个项目一个地方算一。", "在這段時間開始試點的地方，一個項目一個地方算一。",
                "Places where a project began to be tried out in the period, each project and place once."), "spots",
         STAGE, numerator=Where("project_stage", "eq", (0,))),
    _one("projects.rollouts", "project_place", worded("项目推广", "項目推廣", "Roll-outs of projects"),
         worded("在这段时间开始推广的地方，一个项目一个地方算一。", "在這段時間開始推廣的地方，一個項目一個地方算一。",
                "Places where a project began to be rolled out in the period, each project and place once."), "spots",
         STAGE, numerator=Where("project_stage", "eq", (1,))),
    _one("projects.reviews", "project_review", worded("项目年度评审", "項目年度評審", "Reviews of projects"),
         worded("为这一年作的项目评审；重新评过的只算后一次。", "為這一年作的項目評審；重新評過的只算後一次。",
                "Reviews of projects for that year; of several only the last counts."), "times", "setting after",
         of_year=True),
)  # fmt: skip

DEFINITIONS = (*PROJECTS, *CELLS, *MILESTONES, *SPENT, *OUTPUTS)
