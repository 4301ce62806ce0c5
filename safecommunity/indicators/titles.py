"""Figures of the way to a title: self-assessments, applications and the days they take, titles held."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

RULES = "全国安全社区现场评定表（试行）：a 1、b 0.7、c 0.3、d 0，100 分且无零分项通过"
STEPS = "安全社区创建步骤：备案、创建、自评、推荐、评定、公示、命名、复评"
PLACES = "安全社区数量覆盖乡镇（街道办事处）比例（十二五部署）；分子、分母由设定目标的一方选定"
STREET = Where("place_level", "eq", (4,))  # streets and towns
OF_ROUND = ("year", "month", "standard", "handed_in", "verdict", "place")
OF_APPLICATION = ("year", "month", "title_level", "stage", "named", "going", "place")
OF_STAY = ("year", "month", "title_level", "stage", "place")
HANDED_IN = Where("handed_in", "eq", (1,))
SCORED = AllOf((HANDED_IN, Where("most", "ge", (1,))))
UNFILED = worded("没有备案的不算。", "沒有備案的不算。", "What was not filed does not count.")
ROUNDS = worded(
    "还在评的按未提交计。", "還在評的按未提交計。", "What is still being scored counts as not handed in."
)
AS_AT = worded(
    "按年末的状态；当年按现在的状态。县区和社区不算在街道（乡镇）里。",
    "按年末的狀態；當年按現在的狀態。縣區和社區不算在街道（鄉鎮）裡。",
    "As it stood at the end of the year, this year as it stands now. Districts and communities are no streets.",
)


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, unit: str, dimensions: tuple[str, ...], *, source: str,
    numerator: Condition = EVERYTHING, below: Condition | None = None, quantity: str = "", over: str = "",
    of_year: bool = False, excludes: Texts = UNFILED, direction: str = "neither",
) -> Definition:  # fmt: skip
    share = below is not None
    return Definition(
        code=code, version=1, titles=titles, unit="percent" if share else unit,
        kind="proportion" if share else "count", fact=fact, numerator=numerator, denominator=below,
        place_column="place", dimensions=dimensions, direction=direction, interval="", per=100.0 if share else 1.0,
        source=source, counts=counts, excludes=excludes, quantity=quantity, over=over, of_year=of_year,
    )  # fmt: skip


ASSESSMENTS = (
    _one("assessments.opened", "self_assessment", worded("开展的自评", "開展的自評", "Self-assessments opened"),
         worded("这段时间开始的自评。", "這段時間開始的自評。", "Rounds opened in the period."), "times", OF_ROUND,
         source=RULES, excludes=ROUNDS),
    _one("assessments.handed_in", "self_assessment",
         worded("自评提交比例", "自評提交比例", "Self-assessments handed in"),
         worded("已经提交的，除以这段时间开始的。", "已經提交的，除以這段時間開始的。",
                "Those handed in, divided by all opened in the period."),
         "percent", OF_ROUND, source=RULES, numerator=HANDED_IN, below=EVERYTHING, excludes=ROUNDS,
         direction="higher"),
    _one("assessments.points", "self_assessment", worded("自评得分率", "自評得分率", "Share of points reached"),
         worded("提交的自评得到的分数相加，除以满分相加。", "提交的自評得到的分數相加，除以滿分相加。",
                "Points of the rounds handed in, added up, divided by their full scores."),
         "percent", OF_ROUND, source=RULES, numerator=SCORED, below=SCORED, quantity="points", over="most",
         excludes=worded("没有分数的标准不算，还在评的不算。", "沒有分數的標準不算，還在評的不算。",
                         "Standards without points and rounds still being scored do not count."),
         direction="higher"),
    _one("assessments.passed", "self_assessment",
         worded("自评结论为通过的比例", "自評結論為通過的比例", "Self-assessments that pass"),
         worded("自评结论为通过的，除以已提交、有结论的。", "自評結論為通過的，除以已提交、有結論的。",
                "Those whose verdict is pass, divided by those handed in with a verdict."),
         "percent", OF_ROUND, source=RULES, numerator=AllOf((HANDED_IN, Where("verdict", "eq", (1,)))),
         below=AllOf((HANDED_IN, Where("verdict", "ge", (1,)))), excludes=ROUNDS, direction="higher"),
)  # fmt: skip
ON_THE_WAY = Where("on_the_way", "eq", (1,))
CLOCKED = Where("clocked", "eq", (1,))
DAYS = Definition(
    code="applications.stage_days", version=1,
    titles=worded("每一步用时（中位数）", "每一步用時（中位數）", "Median time in a stage"),
    unit="days", kind="duration", fact="stage_stay", numerator=ON_THE_WAY, denominator=None, place_column="place",
    dimensions=("title_level", "stage"), direction="lower", interval="brookmeyer_crowley_log_log", per=1.0,
    source="Kaplan E.L., Meier P. 1958, doi:10.1080/01621459.1958.10501452; Brookmeyer R., Crowley J. 1982, "
    "doi:10.2307/2530286",
    counts=worded(
        "这段时间进入某一步的，多少天后离开：半数在这个数以内。还没有离开的按仍在这一步计。",
        "這段時間進入某一步的，多少天後離開：半數在這個數以內。還沒有離開的按仍在這一步計。",
        "Days from entering a stage in the period to leaving it: half left within so many. Those still there count as "
        "there so far.",
    ),
    excludes=worded(
        "没有备案的不算；已命名和已终止的不是步骤。", "沒有備案的不算；已命名和已終止的不是步驟。",
        "What was not filed does not count; being named or closed is no stage to pass.",
    ),
    quantity="days", open_since="open_since",
)  # fmt: skip
APPLICATIONS = (
    _one("applications.filed", "application", worded("备案的创建申请", "備案的創建申請", "Applications filed"),
         worded("这段时间备案的，按级别和现在所在的步骤分。", "這段時間備案的，按級別和現在所在的步驟分。",
                "Filed in the period, by level and the stage they stand in now."), "items", OF_APPLICATION,
         source=STEPS),
    _one("applications.named", "application",
         worded("备案后命名的比例", "備案後命名的比例", "Applications that led to a title"),
         worded("已经命名过的，除以这段时间备案的。", "已經命名過的，除以這段時間備案的。",
                "Those that were named, divided by all filed in the period."), "percent", OF_APPLICATION,
         source=STEPS, numerator=Where("named", "eq", (1,)), below=EVERYTHING,
         excludes=worded("没有备案的不算；还在途中的算没有命名。", "沒有備案的不算；還在途中的算沒有命名。",
                         "What was not filed does not count; what is on its way is not named yet.")),
    _one("applications.in_time", "stage_stay", worded("按时办结的步骤", "按時辦結的步驟", "Stages left in time"),
         worded("在期限内离开、或期限还没到的，除以这段时间进入的、有期限的。",
                "在期限內離開、或期限還沒到的，除以這段時間進入的、有期限的。",
                "Left by their day, or not past it yet, divided by those entered in the period that have a day."),
         "percent", (*OF_STAY, "clocked", "in_time"), source=STEPS,
         numerator=AllOf((ON_THE_WAY, CLOCKED, Where("in_time", "eq", (1,)))), below=AllOf((ON_THE_WAY, CLOCKED)),
         direction="higher"),
    DAYS,
)  # fmt: skip
OF_PLACE = (
    "year",
    "place_level",
    "begun",
    "named",
    "municipal",
    "provincial",
    "national",
    "international",
    "place",
)
LEVELS = (
    ("municipal", worded("市级安全社区", "市級安全社區", "Municipal Safe Communities")),
    ("provincial", worded("省级安全社区", "省級安全社區", "Provincial Safe Communities")),
    ("national", worded("全国安全社区", "全國安全社區", "National Safe Communities")),
    ("international", worded("国际安全社区", "國際安全社區", "International Safe Communities")),
)
HELD = worded(
    "街道（乡镇）中持有这一称号、在有效期内的。",
    "街道（鄉鎮）中持有這一稱號、在有效期內的。",
    "Streets and towns that hold this title, in its term.",
)
TITLES = (
    _one("titles.begun", "title_place",
         worded("启动创建的街道（乡镇）", "啟動創建的街道（鄉鎮）", "Streets and towns that have begun"),
         worded("已备案、在途或持有任一级称号的街道（乡镇）。", "已備案、在途或持有任一級稱號的街道（鄉鎮）。",
                "Streets and towns that filed and are on their way, or hold a title of any level."), "streets",
         OF_PLACE, source=PLACES, numerator=AllOf((STREET, Where("begun", "eq", (1,)))), of_year=True,
         excludes=AS_AT, direction="higher"),
    _one("titles.named", "title_place",
         worded("建成安全社区的街道（乡镇）", "建成安全社區的街道（鄉鎮）", "Streets and towns with a title"),
         worded("持有任一级称号、在有效期内的街道（乡镇）；有几级称号也只算一个。",
                "持有任一級稱號、在有效期內的街道（鄉鎮）；有幾級稱號也只算一個。",
                "Streets and towns that hold a title of any level in its term; one with several counts once."),
         "streets", OF_PLACE, source=PLACES, numerator=AllOf((STREET, Where("named", "eq", (1,)))), of_year=True,
         excludes=AS_AT, direction="higher"),
    *(
        _one(f"titles.{level}", "title_place", titles, HELD, "streets", OF_PLACE, source=PLACES,
             numerator=AllOf((STREET, Where(level, "eq", (1,)))), of_year=True, excludes=AS_AT, direction="higher")
        for level, titles in LEVELS
    ),
)  # fmt: skip

DEFINITIONS = (*ASSESSMENTS, *APPLICATIONS, *TITLES)
