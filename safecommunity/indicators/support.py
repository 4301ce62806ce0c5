"""Figures of support received from departments and others: people, money, goods, technique."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 1 要素（组织、人、财、物、技术保障）; seed documents D7, D9, D10"
EXCLUDED: Texts = {
    "zh-hans": "作废的不算。带“余、近、以上”的按写明的数相加，记录里保留原样。",
    "zh-hant": "作廢的不算。帶「餘、近、以上」的按寫明的數相加，記錄裡保留原樣。",
    "en": "What was withdrawn does not count. Numbers with a qualifier are added as written; records keep it.",
}


def _one(
    code: str,
    titles: Texts,
    counts: Texts,
    unit: str,
    *,
    numerator: Condition = EVERYTHING,
    quantity: str = "",
) -> Definition:
    return Definition(
        code=code, version=1, titles=titles, unit=unit, kind="total" if quantity else "count", fact="support",
        numerator=numerator, denominator=None, place_column="place",
        dimensions=("year", "month", "support_kind", "sector", "place"), direction="higher", interval="", per=1.0,
        source=SOURCE, counts=counts, excludes=EXCLUDED, quantity=quantity,
    )  # fmt: skip


DEFINITIONS = (
    _one("support.count", worded("得到的支持", "得到的支持", "Support received"),
         worded("部门和其他单位给的人、财、物、技术支持，按记录数。",
                "部門和其他單位給的人、財、物、技術支持，按記錄數。",
                "People, money, goods and technique given by departments and others, by entries."), "items"),
    _one("support.people", worded("支持的人员", "支持的人員", "People lent"),
         worded("派来的人员相加。", "派來的人員相加。", "People sent to help, added up."), "people",
         numerator=Where("support_kind", "eq", (0,)), quantity="persons"),
    _one("support.money", worded("支持的资金", "支持的資金", "Money given"),
         worded("给的资金，折成元相加。", "給的資金，折成元相加。", "Money given, in yuan, added up."), "yuan",
         numerator=Where("support_kind", "eq", (1,)), quantity="yuan"),
    _one("support.goods", worded("物资支持", "物資支持", "Goods given"),
         worded("给物资的记录数。", "給物資的記錄數。", "Entries of goods given."), "items",
         numerator=Where("support_kind", "eq", (2,))),
    _one("support.technique", worded("技术支持", "技術支持", "Technique and advice"),
         worded("技术指导、检测、设计等支持的记录数。", "技術指導、檢測、設計等支持的記錄數。",
                "Entries of technical guidance, testing, design and advice."), "items",
         numerator=Where("support_kind", "eq", (3,))),
)  # fmt: skip
