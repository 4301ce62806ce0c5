"""Figures of volunteers: teams, people in them, times they served, people who came, hours."""

from __future__ import annotations

from safecommunity.engine.conditions import EVERYTHING
from safecommunity.indicators.definition import Definition
from safecommunity.indicators.languages import Texts, worded

SOURCE = "AQ/T 9001-2006 第 2 要素（信息交流和全员参与）2.c; 调查汇报（D8）"
TEAM, SERVICE = ("year", "month", "kind", "place"), ("year", "month", "kind", "what", "place")
AS_AT: Texts = {
    "zh-hans": "按年末的状态；当年按现在的状态。已解散的不算。",
    "zh-hant": "按年末的狀態；當年按現在的狀態。已解散的不算。",
    "en": "As it stood at the end of the year, this year as it stands now. Teams that ended do not count.",
}
WITHDRAWN: Texts = {
    "zh-hans": "作废的不算。", "zh-hant": "作廢的不算。", "en": "What was withdrawn does not count.",
}  # fmt: skip


def _one(
    code: str, fact: str, titles: Texts, counts: Texts, unit: str, *, quantity: str = "", per: float = 1.0
) -> Definition:
    of_year = fact == "volunteer_team"
    return Definition(
        code=f"volunteers.{code}", version=1, titles=titles, unit=unit, fact=fact,
        kind="total" if quantity else "count",
        numerator=EVERYTHING, denominator=None, place_column="place", dimensions=TEAM if of_year else SERVICE,
        direction="higher", interval="", per=per, source=SOURCE, counts=counts,
        excludes=AS_AT if of_year else WITHDRAWN, quantity=quantity, of_year=of_year,
    )  # fmt: skip


DEFINITIONS = (
    _one("teams", "volunteer_team", worded("志愿者队伍", "志願者隊伍", "Volunteer teams"),
         worded("在册的志愿者队伍。", "在冊的志願者隊伍。", "Volunteer teams on record."), "pieces"),
    _one("people", "volunteer_team", worded("志愿者人数", "志願者人數", "Volunteers"),
         worded("各队在册成员相加；没有名单的队按书面人数。参加两支队伍的人算两次。",
                "各隊在冊成員相加；沒有名單的隊按書面人數。參加兩支隊伍的人算兩次。",
                "Members of all teams added up; a team without a list by the number a paper says. "
                "Whoever is in two teams counts twice."), "people", quantity="people"),
    _one("services", "volunteer_service", worded("志愿服务次数", "志願服務次數", "Times volunteers served"),
         worded("登记的服务，一队一次算一次。", "登記的服務，一隊一次算一次。",
                "Lines of hours: one team at one time is one."), "times"),
    _one("person_times", "volunteer_service", worded("志愿服务人次", "志願服務人次", "People who served"),
         worded("每次服务到的人数相加；同一个人来几次算几次。", "每次服務到的人數相加；同一個人來幾次算幾次。",
                "People of each time added up; whoever came twice counts twice."), "person_times", quantity="people"),
    _one("hours", "volunteer_service", worded("志愿服务时数", "志願服務時數", "Volunteer hours"),
         worded("每次服务的时长乘以人数，相加。", "每次服務的時長乘以人數，相加。",
                "The length of each time by its people, added up."), "hours", quantity="minutes", per=1 / 60),
)  # fmt: skip
