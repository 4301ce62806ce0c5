"""Reviews: last year's self-assessment of the street judged by three and put right; the town's this year under way."""

from datetime import datetime, time, timedelta

from safecommunity.accounts.reader import Reader
from safecommunity.accreditation import actions as scoring
from safecommunity.accreditation.models import Finding, Panel, Round
from safecommunity.accreditation.queries import sheets
from safecommunity.accreditation.review import actions, rules
from safecommunity.accreditation.standards import Standard
from safecommunity.demo.accreditation import LAST_YEAR, THIS_YEAR
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance.returns import workdays

PANEL = ("reviewer", "reviewer-2", "reviewer-3")
NO_TIES = {kind: actions.Told(False) for kind in rules.ties()}
FINDINGS = (  # who raised it, item, grade, text, what was done, how often it was returned
    (
        "reviewer",
        "12",
        "major",
        "伤害数据只有门诊来源，未与交警、消防数据核对",
        "与交警、消防季度数据完成核对并附对照表",
        1,
    ),
    ("reviewer-2", "21", "minor", "两家企业没有整改回执", "补齐两家企业整改回执", 0),
    ("reviewer-3", "38", "minor", "演练评估报告缺参演人数", "补充两次演练的签到和人数", 0),
    ("reviewer-2", "9", "observation", "居民参与以大型活动为主，小区活动可以再多", "", 0),
)
NOTES = {"12": "看了 2 家医院的月报", "21": "抽查 5 家企业", "38": "看了 3 次演练记录", "43": "现场看过填卡"}
STOPS = (  # from, until, where, items, how many go
    (time(9), time(9, 40), "街镇会议室", ("1", "2", "3", "4"), 3),
    (time(10), time(11), "示镇小学", ("26", "34"), 2),
    (time(10), time(11), "镇卫生院", ("42", "43", "44"), 1),
    (time(14), time(15, 30), "例岭村委会", ("24", "25", "29"), 3),
)


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """One finished review, one under way. Answers how many of what."""
    done = _finished(ground, readers, now)
    going = _under_way(ground, readers, now)
    return {
        "reviews": 2, "reviewers": len(PANEL), "findings": Finding.objects.filter(panel__in=(done, going)).count(),
        "stops": going.stops.count(),
    }  # fmt: skip


def _appointed(readers: dict[str, Reader], one: Round, at: datetime, days: int) -> Panel:
    """Three are asked, declare and begin."""
    pids = [readers[key].pid for key in PANEL]
    due = (at + timedelta(days=days)).astimezone(ZONE).date()
    panel = actions.appoint_panel(
        reader=readers["district"], round=one, lead=pids[0], members=pids, due=due, at=at
    )
    for n, key in enumerate(PANEL, 1):
        told = NO_TIES | ({"other": actions.Told(True, "同为市安全协会会员")} if key == "reviewer-3" else {})
        actions.declare(reader=readers[key], panel=panel, answers=told, at=at + timedelta(days=n))
    return actions.begin_scoring(reader=readers["district"], panel=panel, at=at + timedelta(days=4))


def _seen(standard: Standard, base: tuple[str, ...], who: int, upto: int = 99) -> dict[str, actions.Seen]:
    """How one reviewer saw the items: mostly as the place itself, two are stricter here and there."""
    letters, found = standard.grade_codes, {}
    for grades, element in list(zip(base, standard.elements, strict=True))[:upto]:
        for n, item in enumerate(element.items):
            given = {}
            for k, (part, grade) in enumerate(zip(standard.part_codes, grades, strict=True)):
                stricter = (n + k) % 5 == 0 and who != 2
                step = 1 if stricter or (n * 7 + k * 5 + who * 3) % 11 == who else 0
                given[part] = letters[min(letters.index(grade) + step, 2)]
            found[item.id] = actions.Seen(given, NOTES.get(item.id, "") if who == 0 else "")
    return found


def _finished(ground: Ground, readers: dict[str, Reader], now: datetime) -> Panel:
    """Last year's: scored alone, agreed, published, findings put right and accepted."""
    year = now.astimezone(ZONE).year
    begun = min(datetime(year, 1, 10, 10, tzinfo=ZONE), now - timedelta(days=75))
    one = Round.objects.select_related("sheet", "place").get(
        place=ground.places["DEMO-S"], code="cn-national", year=year - 1, kind=Round.Kind.SELF
    )
    panel = _appointed(readers, one, begun, 35)
    standard, site = sheets.of_sheet(one.sheet), begun + timedelta(days=15)
    for who, item, grade, text, _done, _returned in FINDINGS:
        actions.raise_finding(reader=readers[who], panel=panel, item=item, grade=grade, text=text, at=site)
    for n, key in enumerate(PANEL):
        actions.keep_marks(reader=readers[key], panel=panel, seen=_seen(standard, LAST_YEAR, n), at=site)
        actions.hand_in_marks(reader=readers[key], panel=panel, at=site + timedelta(days=1))
    _agree(panel, readers["reviewer"], standard, site + timedelta(days=3))
    published = site + timedelta(days=5)
    actions.publish(reader=readers["reviewer"], panel=panel, at=published)
    for who, _item, _grade, text, done, returned in FINDINGS:
        if done:
            finding = panel.findings.get(text=text)
            _put_right(readers, finding, readers[who], done, returned, published + timedelta(days=12))
    panel.refresh_from_db()
    return panel


def _agree(panel: Panel, lead: Reader, standard: Standard, at: datetime) -> None:
    """Where marks differ the panel takes what most gave."""
    given: dict[tuple[str, str], list[str]] = {}
    for member in panel.members.all():
        for item, part, grade in member.marks.values_list("item", "part", "grade"):
            given.setdefault((item, part), []).append(grade)
    told = {
        key: actions.Settled(max(sorted(set(grades)), key=grades.count), "看了记录后按多数意见定档")
        for key, grades in given.items()
        if len(set(grades)) > 1
    }
    actions.agree(reader=lead, panel=panel, settled=told, at=at)


def _put_right(
    readers: dict[str, Reader], finding: Finding, reviewer: Reader, done: str, returned: int, at: datetime
) -> None:
    """The office says what it did, the reviewer returns it or accepts."""
    street = finding.panel.place
    piece = scoring.bring_evidence(
        reader=readers["clerk"], place=street, at=at,
        values={"title": done, "pointer": f"/tasks/?{finding.pid}", "happened_on": at.astimezone(ZONE).date()},
    )  # fmt: skip
    for turn in range(returned + 1):
        when = at + timedelta(days=turn * 7)
        last = turn == returned
        actions.answer_finding(
            reader=readers["clerk"], finding=finding, what=done if last else "已核对", evidence=piece, at=when
        )
        actions.decide_finding(
            reader=reviewer, finding=finding, accepted=last, reason="" if last else "没有对照表",
            at=when + timedelta(days=2),
        )  # fmt: skip


def _under_way(ground: Ground, readers: dict[str, Reader], now: datetime) -> Panel:
    """The town's own, handed in three weeks ago: one reviewer has handed in, the others are on their way."""
    opened, town = now - timedelta(days=30), ground.places["DEMO-T"]
    clerk = readers["town-clerk"]
    one = scoring.open_round(
        reader=clerk, place=town, code="cn-national", year=opened.astimezone(ZONE).year, at=opened
    )
    standard = sheets.of_sheet(one.sheet)
    for grades, element in zip(THIS_YEAR, standard.elements, strict=True):
        for item in element.items:
            given = dict(zip(standard.part_codes, map(scoring.Given, grades), strict=True))
            scoring.mark_item(
                reader=clerk, round=one, item=item.id, given=given, at=opened + timedelta(days=5)
            )
    one = scoring.hand_in(reader=readers["town-chief"], round=one, at=now - timedelta(days=21))
    panel = _appointed(readers, one, now - timedelta(days=12), 30)
    day = workdays.after(now.astimezone(ZONE).date(), 3)
    seats = [panel.members.get(user=readers[key].pid).pid for key in PANEL]
    for starts, ends, spot, items, many in STOPS:
        going = seats[-1:] if many == 1 else seats[:many]
        actions.add_stop(
            reader=readers["reviewer"], panel=panel, day=day, starts=starts, ends=ends, members=going, items=items,
            spot=spot, at=now - timedelta(days=5),
        )  # fmt: skip
    for n, (key, upto) in enumerate(zip(PANEL, (5, 12, 2), strict=True)):
        seen = _seen(standard, THIS_YEAR, n, upto)
        actions.keep_marks(reader=readers[key], panel=panel, seen=seen, at=now - timedelta(days=3))
    actions.hand_in_marks(reader=readers["reviewer-2"], panel=panel, at=now - timedelta(days=2))
    actions.raise_finding(
        reader=readers["reviewer"], panel=panel, item="3", grade="minor", text="制度没有发文编号",
        at=now - timedelta(days=3),
    )  # fmt: skip
    return panel
