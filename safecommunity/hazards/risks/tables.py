"""What the register reads from its tables: accident types, ways to assess, clocks; and the score of an assessment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from safecommunity.governance.returns import workdays
from safecommunity.hazards import codes
from safecommunity.hazards.codes import COLORS, label, load, said

MOST_LINES = 40
SINGLE, LINED = ("ls", "lec"), ("scl", "jha")
METHODS = (*SINGLE, *LINED)
Line = dict[str, Any]


def accidents() -> dict[str, dict[str, Any]]:
    """Types of accident by code."""
    return dict(load("accident_types")["types"])


def accident_name(code: str) -> str:
    """A type with its number; nothing for nothing."""
    return f"{code} {label(accidents(), code)}" if code else ""


def table(method: str) -> dict[str, Any]:
    """Columns and words of SCL or JHA."""
    return dict(load("risks")["tables"][method])


def method_name(method: str) -> str:
    """What a way to assess is called."""
    if method in LINED:
        return said(table(method)["title"])
    return said(codes.methods()[method]["title"]) if method else ""


def basis(method: str) -> str:
    """How its table came here."""
    return str((table(method) if method in LINED else codes.methods()[method])["basis"])


def where(code: str) -> str:
    """Place, unit or dwelling."""
    return label(load("risks")["where"], code)


def result(code: str) -> str:
    """In order, not in order, not applicable."""
    return label(load("risks")["results"], code)


def color(rank: int) -> str:
    """The colour of a rank; "" where nothing is assessed."""
    return COLORS[rank - 1] if 1 <= rank <= len(COLORS) else ""


def rank_name(rank: int) -> str:
    """Major, larger, ordinary, low; or not assessed."""
    return codes.colour_name(color(rank)) if color(rank) else _("not assessed yet")


def managed_by(rank: int) -> str:
    """Who keeps a risk of this colour in hand."""
    return said(load("risks")["managed_by"][color(rank)]) if color(rank) else ""


def edition() -> int:
    """Version of the tables an assessment is made by."""
    return int(load("risk")["version"])


def next_day(rank: int, on: date) -> date:
    """The day a risk of this colour is due again."""
    return on + timedelta(days=int(load("risks")["reassess_days"][color(rank)]))


def first_due(starts: date) -> date:
    """The day a new risk is to be assessed by."""
    return workdays.after(starts, int(load("risks")["first_working_days"]))


@dataclass(frozen=True)
class Scored:
    """What an assessment comes to, with what it was made of."""

    score: float
    rank: int
    factors: dict[str, float]
    lines: list[Line]


def scored(method: str, factors: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> Scored:
    """The score by the tables. Raises ValueError in words for what is none of theirs."""
    if method in SINGLE:
        found = _factors(method, factors)
        score, shade = codes.score(method, found)
        return Scored(score, COLORS.index(shade) + 1, found, [])
    if method not in LINED:
        raise ValueError(_("Method: got “%(came)s”; allowed: one of the list") % {"came": str(method)[:20]})
    kept = [made for number, one in enumerate(lines, 1) if (made := _line(method, number, one))]
    counted = [one for one in kept if "R" in one]
    if not counted:
        raise ValueError(_("Lines: no line with L and S came; allowed: 1 to %(most)s") % {"most": MOST_LINES})
    if len(kept) > MOST_LINES:
        says = _("Lines: got %(came)s; allowed: 1 to %(most)s")
        raise ValueError(says % {"came": len(kept), "most": MOST_LINES})
    worst = max(counted, key=lambda one: float(one["R"]))
    return Scored(float(worst["R"]), int(worst["rank"]), {}, kept)


def _factors(method: str, given: Mapping[str, Any]) -> dict[str, float]:
    found = {}
    for name, factor in codes.methods()[method]["factors"].items():
        allowed = [float(one["v"]) for one in factor["values"]]
        try:
            came = float(given[name])
        except (KeyError, TypeError, ValueError):
            came = -1.0
        if came not in allowed:
            says = _("%(field)s: got %(came)s; allowed: %(allowed)s")
            shown = ", ".join(f"{one:g}" for one in allowed)
            told = str(given.get(name) or "—")[:20]
            raise ValueError(
                says % {"field": f"{name} {said(factor['title'])}", "came": told, "allowed": shown}
            )
        found[name] = came
    return found


def _line(method: str, number: int, given: Mapping[str, Any]) -> Line | None:
    """One line of SCL or JHA, scored; None for an empty one."""
    columns = table(method)["columns"]
    made: Line = {}
    for name, column in columns.items():
        text = " ".join(str(given.get(name) or "").split())
        most = column.get("limit", 3)
        if len(text) > most or (column.get("options") and text and text not in column["options"]):
            says = _("Line %(n)s, %(field)s: got “%(came)s”; allowed: up to %(most)s characters of the list")
            raise ValueError(
                says % {"n": number, "field": said(column["label"]), "came": text[:20], "most": most}
            )
        if text:
            made[name] = text
    if not any(made.get(name) for name in columns if name != "result") and not given.get("L"):
        return None
    if not made.get("item"):
        says = _("Line %(n)s, %(field)s: nothing came")
        raise ValueError(says % {"n": number, "field": said(columns["item"]["label"])})
    if made.get("result") == "na":
        return made
    try:
        factors = _factors("ls", given)
    except ValueError as wrong:
        raise ValueError(_("Line %(n)s: %(why)s") % {"n": number, "why": wrong}) from wrong
    score, shade = codes.score("ls", factors)
    return made | factors | {"R": score, "rank": COLORS.index(shade) + 1}


def formula(method: str, factors: Mapping[str, float], lines: Sequence[Line], score: float) -> str:
    """How a score came about, in one line."""
    if method in SINGLE:
        return f"{' × '.join(f'{name} {value:g}' for name, value in factors.items())} = {score:g}"
    counted = [one for one in lines if "R" in one]
    return _("%(n)s lines, the worst R = %(score)s") % {"n": len(counted), "score": f"{score:g}"}
