"""Lists of the register: every declared filter and order within a scope, against Django's own paginator.

    python benchmarks/lists.py [cards ...] [--keep FOLDER]       by default 10,000, 100,000 and 1,000,000

Printed for each list: the whole page as a browser gets it (median and least of nine turns), its queries, and the time
of its rows alone beside the same rows by `django.core.paginator` (COUNT(*) and OFFSET) in the same run.
"""

import sys
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
            median, least, queries = register.measured(lambda: register.shown(client, address))  # noqa: B023
            found.append(
                {"what": f"{label}, {page} page", "median": median, "least": least, "queries": queries}
            )
    found.append({"what": "most memory", "mb": register.peak()})
    return found


def following(client: Any, address: str) -> str:
    table = register.shown(client, address).context["table"]
    return f"/injuries/{table.page.next_url}" if table.page.next_url else ""


def main() -> None:
    found = register.run(__file__, measure, str(__doc__))
    if not found:
        return
    for line in found[0][1]:
        name = line["what"]
        cells = []
        for _rows, lines in found:
            same = next((one for one in lines if one["what"] == name), None)
            if same is None:
                cells.append(" " * 24)
            elif "mb" in same:
                cells.append(f"{same['mb']:20.0f} MB ")
            else:
                cells.append(f"{same['median']:8.1f} {same['least']:8.1f} {same['queries']:4d} ")
        register.say(f"{name:44s}" + "".join(cells))


if __name__ == "__main__":
    main()
