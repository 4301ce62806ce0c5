"""A year of residents' opinions of the fictional street: by every channel, most answered, some open. Simulated."""

from datetime import datetime, time, timedelta

from safecommunity.accounts.reader import Reader
from safecommunity.demo import data
from safecommunity.demo.dice import Dice
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.governance.models import Agency, Opinion
from safecommunity.governance.opinions import actions

STREET = "DEMO-S"
AGENCY = ""  # what the agency for work safety and emergencies answers itself
# what was said, topic, who answers, the reply
SAID = (
    ("路灯坏了，晚上看不清台阶", "traffic", "街道城管科", "已更换灯泡，并列入每月巡查"),
    ("楼道里停放电动车充电", "fire", "社区居委会", "已清走，并在东门设充电棚"),
    ("河边护栏松动，孩子常去玩", "water", AGENCY, "护栏已加固，增设两块警示牌"),
    ("楼梯扶手缺一段，老人上下不便", "elderly", "社区居委会", "扶手已装好"),
    ("学校门口放学时车太乱", "school", "街道平安办", "放学时段安排志愿者劝导"),
    ("健身器材的座椅断了", "sports", "街道文化站", "已报修并更换座椅"),
    ("消防通道被私家车占用", "fire", "街道平安办", "已划线并约谈车主"),
    ("小区雨天积水，容易滑倒", "home", "街道城管科", "排水口已疏通，铺了防滑垫"),
)
CHANNELS = ("box", "phone", "visit", "meeting", "phone", "visit", "survey")


def record_year(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Opinions of the last twelve months; returns how many of what."""
    dice, clerk = Dice(512), readers["clerk"]
    communities = [ground.places[one["code"]] for one in data.town_of(STREET)["communities"]]
    agency = Agency.objects.get(place=ground.places[STREET], sector="work_safety")
    today, told = now.astimezone(ZONE).date(), {"opinions": 0, "answered": 0}
    for n in range(64):
        place, (text, topic, who, reply) = communities[n % len(communities)], SAID[n % len(SAID)]
        came = today - timedelta(days=2 + n * 5 + dice.below(4))
        one = actions.record_opinion(
            reader=clerk, place=place, channel=CHANNELS[n % len(CHANNELS)], received_on=came, text=text, setting=topic,
            at=datetime.combine(came, time(10), tzinfo=ZONE), client_id=f"demo-opinion-{n}",
        )  # fmt: skip
        told["opinions"] += 1
        if n == 0:
            continue
        actions.sort_opinion(
            reader=clerk, opinion=one, who=who, agency=agency if who == AGENCY else None,
            at=datetime.combine(came, time(11), tzinfo=ZONE),
        )  # fmt: skip
        replied = came + timedelta(days=1 + dice.below(16))
        if replied <= today and n not in (2, 5):
            at = min(now, datetime.combine(replied, time(16), tzinfo=ZONE))
            one = actions.answer_opinion(reader=clerk, opinion=one, reply=reply, on=replied, at=at)
            told["answered"] += 1
            _after(dice, clerk, one, at)
    told["boxes"] = _boxes(ground, clerk, now)
    return told


def _after(dice: Dice, clerk: Reader, one: Opinion, at: datetime) -> None:
    if dice.chance(0.6):
        actions.note_satisfaction(reader=clerk, opinion=one, satisfied=dice.chance(0.85), at=at)
    if dice.chance(0.3):
        actions.publish_opinion(reader=clerk, opinion=one, text=one.text, reply=one.reply, at=at)


def _boxes(ground: Ground, clerk: Reader, now: datetime) -> int:
    labels = {"DEMO-S05": "社区服务中心门口", "DEMO-S01": "东门公告栏"}
    for code, label in labels.items():
        box = actions.hang_box(reader=clerk, place=ground.places[code], label=label, at=now)
        actions.drop_opinion(
            token=box.code, text="扫码反映：单元门闭门器坏了，夹过手", setting="home", at=now
        )
    return len(labels)
