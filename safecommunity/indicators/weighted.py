"""Figures of samples: what the records of a sample say of the population it was drawn from.

The fact's columns `stratum` and `psu` say how a record was drawn, `weight` how many injuries it stands for, in
ten-thousandths (weights are published to four decimals).
"""

from __future__ import annotations

from safecommunity.engine.conditions import AllOf, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.injury import DIMENSIONS

WEIGHT_SCALE = 10_000
DESIGN_COLUMNS = ("stratum", "psu")
WEIGHTED = AllOf(tuple(Where(name, "known") for name in (*DESIGN_COLUMNS, "weight")))

ESTIMATE = Definition(
    code="injury.estimate",
    version=1,
    titles={
        "zh-hans": "按抽样权重估计的受伤例数",
        "zh-hant": "按抽樣權重估計的受傷例數",
        "en": "Injuries estimated from a weighted sample",
    },
    unit="injuries",
    kind="weighted_total",
    fact="injury",
    numerator=WEIGHTED,
    denominator=None,
    place_column="residence",
    dimensions=DIMENSIONS,
    direction="lower",
    interval="linearised",
    per=1.0,
    source="Särndal, Swensson and Wretman 1992, doi:10.1007/978-1-4612-4378-6; Lumley 2004, doi:10.18637/jss.v009.i08",
    counts={
        "zh-hans": "样本里每例按权重相加，估计样本所代表的总体（例如全国）在所选时段的受伤例数。",
        "zh-hant": "樣本裡每例按權重相加，估計樣本所代表的總體（例如全國）在所選時段的受傷例數。",
        "en": "The weights of the sample's injuries added up: an estimate, for the period, of the population the "
        "sample was drawn from (a nation, say).",
    },
    excludes={
        "zh-hans": "没有权重、层或抽样单位的记录不算；同一次受伤的多份报告只算一例。",
        "zh-hant": "沒有權重、層或抽樣單位的紀錄不算；同一次受傷的多份報告只算一例。",
        "en": "Records without weight, stratum or sampling unit do not count; "
        "several reports of one injury count once.",
    },
    stability="cpsc_neiss",
)

DEFINITIONS = (ESTIMATE,)
