"""Lists in, one way for all of the room: every fault of every row together; the same row sent again is stored once.

What was read travels in the page, signed for this person, and is checked again before it is stored.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.core import signing
from django.utils.translation import gettext as _

from safecommunity.accounts.reader import Reader
from safecommunity.emergency import codes
from safecommunity.emergency.common import agencies_near, units_near
from safecommunity.emergency.rights import Rights
from safecommunity.governance.models import Agency
from safecommunity.places.models import Place, PlaceCode, SocialUnit
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

Row = dict[str, Any]
MOST_ROWS = 3000
GOOD_FOR = 6 * 3600


@dataclass
class Ground:
    """What a list of an office may name: places, social units, agencies, each by its words."""

    held: Rights
    today: date
    more: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, list[Place]]:
        """Places by name, code and permanent id; two queries."""
        mine = {place.pk: place for place in Place.objects.filter(pid__in=self.held.office)}
        found: dict[str, list[Place]] = {}
        for place in mine.values():
            found.setdefault(place.name, []).append(place)
            found.setdefault(place.pid, []).append(place)
        for code, pk in PlaceCode.objects.filter(place_id__in=mine).values_list("code", "place_id"):
            if mine[pk] not in found.setdefault(code, []):
                found[code].append(mine[pk])
        return found

    @cached_property
    def units(self) -> dict[str, list[SocialUnit]]:
        """Social units by name and permanent id."""
        found: dict[str, list[SocialUnit]] = {}
        for unit in units_near(self.held):
            found.setdefault(unit.name, []).append(unit)
            found.setdefault(unit.pid, []).append(unit)
        return found

    @cached_property
    def agencies(self) -> dict[str, Agency]:
        """Agencies by the name of today."""
        return {name: one for one, name in reversed(agencies_near(self.held, self.today))}

    def place(self, line: Line, wrong: list[Fault]) -> Place | None:
        """The place a row names without doubt."""
        found = self.places.get(line["place"], [])
        if len(found) != 1:
            wrong.append(line.fault("place", _("a name or code of a place of this office")))
            return None
        return found[0]

    def unit(self, line: Line, wrong: list[Fault]) -> SocialUnit | None:
        """The social unit a row names, where it names one."""
        if not line["unit"]:
            return None
        found = self.units.get(line["unit"], [])
        if len(found) > 1:  # the same name elsewhere: the place decides
            near = [one for one in found if line["place"] in (one.place.name, one.place.pid)]
            found = near or found
        if len(found) != 1:
            wrong.append(line.fault("unit", _("a social unit of the register, or empty")))
            return None
        return found[0]

    def agency(self, line: Line, wrong: list[Fault]) -> Agency | None:
        """The agency a row names, where it names one."""
        if not line["agency"]:
            return None
        found = self.agencies.get(line["agency"])
        if found is None:
            wrong.append(line.fault("agency", _("an agency on record, by its present name, or empty")))
        return found


def code(line: Line, name: str, listed: str, wrong: list[Fault], *, empty: str | None = None) -> str:
    """A code of a list; `empty` is what an empty cell means, None where one is needed."""
    said = line[name]
    if not said and empty is not None:
        return empty
    found = codes.code_of(listed, said)
    if not found:
        wrong.append(line.fault(name, "、".join(label for _code, label in codes.choices(listed))))
    return found


def day(
    line: Line, name: str, first: date, last: date, wrong: list[Fault], *, needed: bool = True
) -> date | None:
    """A day of a span."""
    if not line[name] and not needed:
        return None
    found = sheets.day(line[name])
    if found is None or not first <= found <= last:
        allowed = _("a day from %(first)s to %(last)s") % {"first": first, "last": last}
        wrong.append(line.fault(name, allowed))
        return None
    return found


def count(
    line: Line, name: str, most: int, wrong: list[Fault], *, needed: bool = False
) -> tuple[int | None, str]:
    """A whole number, also with a word for more, nearly or at least."""
    if not line[name] and not needed:
        return None, "exact"
    found, qualifier = codes.split(line[name])
    if found is None or found > most:
        says = _("a whole number up to %(most)s, also with a word for more, nearly or at least")
        wrong.append(line.fault(name, says % {"most": f"{most:,}"}))
    return found, qualifier


def words(line: Line, name: str, most: int, wrong: list[Fault], *, needed: bool = False) -> str:
    """A text of a length."""
    said = " ".join(line[name].split())
    if len(said) > most or (needed and not said):
        says = _("%(least)s to %(most)s characters") % {"least": int(needed), "most": most}
        wrong.append(line.fault(name, says, said[:40]))
    return said


@dataclass(frozen=True)
class Listing:
    """One kind of list: its headings (codes/emergency.yaml), how a row is read, stored and shown."""

    kind: str
    title: Any
    needed: tuple[str, ...]
    read: Callable[[Line, Ground, list[Fault]], Row]
    store: Callable[[Reader, Sequence[tuple[str, Row]], datetime, str], tuple[int, int]]
    shown: Callable[[Row], list[str]]
    shown_as: tuple[str, ...]
    notes: Callable[[], list[str]]
    back: str
    ground: Callable[[Ground], None] = lambda _ground: None

    @property
    def own(self) -> str:
        """The name its own forms are kept by."""
        return f"emergency_{self.kind}"

    def written(self) -> dict[str, str]:
        """Our heading of each field."""
        return {str(one): str(said).split()[0] for one, said in codes.told()["headings"][self.kind].items()}

    def known(self, title: str) -> str:
        """The field of a heading; "" for what is not read."""
        plain = "".join(title.split()).replace("*", "").lower()
        for one, said in codes.told()["headings"][self.kind].items():
            if plain and plain in str(said).lower().split():
                return str(one)
        return ""

    def check(self, given: sheets.List, ground: Ground) -> Checked[Row]:
        """Every row with all faults. Raises Unreadable where needed columns lack or rows are too many."""
        if len(given.rows) > MOST_ROWS:
            says = _("%(file)s has %(came)s rows; allowed: up to %(most)s. Send it in parts")
            raise sheets.Unreadable(says % {"file": given.name, "came": len(given.rows), "most": MOST_ROWS})
        written = self.written()
        sheets.need(
            given, {self.known(one) for one in given.headings}, {one: written[one] for one in self.needed}
        )
        self.ground(ground)
        rows, items, faults = sheets.lines(given, self.known), [], []
        for line in rows:
            wrong: list[Fault] = []
            made = self.read(line, ground, wrong)
            faults += wrong
            if not wrong:
                items.append(made)
        return Checked(len(rows), tuple(items), tuple(faults))

    def template(self, title: str, rows: Iterable[Sequence[Any]] = ()) -> bytes:
        """The workbook to fill in; the second sheet explains."""
        notes = [*self.notes(), _("The same list sent again stores nothing twice.")]
        return sheets.template(title, list(self.written().values()), [list(one) for one in rows], notes)


def keyed(kind: str, items: Iterable[Row]) -> list[tuple[str, Row]]:
    """Each row with an id made of what it says; what stands twice in a list is two rows."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        said = json.dumps(
            [kind, *(_plain(value) for _name, value in sorted(one.items()))], ensure_ascii=False
        )
        digest = hashlib.sha256(said.encode()).hexdigest()[:40]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"list-{digest}-{seen[digest]}", one))
    return found


def _plain(value: Any) -> Any:
    return getattr(value, "pid", None) or (
        value if isinstance(value, list | bool | int | None) else str(value)
    )


def seal(given: sheets.List, salt: str) -> str:
    """A list that was read, to travel in the page."""
    data = {"file": given.name, "headings": given.headings, "rows": given.rows}
    return signing.dumps(data, salt=salt, compress=True)


def unseal(text: str, salt: str) -> sheets.List:
    """The list again. Raises BadSignature."""
    data: Mapping[str, Any] = signing.loads(text, salt=salt, max_age=GOOD_FOR)
    rows = tuple((int(number), tuple(cells)) for number, cells in data["rows"])
    return sheets.List(data["file"], tuple(data["headings"]), rows)
