"""Figures of injuries. The fact `injury` holds one row for each injury that stands: reports
joined to another injury are no rows of their own.

Codes are those of the national injury report card, card version 1.
"""

from __future__ import annotations

from typing import Any

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import POPULATION, POPULATION_DIMENSIONS, Definition
from safecommunity.indicators.languages import Texts

CAUSE_FALL = 3
PLACE_HOME = 1
SEVERITY_SEVERE = 3
OUTCOME_DIED = 3
RESIDENT = 1

CARD = "全国伤害监测报告卡（中国疾病预防控制中心）; ICECI, WHO minimum data set for injury surveillance"
PER = 100_000.0

DIMENSIONS = (
    "year", "month", "weekday", "hour", "hour_band", "sex", "age_band", "age_group", "cause", "place_kind",
    "activity", "intent",
    "nature", "body_part", "severity", "outcome", "alcohol", "residence", "occurrence", "facility",
    "source", "diagnosis", "product", "mechanism", "matrix_intent", "matrix_source",
)  # fmt: skip

# A rate is split by what is true of the person or the injury; time and place are its own period and place.
RATE_DIMENSIONS = (*POPULATION_DIMENSIONS, "cause", "place_kind", "activity", "intent", "nature", "body_part",
                   "severity", "outcome")  # fmt: skip

# A standardised rate is made of all ages at once, so it is not split by them.
STANDARDISED_DIMENSIONS = tuple(name for name in RATE_DIMENSIONS if name not in ("age_band", "age_group"))

RESIDENTS = Where("resident", "eq", (RESIDENT,))

JOINED: Texts = {
    "zh-hans": "同一次受伤的多份报告只算一例；已作废的不算。",
    "zh-hant": "同一次受傷的多份報告只算一例；已作廢的不算。",
    "en": "Several reports of one injury count once; withdrawn records do not count.",
}
OUTSIDERS: Texts = {
    "zh-hans": "不是本地居民的不算；同一次受伤的多份报告只算一例。",
    "zh-hant": "不是本地居民的不算；同一次受傷的多份報告只算一例。",
    "en": "People who do not live here do not count; several reports of one injury count once.",
}


def _count(
    code: str, titles: Texts, counts: Texts, numerator: Condition = EVERYTHING, **other: Any
) -> Definition:
    settings: dict[str, Any] = {
        "unit": "injuries",
        "place_column": "residence",
        "excludes": JOINED,
        "direction": "lower",
        **other,
    }
    return Definition(
        code=code,
        version=1,
        titles=titles,
        kind="count",
        fact="injury",
        numerator=numerator,
        denominator=None,
        dimensions=DIMENSIONS,
        interval="",
        per=1.0,
        source=CARD,
        counts=counts,
        **settings,
    )


def _rate(
    code: str, titles: Texts, counts: Texts, numerator: Condition, ages: tuple[int, int | None] | None = None
) -> Definition:
    return Definition(
        code=code,
        version=1,
        titles=titles,
        unit="per_100000_person_years",
        kind="rate",
        fact="injury",
        numerator=numerator,
        denominator=POPULATION,
        place_column="residence",
        dimensions=RATE_DIMENSIONS,
        direction="lower",
        interval="garwood",
        per=PER,
        source=f"{CARD}; Garwood 1936, doi:10.1093/biomet/28.3-4.437",
        counts=counts,
        excludes=OUTSIDERS,
        population_ages=ages,
    )


def _standardised(code: str, titles: Texts, standard: str, name: Texts) -> Definition:
    return Definition(
        code=code,
        version=1,
        titles=titles,
        unit="per_100000_person_years",
        kind="rate",
        fact="injury",
        numerator=AllOf((RESIDENTS, Where("age_band", "known"))),
        denominator=POPULATION,
        place_column="residence",
        dimensions=STANDARDISED_DIMENSIONS,
        direction="lower",
        interval="fay_feuer",
        per=PER,
        source=f"{CARD}; Fay and Feuer 1997, Stat Med 16:791-801",
        counts={
            "zh-hans": f"本地居民各年龄组的伤害发生率，按{name['zh-hans']}的年龄构成加权。",
            "zh-hant": f"本地居民各年齡組的傷害發生率，按{name['zh-hant']}的年齡構成加權。",
            "en": f"Rates of residents by age group, weighted by the ages of the standard population: {name['en']}.",
        },
        excludes={
            "zh-hans": "不知道年龄的、不是本地居民的不算；同一次受伤的多份报告只算一例。",
            "zh-hant": "不知道年齡的、不是本地居民的不算；同一次受傷的多份報告只算一例。",
            "en": "Injured people of unknown age and people who do not live here do not count; "
            "several reports of one injury count once.",
        },
        standard=standard,
    )


COUNT = _count(
    "injury.count",
    {"zh-hans": "受伤例数", "zh-hant": "受傷例數", "en": "Injuries"},
    {
        "zh-hans": "住在这里的人在所选时段受的伤，在哪里受伤都算。",
        "zh-hant": "住在這裡的人在所選時段受的傷，在哪裡受傷都算。",
        "en": "Injuries in the period to people who live here, wherever they happened.",
    },
)

OCCURRED = _count(
    "injury.occurred",
    {
        "zh-hans": "发生在本地的受伤例数",
        "zh-hant": "發生在本地的受傷例數",
        "en": "Injuries that happened here",
    },
    {
        "zh-hans": "在所选时段发生在这里的伤害，受伤的人住在哪里都算。",
        "zh-hant": "在所選時段發生在這裡的傷害，受傷的人住在哪裡都算。",
        "en": "Injuries in the period that happened here, wherever the injured live.",
    },
    place_column="occurrence",
)

RATE = _rate(
    "injury.rate",
    {"zh-hans": "居民伤害发生率", "zh-hant": "居民傷害發生率", "en": "Injury rate of residents"},
    {
        "zh-hans": "本地居民在所选时段受的伤，除以居民人口的人年数。",
        "zh-hant": "本地居民在所選時段受的傷，除以居民人口的人年數。",
        "en": "Injuries of residents in the period, divided by the person-years of the resident population.",
    },
    RESIDENTS,
)

RATE_STANDARDISED = _standardised(
    "injury.rate.standardised",
    {
        "zh-hans": "居民伤害年龄标化发生率",
        "zh-hant": "居民傷害年齡標化發生率",
        "en": "Age-standardised injury rate of residents",
    },
    "china_2020",
    {"zh-hans": "2020 年全国人口", "zh-hant": "2020 年全國人口", "en": "China census 2020"},
)

RATE_STANDARDISED_WHO = _standardised(
    "injury.rate.standardised.who",
    {
        "zh-hans": "居民伤害年龄标化发生率（世界标准）",
        "zh-hant": "居民傷害年齡標化發生率（世界標準）",
        "en": "Age-standardised injury rate of residents (world standard)",
    },
    "who_2000_2025",
    {
        "zh-hans": "世界卫生组织标准人口",
        "zh-hant": "世界衛生組織標準人口",
        "en": "WHO world standard 2000-2025",
    },
)

FALL_HOME_65 = _rate(
    "injury.fall.home.65plus",
    {
        "zh-hans": "65 岁及以上居民家中跌倒发生率",
        "zh-hant": "65 歲及以上居民家中跌倒發生率",
        "en": "Falls at home, residents aged 65 and over",
    },
    {
        "zh-hans": "65 岁及以上居民在家中跌倒或坠落受的伤，除以 65 岁及以上居民的人年数。",
        "zh-hant": "65 歲及以上居民在家中跌倒或墜落受的傷，除以 65 歲及以上居民的人年數。",
        "en": "Injuries by falls at home of residents aged 65 and over, "
        "divided by the person-years of residents of that age.",
    },
    AllOf(
        (
            RESIDENTS,
            Where("age_years", "ge", (65,)),
            Where("cause", "eq", (CAUSE_FALL,)),
            Where("place_kind", "eq", (PLACE_HOME,)),
        )
    ),
    ages=(65, None),
)

SEVERE = _count(
    "injury.severe",
    {"zh-hans": "重度伤害例数", "zh-hant": "重度傷害例數", "en": "Severe injuries"},
    {
        "zh-hans": "住在这里的人在所选时段受的伤，严重程度记为重度。",
        "zh-hant": "住在這裡的人在所選時段受的傷，嚴重程度記為重度。",
        "en": "Injuries in the period to people who live here, recorded as severe.",
    },
    Where("severity", "eq", (SEVERITY_SEVERE,)),
)

DEATHS = _count(
    "injury.deaths",
    {"zh-hans": "伤害死亡人数", "zh-hant": "傷害死亡人數", "en": "Deaths from injury"},
    {
        "zh-hans": "住在这里的人在所选时段受的伤，结局记为死亡。",
        "zh-hant": "住在這裡的人在所選時段受的傷，結局記為死亡。",
        "en": "Injuries in the period to people who live here, with death as the outcome.",
    },
    Where("outcome", "eq", (OUTCOME_DIED,)),
    unit="deaths",
)

COST_RECORDED = _count(
    "injury.cost.recorded",
    {"zh-hans": "记有费用的伤害例数", "zh-hant": "記有費用的傷害例數", "en": "Injuries with a recorded cost"},
    {
        "zh-hans": "住在这里的人在所选时段受的伤，记录了费用的。",
        "zh-hant": "住在這裡的人在所選時段受的傷，記錄了費用的。",
        "en": "Injuries in the period to people who live here, for which a cost was recorded.",
    },
    Where("cost", "known"),
    direction="neither",
)

DEFINITIONS = (
    COUNT, OCCURRED, RATE, RATE_STANDARDISED, RATE_STANDARDISED_WHO, FALL_HOME_65, SEVERE, DEATHS, COST_RECORDED,
)  # fmt: skip
