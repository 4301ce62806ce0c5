"""Documents the office is writing, and a paper whose numbers were checked against the records. Simulated."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import yaml

from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.indicators.period import Period
from safecommunity.places.models import Place
from safecommunity.reports.documents import actions, queries
from safecommunity.reports.models import RegisterEntry, ScheduleNotice
from safecommunity.reports.reading.actions import read_paper
from safecommunity.reports.reading.opening import Opened
from safecommunity.reports.register import actions as register
from safecommunity.reports.scheduling import actions as schedules
from safecommunity.reports.scheduling import days

STREET = "DEMO-S"


def record_documents(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """Drafts with an author's words in one, and one paper read; returns how many of what."""
    told = yaml.safe_load(Path(__file__).with_name("documents.yaml").read_text("utf-8"))
    clerk, place, year = readers["clerk"], ground.places[STREET], now.astimezone(ZONE).year
    made = [
        actions.begin_document(
            reader=clerk,
            place=place,
            kind=row["kind"],
            period=str(year - row["ago"]),
            language=row["language"],
            at=now,
        )
        for row in told["documents"]
    ]
    free = next(one for one in queries.composer_of(made[0], clerk, now).blocks() if one.free)
    actions.word_block(
        reader=clerk, document=made[0], block=free.name, text=told["words"], revision=0, at=now
    )
    paper = told["paper"]
    read_paper(
        reader=clerk, place=place.pid, period=Period.of_year(year), title=paper["title"], file_name="",
        opened=Opened(paper["text"].format(year=year).strip(), "text"), at=now,
    )  # fmt: skip
    written = sum(_schedule(ground, readers, row, now=now) for row in told["schedules"])
    papers = [_registered(clerk, place, row, now) for row in told["register"]]
    return {
        "documents": len(made),
        "written by themselves": written,
        "papers read": 1,
        "registered": len(papers),
    }


def _registered(clerk: Reader, place: Place, row: dict[str, Any], now: datetime) -> RegisterEntry:
    """A paper in the register of the street."""
    day = (now - timedelta(days=row["ago"])).astimezone(ZONE).date()
    values = {
        **row, "code": "示街安", "agency": row.get("agency", place.name), "dated": day, "day": day,
        "number": row.get("number", "").format(year=day.year), "secrecy": "open", "holder": "安全办", "note": "",
    }  # fmt: skip
    return register.register_paper(reader=clerk, place=place, values=values, at=now)


def _schedule(ground: Ground, readers: dict[str, Reader], row: dict[str, Any], *, now: datetime) -> int:
    """A schedule of the chief, and the clock turned on every day something became due since; returns how many."""
    place, begun = ground.places[STREET], now - timedelta(days=row["ago"])
    asked = schedules.Asked(
        kind=row["kind"], language="zh-hans", every=row["every"], lag=row["lag"], day=row["day"], rule=row["rule"],
        outcome=row["outcome"], roles=tuple(row["roles"]), mail=False, places=(place.pid,),
    )  # fmt: skip
    one = schedules.keep_schedule(reader=readers["chief"], place=place, asked=asked, at=begun)
    found = days.due(
        one.every,
        lag=one.lag,
        day=one.day,
        rule=one.rule,
        first=one.starts,
        today=now.astimezone(ZONE).date(),
    )
    for n, (_period, when) in enumerate(found, 1):
        at = min(now, datetime.combine(when, time(8, 5), ZONE))
        schedules.make_due(by="keeper", at=at)
        schedules.write_due(by="keeper", at=at)
        for notice in ScheduleNotice.objects.filter(run__schedule=one, seen_at__isnull=True):
            reader = next((held for held in readers.values() if held.pid == notice.user), None)
            if reader is not None and n < len(found):
                schedules.see_notice(reader=reader, notice=notice, at=at)
    return len(found)
