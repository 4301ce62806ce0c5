"""Hazards: found, put right, in time, overdue, coming back."""

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "隐患排查治理：整改率、按期整改率、复发率（据记忆）；时限和 180 天为本系统所定"
EXCLUDED: Texts = {
    "zh-hans": "经核定不是隐患的不计。", "zh-hant": "經核定不是隱患的不計。",
    "en": "What was judged to be no hazard does not count.",
}  # fmt: skip


def _one(
    code: str, titles: Texts, counts: Texts, *, numerator: Condition = EVERYTHING, below: Condition | None = None,
    direction: str = "neither",
) -> Definition:  # fmt: skip
    part = numerator if below is None else AllOf((numerator, below))
    return Definition(
        code=code, version=1, titles=titles, unit="percent" if below is not None else "spots",
        kind="proportion" if below is not None else "count", fact="hazard", numerator=part, denominator=below,
        place_column="place",
        dimensions=("year", "month", "hazard_kind", "hazard_class", "risk", "hazard_level", "setting", "on_spot",
                    "closed", "fell_due", "on_time", "late", "recurrence", "came_back", "place"),
        direction=direction, interval="", per=100.0 if below is not None else 1.0, source=SOURCE, counts=counts,
        excludes=EXCLUDED,
    )  # fmt: skip


MEDIAN = Definition(
    code="hazards.median_days", version=1,
    titles=worded("隐患整改用时（中位数）", "隱患整改用時（中位數）", "Median time to put a hazard right"),
    unit="working_days", kind="duration", fact="hazard", numerator=Where("on_spot", "eq", (0,)), denominator=None,
    place_column="place", dimensions=("hazard_kind", "hazard_class", "risk", "hazard_level", "setting"),
    direction="lower", interval="brookmeyer_crowley_log_log", per=1.0,
    source="Kaplan E.L., Meier P. 1958, doi:10.1080/01621459.1958.10501452; Brookmeyer R., Crowley J. 1982, "
    "doi:10.2307/2530286",
    counts=worded(
        "这段时间发现的，到闭环用了多少个工作日：半数在这个数以内。还没有闭环的按仍未闭环计，不会因为不整改而显得快。",
        "這段時間發現的，到閉環用了多少個工作日：半數在這個數以內。還沒有閉環的按仍未閉環計，不會因為不整改而顯得快。",
        "Working days from found to closed of those found in the period: half were closed within so many. Those not "
        "closed yet count as open so far, so leaving them open makes nobody faster.",
    ),
    excludes=worded(
        "立行立改的不计（当天就改好）；经核定不是隐患的不计。", "立行立改的不計（當天就改好）；經核定不是隱患的不計。",
        "Those put right on the spot (no day at all), and what was judged to be no hazard.",
    ),
    quantity="days", open_since="open_since",
)  # fmt: skip
CLOSED, DUE = Where("closed", "eq", (1,)), Where("fell_due", "eq", (1,))
DEFINITIONS = (
    _one("hazards.found", worded("发现的隐患", "發現的隱患", "Hazards found"),
         worded("这段时间发现的隐患。", "這段時間發現的隱患。", "Hazards found in the period.")),
    _one("hazards.closed", worded("整改闭环的隐患", "整改閉環的隱患", "Hazards put right"),
         worded("这段时间发现、已经闭环的，含立行立改。", "這段時間發現、已經閉環的，含立行立改。",
                "Found in the period and closed, with those put right on the spot."),
         numerator=CLOSED, direction="higher"),
    _one("hazards.open", worded("没有闭环的隐患", "沒有閉環的隱患", "Hazards open"),
         worded("这段时间发现、还没有闭环的，不论期限到没到。", "這段時間發現、還沒有閉環的，不論期限到沒到。",
                "Found in the period and not closed yet, whether or not their day has come."),
         numerator=Where("closed", "eq", (0,)), direction="lower"),
    _one("hazards.on_spot", worded("立行立改的隐患", "立行立改的隱患", "Hazards put right on the spot"),
         worded("发现时当场改好、有前后照片的。", "發現時當場改好、有前後照片的。",
                "Put right when found, with a photo before and after."),
         numerator=Where("on_spot", "eq", (1,)), direction="higher"),
    _one("hazards.overdue", worded("超期的隐患", "超期的隱患", "Hazards overdue"),
         worded("这段时间发现、期限已过还没有改好的；批准延期的按新期限。",
                "這段時間發現、期限已過還沒有改好的；批准延期的按新期限。",
                "Found in the period, past their day and not put right; extended ones by the new day."),
         numerator=Where("late", "eq", (1,)), direction="lower"),
    _one("hazards.fix_rate", worded("隐患整改率", "隱患整改率", "Hazards put right of those due"),
         worded("已经闭环的，除以最初期限已到或已经闭环的。", "已經閉環的，除以最初期限已到或已經閉環的。",
                "Closed, divided by those whose first day has come or that are closed."),
         numerator=CLOSED, below=DUE, direction="higher"),
    _one("hazards.on_time", worded("隐患按期整改率", "隱患按期整改率", "Hazards put right in time"),
         worded("在最初期限前改好并验收闭环的，除以最初期限已到或已经闭环的；延期不改变这个数。",
                "在最初期限前改好並驗收閉環的，除以最初期限已到或已經閉環的；延期不改變這個數。",
                "Put right by the first day and closed since, divided by those whose first day has come or that are "
                "closed; an extension does not change it."),
         numerator=AllOf((Where("on_time", "eq", (1,)), CLOSED)), below=DUE, direction="higher"),
    _one("hazards.recurrence", worded("隐患复发率", "隱患復發率", "Hazards that came back"),
         worded("闭环后 180 天内（含改好待验收时）同一地点同类隐患再出现的，除以已经闭环的。",
                "閉環後 180 天內（含改好待驗收時）同一地點同類隱患再出現的，除以已經閉環的。",
                "Closed ones of which the same kind was found at the same spot within 180 days of closing (also "
                "while they waited to be accepted), divided by all closed."),
         numerator=AllOf((Where("came_back", "eq", (1,)), CLOSED)), below=CLOSED, direction="lower"),
    MEDIAN,
)  # fmt: skip
