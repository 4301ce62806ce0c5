"""Figures of the risk register: how many by colour, who is exposed, assessed again in time."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 4 要素（危险源辨识、风险评价）；D9 风险分析；再评周期为本系统所定"
DIMENSIONS = ("year", "month", "risk", "setting", "hazard_class", "accident", "method", "late", "place")
DUE_DIMENSIONS = ("year", "month", "risk", "setting", "fell_due", "on_time", "place")
AS_AT = worded(
    "按年末的状态；当年按现在的状态。已从清单移出的不算。"
    "改动从录入之日起算，以前的年份按当时的值；没有留底的旧改动按后来的值。",
    "按年末的狀態；當年按現在的狀態。已從清單移出的不算。"
    "改動從錄入之日起算，以前的年份按當時的值；沒有留底的舊改動按後來的值。",
    "As it stood at the end of the year, this year as it stands now. What was taken out does not count."
    " A change counts from the day it was entered, years before keep what stood; of older changes,"
    " which were not kept, the later word counts for all years.",
)  # fmt: skip
GONE = worded(
    "期限前已从清单移出的不算。", "期限前已從清單移出的不算。",
    "What was taken out of the register before its day does not count.",
)  # fmt: skip
ASSESSED, LATE = Where("risk", "in", (1, 2, 3, 4)), Where("late", "eq", (1,))


def _one(
    code: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING, below: Condition | None = None,
    quantity: str = "", direction: str = "neither",
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=f"risks.{code}", version=1, titles=titles, fact="risk", numerator=numerator, denominator=below,
        unit="percent" if share else "people" if quantity else "spots",
        kind="proportion" if share else "total" if quantity else "count", place_column="place",
        dimensions=DIMENSIONS, direction=direction, interval="", per=100.0 if share else 1.0, source=SOURCE,
        counts=counts, excludes=AS_AT, quantity=quantity, of_year=True,
    )  # fmt: skip


REASSESSED = Definition(
    code="risks.reassessed_on_time", version=1, fact="risk_due", unit="percent", kind="proportion", per=100.0,
    titles=worded("风险按期再评率", "風險按期再評率", "Risks assessed again in time"),
    numerator=AllOf((Where("fell_due", "eq", (1,)), Where("on_time", "eq", (1,)))),
    denominator=Where("fell_due", "eq", (1,)), place_column="place",
    dimensions=DUE_DIMENSIONS, direction="higher", interval="", source=SOURCE, excludes=GONE,
    counts=worded("在期限前再评的，除以这段时间到期或已经再评的。", "在期限前再評的，除以這段時間到期或已經再評的。",
                  "Assessed again by their day, divided by those whose day fell into the period and has come, or that "
                  "were assessed again."),
)  # fmt: skip
DEFINITIONS = (
    _one("count", worded("风险清单条数", "風險清單條數", "Risks in the register"),
         worded("风险清单里在册的。", "風險清單裡在冊的。", "Entries that stand in the register.")),
    _one("major", worded("重大和较大风险", "重大和較大風險", "Major and larger risks"),
         worded("最近一次评估为红色或橙色的。", "最近一次評估為紅色或橙色的。",
                "Entries whose last assessment is red or orange."),
         numerator=Where("risk", "in", (1, 2))),
    _one("assessed", worded("风险已评估比例", "風險已評估比例", "Risks that are assessed"),
         worded("已经评估的，除以在册的。", "已經評估的，除以在冊的。", "Assessed entries, divided by all that stand."),
         numerator=ASSESSED, below=EVERYTHING, direction="higher"),
    _one("exposed", worded("暴露于风险的人数", "暴露於風險的人數", "People exposed to risks"),
         worded("各条风险的暴露人数相加；同一个人可能在几条里。没有数过的不加。",
                "各條風險的暴露人數相加；同一個人可能在幾條裡。沒有數過的不加。",
                "People exposed to each risk added up; one person may be in several. What was not counted adds "
                "nothing."),
         quantity="exposed", direction="lower"),
    _one("overdue", worded("超期未评的风险", "超期未評的風險", "Risks overdue for assessment"),
         worded("首次评估或再评的期限已过、还没有评的。", "首次評估或再評的期限已過、還沒有評的。",
                "Entries whose first or next assessment is past its day."),
         numerator=LATE, direction="lower"),
    REASSESSED,
)  # fmt: skip
