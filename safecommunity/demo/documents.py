"""Documents the office is writing, and a paper whose numbers were checked against the records. Simulated."""

from datetime import datetime
from pathlib import Path

import yaml

from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.indicators.period import Period
from safecommunity.reports.documents import actions, queries
from safecommunity.reports.reading.actions import read_paper
from safecommunity.reports.reading.opening import Opened

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
    return {"documents": len(made), "papers read": 1}
