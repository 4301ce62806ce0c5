"""The fictional street's year-end appraisals: last year's of the communities with a talk; this year's under way.

Simulated. Nobody real is meant by any name, place or point.
"""

from datetime import datetime, timedelta
from decimal import Decimal

from safecommunity.accounts.reader import Reader
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance.appraisal import actions
from safecommunity.governance.appraisal import spec as specs
from safecommunity.governance.models import Appraisal, AppraisalMark, AppraisalParty
from safecommunity.governance.talks import actions as talks

STREET, LAST = "DEMO-S", "DEMO-S04"
REASONS = ("对照签到表和影像", "对照台账，抽查两处", "年中检查和年末检查平均", "有台账，缺影像")


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Appraisals through actions; answers how much of what."""
    dice, year = Dice(709), now.astimezone(ZONE).year
    finished = _last_year(ground, readers, dice, year - 1, now)
    _talk(ground, readers, finished, now)
    under_way = _this_year(ground, readers, dice, year, now)
    parties = finished.parties.count() + sum(one.parties.count() for one in under_way)
    return {"appraisals": 1 + len(under_way), "parties": parties, "talks": 1}


def _last_year(ground: Ground, readers: dict[str, Reader], dice: Dice, year: int, now: datetime) -> Appraisal:
    """Opened, scored, handed in, published, one objection upheld, closed."""
    clerk, chief = readers["clerk"], readers["chief"]
    at = now - timedelta(days=90)
    day = at.astimezone(ZONE).date()
    made = actions.open_appraisal(
        reader=clerk, place=ground.places[STREET], year=year, kind="community", due=day + timedelta(days=20), at=at,
        answer_by=day + timedelta(days=10),
    )  # fmt: skip
    own = made.parties.get(community=ground.places[LAST])
    actions.report_self(
        reader=readers[f"at-{LAST}"], party=own, said=[actions.Said("training", Decimal(12), "全年培训 6 场")],
        says="报表员年中更换，二季度报表晚报两次。", done=True, at=at + timedelta(days=3),
    )  # fmt: skip
    actions.read_items(reader=clerk, appraisal=made, at=at + timedelta(days=5))
    for party in made.parties.all():
        _judge(clerk, party, dice, at + timedelta(days=6), low=party.pk == own.pk)
    actions.hand_in(reader=clerk, appraisal=made, says="", at=at + timedelta(days=8))
    actions.publish(reader=chief, appraisal=made, days=15, at=at + timedelta(days=10))
    own.refresh_from_db()
    objection = actions.object_to(
        reader=readers[f"at-{LAST}"], party=own, item="training", text="11 月的培训漏计一场，签到表附后。",
        at=at + timedelta(days=14),
    )  # fmt: skip
    mark = AppraisalMark.objects.get(party=own, item="training")
    actions.reply(
        reader=chief, objection=objection, upheld=True, text="核对签到表属实，补 1 分。", points=mark.points + 1,
        at=at + timedelta(days=17),
    )  # fmt: skip
    actions.close(reader=chief, appraisal=made, at=at + timedelta(days=30))
    return made


def _judge(
    clerk: Reader, party: AppraisalParty, dice: Dice, at: datetime, *, low: bool = False, only: int = 99
) -> None:
    """Points for what no figure or record answers, from three fifths of them up; of one party fewer."""
    spec = specs.of_data(party.appraisal.spec)
    have = set(party.marks.values_list("item", flat=True))
    given = []
    for item in [one for one in spec.scored if one.code not in have][:only]:
        tenths = 3 + dice.below(2) if low else 6 + dice.below(5)
        points = (item.most * tenths / 10).quantize(Decimal("0.5"))
        given.append(actions.Given(item.code, points, REASONS[dice.below(len(REASONS))], 0))
    actions.score_party(reader=clerk, party=party, given=given, at=at)


def _talk(ground: Ground, readers: dict[str, Reader], finished: Appraisal, now: datetime) -> None:
    """The chief named the secretary of the last community, talked to him; he answered, the promise is a task."""
    chief, at = readers["chief"], now - timedelta(days=50)
    reader = readers[f"at-{LAST}"]
    finished.refresh_from_db()
    party = finished.parties.get(community=ground.places[LAST])
    day = at.astimezone(ZONE).date()
    talk = talks.name_person(
        reader=chief, party=party, post="社区书记（模拟）", person="模拟庚", user=reader.pid, on=day, at=at,
        reasons="两次晚报报表，隐患复查没有记录；名次只是线索。", rule="示例街道〔模拟〕9 号《考核办法》第六条",
    )  # fmt: skip
    talks.take_step(
        reader=chief, talk=talk, what="talk", on=day + timedelta(days=3), who="街道主任、纪检负责人（模拟）",
        said="说明了晚报的经过，讲清了复查的要求。", promise="报表按月自查，每月 3 日前交",
        due=day + timedelta(days=90), at=at + timedelta(days=3),
    )  # fmt: skip
    talks.answer(
        reader=reader, talk=talk, said="晚报属实，报表员已补训，今后专人负责。", at=at + timedelta(days=4)
    )


def _this_year(
    ground: Ground, readers: dict[str, Reader], dice: Dice, year: int, now: datetime
) -> list[Appraisal]:
    """Departments and communities, being scored; some items are not judged yet."""
    clerk, today = readers["clerk"], now.astimezone(ZONE).date()
    found = []
    for kind in ("agency", "community"):
        made = actions.open_appraisal(
            reader=clerk, place=ground.places[STREET], year=year, kind=kind, due=today + timedelta(days=25), at=now,
            answer_by=today + timedelta(days=12),
        )  # fmt: skip
        actions.read_items(reader=clerk, appraisal=made, at=now)
        for n, party in enumerate(made.parties.all()):
            if n % 3 != 2:
                _judge(clerk, party, dice, now, only=1 if n % 2 else 99)
        found.append(made)
    return found
