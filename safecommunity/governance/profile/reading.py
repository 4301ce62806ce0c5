"""The sheet of a place and year as a list of items and numbers: out, and in with all that is wrong with it together."""

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from safecommunity.governance.models import ProfileNumber
from safecommunity.governance.profile import items, queries
from safecommunity.governance.returns import numbers
from safecommunity.governance.returns.sheets import plain, unit_words
from safecommunity.places.models import Place
from safecommunity.shell import lists, sheets
from safecommunity.shell.sheets import Checked, Fault, Line

BEFORE = ("near", "approx")  # 近300, 约300; the other words stand behind: 300余
Number = tuple[str, tuple[int, str]]


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called."""
    return {"item": _("Item"), "number": _("Value"), "unit": _("Unit of measure")}


def check(given: sheets.List) -> Checked[Number]:
    """(item, (hundredths, qualifier)) of every row with a number; a qualifier stands behind it as people write it."""
    known = {plain(title): code for code, item in items.items().items() for title in item.titles.values()}
    rows = [line for line in lists.lines(given, headings, ("item", "number")) if line["number"]]
    seen: dict[str, int] = {}
    return lists.checked(rows, lambda line: _row(line, known, seen))


def _row(line: Line, known: dict[str, str], seen: dict[str, int]) -> tuple[Number, list[Fault]]:
    code = known.get(plain(line["item"]), "")
    text, qualifier = qualified(line["number"])
    faults = []
    if not code:
        faults.append(line.fault("item", _("an item of the sheet; the template lists them")))
    elif code in seen:
        faults.append(line.fault("item", _("stands in row %(row)s already") % {"row": seen[code]}))
    seen.setdefault(code, line.number)
    try:
        value = numbers.parse(text, 2)
        if value is None:
            raise ValueError(_("a number"))
    except ValueError as reason:
        value = 0
        faults.append(line.fault("number", str(reason)))
    return (code, (value, qualifier)), faults


def qualified(text: str) -> tuple[str, str]:
    """A number without its word, and what the word means."""
    for word, qualifier in items.qualifiers().items():
        if word in text:
            return text.replace(word, "").strip(), qualifier
    return text.strip(), "exact"


def fields_of(place: Place, year: int) -> list[dict[str, Any]]:
    """The whole sheet by the fields of the list; empty where nothing is on record."""
    at = get_language() or "zh-hans"
    return [
        {
            "item": line["item"].title(at),
            "number": _number(line["row"]) if line["row"] else "",
            "unit": unit_words(line["item"].unit, at),
        }
        for group in queries.sheet(place, year)
        for line in group["lines"]
    ]


def _number(row: ProfileNumber) -> Any:
    """A number; with its word where it has one."""
    word = next((word for word, code in items.qualifiers().items() if code == row.qualifier), "")
    if not word:
        return row.value / 100
    text = numbers.written(row.value, 2, grouped=False)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return word + text if row.qualifier in BEFORE else text + word
