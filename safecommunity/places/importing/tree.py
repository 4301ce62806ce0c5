"""A list of places: new ones, renamed, moved and ended ones, and what became of those that ended. One row a place.

The same reading serves the page of a chief (below his own place) and the command of an operator (anywhere).
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from safecommunity.places.actions import PlaceRow
from safecommunity.places.importing import words
from safecommunity.places.models import Level, Place, PlaceCode, PlacePath
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

RUNGS = list(Level.values)


@dataclass(frozen=True)
class Standing:
    """The places a list may touch, by code: where they stand now."""

    places: Mapping[str, Place]
    moved_on: Mapping[int, date]
    reach: frozenset[str] | None = None
    """permanent ids that may be changed; None: all of them"""
    tops: frozenset[str] = frozenset()
    """places beneath which one may work, which themselves stay as they are"""

    @classmethod
    def of(cls, codes: Iterable[str], reach: frozenset[str] | None, tops: Iterable[str]) -> "Standing":
        """Read the places that bear these codes (or permanent ids)."""
        wanted = set(codes)
        found = {p.pid: p for p in Place.objects.filter(pid__in=wanted).select_related("parent")}
        rows = PlaceCode.objects.filter(code__in=wanted, ends__isnull=True).select_related("place__parent")
        found |= {row.code: row.place for row in rows.order_by("starts")}
        since = PlacePath.objects.filter(place__in=[p.pk for p in found.values()], ends__isnull=True)
        return cls(found, dict(since.values_list("place_id", "starts")), reach, frozenset(tops))

    def may_stand_under(self, place: Place) -> bool:
        """Whether places may be put beneath it."""
        return self.reach is None or place.pid in self.reach

    def may_change(self, place: Place) -> bool:
        """Whether it itself may be changed: strictly below one's own places."""
        return self.reach is None or (place.pid in self.reach and place.pid not in self.tops)


def known(heading: str) -> str:
    """The field of a heading; "" for what is not read."""
    return words.field("tree", heading)


def codes_in(given: sheets.List) -> set[str]:
    """Every code the list names, to be looked up at once."""
    found: set[str] = set()
    for line in sheets.lines(given, known):
        found |= {line["code"], line["parent"], *(code for code, _share in _becomes(line["becomes"]) or ())}
    return found - {""}


def check(given: sheets.List, standing: Standing) -> Checked[PlaceRow]:
    """Every place of the list, with all faults of all rows. Raises Unreadable where needed columns lack."""
    fields = {name for name in map(known, given.headings) if name}
    sheets.need(
        given, fields, {"code": _("code"), "name": _("name"), "level": _("level"), "parent": _("parent code")}
    )
    lines = sheets.lines(given, known)
    listed = {line["code"]: line for line in lines if line["code"]}
    rows: list[PlaceRow] = []
    faults: list[Fault] = []
    seen: dict[str, int] = {}
    for line in lines:
        row, wrong = _row(line, standing, listed)
        if line["code"] and line["code"] in seen:
            wrong.append(line.fault("code", _("stands in row %(row)s already") % {"row": seen[line["code"]]}))
        seen.setdefault(line["code"], line.number)
        rows.append(row)
        faults += wrong
    return Checked(len(rows), tuple(in_order(rows)) if not faults else tuple(rows), tuple(faults))


def in_order(rows: Iterable[PlaceRow]) -> list[PlaceRow]:
    """Higher levels first, so that a parent stands before what is put under it."""
    return sorted(rows, key=lambda row: (RUNGS.index(row.level), row.number))


def _row(line: Line, standing: Standing, listed: Mapping[str, Line]) -> tuple[PlaceRow, list[Fault]]:
    faults: list[Fault] = []
    level = line["level"] if line["level"] in RUNGS else words.listed("levels").get(line["level"], "")
    if not level:
        faults.append(line.fault("level", _(", ").join([*words.listed("levels"), *RUNGS])))
    for name, most in (("code", 30), ("name", 120)):
        if not 1 <= len(line[name]) <= most:
            faults.append(line.fault(name, _("1 to %(most)s characters") % {"most": most}))
    starts, ends = _day(line, "starts", faults), _day(line, "ends", faults)
    label, area = (
        words.listed("labels").get(line["label"], None if line["label"] else ""),
        _area(line, faults),
    )
    if label is None:
        faults.append(line.fault("label", _("simulated, real or empty")))
    becomes = _becomes(line["becomes"])
    faults += _successors(line, becomes, ends, standing, listed)
    row = PlaceRow(
        line.number,
        line["code"],
        line["name"],
        level,
        line["parent"],
        starts,
        ends,
        label or "",
        area,
        becomes or (),
    )
    if faults:
        return row, faults
    return _against(row, line, standing, listed)


def _against(
    row: PlaceRow, line: Line, standing: Standing, listed: Mapping[str, Line]
) -> tuple[PlaceRow, list[Fault]]:
    """A sound row against what stands: what it changes, and whether that may be."""
    place, faults = standing.places.get(row.code), _parent(row, line, standing, listed)
    if place is None:
        if row.starts is None:
            faults.append(line.fault("starts", _("a day as 2020-01-01, for a new place")))
        elif row.ends is not None and row.ends <= row.starts:
            faults.append(line.fault("ends", _("a day after it began, %(starts)s") % {"starts": row.starts}))
        return replace(row, changes=("new", *(("ended",) if row.ends else ()))), faults
    changes = []
    if place.name != row.name:
        changes.append("renamed")
    if row.parent and (parent := standing.places.get(row.parent)) and parent.pk != place.parent_id:
        changes.append("moved")
        since = standing.moved_on.get(place.pk)
        if row.starts is None or (since is not None and row.starts <= since):
            allowed = _("the day of the change, after %(since)s") % {"since": since or "—"}
            faults.append(line.fault("starts", allowed))
    if place.level != row.level:
        faults.append(
            line.fault("level", _("%(level)s: the level of a place stays") % {"level": place.level})
        )
    if row.ends is not None and place.ends != row.ends:
        changes.append("ended")
    if row.becomes and place.ends != row.ends:
        changes.append("became")
    if changes and not standing.may_change(place):
        faults.append(line.fault("code", _("a place below your own; this one is not yours to change")))
    return replace(row, known=place.pid, changes=tuple(changes)), faults


def _parent(row: PlaceRow, line: Line, standing: Standing, listed: Mapping[str, Line]) -> list[Fault]:
    """Where it stands: known or of this list, of a higher level, within reach."""
    place = standing.places.get(row.code)
    if not row.parent:
        top = standing.reach is None or (place is not None)
        return (
            []
            if top
            else [line.fault("parent", _("a place of yours; only an operator makes places without one"))]
        )
    above, inside = standing.places.get(row.parent), listed.get(row.parent)
    if above is None and inside is None:
        return [line.fault("parent", _("a code that is known or stands in this list"))]
    told = inside["level"] if inside is not None else ""
    level = above.level if above is not None else words.listed("levels").get(told, told)
    if level in RUNGS and RUNGS.index(level) >= RUNGS.index(row.level):
        return [line.fault("parent", _("a place of a higher level than %(level)s") % {"level": row.level})]
    stays = place is not None and above is not None and place.parent_id == above.pk
    if above is not None and not stays and not standing.may_stand_under(above):
        return [line.fault("parent", _("a place of yours; this one is not"))]
    return []


def _becomes(text: str) -> tuple[tuple[str, float], ...] | None:
    """“001:0.6;002:0.4” or one code; None where a share is no number."""
    found = []
    for part in text.replace(",", ";").split(";"):
        code, colon, share = part.strip().partition(":")
        if not code:
            continue
        try:
            found.append((code.strip(), float(share) if colon else 1.0))
        except ValueError:
            return None
    return tuple(found)


def _successors(
    line: Line, becomes: tuple[tuple[str, float], ...] | None, ends: date | None, standing: Standing,
    listed: Mapping[str, Line],
) -> list[Fault]:  # fmt: skip
    """What became of a place: known codes, shares above 0 that make at most 1 together, from the day it ended."""
    if becomes is None:
        return [line.fault("becomes", _("codes with shares, as 001:0.6;002:0.4"))]
    if not becomes:
        return []
    if ends is None:
        return [line.fault("ends", _("the day it became another place"))]
    unknown = [code for code, _share in becomes if code not in standing.places and code not in listed]
    unknown += [code for code, _share in becomes if code == line["code"]]
    if unknown:
        return [line.fault("becomes", _("codes that are known or stand in this list"), unknown[0])]
    shares = [share for _code, share in becomes]
    if min(shares) <= 0 or sum(shares) > 1.0001:
        return [line.fault("becomes", _("shares above 0 that make at most 1 together"))]
    return []


def _day(line: Line, name: str, faults: list[Fault]) -> date | None:
    found = sheets.day(line[name])
    if line[name] and found is None:
        faults.append(line.fault(name, _("a day as 2020-01-01")))
    return found


def _area(line: Line, faults: list[Fault]) -> float | None:
    if not line["area"]:
        return None
    try:
        found = float(line["area"])
    except ValueError:
        found = 0.0
    if not 0 < found < 1e7:
        faults.append(line.fault("area", _("square kilometres above 0")))
        return None
    return found


def pack(rows: Iterable[PlaceRow]) -> list[dict[str, object]]:
    """Rows as plain data."""
    return [
        {
            k: v.isoformat() if isinstance(v, date) else v
            for k, v in asdict(row).items()
            if v not in (None, "", ())
        }
        for row in rows
    ]


def unpack(data: Iterable[Mapping[str, object]]) -> list[PlaceRow]:
    """The rows again."""
    return [
        PlaceRow(**{  # type: ignore[arg-type]
            k: date.fromisoformat(str(v)) if k in ("starts", "ends")
            else tuple(tuple(one) if isinstance(one, list) else one for one in v) if isinstance(v, list) else v
            for k, v in one.items()
        })
        for one in data
    ]  # fmt: skip


def change_names(row: PlaceRow) -> str:
    """What a row does, in words."""
    said = {
        "new": _("new"), "renamed": _("renamed"), "moved": _("moved"), "ended": _("ended"),
        "became": _("merged or split"),
    }  # fmt: skip
    return _(", ").join(said[one] for one in row.changes) or _("same")


def template_columns() -> list[str]:
    """Headings of the template, in Chinese: the reader takes other languages too."""
    return list(words.written("tree").values())


def notes() -> list[str]:
    """How to fill it in."""
    return [
        _(
            "One row a place: its code, name, level and the code of the place above. A new one needs the day it begins."
        ),
        _("A known code with another name renames; with another parent it moves, from the day it begins on."),
        _(
            "A place that ends has its last column of days; what became of it as 001:0.6;002:0.4 (one code: all of it)."
        ),
        _("What stands so already changes nothing; the list can be sent again."),
    ]
