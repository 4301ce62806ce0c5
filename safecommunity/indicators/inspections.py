"""Figures of inspections: held, units reached, items not in order, teams that go together."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "D8：安全、消防、城管三支队伍联合检查；AQ/T 9001-2006 第 7 要素（监测与监督）"
HELD = ("year", "month", "setting", "joint", "done", "fell_due", "on_time", "unit_first", "recheck", "signed", "clean",
        "came_said", "place")  # fmt: skip
CANCELLED = worded("取消的不算。", "取消的不算。", "What was cancelled does not count.")
DONE, FIRST, DUE = Where("done", "eq", (1,)), Where("unit_first", "eq", (1,)), Where("fell_due", "eq", (1,))
BAD, JUDGED = Where("result", "eq", (1,)), Where("result", "in", (0, 1))


def _one(
    code: str, titles: Texts, counts: Texts, unit: str, *, numerator: Condition = EVERYTHING,
    below: Condition | None = None, fact: str = "inspection", dimensions: tuple[str, ...] = HELD,
    direction: str = "higher", of_year: bool = False, excludes: Texts = CANCELLED,
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=f"inspections.{code}", version=1, titles=titles, unit="percent" if share else unit, fact=fact,
        kind="proportion" if share else "count", numerator=numerator, denominator=below, place_column="place",
        dimensions=dimensions, direction=direction, interval="", per=100.0 if share else 1.0, source=SOURCE,
        counts=counts, excludes=excludes, of_year=of_year,
    )  # fmt: skip


ITEMS = ("year", "month", "setting", "result", "fixed_now", "hazard_kind", "place")
TEAMS = ("year", "month", "team", "team_first", "place")
UNSAID = worded(
    "取消的不算；没有写明到场队伍的不算。",
    "取消的不算；沒有寫明到場隊伍的不算。",
    "What was cancelled does not count, nor what does not say which teams came.",
)
NOT_APPLICABLE = worded("不适用的不算。", "不適用的不算。", "What does not apply does not count.")
DEFINITIONS = (
    _one("count", worded("检查次数", "檢查次數", "Inspections"),
         worded("已经检查的家次和处次，含复查。", "已經檢查的家次和處次，含複查。",
                "Inspections of units and places that were held, rechecks included."), "unit_times", numerator=DONE),
    _one("joint", worded("三支队伍联合检查次数", "三支隊伍聯合檢查次數", "Inspections by the three teams together"),
         worded("安全、消防、城市管理三支队伍都到场、已经检查的；以检查记录写明的到场队伍为准。",
                "安全、消防、城市管理三支隊伍都到場、已經檢查的；以檢查記錄寫明的到場隊伍為準。",
                "Held with the safety, fire and urban management teams there, as the record of it says."),
         "unit_times", numerator=AllOf((DONE, Where("joint", "eq", (1,)))), excludes=UNSAID),
    _one("teams", worded("参加联合检查的队伍", "參加聯合檢查的隊伍", "Teams in joint inspections"),
         worded("当年检查记录写明到场的队伍，每个办公室每支算一次。",
                "當年檢查記錄寫明到場的隊伍，每個辦公室每支算一次。",
                "Teams that came to inspections of the year as their records say, each once an office."), "pieces",
         excludes=UNSAID,
         numerator=Where("team_first", "eq", (1,)), fact="inspection_team", dimensions=TEAMS, of_year=True),
    _one("came_unsaid", worded("没有写明到场队伍的检查", "沒有寫明到場隊伍的檢查",
                                "Inspections that do not say who came"),
         worded("已经检查、但记录没有写明哪些队伍到场的；它们不算联合检查。",
                "已經檢查、但記錄沒有寫明哪些隊伍到場的；它們不算聯合檢查。",
                "Held, and their record does not say which teams came; they do not count as joint."), "unit_times",
         numerator=AllOf((DONE, Where("came_said", "eq", (0,)))), direction="lower"),
    _one("done_share", worded("检查计划完成率", "檢查計劃完成率", "Planned inspections that were held"),
         worded("已经检查的，除以期限已到或已经检查的。", "已經檢查的，除以期限已到或已經檢查的。",
                "Held, divided by those whose last day has come or that were held."), "", numerator=DONE, below=DUE),
    _one("units", worded("检查过的单位", "檢查過的單位", "Units inspected"),
         worded("当年至少检查过一次的单位，每家算一次。", "當年至少檢查過一次的單位，每家算一次。",
                "Units inspected at least once in the year, each once."), "units",
         numerator=AllOf((DONE, FIRST)), of_year=True),
    _one("coverage", worded("检查覆盖率", "檢查覆蓋率", "Units inspected of those due"),
         worded("当年检查过的单位，除以当年列入计划或检查过的单位。",
                "當年檢查過的單位，除以當年列入計劃或檢查過的單位。",
                "Units inspected in the year, divided by units planned or inspected in it."), "",
         numerator=AllOf((DONE, FIRST)), below=FIRST, of_year=True),
    _one("items", worded("检查项次", "檢查項次", "Items looked at"),
         worded("判为合格或不合格的检查项目。", "判為合格或不合格的檢查項目。",
                "Items judged in order or not in order."),
         "items", numerator=JUDGED, fact="inspection_item", dimensions=ITEMS, excludes=NOT_APPLICABLE),
    _one("items_failed", worded("检查项目不合格率", "檢查項目不合格率", "Items not in order"),
         worded("不合格的，除以合格和不合格的。", "不合格的，除以合格和不合格的。",
                "Not in order, divided by in order and not in order."), "", numerator=BAD, below=JUDGED,
         fact="inspection_item", dimensions=ITEMS, excludes=NOT_APPLICABLE, direction="lower"),
)  # fmt: skip
