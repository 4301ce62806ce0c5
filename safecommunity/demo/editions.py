"""What the district and the street opened to everybody. Simulated."""

from datetime import datetime
from pathlib import Path

import yaml

from safecommunity.accounts.reader import Reader
from safecommunity.demo.ground import Ground
from safecommunity.demo.simulate import ZONE
from safecommunity.places import queries as places
from safecommunity.places.models import Place
from safecommunity.reports.editions import actions, composing
from safecommunity.reports.editions.offers import Chosen, Wanted, offers, on_record


def record_editions(ground: Ground, readers: dict[str, Reader], *, now: datetime) -> dict[str, int]:
    """One edition a place, of figures with records in one of the years; returns how many of what."""
    told = yaml.safe_load(Path(__file__).with_name("editions.yaml").read_text("utf-8"))
    this = now.astimezone(ZONE).year
    years = tuple(this - back for back in range(1, told["years"] + 1))
    made, tables = 0, 0
    for row in told["editions"]:
        place = ground.places[row["place"]]
        chosen = tuple(Chosen(code, by) for code, by in row["figures"] if _known(code, place, years))
        if not chosen:
            continue
        wanted = Wanted(place, years, chosen, note=row["note"])
        seen = composing.checksum(composing.composed(wanted, now=now))
        actions.publish_edition(
            reader=readers[row["by"]], wanted=wanted, seen=seen, purpose=row["purpose"], at=now
        )
        made, tables = made + 1, tables + len(chosen) * len(years)
    return {"editions": made, "tables": tables}


def _known(code: str, place: Place, years: tuple[int, ...]) -> bool:
    return bool(set(years) & on_record(offers()[code].definition, places.subtree(place.pid)))
