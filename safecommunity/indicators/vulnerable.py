"""Figures of the registers of people at higher risk: how many, by consent, visited, visits made."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "种子文献 D9（留守老人、儿童）；全国综合减灾示范社区“脆弱人群清单全覆盖”；走访间隔为本系统所定"
DIMENSIONS = {
    "vulnerable": ("year", "month", "sex", "age_group", "risk_group", "consented", "expired", "visited", "place"),
    "vulnerable_group": ("year", "month", "sex", "age_group", "risk_group", "consented", "place"),
    "care_visit": ("year", "month", "risk_group", "visit_found", "on_time", "place"),
}  # fmt: skip
AS_AT = worded("按年末的状态；当年按现在的状态。已离册的不算；姓名不在统计里。"
               "改动从录入之日起算，以前的年份按当时的值；没有留底的旧改动按后来的值。",
               "按年末的狀態；當年按現在的狀態。已離冊的不算；姓名不在統計裡。"
               "改動從錄入之日起算，以前的年份按當時的值；沒有留底的舊改動按後來的值。",
               "As it stood at the end of the year, this year as it stands now. Whoever left does not count; "
               "names are in no count."
               " A change counts from the day it was entered, years before keep what stood; of older changes,"
               " which were not kept, the later word counts for all years.")  # fmt: skip
NO_NAMES = worded("姓名不在统计里。", "姓名不在統計裡。", "Names are in no count.")
CONSENTED = Where("consented", "eq", (1,))


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING,
    below: Condition | None = None, unit: str = "people", direction: str = "neither",
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=f"vulnerable.{code}", version=1, titles=titles, unit="percent" if share else unit,
        kind="proportion" if share else "count", fact=fact, numerator=numerator, denominator=below,
        place_column="place", dimensions=DIMENSIONS[fact], direction=direction, interval="",
        per=100.0 if share else 1.0, source=SOURCE, counts=counts,
        excludes=NO_NAMES if fact == "care_visit" else AS_AT, of_year=fact != "care_visit",
    )  # fmt: skip


DEFINITIONS = (
    _one("count", "vulnerable", worded("在册重点人群", "在冊重點人群", "People at higher risk on the register"),
         worded("在册、同意有效的人，一人算一次，按第一类别分。", "在冊、同意有效的人，一人算一次，按第一類別分。",
                "People on the register whose consent holds, each once, by the first of their groups."),
         numerator=CONSENTED),
    _one("in_groups", "vulnerable_group",
         worded("重点人群分类人次", "重點人群分類人次", "People by each of their groups"),
         worded("在册、同意有效的人，属于几类算几次。", "在冊、同意有效的人，屬於幾類算幾次。",
                "People on the register whose consent holds; whoever is in two groups counts in both."),
         numerator=CONSENTED, unit="person_times"),
    _one("consented", "vulnerable", worded("同意有效率", "同意有效率", "Consent that holds"),
         worded("同意有效的人，除以在册的所有人。", "同意有效的人，除以在冊的所有人。",
                "People whose consent holds, divided by all on the register."),
         numerator=CONSENTED, below=EVERYTHING, direction="higher"),
    _one("expired", "vulnerable", worded("同意到期待续", "同意到期待續", "Consent ran out"),
         worded("在册、同意已到期还没有续的人。", "在冊、同意已到期還沒有續的人。",
                "People on the register whose consent ran out and was not renewed."),
         numerator=Where("expired", "eq", (1,)), direction="lower"),
    _one("visited_on_time", "vulnerable", worded("按期走访率", "按期走訪率", "Visited in time"),
         worded("没有超过走访间隔的人，除以同意有效的人；没有见到人的走访不算。",
                "沒有超過走訪間隔的人，除以同意有效的人；沒有見到人的走訪不算。",
                "People whose visit is not overdue, divided by those whose consent holds; a visit that met nobody "
                "is none."),
         numerator=AllOf((CONSENTED, Where("visited", "eq", (1,)))), below=CONSENTED, direction="higher"),
    _one("visits", "care_visit", worded("走访次数", "走訪次數", "Visits"),
         worded("记录的走访，没有见到人的也记。", "記錄的走訪，沒有見到人的也記。",
                "Visits on record, with those that met nobody."), unit="times", direction="higher"),
)  # fmt: skip
