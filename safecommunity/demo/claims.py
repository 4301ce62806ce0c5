"""Numbers on paper of the fictional places, planted faults, a day of a review, and two answers. Simulated."""

import io
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import BY, Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.figures.checker import actions as checker
from safecommunity.figures.claims import actions
from safecommunity.figures.models import Claim, Finding
from safecommunity.outreach import actions as outreach

STREET, DISTRICT = "DEMO-S", "DEMO-D"
SIZE = (640, 480)


def record_claims(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Everything but the checks' own findings; returns how many of what."""
    told = yaml.safe_load(Path(__file__).with_name("claims.yaml").read_text("utf-8"))
    made: dict[str, Claim] = {}
    for row in told["claims"]:
        place = ground.pid(STREET if row["who"] == "clerk" else DISTRICT)
        values = _values(row) | {"part_of": made.get(row.get("part_of", ""))}
        claim = actions.record_claim(reader=readers[row["who"]], place=place, values=values, at=now)
        made[row.get("key", claim.pid)] = claim
    _corrected(ground, readers["clerk"], told["wrong"], now)
    _twice(ground, readers["clerk"], told["twice"], now)
    day = now.astimezone(ZONE).date() + timedelta(days=12)
    checker.set_review_day(
        reader=readers["chief"], place=ground.pid(STREET), on=day, title="省级现场评审（模拟）", at=now
    )
    return {"on paper": len(made) + 1}


def _values(row: dict[str, Any]) -> dict[str, Any]:
    starts, ends = row.get("period", (None, None))
    found = {
        name: value
        for name, value in row.items()
        if name not in ("who", "key", "period", "figure", "part_of")
    }
    found |= {"starts": starts, "ends": ends, "figure_code": row.get("figure", "")}
    return found | {"earlier_printed": row.get("earlier", "")}


def _corrected(ground: Ground, clerk: Reader, row: dict[str, Any], now: datetime) -> None:
    """A line entered wrongly and corrected by a reversing one."""
    place, values = ground.pid(STREET), _values({**row, "right": None})
    wrong = actions.record_claim(reader=clerk, place=place, values=values, at=now)
    right = {**values, "printed": str(Decimal(row["right"]))}
    actions.correct_claim(reader=clerk, claim=wrong, values=right, reason=row["reason"], at=now)


def _twice(ground: Ground, clerk: Reader, title: str, now: datetime) -> None:
    """One event in the ledger and as a training (N5), one photo at two lines (N12), saved anew at a third."""
    today = now.astimezone(ZONE).date()
    where, day = ground.places["DEMO-S05"], today - timedelta(days=20)
    values = {
        "kind": "lecture",
        "place": where.pid,
        "quantity": 1,
        "reached": 40,
        "happened_on": day,
        "title": title,
    }
    outreach.record_entry(
        reader=clerk, at=now, values=values, photos=[("现场.jpg", _scene(640, 88))], confirmed=True
    )
    outreach.record_session(
        reader=clerk, at=now,
        values={"title": title, "happened_on": day, "place": where.pid, "hours": 2, "sheet_count": 40,
                "setting": "fire"},
    )  # fmt: skip
    for back, size, quality in ((41, 640, 88), (55, 400, 60)):
        line = {"kind": "campaign", "place": where.pid, "quantity": 1, "reached": 60,
                "happened_on": today - timedelta(days=back), "title": f"安全咨询日（{back} 天前）"}  # fmt: skip
        outreach.record_entry(
            reader=clerk, at=now, values=line, photos=[("现场.jpg", _scene(size, quality))], confirmed=True
        )


def _scene(width: int, quality: int) -> bytes:
    """A drawn scene: a tent and people as blocks; simulated, like everything here."""
    from PIL import Image, ImageDraw

    scene = Image.new("RGB", SIZE, "#cfe3ee")
    draw = ImageDraw.Draw(scene)
    draw.rectangle([0, 330, 640, 480], fill="#9aa58f")
    draw.polygon([(80, 220), (250, 110), (420, 220)], fill="#b43c35")
    draw.rectangle([100, 220, 400, 360], fill="#f2e7c9")
    for n in range(9):
        draw.rectangle(
            [40 + n * 66, 300 + n % 3 * 22, 72 + n * 66, 430], fill=("#34506b", "#775a3a", "#50704f")[n % 3]
        )
    out = io.BytesIO()
    picture = scene.resize((width, width * 3 // 4))
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def check(readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Run all checks; the clerk explains one finding, the chief accepts another."""
    checker.run_checks(by=BY, at=now, fresh=True)
    answers = (
        ("clerk", "claims.n8", "explained", "2025 年改用网上问卷，下次恢复入户问卷；对比时请注意"),
        ("chief", "claims.n13", "accepted", "包含全区统一配发的资料，口径不同，下年分开统计"),
    )
    drawn = "演示世界的隐患照片是同一张示意图，不是现场照片"
    for one in Finding.objects.filter(check_code="files.used", said__n__gt=20, state=Finding.State.OPEN):
        checker.answer_finding(reader=readers["clerk"], finding=one, answer="explained", reason=drawn, at=now)
    for who, code, answer, reason in answers:
        found = Finding.objects.filter(check_code=code, state=Finding.State.OPEN).order_by("pk").first()
        if found is not None:
            checker.answer_finding(reader=readers[who], finding=found, answer=answer, reason=reason, at=now)
    return {"findings": Finding.objects.count()}
