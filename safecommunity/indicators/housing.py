"""Figures of dwellings: on the register, screened, confirmed, unsafe, strengthened, what it cost."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "种子文献 D6（地震安全示范社区）；房屋等级 A–D（据记忆，未与标准原文核对）"
DIMENSIONS = {
    "dwelling": ("year", "month", "structure", "dwelling_grade", "dwelling_use", "seismic_zone", "fire_use",
                 "built_band", "screened", "confirmed", "unsafe", "retrofitted", "place"),
    "retrofit": ("year", "month", "retrofit_measure", "retrofit_money", "retrofit_accepted", "place"),
}  # fmt: skip
AS_AT = worded("按年末的状态；当年按现在的状态。已拆除的不算；"
               "等级以确认的为准，没有确认的按筛查；确认后又筛查出更差的，先按更差的算。"
               "改动从录入之日起算，以前的年份按当时的值；没有留底的旧改动按后来的值。",
               "按年末的狀態；當年按現在的狀態。已拆除的不算；"
               "等級以確認的為準，沒有確認的按篩查；確認後又篩查出更差的，先按更差的算。"
               "改動從錄入之日起算，以前的年份按當時的值；沒有留底的舊改動按後來的值。",
               "As it stood at the end of the year, this year as it stands now. What was pulled down does not count; "
               "the grade is the confirmed one, else the screened one; a worse one screened after it stands until "
               "it is confirmed again."
               " A change counts from the day it was entered, years before keep what stood; of older changes,"
               " which were not kept, the later word counts for all years.")  # fmt: skip
WITHDRAWN = worded("作废的不算。", "作廢的不算。", "What was withdrawn does not count.")
SCREENED, UNSAFE = Where("screened", "eq", (1,)), Where("unsafe", "eq", (1,))
ACCEPTED = Where("retrofit_accepted", "eq", (1,))
WOOD, HEARTH = Where("structure", "eq", (1,)), Where("fire_use", "in", (3, 4))


def _one(
    code: str, titles: Texts, counts: Texts, *, fact: str = "dwelling", numerator: Condition = EVERYTHING,
    below: Condition | None = None, unit: str = "pieces", direction: str = "neither", quantity: str = "",
) -> Definition:  # fmt: skip
    share = below is not None
    part = numerator if below is None else AllOf((numerator, below))
    return Definition(
        code=f"housing.{code}", version=1, titles=titles, unit="percent" if share else unit,
        kind="proportion" if share else "total" if quantity else "count", fact=fact, numerator=part,
        denominator=below, place_column="place", dimensions=DIMENSIONS[fact], direction=direction, interval="",
        per=100.0 if share else 1.0, source=SOURCE, counts=counts,
        excludes=AS_AT if fact == "dwelling" else WITHDRAWN, quantity=quantity, of_year=fact == "dwelling",
    )  # fmt: skip


DEFINITIONS = (
    _one("dwellings", worded("在册房屋", "在冊房屋", "Dwellings on the register"),
         worded("登记在册的房屋。", "登記在冊的房屋。", "Dwellings on the register.")),
    _one("screened", worded("房屋筛查率", "房屋篩查率", "Dwellings screened"),
         worded("筛查过的房屋，除以在册房屋。", "篩查過的房屋，除以在冊房屋。",
                "Dwellings screened at least once, divided by all on the register."),
         numerator=SCREENED, below=EVERYTHING, direction="higher"),
    _one("confirmed", worded("筛查确认率", "篩查確認率", "Screenings confirmed"),
         worded("等级由有资质人员确认的房屋，除以筛查过的房屋。", "等級由有資質人員確認的房屋，除以篩查過的房屋。",
                "Dwellings whose grade a qualified person confirmed, divided by those screened."),
         numerator=Where("confirmed", "eq", (1,)), below=SCREENED, direction="higher"),
    _one("unsafe", worded("危险房屋", "危險房屋", "Unsafe dwellings"),
         worded("等级为 C 或 D 的房屋。", "等級為 C 或 D 的房屋。", "Dwellings of grade C or D."),
         numerator=UNSAFE, direction="lower"),
    _one("unsafe_share", worded("危险房屋占比", "危險房屋佔比", "Share of unsafe dwellings"),
         worded("等级为 C 或 D 的房屋，除以筛查过的房屋。", "等級為 C 或 D 的房屋，除以篩查過的房屋。",
                "Dwellings of grade C or D, divided by those screened."),
         numerator=UNSAFE, below=SCREENED, direction="lower"),
    _one("people_unsafe", worded("住在危险房屋的人", "住在危險房屋的人", "People in unsafe dwellings"),
         worded("等级为 C 或 D 的房屋里的居住人数相加。", "等級為 C 或 D 的房屋裡的居住人數相加。",
                "People who live in dwellings of grade C or D, added up."),
         numerator=UNSAFE, unit="people", direction="lower", quantity="people"),
    _one("retrofitted", worded("已加固改造房屋", "已加固改造房屋", "Dwellings strengthened"),
         worded("加固改造已通过验收的房屋。", "加固改造已通過驗收的房屋。",
                "Dwellings whose strengthening was accepted."),
         numerator=Where("retrofitted", "eq", (1,)), direction="higher"),
    _one("wood_fire", worded("用柴火、火塘的木结构房屋", "用柴火、火塘的木結構房屋", "Timber dwellings with open fire"),
         worded("木结构、用柴灶煤炉或火塘明火的房屋。", "木結構、用柴灶煤爐或火塘明火的房屋。",
                "Timber dwellings that use a wood or coal stove or an open hearth."),
         numerator=AllOf((WOOD, HEARTH)), direction="lower"),
    _one("retrofit_cost", worded("加固改造花费", "加固改造花費", "Cost of strengthening"),
         worded("这段时间完成、已通过验收的加固改造的花费相加。", "這段時間完成、已通過驗收的加固改造的花費相加。",
                "What works done in the period and accepted cost, added up."),
         fact="retrofit", numerator=ACCEPTED, unit="yuan", quantity="cost"),
    _one("retrofit_subsidy", worded("加固改造补助", "加固改造補助", "Public money for strengthening"),
         worded("这段时间完成、已通过验收的加固改造里的公共资金相加。",
                "這段時間完成、已通過驗收的加固改造裡的公共資金相加。",
                "Public money in works done in the period and accepted, added up."),
         fact="retrofit", numerator=ACCEPTED, unit="yuan", quantity="subsidy"),
)  # fmt: skip
