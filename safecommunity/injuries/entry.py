"""One line, one card: the columns of the entry page in paper order, and reading a line as it was typed.

Cells are read as the list import reads them (numbers, labels, days in any style), so a block copied from a
spreadsheet means here what it means there. Nothing is stored and nothing is judged here: the card's checks do that.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from safecommunity.injuries import checks, codes
from safecommunity.injuries.checks.fields import REQUIRED, TEXTS, shorten
from safecommunity.injuries.checks.findings import Finding
from safecommunity.injuries.codes import icd10
from safecommunity.injuries.importing import values as cells
from safecommunity.injuries.importing.values import Bad
from safecommunity.injuries.models import Report
from safecommunity.places.models import Place, SocialUnit

SECRET = frozenset({"name", "id_number", "phone", "address"})
ELSEWHERE = "0"
# (column, width in characters, kind); in paper order. Kinds: list, age, day, hour, place, unit, text, icd10.
CORE = (
    ("unit", 3, "unit"), ("name", 5, "text"), ("sex", 2, "list"), ("age", 3, "age"), ("id_number", 9, "text"),
    ("residence", 4, "place"), ("injury_day", 9, "day"), ("injury_hour", 2, "hour"), ("visit_day", 9, "day"),
    ("visit_hour", 2, "hour"), ("cause", 4, "list"), ("icd10", 4, "icd10"), ("place_kind", 4, "list"),
    ("occurrence", 4, "place"), ("activity", 3, "list"), ("intent", 3, "list"), ("alcohol", 3, "list"),
    ("nature", 3, "list"), ("body_part", 3, "list"), ("severity", 3, "list"), ("outcome", 3, "list"),
)  # fmt: skip
REST = {
    "residence": (("phone", 7, "text"), ("address", 7, "text"), ("household", 2, "list"), ("education", 2, "list"),
                  ("occupation", 3, "list")),
    "alcohol": (("product", 6, "text"),),
    "body_part": (("system", 3, "list"),),
    "severity": (("diagnosis", 7, "text"),),
}  # fmt: skip
CARRIED = frozenset({"unit", "injury_day", "visit_day"})
FORM_FIELD = {
    "age_years": "age", "age_months": "age", "injury_time": "injury_day", "visit_time": "visit_day",
    "lives_elsewhere": "residence", "precision": "injury_hour",
}  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column of the page."""

    id: str
    width: int
    kind: str
    title: str
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        needed = {"age": "age_years", "injury_day": "injury_time", "visit_day": "visit_time"}
        return needed.get(self.id, self.id) in REQUIRED["card"] or self.id in ("unit", "visit_hour")

    @property
    def carried(self) -> bool:
        return self.id in CARRIED

    @property
    def secret(self) -> bool:
        return self.id in SECRET

    @property
    def offered(self) -> str:
        """The numbers with their words, for the page's script."""
        return json.dumps(self.options, ensure_ascii=False)

    @property
    def longest(self) -> int:
        """How much may be typed."""
        return TEXTS.get(self.id, 40)


@dataclass(frozen=True)
class Ground:
    """What a reader may write: facilities, places around them, whether names are theirs to write."""

    units: Sequence[SocialUnit]
    places: Sequence[Place]
    names: bool

    def columns(self, *, everything: bool = False) -> list[Column]:
        """The columns of the page for this reader."""
        found = []
        for one in CORE:
            found.append(one)
            if everything:
                found += REST.get(one[0], ())
        return [
            Column(name, width, kind, heading(name), self._options(name, kind))
            for name, width, kind in found
            if (self.names or name not in SECRET) and (name != "unit" or len(self.units) > 1)
        ]

    def _options(self, name: str, kind: str) -> dict[str, str]:
        if kind == "list":
            return {str(one.code): str(one.label) for one in codes.card().options(codes.LISTS[name])}
        if kind == "unit":
            return {str(at): unit.name for at, unit in enumerate(self.units, 1)}
        if kind == "place":
            outside = {ELSEWHERE: _("does not live here")} if name == "residence" else {}
            return outside | {str(at): place.name for at, place in enumerate(self.places, 1)}
        return {}


def heading(name: str) -> str:
    """What stands over a column."""
    extra = {
        "age": _("Age"), "injury_day": _("Day of injury"), "injury_hour": _("Hour of injury"),
        "visit_day": _("Day of visit"), "visit_hour": _("Hour of visit"), "icd10": "ICD-10",
        "residence": _("Lives in"), "occurrence": _("Happened in"), "cause": _("Cause"),
        "place_kind": _("Kind of place"),
        "activity": _("Activity"), "intent": _("Intent"), "alcohol": _("Alcohol"), "nature": _("Nature"),
        "body_part": _("Body part"), "severity": _("Severity"), "outcome": _("Outcome"), "unit": _("Facility"),
    }  # fmt: skip
    return extra.get(name) or checks.title(name)


@dataclass
class Line:
    """A line as read: values for the checks, and what could not be read."""

    values: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def bad(self, name: str, came: str, allowed: str) -> None:
        """Remember a cell nobody can read; what a secret cell held is not repeated."""
        says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
        shown = {"field": heading(name), "came": "—" if name in SECRET else shorten(came), "allowed": allowed}
        self.findings.append(Finding("cell", "error", name, says % shown))

    def empty(self, name: str) -> None:
        """Remember a cell that another one needs."""
        says = _("%(field)s is empty; it must be filled in") % {"field": heading(name)}
        self.findings.append(Finding("cell", "error", name, says))


def read(sent: Mapping[str, str], ground: Ground) -> Line:
    """Read what was typed into one line; empty cells are left out."""
    line = Line()
    days: dict[str, Any] = {}
    everything = Ground(ground.units, ground.places, names=True).columns(everything=True)
    for column in everything:
        text = cells.text_of(sent.get(column.id, ""))
        if not text:
            continue
        if column.secret and not ground.names:
            line.bad(column.id, "", _("nothing: names belong to the facility and the district CDC"))
        elif column.kind in ("day", "hour"):
            found = cells.day(text) if column.kind == "day" else cells.hour(text)
            _keep(line, days, column.id, text, found)
        else:
            _cell(line, column, text, ground)
    if len(ground.units) == 1:
        line.values["unit"] = ground.units[0].pid
    for name in ("injury", "visit"):
        _moment(line, name, days)
    return line


def _keep(line: Line, into: dict[str, Any], name: str, text: str, found: Any) -> None:
    if isinstance(found, Bad):
        line.bad(name, text, found.allowed)
    else:
        into[name] = found


def _cell(line: Line, column: Column, text: str, ground: Ground) -> None:
    if column.kind == "list":
        _keep(line, line.values, column.id, text, cells.option(codes.LISTS[column.id], text))
    elif column.kind == "age":
        found = cells.age(text)
        if isinstance(found, Bad):
            line.bad("age", text, found.allowed)
        else:
            line.values["age_years"] = found[0]
            if found[1] is not None:
                line.values["age_months"] = found[1]
    elif column.kind == "unit":
        _keep(line, line.values, "unit", text, _named(text, column.options, [u.pid for u in ground.units]))
    elif column.kind == "place":
        if column.id == "residence" and text in (ELSEWHERE, column.options[ELSEWHERE]):
            line.values["lives_elsewhere"] = True
            return
        named = {at: name for at, name in column.options.items() if at != ELSEWHERE}
        _keep(line, line.values, column.id, text, _named(text, named, [p.pid for p in ground.places]))
    else:
        line.values[column.id] = icd10.normal(text) if column.kind == "icd10" else text


def _named(text: str, options: Mapping[str, str], pids: Sequence[str]) -> str | Bad:
    """A permanent id by its number in the list, its name, or a part of the name that fits one only."""
    if text in options:
        return pids[int(text) - 1]
    names = list(options.values())
    exact = [at for at, name in enumerate(names) if name == text]
    found = exact or [at for at, name in enumerate(names) if len(text) > 1 and text in name]
    if len(found) == 1:
        return pids[found[0]]
    return Bad(_("a number from 1 to %(last)s, or a name of the list") % {"last": len(names)})


def _moment(line: Line, name: str, days: Mapping[str, Any]) -> None:
    day, hour = days.get(f"{name}_day"), days.get(f"{name}_hour")
    said = {one.field for one in line.findings}
    if day is None:
        if hour is not None and f"{name}_day" not in said:
            line.empty(f"{name}_day")
        return
    if hour is None and name == "visit":
        if "visit_hour" not in said:
            line.empty("visit_hour")
        return
    zone = timezone.get_default_timezone()
    line.values[f"{name}_time"] = datetime.combine(day, time(hour or 0), tzinfo=zone)
    if name == "injury" and hour is None:
        line.values["precision"] = Report.Precision.DATE


def cell_of(finding: Finding) -> str:
    """The column a finding belongs to; "" where it belongs to the whole line."""
    name = FORM_FIELD.get(finding.field, finding.field)
    known = {one[0] for one in CORE} | {one[0] for rest in REST.values() for one in rest}
    return name if name in known else ""
