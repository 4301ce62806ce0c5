"""Figures of the year-end appraisal: parties due, fully scored, handed in, with their own report."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "D10（层层签订责任书、单位排名）；D4（年度考核）"
EXCLUDED: Texts = {
    "zh-hans": "说明理由不参加考核的不算。得分和名次不是指标。",
    "zh-hant": "說明理由不參加考核的不算。得分和名次不是指標。",
    "en": "Who is not appraised, with reason, does not count. Points and places are no figures.",
}


def _one(
    code: str,
    titles: Texts,
    counts: Texts,
    *,
    numerator: Condition = EVERYTHING,
    below: Condition | None = None,
) -> Definition:
    part = numerator if below is None else AllOf((numerator, below))
    return Definition(
        code=code, version=1, titles=titles, unit="percent" if below is not None else "pieces",
        kind="proportion" if below is not None else "count", fact="appraisal_party", numerator=part,
        denominator=below, place_column="place",
        dimensions=("year", "appraised", "scored", "reported", "handed_in", "published", "place"),
        direction="higher" if below is not None else "neither", interval="",
        per=100.0 if below is not None else 1.0, source=SOURCE, counts=counts, excludes=EXCLUDED, of_year=True,
    )  # fmt: skip


DEFINITIONS = (
    _one("appraisals.parties", worded("应考核对象", "應考核對象", "Parties due for appraisal"),
         worded("当年考核中的部门、村（社区）和社会单位。", "當年考核中的部門、村（社區）和社會單位。",
                "Departments, villages, communities and units in the year's appraisals.")),
    _one("appraisals.scored", worded("考核评分完成率", "考核評分完成率", "Parties fully scored"),
         worded("每一项都有得分的对象，除以应考核对象。", "每一項都有得分的對象，除以應考核對象。",
                "Parties scored at every item, divided by all due."),
         numerator=Where("scored", "eq", (1,)), below=EVERYTHING),
    _one("appraisals.handed_in", worded("考核上交率", "考核上交率", "Appraisals handed in"),
         worded("所在考核已交负责人的对象，除以应考核对象。", "所在考核已交負責人的對象，除以應考核對象。",
                "Parties whose appraisal went to the chief, divided by all due."),
         numerator=Where("handed_in", "eq", (1,)), below=EVERYTHING),
    _one("appraisals.reported", worded("考核自评提交率", "考核自評提交率", "Own reports received"),
         worded("交了自评的对象，除以要求自评的对象。", "交了自評的對象，除以要求自評的對象。",
                "Parties that handed in their own report, divided by those asked for one."),
         numerator=Where("reported", "eq", (1,)), below=Where("reported", "ne", (-1,))),
)  # fmt: skip
