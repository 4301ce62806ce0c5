"""A list of responsibilities: what goes out as a workbook comes back in, all that is wrong with it together."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from safecommunity.governance.answering import queries
from safecommunity.governance.models import Answerable
from safecommunity.places.models import Place, SocialUnit
from safecommunity.shell import lists, sheets
from safecommunity.shell.lists import in_every_language
from safecommunity.shell.sheets import Checked, Fault, Line

NEED = ("kind", "place", "who", "starts")
KINDS = (
    ("community", gettext_lazy("communities")), ("enterprise", gettext_lazy("enterprises")),
    ("lane", gettext_lazy("lanes")), ("lot", gettext_lazy("lots")),
)  # fmt: skip


def headings() -> dict[str, str]:
    """Fields of a row by what their columns are called, as the export writes them."""
    return {
        "kind": _("Kind"),
        "place": _("Place"),
        "what": _("What"),
        "who": _("Holder"),
        "starts": _("From"),
    }


class _There:
    """What may be answered for; read once for all rows."""

    def __init__(self, ground: queries.Ground, on: date) -> None:
        self.communities: dict[str, Place] = {place.name: place for place in queries.communities(ground, on)}
        found = queries.enterprises(ground, on)
        self.units: dict[tuple[str, str], SocialUnit] = {(unit.place.name, unit.name): unit for unit in found}
        self.kinds = in_every_language(lambda: {kind: str(title) for kind, title in KINDS})


def check(given: sheets.List, ground: queries.Ground, on: date) -> Checked[dict[str, Any]]:
    """Rows for the action with all faults of all rows; gaps, which name nobody, are left out."""
    there = _There(ground, on)
    nobody = in_every_language(lambda: {"": _("nobody")}, {"": ""})
    rows = [line for line in lists.lines(given, headings, NEED) if line["who"] not in nobody]
    return lists.checked(rows, lambda line: _row(line, there))


def _row(line: Line, there: _There) -> tuple[dict[str, Any], list[Fault]]:
    kind, place, starts = (
        there.kinds.get(line["kind"], None),
        there.communities.get(line["place"]),
        sheets.day(line["starts"]),
    )
    unit = there.units.get((line["place"], line["what"])) if kind == "enterprise" else None
    label = line["what"] if kind in ("lane", "lot") else ""
    named = _("1 to %(most)s characters") % {"most": 120}
    faults = lists.faults_of(line, {
        "kind": (kind is None, _(", ").join(str(title) for _kind, title in KINDS)),
        "place": (place is None, _("a community or village of this place, by its name")),
        "what": ((kind == "enterprise" and unit is None) or (kind in ("lane", "lot") and not 1 <= len(label) <= 120),
                 _("an enterprise of that community as the register names it, or the name of a lane or lot")),
        "who": (len(line["who"]) > 120, named),
        "starts": (starts is None, _("a day as 2026-10-02")),
    })  # fmt: skip
    return {"kind": kind, "place": place, "unit": unit, "label": label, "who": line["who"], "holder": "post",
            "starts": starts}, faults  # fmt: skip


def what(row: Answerable) -> str:
    """What is answered for, by its name."""
    return row.unit.name if row.unit is not None else row.label or row.place.name


def fields_of(ground: queries.Ground, on: date) -> list[dict[str, Any]]:
    """What is held on a day by the fields of a list, then the gaps with nobody in them."""
    rows, kinds = list(queries.held(ground, on)), {kind: str(title) for kind, title in KINDS}
    gaps = queries.gaps(ground, rows, on)
    found = [
        {"kind": kinds[one.kind], "place": one.place.name, "what": what(one), "who": one.who,
         "starts": one.starts.isoformat()}
        for one in rows
    ]  # fmt: skip
    lacking = [(kinds["community"], one.name, one.name) for one in gaps.communities]
    lacking += [(kinds["enterprise"], one.place.name, one.name) for one in gaps.enterprises]
    return found + [
        {"kind": kind, "place": place, "what": name, "who": "", "starts": ""} for kind, place, name in lacking
    ]


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _(
            "One row a responsibility. Kind, place, holder and the first day are needed; without a holder it is a gap."
        ),
        _("Kinds: %(kinds)s") % {"kinds": _(", ").join(str(title) for _kind, title in KINDS)},
        _("What holds already stays; somebody else from a later day takes over."),
    ]
