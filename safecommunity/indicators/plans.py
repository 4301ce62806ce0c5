"""Figures of work plans: plans in force, stages, items with their days, budget; and of the yearly judgement."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, AnyOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

PLANNED = "AQ/T 9001-2006 第 1、4 要素（目标和计划）; seed documents D4, D5, D7"
REVIEWED = "AQ/T 9001-2006 第 12 要素（评审与持续改进）; seed document D4（年度考核）"
WITHDRAWN: Texts = {
    "zh-hans": "作废的方案、不再办的事项不算。", "zh-hant": "作廢的方案、不再辦的事項不算。",
    "en": "Withdrawn plans and items given up do not count.",
}  # fmt: skip
REPLACED: Texts = {
    "zh-hans": "同一年重新评过的，只算后一次。", "zh-hant": "同一年重新評過的，只算後一次。",
    "en": "Of several judgements for one year only the last counts.",
}  # fmt: skip


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, unit: str, dimensions: str, *,
    numerator: Condition = EVERYTHING, below: Condition | None = None, quantity: str = "", of_year: bool = False,
    excludes: Texts = WITHDRAWN, source: str = PLANNED, direction: str = "neither",
) -> Definition:  # fmt: skip
    kind = "proportion" if below is not None else "total" if quantity else "count"
    return Definition(
        code=code, version=1, titles=titles, unit=unit, kind=kind, fact=fact, numerator=numerator, denominator=below,
        place_column="place", dimensions=("year", "month", *dimensions.split(), "place"), direction=direction,
        interval="", per=100.0 if below is not None else 1.0, source=source, counts=counts, excludes=excludes,
        quantity=quantity, of_year=of_year,
    )  # fmt: skip


ITEM = "setting done on_time late"
# what has still time is neither in time nor late
ENDED = AnyOf((Where("done", "eq", (1,)), Where("late", "eq", (1,))))
PLANS = (
    _one("plans.count", "plan", worded("在执行的工作方案", "在執行的工作方案", "Work plans in force"),
         worded("这一年在执行的方案和年度计划。", "這一年在執行的方案和年度計劃。",
                "Plans in stages and plans of a year that run in that year."), "pieces", "plan_kind", of_year=True),
    _one("plans.years", "plan", worded("方案覆盖年数", "方案涵蓋年數", "Years of plans"),
         worded("每个方案在这段时间里执行到的年份，一个方案一年算一。",
                "每個方案在這段時間裡執行到的年份，一個方案一年算一。",
                "Years in which plans run within the period, each year of each plan once."), "years", "plan_kind"),
    _one("plans.stages", "plan_stage", worded("方案阶段", "方案階段", "Stages of plans"),
         worded("最后一天在这段时间的阶段。", "最後一天在這段時間的階段。",
                "Stages whose last day lies in the period."),
         "pieces", "plan_kind"),
    _one("plans.items", "plan_item", worded("计划事项", "計劃事項", "Items of plans"),
         worded("期限在这段时间的事项。", "期限在這段時間的事項。", "Items whose day lies in the period."), "items",
         ITEM),
    _one("plans.items_on_time", "plan_item", worded("计划事项按时完成率", "計劃事項按時完成率", "Items done in time"),
         worded("任务都在期限前办完的事项，除以期限在这段时间、期限已过或已经办完的。",
                "任務都在期限前辦完的事項，除以期限在這段時間、期限已過或已經辦完的。",
                "Items all of whose tasks were done by their day, divided by those whose day lies in the period and "
                "has passed or that are done."),
         "percent", ITEM, numerator=AllOf((Where("on_time", "eq", (1,)), ENDED)), below=ENDED, direction="higher"),
    _one("plans.items_overdue", "plan_item", worded("超期的计划事项", "超期的計劃事項", "Items overdue"),
         worded("期限已过、任务还没有办完的事项。", "期限已過、任務還沒有辦完的事項。",
                "Items whose day has passed and whose tasks are not all done."), "items", ITEM,
         numerator=Where("late", "eq", (1,)), direction="lower"),
    _one("plans.budget", "plan_item", worded("计划预算", "計劃預算", "Budget of items"),
         worded("期限在这段时间的事项的预算相加；没有写预算的不加。",
                "期限在這段時間的事項的預算相加；沒有寫預算的不加。",
                "Budgets of items whose day lies in the period; items without one add nothing."), "yuan", ITEM,
         quantity="budget"),
)  # fmt: skip
REVIEW = "verdict after reviewed"
REVIEWS = (
    _one("reviews.count", "review", worded("年度评审", "年度評審", "Yearly judgements"),
         worded("评过的计划事项和机构。", "評過的計劃事項和機構。", "Items and bodies that were judged for the year."),
         "items", REVIEW, of_year=True, excludes=REPLACED, source=REVIEWED),
    _one("reviews.reached", "review", worded("评审达到率", "評審達到率", "Judged as reached"),
         worded("评为达到的，除以评过的。", "評為達到的，除以評過的。", "Judged as reached, divided by all judged."),
         "percent", REVIEW, numerator=Where("verdict", "eq", (0,)), below=EVERYTHING, of_year=True, excludes=REPLACED,
         source=REVIEWED, direction="higher"),
)  # fmt: skip

DEFINITIONS = (*PLANS, *REVIEWS)
