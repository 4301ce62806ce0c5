"""The ledger of outreach: a page of the list over many lines, in time and queries; aim: 50 ms, 10 queries at a million.

    python benchmarks/outreach_list.py [lines]       by default 1,000,000

Against Django's own paginator over the same rows (COUNT(*), OFFSET), in the same run.
"""

import sys
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import numpy as np

from benchmarks import register

BATCH = 5000
ASKED = (
    ("district", {}, False), ("street", {}, True), ("street", {"kind": "leaflet"}, False),
    ("community", {}, False), ("community", {"group": "event"}, True), ("district", {"setting": "fire"}, True),
)  # fmt: skip


def lay(lines: int) -> None:
    """Lines of five years, drawn from a fixed seed, straight into the table."""
    from safecommunity.outreach import codes
    from safecommunity.outreach.models import Entry
    from safecommunity.places.models import Place

    draw = np.random.default_rng(21)
    places = list(Place.objects.filter(level__in=("community", "grid")).values_list("pk", flat=True))
    kinds = list(codes.kinds().values())
    settings = ["", *codes.words("settings")]
    span = (register.LAST - register.FIRST).days
    for start in range(0, lines, BATCH):
        some = []
        for _line in range(min(BATCH, lines - start)):
            kind = kinds[int(draw.integers(len(kinds)))]
            some.append(
                Entry(
                    ref=uuid.uuid4().hex,
                    kind=kind.id,
                    group=kind.group,
                    quantity=int(draw.integers(1, 300)),
                    happened_on=register.FIRST + timedelta(days=int(draw.integers(span))),
                    source="import",
                    place_id=places[int(draw.integers(len(places)))],
                    entered_by="clerk",
                    entered_at=register.NOW,
                    setting=settings[int(draw.integers(len(settings)))],
                    reached=int(draw.integers(100)),
                )
            )
        Entry.objects.bulk_create(some)


def reader(place: str) -> Any:
    """The clerk of a place."""
    from safecommunity.accounts.reader import Held, Reader

    return Reader(pid="clerk", name="clerk", scopes=(Held("clerk", place=place),), signed_in_by="demo")


def measure(ids: dict[str, str]) -> None:
    """Print a line for each way of asking."""
    from django.core.paginator import Paginator

    from safecommunity.outreach.queries import ledger
    from safecommunity.outreach.queries.rights import Rights
    from safecommunity.outreach.views.ledger import Entries

    for place, given, year in ASKED:
        days = (register.LAST.replace(month=1, day=1), register.LAST) if year else None

        def page(place: str = place, given: Any = given, days: Any = days) -> Any:
            table = Entries(ledger.within(Rights(reader(ids[place])), "", days), given)
            return table.page.rows, table.total

        def peer(place: str = place, given: Any = given, days: Any = days) -> Any:
            held = Rights(reader(ids[place]))
            rows = ledger.Entry.objects.filter(ledger.visible(held), **given).select_related("place")
            rows = rows.filter(happened_on__range=days) if days else rows
            found = Paginator(rows.order_by("-happened_on", "-pk"), 50).page(1)
            return list(found), found.paginator.count

        median, _least, queries = register.measured(page)
        theirs = register.measured(peer, 1)[0]
        label = " ".join((place, *given.values(), "this year" if year else "all years"))
        print(f"{label:34} {median:8.1f} ms {queries:3} queries   paginator {theirs:8.1f} ms")


def main() -> None:
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        register.prepare(Path(folder))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        ids = register._ground()
        lay(lines)
        print(f"{lines:,} lines")
        measure(ids)


if __name__ == "__main__":
    main()
