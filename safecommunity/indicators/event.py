"""Figures of events: accidents, fires, public-security cases and near misses. The fact `event` holds one row for each
event that stands; the register is complete for its place, so there is nothing to estimate and no interval."""

from __future__ import annotations

from dataclasses import replace

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts

FIRE = 2
SOURCE = "AQ/T 9001-2006 第 9 要素（事故与伤害记录）; register of accidents and injuries"
CLOCK = "生产安全事故报告和调查处理条例（国务院令第 493 号）; the limit is entered from general knowledge, not checked"
DIMENSIONS = (
    "year",
    "month",
    "weekday",
    "hour",
    "hour_band",
    "kind",
    "gb_type",
    "grade",
    "deaths",
    "hurt",
    "on_time",
    "place",
)
WITHDRAWN: Texts = {
    "zh-hans": "已作废的不算。一起事件有多少人受伤，都只算一起。",
    "zh-hant": "已作廢的不算。一起事件有多少人受傷，都只算一起。",
    "en": "Withdrawn events do not count. An event counts once, however many people were hurt.",
}


def _count(code: str, titles: Texts, counts: Texts, numerator: Condition, direction: str) -> Definition:
    return Definition(
        code=code,
        version=1,
        titles=titles,
        unit="events",
        kind="count",
        fact="event",
        numerator=numerator,
        denominator=None,
        place_column="place",
        dimensions=DIMENSIONS,
        direction=direction,
        interval="",
        per=1.0,
        source=SOURCE,
        counts=counts,
        excludes=WITHDRAWN,
    )


COUNT = _count(
    "event.count",
    {"zh-hans": "事件数", "zh-hant": "事件數", "en": "Events"},
    {
        "zh-hans": "在本地发生、登记在册的事故、火灾、治安案件和未遂事件。",
        "zh-hant": "在本地發生、登記在冊的事故、火災、治安案件和未遂事件。",
        "en": "Accidents, fires, public-security cases and near misses of the place that are on the register.",
    },
    EVERYTHING,
    # More near misses on the register is better reporting, so more or fewer events by itself is neither.
    "neither",
)

FIRES = _count(
    "event.fires",
    {"zh-hans": "火灾起数", "zh-hant": "火災起數", "en": "Fires"},
    {
        "zh-hans": "在本地发生、登记在册的火灾，没有人受伤的也算。",
        "zh-hant": "在本地發生、登記在冊的火災，沒有人受傷的也算。",
        "en": "Fires of the place that are on the register, also those that hurt nobody.",
    },
    Where("kind", "eq", (FIRE,)),
    "lower",
)

ON_TIME = Definition(
    code="event.on_time",
    version=1,
    titles={"zh-hans": "事故按时上报率", "zh-hant": "事故按時上報率", "en": "Events reported in time"},
    unit="percent",
    kind="proportion",
    fact="event",
    numerator=Where("on_time", "eq", (1,)),
    denominator=Where("on_time", "known"),
    place_column="place",
    dimensions=DIMENSIONS,
    direction="higher",
    interval="",
    per=100.0,
    source=CLOCK,
    counts={
        "zh-hans": "单位得知后 1 小时内上报主管部门的事故和火灾，除以全部事故和火灾。",
        "zh-hant": "單位得知後 1 小時內上報主管部門的事故和火災，除以全部事故和火災。",
        "en": "Accidents and fires reported to the authority within 1 hour after the unit learned of them, "
        "divided by all accidents and fires.",
    },
    excludes={
        "zh-hans": "治安案件和未遂事件没有这项时限，不算。还没上报的算没有按时；没写得知时间的，从发生的整点算起。",
        "zh-hant": "治安案件和未遂事件沒有這項時限，不算。還沒上報的算沒有按時；沒寫得知時間的，從發生的整點算起。",
        "en": "Public-security cases and near misses have no such limit and do not count. An event not yet reported "
        "is not in time; where nobody wrote when the unit learned of it, the hour it happened begins the clock.",
    },
)


def _people(code: str, titles: Texts, counts: Texts, quantity: str) -> Definition:
    return replace(
        COUNT, code=code, titles=titles, unit="people", kind="total", quantity=quantity, counts=counts,
        direction="lower",
    )  # fmt: skip


DEAD = _people(
    "event.dead",
    {"zh-hans": "事件死亡人数", "zh-hant": "事件死亡人數", "en": "Dead in events"},
    {
        "zh-hans": "登记在册的事件里死亡人数之和，按记录当前的数。",
        "zh-hant": "登記在冊的事件裡死亡人數之和，按記錄目前的數。",
        "en": "People dead in the events on the register, added up, as their records say now.",
    },
    "deaths",
)

HURT = _people(
    "event.hurt",
    {"zh-hans": "事件受伤人数", "zh-hant": "事件受傷人數", "en": "Hurt in events"},
    {
        "zh-hans": "登记在册的事件里重伤和轻伤人数之和，按记录当前的数。",
        "zh-hant": "登記在冊的事件裡重傷和輕傷人數之和，按記錄目前的數。",
        "en": "People seriously or slightly hurt in the events on the register, added up, as their records say now.",
    },
    "hurt",
)

DEFINITIONS = (COUNT, FIRES, DEAD, HURT, ON_TIME)
