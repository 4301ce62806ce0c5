"""Pages that stand on many records: a figure, its rows, its export; the register of events; what waits.

    python benchmarks/pages.py [cards ...] [--keep FOLDER]       by default 10,000, 100,000 and 1,000,000

The register holds as many cards as said and a tenth as many events. Printed for each page: median and least of nine
turns, queries, bytes of an export and the memory it took; and the peer of "n = …, you may open …": the same number
asked of the database by COUNT(*) with the reader's rights, in the same run.
"""

import sys
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import register

EXPORTED = 200_000  # an export of more rows than that is measured on a smaller place
PAGES = (
    ("cdc", "/figures/injury.count@1~{district}~2022-01..2026-12/", "figure of the district, five years"),
    ("cdc", "/figures/injury.count@1~{district}~2022-01..2026-12/?seen=0", "the same, and what changed since"),
    ("cdc", "/figures/injury.rate.standardised@1~{district}~2026/", "standardised rate of the district"),
    ("chief", "/figures/injury.count@1~{street}~2022-01..2026-12/", "figure of a street, five years"),
    ("clerk", "/figures/injury.count@1~{community}~2026/", "figure of a community, this year"),
    ("cdc", "/todo/", "what waits for the district"),
    ("chief", "/todo/", "what waits for a chief"),
    ("cdc", "/injuries/duplicates/", "queue of duplicates"),
    ("cdc", "/events/?place={district}&period=2022-01..2026-12", "events of the district, five years"),
    ("cdc", "/events/?place={district}&period=2026", "events of the district, this year"),
    ("chief", "/events/?place={street}&period=2022-01..2026-12", "events of a street, five years"),
    ("clerk", "/events/?place={community}&period=2022-01..2026-12", "events of a community, five years"),
    ("cdc", "/events/?place={district}&period=2022-01..2026-12&kind=fire", "events, one kind"),
    ("cdc", "/events/?place={district}&period=2022-01..2026-12&grade=4", "events, one grade"),
    ("cdc", "/events/?place={district}&period=2022-01..2026-12&state=due", "events, to be reported"),
    ("cdc", "/events/?place={district}&period=2022-01..2026-12&state=closed", "events, closed"),
    ("chief", "/events/?place={street}&period=2022-01..2026-12&state=withdrawn", "events of a street, withdrawn"),
)  # fmt: skip


def measure(ids: dict[str, str]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for who, path, label in PAGES:
        client, address = register.browser(who), path.format(**ids)
        median, least, queries = register.measured(lambda: register.shown(client, address))  # noqa: B023
        found.append({"what": label, "median": median, "least": least, "queries": queries})
    found.append(
        {"what": "the peer: COUNT(*) with rights", "median": register.measured(lambda: counted(ids), 3)[0]}
    )
    found += [_export(ids, place) for place in ("street", "district")]
    found.append({"what": "most memory", "mb": register.peak()})
    return [one for one in found if one]


def counted(ids: dict[str, str]) -> int:
    """What of the district's figure its CDC may open, asked of the database."""
    from safecommunity.accounts.models import User
    from safecommunity.accounts.reader import Reader
    from safecommunity.injuries.models import Report
    from safecommunity.injuries.queries.rights import rights
    from safecommunity.places import queries as places

    held = rights(Reader.of(User.objects.get(username="cdc"), register.NOW.date()))
    inside = places.keys_under(list(places.open_paths([ids["district"]]).values()))
    return Report.objects.filter(
        held.visible, residence_id__in=inside, is_primary=True, state="live"
    ).count()  # fmt: skip


def _export(ids: dict[str, str], place: str) -> dict[str, Any]:
    """The rows of a figure as a workbook."""
    key = f"injury.count@1~{ids[place]}~2022-01..2026-12"
    client = register.browser("cdc")
    n = register.shown(client, f"/figures/{key}/").context["behind"].total
    if n > EXPORTED:
        return {}
    began = time.perf_counter()
    size = register.drained(client, f"/figures/{key}/rows.xlsx")
    return {
        "what": f"export of a {place}",
        "median": 1000 * (time.perf_counter() - began),
        "rows": n,
        "bytes": size,
    }


def main() -> None:
    found = register.run(__file__, measure, str(__doc__))
    for line in found[0][1] if found else ():
        cells = []
        for _rows, lines in found:
            same = next((one for one in lines if one["what"] == line["what"]), None)
            if same is None:
                cells.append(" " * 36)
            elif "mb" in same:
                cells.append(f"{same['mb']:28.0f} MB     ")
            elif "rows" in same:
                cells.append(
                    f"{same['median'] / 1000:9.1f} s {same['rows']:9,} rows {same['bytes'] / 1e6:5.1f} MB "
                )
            else:
                queries = f"{same['queries']:4d} queries" if "queries" in same else ""
                cells.append(
                    f"{same['median']:9.1f} ms {same.get('least', same['median']):9.1f} {queries:13s}"
                )
        register.say(f"{line['what']:44s}" + "".join(cells))


if __name__ == "__main__":
    main()
