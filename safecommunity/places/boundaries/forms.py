"""What comes from the pages of outlines and plans, read into numbers; every refusal names what came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.utils.translation import gettext as _

from safecommunity.places import geometry
from safecommunity.places.boundaries import actions
from safecommunity.places.boundaries.actions import Mark, Outline
from safecommunity.places.boundaries.reading import MOST_POINTS
from safecommunity.places.geometry import Points
from safecommunity.places.models import StreetPlan
from safecommunity.places.plans import MOST, Fixed, Unfixable

Known = Mapping[
    str, tuple[float, float]
]  # longitude and latitude of units that have a pin, by permanent id, in the datum of the form
NUMBER = r"-?\d+(?:\.\d+)?"
PAIR = re.compile(rf"\s*({NUMBER})\s*[,，\s]\s*({NUMBER})\s*")
MOST_LINES = 2000


class Wrong(Exception):
    """Something on the form cannot be used; all of it at once, each line for the person who filled it in."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Drawn:
    """What was drawn on a plan, in pixels: outlines by place, spots by unit (None: taken away)."""

    outlines: dict[str, Points]
    spots: dict[str, tuple[float, float] | None]


def day_of(text: str) -> date:
    """The day outlines hold from. Raises actions.Refused."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()
    except ValueError as reason:
        raise actions.Refused(
            _("Valid from: got %(came)s; allowed: a day as 2026-01-01") % {"came": text[:20] or "—"}
        ) from reason


def marks_of(data: Mapping[str, str], known: Known) -> list[Mark]:
    """The points a plan is fixed by: x-1, y-1, lon-1, lat-1 or unit-1, and so on. Empty lines are none.

    A point that is a pin already stands where the pin stands. Raises Wrong.
    """
    found, problems = [], []
    for number in range(1, MOST + 1):
        words = {name: data.get(f"{name}-{number}", "").strip() for name in ("x", "y", "lon", "lat", "unit")}
        if not any(words.values()):
            continue
        if words["unit"] in known:
            words["lon"], words["lat"] = (f"{value:.7f}" for value in known[words["unit"]])
        values = {name: _decimal(words[name]) for name in ("x", "y", "lon", "lat")}
        lacking = [name for name, value in values.items() if value is None]
        if lacking:
            problems.append(
                _("Point %(number)s: %(what)s is no number; allowed: a place on the picture and two coordinates")
                % {"number": number, "what": ", ".join(lacking)}
            )  # fmt: skip
            continue
        mark = Mark(**{name: value for name, value in values.items() if value is not None})
        if abs(mark.lon) > 180 or abs(mark.lat) > 90:
            problems.append(
                _("Point %(number)s: got %(lon)s, %(lat)s; allowed: longitude -180 to 180, latitude -90 to 90")
                % {"number": number, "lon": mark.lon, "lat": mark.lat}
            )  # fmt: skip
            continue
        found.append(mark)
    if problems:
        raise Wrong(problems)
    return found


def _decimal(text: str) -> float | None:
    return float(text) if re.fullmatch(NUMBER, text) else None


def unfixable(reason: Unfixable) -> str:
    """Why points fix no plan, in words."""
    return {
        "few": _("%(k)s points came; allowed: three, better four, up to six") % {"k": int(reason.came)},
        "many": _("%(k)s points came; allowed: three, better four, up to six") % {"k": int(reason.came)},
        "line": _("The first three points stand almost in a line on the plan; allowed: a wide triangle"),
        "ground_line": _("The first three coordinates stand almost in a line; allowed: a wide triangle"),
        "mirrored": _("The plan would be mirrored: two points are exchanged, or longitude and latitude are"),
        "stretched": _("The plan would be stretched %(times)s-fold in one direction: one point is mistaken")
        % {"times": f"{reason.came:.1f}"},
    }[reason.reason]  # fmt: skip


def drawn_on(
    plan: StreetPlan, data: Mapping[str, str], places: Mapping[str, str], units: Mapping[str, str],
    held: Mapping[str, str],
) -> Drawn:  # fmt: skip
    """Outlines (line-PID: one point a line) and spots (pin-PID: one point) as written. Raises Wrong with all at once.

    What is written as `held` has it (by field) is left alone, so nothing moves by being shown. A place whose text
    is empty keeps what it has; a unit whose text is empty has no pin.
    """
    problems: list[str] = []
    outlines: dict[str, Points] = {}
    for pid, name in places.items():
        text = _lines(data.get(f"line-{pid}", ""))
        if text and text != held.get(f"line-{pid}"):
            ring = _ring(plan, name, text, problems)
            if ring is not None:
                outlines[pid] = ring
    spots: dict[str, tuple[float, float] | None] = {}
    for pid, name in units.items():
        if f"pin-{pid}" not in data:
            continue
        text = data[f"pin-{pid}"].strip()
        if text == held.get(f"pin-{pid}", ""):
            continue
        if not text:
            spots[pid] = None
            continue
        spot = _pair(text)
        if spot is None or not _on(plan, np.array([spot])):
            problems.append(
                _("%(name)s: got %(came)s; allowed: one point of the picture as x, y")
                % {"name": name, "came": text[:30]}
            )
        else:
            spots[pid] = spot
    if problems:
        raise Wrong(problems)
    return Drawn(outlines, spots)


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())


def written(points: Points) -> str:
    """Points of a picture as the form writes them: one a line, to a tenth of a pixel, the last not repeated."""
    return "\n".join(f"{x:.1f}, {y:.1f}" for x, y in points.tolist())


def _pair(text: str) -> tuple[float, float] | None:
    found = PAIR.fullmatch(text)
    return (float(found[1]), float(found[2])) if found else None


def _on(plan: StreetPlan, points: Points) -> bool:
    return bool((points >= 0).all() and (points <= np.array([plan.width, plan.height])).all())


def _ring(plan: StreetPlan, name: str, text: str, problems: list[str]) -> Points | None:
    lines = [line for line in text.replace("；", "\n").replace(";", "\n").splitlines() if line.strip()]
    pairs = [_pair(line) for line in lines[: MOST_LINES + 1]]
    bad = next((number for number, pair in enumerate(pairs, 1) if pair is None), 0)
    if bad:
        problems.append(
            _("%(name)s, point %(number)s: got %(came)s; allowed: x, y")
            % {"name": name, "number": bad, "came": lines[bad - 1][:30]}
        )
        return None
    points = np.array(pairs, dtype=np.float64)
    if len(points) > 1 and (points[0] == points[-1]).all():
        points = points[:-1]
    if not 3 <= len(points) <= min(MOST_LINES, MOST_POINTS - 1):
        problems.append(
            _("%(name)s has %(k)s points; allowed: 3 to %(most)s")
            % {"name": name, "k": len(points), "most": MOST_LINES}
        )
        return None
    if not _on(plan, points):
        problems.append(_("%(name)s has a point outside the picture") % {"name": name})
        return None
    ring = np.vstack((points, points[:1]))
    sides = geometry.crossing(ring)
    if sides or geometry.signed_area(ring) == 0:
        one, other = sides or (1, 2)
        problems.append(
            _("%(name)s crosses itself: side %(one)s meets side %(other)s")
            % {"name": name, "one": one, "other": other}
        )
        return None
    return ring


def on_ground(
    plan: StreetPlan, drawn: Drawn
) -> tuple[dict[str, Outline], dict[str, tuple[float, float] | None]]:
    """What was drawn as it is kept: in degrees where the plan is fixed, else in its pixels."""
    if plan.fixed is None:
        return {pid: Outline(((ring,),)) for pid, ring in drawn.outlines.items()}, drawn.spots
    fixed = Fixed.from_data(plan.fixed)
    outlines = {pid: Outline(((fixed.to_ground(ring),),)) for pid, ring in drawn.outlines.items()}
    spots: dict[str, tuple[float, float] | None] = {}
    for pid, spot in drawn.spots.items():
        if spot is None:
            spots[pid] = None
            continue
        ((lon, lat),) = np.round(fixed.to_ground(np.array([spot])), geometry.DIGITS).tolist()
        spots[pid] = (lon, lat)
    return outlines, spots
