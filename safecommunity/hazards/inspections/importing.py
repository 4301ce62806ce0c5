"""A district's own checklist as a list: one row an item, every fault of every row together."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.hazards import codes, lists
from safecommunity.hazards.inspections.lists import FILE, MOST_ITEMS, Item
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

OWN = "checklists"


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    plain = _plain(heading)
    told = codes.load(FILE)["headings"]
    return next((field for field, said in told.items() if plain in _plain(said).split()), "")


def _plain(text: str) -> str:
    return re.sub(r"[*:().]", "", unicodedata.normalize("NFKC", str(text))).casefold().strip()


def written() -> dict[str, str]:
    """Our heading of each field."""
    return {str(field): str(said).split()[0] for field, said in codes.load(FILE)["headings"].items()}


def check(given: sheets.List) -> Checked[Item]:
    """Every row with all faults. Raises Unreadable where needed columns lack or there are too many rows."""
    if len(given.rows) > MOST_ITEMS:
        says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
        raise sheets.Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ITEMS})
    sheets.need(given, {known(one) for one in given.headings}, {"item": written()["item"]})
    items: list[Item] = []
    faults: list[Fault] = []
    rows = sheets.lines(given, known)
    for line in rows:
        wrong: list[Fault] = []
        made = _row(line, wrong)
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, wrong: list[Fault]) -> Item:
    text, standard = " ".join(line["item"].split()), " ".join(line["standard"].split())
    for name, said, least in (("item", text, 1), ("standard", standard, 0)):
        if not least <= len(said) <= 200:
            wrong.append(
                line.fault(name, _("%(least)s to %(most)s characters") % {"least": least, "most": 200})
            )
    return Item(
        text, standard, _code(line, "kind", codes.kinds(), "other", wrong),
        _code(line, "color", codes.load("risk")["colors"], "yellow", wrong),
    )  # fmt: skip


def _code(line: Line, name: str, group: Mapping[str, Any], empty: str, wrong: list[Fault]) -> str:
    said = line[name]
    if not said:
        return empty
    found = said if said in group else ""
    found = found or next(
        (code for code, one in group.items() if said in (*one["label"], *one.get("mark", ()))), ""
    )
    if not found:
        wrong.append(line.fault(name, "、".join(codes.label(dict(group), code) for code in group)))
    return found


def pack(items: Iterable[Item]) -> list[dict[str, str]]:
    """Items as plain data."""
    return [dict(vars(one)) for one in items]


def unpack(data: Iterable[Mapping[str, str]]) -> list[Item]:
    """The items again."""
    return [Item(**one) for one in data]


def shown(items: Sequence[Item]) -> lists.Grid:
    """What was found, for the page."""
    rows = [
        [one.text, one.standard, codes.label(codes.kinds(), one.kind), codes.colour_name(one.color)]
        for one in items
    ]
    return list(written().values()), rows


def template() -> bytes:
    """The workbook to fill in."""
    notes = [
        _(
            "One row an item; only the item is needed. What is not in order becomes a hazard of the kind told here."
        ),
        _("Kinds: %(all)s") % {"all": "、".join(codes.label(codes.kinds(), one) for one in codes.kinds())},
        _("Risks: %(all)s") % {"all": "、".join(codes.colour_name(one) for one in codes.COLORS)},
        _("The same title sent again is a new version; inspections planned before keep the older one."),
    ]
    return sheets.template(_("Checklist"), list(written().values()), [], notes)
