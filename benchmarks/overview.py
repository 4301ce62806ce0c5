"""The overview of a district and of a street: warm, and after a new record.

    python benchmarks/overview.py [cards ...] [--keep FOLDER]       by default 10,000, 100,000 and 1,000,000

Printed: the whole page as a browser gets it (median and least of nine turns) and its queries; the same page when a
card has been recorded since (nine cards, one before each turn; the page must count it); the tables as a workbook; and
the peer: the counts the page shows, asked of the database itself by GROUP BY, in the same run.
"""

import statistics
import sys
import time
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import register

PAGES = (("cdc", "district"), ("cdc", "street"), ("chief", "street"), ("clerk", "community"))
SPLITS = ("cause", "severity", "outcome", "sex", "residence_id", "activity", "nature", "place_kind")
TURNS = 9


def measure(ids: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for who, place in PAGES:
        client, address = register.browser(who), f"/overview/?place={ids[place]}&period=2026"
        median, least, queries = register.measured(lambda: register.shown(client, address))  # noqa: B023
        theirs = register.measured(lambda: grouped(ids[place]), 3)[0]  # noqa: B023
        what = f"{who}, {place}"
        found += [
            {"what": what, "median": median, "least": least, "queries": queries, "ratio": theirs / median},
            {"what": f"{what}: the peer", "median": theirs},
        ]
        if who == "cdc":
            found.append(
                {"what": f"{what}, after a record", **after_a_record(client, address, ids["community"])}
            )
    client = register.browser("cdc")
    began = time.perf_counter()
    register.drained(client, f"/overview/tables.xlsx?place={ids['district']}&period=2026")
    found.append({"what": "cdc, district: workbook", "median": 1000 * (time.perf_counter() - began)})
    found.append({"what": "most memory", "mb": register.peak()})
    return found


def after_a_record(client: Any, address: str, community: str) -> dict[str, float]:
    """One card is recorded, then the page is timed; it must count one more each time."""
    taken, counts = [], []
    for _turn in range(TURNS + 1):
        register.recorded(community)
        began = time.perf_counter()
        answer = register.shown(client, address)
        taken.append(1000 * (time.perf_counter() - began))
        counts.append(answer.context["n"])
    if [later - earlier for earlier, later in pairwise(counts)] != [1] * TURNS:
        raise RuntimeError(f"the overview counted {counts}, one more was recorded each time")
    return {"median": statistics.median(taken[1:]), "least": min(taken[1:])}


def grouped(pid: str) -> None:
    """What the peer does: one GROUP BY for each panel, over this year's residents of the place."""
    from django.db.models import Count
    from django.utils import timezone

    from safecommunity.injuries.models import Report
    from safecommunity.places import queries as places

    today = timezone.localdate(register.NOW)
    inside = places.keys_under(list(places.open_paths([pid]).values()))
    standing = Report.objects.filter(
        is_primary=True, state="live", injury_on__range=(today - timedelta(days=325), today), residence_id__in=inside
    )  # fmt: skip
    for name in SPLITS:
        list(standing.order_by().values(name).annotate(n=Count("pk")))


def main() -> None:
    found = register.run(__file__, measure, str(__doc__))
    for line in found[0][1] if found else ():
        cells = []
        for _rows, lines in found:
            same = next(one for one in lines if one["what"] == line["what"])
            if "mb" in same:
                cells.append(f"{same['mb']:26.0f} MB   ")
                continue
            queries = f"{same['queries']:4d} queries" if "queries" in same else " " * 12
            ratio = f"{same['ratio']:6.1f} ×" if "ratio" in same else " " * 8
            cells.append(f"{same['median']:9.1f} ms {queries} {ratio} ")
        register.say(f"{line['what']:36s}" + "".join(cells))


if __name__ == "__main__":
    main()
