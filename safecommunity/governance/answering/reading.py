"""A list of responsibilities: what goes out as a table comes back in, all that is wrong with it together."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.answering import queries
from safecommunity.shell import sheets

Rows = list[dict[str, Any]]


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {
        "kind": _("Kind"),
        "place": _("Place"),
        "what": _("What"),
        "who": _("Holder"),
        "starts": _("From"),
    }


def read(
    content: bytes, name: str, ground: queries.Ground, kinds: dict[str, str], on: date
) -> tuple[Rows, list[str]]:
    """(rows for the action, faults) of a list. Raises Unreadable where the file as a whole cannot be read."""
    known = {title: field for field, title in headings().items()}
    given = sheets.read(content, name, lambda cell: known.get(cell.strip(), ""))
    columns = {known.get(one.strip(), "") for one in given.headings}
    sheets.need(given, columns, {field: headings()[field] for field in ("kind", "place", "who", "starts")})
    communities = {place.name: place for place in queries.communities(ground, on)}
    units = {(unit.place.name, unit.name): unit for unit in queries.enterprises(ground, on)}
    by_title = {title: kind for kind, title in kinds.items()}
    rows: Rows = []
    faults: list[str] = []
    for line in sheets.lines(given, lambda cell: known.get(cell.strip(), "")):
        if line["who"] in ("", _("nobody")):
            continue
        kind, place, starts = (
            by_title.get(line["kind"]),
            communities.get(line["place"]),
            sheets.day(line["starts"]),
        )
        unit = units.get((line["place"], line["what"])) if kind == "enterprise" else None
        wrong = [
            f"{title} “{came[:20]}”"
            for title, came, sound in (
                (headings()["kind"], line["kind"], kind), (headings()["place"], line["place"], place),
                (headings()["what"], line["what"], unit or kind != "enterprise"),
                (headings()["starts"], line["starts"], starts),
            )
            if not sound
        ]  # fmt: skip
        if wrong:
            faults.append(f"{line.number}: {_(', ').join(wrong)}")
            continue
        label = line["what"] if kind in ("lane", "lot") else ""
        rows.append({"kind": kind, "place": place, "unit": unit, "label": label, "who": line["who"], "holder": "post",
                     "starts": starts})  # fmt: skip
    return rows, faults
