"""Two lists of an office: teams with their members, and hours served. All faults of all rows together."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes
from safecommunity.governance.actions.refusal import Refused
from safecommunity.governance.models import VolunteerTeam
from safecommunity.governance.volunteers import words
from safecommunity.governance.volunteers.actions.hours import LATEST
from safecommunity.governance.volunteers.actions.roster import minutes_between
from safecommunity.places.models import Place
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

KINDS = ("members", "hours")
# hours and minutes, divided by a colon or the characters for hour and minute
CLOCK = re.compile(r"([01]?\d|2[0-4])(?:[:\u65f6\u70b9\u9ede]\s*([0-5]\d)?\u5206?)?(?::[0-5]\d)?", re.ASCII)
Row = dict[str, Any]


@dataclass(frozen=True)
class Ground:
    """What rows may name: places by name, code or permanent id; the teams that stand."""

    places: Mapping[str, Place]
    teams: Mapping[str, list[VolunteerTeam]]
    today: date

    def team(self, name: str) -> VolunteerTeam | None:
        """The only team of this name."""
        found = self.teams.get(name, [])
        return found[0] if len(found) == 1 else None


def known(kind: str) -> Callable[[str], str]:
    """The field of a heading of a list."""
    fields = codes.load("volunteers")[kind]

    def field(heading: str) -> str:
        plain = re.sub(r"[\s*:().]", "", unicodedata.normalize("NFKC", heading)).casefold()
        return next((name for name, said in fields.items() if plain in str(said).casefold().split()), "")

    return field


def headings(kind: str) -> list[str]:
    """Headings of the template; the reader takes other languages too."""
    return [str(said).split()[0] for said in codes.load("volunteers")[kind].values()]


def clock(text: str) -> time | None:
    """A time of day as 20:00, 8:30, or as a spreadsheet keeps it (a part of a day); None for anything else."""
    text = unicodedata.normalize("NFKC", text)
    if re.fullmatch(r"0?\.\d+", text, re.ASCII):
        minutes = round(float(text) * 24 * 60)
        return time(minutes // 60 % 24, minutes % 60)
    found = CLOCK.fullmatch(text.strip())
    if found is None or (found[1] == "24" and found[2] not in (None, "00")):
        return None
    return time(int(found[1]) % 24, int(found[2] or 0))


def check(kind: str, given: sheets.List, ground: Ground) -> Checked[Row]:
    """Every row with all faults. Raises Unreadable where needed columns lack."""
    field = known(kind)
    names = dict(zip(codes.load("volunteers")[kind], headings(kind), strict=True))
    need = (
        ("team", "kind", "place") if kind == "members" else ("team", "on", "begins", "ends", "people", "what")
    )
    sheets.need(given, {field(one) for one in given.headings}, {one: names[one] for one in need})
    rows, items, faults = sheets.lines(given, field), [], []
    read = _member if kind == "members" else _service
    for line in rows:
        wrong: list[Fault] = []
        made = read(line, ground, wrong)
        faults += wrong
        if not wrong:
            items.append(made)
    if kind == "members":
        faults += _agree(items, rows)
    return Checked(len(rows), tuple(items), tuple(faults))


def _agree(items: list[Row], rows: list[Line]) -> list[Fault]:
    """Rows of one team say one kind."""
    first: dict[tuple[str, str], str] = {}
    found = []
    for line, row in zip(rows, items, strict=False):
        kind = first.setdefault((row["place"].pid, row["team"]), row["kind"])
        if kind != row["kind"]:
            allowed = _("%(kind)s, as another row of this team says") % {"kind": words.label("kinds", kind)}
            found.append(line.fault("kind", allowed, words.label("kinds", row["kind"])))
    return found


def _member(line: Line, ground: Ground, wrong: list[Fault]) -> Row:
    team, name = line["team"], " ".join(line["name"].split())
    if not 1 <= len(team) <= 80:
        wrong.append(line.fault("team", _("a name of 1 to 80 characters")))
    if len(name) > 40:
        wrong.append(
            line.fault("name", _("up to 40 characters, or empty"), _("%(n)s characters") % {"n": len(name)})
        )
    place = ground.places.get(line["place"])
    if place is None:
        wrong.append(line.fault("place", _("a name or code of a place of this office")))
    kind = words.code_of("kinds", line["kind"])
    if not kind:
        wrong.append(line.fault("kind", "、".join(said for _code, said in words.choices("kinds"))))
    since = sheets.day(line["since"]) if line["since"] else ground.today
    if since is None or not date(1949, 10, 1) <= since <= ground.today:
        wrong.append(line.fault("since", _("a day up to today, or empty")))
    people, qualifier = words.split(line["people"])
    if line["people"] and not (people and people <= 100_000):
        wrong.append(line.fault("people", _("a whole number, also with a word for more, nearly or at least")))
    yes = {one.casefold() for one in str(codes.load("volunteers")["yes"]).split()}
    return {
        "team": team, "kind": kind, "place": place, "since": since, "name": name, "people": people,
        "leads": line["leads"].casefold() in yes, "qualifier": qualifier,
    }  # fmt: skip


def _service(line: Line, ground: Ground, wrong: list[Fault]) -> Row:
    team = ground.team(line["team"])
    if team is None:
        many = line["team"] in ground.teams
        allowed = _("a name that only one team bears") if many else _("a team on record")
        wrong.append(line.fault("team", allowed))
    on = sheets.day(line["on"])
    first = team.starts if team else date(1949, 10, 1)
    if not line["binder"]:
        first = max(first, ground.today - LATEST)
    if on is None or not first <= on <= ground.today:
        allowed = _("a day from %(first)s to %(last)s; an older one with its binder")
        wrong.append(line.fault("on", allowed % {"first": first, "last": ground.today}))
    begins, ends = clock(line["begins"]), clock(line["ends"])
    for name, at in (("begins", begins), ("ends", ends)):
        if at is None:
            wrong.append(line.fault(name, _("a time as 20:00")))
    if begins is not None and begins == ends:
        wrong.append(line.fault("ends", _("another time than the beginning")))
    elif begins is not None and ends is not None and on is not None:
        try:
            minutes_between(on, begins, ends)
        except Refused as reason:
            wrong.append(line.fault("ends", str(reason)))
    people = sheets.whole_number(line["people"])
    if not people or people > 2000:
        wrong.append(line.fault("people", _("a whole number from 1 to 2,000")))
    what = words.code_of("whats", line["what"])
    if not what:
        wrong.append(line.fault("what", "、".join(said for _code, said in words.choices("whats"))))
    return {
        "team": team, "on": on, "begins": begins, "ends": ends, "people": people, "what": what,
        "binder": line["binder"][:60],
    }  # fmt: skip


def keyed(items: Iterable[Row]) -> list[tuple[str, Row]]:
    """Each line of hours with a key made of what it says; what stands twice in a list is two lines."""
    seen: dict[str, int] = {}
    found = []
    for one in items:
        said = json.dumps([str(v) if k != "team" else v.pid for k, v in sorted(one.items()) if k != "binder"])
        digest = hashlib.sha256(said.encode()).hexdigest()[:40]
        seen[digest] = seen.get(digest, 0) + 1
        found.append((f"hours-{digest}-{seen[digest]}", one))
    return found


def pack(items: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain data, to travel in a signed field."""
    return [
        {
            k: v.pid if k == "place" or (k == "team" and not isinstance(v, str))
            else v.isoformat() if isinstance(v, date | time) else v
            for k, v in one.items()
        }
        for one in items
    ]  # fmt: skip


def unpack(kind: str, data: Iterable[Mapping[str, Any]], ground: Ground) -> list[Row]:
    """The rows again; those of places or teams no longer in reach are left out."""
    if kind == "members":
        return [
            {**one, "place": ground.places[one["place"]], "since": date.fromisoformat(one["since"])}
            for one in data if one["place"] in ground.places
        ]  # fmt: skip
    teams = {team.pid: team for found in ground.teams.values() for team in found}
    return [
        {
            **one, "team": teams[one["team"]], "on": date.fromisoformat(one["on"]),
            "begins": time.fromisoformat(one["begins"]), "ends": time.fromisoformat(one["ends"]),
        }
        for one in data if one["team"] in teams
    ]  # fmt: skip


def shown(kind: str, items: Iterable[Row]) -> list[list[str]]:
    """What was found, for the page, in the order of the headings."""
    if kind == "members":
        return [
            [
                one["team"], words.label("kinds", one["kind"]), one["place"].name, one["since"].isoformat(),
                one["name"], "✓" if one["leads"] else "",
                words.told(one["people"], one["qualifier"]) if one["people"] else "",
            ]
            for one in items
        ]  # fmt: skip
    return [
        [
            one["team"].name, one["on"].isoformat(), f"{one['begins']:%H:%M}", f"{one['ends']:%H:%M}",
            f"{one['people']:,}", words.label("whats", one["what"]), one["binder"],
        ]
        for one in items
    ]  # fmt: skip


def written(kind: str) -> dict[str, str]:
    """Our heading of each field."""
    return {str(name): str(said).split()[0] for name, said in codes.load("volunteers")[kind].items()}


def notes(kind: str) -> list[str]:
    """How to fill a list in."""
    if kind == "members":
        return [
            _("One row a member. Team, kind and place are needed."),
            _("Kinds: %(kinds)s") % {"kinds": "、".join(said for _code, said in words.choices("kinds"))},
            _(
                "A team without names is one row with its number of people; a word for more or nearly is kept."
            ),
            _("The same list sent again enters nobody twice."),
        ]
    return [
        _("One row a time a team served: day, from, to, how many people, what for."),
        _("What for: %(whats)s") % {"whats": "、".join(said for _code, said in words.choices("whats"))},
        _("A duty past midnight ends with a smaller time: 22:00 to 02:00 is four hours."),
        _("The same row sent again is not stored twice."),
    ]
