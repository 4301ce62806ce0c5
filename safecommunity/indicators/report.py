"""Figures of reporting itself: who handed in what was owed, and by the deadline. The fact `facility_month` holds one
row for each month a facility owes; every month is known, so there is nothing to estimate and no interval."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts

SOURCE = "全国伤害监测方案（月报与零报告）; monthly reporting with zero reports"
DIMENSIONS = ("year", "month", "facility")
RETURNED: Texts = {
    "zh-hans": "被退回、还没重新上报的不算收到。",
    "zh-hant": "被退回、還沒重新上報的不算收到。",
    "en": "A month that was returned and not handed in again does not count as received.",
}


def _share(
    code: str, titles: Texts, counts: Texts, excludes: Texts, numerator: Condition, denominator: Condition
) -> Definition:
    return Definition(
        code=code,
        version=1,
        titles=titles,
        unit="percent",
        kind="proportion",
        fact="facility_month",
        numerator=numerator,
        denominator=denominator,
        place_column="place",
        dimensions=DIMENSIONS,
        direction="higher",
        interval="",
        per=100.0,
        source=SOURCE,
        counts=counts,
        excludes=excludes,
    )


COMPLETENESS = _share(
    "report.completeness",
    {"zh-hans": "报告完整率", "zh-hant": "報告完整率", "en": "Completeness of reporting"},
    {
        "zh-hans": "收到的机构月报数，除以应报的机构月数。零报告算收到。",
        "zh-hant": "收到的機構月報數，除以應報的機構月數。零報告算收到。",
        "en": "Facility months received, divided by facility months due. A zero report counts as received.",
    },
    RETURNED,
    Where("received", "eq", (1,)),
    EVERYTHING,
)

TIMELINESS = _share(
    "report.timeliness",
    {"zh-hans": "报告及时率", "zh-hant": "報告及時率", "en": "Timeliness of reporting"},
    {
        "zh-hans": "在截止日当天或之前收到的机构月报数，除以已收到或已过截止日的机构月数。",
        "zh-hant": "在截止日當天或之前收到的機構月報數，除以已收到或已過截止日的機構月數。",
        "en": "Facility months received by the deadline, divided by those received or past their deadline.",
    },
    {
        "zh-hans": "还没到截止日也没收到的月份不算；被退回的以重新上报的日期为准。",
        "zh-hant": "還沒到截止日也沒收到的月份不算；被退回的以重新上報的日期為準。",
        "en": "Months not received whose deadline is still ahead do not count; "
        "a returned month counts by the day it came again.",
    },
    Where("on_time", "eq", (1,)),
    Where("settled", "eq", (1,)),
)

DEFINITIONS = (COMPLETENESS, TIMELINESS)
