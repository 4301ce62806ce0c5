"""Figures of residents' opinions: received, answered, answered in time, satisfied."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 2 要素（信息交流和全员参与）2.b"
DIMENSIONS = ("year", "month", "channel", "topic", "place")
ANSWERED, IN_TIME = Where("answered", "eq", (1,)), Where("on_time", "eq", (1,))
SATISFIED, SAID = Where("satisfied", "eq", (1,)), Where("satisfied", "in", (1, 2))


WITHDRAWN = worded("作废的不算。", "作廢的不算。", "What was withdrawn does not count.")
OPEN = worded(
    "作废的不算；还没答复的算没有按时。", "作廢的不算；還沒答覆的算沒有按時。",
    "What was withdrawn does not count; what is not answered yet is not in time.",
)  # fmt: skip


def _one(
    code: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING, below: Condition | None = None,
    excludes: Texts = WITHDRAWN, direction: str = "neither",
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=f"opinions.{code}", version=1, titles=titles, unit="percent" if share else "items", fact="opinion",
        kind="proportion" if share else "count", numerator=numerator, denominator=below, place_column="place",
        dimensions=DIMENSIONS, direction=direction, interval="", per=100.0 if share else 1.0, source=SOURCE,
        counts=counts, excludes=excludes,
    )  # fmt: skip


MEDIAN = Definition(
    code="opinions.median_days", version=1,
    titles=worded("意见答复用时（中位数）", "意見答覆用時（中位數）", "Median time to answer an opinion"),
    unit="working_days", kind="duration", fact="opinion", numerator=EVERYTHING, denominator=None,
    place_column="place", dimensions=("channel", "topic"), direction="lower", interval="brookmeyer_crowley_log_log",
    per=1.0,
    source="Kaplan E.L., Meier P. 1958, doi:10.1080/01621459.1958.10501452; Brookmeyer R., Crowley J. 1982, "
    "doi:10.2307/2530286",
    counts=worded(
        "这段时间收到的，到第一次答复用了多少个工作日：半数在这个数以内。还没答复的按仍未答复计，不会因为不答复而显得快。",
        "這段時間收到的，到第一次答覆用了多少個工作日：半數在這個數以內。還沒答覆的按仍未答覆計，不會因為不答覆而顯得快。",
        "Working days from receipt to the first reply of those that came in the period: half were answered within so "
        "many. Those without a reply count as open so far, so leaving them open makes nobody faster.",
    ),
    excludes=WITHDRAWN, quantity="days", open_since="open_since",
)  # fmt: skip


DEFINITIONS = (
    _one("received", worded("收到意见建议", "收到意見建議", "Opinions received"),
         worded("这段时间收到的居民意见建议。", "這段時間收到的居民意見建議。",
                "Residents' opinions that came in the period.")),
    _one("answered", worded("已答复意见比例", "已答覆意見比例", "Opinions answered"),
         worded("已有答复的，除以这段时间收到的。", "已有答覆的，除以這段時間收到的。",
                "Opinions with a reply, divided by all that came in the period."),
         numerator=ANSWERED, below=EVERYTHING, direction="higher"),
    _one("on_time", worded("意见按时答复率", "意見按時答覆率", "Opinions answered in time"),
         worded("在期限内第一次答复的，除以这段时间收到的。", "在期限內第一次答覆的，除以這段時間收到的。",
                "Opinions first answered by their due day, divided by all that came in the period."),
         numerator=IN_TIME, below=EVERYTHING, excludes=OPEN, direction="higher"),
    _one("satisfied", worded("对答复满意的比例", "對答覆滿意的比例", "Satisfied with the reply"),
         worded("表示满意的，除以表示满意或不满意的。", "表示滿意的，除以表示滿意或不滿意的。",
                "Those who said they are satisfied, divided by all who said whether they are."),
         numerator=SATISFIED, below=SAID, direction="higher"),
    MEDIAN,
)  # fmt: skip
