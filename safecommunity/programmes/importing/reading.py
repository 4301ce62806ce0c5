"""A list of projects: every row with all its faults; what was found travels as plain data."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance import codes as governance
from safecommunity.governance.models import Body
from safecommunity.programmes import codes, words
from safecommunity.programmes.importing import written
from safecommunity.programmes.models import State
from safecommunity.shell import sheets
from safecommunity.shell.sheets import Checked, Fault, Line

Row = dict[str, Any]
NEED = ("title", "setting", "problem", "ages", "sexes", "starts", "until")
LONG = {"title": 120, "problem": 600, "goal": 300, "group": 200}
PARTS = re.compile(r"[\u3001,\uff0c;\uff1b/]\s*")
NUMBER = re.compile(r"([\d,]{1,11})")
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True)
class Ground:
    """What rows may name."""

    bodies: Mapping[str, Body]
    agencies: Mapping[str, str]
    today: date


def check(given: sheets.List, ground: Ground) -> Checked[Row]:
    """Every row with all faults. Raises Unreadable where needed columns lack."""
    names = written.headings()
    sheets.need(given, {written.known(one) for one in given.headings}, {one: names[one] for one in NEED})
    rows, items, faults = sheets.lines(given, written.known), [], []
    for line in rows:
        wrong: list[Fault] = []
        made = _row(line, ground, wrong)
        faults += wrong
        if not wrong:
            items.append(made)
    return Checked(len(rows), tuple(items), tuple(faults))


def _row(line: Line, ground: Ground, wrong: list[Fault]) -> Row:
    for name, most in LONG.items():
        length = len(line[name])
        if length > most or (name in ("title", "problem") and not length):
            allowed = _("1 to %(most)s characters") % {"most": most}
            wrong.append(line.fault(name, allowed, _("%(n)s characters") % {"n": length}))
    starts, until = sheets.day(line["starts"]), sheets.day(line["until"])
    if starts is None or not EARLIEST <= starts <= LATEST:
        wrong.append(line.fault("starts", _("a day as 2026-03-01")))
    if (
        until is None
        or not (starts or EARLIEST) <= until <= LATEST
        or (starts and until.year > starts.year + 20)
    ):
        wrong.append(line.fault("until", _("a day from the first one, within twenty years")))
    state = _one(line, "state", _states(), wrong) or State.IDEA
    if state in (State.RUNNING, State.FINISHED, State.STOPPED) and starts and starts > ground.today:
        wrong.append(line.fault("starts", _("a day up to today, because the project has begun")))
    number, qualifier = _people(line, wrong)
    budget = sheets.whole_number(line["budget"]) if line["budget"] else 0
    if budget is None:
        wrong.append(line.fault("budget", _("whole yuan, or empty")))
    return {
        **{name: line[name] for name in LONG}, "starts": starts, "until": until, "state": state,
        "setting": _one(line, "setting", _settings(), wrong, needed=True),
        "ages": _many(line, "ages", _ages(), wrong), "sexes": _many(line, "sexes", _sexes(), wrong),
        "measures": _many(line, "measures", _measures(), wrong, needed=False), "people": number,
        "people_qualifier": qualifier, "budget": budget or 0, "binder": line["binder"][:60],
        "body": _named(line, "body", ground.bodies, wrong), "agency": _named(line, "agency", ground.agencies, wrong),
    }  # fmt: skip


def _spelled(pairs: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Spellings of codes: the code itself and its words in every language."""
    found: dict[str, str] = {}
    for code, texts in pairs:
        for said in (code, *(texts.values() if isinstance(texts, dict) else (texts,))):
            found[str(said).casefold()] = code
    return found


def _settings() -> dict[str, str]:
    return _spelled(governance.settings().items())


def _states() -> dict[str, str]:
    return _spelled(words.states().items())


def _measures() -> dict[str, str]:
    return _spelled((str(one["code"]), one["title"]) for one in codes.load()["measures"])


def _sexes() -> dict[str, str]:
    return _spelled((str(one["code"]), one["title"]) for one in codes.load()["sexes"])


def _ages() -> dict[str, str]:
    found = {label: code for code, label in codes.ages()}
    return found | {label.replace("-", "–"): code for code, label in codes.ages()}


def _one(line: Line, name: str, allowed: dict[str, str], wrong: list[Fault], needed: bool = False) -> str:
    came = line[name].casefold()
    if came in allowed or (not came and not needed):
        return allowed.get(came, "")
    wrong.append(line.fault(name, _shown(name)))
    return ""


def _shown(name: str) -> str:
    listed = {
        "setting": [governance.setting_name(one) for one in governance.settings()],
        "state": list(words.states().values()), "ages": [label for _code, label in codes.ages()],
        "sexes": [label for _code, label in codes.choices("sexes")],
        "measures": [label for _code, label in codes.choices("measures")],
    }[name]  # fmt: skip
    return written.BETWEEN.join(listed)


def _many(
    line: Line, name: str, allowed: dict[str, str], wrong: list[Fault], needed: bool = True
) -> tuple[str, ...]:
    parts = [one.casefold() for one in PARTS.split(line[name]) if one.strip()]
    everything = {str(one).casefold() for one in codes.load()["everything"]}
    if any(one in everything for one in parts):
        return tuple(dict.fromkeys(allowed.values()))
    if any(one not in allowed for one in parts) or (needed and not parts):
        wrong.append(line.fault(name, _shown(name)))
        return ()
    return tuple(dict.fromkeys(allowed[one] for one in parts))


def _named(line: Line, name: str, known: Mapping[str, Any], wrong: list[Fault]) -> Any:
    if not line[name]:
        return None
    if line[name] not in known:
        shown = written.BETWEEN.join(list(known)[:20]) or "—"
        wrong.append(line.fault(name, _("one of: %(names)s") % {"names": shown}))
    return known.get(line[name])


def _people(line: Line, wrong: list[Fault]) -> tuple[int | None, str]:
    """How many people, with the word that says how exactly: it may stand before or behind."""
    if not line["people"]:
        return None, ""
    found = NUMBER.search(line["people"])
    number = int(found[1].replace(",", "") or 0) if found else 0
    word = NUMBER.sub("", line["people"], count=1)
    for unit in codes.load()["people_units"]:
        word = word.replace(str(unit), "")
    known = {said: code for code, listed in codes.load()["more"].items() for said in listed}
    if not 1 <= number <= 100_000_000 or word.strip() not in ("", *known):
        allowed = _("a whole number, also with a word for more, nearly or at least")
        wrong.append(line.fault("people", allowed))
        return None, ""
    return number, known.get(word.strip(), "")


# -- between two requests ------------------------------------------------------------------------


def pack(items: Iterable[Row]) -> list[dict[str, Any]]:
    """Rows as plain data, to travel in a signed field."""
    return [
        {name: _plain(value) for name, value in one.items()}
        for one in items
    ]  # fmt: skip


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return value.pid if isinstance(value, Body) else value


def unpack(data: Iterable[Mapping[str, Any]], ground: Ground) -> list[Row]:
    """The rows again."""
    bodies = {one.pid: one for one in ground.bodies.values()}
    return [
        {
            **one, "starts": date.fromisoformat(one["starts"]), "until": date.fromisoformat(one["until"]),
            "body": bodies.get(one["body"]),
        }
        for one in data
    ]  # fmt: skip


def shown(items: Iterable[Row]) -> list[list[str]]:
    """What was found, for the page."""
    return [
        [
            one["title"], governance.setting_name(one["setting"]), words.states()[one["state"]],
            written.BETWEEN.join(codes.age_label(int(code)) for code in one["ages"]), one["starts"].isoformat(),
            one["until"].isoformat(), f"{one['budget']:,}" if one["budget"] else "",
        ]
        for one in items
    ]  # fmt: skip


def shown_headings() -> list[str]:
    """The headings of what the page shows."""
    names = written.headings()
    return [names[one] for one in ("title", "setting", "state", "ages", "starts", "until", "budget")]


def template() -> bytes:
    """The workbook to fill in."""
    notes = [
        _("One row a project. Name, setting, problem, ages, sexes, first and last day are needed."),
        _("Settings: %(names)s") % {"names": _shown("setting")},
        _("States: %(names)s") % {"names": _shown("state")},
        _("Age groups: %(names)s, several divided by 、") % {"names": _shown("ages")},
        _("Kinds of measures: %(names)s, several divided by 、") % {"names": _shown("measures")},
        _("Old projects enter with the state they had and the binder they stand in; their figures and outputs are "
          "added on their pages."),
        _("The same list sent again stores nothing twice."),
    ]  # fmt: skip
    return sheets.template(_("Safety-promotion projects"), list(written.headings().values()), [], notes)
