"""Figures of the organisation: social units and their safety staff, bodies, members, agencies, meetings, tasks."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING, AllOf, Condition, Where
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

REGISTER = "register of social units"
ORGANISATION = "AQ/T 9001-2006 第 1 要素（机构与职责）; seed documents D5, D7, D8, D10"
MET = ("year", "month", "tier", "meeting_kind", "place")
UNIT = ("year", "month", "kind", "has_body", "place")
AS_AT: Texts = {
    "zh-hans": "按年末的状态；当年按现在的状态。已不存在的不算。",
    "zh-hant": "按年末的狀態；當年按現在的狀態。已不存在的不算。",
    "en": "As it stood at the end of the year, this year as it stands now. What is gone does not count.",
}
WITHDRAWN: Texts = {
    "zh-hans": "作废的不算。", "zh-hant": "作廢的不算。", "en": "What was withdrawn does not count.",
}  # fmt: skip


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, unit: str, dimensions: tuple[str, ...], *,
    numerator: Condition = EVERYTHING, below: Condition | None = None, quantity: str = "", of_year: bool = True,
    excludes: Texts = AS_AT, source: str = ORGANISATION, direction: str = "neither", version: int = 1,
) -> Definition:  # fmt: skip
    kind = "proportion" if below is not None else "total" if quantity else "count"
    return Definition(
        code=code, version=version, titles=titles, unit=unit, kind=kind, fact=fact, numerator=numerator,
        denominator=below, place_column="place", dimensions=dimensions, direction=direction, interval="",
        per=100.0 if below is not None else 1.0, source=source, counts=counts, excludes=excludes, quantity=quantity,
        of_year=of_year,
    )  # fmt: skip


WITH_BODY = Where("has_body", "eq", (1,))
LIAISON = Where("part", "eq", (3,))
OF_GROUP = Where("tier", "eq", (2,))
DONE_IN_TIME = Where("on_time", "eq", (1,))
UNITS = (
    _one("units.count", "unit", worded("社会单位数", "社會單位數", "Social units"),
         worded("名册里在册的单位。", "名冊裡在冊的單位。", "Organisations that stand in the register."), "units", UNIT,
         source=REGISTER),
    _one("units.safety_bodies", "unit", worded("有安全机构的单位", "有安全機構的單位", "Units with a safety body"),
         worded("设有安全机构的单位。", "設有安全機構的單位。", "Units that have a safety body of their own."), "units",
         UNIT, numerator=WITH_BODY, source=REGISTER, direction="higher"),
    _one("units.safety_staff", "unit", worded("专兼职安全人员", "專兼職安全人員", "Safety staff of units"),
         worded("各单位的专职和兼职安全人员相加。", "各單位的專職和兼職安全人員相加。",
                "Full-time and part-time safety staff of all units added up."), "people", UNIT, quantity="staff",
         source=REGISTER, direction="higher"),
)  # fmt: skip
BODIES = (
    _one("bodies.groups", "body", worded("项目工作组", "項目工作組", "Working groups"),
         worded("促进委员会下的项目工作组。", "促進委員會下的項目工作組。", "Working groups of the committee."),
         "pieces", ("year", "month", "tier", "place"), numerator=OF_GROUP),
    _one("bodies.liaison_units", "membership", worded("联系单位", "聯繫單位", "Liaison units"),
         worded("促进委员会里在任的联系单位席位。", "促進委員會裡在任的聯繫單位席位。",
                "Seats of liaison units in the promotion committee."), "units",
         ("year", "month", "part", "tier", "place"), numerator=AllOf((LIAISON, Where("tier", "eq", (1,))))),
    _one("bodies.members", "membership", worded("组织机构成员", "組織機構成員", "Members of bodies"),
         worded("各机构在任的席位。", "各機構在任的席位。", "Seats held in all bodies."), "people",
         ("year", "month", "part", "tier", "place")),
    _one("agencies.count", "agency", worded("参与部门", "參與部門", "Agencies that take part"),
         worded("职责已写明的部门。", "職責已寫明的部門。", "Agencies on the list, each with its duties."), "pieces",
         ("year", "month", "place")),
)  # fmt: skip
WORK = (
    _one("meetings.count", "meeting", worded("会议次数", "會議次數", "Meetings"),
         worded("开过并有记录的会议。", "開過並有記錄的會議。", "Meetings that were held and are on record."), "times",
         ("year", "month", "tier", "place"), of_year=False, excludes=WITHDRAWN),
    # since launches and visits are on record too, a meeting is one of the kinds that meet
    _one("meetings.count", "meeting", worded("会议次数", "會議次數", "Meetings"),
         worded("开过并有记录的会议，包括论证会和动员会。", "開過並有記錄的會議，包括論證會和動員會。",
                "Meetings that were held and are on record, meetings to assess and to mobilise included."), "times",
         MET, of_year=False, excludes=WITHDRAWN, version=2, numerator=Where("meeting_kind", "in", (0, 1, 3))),
    _one("meetings.launches", "meeting", worded("启动和动员活动", "啟動和動員活動", "Launches"),
         worded("启动仪式和动员会。", "啟動儀式和動員會。", "Launch ceremonies and mobilisation meetings."), "times",
         MET, of_year=False, excludes=WITHDRAWN, numerator=Where("meeting_kind", "in", (2, 3))),
    _one("meetings.visits", "meeting", worded("考察学习", "考察學習", "Study visits"),
         worded("外出考察学习的次数。", "外出考察學習的次數。", "Study visits to others."), "times", MET, of_year=False,
         excludes=WITHDRAWN, numerator=Where("meeting_kind", "eq", (4,))),
    _one("meetings.exchanges", "meeting", worded("交流活动", "交流活動", "Exchanges"),
         worded("经验交流和参加的网络活动。", "經驗交流和參加的網路活動。",
                "Exchanges of experience and network events taken part in."), "times", MET, of_year=False,
         excludes=WITHDRAWN, numerator=Where("meeting_kind", "in", (5, 6))),
    _one("meetings.participants", "meeting", worded("参加人次", "參加人次", "People who came"),
         worded("会议、启动和考察的参加人数相加：按签到表清点，没有清点的按扫码签到；都没有的不加。",
                "會議、啟動和考察的參加人數相加：按簽到表清點，沒有清點的按掃碼簽到；都沒有的不加。",
                "People at meetings, launches and visits as counted on the sheet, else as signed in by code; "
                "where neither is known, nothing is added."), "person_times", MET, quantity="present", of_year=False,
         excludes=WITHDRAWN),
    _one("meetings.decisions", "meeting", worded("会议决定", "會議決定", "Decisions of meetings"),
         worded("会议上定下的任务。", "會議上定下的任務。", "Decisions that became tasks."), "items",
         ("year", "month", "tier", "place"), quantity="decisions", of_year=False, excludes=WITHDRAWN),
    _one("tasks.due", "task", worded("到期任务", "到期任務", "Tasks that fell due"),
         worded("期限在这段时间的任务。", "期限在這段時間的任務。", "Tasks whose day lies in the period."), "items",
         ("year", "month", "source", "done", "on_time", "place"), of_year=False,
         excludes=worded("不再办的不算。", "不再辦的不算。", "Tasks that were given up do not count.")),
    _one("tasks.on_time", "task", worded("任务按时完成率", "任務按時完成率", "Tasks done in time"),
         worded("期限之前办完的，除以期限在这段时间的。", "期限之前辦完的，除以期限在這段時間的。",
                "Tasks done by their day, divided by all whose day lies in the period."), "percent",
         ("year", "month", "source", "done", "on_time", "place"), numerator=DONE_IN_TIME, below=EVERYTHING,
         of_year=False, direction="higher",
         excludes=worded("不再办的不算；没到期还没办完的算没有按时。", "不再辦的不算；沒到期還沒辦完的算沒有按時。",
                         "Tasks given up do not count; one not done yet is not in time.")),
)  # fmt: skip

DEFINITIONS = (*UNITS, *BODIES, *WORK)
