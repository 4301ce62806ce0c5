"""Figures of what an office asked of units: asked, answered, answered in time, how long it took."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 2 要素（信息交流和全员参与）；期限由发出要求的一方定"
DIMENSIONS = ("year", "month", "request_kind", "unit_kind", "answered", "on_time", "place")
WITHDRAWN = worded(
    "撤回的不计；退回重报的，以最后一次为准。", "撤回的不計；退回重報的，以最後一次為準。",
    "What was withdrawn does not count; of answers sent back the last one counts.",
)  # fmt: skip


def _one(
    code: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING, below: Condition | None = None,
    direction: str = "neither",
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=f"requests.{code}", version=1, titles=titles, unit="percent" if share else "items", fact="unit_request",
        kind="proportion" if share else "count", numerator=numerator, denominator=below, place_column="place",
        dimensions=DIMENSIONS, direction=direction, interval="", per=100.0 if share else 1.0, source=SOURCE,
        counts=counts, excludes=WITHDRAWN,
    )  # fmt: skip


MEDIAN = Definition(
    code="requests.median_days", version=1,
    titles=worded("单位答复用时（中位数）", "單位答覆用時（中位數）", "Median time of a unit to answer"),
    unit="working_days", kind="duration", fact="unit_request", numerator=EVERYTHING, denominator=None,
    place_column="place", dimensions=("request_kind", "unit_kind"), direction="lower",
    interval="brookmeyer_crowley_log_log", per=1.0,
    source="Kaplan E.L., Meier P. 1958, doi:10.1080/01621459.1958.10501452; Brookmeyer R., Crowley J. 1982, "
    "doi:10.2307/2530286",
    counts=worded(
        "这段时间发出的，到单位答复用了多少个工作日：半数在这个数以内。还没答复的按仍未答复计。",
        "這段時間發出的，到單位答覆用了多少個工作日：半數在這個數以內。還沒答覆的按仍未答覆計。",
        "Working days from asking to the unit's answer of those asked in the period: half were answered within so "
        "many. Those without an answer count as open so far.",
    ),
    excludes=WITHDRAWN, quantity="days", open_since="open_since",
)  # fmt: skip

DEFINITIONS = (
    _one("asked", worded("对单位的要求", "對單位的要求", "Requests to units"),
         worded("这段时间向单位发出的要求，一家单位算一项。", "這段時間向單位發出的要求，一家單位算一項。",
                "Asked of units in the period; one unit asked counts once.")),
    _one("answered", worded("单位答复率", "單位答覆率", "Units that answered"),
         worded("单位已经答复（已办结或待审核）的，除以这段时间发出的。",
                "單位已經答覆（已辦結或待審核）的，除以這段時間發出的。",
                "Answered, settled or with the office, divided by all asked in the period."),
         numerator=Where("answered", "eq", (1,)), below=EVERYTHING, direction="higher"),
    _one("on_time", worded("单位按时答复率", "單位按時答覆率", "Units that answered in time"),
         worded("在要求的日期前答复的，除以这段时间发出的；还没答复的算没有按时。",
                "在要求的日期前答覆的，除以這段時間發出的；還沒答覆的算沒有按時。",
                "Answered by the day asked for, divided by all asked in the period; what is not answered yet is not in "
                "time."),
         numerator=Where("on_time", "eq", (1,)), below=EVERYTHING, direction="higher"),
    MEDIAN,
)  # fmt: skip
