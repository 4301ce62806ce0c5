"""Lists of the register: every declared filter and order within a scope, against Django's own paginator.

    python benchmarks/lists.py [cards ...] [--keep FOLDER]       by default 10,000, 100,000 and 1,000,000

Printed for each size: the whole page as a browser gets it (median of nine turns, its queries), the list alone (scope,
rows and total: median of nine turns, its queries), and how many times longer the peer takes for the same rows:
`django.core.paginator` (COUNT(*), OFFSET) over the reader's rights, in the same run. The page includes the frame: who
reads, menu with what waits, switches of place and period; it costs the same at any size.
"""

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import register

PAGES = (
    ("cdc", "district", "", "district, all causes, this year"),
    ("cdc", "district", "period=2022..2026", "district, five years"),
    ("cdc", "street", "", "street, this year"),
    ("cdc", "community", "", "community, this year"),
    ("cdc", "community", "period=2022-01..2026-12", "community, five years"),
    ("chief", "street", "", "chief of the street"),
    ("clerk", "community", "", "clerk of the community"),
    ("facility", "", "", "facility's own, all times"),
    ("cdc", "district", "cause=3", "district, one cause"),
    ("chief", "street", "cause=12", "street, a sensitive cause"),
    ("clerk", "community", "cause=3", "community, one cause"),
    ("cdc", "district", "unit=UNIT", "district, one facility"),
    ("cdc", "community", "unit=UNIT", "community, one facility"),
    ("cdc", "district", "state=live", "district, those that stand"),
    ("cdc", "district", "state=withdrawn", "district, withdrawn"),
    ("chief", "street", "state=withdrawn&period=2022-01..2026-12", "street, withdrawn, five years"),
    ("facility", "", "cause=3", "facility's own, one cause"),
    ("grid", "", "", "village recorder's own"),
    ("grid", "", "cause=3", "village recorder's own, one cause"),
)


def measure(ids: dict[str, str]) -> list[dict[str, Any]]:
    found = []
    for who, place, query, label in PAGES:
        client = register.browser(who)
        parts = [query.replace("UNIT", ids["unit"]).replace("2022..2026", "2022-01..2026-12")]
        if place:
            parts.append(f"place={ids[place]}")
            if "period" not in query:
                parts.append("period=2026")
        address = "/injuries/?" + "&".join(part for part in parts if part)
        for page in ("first", "second"):
            if page == "second":
                address = following(client, address)
                if not address:
                    continue
            median, _least, queries = register.measured(lambda: register.shown(client, address))  # noqa: B023
            like = register.shown(client, address).wsgi_request
            list_, _least, own = register.measured(lambda: alone(like, address))  # noqa: B023
            began = time.perf_counter()  # once: of a million cards the peer takes seconds
            paginated(like, address, 1 + (page == "second"))
            theirs = 1000 * (time.perf_counter() - began)
            found.append({"what": f"{label}, {page} page", "median": median, "queries": queries, "list": list_,
                          "own": own, "ratio": theirs / list_})  # fmt: skip
    found.append({"what": "most memory", "mb": register.peak()})
    return found


def asked(like: Any, address: str) -> Any:
    """A request by the same reader that has not been looked at yet."""
    from django.test import RequestFactory

    request = RequestFactory().get(address)
    request.user, request.session, request.reader = like.user, like.session, like.reader
    return request


def alone(like: Any, address: str) -> int:
    """The list without its page: which rows, the rows themselves, how many there are."""
    from safecommunity.injuries.views import listing

    table = listing.table_of(asked(like, address))[0]
    return len(table.page.rows) + table.total[0]


def paginated(like: Any, address: str, page: int) -> int:
    """The peer: the same rows by rights, place, period and filter, by number of page."""
    from django.core.paginator import Paginator
    from django.db.models import Q

    from safecommunity.injuries.queries import rows
    from safecommunity.injuries.queries.rights import rights
    from safecommunity.injuries.views import listing
    from safecommunity.places import queries as places

    request = asked(like, address)
    held = rights(request.reader)
    place, period = listing._chosen(request, held)
    found = rows.visible_reports(held)
    if place is not None:
        inside = places.keys_under(list(places.open_paths([place.pid]).values()))
        found = found.filter(Q(place__in=inside) | Q(occurrence__in=inside) | Q(residence__in=inside))
    if period is not None:
        found = found.filter(injury_on__range=(period.start, period.end))
    for name, field in (("cause", "cause"), ("unit", "unit__pid"), ("state", "state")):
        if request.GET.get(name):
            found = found.filter(**{field: request.GET[name]})
    shown = Paginator(found, 50).get_page(page)
    return len(shown.object_list) + shown.paginator.count


def following(client: Any, address: str) -> str:
    table = register.shown(client, address).context["table"]
    return f"/injuries/{table.page.next_url}" if table.page.next_url else ""


def main() -> None:
    found = register.run(__file__, measure, str(__doc__))
    if not found:
        return
    register.say(" " * 44 + "".join(f"{rows:>20,} cards: page, list, peer " for rows, _lines in found))
    for line in found[0][1]:
        name = line["what"]
        cells = []
        for _rows, lines in found:
            same = next((one for one in lines if one["what"] == name), None)
            if same is None:
                cells.append(" " * 45)
            elif "mb" in same:
                cells.append(f"{same['mb']:38.0f} MB    ")
            else:
                cells.append(
                    f"{same['median']:8.1f} ms {same['queries']:3d} q {same['list']:8.1f} ms {same['own']:3d} q "
                    f"{same['ratio']:7.1f} × "
                )
        register.say(f"{name:44s}" + "".join(cells))


if __name__ == "__main__":
    main()
