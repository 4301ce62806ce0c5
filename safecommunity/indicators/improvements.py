"""Figures of corrective and preventive actions: found, open, overdue, in time, effective."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 11 要素（预防与纠正措施）"
EXCLUDED: Texts = {
    "zh-hans": "不再办的不算。", "zh-hant": "不再辦的不算。", "en": "What was given up does not count.",
}  # fmt: skip


def _one(
    code: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING, below: Condition | None = None,
    direction: str = "neither",
) -> Definition:  # fmt: skip
    part = numerator if below is None else AllOf((numerator, below))
    return Definition(
        code=code, version=1, titles=titles, unit="percent" if below is not None else "items",
        kind="proportion" if below is not None else "count", fact="improvement", numerator=part,
        denominator=below, place_column="place",
        dimensions=("year", "month", "improve_kind", "found_by", "setting", "fell_due", "on_time", "late", "verified",
                    "closed", "place"),
        direction=direction, interval="", per=100.0 if below is not None else 1.0, source=SOURCE, counts=counts,
        excludes=EXCLUDED,
    )  # fmt: skip


DEFINITIONS = (
    _one("improvements.count", worded("纠正和预防措施", "糾正和預防措施", "Corrective and preventive actions"),
         worded("这段时间发现的问题和措施。", "這段時間發現的問題和措施。", "What was found in the period.")),
    _one("improvements.open", worded("没有关闭的措施", "沒有關閉的措施", "Actions still open"),
         worded("这段时间发现、还没有验证有效的。", "這段時間發現、還沒有驗證有效的。",
                "Found in the period and not yet verified as effective."),
         numerator=Where("closed", "eq", (0,)), direction="lower"),
    _one("improvements.overdue", worded("超期的措施", "超期的措施", "Actions overdue"),
         worded("这段时间发现、期限已过还没有做完的；延期的按新期限。",
                "這段時間發現、期限已過還沒有做完的；延期的按新期限。",
                "Found in the period, past their day and not done; extended ones by the new day."),
         numerator=Where("late", "eq", (1,)), direction="lower"),
    _one("improvements.on_time", worded("措施按时完成率", "措施按時完成率", "Actions done in time"),
         worded("在最初期限前做完的，除以期限已到或已做完的；后来验证无效的算没有按时。",
                "在最初期限前做完的，除以期限已到或已做完的；後來驗證無效的算沒有按時。",
                "Done by the day first set, divided by those whose day has come or that are done; "
                "what proved ineffective was not in time."),
         numerator=Where("on_time", "eq", (1,)), below=Where("fell_due", "eq", (1,)), direction="higher"),
    _one("improvements.effective", worded("措施验证有效率", "措施驗證有效率", "Actions verified as effective"),
         worded("验证有效的，除以验证过的。", "驗證有效的，除以驗證過的。",
                "Verified as effective, divided by all that were verified."),
         numerator=Where("closed", "eq", (1,)), below=Where("verified", "eq", (1,)), direction="higher"),
)  # fmt: skip
