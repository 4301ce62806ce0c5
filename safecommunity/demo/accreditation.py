"""The self-assessments of a year: last year's whole and handed in, this year's on its way, another standard begun."""

from datetime import date, datetime, timedelta
from typing import Any

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions
from safecommunity.accreditation.models import Round
from safecommunity.accreditation.queries import sheets
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.places.models import Place

# grades of exists, trace and effect by element: good on paper, thinner in traces, thinnest in effect
LAST_YEAR = ("bbc", "bbc", "bcc", "bbc", "bcc", "abb", "bbc", "bcc", "abb", "bbc", "bbc", "bcc")
THIS_YEAR = ("aab", "abb", "aab", "aab", "abc", "aab", "aab", "abb", "aaa", "abb", "aab", "aab")
LEFT = ("20", "29", "30", "31", "35", "41", "49", "50")  # not graded yet this year
REASONS = {
    "exists": "文件、名单齐全", "trace": "抽查了会议纪要和签到", "effect": "只有一年数据，还看不出趋势",
}  # fmt: skip
GAPS = {"13": "缺独居老人名册的核对记录", "21": "两家企业没有整改回执", "28": "涉水项目缺夏季巡查记录"}
PAPERS = (
    ("1", "exists", "关于成立安全社区促进委员会的通知", "/organisation/"),
    ("3", "exists", "促进委员会工作制度", "/organisation/"),
    ("4", "exists", "四年创建方案和年度计划", "/work-plans/"),
    ("49", "trace", "年度绩效评审会记录", "/meetings/"),
)


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Two rounds by the national sheet, one by the six indicators. Answers how many of what."""
    clerk, chief = readers["clerk"], readers["chief"]
    street, year = ground.places["DEMO-S"], now.astimezone(ZONE).year
    before = actions.open_round(
        reader=clerk, place=street, code="cn-national", year=year - 1, at=_on(year - 1, 11, 20)
    )
    _grade(before, clerk, LAST_YEAR, (), _on(year - 1, 11, 25))
    actions.hand_in(reader=chief, round=before, at=_on(year - 1, 12, 5))
    at = min(now, _on(year, 10, 20))
    one = actions.open_round(reader=clerk, place=street, code="cn-national", year=year, at=at)
    _grade(one, clerk, THIS_YEAR, LEFT, at + timedelta(days=3))
    used = _papers(one, clerk, street, at)
    six = actions.open_round(reader=clerk, place=street, code="isccc6", year=year, at=at)
    for item, grade in (("I1", "met"), ("I2", "met"), ("I4", "part")):
        given = {"whole": actions.Given(grade)}
        actions.mark_item(reader=clerk, round=six, item=item, given=given, at=at)
    return {"rounds": 3, "pieces of evidence": used}


def _on(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=ZONE)


def _grade(
    one: Round, clerk: Reader, by_element: tuple[str, ...], left: tuple[str, ...], at: datetime
) -> None:
    """Every item but those left, by its element's grades."""
    standard = sheets.of_sheet(one.sheet)
    for grades, element in zip(by_element, standard.elements, strict=True):
        for item in element.items:
            if item.id in left:
                continue
            given: dict[str, Any] = {
                part: actions.Given(grade, REASONS[part], GAPS.get(item.id, "") if part == "trace" else "")
                for part, grade in zip(standard.part_codes, grades, strict=True)
            }
            actions.mark_item(reader=clerk, round=one, item=item.id, given=given, at=at)


def _papers(one: Round, clerk: Reader, street: Place, at: datetime) -> int:
    """Records that serve as evidence."""
    for item, part, title, pointer in PAPERS:
        happened = date(one.year, 2, 10)
        piece = actions.bring_evidence(
            reader=clerk, place=street, at=at,
            values={"title": title, "pointer": f"{pointer}?{item}", "happened_on": happened},
        )  # fmt: skip
        actions.use_evidence(reader=clerk, evidence=piece, round=one, item=item, parts=[part], at=at)
    return len(PAPERS)
