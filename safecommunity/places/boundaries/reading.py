"""Reading outlines from GeoJSON (RFC 7946): every problem of the file at once, each with its feature."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from safecommunity.places import datums, geometry
from safecommunity.places.geometry import Points, Polygon, Shape

LARGEST = 20 * 1024 * 1024
MOST_FEATURES = 600
MOST_POINTS = 5000  # of one place; more are told with fewer
MOST_SHOWN = 60
DEGREES_BY_NAME = ("4490", "4326", "crs84")


class Unreadable(Exception):
    """A file that holds no outlines at all; the text is for the person who sent it."""


@dataclass
class Feature:
    """One feature of the file with its outline in CGCS2000, or with what is wrong with it."""

    number: int
    properties: dict[str, str]
    shape: Shape | None = None
    came: int = 0  # points in the file
    tolerance: float | None = None  # metres it was simplified by
    problems: list[str] = field(default_factory=list)

    @property
    def good(self) -> bool:
        """Whether it can be taken over."""
        return self.shape is not None and not self.problems

    def as_data(self) -> dict[str, Any]:
        """What a draft keeps."""
        return {
            "number": self.number, "properties": self.properties, "came": self.came, "tolerance": self.tolerance,
            "problems": self.problems, "geometry": geometry.as_geojson(self.shape) if self.shape else None,
        }  # fmt: skip

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Feature":
        """What a draft kept."""
        shape = geometry.from_geojson(data["geometry"]) if data["geometry"] else None
        return cls(
            data["number"], data["properties"], shape, data["came"], data["tolerance"], data["problems"]
        )


@dataclass(frozen=True)
class Reading:
    """What a file holds."""

    features: tuple[Feature, ...]
    outside: int  # points outside China, which no shifted datum moves

    @property
    def good(self) -> list[Feature]:
        """Features that can be taken over."""
        return [feature for feature in self.features if feature.good]

    @property
    def problems(self) -> list[tuple[int, str]]:
        """(number of the feature, what is wrong with it)."""
        return [(feature.number, says) for feature in self.features for says in feature.problems]


def read(content: bytes, datum: str) -> Reading:
    """The features of a file. Raises Unreadable where it cannot be taken for GeoJSON at all."""
    if datum not in datums.DATUMS:
        raise Unreadable(
            _("Datum: got %(came)s; allowed: %(allowed)s")
            % {"came": datum[:20] or "—", "allowed": ", ".join(datums.DATUMS)}
        )
    found = _features(_json(content))
    outside, features = 0, []
    for number, raw in enumerate(found, 1):
        feature = Feature(number, _properties(raw))
        if isinstance(raw, dict):
            outside += _outline(feature, raw, datum)
        else:
            feature.problems.append(_("It is no feature: allowed: an object with type Feature"))
        features.append(feature)
    return Reading(tuple(features), outside)


def _json(content: bytes) -> Any:
    if len(content) > LARGEST:
        raise Unreadable(
            _("The file has %(came)s MB; allowed: up to %(most)s MB.")
            % {"came": round(len(content) / 1048576, 1), "most": LARGEST >> 20}
        )
    if content[:2] == b"PK":
        raise Unreadable(_("This is a packed file (zip, shapefile); allowed: one .geojson or .json file"))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return json.loads(content.decode(encoding))
        except UnicodeDecodeError:
            continue
        except json.JSONDecodeError as reason:
            raise Unreadable(
                _("The file is not JSON: line %(line)s, column %(column)s")
                % {"line": reason.lineno, "column": reason.colno}
            ) from reason
        except (RecursionError, ValueError) as reason:
            raise Unreadable(_("The file is not JSON that can be read.")) from reason
    raise Unreadable(_("The file is not JSON: its text is neither UTF-8 nor GB18030"))


def _features(data: Any) -> list[Any]:
    kind = data.get("type") if isinstance(data, dict) else type(data).__name__
    if kind == "Feature":
        found = [data]
    elif kind == "FeatureCollection" and isinstance(data.get("features"), list):
        found = data["features"]
    elif kind == "Topology":
        raise Unreadable(_("The file is TopoJSON; allowed: GeoJSON, export it as that"))
    else:
        raise Unreadable(
            _("The file holds %(came)s; allowed: a FeatureCollection or a Feature of GeoJSON")
            % {"came": str(kind)[:40]}
        )
    if not found:
        raise Unreadable(_("The file holds no feature."))
    if len(found) > MOST_FEATURES:
        raise Unreadable(
            _("The file holds %(came)s features; allowed: up to %(most)s at a time")
            % {"came": len(found), "most": MOST_FEATURES}
        )
    named = str(((data.get("crs") or {}).get("properties") or {}).get("name", "")) if _is_old(data) else ""
    if named and not any(word in named.lower() for word in DEGREES_BY_NAME):
        raise Unreadable(
            _("The file says it is in %(came)s; allowed: longitude and latitude in degrees")
            % {"came": named[:60]}
        )
    return found


def _is_old(data: dict[str, Any]) -> bool:
    """GeoJSON of 2008 may name its coordinate system."""
    crs = data.get("crs")
    return isinstance(crs, dict) and isinstance(crs.get("properties"), dict)


def _properties(raw: Any) -> dict[str, str]:
    """The short words of a feature: they may name its place."""
    given = raw.get("properties") if isinstance(raw, dict) else None
    found = dict(given) if isinstance(given, dict) else {}
    if isinstance(raw, dict) and isinstance(raw.get("id"), str | int):
        found.setdefault("id", raw["id"])
    return {
        str(name)[:40]: str(value).strip()[:MOST_SHOWN]
        for name, value in list(found.items())[:30]
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip()
    }


def _outline(feature: Feature, raw: dict[str, Any], datum: str) -> int:
    """Read a feature's geometry into it; how many of its points lie outside China."""
    shape = _shape(feature, raw.get("geometry"))
    if shape is None:
        return 0
    feature.came = geometry.size(shape)
    says = _place_of(geometry.points_of(shape))
    if says:
        feature.problems.append(says)
        return 0
    outside = 0
    converted = []
    for polygon in shape:
        rings = [datums.to_stored(ring, datum) for ring in polygon]
        outside += 0 if datum == datums.CGCS2000 else sum(ring.unchanged for ring in rings)
        converted.append(tuple(ring.points for ring in rings))
    shape = tuple(converted)
    if feature.came > MOST_POINTS:
        shape, feature.tolerance = geometry.with_fewer_points(shape, MOST_POINTS)
    if geometry.size(shape) > MOST_POINTS:
        feature.problems.append(
            _("It has %(came)s points and cannot be told with %(most)s; allowed: simplify it before")
            % {"came": feature.came, "most": MOST_POINTS}
        )
        return outside
    feature.problems += _unsound(shape)
    feature.shape = shape
    return outside


def _shape(feature: Feature, found: Any) -> Shape | None:
    kind = found.get("type") if isinstance(found, dict) else None
    if kind not in ("Polygon", "MultiPolygon"):
        feature.problems.append(
            _("It is of type %(came)s; allowed: Polygon or MultiPolygon")
            % {"came": str(kind)[:40] if kind else "—"}
        )
        return None
    coordinates = found.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        feature.problems.append(_("It has no coordinates."))
        return None
    shape: list[Polygon] = []
    for polygon in polygons:
        rings = [_ring(feature, number, ring) for number, ring in enumerate(_listed(polygon), 1)]
        known = [ring for ring in rings if ring is not None]
        if not rings:
            feature.problems.append(_("It has a polygon without a ring."))
        if known and len(known) == len(rings):
            shape.append(tuple(known))
    return None if feature.problems else tuple(shape)


def _listed(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _ring(feature: Feature, number: int, found: Any) -> Points | None:
    """One ring; what is wrong with it goes to the feature's problems."""
    try:
        ring = np.array([place[:2] for place in found], dtype=np.float64)
    except (TypeError, ValueError, KeyError, OverflowError):
        ring = np.empty((0, 0))
    if ring.ndim != 2 or ring.shape[1:] != (2,) or not np.isfinite(ring).all():
        feature.problems.append(
            _("Ring %(number)s: a coordinate is no pair of numbers; allowed: [longitude, latitude]")
            % {"number": number}
        )
        return None
    if len(ring) < 4:
        feature.problems.append(
            _("Ring %(number)s has %(came)s points; allowed: 4 or more, the last the same as the first")
            % {"number": number, "came": len(ring)}
        )
        return None
    if (ring[0] != ring[-1]).any():
        feature.problems.append(
            _("Ring %(number)s is not closed: it begins at %(first)s and ends at %(last)s")
            % {"number": number, "first": _told(ring[0]), "last": _told(ring[-1])}
        )
        return None
    return _without_repeats(ring)


def _told(point: Iterable[float]) -> str:
    return ", ".join(f"{value:.6f}".rstrip("0").rstrip(".") for value in point)


def _without_repeats(ring: Points) -> Points:
    """The same point twice in a row is one point."""
    keep = np.ones(len(ring), dtype=bool)
    keep[1:] = (ring[1:] != ring[:-1]).any(axis=1)
    return ring[keep]


def _place_of(points: Points) -> str:
    """What is wrong with where the points lie; empty where nothing is."""
    x, y = points[:, 0], points[:, 1]
    far = float(max(np.abs(x).max(), np.abs(y).max()))
    shown = {"came": _told(points[int(np.argmax(np.abs(points).max(axis=1)))])}
    west, south, east, north = datums.CHINA
    swapped = x.min() >= south and x.max() <= north and y.min() >= west and y.max() <= east
    if far > 360:
        return (
            _("Its coordinates are metres of a projection (%(came)s); allowed: longitude and latitude in degrees")
            % shown
        )  # fmt: skip
    if swapped:
        return (
            _("Longitude and latitude are exchanged (%(came)s); allowed: [longitude, latitude]") % shown
        )  # fmt: skip
    if np.abs(x).max() > 180 or np.abs(y).max() > 90:
        return (
            _("A coordinate is out of range (%(came)s); allowed: longitude -180 to 180, latitude -90 to 90")
            % shown
        )  # fmt: skip
    return ""


def _unsound(shape: Shape) -> list[str]:
    """What is wrong with the outline itself."""
    found = []
    for number, ring in enumerate((ring for polygon in shape for ring in polygon), 1):
        sides = geometry.crossing(ring) if len(ring) >= 4 else None
        if sides:
            found.append(
                _("Ring %(number)s crosses itself: side %(one)s meets side %(other)s, near %(where)s")
                % {"number": number, "one": sides[0], "other": sides[1], "where": _told(ring[sides[0] - 1])}
            )
        elif len(ring) < 4 or math.isclose(geometry.signed_area(ring), 0, abs_tol=1e-14):
            found.append(_("Ring %(number)s encloses nothing.") % {"number": number})
    for outer, *holes in shape:
        if not found and any(not geometry.contains(((outer,),), hole[:1]).all() for hole in holes):
            found.append(_("A hole lies outside its ring."))
    return found


def matched(features: Iterable[Feature], names: Mapping[str, Iterable[str]]) -> dict[int, str]:
    """Which place each feature tells of: {number of the feature: permanent id}.

    ``names`` holds for each place its codes and its name. The property that names the most places decides first;
    what it leaves open any other property may say. A place that two features claim goes to neither.
    """
    words: dict[str, set[str]] = {}
    for pid, said in names.items():
        for word in said:
            words.setdefault(_plain(word), set()).add(pid)
    known = {word: next(iter(pids)) for word, pids in words.items() if len(pids) == 1 and word}
    features = list(features)
    hits: dict[str, int] = {}
    for feature in features:
        for name, value in feature.properties.items():
            hits[name] = hits.get(name, 0) + (_plain(value) in known)
    order = sorted(hits, key=lambda name: -hits[name])
    found: dict[int, str] = {}
    for feature in features:
        said = (_plain(feature.properties.get(name, "")) for name in order)
        pid = next((known[word] for word in said if word in known), "")
        if pid:
            found[feature.number] = pid
    claimed = list(found.values())
    return {number: pid for number, pid in found.items() if claimed.count(pid) == 1}


def _plain(word: str) -> str:
    """A code or name as compared: without blanks; a number without the country's 156 and without ending zeros."""
    text = "".join(str(word).split()).casefold()
    if text.endswith(".0"):
        text = text[:-2]
    if not text.isascii() or not text.isdigit():
        return text
    if len(text) in (9, 12, 15) and text.startswith("156"):
        text = text[3:]
    return text.rstrip("0") if len(text) >= 6 else text
