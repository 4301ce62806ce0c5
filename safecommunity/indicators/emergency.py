"""Emergency work: plans that hold, drills held, what helps, networks, duty covered."""

from typing import Any

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "安全社区创建工作调查汇报（D8）；地震住房安全社区建设论文（D6）；AQ/T 9001-2006 应急预案和响应要素"
PLAN = (
    "year", "month", "eplan_kind", "danger", "owner", "phase_before", "phase_during", "phase_after", "current",
    "drilled", "filed", "place",
)  # fmt: skip
DRILL = (
    "year", "month", "drill_form", "danger", "rating", "qualifier", "unit_drill", "planned", "held", "cancelled",
    "fell_due", "late", "with_plan", "backfill", "place",
)  # fmt: skip
FINDING = ("year", "month", "way", "danger", "closed", "late", "place")
AS_AT: Texts = worded(
    "按年末的状态；当年按现在的状态。已经停用的不算。", "按年末的狀態；當年按現在的狀態。已經停用的不算。",
    "As it stood at the end of the year, this year as it stands now. What has ended does not count.",
)  # fmt: skip
KEPT: Texts = worded(
    "按年末的状态；当年按现在的状态。已经停用的不算。"
    "改动从录入之日起算，以前的年份按当时的值；没有留底的旧改动按后来的值。",
    "按年末的狀態；當年按現在的狀態。已經停用的不算。"
    "改動從錄入之日起算，以前的年份按當時的值；沒有留底的舊改動按後來的值。",
    "As it stood at the end of the year, this year as it stands now. What has ended does not count. A change counts "
    "from the day it was entered, years before keep what stood; of older changes, which were not kept, the later word "
    "counts for all years.",
)  # fmt: skip
COUNTED_ONCE: Texts = worded(
    "作废的不计；几家单位报同一场演练，合并后只计一次。", "作廢的不計；幾家單位報同一場演練，合併後只計一次。",
    "What was withdrawn does not count; one drill told by several bodies counts once when joined.",
)  # fmt: skip


def _yes(*names: str) -> Condition:
    found = tuple(Where(name, "eq", (1,)) for name in names)
    return found[0] if len(found) == 1 else AllOf(found)


def _one(
    code: str, fact: str, dimensions: tuple[str, ...], titles: Texts, counts: Texts, *, unit: str = "pieces",
    numerator: Condition = EVERYTHING, below: Condition | None = None, quantity: str = "", over: str = "",
    direction: str = "neither", of_year: bool = False, excludes: Texts = AS_AT,
) -> Definition:  # fmt: skip
    share = below is not None
    part = numerator if below is None else (below if numerator == EVERYTHING else AllOf((numerator, below)))
    return Definition(
        code=code, version=1, titles=titles, unit="percent" if share else unit,
        kind="proportion" if share else "total" if quantity else "count", fact=fact, numerator=part, denominator=below,
        place_column="place", dimensions=dimensions, direction=direction, interval="", per=100.0 if share else 1.0,
        source=SOURCE, counts=counts, excludes=excludes, quantity=quantity, over=over, of_year=of_year,
    )  # fmt: skip


def _plan(code: str, titles: Texts, counts: Texts, **more: Any) -> Definition:
    return _one(
        f"emergency.{code}", "emergency_plan", PLAN, titles, counts, of_year=True, direction="higher", **more
    )


def _drill(code: str, titles: Texts, counts: Texts, **more: Any) -> Definition:
    return _one(f"drills.{code}", "drill", DRILL, titles, counts, excludes=COUNTED_ONCE, **more)


PLANS = (
    _plan("plans", worded("应急预案", "應急預案", "Emergency plans"),
          worded("年末有版本实施的预案，总体、专项、现场处置都算。", "年末有版本實施的預案，總體、專項、現場處置都算。",
                 "Plans of which a version was in force at the end of the year, of every kind."), unit="items"),
    _plan("plans_before", worded("灾前预案", "災前預案", "Plans for before"),
          worded("标明用于灾前的预案；一个预案可以用于几个阶段。", "標明用於災前的預案；一個預案可以用於幾個階段。",
                 "Plans tagged for before a disaster; a plan may be for several phases."),
          numerator=_yes("phase_before"), unit="items"),
    _plan("plans_during", worded("灾中预案", "災中預案", "Plans for during"),
          worded("标明用于灾中的预案；一个预案可以用于几个阶段。", "標明用於災中的預案；一個預案可以用於幾個階段。",
                 "Plans tagged for during a disaster; a plan may be for several phases."),
          numerator=_yes("phase_during"), unit="items"),
    _plan("plans_after", worded("灾后预案", "災後預案", "Plans for after"),
          worded("标明用于灾后的预案；一个预案可以用于几个阶段。", "標明用於災後的預案；一個預案可以用於幾個階段。",
                 "Plans tagged for after a disaster; a plan may be for several phases."),
          numerator=_yes("phase_after"), unit="items"),
    _plan("plans_current", worded("预案按期评估率", "預案按期評估率", "Plans whose review is not overdue"),
          worded("评估期限没有过的预案，除以实施中的全部预案。", "評估期限沒有過的預案，除以實施中的全部預案。",
                 "Plans whose day of review has not passed, divided by all in force."),
          numerator=_yes("current"), below=EVERYTHING),
    _plan("plans_drilled", worded("当年演练过的预案", "當年演練過的預案", "Plans drilled in the year"),
          worded("当年至少演练过一次的预案，除以实施中的全部预案。", "當年至少演練過一次的預案，除以實施中的全部預案。",
                 "Plans tested by a drill in that year, divided by all in force."),
          numerator=_yes("drilled"), below=EVERYTHING),
)  # fmt: skip
DRILLS = (
    _drill("count", worded("应急演练", "應急演練", "Drills"),
           worded("这段时间开展的演练，桌面的也算。", "這段時間開展的演練，桌面的也算。",
                  "Drills held in the period, tabletop ones too."), numerator=_yes("held"), unit="sessions",
           direction="higher"),
    _drill("people", worded("参加演练人次", "參加演練人次", "People at drills"),
           worded("每场演练参加的人数相加；一个人参加几场算几次。", "每場演練參加的人數相加；一個人參加幾場算幾次。",
                  "People of each drill added up; whoever came to two counts twice."),
           numerator=_yes("held"), quantity="people", unit="person_times", direction="higher"),
    _drill("planned_done", worded("演练计划完成率", "演練計劃完成率", "Planned drills that were held"),
           worded("有计划、日期已到的演练里开展了的；按开展的月份，没有开展的按计划的月份。",
                  "有計劃、日期已到的演練裡開展了的；按開展的月份，沒有開展的按計劃的月份。",
                  "Of planned drills whose day has come, those that were held; by the month they were held, others by "
                  "the month planned."),
           numerator=_yes("held"), below=_yes("planned", "fell_due"), direction="higher"),
    _drill("overdue", worded("逾期未演练", "逾期未演練", "Drills overdue"),
           worded("计划日期已过，没有开展也没有取消的。", "計劃日期已過，沒有開展也沒有取消的。",
                  "Planned, past their day, neither held nor cancelled."),
           numerator=_yes("late"), unit="sessions", direction="lower"),
    _drill("evaluated", worded("有评估的演练", "有評估的演練", "Drills that were judged"),
           worded("开展的演练里写了评估结论的。", "開展的演練裡寫了評估結論的。",
                  "Drills held of which it is said how they were judged."),
           numerator=Where("rating", "in", (1, 2, 3)), below=_yes("held"), direction="higher"),
    _one("drills.findings", "drill_finding", FINDING, worded("演练发现的问题", "演練發現的問題", "Findings of drills"),
         worded("这段时间的演练发现的问题。", "這段時間的演練發現的問題。", "What drills of the period showed."),
         unit="items", excludes=COUNTED_ONCE),
    _one("drills.findings_closed", "drill_finding", FINDING,
         worded("演练问题整改率", "演練問題整改率", "Findings of drills put right"),
         worded("已经改好的问题，除以这段时间演练发现的全部问题。", "已經改好的問題，除以這段時間演練發現的全部問題。",
                "Findings put right, divided by all findings of drills of the period."),
         numerator=_yes("closed"), below=EVERYTHING, direction="higher", excludes=COUNTED_ONCE),
)  # fmt: skip
RESOURCE = (
    "year",
    "month",
    "kind",
    "sort",
    "phase_before",
    "phase_during",
    "phase_after",
    "in_order",
    "place",
)
TEAM, SHELTER, STOCK = (Where("kind", "eq", (code,)) for code in (1, 2, 3))


def _resource(code: str, titles: Texts, counts: Texts, **more: Any) -> Definition:
    return _one(
        code,
        "emergency_resource",
        RESOURCE,
        titles,
        counts,
        of_year=True,
        direction="higher",
        excludes=KEPT,
        **more,
    )


RESOURCES = (
    _resource("emergency.teams", worded("应急队伍", "應急隊伍", "Emergency teams"),
              worded("年末在册的救援、消防、医疗、执法等队伍。", "年末在冊的救援、消防、醫療、執法等隊伍。",
                     "Rescue, fire, medical, enforcement and other teams on record at the end of the year."),
              numerator=TEAM),
    _resource("emergency.enforcement_teams", worded("执法队伍", "執法隊伍", "Enforcement teams"),
              worded("应急队伍里的执法队伍。", "應急隊伍裡的執法隊伍。", "Those of the emergency teams that enforce."),
              numerator=AllOf((TEAM, Where("sort", "eq", (6,))))),
    _resource("emergency.team_people", worded("应急队伍人数", "應急隊伍人數", "People in emergency teams"),
              worded("各队人数相加；参加两支队伍的人算两次。", "各隊人數相加；參加兩支隊伍的人算兩次。",
                     "People of all teams added up; whoever is in two counts twice."),
              numerator=TEAM, quantity="people", unit="people"),
    _resource("emergency.stock", worded("装备物资", "裝備物資", "Equipment and supplies"),
              worded("在册的装备物资，一种一处算一项。", "在冊的裝備物資，一種一處算一項。",
                     "Equipment and supplies on record; one sort at one spot is one."), numerator=STOCK, unit="items"),
    _resource("emergency.stock_in_order", worded("装备物资完好率", "裝備物資完好率", "Supplies in order"),
              worded("最近一次检查完好、检查和有效期都没有过的，除以在册的全部装备物资。",
                     "最近一次檢查完好、檢查和有效期都沒有過的，除以在冊的全部裝備物資。",
                     "In order at the last look, neither look nor end of life overdue, divided by all on record."),
              numerator=Where("in_order", "eq", (1,)), below=STOCK),
    _resource("shelters.count", worded("避难场所", "避難場所", "Shelters"),
              worded("在册的避难场所和疏散场地。", "在冊的避難場所和疏散場地。",
                     "Shelters and assembly grounds on record."),
              numerator=SHELTER, unit="spots"),
    _resource("shelters.capacity", worded("避难场所可容纳人数", "避難場所可容納人數", "People shelters hold"),
              worded("各避难场所可容纳人数相加。", "各避難場所可容納人數相加。", "What each shelter holds, added up."),
              numerator=SHELTER, quantity="capacity", unit="people"),
    _one("shelters.per_residents", "shelter_cover", ("year", "month", "place"),
         worded("避难场所容量占居民", "避難場所容量占居民", "Shelter places of the residents"),
         worded("避难场所可容纳人数，除以有人口数的社区（没有社区数的街道）的居民人数。可以超过 100%。",
                "避難場所可容納人數，除以有人口數的社區（沒有社區數的街道）的居民人數。可以超過 100%。",
                "People shelters hold, divided by residents of communities whose number is known (of the street where "
                "none is). It may exceed 100 %."),
         below=EVERYTHING, quantity="capacity", over="residents", direction="higher", of_year=True, excludes=KEPT),
)  # fmt: skip
NETWORKS = (
    _one("networks.count", "network", ("year", "month", "owned", "place"), worded("应急网络", "應急網路", "Networks"),
         worded("年末在册、统一调度的网络。", "年末在冊、統一調度的網路。",
                "Networks under one dispatch on record at the end of the year."), direction="higher", of_year=True),
    _one("networks.owned", "network", ("year", "month", "owned", "place"),
         worded("有牵头部门的网络", "有牽頭部門的網路", "Networks somebody answers for"),
         worded("登记了牵头部门的网络，除以在册的全部网络。", "登記了牽頭部門的網路，除以在冊的全部網路。",
                "Networks with an agency that answers for them, divided by all on record."),
         numerator=_yes("owned"), below=EVERYTHING, direction="higher", of_year=True),
)  # fmt: skip
DUTY = ("year", "month", "rest_day", "duty_covered", "led", "logged", "handed", "day_come", "place")
ROSTER: Texts = worded(
    "值班表排过之后，没有排的日子也算。", "值班表排過之後，沒有排的日子也算。",
    "Once a roster was made, days nobody was put on count too.",
)  # fmt: skip


def _duty(code: str, titles: Texts, counts: Texts, part: str) -> Definition:
    return _one(
        f"duty.{code}",
        "duty_day",
        DUTY,
        titles,
        counts,
        numerator=_yes(part),
        below=_yes("day_come"),
        direction="higher",
        excludes=ROSTER,
    )


DUTIES = (
    _duty(
        "days_covered",
        worded("有人值班的日子", "有人值班的日子", "Days covered"),
        worded(
            "排了主班的日子，除以值班表上已到的日子。",
            "排了主班的日子，除以值班表上已到的日子。",
            "Days with somebody on duty, divided by the days of the roster that have come.",
        ),
        "duty_covered",
    ),
    _duty(
        "days_led",
        worded("有领导带班的日子", "有領導帶班的日子", "Days with a leader"),
        worded(
            "排了带班领导的日子，除以值班表上已到的日子。",
            "排了帶班領導的日子，除以值班表上已到的日子。",
            "Days with a leader on duty, divided by the days of the roster that have come.",
        ),
        "led",
    ),
    _duty(
        "days_logged",
        worded("有值班日志的日子", "有值班日誌的日子", "Days with a log"),
        worded(
            "写了日志的日子，除以值班表上已到的日子；平安无事也写一条。",
            "寫了日誌的日子，除以值班表上已到的日子；平安無事也寫一條。",
            "Days with a line in the log, divided by the days of the roster that have come; a quiet day says so.",
        ),
        "logged",
    ),
    _duty(
        "handed_over",
        worded("交接签字的日子", "交接簽字的日子", "Days handed over"),
        worded(
            "交班、接班两人都签字的日子，除以值班表上已到的日子。",
            "交班、接班兩人都簽字的日子，除以值班表上已到的日子。",
            "Days signed by who gave and who took over, divided by the days of the roster that have come.",
        ),
        "handed",
    ),
    _one(
        "duty.entries",
        "duty_entry",
        ("year", "month", "log_kind", "backfill", "place"),
        worded("值班日志条数", "值班日誌條數", "Lines of the duty log"),
        worded("这段时间的日志，一条算一条。", "這段時間的日誌，一條算一條。", "Lines of the period."),
        unit="items",
        excludes=worded("收回的不计。", "收回的不計。", "What was taken back does not count."),
    ),
)
DEFINITIONS = (*PLANS, *DRILLS, *RESOURCES, *NETWORKS, *DUTIES)
